"""Published values of the criteria."""

import numpy as np
import pytest

from mll_finance.formulas import criteria
from mll_finance.formulas.discounting import discount_factors
from mll_finance.formulas.irr import irr_roots

BRIGHAM = np.array([-10_000.0, 5_000.0, 4_000.0, 3_000.0, 1_000.0])
TEN_PERCENT = discount_factors(np.full(5, 0.10))


def test_brigham_ehrhardt_all_criteria():
    # Brigham & Ehrhardt, Financial Management, ch. 10, project S; printed to the decimals tested.
    npv = criteria.present_value(BRIGHAM, TEN_PERCENT)
    assert npv == pytest.approx(788.20, abs=0.005)
    assert irr_roots(BRIGHAM).rates == pytest.approx([0.14489], abs=5e-6)
    assert criteria.mirr(BRIGHAM, TEN_PERCENT, horizon_factor=TEN_PERCENT[-1]) == pytest.approx(
        0.1211, abs=5e-5
    )
    assert criteria.profitability_index(npv, BRIGHAM[0]) == pytest.approx(1.08, abs=0.005)
    assert criteria.payback(BRIGHAM) == pytest.approx(2.33, abs=0.005)
    assert criteria.payback(BRIGHAM * TEN_PERCENT) == pytest.approx(2.95, abs=0.005)


@pytest.mark.parametrize(("npv", "years", "printed"), [(3e6, 5, 791_392.44), (2e6, 3, 804_229.61)])
def test_equivalent_annual_annuity(npv, years, printed):
    # Textbook example of projects with unequal lives at 10%; cents. The higher NPV has the lower annuity.
    factors = discount_factors(np.full(years + 1, 0.10))
    assert criteria.annual_equivalent(npv, factors) == pytest.approx(printed, abs=0.005)


@pytest.mark.parametrize(
    ("flows", "finance", "reinvest", "printed", "tolerance"),
    [
        ([-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000], 0.08, 0.055, 0.0666, 5e-5),
        ([-120000, 39000, 30000, 21000, 37000, 46000], 0.10, 0.12, 0.126094, 5e-7),
        ([100, 200, -50, 300, -200], 0.05, 0.06, 0.3428, 5e-5),
        ([-1000, 100, 250, 500, 500], 0.1, 0.1, 0.10401626745, 1e-11),
    ],
)
def test_mirr_with_two_rates(flows, finance, reinvest, printed, tolerance):
    # numpy-financial, tests/test_financial.py, TestMirr; pyxirr, tests, test_mirr_works.
    ours = criteria.mirr_two_rates(flows, finance_rate=finance, reinvest_rate=reinvest)
    assert ours == pytest.approx(printed, abs=tolerance)


@pytest.mark.parametrize(
    ("flows", "printed"),
    [
        ([-4500, -800, 800, 800, 600], [-0.1784449, -0.17328716, -0.1684366]),
        ([-120000, 39000, 30000, 21000, 37000], [0.04627293, 0.05437856, 0.06252201]),
        ([100, 200, -50, 300, -200], [0.35712458, 0.40628857, 0.44435295]),
    ],
)
def test_mirr_over_pairs_of_rates(flows, printed):
    # numpy-financial, tests/test_financial.py, TestMirr broadcast ("found using Google sheets"); eight
    # decimals.
    ours = criteria.mirr_two_rates(flows, finance_rate=[0.05, 0.08, 0.10], reinvest_rate=[0.08, 0.10, 0.12])
    assert ours == pytest.approx(printed, abs=5e-9)


@pytest.mark.parametrize(
    "flows", [[39000, 30000, 21000, 37000, 46000], [100000, 50000, 25000], [-100000, -50000, -25000]]
)
def test_mirr_needs_both_signs(flows):
    # numpy-financial TestMirr (NaN) and pyxirr test_mirr_same_sign.
    factors = discount_factors(np.full(len(flows), 0.10))
    assert np.isnan(criteria.mirr_two_rates(flows, finance_rate=0.10, reinvest_rate=0.12))
    assert np.isnan(criteria.mirr(flows, factors, horizon_factor=factors[-1]))


@pytest.mark.parametrize(
    ("flows", "years"),
    [
        ([-100, 50, 50], 2.0),
        ([-100, 30, 30, 30], np.nan),
        ([100, 50], np.nan),
        ([0, 0], np.nan),
        ([100, -50, 10], 0.0),
        ([100, -150, 100], 1.5),
        ([0, 0, -100, 200], 2.5),
        ([-100, 150, -100, 200], 2.25),
        ([-100, 150, -200], np.nan),
        ([-100, 150, -20, -30, 100], 1 - 1 / 3),
        ([100, -50, -100, 80], 2.625),
        # Three times 0.3 and eight times 0.1 stay a rounding below 0.9 and 0.8.
        ([-0.9, 0.3, 0.3, 0.3], 3.0),
        ([-0.8, *[0.1] * 8], 8.0),
        ([-100], np.nan),
    ],
)
def test_payback_by_definition(flows, years):
    # Definition: last moment at which the cumulative flow reaches zero after it was negative, linear in a
    # year.
    assert criteria.payback(np.array(flows, dtype=float)) == pytest.approx(years, nan_ok=True)


def test_running_total_without_rounding():
    # 0.3 three times against 0.9, and a cent that stays a cent.
    assert criteria.cumulative_flow([[-0.9, -0.9], [0.3, 0.3], [0.3, 0.3], [0.3, 0.29]])[-1].tolist() == [
        0.0,
        pytest.approx(-0.01),
    ]


def test_undefined_ratios_are_nan_per_draw():
    ratio = criteria.benefit_cost_ratio([3.0, 3.0, 3.0], [2.0, 0.0, -1.0])
    assert ratio == pytest.approx([1.5, np.nan, np.nan], nan_ok=True)
    index = criteria.profitability_index([50.0, 50.0, 50.0], [-100.0, 0.0, 20.0])
    assert index == pytest.approx([1.5, np.nan, np.nan], nan_ok=True)
    assert np.isnan(criteria.annual_equivalent(5.0, [1.0]))
    assert np.isnan(criteria.mirr([-1.0], [1.0], horizon_factor=1.0))


def test_nan_flows_and_wrong_shapes_raise():
    bad = [-100.0, float("nan")]
    for call in (
        lambda: criteria.present_value(bad, [1.0, 0.9]),
        lambda: criteria.payback(bad),
        lambda: criteria.mirr(bad, [1.0, 0.9], horizon_factor=0.9),
        lambda: criteria.mirr_two_rates(bad, finance_rate=0.1, reinvest_rate=0.1),
        lambda: criteria.benefit_cost_ratio(bad, 1.0),
        lambda: criteria.present_value([1.0, 2.0], [1.0, float("inf")]),
    ):
        with pytest.raises(ValueError, match="NaN or infinite"):
            call()
    with pytest.raises(ValueError, match="3 years; the flows have 2"):
        criteria.present_value([1.0, 2.0], [1.0, 0.9, 0.8])
    with pytest.raises(ValueError, match="above -1"):
        criteria.mirr_two_rates([-1.0, 2.0], finance_rate=-1.0, reinvest_rate=0.1)
