"""What is allowed but deserves a second look, with what is expected and what to do."""

from __future__ import annotations

from mll_finance.errors import Problem
from mll_finance.inputs.second_look.points import PARTS, points
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.second_look import names_in, place_of
from mll_finance.report.section import section
from mll_finance.terms import capital, told


@section(nl="Wat een tweede blik verdient", en="What deserves a second look", anchor="second-look")
def blocks(context: Context) -> list[Block]:
    """The points in the order of the case, or the sentence that there are none."""
    points_by_line = sorted(points(context.study.case), key=lambda point: point.line or 0)
    if not points_by_line:
        return [Prose(context.say("second_look_nothing"))]
    intro_key = "second_look_intro_one" if len(points_by_line) == 1 else "second_look_intro"
    return [
        Prose(context.say(intro_key, count=len(points_by_line))),
        Table(
            context.say("second_look_table"),
            tuple(context.say(f"second_look_{part_key}") for part_key in PARTS),
            tuple(_row(context, doubt_point) for doubt_point in points_by_line),
            corner=context.word("path"),
            note=context.say("second_look_note"),
            anchor="table-second-look",
        ),
    ]


def _row(context: Context, point: Problem) -> Row:
    doubt_told = told(point, context.language, names_in(context, point))
    found_allowed_and_remedy = (doubt_told.found, doubt_told.allowed, doubt_told.remedy)
    part_cells = tuple(Cell(capital(part_text)) for part_text in found_allowed_and_remedy)
    return Row(place_of(context, point.path), part_cells, note=point.path)
