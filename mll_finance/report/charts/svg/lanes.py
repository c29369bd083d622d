"""Rows: the name, and below it the marks with their numbers, on one axis whose zero runs through all rows."""

from __future__ import annotations

from mll_finance.report.chart import Lane, Lanes, Tag
from mll_finance.report.charts.letters import text_width, wrapped
from mll_finance.report.charts.style import FONT_SIZE
from mll_finance.report.charts.svg.axes import LINE, SMALL, draw_keys, draw_ticks
from mll_finance.report.charts.svg.canvas import Canvas, Letters

_BAR, _GAP = 14.0, 10.0
_BESIDE = {"bar": 5.0, "point": 11.0, "link": 0.0}
"""Pixels between the end of a mark and its text."""
_LEAST = 60.0
"""Pixels that the marks keep whatever the texts are."""


class _Across:
    """Where a number stands: a share of the width, with room at the ends for the texts beside it."""

    def __init__(self, chart: Lanes, room: float) -> None:
        self.room = room
        self.low, self.length = chart.ruler.low, chart.ruler.high - chart.ruler.low
        self.start, self.end = 8.0, room - 8.0
        tags = [tag for lane in chart.lanes for tag in lane.tags]
        for _ in range(24):
            for tag in tags:
                self._make_room(tag)

    def _make_room(self, tag: Tag) -> None:
        tag_share = (tag.at - self.low) / self.length
        tag_offset = self.start + tag_share * (self.end - self.start)
        tag_width = text_width(tag.text, SMALL, bold=tag.bold) + 12
        lacking_before = (tag_width if tag.side == "left" else 0.0) - tag_offset
        lacking_after = tag_offset + (tag_width if tag.side == "right" else 0.0) - self.room
        if lacking_before > 0 and tag_share < 0.99:
            self.start = min(self.start + lacking_before / (1 - tag_share), self.end - _LEAST)
        if lacking_after > 0 and tag_share > 0.01:
            self.end = max(self.end - lacking_after / tag_share, self.start + _LEAST)

    def share(self, amount: float) -> float:
        return (self.start + (amount - self.low) / self.length * (self.end - self.start)) / self.room


def draw_lanes(chart: Lanes, canvas: Canvas) -> float:
    """The rows on a canvas; gives the height [px]."""
    across_axis = _Across(chart, canvas.room)
    lanes_top = draw_keys(chart.keys, canvas)
    lane_heights = [_lane_height(lane, canvas.room) for lane in chart.lanes]
    bottom = lanes_top + sum(lane_heights)
    if chart.ruler.low <= 0 <= chart.ruler.high:
        zero_share = across_axis.share(0.0)
        canvas.line((zero_share, lanes_top), (zero_share, bottom), colour="ink", stroke=1.5)
    if chart.reference is not None:
        reference_share = across_axis.share(chart.reference)
        canvas.line(
            (reference_share, lanes_top), (reference_share, bottom), colour="quiet", stroke=1.5, dash=(2, 3)
        )
    for lane, lane_height in zip(chart.lanes, lane_heights, strict=True):
        _draw_lane(lane, lanes_top, across_axis, canvas)
        lanes_top += lane_height
    canvas.line((0.0, bottom), (1.0, bottom), colour="quiet")
    return draw_ticks(chart.ruler.ticks, across_axis.share, bottom, canvas)


def _names(lane: Lane, room: float) -> list[str]:
    return wrapped(lane.name, FONT_SIZE, room - 4)


def _lane_height(lane: Lane, room: float) -> float:
    return LINE * len(_names(lane, room)) + _BAR + 6 + _GAP


def _draw_lane(lane: Lane, top: float, across: _Across, canvas: Canvas) -> None:
    for name_line in _names(lane, canvas.room):
        canvas.text(0.0, top + 14, name_line, backed=True)
        top += LINE
    lane_middle = top + 4 + _BAR / 2
    canvas.line((0.0, lane_middle), (1.0, lane_middle))
    for mark in lane.marks:
        start_share, end_share = across.share(mark.start), across.share(mark.end)
        hover_text = f"{lane.name}: " + " / ".join(tag.text for tag in lane.tags)
        if mark.kind == "point":
            canvas.point(end_share, lane_middle, mark.look, hover_text=hover_text)
        elif mark.kind == "link":
            canvas.line(
                (start_share, lane_middle), (end_share, lane_middle), colour=mark.look.colour, stroke=1.5
            )
        elif mark.start != mark.end:
            canvas.bar(
                start_share, end_share, lane_middle - _BAR / 2, _BAR, look=mark.look, hover_text=hover_text
            )
    space_beside = max((_BESIDE[mark.kind] for mark in lane.marks), default=5.0)
    for tag in lane.tags:
        _draw_tag(tag, across.share(tag.at), lane_middle, space_beside, canvas)


def _draw_tag(tag: Tag, share: float, middle: float, beside: float, canvas: Canvas) -> None:
    is_left_of_mark = tag.side == "left"
    canvas.text(
        share,
        middle + 4.5,
        tag.text,
        shift=-beside if is_left_of_mark else beside,
        anchor="end" if is_left_of_mark else "start",
        backed=True,
        letters=Letters(size=SMALL, bold=tag.bold),
    )
