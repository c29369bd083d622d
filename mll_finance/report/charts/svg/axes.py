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
        text_lines = wrapped(key.name, SMALL, canvas.room - _SWATCH - 8)
        key_width = _SWATCH + 8 + max(text_width(text_line, SMALL) for text_line in text_lines)
        if key_left and key_left + key_width > canvas.room:
            key_left, key_top = 0.0, key_top + LINE
        _draw_sample(key, key_left, key_top + 9, canvas)
        for text_line in text_lines:
            canvas.text(0.0, key_top + 13.5, text_line, shift=key_left + _SWATCH + 6, letters=NOTE)
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
    zero_index = next(
        (tick_index for tick_index, (tick_number, _) in enumerate(ticks) if tick_number == 0), 0
    )
    for every_nth_tick in range(1, len(ticks) + 1):
        spaced_ticks = [
            tick for tick_index, tick in enumerate(ticks) if (tick_index - zero_index) % every_nth_tick == 0
        ]
        inside_ticks = [tick for tick in spaced_ticks if _is_inside(tick, place, room)]
        neighbouring_ticks = pairwise(inside_ticks)
        if all(
            _end(left_tick, place, room, 1) + 8 <= _end(right_tick, place, room, -1)
            for left_tick, right_tick in neighbouring_ticks
        ):
            return inside_ticks
    return list(ticks[:1])


def draw_ticks(
    ticks: Sequence[tuple[float, str]], place: Callable[[float], float], bottom: float, canvas: Canvas
) -> float:
    """The marks below an axis across, as many as stay apart; gives the height below their texts [px]."""
    for tick_number, tick_text in apart(ticks, place, canvas.room):
        canvas.line((place(tick_number), bottom), (place(tick_number), bottom + 4), colour="quiet")
        canvas.text(place(tick_number), bottom + 17, tick_text, anchor="middle", letters=QUIET)
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
    indices_by_height = sorted(range(len(wished)), key=lambda index: wished[index])
    middles_and_counts: list[list[float]] = []
    for wished_index in indices_by_height:
        middles_and_counts.append([wished[wished_index], 1])
        while (
            len(middles_and_counts) > 1
            and _top(middles_and_counts[-1], gap) < _bottom(middles_and_counts[-2], gap) + gap
        ):
            group_middle, member_count = middles_and_counts.pop()
            previous_middle, previous_count = middles_and_counts[-1]
            joint_count = member_count + previous_count
            middles_and_counts[-1] = [
                (group_middle * member_count + previous_middle * previous_count) / joint_count,
                joint_count,
            ]
    ordered_heights = [
        _top(middle_and_count, gap) + group_member_index * gap
        for middle_and_count in middles_and_counts
        for group_member_index in range(int(middle_and_count[1]))
    ]
    if ordered_heights and ordered_heights[0] < top:
        ordered_heights = [
            max(height, top + group_member_index * gap)
            for group_member_index, height in enumerate(ordered_heights)
        ]
    if ordered_heights and ordered_heights[-1] > bottom:
        last_index = len(ordered_heights) - 1
        ordered_heights = [
            min(height, bottom - (last_index - group_member_index) * gap)
            for group_member_index, height in enumerate(ordered_heights)
        ]
    return [height for _, height in sorted(zip(indices_by_height, ordered_heights, strict=True))]


def _top(group: Sequence[float], gap: float) -> float:
    return group[0] - (group[1] - 1) * gap / 2


def _bottom(group: Sequence[float], gap: float) -> float:
    return group[0] + (group[1] - 1) * gap / 2
