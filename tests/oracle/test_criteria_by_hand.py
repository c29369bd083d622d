"""Criteria worked out by hand, through the command: payback, annual equivalent, returns and what has no meaning.

The cases are invented. Each expected value stands with its arithmetic in a comment; each reason is read in the words
that the command gives.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mll_finance.cli.main import main

FIRST = 2030
Rows = dict[tuple[str, str], dict[str, Any]]


def head(*, rate: float, horizon: int, timing: str = "start_of_year", prices: float = 0.0) -> str:
    return f"""
case: {{id: by_hand, base_year: {FIRST}, horizon: {horizon}, price_level: {FIRST}, timing: {timing},
  discounting: {{rate: {rate}}}, inflation: {{rate: {prices}}}}}
alternatives: {{baseline: {{}}, project: {{}}}}
lines:
"""


def line(name: str, value: Any, *, paid: bool, more: str = "") -> str:
    """A line of the municipality: what it pays to, or receives from, the outside world."""
    parties = ("municipality", "resources") if paid else ("resources", "municipality")
    return f"""
  {name}: {{kind: cash_flow, alternative: project, payer: {parties[0]}, receiver: {parties[1]}, cash: true{more},
    amounts: {{value: {value}, unit: EUR, price_year: {FIRST}, source: invented, quality: B}}}}
"""


def by_year(*amounts: float) -> str:
    return "{" + ", ".join(f"{FIRST + year}: {amount}" for year, amount in enumerate(amounts)) + "}"


def flow(*amounts: float) -> str:
    """What goes out in one line, what comes in in another."""
    paid = by_year(*(max(-amount, 0) for amount in amounts))
    received = by_year(*(max(amount, 0) for amount in amounts))
    return line("outlay", paid, paid=True) + line("receipts", received, paid=False)


@pytest.fixture
def rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Rows]:
    """The results of ``mll appraise --format json``, by perspective and criterion."""

    def of(text: str, *options: str) -> Rows:
        path = tmp_path / "by_hand.yaml"
        path.write_text(text, encoding="utf-8")
        code = main(["appraise", str(path), "--format", "json", *options])
        captured = capsys.readouterr()
        assert code == 0, captured.err
        table = json.loads(captured.out)["results"]
        return {(row["perspective"], row["criterion"]): row for row in table}

    return of


# --- Payback ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "years", "discounted"),
    [
        # -100, +40 a year: 60 left after one year, 20 after two: 2.5 years. At 10%: 36.36, 33.06, 30.05, 27.32 come
        # back; 0.53 is left after three years: 3 + 0.526 / 27.32 = 3.0193.
        ((-100, 40, 40, 40, 40), 2.5, 3.0193),
        # The balance -100, 50, -50, 150 is above zero for good only after the second crossing: 2 + 50 / 200. At 10%:
        # -100, 36.364, -46.281, 103.982: 2 + 46.281 / 150.263.
        ((-100, 150, -100, 200), 2.25, 2.30800),
    ],
)
def test_payback_is_the_last_crossing(
    rows: Callable[..., Rows], amounts: Any, years: float, discounted: float
) -> None:
    found = rows(head(rate=0.10, horizon=len(amounts) - 1) + flow(*amounts))
    for perspective in ("society", "municipality"):
        assert found[perspective, "payback"]["central"] == pytest.approx(years, abs=1e-9)
        assert found[perspective, "discounted_payback"]["central"] == pytest.approx(discounted, abs=1e-4)


def test_what_is_not_earned_back_at_the_end_is_not_earned_back(rows: Callable[..., Rows]) -> None:
    # -100, 50, -150: above zero for a while, 150 short at the end.
    found = rows(head(rate=0.03, horizon=2) + flow(-100, 150, -200))
    for criterion in ("payback", "discounted_payback"):
        row = found["society", criterion]
        assert row["central"] is None
        assert "below zero again" in row["reason"]


def test_no_payback_where_the_value_is_below_zero(rows: Callable[..., Rows]) -> None:
    # -100, 30, 40, 35: 105 comes back, at 10% only 27.27 + 33.06 + 26.30 = 86.63.
    found = rows(head(rate=0.10, horizon=3) + flow(-100, 30, 40, 35))
    assert found["society", "discounted_payback"]["central"] is None
    assert "not earned back" in found["society", "discounted_payback"]["reason"]
    assert found["society", "payback"]["central"] is None
    assert "net present value is below zero" in found["society", "payback"]["reason"]


def test_payback_of_each_draw_by_the_same_rule(rows: Callable[..., Rows]) -> None:
    # -100, 150, then an outlay of 0 to 100 drawn evenly, without discounting: the balance at the end is 50 - outlay, so
    # half of the draws never earn it back, and the others do in 2/3 of a year.
    uncertain = f"""
  late: {{kind: cash_flow, alternative: project, payer: municipality, receiver: resources, years: {{from: {FIRST + 2}}},
    amounts: {{distribution: {{kind: uniform, low: 0, high: 100}}, value: 20, unit: EUR, price_year: {FIRST},
      source: invented, quality: B}}}}
