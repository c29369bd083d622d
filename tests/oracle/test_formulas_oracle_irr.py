"""All rates against exact arithmetic, polynomial roots and two libraries."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy_financial as npf
import pytest
import pyxirr
from scipy.optimize import brentq

from mll_finance.formulas.irr import irr_roots, irr_unique

SEVERAL = [-50.0, -100.0, 600.0, 300.0, -100.0]


def exact_npv(flows, rate):
    """Net present value with fifty digits."""
    with localcontext() as context:
        context.prec = 50
        return sum(Decimal(flow) / (1 + Decimal(rate)) ** year for year, flow in enumerate(flows))


def remainder(dividend, divisor):
    rest = list(dividend)
    while len(rest) >= len(divisor):
        factor = rest[0] / divisor[0]
        rest = [
            a - factor * b for a, b in zip(rest, divisor + [0] * (len(rest) - len(divisor)), strict=True)
        ][1:]
    while rest and rest[0] == 0:
        rest = rest[1:]
    return rest


def sturm_count(flows):
    """Number of distinct positive roots of the polynomial, by Sturm's theorem in fractions."""
    coefficients = [Fraction(flow) for flow in flows]
    while coefficients and coefficients[-1] == 0:
        coefficients.pop()
    while coefficients and coefficients[0] == 0:
        coefficients = coefficients[1:]
    degree = len(coefficients) - 1
    if degree < 1:
        return 0
    chain = [coefficients, [c * (degree - i) for i, c in enumerate(coefficients[:-1])]]
    while rest := remainder(chain[-2], chain[-1]):
        chain.append([-c for c in rest])
    at_zero = [each[-1] for each in chain if each[-1] != 0]
    at_infinity = [each[0] for each in chain]
    return sign_changes(at_zero) - sign_changes(at_infinity)


def sign_changes(values):
    return sum((a > 0) != (b > 0) for a, b in pairwise(values))


def test_numpy_financial_returns_one_rate_of_two_and_not_the_economic_one():
    # irr of numpy-financial 1.0 takes the root closest to zero, here -76.9%, and says nothing of the other.
    assert npf.irr(SEVERAL) == pytest.approx(-0.7688954706807808)
    found = irr_roots(SEVERAL)
    assert found.rates[1] == pytest.approx(1.854, abs=5e-4)
    assert found.rates[1] == pytest.approx(pyxirr.irr(SEVERAL), abs=1e-9)
    for rate in found.rates:
        largest = max(abs(flow) * (1.0 + rate) ** -year for year, flow in enumerate(SEVERAL))
        assert abs(exact_npv(SEVERAL, rate)) < 1e-13 * largest
    assert math.isnan(irr_unique(SEVERAL)[0])


def test_numpy_financial_misses_a_double_root():
    assert math.isnan(npf.irr([-100.0, 220.0, -121.0]))
    assert irr_roots([-100.0, 220.0, -121.0]).rates == pytest.approx([0.10], abs=1e-9)


def test_number_of_rates_against_sturm():
    generator = np.random.default_rng(20260101)
    for _ in range(400):
        flows = generator.integers(-6, 7, size=generator.integers(1, 10)).astype(float)
        found = irr_roots(flows)
        assert len(found.rates) == sturm_count(flows), flows
        assert sum(found.multiplicities) <= found.sign_changes
        assert (found.sign_changes - sum(found.multiplicities)) % 2 == 0


def test_rates_against_polynomial_roots():
    generator = np.random.default_rng(20260102)
    compared = 0
    for _ in range(300):
        flows = generator.normal(size=generator.integers(2, 9))
        roots = np.roots(flows)
        # Where the companion matrix itself cannot tell a real root from a pair, it is no witness.
        if roots.size == 0 or (np.abs(roots.imag[roots.imag != 0.0]) < 1e-3).any():
            continue
        expected = np.sort(roots.real[(roots.imag == 0.0) & (roots.real > 0.0)] - 1.0)
        assert irr_roots(flows).rates == pytest.approx(expected, rel=1e-8, abs=1e-8)
        compared += 1
    assert compared > 200


@pytest.mark.parametrize("years", [5, 30, 60, 100])
@pytest.mark.parametrize("rate", [-0.3, -0.02, 0.0, 0.035, 0.4, 3.0])
def test_conventional_flows_against_both_libraries(years, rate):
    # Level receipts priced at a known rate: the rate comes back.
    price = sum((1.0 + rate) ** -year for year in range(1, years + 1))
    flows = [-price, *[1.0] * years]
    found = irr_roots(flows)
    assert found.rates == pytest.approx([rate], abs=1e-9)
    # pyxirr gives up on a century of flows at -30%.
    if (years, rate) != (100, -0.3):
        assert found.rates == pytest.approx([pyxirr.irr(flows, guess=rate)], abs=1e-9)
    if years <= 30:
        assert found.rates == pytest.approx([npf.irr(flows)], abs=1e-8)


