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
        cuts = [0.0]
        while cuts[-1] < bottom:
            cuts.append(_next_cut(head, cuts[-1]))
        return cls(head, (*cuts[:-1], bottom))

    def parts(self) -> list[tuple[float, list[tuple[float, float, float]]]]:
        """Of each sheet its height, and of what it shows: where on the sheet, from where and how high [px]."""
        first_cuts, *later_cuts = zip(self.cuts, self.cuts[1:], strict=False)
        sheet_parts = [(first_cuts[1], [(0.0, 0.0, first_cuts[1])])]
        for start, end in later_cuts:
            shown_slices = [(0.0, 0.0, self.head), (self.head, start, end - start)]
            sheet_parts.append((self.head + end - start, shown_slices))
        return sheet_parts


def _next_cut(head: float, cut: float) -> float:
    """Where the part ends that begins at a cut."""
    return SHEET if cut == 0.0 else cut + SHEET - head


def _clear(at: float, high: float, head: float) -> float:
    """A place for a box that no cut goes through."""
    next_cut = SHEET
    while next_cut < at + high:
        if at < next_cut and high < SHEET - head:
            return next_cut + _GAP
        next_cut = _next_cut(head, next_cut)
    return at


def draw_wiring(chart: Wiring, canvas: Canvas) -> float:
    """The figure on a canvas of its own width; gives the height [px]."""
    return draw_with_sheets(chart, canvas).cuts[-1]


def draw_with_sheets(chart: Wiring, canvas: Canvas) -> Sheets:
    """The figure on a canvas of its own width; gives the parts in which it can stand on paper."""
    left_wide = round(_LEFT * canvas.room)
    lanes = _lanes(chart.left)
    margin = _LANE * (max(lanes.values(), default=-1) + 1) + (10.0 if lanes else 0.0)
    right_start = margin + left_wide + _GUTTER if chart.left else 0.0
    party_edge = canvas.room - _PARTY * len(chart.heads)
    left_boxes = [_placed(box, left_wide) for box in chart.left]
    right_boxes = [_placed(box, party_edge - right_start - 8) for box in chart.right]
    canvas.elements.append(f'<g font-size="{number(_SIZE)}">')
    _draw_symbols(canvas)
    top = _draw_key(chart, canvas) + 6
    top = _draw_heads(chart, (right_start, party_edge), top, canvas)
    right_tops = _stacked(right_boxes, top)
    left_tops = _beside(chart, left_boxes, right_boxes, right_tops, top)
    if left_boxes:
        canvas.elements += _heading(chart.names[0], margin, left_tops[0] - 8)
    bottom = max(
        [
            top,
            *(
                box_top + placed.high
                for box_top, placed in zip(left_tops + right_tops, left_boxes + right_boxes, strict=True)
            ),
        ]
    )
    _draw_edges(chart, lanes, (margin, margin + left_wide, right_start), (left_tops, right_tops), canvas)
    _draw_parties(chart, right_boxes, right_tops, (right_start, party_edge), bottom, canvas)
    boxes = [
        *(
            (placed, margin, box_top, left_wide)
            for placed, box_top in zip(left_boxes, left_tops, strict=True)
        ),
        *(
            (placed, right_start, box_top, party_edge - right_start - 8)
            for placed, box_top in zip(right_boxes, right_tops, strict=True)
        ),
    ]
    frames = "".join(
        f"M{number(box_left)} {number(box_top)}h{number(wide)}v{number(placed.high)}h{number(-wide)}z"
        for placed, box_left, box_top, wide in boxes
    )
    paint = f'fill="{canvas.colour("paper")}" stroke="{canvas.colour("line")}"'
    canvas.elements.append(f'<path d="{frames}" {paint}/>')
    for placed, box_left, box_top, _ in boxes:
        _draw_texts(placed, box_left, box_top, canvas)
    canvas.elements.append("</g>")
    return Sheets.below(top - 4, bottom + 4)


def _placed(box: MapBox, wide: float) -> _Placed:
    """The texts of a box one after the other: its title, then its numbers, as many on a line as fit."""
    indent = _BADGE + 5
    title = tuple(wrapped(box.text, _SIZE * 1.08, wide - indent - 2 * _EDGE))
    box_texts = [_Text(_EDGE, _EDGE, title, box)]
    text_top, row_high = _EDGE + _LINE * (len(title) - 1), _LINE + 1
    text_left = _EDGE + indent + round(text_width(title[-1], _SIZE, bold=True)) + 12.0
    for slip in box.slips:
        lines = tuple(wrapped(slip.text, _SIZE, wide - indent - 2 * _EDGE - 8))
        slip_wide = round(indent + max(text_width(line, _SIZE) for line in lines)) + 8.0
        if text_left + slip_wide > wide or (len(lines) > 1 and text_left > _EDGE + 8):
            text_top, text_left, row_high = text_top + row_high, _EDGE + 8, 0.0
        box_texts.append(_Text(text_left, text_top, lines, slip))
        text_left += slip_wide
        row_high = max(row_high, _LINE * len(lines) + 1)
    return _Placed(box, tuple(box_texts), text_top + row_high + 3)


