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