def test_long_flows_with_costs_at_the_end():
    # Sixty years with a clean-up at the end: fifty digits show a change of sign around every rate found.
    flows = [-1000.0, *[60.0] * 59, -2500.0]
    found = irr_roots(flows)
    assert found.multiplicities == (1, 1)
    for rate in found.rates:
        assert exact_npv(flows, rate - 1e-9) * exact_npv(flows, rate + 1e-9) < 0


def test_draws_equal_one_by_one():
    generator = np.random.default_rng(20260103)
    flows = np.vstack(
        [-generator.uniform(50, 150, 300), generator.normal(15, 12, (9, 300)), generator.normal(0, 30, 300)]
    )
    flows[:, :20] = np.round(flows[:, :20] / 40.0)
    rates, counts = irr_unique(flows)
    for draw in range(flows.shape[1]):
        alone = irr_roots(flows[:, draw])
        assert counts[draw] == len(alone.rates)
        if len(alone.rates) == 1:
            assert rates[draw] == alone.rates[0]
        else:
            assert math.isnan(rates[draw])
    assert set(counts.tolist()) >= {1, 2}


def roots_by_companion(flows):
    """Real growth factors of half a year, by the eigenvalues of the companion matrix; None where it cannot tell."""
    roots = np.roots(flows)
    is_pair = roots.imag != 0.0
    if (np.abs(roots.imag[is_pair]) < 1e-3 * np.abs(roots[is_pair])).any():
        return None
    return np.sort(roots.real[~is_pair & (roots.real > 0.0)])


def test_costs_in_january_and_benefits_in_july_against_two_other_methods():
    # Signs change twice a year, so Descartes' rule allows many rates; the running totals mostly leave one or two.
    generator = np.random.default_rng(20260104)
    counts = []
    for _ in range(400):
        years = int(generator.integers(2, 9))
        flows = np.zeros(2 * years)
        flows[::2] = -generator.uniform(0.0, 3.0, years)
        flows[1::2] = generator.uniform(0.0, 4.0, years)
        flows[0] *= generator.choice([1.0, 5.0, 20.0])
        flows[-1] *= generator.choice([1.0, -5.0])
        times = np.arange(2 * years) / 2.0
        expected = roots_by_companion(flows)
        if expected is None:
            continue
        found = irr_roots(flows, times=times)
        assert found.rates == pytest.approx(expected**2 - 1.0, rel=1e-7, abs=1e-9), flows
        assert found.multiplicities == (1,) * len(expected)
        for rate in found.rates:

            def npv(log_rate, flows=flows, times=times):
                return float(flows @ np.exp(-log_rate * times))

            log_rate = math.log1p(rate)
            bracketed = brentq(npv, log_rate - 1e-4, log_rate + 1e-4, xtol=1e-15)
            assert rate == pytest.approx(math.expm1(bracketed), rel=1e-9, abs=1e-11)
        counts.append(len(found.rates))
    assert len(counts) > 300
    assert set(counts) >= {0, 1, 2, 3} and min(counts.count(number) for number in (0, 1, 2)) >= 20


@pytest.mark.parametrize("growth", [(0.5,), (1.4,), (0.6, 1.5), (1.3, 1.6), (0.5, 0.7), (0.6, 0.8, 1.3)])
def test_rates_on_either_side_of_zero_come_back(growth):
    # Closed form: the flows are those of the product of (1 - factor x), with noise of (1 + x**2) that has no real root.
    flows = np.array([1.0, 0.0, 1.0])
    for factor in growth:
        flows = np.convolve(flows, [1.0, -factor])
    for sign in (1.0, -1.0):
        found = irr_roots(sign * 1e5 * flows)
        assert found.rates == pytest.approx(np.array(growth) - 1.0, abs=1e-12)
        assert found.multiplicities == (1,) * len(growth)


def test_a_rate_of_exactly_zero_and_totals_that_touch_zero():
    # The running total is zero on the way or at the end: which sign it has cannot be told, so the long way decides.
    assert irr_roots([-100.0, 100.0]).rates == pytest.approx([0.0], abs=1e-15)
    assert irr_roots([-1.0, 3.0, -2.0]).rates == pytest.approx([0.0, 1.0], abs=1e-12)
    assert irr_roots([-0.1, -0.2, 0.3, 5.0]).rates == pytest.approx(
        np.sort(roots_by_companion([-0.1, -0.2, 0.3, 5.0])) - 1.0, abs=1e-12
    )
