"""Cash flows whose internal rates of return are known."""

import numpy as np
import pytest

from mll_finance.formulas import irr
from mll_finance.formulas.irr import irr_roots, irr_unique


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        # numpy-financial, tests/test_financial.py, TestIrr.
        ([-150000, 15000, 25000, 35000, 45000, 60000], [0.0524328888594]),
        ([-100, 39, 59, 55, 20], [0.28094842116]),
        ([-100, 100, 0, -7], [-0.678894373632, -0.0832996661849]),
        ([-100, 100, 0, 7], [0.0620584856299]),
        ([-5, 10.5, 1, -8, 1], [-0.870201247485, 0.0885983385278, 0.709559527686]),
        # Closed form: the flows are those of (x - 1)(2x - 1)(3x - 1), x = 1 / (1 + r).
        ([-1000, 6000, -11000, 6000], [0.0, 1.0, 2.0]),
        # WisFaq 33612 (8-2-2005): 8%.
        ([-1000, 80, 80, 80, 1080], [0.08]),
        # pyxirr finds 1.854; by Descartes' rule there are at most two rates, and the other is below -76%.
        ([-50, -100, 600, 300, -100], [-0.76889547068, 1.85441782846]),
    ],
)
def test_all_rates(flows, rates):
    found = irr_roots(flows)
    assert found.rates == pytest.approx(rates, abs=1e-9)
    assert found.multiplicities == (1,) * len(rates)
    assert found.reason is None


@pytest.mark.parametrize(
    ("flows", "reason"),
    [
        ([1000, -3000, 2500], irr.NO_REAL_ROOT),
        ([1, 2, 3], irr.ALL_POSITIVE),
        ([-1, -2, -3], irr.ALL_NEGATIVE),
        ([0, 0, 0], irr.ALL_ZERO),
        ([0, 5, 0], irr.ALL_POSITIVE),
        ([7], irr.ALL_POSITIVE),
    ],
)
def test_no_rate_has_a_reason(flows, reason):
    assert irr_roots(flows) == irr.Roots((), (), 2 if reason == irr.NO_REAL_ROOT else 0, reason)


@pytest.mark.parametrize(
    ("flows", "rate", "multiplicity"),
    [
        ([-100, 220, -121], 0.10, 2),
        ([-1, 2.2, -1.21], 0.10, 2),
        ([-1e12, 2.2e12, -1.21e12], 0.10, 2),
        ([1000, -3300, 3630, -1331], 0.10, 3),
        ([1, -4, 6, -4, 1], 0.0, 4),
    ],
)
def test_multiple_roots_are_one_root(flows, rate, multiplicity):
    # Closed form: the flows are those of (1 - (1 + rate) x)^multiplicity.
    found = irr_roots(flows)
    assert found.rates == pytest.approx([rate], abs=1e-9)
    assert found.multiplicities == (multiplicity,)


@pytest.mark.parametrize("gap", [1e-4, 1e-5])
def test_close_roots_stay_apart(gap):
    low, high = 1.1, 1.1 + gap
    found = irr_roots([-1.0, low + high, -low * high])
    assert found.multiplicities == (1, 1)
    assert found.rates == pytest.approx([low - 1.0, high - 1.0], abs=1e-9)


def test_three_roots_too_close_to_tell_apart_are_one_triple_root():
    # Closed form: roots at 10% and 0.001 percentage point on both sides; in between it is below 1e-13.
    flows = np.array([1.0])
    for growth in (1.1 - 1e-5, 1.1, 1.1 + 1e-5):
        flows = np.convolve(flows, [1.0, -growth])
    found = irr_roots(flows)
    assert found.multiplicities == (3,)
    assert found.rates == pytest.approx([0.1], abs=1e-5)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-1, 1e6], 1e6 - 1.0),
        ([-1e-3, 1e9], 1e12 - 1.0),
        ([-1e6, 1], 1e-6 - 1.0),
        ([-1e9, 1e-3], 1e-12 - 1.0),
        ([0, 0, -100, 110, 0], 0.10),
        ([-3e12, *[0] * 59, 3e12 * 1.04**60], 0.04),
    ],
)
def test_extreme_rates_and_sizes(flows, rate):
    # Closed forms: one outlay and one receipt, so 1 + r = (receipt / outlay) ** (1 / years).
    assert irr_roots(flows).rates == pytest.approx([rate], rel=1e-9, abs=1e-12)


def test_a_rate_closer_to_minus_one_than_a_double_can_hold():
    assert irr_roots([-1.0, 1e-30]).rates == (irr.LOWEST_RATE,)
    assert irr.LOWEST_RATE > -1.0


