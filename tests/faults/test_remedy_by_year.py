"""One number over amounts by year is refused with a remedy that, written as it stands, is accepted."""

from __future__ import annotations

import re

import pytest
from slips import Commands

from mll_finance import load_case
from mll_finance.errors import InputError

PATH = "lines.savings.amounts"
ASKED = ("check", "two_years", "--accept", "--set")


def remedies(printed: str) -> list[str]:
    """The maps by year that a refusal proposes, without their dots."""
    return [proposed.replace(", ...", "") for proposed in re.findall(r"\{\d{4}: [^}]*\}", printed)]


def is_accepted(commands: Commands, remedy: str) -> bool:
    return commands.given(*ASKED, f"{PATH}={remedy}")[0] == 0


@pytest.mark.parametrize(
    "written", ["700", "150.000", "1.500.000", "150.000,50", "0,25", "-85.000", "310 000"]
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


@pytest.mark.parametrize("written", ["[150.000]", "[600, 700]"])
def test_a_list_over_amounts_by_year_is_told_to_name_its_years(commands: Commands, written: str):
    printed = commands.refused(*ASKED, f"{PATH}={written}", "--language", "nl")
    assert "lijst in plaats van bedragen per jaar" in printed, printed
    [proposed] = remedies(printed)
    assert is_accepted(commands, proposed), proposed


@pytest.mark.parametrize("number", [1e-12, -1e-9, 1e16, 7])
def test_a_number_that_is_no_numeral_is_refused_as_one_that_is(number: float):
    with pytest.raises(InputError, match="amounts by year"):
        load_case("two_years").with_({PATH: number}, accept=True)
