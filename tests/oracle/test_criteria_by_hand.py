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
    assert found["society", "annual_equivalent"]["central"] == pytest.approx(-100, rel=1e-11, abs=1e-9)


@TIMINGS
def test_so_it_is_when_the_line_falls_elsewhere_in_the_year_than_the_case(
    rows: Callable[..., Rows], timing: str
) -> None:
    text = head(rate=0.05, horizon=5, timing="end_of_year")
    found = rows(text + line("cost", 100, paid=True, more=f", timing: {timing}"))
    assert found["society", "annual_equivalent"]["central"] == pytest.approx(-100, rel=1e-11, abs=1e-9)


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
    assert rows(text + staff)["society", "annual_equivalent"]["central"] == pytest.approx(
        -80_000, rel=1e-11, abs=1e-9
    )


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
        assert found[perspective, "annual_equivalent"]["central"] == pytest.approx(
            spread, rel=1e-11, abs=1e-9
        )


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
    assert found["society", "annual_equivalent"]["central"] == pytest.approx(20, rel=1e-11, abs=1e-9)


# --- Rates of return ----------------------------------------------------------------------------------------------


def test_returns_are_real_beside_the_real_discount_rate(rows: Callable[..., Rows]) -> None:
    # 1000 out, 225 back in each of five years at constant prices, prices 3% a year: the IRR of -1000, 225 x 5 is 4.06%
    # real, whoever looks; the nominal 7.2% would beat a real 5% that the project does not earn: NPV -25.9.
    found = rows(head(rate=0.05, horizon=5, prices=0.03) + flow(-1000, *[225] * 5))
    rate = 0.040591
    assert -1000 + sum(225 / (1 + rate) ** year for year in range(1, 6)) == pytest.approx(0, abs=0.005)
    # All receipts put out at 5% until year 5: 225 x 5.525631 = 1243.27; the fifth root of 1.24327 is 4.4513% more.
    modified = (225 * sum(1.05**year for year in range(5)) / 1000) ** 0.2 - 1
    assert modified == pytest.approx(0.04451, abs=1e-5)
    for perspective in ("society", "municipality"):
        assert found[perspective, "npv"]["central"] == pytest.approx(-25.87, abs=0.01)
        assert found[perspective, "irr"]["central"] == pytest.approx(rate, abs=1e-6)
        assert found[perspective, "mirr"]["central"] == pytest.approx(modified, abs=1e-9)
        assert found[perspective, "irr"]["hurdle"] == found[perspective, "mirr"]["hurdle"] == 0.05


def test_real_returns_of_each_draw(rows: Callable[..., Rows]) -> None:
    # One outlay of 100 and after a year 110 to 130 at constant prices: the real return is 10 to 30%, evenly.
    text = head(rate=0.05, horizon=1, prices=0.04) + flow(-100, 0)
    drawn = f"""
  gain: {{kind: cash_flow, alternative: project, payer: resources, receiver: municipality, cash: true,
    years: {FIRST + 1},
    amounts: {{distribution: {{kind: uniform, low: 110, high: 130}}, unit: EUR, price_year: {FIRST},
      source: invented, quality: B}}}}
"""
    found = rows(text + drawn, "--per-draw", "irr,mirr")
    for criterion in ("irr", "mirr"):
        row = found["municipality", criterion]
        assert (row["p05"], row["mean"], row["p95"]) == pytest.approx((0.11, 0.20, 0.29), abs=5e-4)


def test_no_return_where_the_discount_rate_changes_on_the_way(rows: Callable[..., Rows]) -> None:
    # The schedule of 2025 goes from 2.8 to 1.8% after year 35: there is no rate that a return over 40 years must beat.
    schedule = head(rate=0.05, horizon=40).replace("{rate: 0.05}", "nl_2025")
    found = rows(schedule + line("out", by_year(1000), paid=True) + line("back", 60, paid=False))
    for criterion in ("irr", "mirr"):
        row = found["society", criterion]
        assert row["central"] is None and "discount rate changes" in row["reason"]
    assert len(found["society", "irr"]["roots"]) == 1
    # Money that is over before the change meets the one rate.
    found = rows(schedule + flow(-1000, *[60] * 30))
    assert found["society", "irr"]["central"] == pytest.approx(0.0430, abs=5e-4)
    assert found["society", "irr"]["hurdle"] == pytest.approx(0.028)


