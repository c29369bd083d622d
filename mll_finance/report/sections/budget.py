"""The municipal budget: four years, accrual and liquidity apart."""

from __future__ import annotations

from typing import Literal

from mll_finance.municipal_budget.budget import BudgetLine, BudgetTable, budget_settings, budget_table
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.for_the_controller import (
    field_cell,
    formation_rows,
    iv3_note,
    omslagrente_rows,
)
from mll_finance.report.pieces.money.indices import indices_used
from mll_finance.report.section import section


@section(nl="Baten en lasten per jaar", en="Income and expenditure by year", anchor="budget")
def blocks(context: Context) -> list[Block]:
    """For each alternative the accrual table; the liquidity table where it differs."""
    study = context.study
    section_blocks: list[Block] = [
        Prose(context.say("budget_intro")),
        indices_used(context),
    ]
    for alternative_id in study.case.projects:
        accrual_budget, cash_budget = (
            budget_table(study, alternative_id),
            budget_table(study, alternative_id, accounting="cash"),
        )
        sign_convention = budget_settings(study).sign
        section_blocks.append(
            _table(context, alternative_id, accrual_budget.signed(sign_convention), "budget")
        )
        if (
            any(line.activated for line in accrual_budget.lines)
            or (accrual_budget.total() != cash_budget.total()).any()
        ):
            section_blocks.append(
                _table(context, alternative_id, cash_budget.signed(sign_convention), "cash")
            )
        else:
            section_blocks.append(
                Prose(
                    context.say("liquidity_equal", alternative=context.title("alternatives", alternative_id))
                )
            )
    return section_blocks


def _table(
    context: Context, alternative: str, table: BudgetTable, accounting: Literal["budget", "cash"]
) -> Table:
    rows: list[Row] = []
    for side, side_word in (("costs", "lasten"), ("benefits", "baten")):
        side_lines = [budget_line for budget_line in table.lines if _side(context, budget_line) == side]
        if not side_lines:
            continue
        rows += [_row(context, budget_line, table) for budget_line in side_lines]
        total_cells = tuple(context.amount(float(amount)) for amount in table.total(side))  # type: ignore[arg-type]
        rows.append(Row(context.word(side_word), (*total_cells, Cell(""), Cell("")), total=True))
    balance_cells = tuple(context.amount(float(amount)) for amount in table.total())
    pm_mark = " + PM" if table.pm else ""
    is_in_plus_convention = budget_settings(context.study).sign == "plus"
    rows.append(Row(context.word("balance") + pm_mark, (*balance_cells, Cell(""), Cell("")), total=True))
    note_texts = [
        context.say("budget_sign" if is_in_plus_convention else "budget_sign_turned"),
        iv3_note(context, table),
    ]
    if accounting == "budget":
        staff_rows = formation_rows(context, alternative)
        rows += [*omslagrente_rows(context, alternative), *staff_rows]
        note_texts += [context.say("budget_formation_note")] if staff_rows else []
    return Table(
        context.say(f"table_{accounting}", alternative=context.title("alternatives", alternative)),
        (*map(str, table.years), context.say("budget_field"), context.word("duration")),
        tuple(rows),
        corner=context.word("line"),
        note=" ".join(note_text for note_text in note_texts if note_text),
        anchor=f"table-{accounting}-{alternative}",
    )


def _side(context: Context, line: BudgetLine) -> str:
    if line.side is not None:
        return line.side
    return "costs" if context.study.case.lines[line.line].payer == "municipality" else "benefits"


def _row(context: Context, line: BudgetLine, table: BudgetTable) -> Row:
    field_and_duration_cells = (field_cell(line), Cell(context.word(line.duration) if line.duration else "-"))
    if line.amounts is None:
        return Row(
            context.title("lines", line.line),
            (*[context.pm() for _ in table.years], *field_and_duration_cells),
        )
    return Row(
        context.title("lines", line.line),
        (*[context.amount(float(amount)) for amount in line.amounts], *field_and_duration_cells),
    )
