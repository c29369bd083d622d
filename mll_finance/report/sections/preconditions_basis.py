"""The rules behind the preconditions, with how certain each is and its source."""

from __future__ import annotations

from mll_finance.judgement.checks import case_standings
from mll_finance.report.blocks import Block, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(
    nl="Waarop de randvoorwaarden rusten", en="What the preconditions rest on", anchor="preconditions-basis"
)
def blocks(context: Context) -> list[Block]:
    """One table: each check that applies, its rule, its kind, how certain it is, and the source."""
    check_by_id = {standing.check.id: standing.check for standing in case_standings(context.study.case)}
    if not check_by_id:
        return []
    columns = ("norm", "duty", "certainty", "source")
    table = Table(
        context.say("precondition_norm_table"),
        tuple(context.say(f"precondition_{name}") for name in columns),
        tuple(
            Row(
                context.words(check.text.title),
                (
                    Cell(context.words(check.text.norm)),
                    Cell(context.say("precondition_law" if check.is_law else "precondition_policy")),
                    Cell(context.say(f"precondition_certainty_{check.certainty}")),
                    Cell(context.reference(check.norm.source)),
                ),
                note=context.words(check.text.question),
            )
            for check in check_by_id.values()
        ),
        corner=context.say("precondition_check"),
        note=context.say("precondition_norm_note"),
        anchor="table-norms",
    )
    return [table]
