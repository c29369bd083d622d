"""Figures about selecting: the balance by precision, precision and recall that are enough, net benefit by threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mll_finance.report.chart import Curve, Curves, Key, Look, Ruler, Spot
from mll_finance.report.charts.curves import curve, line_keys, share_curve
from mll_finance.report.charts.ruler import euro_ruler, percent_ruler, round_numbers
from mll_finance.report.charts.style import CASE, rounded, series
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language

_DECIMALS = 1


@dataclass(frozen=True)
class Profile:
    """The balance of one alternative by precision, and where the case expects it."""

    name: str
    points: Sequence[tuple[float, float]]
    """Precision (fraction) and balance (EUR)."""
    expected: tuple[float, float]


def by_precision(profiles: Sequence[Profile], *, axis: str, expected: str, language: Language) -> Curves:
    """A line for each alternative: the balance as precision rises, zero being the best other choice.

    Parameters
    ----------
    profiles : sequence of Profile
        The alternatives.
    axis : str
        What the horizontal axis shows.
    expected : str
        What to call the place that the case expects.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.

    Examples
    --------
    >>> profile = Profile("AI", [(0.0, -500.0), (1.0, 500.0)], (0.5, 0.0))
    >>> chart = by_precision([profile], axis="precisie", expected="verwacht", language="nl")
    >>> chart.curves[0].points, chart.spots[0].at
    (((0.0, -500.0), (100.0, 500.0)), (50.0, 0.0))
    """
    amounts = [amount for profile in profiles for _, amount in (*profile.points, profile.expected)]
    unit_scale = euro_scale(amounts, language)
    curves = tuple(
        curve(
            profile.name,
            [100 * precision for precision, _ in profile.points],
            [amount for _, amount in profile.points],
            look=series(profile_index),
            scale=unit_scale,
            language=language,
            is_marked=False,
        )
        for profile_index, profile in enumerate(profiles)
    )
    place_spots = tuple(
        Spot(
            f"{profile.name}, {expected}",
            (rounded(100 * profile.expected[0]), rounded(profile.expected[1], unit_scale)),
            "",
            Look(series(profile_index).colour, shape="diamond"),
        )
        for profile_index, profile in enumerate(profiles)
    )
    return Curves(
        percent_ruler([0.0, 1.0], axis, language),
        euro_ruler(amounts, unit_scale, language, reaches=True),
        curves,
        spots=place_spots,
        keys=(*line_keys(curves), Key(expected, CASE, "point")),
    )


def frontier(
    needed: Sequence[tuple[float, float]],
    developed: Sequence[tuple[float, float]],
    *,
    expected: tuple[float, float],
    names: tuple[str, str, str, str],
    language: Language,
) -> Curves:
    """Pairs of recall and precision that are just enough, with the developers' curve and what the case expects.

    Parameters
    ----------
    needed, developed : sequence of (float, float)
        Recall and precision (fractions), recall rising.
    expected : tuple of float
        Recall and precision that the case expects.
    names : tuple of str
        Names of the line, the curve, the expected place and the horizontal axis.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    names_with_points = [(names[0], needed), *([(names[1], developed)] if developed else [])]
    curves = tuple(
        share_curve(line_name, line_points, look=series(line_index))
        for line_index, (line_name, line_points) in enumerate(names_with_points)
    )
    expected_spot = Spot(names[2], (rounded(100 * expected[0]), rounded(100 * expected[1])), "", CASE)
    return Curves(
        percent_ruler([0.0, 1.0], names[3], language),
        percent_ruler([0.0, 1.0], "", language),
        curves,
        spots=(expected_spot,),
        keys=(*line_keys(curves), Key(names[2], CASE, "point")),
    )


def decision_curve(
    thresholds: Sequence[float],
    benefits: Mapping[str, Sequence[float]],
    *,
    axis: str,
    least: float,
    language: Language,
) -> Curves:
    """Net benefit by threshold, a line for each way of selecting.

    Parameters
    ----------
    thresholds : sequence of float
        Threshold probabilities (fractions), rising.
    benefits : mapping of str to sequence of float
        Net benefit for each 1,000 people by name.
    axis : str
        What the horizontal axis shows.
    least : float
        Where the upright axis begins: what lies below it is cut off.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    threshold_percents = [rounded(100 * share) for share in thresholds]
    curves = tuple(
        Curve(
            curve_name,
            tuple(
                (threshold_percent, rounded(benefit))
                for threshold_percent, benefit in zip(threshold_percents, benefit_by_threshold, strict=True)
                if benefit >= least
            ),
            series(benefit_index),
            is_marked=False,
        )
        for benefit_index, (curve_name, benefit_by_threshold) in enumerate(benefits.items())
    )
    shown_curves = [drawn_curve for drawn_curve in curves if len(drawn_curve.points) > 1]
    shown_benefits = [benefit for drawn_curve in shown_curves for _, benefit in drawn_curve.points]
    lowest_benefit, highest_benefit = min([0.0, *shown_benefits]), max([0.0, *shown_benefits]) or 1.0
    ticks = tuple(
        (benefit, show_scaled(benefit, Scale(1, "", _DECIMALS), language))
        for benefit in round_numbers(lowest_benefit, highest_benefit)
    )
    return Curves(
        percent_ruler([min(thresholds), max(thresholds)], axis, language),
        Ruler(lowest_benefit, highest_benefit, ticks),
        tuple(shown_curves),
        keys=line_keys(shown_curves),
    )
