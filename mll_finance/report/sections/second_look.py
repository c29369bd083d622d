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
    sorted_points = sorted(points(context.study.case), key=lambda point: point.line or 0)
    if not sorted_points:
        return [Prose(context.say("second_look_nothing"))]
    intro_key = "second_look_intro_one" if len(sorted_points) == 1 else "second_look_intro"
    return [
        Prose(context.say(intro_key, count=len(sorted_points))),
        Table(
            context.say("second_look_table"),
            tuple(context.say(f"second_look_{part}") for part in PARTS),
            tuple(_row(context, point) for point in sorted_points),
            corner=context.word("path"),
            note=context.say("second_look_note"),
            anchor="table-second-look",
        ),
    ]


def _row(context: Context, point: Problem) -> Row:
    doubt_sentence = told(point, context.language, names_in(context, point))
    sentence_parts = (doubt_sentence.found, doubt_sentence.allowed, doubt_sentence.remedy)
    cells = tuple(Cell(capital(text)) for text in sentence_parts)
    return Row(place_of(context, point.path), cells, note=point.path)
