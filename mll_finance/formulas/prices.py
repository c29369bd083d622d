"""Price indices and the two price bases: real (prices of one year) and nominal (prices of each year)."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, finite, over_years, unwrap

PriceIndex = Mapping[int, float] | tuple[npt.ArrayLike, npt.ArrayLike]


def price_ratio(index: PriceIndex, *, from_year: npt.ArrayLike, to_year: npt.ArrayLike) -> FloatArray:
    """Return by how much prices rose from one year to another.

    Parameters
    ----------
    index : mapping year -> level, or a pair (years, levels)
        Price index (> 0), any base.
    from_year, to_year : int or array of int
        Calendar years; arrays broadcast against each other.

    Returns
    -------
    number or ndarray
        Factor (1) that turns an amount in prices of from_year into prices of to_year.

    Notes
    -----
    Convention: yearly averages of one index.
    ``ratio = P(to) / P(from)``

    References
    ----------
    HM Treasury (2018), The Green Book, 5.11-5.13.

    Examples
    --------
    >>> round(float(price_ratio({2020: 100.0, 2023: 120.0}, from_year=2020, to_year=2023)), 6)
    1.2
    """
    level_by_year = _levels(index)
    return unwrap(_look_up(level_by_year, to_year) / _look_up(level_by_year, from_year))


def extend_index(levels: PriceIndex, *, growth: float | Mapping[int, float], until: int) -> dict[int, float]:
    """Return the index with expected years after its last year.

    Parameters
    ----------
    levels : mapping year -> level, or a pair (years, levels)
        Known price index (> 0).
    growth : number or mapping year -> number
        Yearly price rise (1/year); in a mapping each rate holds until the next year named, and the first year
        named is at most the first year to add.
    until : int
        Last year of the result; known years are never dropped or changed.

    Returns
    -------
    dict year -> level

    Notes
    -----
    Convention: the growth of a year leads to that year.
    ``P(t) = P(t-1) * (1 + growth_t)``

    References
    ----------
    HM Treasury (2018), The Green Book, 5.11-5.13 (the last known growth goes on beyond the forecast).

    Examples
    --------
    >>> extend_index({2024: 100.0}, growth=0.1, until=2026)[2026].__round__(6)
    121.0
    """
    level_by_year = _levels(levels)
    for year in range(max(level_by_year) + 1, until + 1):
        level_by_year[year] = level_by_year[year - 1] * (1.0 + _growth_of(growth, year))
    return level_by_year


def to_nominal(real: npt.ArrayLike, ratio: npt.ArrayLike) -> FloatArray:
    """Return amounts in the prices of each year.

    Parameters
    ----------
    real : array (years,) or (years, draws), or a number
        Amounts in prices of the base year (euro).
    ratio : array (years,) or a number
        P(t) / P(base), as price_ratio gives it.

    Returns
    -------
    ndarray, shape of real

    Notes
    -----
    Convention: sign unchanged.
    ``nominal_t = real_t * P(t) / P(base)``

    References
    ----------
    HM Treasury (2018), The Green Book, 5.11-5.13.

    Examples
    --------
    >>> to_nominal([100.0, 100.0], [1.0, 1.02]).tolist()
    [100.0, 102.0]
    """
    amount_array, ratio_array = _amounts_and_ratio(real, ratio)
    return unwrap(amount_array * ratio_array)


def to_real(nominal: npt.ArrayLike, ratio: npt.ArrayLike) -> FloatArray:
    """Return amounts in the prices of the base year.

    Parameters
    ----------
    nominal : array (years,) or (years, draws), or a number
        Amounts in prices of each year (euro).
    ratio : array (years,) or a number
        P(t) / P(base), as price_ratio gives it.

    Returns
    -------
    ndarray, shape of nominal

    Notes
    -----
    Convention: sign unchanged.
    ``real_t = nominal_t / (P(t) / P(base))``

    References
    ----------
    HM Treasury (2018), The Green Book, table 1.

    Examples
    --------
    >>> to_real([1000.0, 1000.0], [1.0, 1.02]).round(0).tolist()
    [1000.0, 980.0]
    """
    amount_array, ratio_array = _amounts_and_ratio(nominal, ratio)
    return unwrap(amount_array / ratio_array)


def real_rate(nominal: npt.ArrayLike, inflation: npt.ArrayLike) -> FloatArray:
    """Return the real rate that belongs to a nominal rate.

    Parameters
    ----------
    nominal, inflation : number or array
        Rates (1/year), inflation above -1.

    Returns
    -------
    number or ndarray

    Notes
    -----
    Convention: yearly compounding.
    ``real = (1 + nominal) / (1 + inflation) - 1``

    References
    ----------
    Fisher (1930), The Theory of Interest, ch. 2.

    Examples
    --------
    >>> round(float(real_rate(0.0712, 0.03)), 6)
    0.04
    """
    return unwrap((1.0 + finite(nominal, "nominal")) / _growth_factor(inflation) - 1.0)


def nominal_rate(real: npt.ArrayLike, inflation: npt.ArrayLike) -> FloatArray:
    """Return the nominal rate that belongs to a real rate.

    Parameters
    ----------
    real, inflation : number or array
        Rates (1/year), inflation above -1.

    Returns
    -------
    number or ndarray

    Notes
    -----
    Convention: yearly compounding.
    ``nominal = (1 + real) * (1 + inflation) - 1``

    References
    ----------
    Fisher (1930), The Theory of Interest, ch. 2.

    Examples
    --------
    >>> round(float(nominal_rate(0.04, 0.03)), 6)
    0.0712
    """
    return unwrap((1.0 + finite(real, "real")) * _growth_factor(inflation) - 1.0)


def _levels(index: PriceIndex) -> dict[int, float]:
    if isinstance(index, Mapping):
        index_years, level_array = list(index.keys()), finite(list(index.values()), "index")
    else:
        index_years, level_array = np.asarray(index[0]).tolist(), finite(index[1], "index")
    if (
        len(index_years) == 0
        or level_array.shape != (len(index_years),)
        or len(set(index_years)) != len(index_years)
    ):
        raise ValueError("index: each year needs exactly one level, and at least one year is needed")
    if (level_array <= 0.0).any():
        raise ValueError("index: every price level must be above zero")
    return {int(year): float(level) for year, level in zip(index_years, level_array, strict=True)}


def _look_up(levels: Mapping[int, float], year: npt.ArrayLike) -> FloatArray:
    wanted_years = np.asarray(year)
    missing_years = sorted({int(one_year) for one_year in wanted_years.ravel()} - set(levels))
    if missing_years:
        years_text = ", ".join(str(one_year) for one_year in sorted(levels))
        raise ValueError(
            f"index: no level for {', '.join(map(str, missing_years))}; it has the years {years_text}"
        )
    return np.array([levels[int(one_year)] for one_year in wanted_years.ravel()], dtype=np.float64).reshape(
        wanted_years.shape
    )


def _growth_of(growth: float | Mapping[int, float], year: int) -> float:
    if isinstance(growth, Mapping):
        growth_years_until = [year_named for year_named in growth if year_named <= year]
        if not growth_years_until:
            raise ValueError(f"growth: no rate for {year}; it starts in {min(growth, default='no year')}")
        growth_rate = growth[max(growth_years_until)]
    else:
        growth_rate = growth
    return float(_growth_factor(growth_rate)) - 1.0


def _growth_factor(rate: npt.ArrayLike) -> FloatArray:
    growth_factors = 1.0 + finite(rate, "rate")
    if (growth_factors <= 0.0).any():
        raise ValueError(f"rate: found {growth_factors.min() - 1.0:g}; a price rise must be above -1 (-100%)")
    return growth_factors


def _amounts_and_ratio(amounts: npt.ArrayLike, ratio: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    amount_array, ratio_array = finite(amounts, "amounts"), finite(ratio, "ratio")
    if (ratio_array <= 0.0).any():
        raise ValueError("ratio: every price ratio must be above zero")
    return amount_array, over_years(
        ratio_array, amount_array[0]
    ) if ratio_array.ndim and amount_array.ndim else ratio_array
