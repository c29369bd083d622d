"""Lines that several figures draw: amounts over any axis, shares over shares, and the key that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mll_finance.report.chart import Curve, Curves, Key, Look, Ruler
from mll_finance.report.charts.ruler import euro_ruler
from mll_finance.report.charts.style import rounded, series
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language


def over(
    across: Ruler,
    places: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    *,
    language: Language,
    is_marked: bool = True,
) -> Curves:
    """A line of amounts [EUR] for each name, at places on a horizontal axis."""
    amounts = [amount for line_amounts in lines.values() for amount in line_amounts]
    unit_scale = euro_scale(amounts, language)
    curves = tuple(
        curve(
            line_name,
            places,
            line_amounts,
            look=series(line_index),
            scale=unit_scale,
            language=language,
            is_marked=is_marked,
        )
        for line_index, (line_name, line_amounts) in enumerate(lines.items())
    )
    return Curves(across, euro_ruler(amounts, unit_scale, language, reaches=True), curves, keys=keys(curves))


def curve(
    name: str,
    across: Sequence[float],
    amounts: Sequence[float],
    *,
    look: Look,
    scale: Scale,
    language: Language,
    is_marked: bool = True,
) -> Curve:
    """A line of amounts [EUR], the last of them told at its end."""
    curve_points = tuple(
        (rounded(across_number), rounded(amount, scale))
        for across_number, amount in zip(across, amounts, strict=True)
    )
    return Curve(name, curve_points, look, show_scaled(amounts[-1], scale, language), is_marked)


def share_curve(
    name: str, points: Iterable[tuple[float, float]], *, look: Look, is_marked: bool = True
) -> Curve:
    """A line of shares over shares, all given as fractions and drawn in percents."""
    return Curve(
        name,
        tuple(
            (rounded(100 * point_share), rounded(100 * point_height)) for point_share, point_height in points
        ),
        look,
        is_marked=is_marked,
    )


def line_keys(curves: Sequence[Curve]) -> tuple[Key, ...]:
    """What each line stands for."""
    return tuple(Key(drawn_curve.name, drawn_curve.look, "line") for drawn_curve in curves)


def keys(curves: Sequence[Curve]) -> tuple[Key, ...]:
    """The same where there is more than one line: one alone is named by the figure."""
    return line_keys(curves) if len(curves) > 1 else ()