"""
    text = head(rate=0.0, horizon=2) + flow(-100, 150, 0) + uncertain
    row = rows(text, "--per-draw", "all", "--draws", "1024")["society", "payback"]
    assert row["central"] == pytest.approx(2 / 3)
    assert row["undefined_draws"] == pytest.approx(512, abs=8)
    assert row["p05"] == pytest.approx(2 / 3) and row["p95"] == pytest.approx(2 / 3)


def test_the_discounted_payback_comes_first(rows: Callable[..., Rows]) -> None:
    order = [criterion for _, criterion in rows(head(rate=0.03, horizon=1) + flow(-100, 150))]
    assert order.index("discounted_payback") < order.index("payback")


# --- Annual equivalent --------------------------------------------------------------------------------------------

TIMINGS = pytest.mark.parametrize("timing", ["start_of_year", "mid_year", "end_of_year"])


@TIMINGS
def test_the_same_amount_in_every_year_is_its_own_annual_equivalent(
    rows: Callable[..., Rows], timing: str
) -> None:
    found = rows(head(rate=0.028, horizon=5, timing=timing) + line("cost", 100, paid=True))
    assert found["society", "annual_equivalent"]["central"] == pytest.approx(-100, rel=1e-12)


@TIMINGS
def test_so_it_is_when_the_line_falls_elsewhere_in_the_year_than_the_case(
    rows: Callable[..., Rows], timing: str
) -> None:
    text = head(rate=0.05, horizon=5, timing="end_of_year")
    found = rows(text + line("cost", 100, paid=True, more=f", timing: {timing}"))
    assert found["society", "annual_equivalent"]["central"] == pytest.approx(-100, rel=1e-12)


def test_a_wage_that_follows_its_index_is_a_year_of_it(rows: Callable[..., Rows]) -> None:
    # One post of 80,000 at the price level, real amounts level: 80,000 a year.
    staff = """
  staff: {kind: staffing, alternative: project, payer: municipality, receiver: resources, index: wages,
    fte: {value: 1, unit: fte, source: invented, quality: B},
    wage: {value: 80000, unit: EUR/fte/yr, price_year: 2026, source: invented, quality: B}}
