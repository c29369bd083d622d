"""Bad or odd cases that an outsider tried: refused with a sentence, or taken, but never a traceback."""

from __future__ import annotations

import copy
import json
import zipfile

import pytest

from mll_finance.cli.main import main
from mll_finance.yaml_text import Trap, plain_scalar

CASE = """\
case:
  id: odd
  title: {title}
  base_year: {base}
  horizon: {horizon}
  price_level: {level}
  discounting: {{rate: 0.05}}
{more}alternatives:
  baseline: {{title: Baseline}}
  project: {{title: N}}
lines:
  outlay:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
{line}    amounts: {{value: {{{base}: {amount}}}, unit: EUR, price_year: {year}, source: study, quality: B}}
"""
USUAL = {
    "title": "Odd",
    "base": 2026,
    "horizon": 2,
    "level": 2026,
    "more": "",
    "line": "",
    "amount": 1000,
    "year": 2026,
}
INFLATION = "  inflation: {rate: 0.02}\n"


@pytest.fixture
def told(tmp_path, capsys):
    """Exit code, output and errors of a command on a case with some things different."""

    def tell(command="appraise", options=(), **different):
        path = tmp_path / "odd.yaml"
        path.write_text(CASE.format(**{**USUAL, **different}), encoding="utf-8")
        code = main([command, str(path), "--language", "en", *options])
        said = capsys.readouterr()
        return code, said.out, said.err

    return tell


def test_a_copy_of_a_misleading_word_keeps_its_remedy():
    word = plain_scalar("1e-3")
    made = copy.deepcopy({"value": word})["value"]
    assert isinstance(made, Trap)
    assert (made, made.remedy) == ("1e-3", "write the number in full, such as 0.001 or 1.0e-3")


@pytest.mark.parametrize("title", ["No", "2026-01-01", "12:30", "010"])
def test_a_title_that_looks_like_something_else_survives_a_change(told, title):
    code, out, err = told(title=title, options=["--set", "lines.outlay.amounts=700", "--format", "json"])
    assert (code, err) == (0, "")
    assert json.loads(out)["results"]


@pytest.mark.parametrize("amount", ["1.0e50", "1.0e308", "-1.0e16"])
def test_a_number_beyond_any_economy_is_refused(told, amount):
    code, _, err = told(amount=amount)
    assert code == 2
    assert "lines.outlay.amounts" in err
    assert "a number of at most 1e+15" in err


def test_the_largest_number_is_shown(told):
    code, out, _ = told(amount="1.0e15")
    assert code == 0
    assert "1,000,000,000,000,000" in out


def test_growth_that_cannot_be_is_refused(told):
    code, _, err = told(horizon=300, line="    growth: 100000.0\n    years: {from: 2026}\n")
    assert code == 2
    assert "lines.outlay.growth (line" in err


@pytest.mark.parametrize("growth", ["0.5", "1.0"])
def test_growth_beyond_any_economy_is_refused(told, growth):
    growing = f"    growth: {growth}\n    years: {{from: 2026}}\n"
    amounts = ["--set", "lines.outlay.amounts={2326: 1000}"]
    code, _, err = told(horizon=300, line=growing, options=amounts)
    assert code == 2
    assert "lines.outlay (line" in err
    assert "more than 1e+18 euros in a year" in err


def test_a_base_year_before_the_price_index_is_refused(told):
    code, _, err = told(base=1992, year=2026)
    assert code == 2
    assert "case.base_year (line 4): base year 1992, before the prices that are known" in err


def test_a_line_whose_index_begins_too_late_is_refused(told):
    code, _, err = told(base=2001, level=2001, year=2001, line="    index: wages\n")
    assert code == 2
    assert "lines.outlay.index (line" in err
    assert "index wages begins in 2005" in err


def test_a_price_level_outside_the_index_says_what_helps(told):
    code, _, err = told(base=1992, level=1992, year=1992)
    assert code == 2
    assert "case.price_level (line 6): price level 1992" in err
    assert "add inflation: {rate: 0.02}" in err


@pytest.mark.parametrize("year", [1992, 2050])
@pytest.mark.parametrize("line", ["", "    index: wages\n"])
def test_a_case_with_inflation_of_its_own_may_have_any_price_level(told, year, line):
    code, out, _ = told(
        base=year, level=year, year=year, more=INFLATION, line=line, options=["--format", "json"]
    )
    assert code == 0
    found = [row["central"] for row in json.loads(out)["results"] if row["criterion"] == "npv"]
    assert found == [-1000.0, -1000.0]


def test_such_a_case_knows_no_other_price_year(told):
    code, _, err = told(base=1992, level=1992, year=2020, more=INFLATION)
    assert code == 2
    assert "price year 2020; a year of the index cpi: 1992 to 1992" in err


def test_amounts_of_other_price_years_are_named(told):
    code, out, _ = told("check", year=2019)
    assert code == 0
    assert (
        "amounts in prices of 2019 are moved to the price level 2026 by the index of: Consumer prices" in out
    )
    assert "are moved" not in told("check")[1]


def test_a_number_where_a_word_for_truth_stands_is_asked_for(told):
    code, _, err = told(horizon="no")
    assert code == 2
    assert "case.horizon (line 5): 'no'; a whole number" in err
    assert "a number where one is meant" in err


def test_a_saved_benefit_is_known_by_its_row_of_the_table(told, tmp_path, capsys):
    path = tmp_path / "benefit.yaml"
    path.write_text(
        CASE.format(**USUAL)
        + """\
  lower_spending:
    kind: quantity_price
    alternative: project
    payer: resources
    receiver: municipality
    cash: true
    quantity: {value: 3, unit: benefit/yr, source: study, quality: B}
    price: {table: unit_costs, id: social_assistance_benefit_cost}
""",
        encoding="utf-8",
    )
    assert main(["check", str(path), "--language", "en"]) == 0
    assert (
        "lines.lower_spending (line 18): a saved social benefit booked from resources"
        in capsys.readouterr().out
    )


def test_the_workbook_names_what_is_pm_in_the_readers_words(tmp_path):
    path = tmp_path / "pm.yaml"
    harm = CASE.format(**USUAL) + (
        "  harm: {kind: cash_flow, alternative: project, payer: residents, receiver: welfare, "
        "title: {nl: Schade aan rechten, en: Harm to rights}, amounts: {pm: not priced}}\n"
    )
    path.write_text(harm, encoding="utf-8")
    assert (
        main(["run", str(path), "--notebooks", "none", "--formats", "xlsx", "--out", str(tmp_path / "run")])
        == 0
    )
    with zipfile.ZipFile(tmp_path / "run" / "workbook.xlsx") as book:
        words = book.read("xl/sharedStrings.xml").decode("utf-8")
    assert "+ PM: Schade aan rechten" in words
    assert "+ PM: harm" not in words
