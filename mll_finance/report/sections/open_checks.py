"""The checks that still keep a phase from beginning, in short; the dossier has what each asks for."""

from __future__ import annotations

from mll_finance.inputs.method.preconditions import Standing
from mll_finance.judgement.advice import advice
from mll_finance.judgement.checks import case_standings
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.check_counts import counts_text
from mll_finance.report.section import section


@section(nl="Wat nog tegenhoudt", en="What still blocks", anchor="open-checks", public=True)
def blocks(context: Context) -> list[Block]:
    """How many checks are open, then each with who signs and before which phase."""
    if not advice(context.study).assessed:
        return [Prose(context.say("open_checks_unassessed"))]
    standings_of_case = case_standings(context.study.case)
    blocking_standings = [case_standing for case_standing in standings_of_case if case_standing.blocks]
    section_blocks: list[Block] = [Prose(counts_text(context, standings_of_case))]
    return [*section_blocks, _table(context, blocking_standings)] if blocking_standings else section_blocks


def _table(context: Context, blocking: list[Standing]) -> Table:
    first_standing_by_check: dict[str, Standing] = {}
    for check_standing in sorted(
        blocking, key=lambda standing: (not standing.vetoes, standing.status != "refused")
    ):
        first_standing_by_check.setdefault(check_standing.check.id, check_standing)
    rows = tuple(
        Row(
            context.words(check_standing.check.text.title),
            (
                Cell(context.words(check_standing.check.text.signs)),
                Cell(context.word(check_standing.check.text.before).lower()),
                Cell(context.say(f"precondition_status_{check_standing.status}")),
            ),
        )
        for check_standing in first_standing_by_check.values()
    )
    column_titles = (
        context.say("open_checks_signs"),
        context.say("open_checks_before"),
        context.say("open_checks_status"),
    )
    return Table(
        context.say("open_checks_table"),
        column_titles,
        rows,
        corner=context.say("precondition_check"),
        anchor="table-open-checks",
    )
