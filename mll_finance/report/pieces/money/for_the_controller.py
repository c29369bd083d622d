"""What a controller reads beside the euros of a budget: the category of Iv3, the formation, and the omslagrente."""

from __future__ import annotations

from mll_finance.municipal_budget.budget import (
    Array,
    BudgetLine,
    BudgetTable,
    budget_settings,
    in_sign_convention,
)
from mll_finance.municipal_budget.formation import Formation, formation
from mll_finance.municipal_budget.iv3 import category_title
from mll_finance.municipal_budget.omslagrente import at_omslagrente
from mll_finance.report.blocks import Cell, Row
from mll_finance.report.context import Context


def field_cell(line: BudgetLine) -> Cell:
    """Taakveld and category of Iv3 of a line; of capital charges those of depreciation and interest."""
    codes_text = " + ".join(part.iv3 or "-" for part in line.parts)
    return Cell(f"{line.taakveld or '-'} / {codes_text}")


def iv3_note(context: Context, table: BudgetTable) -> str:
    """The names of the categories of Iv3 in a table, and that the controller confirms them; empty where it has none."""
    codes = sorted({line.iv3 for line in table.by_iv3.lines if line.iv3 is not None})
    if not codes:
        return ""
    titles = ((code, category_title(context.study.case, code, context.language)) for code in codes)
    categories_text = "; ".join(f"{code} {title}".strip() for code, title in titles)
    return context.say("budget_iv3_note", categories=categories_text)


def formation_rows(context: Context, alternative: str) -> list[Row]:
    """Own staff in fte, structural and incidental apart; nothing where the budget holds no own staff."""
    staff = formation(context.study, alternative)
    if not staff.lines:
        return []
    return [
        _fte_row(context, "structural", staff.structural, staff),
        _fte_row(context, "incidental", staff.incidental, staff),
    ]


def _fte_row(context: Context, duration: str, fte: Array, staff: Formation) -> Row:
    is_incidental = duration == "incidental"
    is_unknown = any(
        line.fte is None and (line.duration == "incidental") == is_incidental for line in staff.lines
    )
    row_label = context.say(f"budget_formation_{duration}") + (" + PM" if is_unknown else "")
    return Row(row_label, (*(Cell(round(float(count), 4), "number") for count in fte), Cell(""), Cell("")))


def omslagrente_rows(context: Context, alternative: str) -> list[Row]:
    """The balance with every capital charge at the omslagrente, where a line names another interest."""
    variant = at_omslagrente(context.study, alternative)
    if variant is None or not variant.lines:
        return []
    signed_balance = in_sign_convention(variant.balance, budget_settings(context.study).sign)
    row_label = context.say("budget_at_omslagrente", rate=context.number(variant.rate, "percent"))
    return [
        Row(row_label, (*(context.amount(float(amount)) for amount in signed_balance), Cell(""), Cell("")))
    ]


def omslagrente_text(context: Context, alternative: str) -> str:
    """The present value at the omslagrente beside the one at the schedule; else that the case names no omslagrente."""
    variant = at_omslagrente(context.study, alternative)
    if variant is None:
        return context.say("omslagrente_unknown")
    return context.say(
        "omslagrente_value",
        alternative=context.title("alternatives", alternative),
        rate=context.number(variant.rate, "percent"),
        source=context.reference(variant.source),
        value=context.number(variant.present_value, "euro"),
        npv=context.number(variant.npv, "euro"),
    )
