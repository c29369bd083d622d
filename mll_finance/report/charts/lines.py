"""Figures with lines: over years, an input, a rate or the number of draws, and the chance of an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mll_finance.report.chart import Band, Curve, Curves, Key, Look, Spot
from mll_finance.report.charts.curves import curve, keys, over
from mll_finance.report.charts.ruler import (
    counted_ruler,
    euro_ruler,
    percent_ruler,
    percentile_ruler,
    year_ruler,
)
from mll_finance.report.charts.style import BELOW, CASE, INNER, OUTER, rounded, series
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language


@dataclass(frozen=True)
class Trajectory:
    """An amount by year (years,) with, where it is uncertain, its P5 and P95 [EUR]."""

    name: str
    central: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def cumulative(years: Sequence[int], trajectories: Sequence[Trajectory], language: Language) -> Curves:
    """Amounts added up over the years, each with its P5 to P95 band where it has one; a crossing of zero is payback.

    Parameters
    ----------
    years : sequence of int
        Calendar years (years,).
    trajectories : sequence of Trajectory
        Cumulative amounts (years,) [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.

    Examples
    --------
    >>> chart = cumulative([2026, 2027], [Trajectory("AI", [-900, 100], low=[-950, -400], high=[-850, 500])], "nl")
    >>> chart.curves[0].points, chart.bands[0].points[1]
    (((2026.0, -900.0), (2027.0, 100.0)), (2027.0, -400.0, 500.0))
    """
    amounts = [
        amount
        for trajectory in trajectories
        for amount in (*trajectory.central, *trajectory.low, *trajectory.high)
    ]
    unit_scale = euro_scale(amounts, language)
    years_as_numbers = [float(year) for year in years]
    curves = tuple(
        curve(
            trajectory.name,
            years_as_numbers,
            trajectory.central,
            look=series(trajectory_index),
            scale=unit_scale,
            language=language,
        )
        for trajectory_index, trajectory in enumerate(trajectories)
    )
    bands = tuple(
        _band(
            trajectory.name,
            years_as_numbers,
            trajectory.low,
            trajectory.high,
            look=Look(series(trajectory_index).colour, "paler"),
            scale=unit_scale,
        )
        for trajectory_index, trajectory in enumerate(trajectories)
        if trajectory.low and trajectory.high
    )
    up_ruler = euro_ruler(amounts, unit_scale, language, reaches=True)
    return Curves(year_ruler(years), up_ruler, curves, bands, keys=keys(curves))


def fan(
    years: Sequence[int],
    percentiles: Sequence[Sequence[float]],
    *,
    central: Sequence[float],
    names: tuple[str, str, str],
    language: Language,
) -> Curves:
    """The running total by year: two bands around the median, and the central case.

    Parameters
    ----------
    years : sequence of int
        Calendar years.
    percentiles : sequence of sequence of float
        Five rows [EUR]: P5, P25, P50, P75 and P95 by year.
    central : sequence of float
        The central case by year [EUR].
    names : tuple of str
        Names of the outer band, the inner band and the central case.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    amounts = [*central, *(amount for percentile_amounts in percentiles for amount in percentile_amounts)]
    unit_scale = euro_scale(amounts, language)
    years_as_numbers = [float(year) for year in years]
    bands = tuple(
        _band(
            band_name,
            years_as_numbers,
            percentiles[low_index],
            percentiles[high_index],
            look=band_look,
            scale=unit_scale,
        )
        for low_index, high_index, band_name, band_look in ((0, 4, names[0], OUTER), (1, 3, names[1], INNER))
    )
    central_curve = curve(
        names[2], years_as_numbers, central, look=Look("ink"), scale=unit_scale, language=language
    )
    legend_keys = (
        *(Key(band.name, band.look, "band") for band in bands),
        Key(central_curve.name, central_curve.look, "line"),
    )
    amount_ruler = euro_ruler(amounts, unit_scale, language, reaches=True)
    return Curves(year_ruler(years), amount_ruler, (central_curve,), bands, keys=legend_keys)


def convergence(
    draws: Sequence[int], mean: Sequence[float], *, error: Sequence[float], axis: str, language: Language
) -> Curves:
    """The mean with twice its Monte Carlo error as the number of draws grows.

    Parameters
    ----------
    draws : sequence of int
        Numbers of draws.
    mean, error : sequence of float
        Mean and Monte Carlo error [EUR] after these.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    low_amounts = [
        mean_amount - 2 * standard_error for mean_amount, standard_error in zip(mean, error, strict=True)
    ]
    high_amounts = [
        mean_amount + 2 * standard_error for mean_amount, standard_error in zip(mean, error, strict=True)
    ]
    unit_scale = euro_scale([*low_amounts, *high_amounts], language)
    step_numbers = [float(step_index) for step_index in range(len(draws))]
    mean_curve = curve("", step_numbers, mean, look=series(0), scale=unit_scale, language=language)
    error_band = _band("", step_numbers, low_amounts, high_amounts, look=OUTER, scale=unit_scale)
    up_ruler = euro_ruler([*low_amounts, *high_amounts], unit_scale, language, has_zero=False, reaches=True)
    return Curves(counted_ruler(draws, axis, language), up_ruler, (mean_curve,), (error_band,))


def spider(
    percentiles: Sequence[float], lines: Mapping[str, Sequence[float]], *, axis: str, language: Language
) -> Curves:
    """A line per input: the outcome as the input moves from low to high.

    Parameters
    ----------
    percentiles : sequence of float
        Place in the input's distribution, as a fraction.
    lines : mapping of str to sequence of float
        Outcomes [EUR] by input.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    return over(
        percentile_ruler(percentiles, axis), _percents(percentiles), lines, language=language, is_marked=True
    )


def rates(
    rates: Sequence[float], lines: Mapping[str, Sequence[float]], *, axis: str, language: Language
) -> Curves:
    """A line per alternative: the outcome at each discount rate; a zero is an internal rate of return.

    Parameters
    ----------
    rates : sequence of float
        Rates, as fractions.
    lines : mapping of str to sequence of float
        Outcomes [EUR] by alternative.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    return over(
        percent_ruler(rates, axis, language), _percents(rates), lines, language=language, is_marked=False
    )


def probability(
    values: Sequence[float], shares: Sequence[float], *, base: tuple[float, float, str], language: Language
) -> Curves:
    """Cumulative probability with the base case marked; what lies below zero is shaded.

    Parameters
    ----------
    values : sequence of float
        Outcomes [EUR], rising.
    shares : sequence of float
        Probability that the outcome is at most that.
    base : tuple
        Outcome of the base case [EUR], its place as a share, and what to call it.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    unit_scale = euro_scale(values, language)
    across_ruler = euro_ruler(values, unit_scale, language)
    points_with_amount = [
        (rounded(amount, unit_scale), rounded(100 * share))
        for amount, share in zip(values, shares, strict=True)
    ]
    curve_points = ((across_ruler.low, 0.0), *points_with_amount, (across_ruler.high, 100.0))
    band_points_below_zero = tuple(
        (amount, 0.0, share_percent) for amount, share_percent in curve_points if amount <= 0
    )
    amount, base_share, base_name = base
    base_spot = Spot(
        base_name,
        (rounded(amount, unit_scale), rounded(100 * base_share)),
        show_scaled(amount, unit_scale, language),
        CASE,
    )
    return Curves(
        across_ruler,
        percent_ruler([0.0, 1.0], "", language),
        (Curve("", curve_points, Look("series-1"), is_marked=False),),
        (Band("", band_points_below_zero, BELOW),) if len(band_points_below_zero) > 1 else (),
        (base_spot,),
        (Key(base_name, CASE, "point"),),
    )


def _percents(shares: Sequence[float]) -> list[float]:
    return [100 * share for share in shares]


def _band(
    name: str,
    across: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    *,
    look: Look,
    scale: Scale,
) -> Band:
    band_points = tuple(
        (rounded(across_number), rounded(low_amount, scale), rounded(high_amount, scale))
        for across_number, low_amount, high_amount in zip(across, low, high, strict=True)
    )
    return Band(name, band_points, look)
