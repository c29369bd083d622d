"""Figures on finding out: what knowing a number is worth, what a pilot leaves by its size, and curves over weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mll_finance.report.chart import Curves, Lane, Lanes, Mark, Tag
from mll_finance.report.charts.curves import keys, over, share_curve
from mll_finance.report.charts.ruler import counted_ruler, euro_ruler, percent_ruler
from mll_finance.report.charts.style import GAIN, LINK, rounded, series
from mll_finance.report.numbers import euro_scale, show_scaled
from mll_finance.terms import Language


@dataclass(frozen=True)
class Worth:
    """What knowing something is worth, with its standard error [EUR]."""

    name: str
    value: float
    error: float


def worths(rows: Sequence[Worth], language: Language) -> Lanes:
    """A bar for each number, with a line of twice the error on both sides of its end.

    Parameters
    ----------
    rows : sequence of Worth
        From top to bottom [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Lanes
        The chart.

    Examples
    --------
    >>> worths([Worth("effect", 400.0, 20.0)], "nl").lanes[0].marks[1].end
    440.0
    """
    upper_ends = [row.value + 2 * row.error for row in rows]
    unit_scale = euro_scale(upper_ends, language)
    lanes = tuple(
        Lane(
            row.name,
            (
                Mark("bar", 0.0, rounded(row.value, unit_scale), GAIN),
                Mark(
                    "link",
                    rounded(max(row.value - 2 * row.error, 0.0), unit_scale),
                    rounded(row.value + 2 * row.error, unit_scale),
                    LINK,
                ),
            ),
            (Tag(rounded(upper_end, unit_scale), show_scaled(row.value, unit_scale, language), "right"),),
        )
        for row, upper_end in zip(rows, upper_ends, strict=True)
    )
    return Lanes(euro_ruler(upper_ends, unit_scale, language), lanes)


def by_size(
    sizes: Sequence[int], lines: Mapping[str, Sequence[float]], *, axis: str, language: Language
) -> Curves:
    """A line over the sizes of a pilot, such as its worth, and what is left of it [EUR].

    Parameters
    ----------
    sizes : sequence of int
        Numbers of cases, rising.
    lines : mapping of str to sequence of float
        Amounts [EUR] at these sizes, by name.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart; sizes stand at equal distances.
    """
    return over(counted_ruler(sizes, axis, language), range(len(sizes)), lines, language=language)


def chances_by_weight(
    weights: Sequence[float], lines: Mapping[str, Sequence[float]], *, axis: str, language: Language
) -> Curves:
    """A line per choice: its chance to be the best at each weight, both as fractions.

    Parameters
    ----------
    weights : sequence of float
        Weights, as fractions.
    lines : mapping of str to sequence of float
        Chances, as fractions, by choice.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Curves
        The chart.
    """
    curves = tuple(
        share_curve(line_name, zip(weights, chances, strict=True), look=series(line_index), is_marked=False)
        for line_index, (line_name, chances) in enumerate(lines.items())
    )
    weight_ruler, chance_ruler = (
        percent_ruler(weights, axis, language),
        percent_ruler([0.0, 1.0], "", language),
    )
    return Curves(weight_ruler, chance_ruler, curves, keys=keys(curves))