def test_a_return_below_zero_is_no_return(rows: Callable[..., Rows]) -> None:
    # 1000 out, 120 back a year later: -88%.
    found = rows(head(rate=0.03, horizon=1) + flow(-1000, 120), "--per-draw", "irr")
    irr = found["society", "irr"]
    assert irr["central"] is None and irr["roots"] == pytest.approx([-0.88])
    assert "does not come back" in irr["reason"]
    assert (
        found["society", "mirr"]["central"] is None
        and "does not come back" in found["society", "mirr"]["reason"]
    )


def test_exactly_the_outlay_back_is_a_return_of_zero(rows: Callable[..., Rows]) -> None:
    found = rows(head(rate=0.03, horizon=3) + flow(-0.9, 0.3, 0.3, 0.3))
    assert found["society", "irr"]["central"] == pytest.approx(0, abs=1e-9)


def test_the_price_of_a_loan_is_no_return(rows: Callable[..., Rows]) -> None:
    # 1000 in, 1100 out after a year: 10% is what it costs; at 3% the NPV is -67.96.
    found = rows(head(rate=0.03, horizon=1) + flow(1000, -1100))
    assert found["society", "npv"]["central"] == pytest.approx(1000 - 1100 / 1.03)
    irr = found["society", "irr"]
    assert irr["central"] is None and irr["roots"] == pytest.approx([0.10])
    assert "comes in first" in irr["reason"]


# --- Ratios without a meaning -------------------------------------------------------------------------------------


def test_no_ratio_where_no_benefit_is_booked(rows: Callable[..., Rows]) -> None:
    found = rows(head(rate=0.03, horizon=2) + line("cost", 100, paid=True))
    ratio = found["society", "bcr"]
    assert ratio["central"] is None and ratio["mean"] is None
    assert "no benefit is booked" in ratio["reason"]


def test_a_benefit_of_nothing_in_some_draws_keeps_its_ratio(rows: Callable[..., Rows]) -> None:
    # 200 or nothing, each half of the time, on costs of 100: a ratio of 1 on average, no draw left out.
    drawn = """
  gain: {kind: cash_flow, alternative: project, payer: resources, receiver: municipality, cash: true,
    amounts: {distribution: {kind: discrete, values: [0, 200], weights: [1, 1]}, unit: EUR, price_year: 2030,
      source: invented, quality: B}}
"""
    ratio = rows(head(rate=0.03, horizon=0) + line("cost", 100, paid=True) + drawn)["society", "bcr"]
    assert ratio["mean"] == pytest.approx(1, abs=0.01) and "undefined_draws" not in ratio


@pytest.mark.parametrize(
    ("amounts", "index", "reason"),
    [
        # 1 + NPV / outlay, undiscounted: (60 + 60) / 100.
        ((-100, 60, 60), 1.2, None),
        # A smaller outlay later counts in what follows: (80 - 30 + 90) / 100.
        ((-100, 80, -30, 90), 1.4, None),
        # 5 of preparation in year 0, the outlay of 100 in year 1: 1 + 35 / 5 = 8 would say nothing.
        ((-5, -100, 70, 70), None, "preparation"),
        # Nothing comes back.
        ((-100, -10, -10), None, "nothing comes in"),
        # 60 back and 70 out again: 10 more on balance.
        ((-100, 60, -70), None, "nothing comes in"),
        ((20, -100, 120), None, "no net outlay in year 0"),
    ],
)
def test_profitability_index_of_an_outlay_in_year_0(
    rows: Callable[..., Rows], amounts: Any, index: float | None, reason: str | None
) -> None:
    row = rows(head(rate=0.0, horizon=len(amounts) - 1) + flow(*amounts))["society", "profitability_index"]
    assert row["central"] == (None if index is None else pytest.approx(index))
    assert row["mean"] == (None if index is None else pytest.approx(index))
    assert reason is None or reason in row["reason"]
