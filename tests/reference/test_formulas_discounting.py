"""Published present values and discount factors."""

import numpy as np
import pytest

from mll_finance.formulas.criteria import benefit_cost_ratio, present_value
from mll_finance.formulas.discounting import TIMINGS, discount_factors, forward_rates

NL_2025 = ((1, 0.028), (36, 0.018))
GREEN_BOOK = ((1, 0.035), (31, 0.030), (76, 0.025), (126, 0.020), (201, 0.015), (301, 0.010))
GREEN_BOOK_HEALTH = ((1, 0.015), (31, 0.0129), (76, 0.0107), (126, 0.0086), (201, 0.0064), (301, 0.0043))


def end_of_year(steps, horizon):
    """Factors by number of years: element t is DF(t) of the tables, which count from year 0."""
    return discount_factors(forward_rates(steps, horizon + 1))


def test_dutch_textbook_net_present_value():
    # ThiemeMeulenhoff encyclopedie, "Netto contante waarde": 16,274 with every row cut off to whole euros.
    factors = discount_factors(forward_rates(((1, 0.08),), 5))
    rows = np.array([-336_000.0, 123_200.0, 112_200.0, 105_000.0, 79_800.0]) * factors
    assert rows[1:] == pytest.approx([114_074, 96_193, 83_352, 58_655], abs=1.0)
    assert present_value(rows, np.ones(5)) == pytest.approx(16_274.0, abs=2.0)


def test_ordinary_annuity_of_twenty_years():
    # PV-WAVE / IMSL NET_PRES_VALUE manual: 20 times 500,000 at 6%, first flow after a year, 5.73496e+06.
    factors = discount_factors(forward_rates(((1, 0.06),), 20), timing=TIMINGS["end_of_year"])
    assert present_value(np.full(20, 500_000.0), factors) == pytest.approx(5.73496e6, abs=5.0)


def test_circular_a94_sample():
    # OMB (1992), Circular A-94, appendix B, sample format: 7%, end of the years 1..10; printed to cents.
    costs = np.array([10, 20, 30, 30, 20, 10, 5, 5, 5, 5], dtype=float)
    benefits = np.array([0, 0, 5, 10, 30, 40, 40, 40, 40, 25], dtype=float)
    factors = discount_factors(np.full(10, 0.07), timing=TIMINGS["end_of_year"])
    pv_costs, pv_benefits = present_value(costs, factors), present_value(benefits, factors)
    assert pv_costs == pytest.approx(106.40, abs=0.005)
    assert pv_benefits == pytest.approx(142.41, abs=0.005)
    assert present_value(benefits - costs, factors) == pytest.approx(36.01, abs=0.005)
    assert benefit_cost_ratio(pv_benefits, pv_costs) == pytest.approx(1.3385, abs=5e-5)


@pytest.mark.parametrize(
    ("timing", "exponents"),
    [("end_of_year", (1, 2, 3)), ("mid_year", (0.5, 1.5, 2.5)), ("start_of_year", (0, 1, 2))],
)
def test_circular_a94_conventions(timing, exponents):
    # OMB (1992), Circular A-94, appendix B: year-end 1/(1+i)^t, mid-year 1/(1+i)^(t-0.5), beginning
    # 1/(1+i)^(t-1).
    expected = [1.07**-exponent for exponent in exponents]
    assert discount_factors(np.full(3, 0.07), timing=TIMINGS[timing]) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("year", "printed"),
    [(1, 0.9662), (10, 0.7089), (20, 0.5026), (30, 0.3563), (31, 0.3459), (50, 0.1973), (75, 0.0942),
     (76, 0.0919), (100, 0.0508), (125, 0.0274)],
)  # fmt: skip
def test_green_book_standard(year, printed):
    # HM Treasury, Green Book, discount factors of the standard schedule; four decimals.
    assert end_of_year(GREEN_BOOK, 125)[year] == pytest.approx(printed, abs=5e-5)


@pytest.mark.parametrize(("year", "printed"), [(10, 0.8617), (30, 0.6398), (31, 0.6316), (75, 0.3594)])
def test_green_book_health(year, printed):
    # HM Treasury, Green Book, health schedule 1.5 / 1.29 / 1.07%; four decimals.
    assert end_of_year(GREEN_BOOK_HEALTH, 80)[year] == pytest.approx(printed, abs=5e-5)


def test_green_book_kinks_are_cumulative():
    # greenbook (R package), tests/testthat/test-discounting.R: definitions of the factors around the kinks.
    factors = end_of_year(GREEN_BOOK, 76)
    assert factors[31] == pytest.approx(factors[30] / 1.030, rel=1e-14)
    assert factors[75] == pytest.approx(1.0 / (1.035**30 * 1.030**45), rel=1e-13)
    assert factors[76] == pytest.approx(factors[75] / 1.025, rel=1e-14)


@pytest.mark.parametrize(
    ("steps", "printed"),
    [
        (NL_2025, {1: 0.972763, 5: 0.871033, 10: 0.758698, 35: 0.380400, 36: 0.373674, 50: 0.291088}),
        (((1, 0.0225),), {1: 0.977995, 5: 0.894712, 10: 0.800510, 35: 0.458970, 36: 0.448870, 50: 0.328726}),
        (((1, 0.03),), {1: 0.970874, 5: 0.862609, 10: 0.744094, 35: 0.355383, 36: 0.345032, 50: 0.228107}),
    ],
    ids=["2025", "2020", "2015"],
)
def test_dutch_schedules(steps, printed):
    # Rapport werkgroep discontovoet 2025 (2.8%, 1.8% after 35 years), 2020 and 2015; DF(36) = 1.028^-35 /
    # 1.018.
    factors = end_of_year(steps, 50)
    assert {year: round(float(factors[year]), 6) for year in printed} == printed


def test_rate_of_year_36_discounts_the_end_of_year_35():
    # Convention of the suite: an amount of year 35 at the end of the year lies 36 years from the base date.
    rates = forward_rates(NL_2025, 36)
    assert discount_factors(rates, timing=1.0)[35] == pytest.approx(1.028**-35 / 1.018, rel=1e-14)
    assert discount_factors(rates, timing=0.5)[35] == pytest.approx(1.028**-35 * 1.018**-0.5, rel=1e-14)
    assert discount_factors(rates)[35] == pytest.approx(1.028**-35, rel=1e-14)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((), "year 1"),
        (((2, 0.03),), "year 1"),
        (((1, 0.03), (1, 0.02)), "increase"),
        (((1, 0.03), (5, 0.02), (4, 0.01)), "increase"),
        (((1, -1.0),), "above -1"),
        (((1, float("nan")),), "NaN"),
    ],
)
def test_wrong_steps_are_refused(steps, message):
    with pytest.raises(ValueError, match=message):
        forward_rates(steps, 10)


def test_wrong_years_timing_and_shapes_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        forward_rates(((1, 0.03),), 0)
    with pytest.raises(ValueError, match="timing"):
        discount_factors([0.03], timing=1.5)
    with pytest.raises(ValueError, match="above -1"):
        discount_factors([-2.0])
    with pytest.raises(ValueError, match="shape"):
        discount_factors(0.03)
