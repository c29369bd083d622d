"""Remarks at numbers, lines and quantities, in words."""

from __future__ import annotations

from mll_finance.inputs.method.remarks import Remark
from mll_finance.report.blocks import Block, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name


def remarks_text(context: Context, path: str) -> str:
    """Every remark at a path, one after the other; empty where there is none."""
    remarks_at_path = (
        remark_at_path
        for remark_at_path in context.study.case.parts(Remark).values()
        if remark_at_path.belongs_to(path)
    )
    return " ".join(
        context.say(
            "remark_told",
            who=context.words(remark_at_path.who),
            when=context.day(remark_at_path.when),
            what=context.words(remark_at_path.what),
            state=context.say(f"remark_{remark_at_path.state}"),
        )
        for remark_at_path in remarks_at_path
    )


def remarks_table(context: Context) -> list[Block]:
    """All remarks, those that are open first; nothing where the case has none."""
    remarks = sorted(context.study.case.parts(Remark).values(), key=lambda remark: remark.state != "open")
    if not remarks:
        return []
    column_titles = tuple(
        context.say(f"remark_column_{column_key}") for column_key in ("what", "who", "when", "state")
    )
    rows = tuple(
        Row(
            _name(context, remark),
            (
                Cell(context.words(remark.what)),
                Cell(context.words(remark.who)),
                Cell(context.day(remark.when)),
                Cell(context.say(f"remark_{remark.state}")),
            ),
            note=remark.path,
        )
        for remark in remarks
    )
    return [
        Table(
            context.say("remark_table"),
            column_titles,
            rows,
            corner=context.say("remark_column_place"),
            anchor="table-remarks",
        )
    ]


def _name(context: Context, remark: Remark) -> str:
    """The reader's name of the place of a remark."""
    for path, number_leaf in context.study.case.graph.leaves.items():
        if remark.belongs_to(path):
            return full_name(context, number_leaf)
    section_name, _, path_within_section = remark.path.partition(".")
    owner_id = path_within_section.partition(".")[0]
    return context.title(section_name, owner_id)
