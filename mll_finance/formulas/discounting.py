"""Discount factors from a schedule of forward rates.

Year 0 is the base year and present values are those of 1 January of the base year. An amount of year t is
discounted over t years at the start of the year, t + 1/2 at mid-year and t + 1 at the end of the year.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, by_year, finite

TIMINGS: dict[str, float] = {"start_of_year": 0.0, "mid_year": 0.5, "end_of_year": 1.0}


def forward_rates(steps: Sequence[tuple[int, float]], years: int) -> FloatArray:
    """Return the rate of each year of a stepped discount schedule.

    Parameters
    ----------
    steps : sequence of (first_year, rate)
        The rate (1/year) from that year on; the first step starts at year 1 and the years increase.
    years : int
        Number of years, at least 1.

    Returns
    -------
    ndarray (years,)
        Element k - 1 is the rate of year k, which discounts from k to k - 1.

    Notes
    -----
    Convention: steps are forward rates. A lower rate in later years holds for those years only and never
    touches the years before, so the factor does not jump where the rate changes.

    References
    ----------
    HM Treasury (2022), The Green Book, annex 6. Werkgroep discontovoet (2025), Rapport werkgroep discontovoet
    2025, rijksoverheid.nl.

    Examples
    --------
    >>> forward_rates(((1, 0.028), (36, 0.018)), 37)[[0, 34, 35, 36]].tolist()
    [0.028, 0.028, 0.018, 0.018]
    """
    if years < 1:
        raise ValueError(f"years: found {years}; at least 1 is needed")
    if not steps or steps[0][0] != 1:
        first_step_year = steps[0][0] if steps else "no step"
        raise ValueError(f"steps: the first step starts at {first_step_year}; it must start at year 1")
    first_years = [first_year for first_year, _ in steps]
    if any(later_year <= earlier_year for earlier_year, later_year in pairwise(first_years)):
        raise ValueError(f"steps: found first years {first_years}; they must increase")
    rates = _valid_rates([rate for _, rate in steps])
    return rates[np.searchsorted(first_years, np.arange(1, years + 1), side="right") - 1]


def discount_factors(rates: npt.ArrayLike, *, timing: float = 0.0) -> FloatArray:
    """Return the discount factors of the years 0..horizon.

    Parameters
    ----------
    rates : array (horizon + 1,) or (horizon + 1, draws)
        Forward rates (1/year) of the years 1..horizon + 1; the last is used only when timing > 0.
    timing : float
        Moment within the year (years, 0 to 1) at which an amount falls; see TIMINGS.

    Returns
    -------
    ndarray, shape of rates
        Element t is the value on 1 January of year 0 of 1 euro of year t.

    Notes
    -----
    Convention: an amount of year t is discounted over t + timing years; the part of a year uses the rate of
    year t + 1.
    ``DF(t) = prod(1 / (1 + f_k), k = 1..t) * (1 + f_(t+1)) ** -timing``

    References
    ----------
    OMB (1992), Circular A-94, appendix B (end-of-year, mid-year and beginning-of-year factors).

    Examples
    --------
    >>> discount_factors([0.1, 0.1, 0.1]).round(4).tolist()
    [1.0, 0.9091, 0.8264]
    >>> discount_factors([0.1, 0.1, 0.1], timing=1.0).round(4).tolist()
    [0.9091, 0.8264, 0.7513]
    """
    if not 0.0 <= timing <= 1.0:
        raise ValueError(f"timing: found {timing}; allowed is 0 (start of the year) to 1 (end of the year)")
    growth_factors = 1.0 + _valid_rates(by_year(rates, "rates"))
    factors_at_whole_years = np.concatenate(
        [np.ones_like(growth_factors[:1]), 1.0 / np.cumprod(growth_factors, axis=0)[:-1]]
    )
    return factors_at_whole_years * growth_factors**-timing


def nominal_factors(
    real_factors: npt.ArrayLike, price_index: npt.ArrayLike, *, base: float | None = None
) -> FloatArray:
    """Return the factors that discount nominal flows to the same present value as real flows.

    Parameters
    ----------
    real_factors : array (years,) or (years, draws)
        Factors for flows in prices of the base year.
    price_index : array (years,) or (years, draws)
        Price level P(t) of the years 0..horizon with which the flows were inflated (index, > 0).
    base : float, optional
        Price level of the base year; the element of year 0 of the index unless given.

    Returns
    -------
    ndarray (years,) or (years, draws)

    Notes
    -----
    Convention: flows are in base-year prices first and are inflated by P(t) / P(base), so a present value is
    the same in real and in nominal terms under every timing.
    ``DF_nominal(t) = DF_real(t) * P(base) / P(t)``

    References
    ----------
    Boardman, Greenberg, Vining, Weimer (2018), Cost-Benefit Analysis, 5th ed., ch. 9 (real against nominal).

    Examples
    --------
    >>> nominal_factors([1.0, 0.95], [100.0, 102.0]).round(6).tolist()
    [1.0, 0.931373]
    """
    price_level_array = by_year(price_index, "price_index")
    if (price_level_array <= 0.0).any() or (base is not None and not base > 0.0):
        raise ValueError("price_index: every price level must be above zero")
    real_by_year = by_year(real_factors, "real_factors")
    if real_by_year.shape[0] != price_level_array.shape[0]:
        raise ValueError(
            f"price_index: found {price_level_array.shape[0]} years; the factors have {real_by_year.shape[0]}"
        )
    deflator = (price_level_array[0] if base is None else base) / price_level_array
    if deflator.ndim == real_by_year.ndim:
        return real_by_year * deflator
    return real_by_year * deflator[:, None] if deflator.ndim == 1 else real_by_year[:, None] * deflator


def _valid_rates(rates: npt.ArrayLike) -> FloatArray:
    rate_array = finite(rates, "rates")
    if (rate_array <= -1.0).any():
        raise ValueError(f"rates: found {rate_array.min():g}; a rate must be above -1 (-100%)")
    return rate_array
