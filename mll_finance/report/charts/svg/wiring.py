"""What goes into what: boxes in two columns with lines between them, and a column for each party.

It has a width of its own, that of a page of text: a telephone shows a part of it and lets the reader move it. In a page
each box leads to the row of the table that says more of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from mll_finance.report.chart import MapBox, Slip, Wiring
from mll_finance.report.charts.letters import text_width, wrapped
from mll_finance.report.charts.svg.canvas import Canvas, number

_NARROW, _WIDE = 704.0, 860.0
"""Width of a drawing of few boxes, that of a figure on a desk, and of many: letters of 7 points on A4 [px]."""
_MANY = 24
"""Boxes from which on a drawing is wide: layout."""
SHEET = 1060.0
"""Height up to which a drawing of that width fits on a sheet of A4 [px]: layout."""
_SIZE, _LINE, _BADGE = 12.0, 15.0, 14.0
"""Letters, from one line of text to the next, and the square with a grade [px]."""
_EDGE, _GAP, _LANE = 5.0, 6.0, 6.0
"""Within a box, between boxes, and between lines beside the left column [px]."""
_LEFT, _GUTTER, _PARTY = 0.28, 56.0, 20.0
"""Share of the width that is the left column; widths of the room for lines beside it, and of a party [px]."""
_HEAD = 150.0
"""Longest name of a party, upright [px]."""
_LOOKS = {
    "A": ("series-3", "paper"),
    "B": ("series-1", "paper"),
    "C": ("series-2", "ink"),
    "D": ("series-6", "paper"),
    "PM": ("paper", "ink"),
}
"""Colours of the square of a grade and of its letter, which stands in it for who sees no colours."""


@dataclass(frozen=True)
class _Text:
    """A piece of text with its grade, in lines, from the corner of its box."""

    across: float
    down: float
    lines: tuple[str, ...]
    slip: Slip | MapBox


@dataclass(frozen=True)
class _Placed:
    """A box with its texts and its height."""

    box: MapBox
    texts: tuple[_Text, ...]
    high: float


def wide(chart: Wiring) -> float:
    """Width of the drawing of a chart [px]."""
    return _WIDE if len(chart.left) + len(chart.right) > _MANY else _NARROW


@dataclass(frozen=True)
class Sheets:
    """What is drawn, cut where no box stands: on paper each part has the key and the names of parties above it."""

    head: float
    """Height of what stands above every part [px]."""
    cuts: tuple[float, ...]
    """Where each part begins and the last ends [px]."""

    @classmethod
    def below(cls, head: float, bottom: float) -> Sheets:
        """The parts of a drawing of some height."""
        cut_heights = [0.0]
        while cut_heights[-1] < bottom:
            cut_heights.append(_next_cut(head, cut_heights[-1]))
        return cls(head, (*cut_heights[:-1], bottom))

    def parts(self) -> list[tuple[float, list[tuple[float, float, float]]]]:
        """Of each sheet its height, and of what it shows: where on the sheet, from where and how high [px]."""
        first_start_and_end, *later_starts_and_ends = zip(self.cuts, self.cuts[1:], strict=False)
        sheet_parts = [(first_start_and_end[1], [(0.0, 0.0, first_start_and_end[1])])]
        for slice_top, slice_bottom in later_starts_and_ends:
            shown_slices = [(0.0, 0.0, self.head), (self.head, slice_top, slice_bottom - slice_top)]
            sheet_parts.append((self.head + slice_bottom - slice_top, shown_slices))
        return sheet_parts


def _next_cut(head: float, cut: float) -> float:
    """Where the part ends that begins at a cut."""
    return SHEET if cut == 0.0 else cut + SHEET - head


def _clear(at: float, high: float, head: float) -> float:
    """A place for a box that no cut goes through."""
    next_cut_height = SHEET
    while next_cut_height < at + high:
        if at < next_cut_height and high < SHEET - head:
            return next_cut_height + _GAP
        next_cut_height = _next_cut(head, next_cut_height)
    return at


def draw_wiring(chart: Wiring, canvas: Canvas) -> float:
    """The figure on a canvas of its own width; gives the height [px]."""
    return draw_with_sheets(chart, canvas).cuts[-1]


def draw_with_sheets(chart: Wiring, canvas: Canvas) -> Sheets:
    """The figure on a canvas of its own width; gives the parts in which it can stand on paper."""
    left_width = round(_LEFT * canvas.room)
    lanes = _lanes(chart.left)
    margin = _LANE * (max(lanes.values(), default=-1) + 1) + (10.0 if lanes else 0.0)
    right_left = margin + left_width + _GUTTER if chart.left else 0.0
    party_edge = canvas.room - _PARTY * len(chart.heads)
    left_boxes = [_placed(box, left_width) for box in chart.left]
    right_boxes = [_placed(box, party_edge - right_left - 8) for box in chart.right]
    canvas.elements.append(f'<g font-size="{number(_SIZE)}">')
    _draw_symbols(canvas)
    boxes_top = _draw_key(chart, canvas) + 6
    boxes_top = _draw_heads(chart, (right_left, party_edge), boxes_top, canvas)
    right_tops = _stacked(right_boxes, boxes_top)
    left_tops = _beside(chart, left_boxes, right_boxes, right_tops, boxes_top)
    if left_boxes:
        canvas.elements += _heading(chart.names[0], margin, left_tops[0] - 8)
    bottom = max(
        [
            boxes_top,
            *(
                box_top + placed_box.high
                for box_top, placed_box in zip(left_tops + right_tops, left_boxes + right_boxes, strict=True)
            ),
        ]
    )
    _draw_edges(chart, lanes, (margin, margin + left_width, right_left), (left_tops, right_tops), canvas)
    _draw_parties(chart, right_boxes, right_tops, (right_left, party_edge), bottom, canvas)
    placed_boxes = [
        *(
            (placed_box, margin, box_top, left_width)
            for placed_box, box_top in zip(left_boxes, left_tops, strict=True)
        ),
        *(
            (placed_box, right_left, box_top, party_edge - right_left - 8)
            for placed_box, box_top in zip(right_boxes, right_tops, strict=True)
        ),
    ]
    frames_svg = "".join(
        f"M{number(box_left)} {number(box_top)}h{number(box_width)}v{number(placed_box.high)}h{number(-box_width)}z"
        for placed_box, box_left, box_top, box_width in placed_boxes
    )
    paint_svg = f'fill="{canvas.colour("paper")}" stroke="{canvas.colour("line")}"'
    canvas.elements.append(f'<path d="{frames_svg}" {paint_svg}/>')
    for placed_box, box_left, box_top, _ in placed_boxes:
        _draw_texts(placed_box, box_left, box_top, canvas)
    canvas.elements.append("</g>")
    return Sheets.below(boxes_top - 4, bottom + 4)


def _placed(box: MapBox, wide: float) -> _Placed:
    """The texts of a box one after the other: its title, then its numbers, as many on a line as fit."""
    indent = _BADGE + 5
    title_lines = tuple(wrapped(box.text, _SIZE * 1.08, wide - indent - 2 * _EDGE))
    box_texts = [_Text(_EDGE, _EDGE, title_lines, box)]
    text_top, row_height = _EDGE + _LINE * (len(title_lines) - 1), _LINE + 1
    text_left = _EDGE + indent + round(text_width(title_lines[-1], _SIZE, bold=True)) + 12.0
    for slip in box.slips:
        slip_lines = tuple(wrapped(slip.text, _SIZE, wide - indent - 2 * _EDGE - 8))
        slip_width = round(indent + max(text_width(slip_line, _SIZE) for slip_line in slip_lines)) + 8.0
        if text_left + slip_width > wide or (len(slip_lines) > 1 and text_left > _EDGE + 8):
            text_top, text_left, row_height = text_top + row_height, _EDGE + 8, 0.0
        box_texts.append(_Text(text_left, text_top, slip_lines, slip))
        text_left += slip_width
        row_height = max(row_height, _LINE * len(slip_lines) + 1)
    return _Placed(box, tuple(box_texts), text_top + row_height + 3)


def _stacked(column: Sequence[_Placed], top: float) -> list[float]:
    box_tops, top_of_next_box = list[float](), top
    for placed_box in column:
        box_tops.append(_clear(top_of_next_box, placed_box.high, top - 4))
        top_of_next_box = box_tops[-1] + placed_box.high + _GAP
    return box_tops


def _beside(
    chart: Wiring, left: Sequence[_Placed], right: Sequence[_Placed], right_tops: Sequence[float], top: float
) -> list[float]:
    """Heights of the left column: each box as near as can be to what reads it, in the order of the column."""
    column_height = sum(placed_box.high for placed_box in right) + _GAP * (len(right) - 1)
    boxes_height = sum(placed_box.high for placed_box in left) + _GAP * (len(left) - 1)
    spare_height = max(0.0, column_height - boxes_height)
    box_tops, top_of_next_box, used_height = [], top, 0.0
    for left_index, placed_box in enumerate(left):
        reader_tops = [right_tops[row] for row, box in enumerate(chart.right) if left_index in box.reads]
        wished_top = sum(reader_tops) / len(reader_tops) if reader_tops else top_of_next_box
        distance_down = float(round(min(max(0.0, wished_top - top_of_next_box), spare_height - used_height)))
        used_height += distance_down
        box_tops.append(_clear(top_of_next_box + distance_down, placed_box.high, top - 4))
        top_of_next_box = box_tops[-1] + placed_box.high + _GAP
    return box_tops


def _lanes(left: Sequence[MapBox]) -> dict[int, int]:
    """For each box that another on the left reads, the lane beside the column in which its line runs down."""
    lowest_reader = {source: index for index, box in enumerate(left) for source in box.reads}
    lane_of: dict[int, int] = {}
    for index_of_source in sorted(lowest_reader, key=lambda place: (lowest_reader[place] - place, place)):
        taken_lanes = {
            lane
            for other_source, lane in lane_of.items()
            if other_source <= lowest_reader[index_of_source]
            and index_of_source <= lowest_reader[other_source]
        }
        lane_of[index_of_source] = next(lane for lane in range(len(lowest_reader)) if lane not in taken_lanes)
    return lane_of


def _draw_edges(
    chart: Wiring,
    lanes: dict[int, int],
    columns: tuple[float, float, float],
    tops: tuple[Sequence[float], Sequence[float]],
    canvas: Canvas,
) -> None:
    margin, left_edge, right_edge = columns
    port = _EDGE + 7
    routes = []
    for index, box in enumerate(chart.left):
        for index_of_source in box.reads:
            lane_left = margin - 10 - _LANE * lanes[index_of_source]
            start, end = tops[0][index_of_source] + port + 4, tops[0][index] + port - 2
            route = f"M{number(margin)} {number(start)}H{number(lane_left + 3)}q-3 0-3 3V{number(end - 3)}q0 3 3 3"
            routes.append((index_of_source, index, f"{route}H{number(margin - 2)}"))
    reach = (right_edge - left_edge) / 2
    for box_index, box in enumerate(chart.right):
        for index_of_source in box.reads:
            start, end = tops[0][index_of_source] + port, tops[1][box_index] + port
            route = f"M{number(left_edge)} {number(start)}c{number(reach)} 0 {number(reach)} {number(end - start)}"
            routes.append(
                (
                    index_of_source,
                    len(chart.left) + box_index,
                    f"{route} {number(2 * reach - 3)} {number(end - start)}",
                )
            )
    paths_svg = "".join(
        f'<path data-of="{source} {target}" d="{route}"/>' for source, target, route in routes
    )
    tip_attribute = f' marker-end="url(#{canvas.name}-tip)"'
    canvas.elements.append(
        f'<g class="wires" fill="none" stroke="{canvas.colour("quiet")}"{tip_attribute}>{paths_svg}</g>'
        if paths_svg
        else ""
    )


def _draw_parties(
    chart: Wiring,
    right: Sequence[_Placed],
    tops: Sequence[float],
    columns: tuple[float, float],
    bottom: float,
    canvas: Canvas,
) -> None:
    """A line down for each party, a line across for each line of the case, a sign where they meet."""
    _, party_edge = columns
    stroke_routes, sign_svgs = [], []
    for party_index in range(len(chart.heads)):
        party_middle = party_edge + _PARTY * (party_index + 0.5)
        stroke_routes.append(f"M{number(party_middle)} {number(tops[0])}V{number(bottom)}")
    for box_top, box_signs in zip(tops, chart.signs, strict=True):
        sign_height = box_top + _EDGE + 7
        last_index = max((party_index for party_index, sign in enumerate(box_signs) if sign), default=None)
        if last_index is not None:
            stroke_routes.append(
                f"M{number(party_edge - 8)} {number(sign_height)}"
                f"H{number(party_edge + _PARTY * (last_index + 0.5))}"
            )
        for party_index, sign in enumerate(box_signs):
            if sign:
                symbol = "better" if sign > 0 else "worse"
                party_middle = party_edge + _PARTY * (party_index + 0.5)
                sign_svgs.append(
                    f'<use href="#{canvas.name}-{symbol}" x="{number(party_middle)}" y="{number(sign_height)}"/>'
                )
    canvas.elements.append(
        f'<path d="{"".join(stroke_routes)}" fill="none" stroke="{canvas.colour("line")}"/>'
    )
    canvas.elements.append("".join(sign_svgs))


def _draw_texts(placed: _Placed, across: float, top: float, canvas: Canvas) -> None:
    for text_index, placed_text in enumerate(placed.texts):
        text_left, text_top = across + placed_text.across, top + placed_text.down
        words_svg = "".join(_words(placed_text.lines, text_left + _BADGE + 5, text_top + 11))
        badge_svg = _badge(placed_text.slip.grade, text_left, text_top, canvas)
        canvas.elements.append(
            _link(placed_text.slip, badge_svg + words_svg, canvas, is_bold=text_index == 0)
        )


def _words(lines: Sequence[str], across: float, down: float) -> Iterator[str]:
    for line_index, text_line in enumerate(lines):
        position_svg = f'x="{number(across)}" y="{number(down + _LINE * line_index)}"'
        yield f"<text {position_svg}>{escape(text_line, quote=False)}</text>"


def _badge(grade: str, across: float, down: float, canvas: Canvas) -> str:
    return f'<use href="#{canvas.name}-{grade}" x="{number(across)}" y="{number(down)}"/>'


def _link(box: Slip | MapBox, drawn: str, canvas: Canvas, *, is_bold: bool = False) -> str:
    """What leads to the row that says more; a drawing by itself leads nowhere."""
    hint_svg = f"<title>{escape(box.hint, quote=False)}</title>" if box.hint else ""
    weight_svg = ' font-weight="700"' if is_bold else ""
    if not canvas.is_linked:
        return f"<g{weight_svg}>{hint_svg}{drawn}</g>"
    return f'<a href="#{escape(box.anchor)}"{weight_svg}>{hint_svg}{drawn}</a>'


def _on_one_line(name: str) -> str:
    """A name that fits upright above its column; who points at it sees the whole."""
    first_line, *more_lines = wrapped(name, _SIZE, _HEAD)
    return f"{first_line}…" if more_lines else first_line


def _heading(text: str, across: float, down: float) -> list[str]:
    return ['<g font-weight="700">', *_words([text], across, down), "</g>"]


def _draw_heads(chart: Wiring, columns: tuple[float, float], top: float, canvas: Canvas) -> float:
    """What stands above the middle column: its name, and each party upright; gives the height below it [px]."""
    right_left, party_edge = columns
    head_names = [_on_one_line(head.text) for head in chart.heads]
    head_height = round(max([_LINE, *(text_width(head_name, _SIZE) for head_name in head_names)])) + 6.0
    canvas.elements += _heading(chart.names[1], right_left, top + head_height - 6)
    for head_index, (head, head_name) in enumerate(zip(chart.heads, head_names, strict=True)):
        party_left = party_edge + _PARTY * (head_index + 0.5) + 4
        transform_svg = f"translate({number(party_left)} {number(top + head_height - 4)})rotate(-90)"
        canvas.elements.append(
            _link(head, f'<text transform="{transform_svg}">{escape(head_name, quote=False)}</text>', canvas)
        )
    return top + head_height + 2


def _draw_symbols(canvas: Canvas) -> None:
    """What is drawn many times, once: squares of grades, signs, and the tip of a line."""
    chart_name = canvas.name
    squares_svg = "".join(_square(grade, canvas) for grade in _LOOKS)
    paper_colour = canvas.colour("paper")
    better_svg = (
        f'<g id="{chart_name}-better"><circle r="7" fill="{canvas.colour("gain")}"/>'
        f'<path d="M-4 0H4M0-4V4" stroke="{paper_colour}" stroke-width="2"/></g>'
    )
    worse_svg = (
        f'<g id="{chart_name}-worse"><rect x="-6.5" y="-6.5" width="13" height="13" fill="{paper_colour}" '
        f'stroke="{canvas.colour("loss")}" stroke-width="1.5"/>'
        f'<path d="M-4 0H4" stroke="{canvas.colour("loss")}" stroke-width="2"/></g>'
    )
    tip_svg = (
        f'<marker id="{chart_name}-tip" viewBox="0 0 6 6" refX="4" refY="3" markerWidth="6" markerHeight="6" '
        f'orient="auto"><path d="M0 0 6 3 0 6z" fill="{canvas.colour("quiet")}" stroke="none"/></marker>'
    )
    canvas.elements.append(f"<defs>{squares_svg}{better_svg}{worse_svg}{tip_svg}</defs>")


def _square(grade: str, canvas: Canvas) -> str:
    fill_name, ink_name = _LOOKS[grade]
    rim_svg = f' stroke="{canvas.colour("ink")}" stroke-dasharray="2 1.5"' if fill_name == "paper" else ""
    size_svg = f'width="{number(_BADGE)}" height="{number(_BADGE)}"'
    letter_size = 8.5 if len(grade) > 1 else 11
    letter_svg = f'x="{number(_BADGE / 2)}" y="11" font-size="{letter_size}" text-anchor="middle"'
    return (
        f'<g id="{canvas.name}-{grade}" font-weight="700"><rect {size_svg} rx="2" '
        f'fill="{canvas.colour(fill_name)}"{rim_svg}/>'
        f'<text {letter_svg} fill="{canvas.colour(ink_name)}">{grade}</text></g>'
    )


def _draw_key(chart: Wiring, canvas: Canvas) -> float:
    """The grades and the signs with their names; gives the height below them [px]."""
    symbol_left, symbol_top = 0.0, 0.0
    symbols_with_text = [*chart.grades, ("better", chart.sign_names[0]), ("worse", chart.sign_names[1])]
    for symbol_name, symbol_text in symbols_with_text:
        symbol_width = round(_BADGE + 6 + text_width(symbol_text, _SIZE)) + 14.0
        if symbol_left and symbol_left + symbol_width > canvas.room:
            symbol_left, symbol_top = 0.0, symbol_top + _LINE + 4
        if symbol_name in _LOOKS:
            symbol_svg = _badge(symbol_name, symbol_left, symbol_top, canvas)
        else:
            place_svg = f'x="{number(symbol_left + 7)}" y="{number(symbol_top + 7)}"'
            symbol_svg = f'<use href="#{canvas.name}-{symbol_name}" {place_svg}/>'
        canvas.elements += [symbol_svg, *_words([symbol_text], symbol_left + _BADGE + 6, symbol_top + 11)]
        symbol_left += symbol_width
    return symbol_top + _LINE + 4
