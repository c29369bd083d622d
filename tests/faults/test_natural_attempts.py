"""What people write in good faith: read as meant, or answered with what to write, in Dutch and in English."""

from __future__ import annotations

import csv

import pytest

from mll_finance.inputs.case.schema import SECTIONS
from mll_finance.inputs.grammar.parties import standard_parties
from mll_finance.report.page import section_names
from mll_finance.resources import resource
from mll_finance.uncertainty import distributions


def test_the_case_itself_is_in_order_and_its_units_cancel_in_two_languages(say) -> None:
    code, said = say()
    assert code == 0
    # A trend may go down, and hours in English cancel euros per uur.
    assert "een fractie van" not in said and "wegvallen" not in said


@pytest.mark.parametrize(
    "written", ["Gemeente Breda", "breda ", "Breda (gemeente)", "GM0758", "'0758'", "758", "gem. Breda"]
)
def test_a_municipality_written_otherwise_is_named_as_it_is_read(say, written) -> None:
    quoted = f'"{written}"' if " " in written else written
    code, said = say(("municipality: Breda", f"municipality: {quoted}"))
    assert code == 0, said
    assert "gemeente: Breda, in de case geschreven als" in said
    _, english = say(("municipality: Breda", "municipality: Gemeente Breda"), language="en")
    assert "municipality: Breda, written in the case as 'Gemeente Breda'" in english


def unwrapped(text: str) -> str:
    """A text without the line ends of an 80-sign screen."""
    return " ".join(text.split())


def test_a_share_that_is_scaled_above_one_says_so_beside_the_result(say) -> None:
    options = ("--set", "quantities.help.contact_rate={times: 3}")
    code, dutch = say(command="appraise", options=options)
    assert (
        code == 0
        and "times: 3 brengt dit aandeel boven 1; in de uitkomst is het daar afgekapt" in unwrapped(dutch)
    )
    _, english = say(command="appraise", options=options, language="en")
    assert "times: 3 takes this share above 1; in the results it is cut off there" in unwrapped(english)
    _, within = say(command="appraise", options=("--set", "quantities.help.contact_rate={times: 1.5}"))
    assert "afgekapt" not in within


SPREAD = "distribution: {kind: uniform, low: 0.5, high: 1.2}, unit: ratio"


@pytest.mark.parametrize("command", ["check", "appraise", "run"])
def test_a_share_that_is_calculated_stays_within_one_in_every_draw(say, command) -> None:
    spread = ("value: 0.9, unit: ratio", SPREAD)
    code, dutch = say(spread, command=command)
    assert code == 2
    assert "quantities.help.acceptance_rate" in dutch and "loopt in de trekkingen van 0.5" in dutch
    _, english = say(spread, command=command, language="en")
    assert "quantities.part.number runs from 0.5" in english and "a share from 0 to 1" in english
    assert say(("value: 0.9, unit: ratio", SPREAD.replace("1.2", "1.0")))[0] == 0


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ('"lines.build.receiver": partner', "scenarios.busy: lines.build.receiver"),
        ('"quantities.part.factors.a": 1.3', "scenarios.busy: quantities.help.acceptance_rate"),
    ],
)
def test_every_scenario_goes_through_the_gate(say, change, place) -> None:
    code, said = say(('"quantities.help.of": 1500', change))
    assert code == 2 and place in said
    assert say(('"quantities.help.of": 1500', change), command="appraise")[0] == 2


def test_every_number_that_can_be_read_in_two_ways_is_named_at_once(say) -> None:
    code, said = say(
        (
            "{value: 60000, unit: EUR",
            "{distribution: {kind: pert, low: 50.000, mode: 60.000, high: 80.000}, unit: EUR",
        ),
        ("{value: {2026: 1, 2027: 1.5}}", "{value: {2026: 1.000, 2027: 1.500}}"),
        ("unit: fte, source: plan", "unit: visit, source: plan"),
    )
    assert code == 2
    for text in ("50.000 kan", "60.000 kan", "80.000 kan", "1.000 kan", "1.500 kan"):
        assert text in said


def test_places_to_fill_in_of_one_key_take_one_line(say) -> None:
    todo = "source: own_estimate, quality: D, accepted_by: NOG IN TE VULLEN"
    text = [
        ("source: offer, quality: B", todo),
        ("source: plan, quality: B", todo),
        ("source: contract, quality: B", todo),
    ]
    code, said = say(*text)
    assert code == 0
    (line,) = [line for line in said.splitlines() if "nog niet ingevuld" in line]
    assert "lines.build.amount.accepted_by" in line and "net als 2 andere" in line
    _, english = say(*text, language="en")
    assert "not filled in yet, like 2 more" in english


def test_an_empty_perspective_has_its_sentence_in_a_terminal(say) -> None:
    closed = "perspectives: {makers: {title: Makers, parties: [maker]}}\nscenarios:"
    _, said = say(("scenarios:", closed), command="appraise")
    assert "Makers" in said and "geen enkele post" in said


