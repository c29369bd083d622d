"""Lines over a horizontal axis: quiet lines across with their number on them, the last amount at each line's end."""

from __future__ import annotations

from collections.abc import Callable

from mll_finance.report.chart import Curves, Ruler, Spot
from mll_finance.report.charts.letters import text_width, wrapped
from mll_finance.report.charts.svg.axes import (
    LINE,
    QUIET,
    SMALL,
    STRONG,
    TICK,
    draw_keys,
    draw_ticks,
    spread_out,
)
from mll_finance.report.charts.svg.canvas import Canvas

PLOT = 220.0
"""Height of the area between the axes [px]."""
ABOVE = 18.0
"""Room above it for the number on the highest line [px]."""
_END_GAP, _SIGN, _MOVED = 15.0, 16.0, 3.0

Place = Callable[[float], float]


def draw_curves(chart: Curves, canvas: Canvas) -> float:
    """The lines on a canvas; gives the height [px]."""
    plot_top = draw_keys(chart.keys, canvas) + ABOVE
    bottom = plot_top + PLOT
    left_share, right_share = (side_width / canvas.room for side_width in _sides(chart, canvas.room))
    share_of = scaled(chart.across, left_share, right_share)
    height_of = scaled(chart.up, bottom, plot_top)
    draw_ruler(chart.up, height_of, canvas, end=right_share if _end_width(chart) else 1.0)
    if chart.across.unit and chart.across.low < 0 < chart.across.high:
        canvas.line((share_of(0.0), plot_top), (share_of(0.0), bottom), colour="ink", stroke=1.5)
    band_areas = [
        (
            [
                (share_of(across_number), height_of(high_amount))
                for across_number, _, high_amount in band.points
            ]
            + [
                (share_of(across_number), height_of(low_amount))
                for across_number, low_amount, _ in reversed(band.points)
            ],
            band.look,
            True,
        )
        for band in chart.bands
    ]
    curve_lines = [
        (
            [(share_of(across_number), height_of(amount)) for across_number, amount in curve.points],
            curve.look,
            False,
        )
        for curve in chart.curves
    ]
    canvas.stretched([*band_areas, *curve_lines])
    for curve in chart.curves:
        if curve.is_marked:
            for across_number, amount in curve.points:
                canvas.point(share_of(across_number), height_of(amount), curve.look)
    _draw_ends(chart, share_of, height_of, bottom, plot_top, canvas)
    for spot in chart.spots:
        _draw_spot(spot, share_of, height_of, canvas)
    return _draw_across(chart.across, share_of, bottom, canvas)


def _end_width(chart: Curves) -> float:
    return max((text_width(curve.end, SMALL, bold=True) for curve in chart.curves if curve.end), default=0.0)


def _sides(chart: Curves, room: float) -> tuple[float, float]:
    left_width = ruler_width(chart.up) + 12
    has_signs = sum(bool(curve.end) for curve in chart.curves) > 1
    last_tick_width = text_width(chart.across.ticks[-1][1], TICK) if chart.across.ticks else 0.0
    return left_width, room - max(
        _end_width(chart) + (_SIGN if has_signs else 0.0) + 12 if _end_width(chart) else 0.0,
        last_tick_width / 2,
        8.0,
    )


def scaled(ruler: Ruler, start: float, end: float) -> Place:
    """Where a number of an axis stands between the places of its two ends."""
    return lambda amount: start + (amount - ruler.low) / (ruler.high - ruler.low) * (end - start)


def ruler_width(ruler: Ruler) -> float:
    """Pixels that the numbers of an upright axis take."""
    return max((text_width(text, TICK) for _, text in ruler.ticks), default=0.0)


def draw_ruler(ruler: Ruler, up: Place, canvas: Canvas, *, end: float = 1.0) -> None:
    """A line across for each mark of an upright axis, with its number on it at the left; zero is dark."""
    for tick_number, tick_text in ruler.ticks:
        is_zero = tick_number == 0
        canvas.line(
            (0.0, up(tick_number)),
            (end, up(tick_number)),
            colour="ink" if is_zero else "line",
            stroke=1.5 if is_zero else 1.0,
        )
        canvas.text(0.0, up(tick_number) - 4, tick_text, letters=QUIET)


def _draw_ends(chart: Curves, across: Place, up: Place, bottom: float, top: float, canvas: Canvas) -> None:
    curves_with_end = [curve for curve in chart.curves if curve.end]
    wished_heights = [up(curve.points[-1][1]) for curve in curves_with_end]
    spread_heights = spread_out(wished_heights, _END_GAP, top, bottom)
    for curve, end_height, wished_height in zip(curves_with_end, spread_heights, wished_heights, strict=True):
        end_share = across(curve.points[-1][0])
        # An amount that had to move away from the end of its line takes the sign of the line along.
        is_beside_its_curve = abs(end_height - wished_height) > _MOVED
        if is_beside_its_curve:
            canvas.point(end_share, end_height, curve.look, shift=_SIGN)
        canvas.text(
            end_share,
            end_height + 4.5,
            curve.end,
            shift=_SIGN + 10 if is_beside_its_curve else 10,
            letters=STRONG,
        )


def _draw_spot(spot: Spot, across: Place, up: Place, canvas: Canvas) -> None:
    spot_share, spot_height = across(spot.at[0]), up(spot.at[1])
    is_in_right_half = spot_share > 0.5
    if spot.is_named:
        canvas.text(
            spot_share,
            spot_height + (-6 if is_in_right_half else 14),
            spot.text,
            shift=-10 if is_in_right_half else 10,
            anchor="end" if is_in_right_half else "start",
            backed=True,
            letters=STRONG,
        )
    canvas.point(spot_share, spot_height, spot.look, hover_text=f"{spot.name}: {spot.text}")


def _draw_across(ruler: Ruler, across: Place, bottom: float, canvas: Canvas) -> float:
    canvas.line((across(ruler.low), bottom), (across(ruler.high), bottom), colour="quiet")
    text_height = draw_ticks(ruler.ticks, across, bottom, canvas)
    for title_line in wrapped(ruler.title, TICK, canvas.room) if ruler.title else []:
        canvas.text(0.0, text_height + 12, title_line, letters=QUIET)
        text_height += LINE - 2
    return text_height + (4 if ruler.title else 0)
