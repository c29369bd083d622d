"""Schema 2: what an older case keeps, what moves, and that an adopted case never moves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mll_finance import appraise, load_case
from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.second_look.points import points
from mll_finance.municipal_budget.budget import budget_table

HEAD = "case: {{id: day_care, base_year: 2026, horizon: 3, price_level: 2026{more}}}\n"
LINES = """
alternatives: {baseline: {title: Nothing}, project: {title: Project}}
quantities:
  freed:
    kind: hours_saved
    cases: {value: 600, unit: talk/yr, source: count, quality: A}
    minutes: {value: 10, unit: min/talk, source: count, quality: A}
    cash_share: {value: 1, unit: fraction, source: count, quality: A}
lines:
  coach:
    kind: staffing
    alternative: project
    payer: municipality
    receiver: resources
    fte: {value: 1, unit: fte, source: count, quality: A}
    wage: {value: 80000, unit: EUR/fte, price_year: 2026, source: count, quality: A}
  hours:
    kind: quantity_price
    alternative: project
    payer: resources
    receiver: municipality
    cash: true
    quantity: {ref: quantities.freed.cash_releasing}
    price: {value: 50, unit: EUR/hour, price_year: 2026, source: count, quality: A}
  rent:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts:
      value: {2026: 10000, 2027: 10000, 2028: 10000, 2029: 10000}
      unit: EUR
      price_year: 2026
      source: count
      quality: A
