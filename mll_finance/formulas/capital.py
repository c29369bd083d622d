"""Capital charges (kapitaallasten) of an investment, and the omslagrente they are charged at.

The first axis is the year of life: element 0 is the first year in which the asset is charged.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, finite, over_years, require_shares, unwrap

ROUNDING_MODES = ("up", "nearest", "down", "none")


class Charges(NamedTuple):
    """Capital charges by year of life (euro).

    interest, repayment (depreciation), balance (book value on 31 December) and charge (interest + repayment),
    each of shape (years,) or (years, draws).
    """

    interest: FloatArray
    repayment: FloatArray
    balance: FloatArray
    charge: FloatArray


def annuity_factor(rate: npt.ArrayLike, years: npt.ArrayLike) -> FloatArray:
    """Return the present value of 1 euro at the end of each year.

    Parameters
    ----------
    rate : number or array (draws,)
        Interest rate (1/year), above -1; zero is allowed.
    years : number or array
        Number of payments (years), broadcast against the rate.

    Returns
    -------
    number or ndarray

    Notes
    -----
    Convention: ordinary annuity, first payment after one year.
    ``AF = (1 - (1 + r) ** -n) / r``, and n for r = 0

    References
    ----------
    Brigham, Ehrhardt (2014), Financial Management: Theory and Practice, 14th ed., ch. 4.

    Examples
    --------
    >>> round(float(annuity_factor(0.04, 10)), 6)
    8.110896
    """
    rate_array, years_array = finite(rate, "rate"), finite(years, "years")
    if (rate_array <= -1.0).any():
        raise ValueError(f"rate: found {rate_array.min():g}; a rate must be above -1 (-100%)")
    nonzero_rate = np.where(rate_array == 0.0, 1.0, rate_array)
    # expm1 and log1p keep all digits at rates close to zero, where 1 - (1 + r) ** -n loses them.
    factor_or_nan = -np.expm1(-years_array * np.log1p(nonzero_rate)) / nonzero_rate
    return unwrap(np.where(rate_array == 0.0, years_array, factor_or_nan))


def annuity_charges(principal: npt.ArrayLike, *, rate: npt.ArrayLike, years: int) -> Charges:
    """Return equal yearly charges that repay the principal.

    Parameters
    ----------
    principal : number or array (draws,)
        Amount to repay (euro).
    rate : number or array (draws,)
        Interest rate (1/year).
    years : int
        Years of life, at least 1.

    Returns
    -------
    Charges
        Arrays (years,) or (years, draws).

    Notes
    -----
    Convention: charges at the end of each year, positive, nominal.
    ``charge = principal / AF(r, n)``; ``balance_k = charge * AF(r, n - k)``;
    ``repayment_k = balance_(k-1) - balance_k``; ``interest_k = charge - repayment_k``

    References
    ----------
    WisFaq (2007), vraag 49718, wisfaq.nl.

    Examples
    --------
    >>> charges = annuity_charges(50_000.0, rate=0.04, years=10)
    >>> charges.charge[0].round(3), charges.interest[:2].round(2).tolist()
    (np.float64(6164.547), [2000.0, 1833.42])
    """
    _check_years(years)
    principal_array, rate_array = np.broadcast_arrays(finite(principal, "principal"), finite(rate, "rate"))
    years_left_by_year = over_years(np.arange(years, -1.0, -1.0), principal_array)
    charge_per_year = principal_array / annuity_factor(rate_array, years)
    balance_by_year = charge_per_year * annuity_factor(rate_array, years_left_by_year)
    repayment_by_year = balance_by_year[:-1] - balance_by_year[1:]
    charge_by_year = np.broadcast_to(charge_per_year, repayment_by_year.shape).copy()
    return Charges(charge_by_year - repayment_by_year, repayment_by_year, balance_by_year[1:], charge_by_year)


def linear_charges(
    principal: npt.ArrayLike, *, rate: npt.ArrayLike, years: int, first_year_fraction: float = 1.0
) -> Charges:
    """Return the charges of linear depreciation with interest over the book value on 1 January.

    Parameters
    ----------
    principal : number or array (draws,)
        Capitalised amount (euro).
    rate : number or array (draws,)
        Omslagrente (1/year).
    years : int
        Years of life, at least 1.
    first_year_fraction : float
        Share (0 to 1) of a full year's charges that falls in the first year.

    Returns
    -------
    Charges
        Arrays of ``years`` elements, one more when the first year is not a full one; with draws (years,
        draws).

    Notes
    -----
    Convention: nominal, positive. Each year carries the rate over the book value on 1 January, the first year
    the given share of it; the depreciation that the first year leaves out falls in a last year, so that it
    sums to the principal.
    ``repayment_k = principal * share_k / years``; ``interest_k = rate * book value on 1 January``, in year 1
    times the share

    References
    ----------
    Besluit begroting en verantwoording provincies en gemeenten, art. 64; gemeente De Fryske Marren (2023),
    Perspectiefnota (half of the capital charges in the year of investment).

    Examples
    --------
    >>> linear_charges(1000.0, rate=0.02, years=4).charge.tolist()
    [270.0, 265.0, 260.0, 255.0]
    >>> linear_charges(1000.0, rate=0.02, years=4, first_year_fraction=0.5).repayment.tolist()
    [125.0, 250.0, 250.0, 250.0, 125.0]
    """
    _check_years(years)
    require_shares(first_year_fraction=first_year_fraction)
    principal_array, rate_array = np.broadcast_arrays(finite(principal, "principal"), finite(rate, "rate"))
    last_year_fractions = [] if first_year_fraction == 1.0 else [1.0 - first_year_fraction]
    fraction_by_year = np.array([first_year_fraction, *[1.0] * (years - 1), *last_year_fractions])
    # Years still to depreciate, counted from the end so that the book value closes at exactly zero.
    remaining_years = np.append(np.cumsum(fraction_by_year[::-1])[::-1], 0.0)
    interest_share_by_year = np.where(np.arange(fraction_by_year.size) == 0, first_year_fraction, 1.0)
    fraction_by_year, remaining_years, interest_share_by_year = (
        over_years(values_by_year, principal_array)
        for values_by_year in (fraction_by_year, remaining_years, interest_share_by_year)
    )
    book_value_by_year = principal_array / years * remaining_years
    repayment_by_year = principal_array / years * fraction_by_year
    interest_by_year = rate_array * book_value_by_year[:-1] * interest_share_by_year
    return Charges(
        interest_by_year, repayment_by_year, book_value_by_year[1:], interest_by_year + repayment_by_year
    )


def omslagrente(interest_to_allocate: npt.ArrayLike, book_value: npt.ArrayLike) -> FloatArray:
    """Return the rate that spreads the municipal interest over the fixed assets.

    Parameters
    ----------
    interest_to_allocate : number or array
        Interest to allocate in the year (euro).
    book_value : number or array
        Book value of the fixed assets on 1 January (euro), above zero.

    Returns
    -------
    number or ndarray
        Rate (1/year), not rounded.

    Notes
    -----
    Convention: both in euros of the same year.
    ``omslagrente = interest to allocate / book value``

    References
    ----------
    Gemeente Rheden (2024), Begroting 2025, paragraaf financiering, rheden.begroting-2025.nl/p59196.

    Examples
    --------
    >>> float(omslagrente(50.0, 2000.0))
    0.025
    """
    book_value_array = finite(book_value, "book_value")
    if (book_value_array <= 0.0).any():
        raise ValueError("book_value: the book value of the fixed assets must be above zero")
    return unwrap(finite(interest_to_allocate, "interest_to_allocate") / book_value_array)


def round_omslagrente(rate: npt.ArrayLike, *, step: float, mode: str) -> FloatArray:
    """Return the omslagrente rounded the way the municipality does.

    Parameters
    ----------
    rate : number or array
        Computed omslagrente (1/year).
    step : float
        Rounding step (1/year), 0.005 for half a percentage point.
    mode : {"up", "nearest", "down", "none"}
        Direction; a rate halfway between two steps goes up under "nearest".

    Returns
    -------
    number or ndarray
        Rate (1/year).

    Notes
    -----
    Convention: municipalities differ in direction and step, so both are parameters.
    ``round(rate / step) * step``

    References
    ----------
    Gemeente Goirle (2017), Begroting 2018 (1.87% becomes 2%); gemeente Dordrecht (2017), Begroting 2018
    (2.54% becomes 3.00%).

    Examples
    --------
    >>> [float(round_omslagrente(0.0254, step=0.005, mode=mode)) for mode in ("up", "nearest")]
    [0.03, 0.025]
    """
    rate_array = finite(rate, "rate")
    if mode not in ROUNDING_MODES:
        raise ValueError(f"mode: found {mode!r}; allowed are {', '.join(ROUNDING_MODES)}")
    if not step > 0.0:
        raise ValueError(f"step: found {step}; it must be above zero")
    if mode == "none":
        return unwrap(rate_array)
    # Digits of the quotient beyond the ninth are rounding and must not push a rate a step up or down.
    steps_in_rate = np.round(rate_array / step, 9)
    steps_by_rounding = {
        "up": np.ceil(steps_in_rate),
        "nearest": np.floor(steps_in_rate + 0.5),
        "down": np.floor(steps_in_rate),
    }[mode]
    return unwrap(np.round(steps_by_rounding * step, 12))


def _check_years(years: int) -> None:
    if years < 1 or years != int(years):
        raise ValueError(f"years: found {years}; a whole number of years, at least 1, is needed")