def test_flows_on_half_years():
    # Closed form: growth of 1.1 in half a year is 21% a year.
    assert irr_roots([-100, 110], times=[0, 0.5]).rates == pytest.approx([0.21], abs=1e-12)
    assert irr_roots([-100, 110], times=[2.5, 3.0]).rates == pytest.approx([0.21], abs=1e-12)
    double = irr_roots([-100, 220, -121], times=[0, 0.5, 1])
    assert (double.multiplicities, double.rates) == ((2,), pytest.approx((0.21,), abs=1e-9))
    rates, counts = irr_unique([[-100.0, -100.0], [110.0, 120.0]], times=[0.5, 1.0])
    assert rates == pytest.approx([0.21, 0.44], abs=1e-12)
    assert counts.tolist() == [1, 1]


def test_several_rates_on_half_years():
    # Closed form: with x = (1 + r) ** -0.5 the flows are those of (1 - 1.1 x)(1 - 1.2 x)(1 - 1.3 x).
    flows = np.convolve(np.convolve([1.0, -1.1], [1.0, -1.2]), [1.0, -1.3])
    for first in (0.0, 0.5, 40.5):
        found = irr_roots(flows, times=first + np.arange(4) / 2)
        assert found.rates == pytest.approx([0.21, 0.44, 0.69], abs=1e-9)
        assert (found.multiplicities, found.sign_changes) == ((1, 1, 1), 3)


def test_half_years_of_different_lengths():
    # Closed form, v = 1 / (1 + r): the flows are those of (v - 1 / 1.21)(v ** 2.5 - 1.5 ** -2.5), at 0, 1, 2.5, 3.5.
    low, high = 1 / 1.21, 1.5**-2.5
    flows = np.array([low * high, -high, -low, 1.0])
    for first in (0.0, 0.5, 7.0):
        found = irr_roots(1000 * flows, times=first + np.array([0.0, 1.0, 2.5, 3.5]))
        assert found.rates == pytest.approx([0.21, 0.5], abs=1e-9)
        assert (found.multiplicities, found.sign_changes) == ((1, 1), 2)
    rates, counts = irr_unique(np.column_stack([flows, -flows]), times=[0, 1, 2.5, 3.5])
    assert counts.tolist() == [2, 2]
    assert np.isnan(rates).all()


def test_one_outlay_and_one_receipt_any_number_of_half_years_apart():
    # Closed form: (1 + r) ** (halves / 2) = 1.5.
    for halves in range(1, 12):
        found = irr_roots([-200, 300], times=[0.5, 0.5 + halves / 2])
        assert found.rates == pytest.approx([1.5 ** (2 / halves) - 1], rel=1e-12)


def test_draws_with_none_one_and_several_rates():
    columns = [
        [-100, 110, 0],
        [1, 2, 3],
        [0, 0, 0],
        [-100, 220, -121],
        [-100, 230, -132],
        [1000, -3000, 2500],
    ]
    rates, counts = irr_unique(np.array(columns, dtype=float).T)
    assert counts.tolist() == [1, 0, 0, 1, 2, 0]
    assert rates == pytest.approx([0.1, np.nan, np.nan, 0.1, np.nan, np.nan], nan_ok=True)
    single, count = irr_unique([-100.0, 110.0])
    assert (float(single), int(count)) == (pytest.approx(0.1), 1)


@pytest.mark.parametrize(
    ("flows", "times", "message"),
    [
        ([-100, float("nan")], None, "NaN"),
        ([], None, "shape"),
        ([[1.0], [2.0]], None, "shape"),
        ([-100, 110], [0, 1, 2], "moments"),
        ([-100, 110], [1, 1], "increase"),
        ([-100, 110], [0, 0.3], "half a year"),
        ([-100, 110], [0, 0.25], "half a year"),
        ([-100, 110], [0.75, 1.0], "half a year"),
        ([-100, 50, 60], [0, 0.5, 0.8], "half a year"),
        ([-100, 50, 60], [0, 2, 1.5], "increase"),
        ([-100, 50, 60], [0, 1, 1], "increase"),
        ([-100, 110], [[0, 1]], "moments"),
    ],
)
def test_wrong_flows_and_times_are_refused(flows, times, message):
    with pytest.raises(ValueError, match=message):
        irr_roots(flows, times=times)
    if message == "NaN":
        with pytest.raises(ValueError, match=message):
            irr_unique(flows)


@pytest.mark.parametrize(("apart", "multiplicities"), [(1.5e-6, (1, 1)), (6e-7, (2,)), (0.0, (2,))])
def test_two_rates_count_as_one_from_a_millionth(apart: float, multiplicities: tuple[int, ...]) -> None:
    """Flows of which the rates are known: the factors 1 + r - x multiplied out; the docstring says from when."""
    flows = 1000.0 * np.convolve([-1.0, 1.1], [-1.0, 1.1 + apart])
    roots = irr_roots(flows)
    assert roots.multiplicities == multiplicities
    assert roots.rates == pytest.approx(
        [0.1, 0.1 + apart] if len(multiplicities) == 2 else [0.1 + apart / 2], abs=1e-9
    )
