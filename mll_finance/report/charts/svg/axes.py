"""What the forms share: the key above a drawing, and marks of an axis that do not run into each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from mll_finance.report.chart import Key
from mll_finance.report.charts.letters import text_width, wrapped
from mll_finance.report.charts.style import FONT_SIZE
from mll_finance.report.charts.svg.canvas import Canvas, Letters

SMALL = FONT_SIZE - 1
TICK = FONT_SIZE - 2
NOTE, STRONG = Letters(SMALL), Letters(SMALL, bold=True)
QUIET, TOTAL = Letters(TICK, colour="quiet"), Letters(TICK, bold=True)
LINE = 18.0
"""From one line of text to the next [px]."""
_SWATCH = 22.0


def draw_keys(keys: Sequence[Key], canvas: Canvas) -> float:
    """The key, as many entries on a line as a telephone has room for; gives the height below it [px]."""
    key_left, key_top = 0.0, 0.0
    for key in keys:
        lines = wrapped(key.name, SMALL, canvas.room - _SWATCH - 8)
        key_width = _SWATCH + 8 + max(text_width(line, SMALL) for line in lines)
        if key_left and key_left + key_width > canvas.room:
            key_left, key_top = 0.0, key_top + LINE
        _draw_sample(key, key_left, key_top + 9, canvas)
        for line in lines:
            canvas.text(0.0, key_top + 13.5, line, shift=key_left + _SWATCH + 6, letters=NOTE)
            key_top += LINE
        key_top -= LINE
        key_left += key_width + 16
    return key_top + LINE + 8 if keys else 0.0


def _draw_sample(key: Key, start: float, middle: float, canvas: Canvas) -> None:
    if key.kind in ("bar", "band"):
        canvas.swatch(start + 1, middle - 6, _SWATCH - 4, 12, key.look)
        return
    if key.kind == "line" or key.look.dash:
        canvas.line(
            (0.0, middle),
            (0.0, middle),
            colour=key.look.colour,
            stroke=2.5,
            dash=key.look.dash,
            pixels=(start, start + _SWATCH),
        )
    canvas.point(0.0, middle, key.look, shift=start + _SWATCH / 2)


def apart(
    ticks: Sequence[tuple[float, str]], place: Callable[[float], float], room: float
) -> list[tuple[float, str]]:
    """The marks whose texts stay apart and inside on the narrowest width: all, or every second, third and so on.

    Zero keeps its mark where there is one; ``place`` gives the share of the width, ``room`` is that width [px].
    """
    zero_index = next((index for index, (tick_place, _) in enumerate(ticks) if tick_place == 0), 0)
    for every in range(1, len(ticks) + 1):
        spaced_ticks = [tick for index, tick in enumerate(ticks) if (index - zero_index) % every == 0]
        inside_ticks = [tick for tick in spaced_ticks if _is_inside(tick, place, room)]
        gaps = pairwise(inside_ticks)
        if all(
            _end(left_tick, place, room, 1) + 8 <= _end(right_tick, place, room, -1)
            for left_tick, right_tick in gaps
        ):
            return inside_ticks
    return list(ticks[:1])


def draw_ticks(
    ticks: Sequence[tuple[float, str]], place: Callable[[float], float], bottom: float, canvas: Canvas
) -> float:
    """The marks below an axis across, as many as stay apart; gives the height below their texts [px]."""
    for number, text in apart(ticks, place, canvas.room):
        canvas.line((place(number), bottom), (place(number), bottom + 4), colour="quiet")
        canvas.text(place(number), bottom + 17, text, anchor="middle", letters=QUIET)
    return bottom + 22


def _end(tick: tuple[float, str], place: Callable[[float], float], room: float, direction: int) -> float:
    return place(tick[0]) * room + direction * text_width(tick[1], TICK) / 2


def _is_inside(tick: tuple[float, str], place: Callable[[float], float], room: float) -> bool:
    return _end(tick, place, room, -1) >= 0 and _end(tick, place, room, 1) <= room


def spread_out(wished: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Heights as near as can be to those wished, at least a gap apart, in the same order from top to bottom.

    Examples
    --------
    >>> spread_out([10.0, 12.0, 50.0], 15.0, 0.0, 60.0)
    [3.5, 18.5, 50.0]
    """
    height_order = sorted(range(len(wished)), key=lambda index: wished[index])
    groups: list[list[float]] = []
    for index in height_order:
        groups.append([wished[index], 1])
        while len(groups) > 1 and _top(groups[-1], gap) < _bottom(groups[-2], gap) + gap:
            group_middle, group_count = groups.pop()
            before_middle, before_count = groups[-1]
            total_count = group_count + before_count
            groups[-1] = [
                (group_middle * group_count + before_middle * before_count) / total_count,
                total_count,
            ]
    heights = [_top(group, gap) + place * gap for group in groups for place in range(int(group[1]))]
    if heights and heights[0] < top:
        heights = [max(height, top + place * gap) for place, height in enumerate(heights)]
    if heights and heights[-1] > bottom:
        last_place = len(heights) - 1
        heights = [min(height, bottom - (last_place - place) * gap) for place, height in enumerate(heights)]
    return [height for _, height in sorted(zip(height_order, heights, strict=True))]


def _top(group: Sequence[float], gap: float) -> float:
    return group[0] - (group[1] - 1) * gap / 2


def _bottom(group: Sequence[float], gap: float) -> float:
    return group[0] + (group[1] - 1) * gap / 2
