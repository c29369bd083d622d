"""Where the case stands: the steps of the method, and what the case shows of each."""

from __future__ import annotations

from mll_finance.inputs.case.method_steps import Shown, evidence_title, shown, steps
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Waar deze case staat", en="Where this case stands", anchor="method-steps")
def blocks(context: Context) -> list[Block]:
    """The steps with their question, what is in the case, what is not yet, and the gate."""
    rows = tuple(
        _row(context, step_number, shown_step)
        for step_number, shown_step in enumerate(shown(context.study.case), start=1)
    )
    column_keys = ("method_steps_there", "method_steps_missing", "method_steps_gate")
    return [
        Prose(context.say("method_steps_intro")),
        Table(
            context.say("method_steps_table"),
            tuple(context.say(column_key) for column_key in column_keys),
            rows,
            corner=context.say("method_steps_step"),
            anchor="table-method-steps",
        ),
    ]


def _row(context: Context, number: int, followed: Shown) -> Row:
    method_step = steps()[followed.step]
    cell_texts = (
        _listed(context, followed.there),
        _listed(context, followed.missing),
        context.words(method_step.gate),
    )
    step_heading = f"{number}. {context.words(method_step.title)}"
    return Row(
        step_heading,
        tuple(Cell(cell_text) for cell_text in cell_texts),
        note=context.words(method_step.question),
    )


def _listed(context: Context, names: tuple[str, ...]) -> str:
    if not names:
        return context.say("method_steps_none")
    return "; ".join(evidence_title(evidence_id, context.language) for evidence_id in names)
