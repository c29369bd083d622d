"""The vectorised formulas against naive loops over years and draws."""

import math

import numpy as np
import pytest

from mll_finance.formulas import criteria
from mll_finance.formulas.capital import annuity_charges, linear_charges
from mll_finance.formulas.discounting import discount_factors, forward_rates, nominal_factors
from mll_finance.formulas.prices import extend_index, price_ratio

STEPS = ((1, 0.028), (3, 0.018), (6, -0.004))


def looped_factor(steps, year, timing):
    def rate_of(number):
        return [rate for first, rate in steps if first <= number][-1]

    factor = 1.0
    for number in range(1, year + 1):
        factor /= 1.0 + rate_of(number)
    return factor / (1.0 + rate_of(year + 1)) ** timing


def looped_payback(flows):
    if min(flows) >= 0.0:
        return math.nan
    total, moment = 0.0, 0.0
    for year, flow in enumerate(flows):
        if total < 0.0 <= total + flow:
            moment = year - 1 - total / flow
        total += flow
    return moment if total >= 0.0 else math.nan


def looped_mirr(flows, factors, horizon_factor):
    gained = sum(
        flow * factor / horizon_factor for flow, factor in zip(flows, factors, strict=True) if flow > 0
    )
    invested = -sum(flow * factor for flow, factor in zip(flows, factors, strict=True) if flow < 0)
    return (gained / invested) ** (1 / (len(flows) - 1)) - 1 if gained > 0 and invested > 0 else math.nan


@pytest.mark.parametrize("timing", [0.0, 0.25, 0.5, 1.0])
def test_discount_factors(timing):
    factors = discount_factors(forward_rates(STEPS, 11), timing=timing)
    assert factors == pytest.approx([looped_factor(STEPS, year, timing) for year in range(11)], rel=1e-13)


def test_discount_rates_per_draw():
    rates = np.array([[0.01, 0.02], [0.03, 0.04], [0.05, 0.06]])
    factors = discount_factors(rates, timing=0.5)
    for draw in range(2):
        assert factors[:, draw] == pytest.approx(discount_factors(rates[:, draw], timing=0.5), rel=1e-15)
    flows = np.array([-10.0, 5.0, 7.0])
    assert criteria.present_value(flows, factors) == pytest.approx(
        [flows @ factors[:, 0], flows @ factors[:, 1]]
    )


def test_criteria_per_draw():
    generator = np.random.default_rng(20260104)
    flows = np.vstack([-generator.uniform(0, 100, 200), np.round(generator.normal(10, 40, (8, 200)))])
    flows[0, :40] = np.round(flows[0, :40] / 50.0) * 50.0
    start = discount_factors(forward_rates(STEPS, 9))
    factors = discount_factors(forward_rates(STEPS, 9), timing=0.5)
    npv, payback = criteria.present_value(flows, factors), criteria.payback(flows)
    mirr = criteria.mirr(flows, factors, horizon_factor=start[-1])
    for draw in range(200):
        column = flows[:, draw].tolist()
        assert npv[draw] == pytest.approx(
            math.fsum(a * b for a, b in zip(column, factors, strict=True)), abs=1e-10
        )
        assert payback[draw] == pytest.approx(looped_payback(column), nan_ok=True)
        assert mirr[draw] == pytest.approx(looped_mirr(column, factors, start[-1]), nan_ok=True, rel=1e-11)
    assert 0 < np.isnan(payback).sum() < 200


@pytest.mark.parametrize("fraction", [1.0, 0.75, 0.5, 0.0])
def test_linear_charges_by_bookkeeping(fraction):
    principal, rate, years = 90_000.0, 0.0175, 7
    book_value, year = principal, 0
    ours = linear_charges(principal, rate=rate, years=years, first_year_fraction=fraction)
    while book_value > 1e-6:
        share = fraction if year == 0 else min(1.0, book_value / (principal / years))
        assert ours.interest[year] == pytest.approx(rate * book_value * (fraction if year == 0 else 1.0))
        assert ours.repayment[year] == pytest.approx(principal / years * share)
        book_value -= principal / years * share
        assert ours.balance[year] == pytest.approx(book_value, abs=1e-6)
        year += 1
    assert year == ours.charge.size


def test_charges_per_draw():
    principal, rate = np.array([1000.0, 2000.0, 0.0]), np.array([0.0, 0.05, 0.02])
    for charges_of in (annuity_charges, linear_charges):
        together = charges_of(principal, rate=rate, years=6)
        for draw in range(3):
            alone = charges_of(principal[draw], rate=rate[draw], years=6)
            for ours, expected in zip(together, alone, strict=True):
                assert ours.shape == (6, 3)
                assert ours[:, draw] == pytest.approx(expected, abs=1e-9)
        assert charges_of(1000.0, rate=rate, years=6).balance.shape == (6, 3)


def test_nominal_factors_by_year():
    index = extend_index({2026: 120.0}, growth={2027: 0.03, 2028: 0.02}, until=2030)
    real = discount_factors(np.full(5, 0.0225), timing=0.5)
    nominal = nominal_factors(real, list(index.values()))
    for year in range(5):
        ratio = price_ratio(index, from_year=2026 + year, to_year=2026)
        assert nominal[year] == pytest.approx(real[year] * ratio, rel=1e-14)
    assert nominal_factors(real, list(index.values()), base=60.0) == pytest.approx(nominal / 2.0)
    draws = np.column_stack([list(index.values()), [100.0] * 5])
    assert nominal_factors(real, draws)[:, 0] == pytest.approx(nominal)
    assert nominal_factors(np.column_stack([real, real]), draws)[:, 1] == pytest.approx(real)
    assert nominal_factors(np.column_stack([real, real]), draws[:, 0])[:, 1] == pytest.approx(nominal)


@pytest.mark.parametrize(
    ("index", "base", "message"),
    [([1.0, 0.0], None, "above zero"), ([1.0, 1.1], 0.0, "above zero"), ([1.0], None, "1 years")],
)
def test_wrong_price_index_is_refused(index, base, message):
    with pytest.raises(ValueError, match=message):
        nominal_factors([1.0, 0.9], index, base=base)
