"""Published examples of uncertain cash flows and distributions."""

from __future__ import annotations

import numpy as np
import pytest

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.uncertainty.distributions.pert import Pert

TWO_FLOWS = """
case: {id: two_flows, base_year: 2026, horizon: 2, discounting: {rate: 0.12}, draws: 65536}
alternatives: {baseline: {}, project: {}}
lines:
  investment:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {value: {2026: 10}, unit: EUR, price_year: 2026, source: x, quality: B}
  first:
    kind: product
    alternative: project
    payer: resources
    receiver: municipality
    years: 2027
    factors:
      amount: {unit: EUR, price_year: 2026, source: x, quality: B, distribution: {kind: normal, mean: 7, sd: 0.5}}
  second:
    kind: product
    alternative: project
    payer: resources
    receiver: municipality
    years: 2028
    factors:
      amount: {unit: EUR, price_year: 2026, source: x, quality: B, distribution: {kind: normal, mean: 8, sd: 0.8}}
"""


def test_two_independent_normal_flows():
    """Invest 10, then N(7, 0.5) and N(8, 0.8), independent, 12%: mean 2.628 and sd 0.7785 as published.

    The percentiles and the probability of a loss follow from the normal distribution: 1.3471 and 3.9080 (four
    decimals), 0.00037 (five). The allowances are four Monte Carlo errors at most.
    """
    study = appraise(case_from_text(TWO_FLOWS))
    row = study.value("society", "project", "npv")
    assert row["mean"] == pytest.approx(2.62755, abs=max(4 * row["mcse"], 5e-6))
    assert row["sd"] == pytest.approx(0.778479, abs=max(4 * row["sd_error"], 5e-7))
    assert row["p05"] == pytest.approx(1.3471, abs=4 * row["p05_error"] + 5e-5)
    assert row["p95"] == pytest.approx(3.9080, abs=4 * row["p95_error"] + 5e-5)
    assert row["mcse"] < 1e-3 and row["p95_error"] < 1e-2
    loss = study.value("society", "project", "probability_npv_negative")
    assert loss["mean"] == pytest.approx(0.00037, abs=4 * loss["mcse"] + 5e-6)


def test_pert_moments():
    """Clark (1962): mean (a + 4 m + b) / 6; with shapes that add up to 6 the variance is (mean - a)(b - mean) / 7."""
    made = Pert(2.0, 5.0, 14.0)
    assert made.mean == pytest.approx(6.0)
    values = made.ppf((np.arange(2**18) + 0.5) / 2**18)
    assert values.mean() == pytest.approx(6.0, rel=1e-7)
    assert values.var() == pytest.approx((6.0 - 2.0) * (14.0 - 6.0) / 7, rel=1e-5)