def _stacked(column: Sequence[_Placed], top: float) -> list[float]:
    tops, next_top = list[float](), top
    for placed in column:
        tops.append(_clear(next_top, placed.high, top - 4))
        next_top = tops[-1] + placed.high + _GAP
    return tops


def _beside(
    chart: Wiring, left: Sequence[_Placed], right: Sequence[_Placed], right_tops: Sequence[float], top: float
) -> list[float]:
    """Heights of the left column: each box as near as can be to what reads it, in the order of the column."""
    column_height = sum(placed.high for placed in right) + _GAP * (len(right) - 1)
    needed_height = sum(placed.high for placed in left) + _GAP * (len(left) - 1)
    spare_height = max(0.0, column_height - needed_height)
    tops, next_top, used_height = [], top, 0.0
    for place, placed in enumerate(left):
        readers = [right_tops[row] for row, box in enumerate(chart.right) if place in box.reads]
        wished_top = sum(readers) / len(readers) if readers else next_top
        shift = float(round(min(max(0.0, wished_top - next_top), spare_height - used_height)))
        used_height += shift
        tops.append(_clear(next_top + shift, placed.high, top - 4))
        next_top = tops[-1] + placed.high + _GAP
    return tops


def _lanes(left: Sequence[MapBox]) -> dict[int, int]:
    """For each box that another on the left reads, the lane beside the column in which its line runs down."""
    lowest_reader = {source: place for place, box in enumerate(left) for source in box.reads}
    lanes: dict[int, int] = {}
    for source in sorted(lowest_reader, key=lambda place: (lowest_reader[place] - place, place)):
        taken_lanes = {
            lane
            for other_source, lane in lanes.items()
            if other_source <= lowest_reader[source] and source <= lowest_reader[other_source]
        }
        lanes[source] = next(lane for lane in range(len(lowest_reader)) if lane not in taken_lanes)
    return lanes


def _draw_edges(
    chart: Wiring,
    lanes: dict[int, int],
    columns: tuple[float, float, float],
    tops: tuple[Sequence[float], Sequence[float]],
    canvas: Canvas,
) -> None:
    margin, edge, middle = columns
    port = _EDGE + 7
    paths = []
    for place, box in enumerate(chart.left):
        for source in box.reads:
            lane = margin - 10 - _LANE * lanes[source]
            start, end = tops[0][source] + port + 4, tops[0][place] + port - 2
            route = f"M{number(margin)} {number(start)}H{number(lane + 3)}q-3 0-3 3V{number(end - 3)}q0 3 3 3"
            paths.append((source, place, f"{route}H{number(margin - 2)}"))
    reach = (middle - edge) / 2
    for row, box in enumerate(chart.right):
        for source in box.reads:
            start, end = tops[0][source] + port, tops[1][row] + port
            route = f"M{number(edge)} {number(start)}c{number(reach)} 0 {number(reach)} {number(end - start)}"
            paths.append(
                (source, len(chart.left) + row, f"{route} {number(2 * reach - 3)} {number(end - start)}")
            )
    paths_svg = "".join(f'<path data-of="{source} {target}" d="{route}"/>' for source, target, route in paths)
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
    stroke_paths, sign_marks = [], []
    for place in range(len(chart.heads)):
        party_middle = party_edge + _PARTY * (place + 0.5)
        stroke_paths.append(f"M{number(party_middle)} {number(tops[0])}V{number(bottom)}")
    for box_top, box_signs in zip(tops, chart.signs, strict=True):
        sign_height = box_top + _EDGE + 7
        last_place = max((place for place, sign in enumerate(box_signs) if sign), default=None)
        if last_place is not None:
            stroke_paths.append(
                f"M{number(party_edge - 8)} {number(sign_height)}"
                f"H{number(party_edge + _PARTY * (last_place + 0.5))}"
            )
        for place, sign in enumerate(box_signs):
            if sign:
                symbol = "better" if sign > 0 else "worse"
                party_middle = party_edge + _PARTY * (place + 0.5)
                sign_marks.append(
                    f'<use href="#{canvas.name}-{symbol}" x="{number(party_middle)}" y="{number(sign_height)}"/>'
                )
    canvas.elements.append(
        f'<path d="{"".join(stroke_paths)}" fill="none" stroke="{canvas.colour("line")}"/>'
    )
    canvas.elements.append("".join(sign_marks))


def _draw_texts(placed: _Placed, across: float, top: float, canvas: Canvas) -> None:
    for place, text in enumerate(placed.texts):
        text_x, text_y = across + text.across, top + text.down
        words = "".join(_words(text.lines, text_x + _BADGE + 5, text_y + 11))
        badge = _badge(text.slip.grade, text_x, text_y, canvas)
        canvas.elements.append(_link(text.slip, badge + words, canvas, is_bold=place == 0))


def _words(lines: Sequence[str], across: float, down: float) -> Iterator[str]:
    for place, line in enumerate(lines):
        place_text = f'x="{number(across)}" y="{number(down + _LINE * place)}"'
        yield f"<text {place_text}>{escape(line, quote=False)}</text>"