"""
    text = (
        head(rate=0.03, horizon=10, timing="mid_year")
        .replace("2030", "2026")
        .replace(", inflation: {rate: 0.0}", "")
    )
    assert rows(text + staff)["society", "annual_equivalent"]["central"] == pytest.approx(-80_000, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "years"),
    [
        # One-off in year 0, then years 1 to 4: the textbook. Two lines, or one with both.
        ([((-1000, 0, 0, 0, 0), ""), ((0, 400, 400, 400, 400), "")], range(1, 5)),
        ([((-1000, 400, 400, 400, 400), "")], range(1, 5)),
        # Preparation in years 0 and 1 that says it is one-off; use in years 2 to 4.
        ([((-600, -400, 0, 0, 0), ", duration: incidental"), ((0, 0, 600, 600, 600), "")], range(2, 5)),
        ([((-600, -400, 0, 0, 0), ", nature: capital"), ((0, 0, 600, 600, 600), "")], range(2, 5)),
        # Use ends in year 3; dismantling in year 4 is one-off.
        ([((-1000, 0, 0, 0, -100), ""), ((0, 500, 500, 500, 0), "")], range(1, 4)),
        # Structural costs begin in year 0, the gains a year later: five years.
        ([((-50, -50, -50, -50, -50), ", duration: structural"), ((0, 90, 90, 90, 90), "")], range(5)),
        # What recurs every second year does so where the line says it is structural: years 1 to 3.
        ([((-300, 0, 0, 0, 0), ""), ((0, 200, 0, 200, 0), ", duration: structural")], range(1, 4)),
        # Nothing but a temporary project of three years: over these three.
        ([((0, -70, -70, -70, 0), ", duration: incidental")], range(1, 4)),
        # Nothing recurs: over the years 1 to the horizon.
        ([((-1000, 0, 0, 1500, 0), "")], range(1, 5)),
    ],
)
def test_years_over_which_the_value_is_spread(rows: Callable[..., Rows], written: Any, years: range) -> None:
    # By hand at 10%, start of the year: the NPV over the sum of 1.1^-t of the years named.
    lines = "".join(
        line(f"line_{place}", by_year(*(-amount for amount in amounts)), paid=True, more=more)
        for place, (amounts, more) in enumerate(written)
    )
    found = rows(head(rate=0.10, horizon=4) + lines)
    value = sum(amount * 1.1**-year for amounts, _ in written for year, amount in enumerate(amounts))
    assert found["society", "npv"]["central"] == pytest.approx(value)
    spread = value / sum(1.1**-year for year in years)
    for perspective in ("society", "municipality"):
        assert found[perspective, "annual_equivalent"]["central"] == pytest.approx(spread, rel=1e-12)


def test_annual_equivalent_of_each_draw(rows: Callable[..., Rows]) -> None:
    # A level amount of 50 to 150 a year, in six years: the annual equivalent of a draw is that draw, and the
    # 5th and 95th percentile of an even spread from 50 to 150 are 55 and 145.
    drawn = """
  cost: {kind: cash_flow, alternative: project, payer: municipality, receiver: resources,
    amounts: {distribution: {kind: uniform, low: 50, high: 150}, unit: EUR, price_year: 2030,
      source: invented, quality: B}}
"""
    row = rows(head(rate=0.03, horizon=5, timing="mid_year") + drawn)["society", "annual_equivalent"]
    assert row["central"] == pytest.approx(-100)
    assert (row["mean"], row["p05"], row["p95"]) == pytest.approx((-100, -145, -55), abs=0.2)


def test_a_line_that_differs_from_the_baseline_in_some_years_only(rows: Callable[..., Rows]) -> None:
    # The same 30 a year in both until year 1; from year 2 on the project pays 10: 20 saved in years 2 to 4.
    old = line("old", by_year(30, 30, 30, 30, 30), paid=True).replace("project", "baseline")
    new = line("new", by_year(30, 30, 10, 10, 10), paid=True)
    shared = old.replace("old:", "both:").replace("alternative: baseline", "alternative: all")
    found = rows(head(rate=0.04, horizon=4) + shared + old + new)
    # Two lines: 30 less in years 0 to 4 and 30, 30, 10, 10, 10 more; both recur from year 0.
    value = 20 * sum(1.04**-year for year in (2, 3, 4))
    assert found["society", "annual_equivalent"]["central"] == pytest.approx(
        value / sum(1.04**-t for t in range(5))
    )
    one = f"""
  cost: {{kind: cash_flow, alternative: all, payer: municipality, receiver: resources, amounts: {{unit: EUR,
    price_year: 2030, source: invented, quality: B, by_alternative: {{baseline: {by_year(30, 30, 30, 30, 30)},
    project: {by_year(30, 30, 10, 10, 10)}}}}}}}
"""
    found = rows(head(rate=0.04, horizon=4) + one)
    assert found["society", "annual_equivalent"]["central"] == pytest.approx(20, rel=1e-12)
