"""Budget tables in the sign convention of the municipality, and what they must say."""

from __future__ import annotations

from mll_finance.municipal_budget.budget import (
    BudgetGroup,
    BudgetTable,
    budget_settings,
    budget_table,
)
from mll_finance.parties.scaling import not_scaling
from mll_finance.report.blocks import Block, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.for_the_controller import iv3_note
from mll_finance.terms import sentences


def scaling_note(context: Context, alternative: str) -> list[Block]:
    """What must not be multiplied over municipalities; nothing where every line scales."""
    lost_line_ids = not_scaling(context.study, alternative)
    if not lost_line_ids:
        return []
    line_titles_text = ", ".join(context.title("lines", line_id) for line_id in lost_line_ids)
    return [Prose(context.say("council_scaling_text", lines=line_titles_text))]


def signed(context: Context, alternative: str, *, years: int | None = 4) -> BudgetTable:
    """The accrual budget of an alternative in the sign convention of the municipality."""
    budget = budget_table(context.study, alternative, years=years)
    return budget.signed(budget_settings(context.study).sign)


def sign_note(context: Context) -> str:
    """Which sign is unfavourable."""
    return context.say(f"budget_sign_{budget_settings(context.study).sign}")


def change_table(context: Context, alternative: str) -> Table:
    """Lasten and baten by programme, taakveld, kind of cost and category of Iv3: what a begrotingswijziging holds."""
    signed_budget = signed(context, alternative)
    rows: list[Row] = []
    has_taakveld = any(budget_line.taakveld for budget_line in signed_budget.lines)
    current_programme: object = ()
    for budget_group in signed_budget.by_iv3.groups("programme", "taakveld", "category", "iv3"):
        if budget_group.names[0] != current_programme:
            current_programme = budget_group.names[0]
            programme_budget = BudgetTable(
                signed_budget.years,
                tuple(
                    programme_line
                    for programme_line in signed_budget.lines
                    if programme_line.programme == current_programme
                ),
            )
            rows.append(_sum(context, _programme(context, budget_group.names[0]), programme_budget))
        rows.append(_group(context, budget_group, has_taakveld=has_taakveld))
    rows.append(_sum(context, context.word("balance"), signed_budget))
    note_texts = (
        "" if has_taakveld else context.say("budget_no_taakvelden"),
        context.say("budget_change_note", sign=sign_note(context)),
        iv3_note(context, signed_budget),
    )
    return Table(
        context.say("budget_change_table", alternative=context.title("alternatives", alternative)),
        tuple(map(str, signed_budget.years)),
        tuple(rows),
        corner=context.word("line"),
        note=" ".join(filter(None, note_texts)),
        anchor="table-change",
    )


def _sum(context: Context, name: str, table: BudgetTable) -> Row:
    pm_mark = " + PM" if table.pm else ""
    return Row(name + pm_mark, tuple(context.amount(float(amount)) for amount in table.total()), total=True)


def _programme(context: Context, name: str | None) -> str:
    programme_by_id = budget_settings(context.study).programmes
    return (
        context.words(programme_by_id[name].title)
        if name in programme_by_id
        else context.say("budget_no_programme")
    )


def _group(context: Context, group: BudgetGroup, *, has_taakveld: bool) -> Row:
    _, taakveld_code, category_id, iv3_code = group.names
    taakveld_settings = budget_settings(context.study).taakvelden.get(taakveld_code or "")
    taakveld_text = (
        f"{taakveld_code} {context.words(taakveld_settings.title)}"
        if taakveld_settings
        else taakveld_code or (context.say("budget_no_taakveld") if has_taakveld else "")
    )
    side_word = context.word("lasten" if group.side == "costs" else "baten").lower()
    iv3_mark = "" if iv3_code is None else f" (Iv3 {iv3_code})"
    group_name = ", ".join(
        filter(None, (taakveld_text, f"{category_name(context, category_id)}{iv3_mark}", side_word))
    )
    if group.pm and not group.amounts.any():
        return Row(group_name, tuple(context.pm() for _ in group.amounts), indent=1)
    pm_mark = " + PM" if group.pm else ""
    return Row(
        group_name + pm_mark, tuple(context.amount(float(amount)) for amount in group.amounts), indent=1
    )


def category_name(context: Context, category: str | None) -> str:
    """A kind of cost in words: those that the suite knows, else as the case writes it."""
    if category is None:
        return context.say("budget_no_category")
    sentence_key = f"budget_category_{category}"
    return context.say(sentence_key) if sentence_key in sentences() else category.replace("_", " ")
