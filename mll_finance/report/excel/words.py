"""The workbook's own words in Dutch and English; concepts come from ``data/terms.csv``."""

from __future__ import annotations

from typing import Literal

Language = Literal["nl", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    # Names of sheets: letters only, so that no reference to them needs quotes.
    "readme": ("Leeswijzer", "Readme"),
    "assumptions": ("Aannames", "Assumptions"),
    "prices": ("Prijzen", "Prices"),
    "calculation": ("Berekening", "Calculation"),
    "valuation": ("Waardering", "Valuation"),
    "check": ("Controle", "Check"),
    # Column heads.
    "title": ("Omschrijving", "Description"),
    "factor": ("Factor naar prijspeil", "Factor to price level"),
    "side": ("Kant", "Side"),
    "share": ("Aandeel dat meetelt", "Share that counts"),
    "timing": ("Moment in het jaar", "Moment in the year"),
    "present_value": ("Contante waarde", "Present value"),
    "growth": ("Stijging na de tabel", "Rise beyond the table"),
    "workbook": ("Werkboek", "Workbook"),
    "model": ("Model", "Model"),
    "verdict": ("Oordeel", "Verdict"),
    "all_alternatives": ("alle", "all"),
    # Rows.
    "quantities": ("Hoeveelheden", "Quantities"),
    "lines": (
        "Posten in euro, exclusief btw, prijspeil {year}",
        "Lines in euros, excluding VAT, price level {year}",
    ),
    "index": ("Prijsindex", "Price index"),
    "level": ("indexcijfer", "index level"),
    "to_nominal": ("prijspeil naar jaar", "price level to year"),
    "deflator": ("jaar naar prijspeil", "year to price level"),
    "discounting": ("Discontovoeten en discontofactoren", "Discount rates and discount factors"),
    "rate": ("Discontovoet tot het volgende jaar: {schedule}", "Discount rate to the next year: {schedule}"),
    "factors": ("Discontofactor {timing}: {schedule}", "Discount factor {timing}: {schedule}"),
    "own_rate": ("vaste voet van de casus", "flat rate of the case"),
    "block": (
        "{perspective}: {alternative} min nulalternatief",
        "{perspective}: {alternative} minus baseline",
    ),
    "net_real": ("Nettostroom, prijspeil {year}", "Net flow, price level {year}"),
    "net_nominal": ("Nettostroom in euro van elk jaar", "Net flow in euros of each year"),
    "no_line": ("Geen post telt mee", "No line counts"),
    "start_of_year": ("begin van het jaar", "start of the year"),
    "mid_year": ("midden van het jaar", "mid-year"),
    "end_of_year": ("einde van het jaar", "end of the year"),
    "undefined": ("bestaat niet", "undefined"),
    "by_year": ("per jaar", "by year"),
    "see": ("zie {path}", "see {path}"),
    "plus_pm": ("+ PM: {lines}", "+ PM: {lines}"),
    # Verdicts of the check.
    "equal": ("gelijk", "equal"),
    "changed": ("wijkt af", "differs"),
    "share_note": (
        "{payer} betaalt aan {receiver}; wat daarvan per euro exclusief btw bij dit perspectief binnenkomt",
        "{payer} pays {receiver}; what of it, per euro excluding VAT, enters this perspective",
    ),
    # The sheet to read first.
    "subtitle": (
        "Rekenmodel van de businesscase: elke formule in dit werkboek is die van het model",
        "Calculation of the business case: every formula in this workbook is the model's",
    ),
    "outcome": (
        "Uitkomst (rekent mee), in euro van prijspeil {year}",
        "Outcome (live), in euros at price level {year}",
    ),
    "how": ("Hoe te lezen", "How to read"),
    "how_inputs": (
        "Blauwe cijfers zijn invoer. Wijzig ze en alles rekent mee; zwarte cijfers zijn formules.",
        "Blue numbers are inputs. Change them and everything follows; black numbers are formulas.",
    ),
    "how_path": (
        "Het pad bij een aanname is dezelfde naam als in het casusbestand, in het rapport en in een foutmelding.",
        "The path of an assumption is its name in the case file, in the report and in an error message.",
    ),
    "how_central": (
        "Dit werkboek rekent de centrale casus uit. Spreiding en kansen staan in het rapport.",
        "This workbook calculates the central case. Spread and probabilities are in the report.",
    ),
    "how_difference": (
        "Uitkomsten zijn project min nulalternatief, contant gemaakt naar 1 januari {year}.",
        "Results are project minus baseline, discounted to 1 January {year}.",
    ),
    "how_pm": (
        "PM: het bedrag is onbekend en telt nergens mee; het is niet nul.",
        "PM: the amount is unknown and is counted nowhere; it is not zero.",
    ),
    "how_check": (
        "Het blad {check} vergelijkt met de uitkomst van het model; na een wijziging laat het het verschil zien.",
        "The sheet {check} compares with the model's result; after a change it shows the difference.",
    ),
    "how_structure": (
        "Jaren, looptijden en btw liggen vast; wijzig die in de casus en maak het werkboek opnieuw.",
        "Years, durations and VAT are fixed; change them in the case and make the workbook again.",
    ),
    "origin": ("Herkomst", "Origin"),
    "case": ("casus", "case"),
    "status": ("status", "status"),
    "price_level": ("prijspeil", "price level"),
    "base_year": ("basisjaar", "base year"),
    "override": ("gewijzigd ten opzichte van het bestand", "changed from the file"),
    "check_note": (
        "Werkboek min model. Nul zolang geen invoer is gewijzigd.",
        "Workbook minus model. Zero as long as no input is changed.",
    ),
}


def word(name: str, language: Language, **values: object) -> str:
    """A word or sentence of the workbook, with its values filled in.

    Examples
    --------
    >>> word("rate", "en", schedule="nl_2025")
    'Discount rate to the next year: nl_2025'
    """
    dutch, english = _WORDS[name]
    return (dutch if language == "nl" else english).format(**values)
