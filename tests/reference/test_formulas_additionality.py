"""The worked example of the SROI guide and the two forms of additionality."""

import numpy as np
import pytest

from mll_finance.formulas.additionality import Impact, additional_reference_case, drop_off, net_share
from mll_finance.formulas.criteria import benefit_cost_ratio, present_value
from mll_finance.formulas.discounting import discount_factors

# Wheels-to-Meals, A Guide to Social Return on Investment (The SROI Network, 2012), impact map. The numbers
# were not read from the printed page, but inputs and outputs close to the penny: quantity, proxy, deadweight,
# displacement, attribution, drop-off, years, impact in year 1.
IMPACT_MAP = [
    ("accident and emergency", 7, 94.0, 0.0, 0.0, 0.05, 0.0, 1, 625.10),
    ("geriatric assessment", 7, 4964.0, 0.0, 0.0, 0.05, 0.0, 1, 33_010.60),
    ("geriatric continuing care", 7, 7220.0, 0.0, 0.0, 0.05, 0.0, 1, 48_013.00),
    ("GP visits", 90, 19.0, 0.0, 0.0, 0.10, 0.10, 5, 1539.00),
    ("friends and wellbeing", 16, 48.25, 0.10, 0.0, 0.35, 0.0, 1, 451.62),
    ("healthier volunteers", 4, 162.50, 0.70, 0.0, 0.10, 0.35, 1, 175.50),
    ("neighbours shop less", 275, -5.0, 0.05, 0.0, 0.0, 0.05, 3, -1306.25),
]
INPUTS = 24_375.0 + 3000 * 6.0


def first_year(row):
    _, quantity, proxy, deadweight, displacement, attribution, *_ = row
    return (
        quantity
        * proxy
        * net_share(deadweight=deadweight, displacement=displacement, attribution=attribution)
    )


def yearly_totals():
    totals = np.zeros(5)
    for row in IMPACT_MAP:
        lost, years = row[6], row[7]
        totals[:years] += first_year(row) * drop_off(lost, years)
    return totals


@pytest.mark.parametrize("row", IMPACT_MAP, ids=[row[0] for row in IMPACT_MAP])
def test_impact_of_each_outcome(row):
    assert first_year(row) == pytest.approx(row[-1], abs=0.0051)


def test_yearly_totals_with_a_negative_outcome():
    assert yearly_totals() == pytest.approx([82_508.57, 144.16, 67.70, 1121.93, 1009.74], abs=0.005)


def test_present_value_and_ratio():
    # Rate 3.5%, outcomes at the end of the years 1..5, inputs in year 0; a penny, because the source cuts off
    # 134.577.
    factors = discount_factors(np.full(6, 0.035))
    flows = np.concatenate([[0.0], yearly_totals()])
    assert flows[1:] * factors[1:] == pytest.approx([79_718.43, 134.57, 61.06, 977.70, 850.17], abs=0.01)
    value = present_value(flows, factors)
    assert INPUTS == 42_375.0
    assert value == pytest.approx(81_741.93, abs=0.005)
    assert value - INPUTS == pytest.approx(39_366.93, abs=0.005)
    assert benefit_cost_ratio(value, INPUTS) == pytest.approx(1.9290, abs=5e-5)
    assert benefit_cost_ratio(value - INPUTS, INPUTS) == pytest.approx(0.9290, abs=5e-5)


def test_additionality_guide_form():
    # Common central values 20% / 25% / 10% give 0.54 of the gross impact without a reference case.
    gross = Impact(1.0, leakage=0.10, displacement=0.25, substitution=0.20)
    assert additional_reference_case(gross, Impact(0.0)) == pytest.approx(0.54)


def test_reference_case_equals_deadweight_share_only_with_equal_adjustments():
    # English Partnerships (2008), Additionality Guide: net = GI(1-L)(1-Dp)(1-S)M - the same, starred.
    same = additional_reference_case(Impact(100.0, 0.1, 0.2, 0.3, 1.4), Impact(25.0, 0.1, 0.2, 0.3, 1.4))
    assert same == pytest.approx(100.0 * (1 - 0.25) * 0.9 * 0.8 * 0.7 * 1.4)
    other = additional_reference_case(Impact(100.0, 0.1, 0.2, 0.3, 1.4), Impact(25.0))
    assert other == pytest.approx(100.0 * 0.9 * 0.8 * 0.7 * 1.4 - 25.0)


def test_draws_give_years_by_draws():
    assert drop_off(np.array([0.0, 0.5]), 3).tolist() == [[1.0, 1.0], [1.0, 0.5], [1.0, 0.25]]
    assert net_share(deadweight=np.array([0.1, 0.2])).tolist() == [0.9, 0.8]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: net_share(deadweight=1.2), "deadweight: found 1.2"),
        (lambda: net_share(attribution=np.array([0.1, np.nan])), "attribution"),
        (lambda: drop_off(-0.1, 3), "share"),
        (lambda: drop_off(0.1, 0), "at least 1"),
        (lambda: additional_reference_case(Impact(1.0, leakage=40), Impact(0.0)), "leakage"),
    ],
)
def test_shares_outside_zero_to_one_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
