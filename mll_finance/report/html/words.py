"""The words of the page itself: what a writer says around the blocks, in both languages.

Words of the field stand in ``data/terms.csv``; these belong to the form and to nothing else.
"""

from __future__ import annotations

from mll_finance.terms import Language

_WORDS: dict[str, dict[Language, str]] = {
    "skip": {"nl": "Ga naar de inhoud", "en": "Skip to the content"},
    "contents": {"nl": "Inhoud", "en": "Contents"},
    "origin": {"nl": "Herkomst van deze uitkomsten", "en": "Origin of these results"},
    "data": {"nl": "Gegevens als tabel", "en": "Data as a table"},
    "save": {"nl": "Bewaar als afbeelding", "en": "Save as an image"},
    "figure": {"nl": "figuur", "en": "figure"},
    "table": {"nl": "tabel", "en": "table"},
    "note": {"nl": "noot", "en": "note"},
    "pm": {
        "nl": "pro memorie: nog geen bedrag, telt niet mee",
        "en": "pro memoria: no amount yet, not counted",
    },
    "part": {"nl": "deel", "en": "part"},
    "missing": {"nl": "bestaat niet", "en": "does not exist"},
    "good": {"nl": "Gunstig:", "en": "Favourable:"},
    "bad": {"nl": "Ongunstig:", "en": "Unfavourable:"},
    "caution": {"nl": "Let op:", "en": "Caution:"},
    "check": {"nl": "Controle", "en": "Check"},
    "difference": {"nl": "Verschil", "en": "Difference"},
    "outcome": {"nl": "Uitkomst", "en": "Outcome"},
    "holds": {"nl": "klopt", "en": "holds"},
    "fails": {"nl": "klopt niet", "en": "fails"},
    "all_hold": {"nl": "Alle controles kloppen ({count}).", "en": "All checks hold ({count})."},
    "some_fail": {
        "nl": "Aantal controles dat niet klopt: {failed} van {count}. Gebruik deze uitkomsten niet.",
        "en": "Checks that fail: {failed} of {count}. Do not use these results.",
    },
    "no_script": {
        "nl": "De figuur wordt getekend door een script dat hier niet draait. Wat zij toont:",
        "en": "The figure is drawn by a script that does not run here. What it shows:",
    },
}


def words(language: Language) -> dict[str, str]:
    """Every word of the page in one language.

    Examples
    --------
    >>> words("nl")["contents"], words("en")["contents"]
    ('Inhoud', 'Contents')
    """
    return {name: by_language[language] for name, by_language in _WORDS.items()}