def _badge(grade: str, across: float, down: float, canvas: Canvas) -> str:
    return f'<use href="#{canvas.name}-{grade}" x="{number(across)}" y="{number(down)}"/>'


def _link(box: Slip | MapBox, drawn: str, canvas: Canvas, *, is_bold: bool = False) -> str:
    """What leads to the row that says more; a drawing by itself leads nowhere."""
    hint = f"<title>{escape(box.hint, quote=False)}</title>" if box.hint else ""
    weight = ' font-weight="700"' if is_bold else ""
    if not canvas.is_linked:
        return f"<g{weight}>{hint}{drawn}</g>"
    return f'<a href="#{escape(box.anchor)}"{weight}>{hint}{drawn}</a>'


def _on_one_line(name: str) -> str:
    """A name that fits upright above its column; who points at it sees the whole."""
    first_line, *more_lines = wrapped(name, _SIZE, _HEAD)
    return f"{first_line}…" if more_lines else first_line


def _heading(text: str, across: float, down: float) -> list[str]:
    return ['<g font-weight="700">', *_words([text], across, down), "</g>"]


def _draw_heads(chart: Wiring, columns: tuple[float, float], top: float, canvas: Canvas) -> float:
    """What stands above the middle column: its name, and each party upright; gives the height below it [px]."""
    middle, party_edge = columns
    head_names = [_on_one_line(head.text) for head in chart.heads]
    head_height = round(max([_LINE, *(text_width(name, _SIZE) for name in head_names)])) + 6.0
    canvas.elements += _heading(chart.names[1], middle, top + head_height - 6)
    for place, (head, name) in enumerate(zip(chart.heads, head_names, strict=True)):
        party_left = party_edge + _PARTY * (place + 0.5) + 4
        transform_svg = f"translate({number(party_left)} {number(top + head_height - 4)})rotate(-90)"
        canvas.elements.append(
            _link(head, f'<text transform="{transform_svg}">{escape(name, quote=False)}</text>', canvas)
        )
    return top + head_height + 2


def _draw_symbols(canvas: Canvas) -> None:
    """What is drawn many times, once: squares of grades, signs, and the tip of a line."""
    name = canvas.name
    squares_svg = "".join(_square(grade, canvas) for grade in _LOOKS)
    paper = canvas.colour("paper")
    better_svg = (
        f'<g id="{name}-better"><circle r="7" fill="{canvas.colour("gain")}"/>'
        f'<path d="M-4 0H4M0-4V4" stroke="{paper}" stroke-width="2"/></g>'
    )
    worse_svg = (
        f'<g id="{name}-worse"><rect x="-6.5" y="-6.5" width="13" height="13" fill="{paper}" '
        f'stroke="{canvas.colour("loss")}" stroke-width="1.5"/>'
        f'<path d="M-4 0H4" stroke="{canvas.colour("loss")}" stroke-width="2"/></g>'
    )
    tip_marker = (
        f'<marker id="{name}-tip" viewBox="0 0 6 6" refX="4" refY="3" markerWidth="6" markerHeight="6" '
        f'orient="auto"><path d="M0 0 6 3 0 6z" fill="{canvas.colour("quiet")}" stroke="none"/></marker>'
    )
    canvas.elements.append(f"<defs>{squares_svg}{better_svg}{worse_svg}{tip_marker}</defs>")


def _square(grade: str, canvas: Canvas) -> str:
    fill, ink = _LOOKS[grade]
    rim_svg = f' stroke="{canvas.colour("ink")}" stroke-dasharray="2 1.5"' if fill == "paper" else ""
    size = f'width="{number(_BADGE)}" height="{number(_BADGE)}"'
    letter_size = 8.5 if len(grade) > 1 else 11
    letter = f'x="{number(_BADGE / 2)}" y="11" font-size="{letter_size}" text-anchor="middle"'
    return (
        f'<g id="{canvas.name}-{grade}" font-weight="700"><rect {size} rx="2" '
        f'fill="{canvas.colour(fill)}"{rim_svg}/>'
        f'<text {letter} fill="{canvas.colour(ink)}">{grade}</text></g>'
    )


def _draw_key(chart: Wiring, canvas: Canvas) -> float:
    """The grades and the signs with their names; gives the height below them [px]."""
    symbol_left, symbol_top = 0.0, 0.0
    entries = [*chart.grades, ("better", chart.sign_names[0]), ("worse", chart.sign_names[1])]
    for symbol, text in entries:
        symbol_width = round(_BADGE + 6 + text_width(text, _SIZE)) + 14.0
        if symbol_left and symbol_left + symbol_width > canvas.room:
            symbol_left, symbol_top = 0.0, symbol_top + _LINE + 4
        if symbol in _LOOKS:
            symbol_svg = _badge(symbol, symbol_left, symbol_top, canvas)
        else:
            place_svg = f'x="{number(symbol_left + 7)}" y="{number(symbol_top + 7)}"'
            symbol_svg = f'<use href="#{canvas.name}-{symbol}" {place_svg}/>'
        canvas.elements += [symbol_svg, *_words([text], symbol_left + _BADGE + 6, symbol_top + 11)]
        symbol_left += symbol_width
    return symbol_top + _LINE + 4
