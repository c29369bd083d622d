"""One number over amounts by year is refused with a remedy that, written as it stands, is accepted."""

from __future__ import annotations

import re

import numpy as np
import pytest
from slips import Commands

from mll_finance import appraise, load_case
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.resources import resource
from mll_finance.yaml_text import parse_yaml

PATH = "lines.savings.amounts"
ASKED = ("check", "two_years", "--accept", "--set")
BY_YEAR = "amounts by year"


def remedies(printed: str) -> list[str]:
    """The maps by year that a refusal proposes, without their dots."""
    return [proposed.replace(", ...", "") for proposed in re.findall(r"\{\d{4}: [^}]*\}", printed)]


def is_accepted(commands: Commands, remedy: str, path: str = PATH) -> bool:
    return commands.given(*ASKED, f"{path}={remedy}")[0] == 0


def in_scenario(changes: str, status: str = "") -> Case:
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    text = text.replace("  id: two_years\n", f"  id: two_years\n{status}")
    return case_from_text(f"{text}scenarios:\n  more: {{title: More, set: {{{changes}}}}}\n").in_scenario(
        "more"
    )


@pytest.mark.parametrize(
    "written",
    [
        *("700", "150.000", "1.500.000", "150.000,50", "0,25", "-85.000", "310 000"),
        *("085", "'0085,50'", "'700.'", "'.5'", "'-085'", "'+7'", "０85", "000"),
    ],
)
def test_what_is_proposed_is_accepted(commands: Commands, written: str):
    proposed = remedies(commands.refused(*ASKED, f"{PATH}={written}"))
    assert len(proposed) == 2 and all(is_accepted(commands, remedy) for remedy in proposed), proposed


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "of 150.0 waar 150000 staat"), ("en", "or 150.0 where 150000 stands")]
)
def test_both_readings_of_a_number_are_proposed(commands: Commands, language: str, words: str):
    printed = commands.refused(*ASKED, f"{PATH}=150.000", "--language", language)
    assert "{2027: 150000}" in printed and words in printed and "150.0}" not in printed, printed
    assert "150.000" in printed, "as it was written"
    assert "decimalen" not in commands.refused(*ASKED, f"{PATH}=1.500.000", "--language", "nl")


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("[600, 700]", ["{2027: 600, 2028: 700}"]),
        ("[150.000]", ["{2027: 150000}", "{2027: 150.0}"]),
        ("[150.000, '1,5']", ["{2027: 150000, 2028: 1.5}", "{2027: 150.0, 2028: 1.5}"]),
        ("[150,000]", ["{2027: 150, 2028: 0}"]),
    ],
)
def test_a_list_over_amounts_by_year_is_told_to_name_its_years(
    commands: Commands, written: str, proposed: list[str]
):
    printed = commands.refused(*ASKED, f"{PATH}={written}", "--language", "nl")
    assert "lijst in plaats van bedragen per jaar" in printed, printed
    assert remedies(printed) == proposed
    assert all(is_accepted(commands, remedy) for remedy in proposed)


def test_a_list_has_the_years_that_the_amounts_have():
    asked = load_case("two_years").with_({PATH: {2026: 5, 2028: 7}})
    with pytest.raises(InputError, match=r"\{2026: 600, 2028: 700\}"):
        asked.with_({PATH: [600, 700]})
    with pytest.raises(InputError, match=r"\{2026: 600, 2027: 700, 2028: 800\}"):
        asked.with_({PATH: (600, 700, 800)})


def test_the_years_are_in_order_however_the_case_writes_them():
    asked = load_case("two_years").with_({PATH: {2028: 7, 2027: 5}})
    with pytest.raises(InputError, match=r"\{2027: 600, 2028: 600, \.\.\.\}"):
        asked.with_({PATH: 600})
    with pytest.raises(InputError, match=r"\{2027: 600, 2028: 700\}"):
        asked.with_({PATH: [600, 700]})


def test_a_list_that_runs_beyond_the_case_is_told_where_it_ends(commands: Commands):
    printed = commands.refused(*ASKED, f"{PATH}=[1, 2, 3]", "--language", "nl")
    assert "de case loopt tot en met 2028" in printed and not remedies(printed), printed


@pytest.mark.parametrize("number", [1e-12, -1e-9, 1e-05, 7])
def test_a_number_that_is_no_numeral_is_refused_as_one_that_is(commands: Commands, number: float):
    with pytest.raises(InputError, match=BY_YEAR) as refusal:
        load_case("two_years").with_({PATH: number}, accept=True)
    assert all(is_accepted(commands, remedy) for remedy in remedies(str(refusal.value)))


@pytest.mark.parametrize("number", [1e16, 10**25, "9" * 40, float("nan"), float("inf"), "٧٠٠"])
def test_what_no_case_takes_is_proposed_nowhere(number: object):
    with pytest.raises(InputError) as refusal:
        load_case("two_years").with_({PATH: number}, accept=True)
    assert not remedies(str(refusal.value)), str(refusal.value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), {"times": float("nan")}])
def test_a_number_that_is_none_is_taken_nowhere(number: object):
    with pytest.raises(InputError):
        load_case("two_years").with_({"lines.investment.amounts": number}, accept=True)