"""
OWN = "kadernota: {wages: 0.05, prices: 0.01, source: 'Kadernota 2026, p. 8'}"


def text(schema: str, more: str = "", lines: str = LINES) -> str:
    return schema + HEAD.format(more=f", {more}" if more else "") + lines


def nominal(case: Case) -> dict[str, np.ndarray]:
    """Euros of each year in the municipal budget, by line."""
    return {line.line: line.amounts for line in budget_table(appraise(case), "project").lines}


def test_own_staff_and_its_hours_follow_wages_and_the_rest_prices() -> None:
    budget = nominal(case_from_text(text("schema: 2\n", OWN)))
    years = np.arange(4)
    assert budget["coach"] == pytest.approx(-80_000 * 1.05**years)
    assert budget["hours"] == pytest.approx(5_000 * 1.05**years)
    assert budget["rent"] == pytest.approx(-10_000 * 1.01**years)


def test_an_older_case_keeps_its_numbers_and_is_told_what_it_misses() -> None:
    case = case_from_text(text("", "inflation: {rate: 0.03}"))
    budget = nominal(case)
    for line, amount in (("coach", -80_000), ("hours", 5_000), ("rent", -10_000)):
        assert budget[line] == pytest.approx(amount * 1.03 ** np.arange(4))
    assert "schema_1_staff" in {doubt.id for doubt in points(case)}


def test_inflation_no_longer_replaces_the_wage_index() -> None:
    old = LINES.replace("kind: staffing\n", "kind: staffing\n    index: wages\n")
    case = case_from_text(text("schema: 2\n", "inflation: {rate: 0.03}"))
    table = case_from_text(text("schema: 2\n"))
    assert nominal(case)["coach"] == pytest.approx(nominal(table)["coach"])
    assert nominal(case)["rent"] == pytest.approx(-10_000 * 1.03 ** np.arange(4))
    # Schema 1 had it replace wages too, and keeps that.
    assert nominal(case_from_text(text("", "inflation: {rate: 0.03}", old)))["coach"] == pytest.approx(
        -80_000 * 1.03 ** np.arange(4)
    )


def test_a_percentage_holds_until_the_next_year_named() -> None:
    case = case_from_text(text("schema: 2\n", "kadernota: {wages: {2027: 0.05, 2029: 0.02}, source: p. 8}"))
    assert nominal(case)["coach"] == pytest.approx(
        [-80_000, -80_000 * 1.05, -80_000 * 1.05**2, -80_000 * 1.05**2 * 1.02]
    )


def test_present_values_follow_the_index_under_schema_2_alone() -> None:
    # 80,000 and 10,000 out, 5,000 in, at 2.8% and the start of each year.
    start = 1.028 ** -np.arange(4.0)
    older = appraise(case_from_text(text("", OWN))).value("society", "project", "npv")["central"]
    assert older == pytest.approx(-85_000 * start.sum())
    newer = appraise(case_from_text(text("schema: 2\n", OWN))).value("society", "project", "npv")["central"]
    grown = (1.05 / 1.01) ** np.arange(4)
    assert newer == pytest.approx((-75_000 * grown * start).sum() - (10_000 * start).sum())


def test_a_clause_of_a_contract_is_nominal_by_itself() -> None:
    clause = LINES.replace("    kind: cash_flow\n", "    kind: cash_flow\n    index: {rate: 0.04}\n")
    case = case_from_text(text("schema: 2\n", OWN, clause))
    assert nominal(case)["rent"] == pytest.approx(-10_000 * 1.04 ** np.arange(4))
    with pytest.raises(InputError, match="basis: nominal beside the clause"):
        case_from_text(
            text("schema: 2\n", OWN, clause.replace("{rate: 0.04}", "{rate: 0.04}\n    basis: nominal"))
        )


def test_a_price_of_an_earlier_year_rises_by_the_clause() -> None:
    clause = LINES.replace("    kind: cash_flow\n", "    kind: cash_flow\n    index: {rate: 0.04}\n")
    case = case_from_text(
        text("schema: 2\n", OWN, clause.replace("EUR\n      price_year: 2026", "EUR\n      price_year: 2024"))
    )
    assert nominal(case)["rent"] == pytest.approx(-10_000 * 1.04 ** np.arange(2, 6))


@pytest.mark.parametrize(
    ("more", "finding"),
    [
        ("kadernota: {wages: 4.5, source: p. 8}", "the rate 4.5"),
        ("kadernota: {source: p. 8}", "no percentage"),
        ("kadernota: {wages: 0.045}", "kadernota"),
        ("inflation: {rate: 0.02}, kadernota: {prices: 0.02, source: p. 8}", "stands there twice"),
    ],
)
def test_percentages_that_cannot_be_are_refused(more: str, finding: str) -> None:
    with pytest.raises(InputError, match=finding):
        case_from_text(text("schema: 2\n", more))


PARTIES = (
    LINES.replace("lines:\n", "parties: {care_office: {title: Care office}}\nlines:\n", 1)
    + """
  relief:
    kind: transfer
    alternative: project
    payer: care_office
    receiver: municipality
    amount: {value: 40000, unit: EUR, price_year: 2026, source: count, quality: A}
"""
)


def test_an_adopted_case_of_schema_1_is_read_as_it_was(tmp_path: Path) -> None:
    draft = text("", "inflation: {rate: 0.03}", PARTIES)
    path = tmp_path / "adopted.yaml"
    path.write_text(draft.replace("id: day_care", "id: day_care, status: vastgesteld"), encoding="utf-8")
    assert main(["lock", str(path)]) == 0
    adopted = load_case(path)
    assert "care_office" not in adopted.perspectives["society"].parties
    assert not adopted.moved
    assert nominal(adopted)["coach"] == pytest.approx(-80_000 * 1.03 ** np.arange(4))
    # The same case as a draft moves, and says so.
    moved = case_from_text(draft)
    assert "care_office" in moved.perspectives["society"].parties
    assert {problem.id for problem in moved.moved} == {"schema_1_staff", "schema_1_party"}
    received = appraise(adopted).value("society", "project", "npv")["central"]
    netted = appraise(moved).value("society", "project", "npv")["central"]
    # The rate of the national schedule of 2025 is 2.8 % a year, at the start of each year.
    assert received - netted == pytest.approx(sum(40_000 / 1.028**year for year in range(4)))
