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
    codes_text = " + ".join(line_part.iv3 or "-" for line_part in line.parts)
    return Cell(f"{line.taakveld or '-'} / {codes_text}")


def iv3_note(context: Context, table: BudgetTable) -> str:
    """The names of the categories of Iv3 in a table, and that the controller confirms them; empty where it has none."""
    iv3_codes = sorted({line.iv3 for line in table.by_iv3.lines if line.iv3 is not None})
    if not iv3_codes:
        return ""
    codes_with_title = (
        (iv3_code, category_title(context.study.case, iv3_code, context.language)) for iv3_code in iv3_codes
    )
    categories_text = "; ".join(
        f"{iv3_code} {code_title}".strip() for iv3_code, code_title in codes_with_title
    )
    return context.say("budget_iv3_note", categories=categories_text)


def formation_rows(context: Context, alternative: str) -> list[Row]:
    """Own staff in fte, structural and incidental apart; nothing where the budget holds no own staff."""
    alternative_formation = formation(context.study, alternative)
    if not alternative_formation.lines:
        return []
    return [
        _fte_row(context, "structural", alternative_formation.structural, alternative_formation),
        _fte_row(context, "incidental", alternative_formation.incidental, alternative_formation),
    ]


def _fte_row(context: Context, duration: str, fte: Array, staff: Formation) -> Row:
    is_incidental = duration == "incidental"
    has_unknown_fte = any(
        staff_line.fte is None and (staff_line.duration == "incidental") == is_incidental
        for staff_line in staff.lines
    )
    row_label = context.say(f"budget_formation_{duration}") + (" + PM" if has_unknown_fte else "")
    return Row(
        row_label,
        (*(Cell(round(float(fte_of_year), 4), "number") for fte_of_year in fte), Cell(""), Cell("")),
    )


def omslagrente_rows(context: Context, alternative: str) -> list[Row]:
    """The balance with every capital charge at the omslagrente, where a line names another interest."""
    omslagrente_variant = at_omslagrente(context.study, alternative)
    if omslagrente_variant is None or not omslagrente_variant.lines:
        return []
    signed_balance_by_year = in_sign_convention(
        omslagrente_variant.balance, budget_settings(context.study).sign
    )
    row_label = context.say("budget_at_omslagrente", rate=context.number(omslagrente_variant.rate, "percent"))
    return [
        Row(
            row_label,
            (*(context.amount(float(amount)) for amount in signed_balance_by_year), Cell(""), Cell("")),
        )
    ]


def omslagrente_text(context: Context, alternative: str) -> str:
    """The present value at the omslagrente beside the one at the schedule; else that the case names no omslagrente."""
    omslagrente_variant = at_omslagrente(context.study, alternative)
    if omslagrente_variant is None:
        return context.say("omslagrente_unknown")
    return context.say(
        "omslagrente_value",
        alternative=context.title("alternatives", alternative),
        rate=context.number(omslagrente_variant.rate, "percent"),
        source=context.reference(omslagrente_variant.source),
        value=context.number(omslagrente_variant.present_value, "euro"),
        npv=context.number(omslagrente_variant.npv, "euro"),
    )