def test_the_value_of_a_number_is_asked_about_as_the_number_is(commands: Commands):
    proposed = remedies(commands.refused(*ASKED, f"{PATH}.value=700"))
    assert len(proposed) == 2 and all(is_accepted(commands, remedy, f"{PATH}.value") for remedy in proposed)
    with pytest.raises(InputError, match="separator of thousands"):
        load_case("two_years").with_({f"{PATH}.value.2027": 600_000})
    changed = load_case("two_years").with_({"lines.investment.amounts.value": 1500})
    assert changed.graph.leaves["lines.investment.amounts"].assumption.value == {2026: 1500}


@pytest.mark.parametrize("written", ["700", "{value: 700}", "[600, 700]", "'150.000'"])
def test_a_scenario_is_asked_what_a_change_is_asked(written: str):
    """A saving of 600 a year became one of 700 in every year of the case, that of the investment among them."""
    with pytest.raises(InputError, match=BY_YEAR) as refusal:
        in_scenario(f"{PATH}: {written}")
    for remedy in remedies(str(refusal.value)):
        assert isinstance(in_scenario(f"{PATH}: {remedy}").graph.leaves[PATH].assumption.value, dict)


def test_a_scenario_of_an_adopted_case_is_calculated_as_it_was_adopted():
    assert in_scenario(f"{PATH}: 700", "  status: vastgesteld\n").graph.leaves[PATH].assumption.value == 700


def test_a_number_of_an_array_is_a_number():
    """Whoever goes over np.arange was told that 700 is no number."""
    changes = {"lines.investment.amounts": np.int64(700), PATH: {2027: np.int64(5), "2028": np.float64(6)}}
    changed = load_case("two_years").with_(changes, accept=True).graph.leaves
    assert changed["lines.investment.amounts"].assumption.value == {2026: 700}
    with pytest.raises(InputError, match=BY_YEAR):
        load_case("two_years").with_({PATH: np.int64(700)})


SPREAD = "{distribution: {kind: uniform, low: 500, high: 700}}"
ONE_FOR_ALL_YEARS = (SPREAD, "{by_alternative: {project: 700}}", "{by_alternative: {project: {value: 700}}}")


def yearly(case: Case) -> list[float]:
    return appraise(case).stream("society", "project").yearly.mean(axis=1).tolist()


@pytest.mark.parametrize("written", ONE_FOR_ALL_YEARS)
def test_what_gives_one_number_is_asked_in_which_years_it_counts(commands: Commands, written: str):
    """An outlay once, made uncertain, was paid in every year of the case: -1,744 where it had been 116."""
    printed = commands.refused(*ASKED, f"{PATH}={written}", "--language", "nl")
    assert "lines.savings.years: 2027 voor dat ene jaar" in printed, printed
    assert "lines.savings.years: {from: 2027, until: 2028} voor elk van die jaren" in printed, printed
    years = "lines.savings.years={from: 2027, until: 2028}"
    assert commands.given(*ASKED, f"{PATH}={written}", "--set", years)[0] == 0
    printed = commands.refused(*ASKED, f"lines.investment.amounts={written}", "--language", "en")
    assert "give it the year in which it counts: lines.investment.years: 2026" in printed, printed
    with pytest.raises(InputError, match=r"lines\.savings\.years: 2027 for that one year"):
        in_scenario(f"{PATH}: {written}")
    more = in_scenario(f"{PATH}: {written}, lines.savings.years: [2027, 2028]")
    assert yearly(more)[0] == -1000


def test_a_row_of_a_table_and_another_number_are_asked_about_too():
    asked = load_case("two_years")
    for change in ({"table": "own", "id": "x"}, {"ref": "lines.fee.factors.price"}):
        with pytest.raises(InputError, match=r"lines\.savings\.years"):
            with_a_fee(asked).with_({PATH: change})
    with pytest.raises(InputError, match=r"lines\.savings\.years: \[2026, 2028\] for each"):
        asked.with_({PATH: {2026: 5, 2028: 7}}).with_({PATH: parse_yaml(f"a: {SPREAD}").data["a"]})


def with_a_fee(case: Case) -> Case:
    fee = "fee: {kind: product, alternative: project, payer: municipality, receiver: resources, factors: {price: "
    number = "{value: 3, unit: EUR/yr, price_year: 2026, source: x, quality: B}}}"
    return case_from_text(f"{case.document.text}  {fee}{number}\n")


def test_what_names_its_years_or_none_is_not_asked_about():
    asked = load_case("two_years")
    for change in ({"ref": "lines.investment.amounts"}, {"pm": "not known"}, {"times": 2}):
        asked.with_({PATH: change}, accept=True)
    kept = asked.with_({PATH: {"by_alternative": {"project": {2027: 500, 2028: 500}}}}, accept=True)
    assert yearly(kept) == [-1000, 500, 500]


def test_numbers_by_alternative_are_asked_about_as_one_is():
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    by_alternative = "by_alternative: {baseline: 0, project: {2027: 600, 2028: 600}}"
    text = text.replace("value: {2027: 600, 2028: 600}", by_alternative)
    text = text.replace(
        "alternative: project\n    payer: resources", "alternative: all\n    payer: resources"
    )
    for path, change in (
        (PATH, {"by_alternative": {"baseline": 0, "project": 700}}),
        (f"{PATH}.project", parse_yaml(f"a: {SPREAD}").data["a"]),
    ):
        with pytest.raises(InputError, match=r"lines\.savings\.years: 2027 for that one year"):
            case_from_text(text).with_({path: change}, accept=True)
    with pytest.raises(InputError, match="differs between alternatives"):
        case_from_text(text).with_({PATH: 700}, accept=True)