AMOUNT = "amount: {value: 60000, unit: EUR, price_year: 2026, source: offer, quality: B}"
YEARS = "    years: 2026\n    btw"
ATTEMPTS = {
    "a party in Dutch": (
        "payer: municipality",
        "payer: gemeente",
        "bedoelt u 'municipality'?",
        "mean 'municipality'?",
    ),
    "a kind in Dutch": (
        "kind: purchase",
        "kind: inkoop",
        "bedoelt u 'purchase'?",
        "did you mean 'purchase'?",
    ),
    "a key in Dutch": (
        "payer: municipality",
        "betaler: municipality",
        "bedoelt u 'payer'?",
        "did you mean 'payer'?",
    ),
    "a section in Dutch": ("lines:\n", "posten:\n", "bedoelt u 'lines'?", "did you mean 'lines'?"),
    "an index in Dutch": (YEARS, "    index: lonen\n" + YEARS, "bedoelt u 'wages'?", "did you mean 'wages'?"),
    "an index in capitals": (YEARS, "    index: CPI\n" + YEARS, "bedoelt u 'cpi'?", "did you mean 'cpi'?"),
    "a grade in small letters": (
        "source: offer, quality: B",
        "source: offer, quality: b",
        "bedoelt u 'B'?",
        "mean 'B'?",
    ),
    "years from": (
        YEARS,
        YEARS.replace("2026", "vanaf 2027"),
        "schrijf years: {from: 2027}",
        "years: {from: 2027}",
    ),
    "years until": (
        YEARS,
        YEARS.replace("2026", "t/m 2028"),
        "schrijf years: {until: 2028}",
        "years: {until: 2028}",
    ),
    "years in Dutch": (
        YEARS,
        YEARS.replace("2026", "{van: 2026, tot: 2028}"),
        "bedoelt u 'until'?",
        "mean 'from'?",
    ),
    "years in words": (
        YEARS,
        YEARS.replace("2026", "elk jaar"),
        "{from: 2027, until: 2029}",
        "{from: 2027, until: 2029}",
    ),
    "pm yes": (
        "value: 60000",
        "pm: true",
        "true; een tekst; schrijf een tekst",
        "true; a text; write a text",
    ),
    "one section": (
        "scenarios:",
        "report: {sections: summary}\nscenarios:",
        "schrijf [summary]",
        "write [summary]",
    ),
    "a whole number with a point": ("horizon: 3", "horizon: 3.0", "schrijf 3", "write 3"),
    "no blank within braces": (
        AMOUNT,
        AMOUNT.replace("value: 6", "value:6"),
        "schrijf value: 60000",
        "write value: 60000",
    ),
    "growth as a percentage": (YEARS, "    growth: 4\n" + YEARS, "schrijf 0.04", "write 0.04"),
    "growth to below nothing": (
        YEARS,
        "    growth: -2\n" + YEARS,
        "een fractie van -1 tot en met 1",
        "a fraction from -1",
    ),
    "inflation as a percentage": (
        "horizon: 3",
        "horizon: 3, inflation: {rate: 2}",
        "2% schrijft u als",
        "2% is {rate",
    ),
    "a rate of discount below all": (
        "horizon: 3",
        "horizon: 3, discounting: {rate: -0.99}",
        "een discontovoet van -0.1 of hoger",
        "a discount rate of -0.1 or more",
    ),
    "thousands with a comma": (
        "value: 60000",
        "value: 60,000",
        "schrijf 60000 of 60.0",
        "write 60000 or 60.0",
    ),
    "cents as a dash": ("value: 60000", "value: € 60.000,-", "zonder ,-", "without ,-"),
    "no value": ("value: 60000,", "value:,", "een sleutel zonder waarde", "a key without a value"),
    "a semicolon": ("value: 60000, unit", "value: 60000; unit", "schrijf daar een komma", "write a comma"),
    "no comma": (
        "value: 60000, unit",
        "value: 60000 unit",
        "zonder komma ertussen",
        "without a comma between them",
    ),
    "no blank": ("title: Build", "title:Build", "schrijf title: Build", "write title: Build"),
    "an equals sign": ("title: Build", "title = Build", "schrijf title: Build", "write title: Build"),
    "a dash": ("title: Build", "title: - Build", "title: '- Build'", "title: '- Build'"),
    "a per cent sign": ("title: Build", "title: %Build", "begint met %", "begins with %"),
    "an open quote": (
        "title: Build",
        'title: "Build',
        '(regel 26): een " die niet wordt gesloten',
        'a " that is not',
    ),
    "a hard space": ("    title: Build", "\u00a0   title: Build", "een harde spatie", "a hard space"),
    "no key": ("title: Build", ": Build", "begint met een dubbele punt", "begins with a colon"),
}


@pytest.mark.parametrize("slip", ATTEMPTS)
def test_an_attempt_is_answered_with_what_to_write_in_both_languages(commands, slip) -> None:
    commands.is_refused_with(ATTEMPTS[slip])


def test_a_dutch_word_stands_for_keys_and_names_that_there_are() -> None:
    """Each word of the table is proposed for something that a case can hold."""
    with resource("data", "dutch_words.csv").open(encoding="utf-8", newline="") as words_file:
        rows = list(csv.DictReader(words_file))
    schema = resource("parameters", "case.schema.json").read_text(encoding="utf-8")
    names = {
        *standard_parties(),
        *section_names(),
        *distributions.KINDS,
        *SECTIONS,
        "wages",
        "cpi",
        "fraction",
    }
    strange = [
        key for row in rows for key in row["keys"].split() if key not in names and f'"{key}"' not in schema
    ]
    assert strange == [] and len({row["word"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("path", "changed", "same"), [("fte.app=1", "App", "Desk"), ("fte.desk.2027=3", "Desk", "App")]
)
def test_a_change_is_shown_at_an_alternative_that_it_moves(say, path, changed, same) -> None:
    code, said = say(command="appraise", options=("--set", f"lines.desk_staff.{path}"))
    first = unwrapped(said.split("\n\n")[0])
    assert code == 0 and f"De netto contante waarde van {changed} " in first and f"van {same} " not in first
