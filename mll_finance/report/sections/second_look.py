"""What is allowed but deserves a second look, with what is expected and what to do."""

from __future__ import annotations

from mll_finance.errors import Problem
from mll_finance.inputs.method.preconditions import NAME
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.second_look.points import PARTS, points
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import name_of
from mll_finance.report.section import section
from mll_finance.terms import told, unit


@section(nl="Wat een tweede blik verdient", en="What deserves a second look", anchor="second-look")
def blocks(context: Context) -> list[Block]:
    """The points in the order of the case, or the sentence that there are none."""
    remarks = sorted(points(context.study.case), key=lambda point: point.line or 0)
    if not remarks:
        return [Prose(context.say("second_look_nothing"))]
    intro = "second_look_intro_one" if len(remarks) == 1 else "second_look_intro"
    return [
        Prose(context.say(intro, count=len(remarks))),
        Table(
            context.say("second_look_table"),
            tuple(context.say(f"second_look_{part}") for part in PARTS),
            tuple(_row(context, point) for point in remarks),
            corner=context.word("path"),
            note=context.say("second_look_note"),
            anchor="table-second-look",
        ),
    ]


def _row(context: Context, point: Problem) -> Row:
    words = told(point, context.language, _names(context, point))
    texts = (words.found, words.allowed, words.remedy)
    cells = tuple(Cell(text[:1].upper() + text[1:]) for text in texts)
    return Row(_place(context, point.path), cells, note=point.path)


def _place(context: Context, path: str) -> str:
    """Reader's name of a place in the case."""
    leaf = context.study.case.graph.leaves.get(path)
    if leaf is not None:
        return name_of(context, leaf)
    section, *rest = path.split(".")
    if section == NAME:
        return context.words(checklist()[rest[0]].text.title)
    return context.title(section, rest[0]) if rest else context.say(f"second_look_{section}")


def _names(context: Context, point: Problem) -> dict[str, object]:
    """What a point names by id, and its number, in the words and notation of the reader."""
    names: dict[str, object] = {
        role: context.title("parties", str(point.fields[role]))
        for role in ("payer", "receiver")
        if role in point.fields
    }
    if "line" in point.fields:
        names["line"] = context.title("lines", str(point.fields["line"]).removeprefix("lines."))
    if "output" in point.fields:
        names["output"] = context.title("quantities", str(point.fields["output"]).split(".")[0])
    for role in ("above", "below"):
        if role in point.fields:
            names[role] = unit(str(point.fields[role]), context.language)
    if "value" in point.fields:
        names["value"] = context.number(float(str(point.fields["value"])), "number")
    return names
