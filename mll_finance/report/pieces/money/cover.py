"""Cover of the balance by year, and whether it closes."""

from __future__ import annotations

from mll_finance.municipal_budget.budget import Array, budget_settings, in_sign_convention
from mll_finance.municipal_budget.cover import CoverAmount, CoveredBudget, long_incidental
from mll_finance.municipal_budget.resilience import rules
from mll_finance.report.blocks import Block, Callout, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.budget_tables import sign_note


def cover_table(context: Context, alternative: str, budget: CoveredBudget) -> Table:
    """Balance, cover and what is left, by year."""
    sign_convention = budget_settings(context.study).sign
    balance_pm_mark = " + PM" if budget.pm else ""

    def row(name: str, amounts: Array, *, total: bool = False, note: str = "") -> Row:
        amount_cells = tuple(
            context.amount(float(amount)) for amount in in_sign_convention(amounts, sign_convention)
        )
        return Row(name, amount_cells, total=total, note=note)

    has_unknown_cover = any(cover_amount.amounts is None for cover_amount in budget.items)
    rows = [
        row(context.say("coverage_structural"), budget.structural),
        row(context.say("coverage_incidental"), budget.incidental),
        row(context.word("balance") + balance_pm_mark, budget.balance, total=True),
    ]
    for cover_amount in budget.items:
        cover_title, cover_note = cover_name(context, cover_amount), _about(context, cover_amount)
        if cover_amount.amounts is None:
            rows.append(Row(cover_title, tuple(context.pm() for _ in budget.years), note=cover_note))
        else:
            rows.append(row(cover_title, cover_amount.amounts, note=cover_note))
    rows.append(
        row(
            context.say("coverage_total") + (" + PM" if has_unknown_cover else ""), budget.cover(), total=True
        )
    )
    remaining_pm_mark = " + PM" if has_unknown_cover or budget.pm else ""
    rows.append(row(context.say("coverage_remaining") + remaining_pm_mark, budget.remaining, total=True))
    return Table(
        context.say("coverage_table", alternative=context.title("alternatives", alternative)),
        tuple(map(str, budget.years)),
        tuple(rows),
        corner=context.word("line"),
        note=sign_note(context),
        anchor=f"table-cover-{alternative}",
    )


def cover_name(context: Context, item: CoverAmount) -> str:
    """Name of an item of cover."""
    return context.words(item.cover.title, item.id.replace("_", " "))


def _about(context: Context, item: CoverAmount) -> str:
    decided_sentence = context.say("coverage_decided" if item.cover.decided else "coverage_proposed")
    duration_word = context.word(item.cover.duration).lower()
    return f"{context.say(f'coverage_kind_{item.cover.kind}')}, {duration_word}, {decided_sentence}"


def by_year(context: Context, amounts: dict[int, float]) -> str:
    """Amounts by year in words."""
    return "; ".join(f"{year}: {context.number(amount, 'euro')}" for year, amount in amounts.items())


def closing(context: Context, alternative: str, budget: CoveredBudget) -> list[Block]:
    """Whether the cover closes; else what is missing in which year, and what is PM."""
    alternative_title = context.title("alternatives", alternative)
    section_blocks: list[Block] = []
    if budget.missing:
        closing_sentence = context.say(
            "coverage_missing", alternative=alternative_title, missing=by_year(context, budget.missing)
        )
        section_blocks.append(Callout(context.say("coverage_missing_title"), closing_sentence, "bad"))
    elif budget.not_closing:
        closing_sentence = context.say(
            "coverage_over", alternative=alternative_title, years=by_year(context, budget.not_closing)
        )
        section_blocks.append(Callout(context.say("coverage_over_title"), closing_sentence, "caution"))
    elif budget.closes:
        closing_sentence = context.say("coverage_closes", alternative=alternative_title)
        has_structural_gap = bool(budget.structural_gap)
        closing_heading_text = (
            context.say("coverage_closes_structural")
            if has_structural_gap
            else context.say("coverage_closes_title")
        )
        section_blocks.append(
            Callout(closing_heading_text, closing_sentence, "caution" if has_structural_gap else "good")
        )
    else:
        closing_sentence = context.say("coverage_pm", alternative=alternative_title)
        section_blocks.append(Callout(context.say("coverage_over_title"), closing_sentence, "caution"))
    unknown_cover_texts = [
        f"{cover_name(context, cover_amount)} ({context.words(cover_amount.cover.pm)})"
        for cover_amount in budget.items
        if cover_amount.amounts is None
    ]
    if unknown_cover_texts:
        section_blocks.append(Prose(context.say("coverage_why_pm", items="; ".join(unknown_cover_texts))))
    if budget.structural_gap:
        gap_text = by_year(context, budget.structural_gap)
        section_blocks.append(
            Prose(context.say("coverage_structural_gap", alternative=alternative_title, gap=gap_text))
        )
    incidental_year_limit = rules(context.study).find("incidental_years").value
    long_line_titles = [
        context.title("lines", line_id)
        for line_id in long_incidental(context.study, alternative, incidental_year_limit)
    ]
    if long_line_titles:
        limit_text = context.number(incidental_year_limit, "number")
        section_blocks.append(
            Prose(
                context.say("coverage_incidental_long", limit=limit_text, lines=", ".join(long_line_titles))
            )
        )
    return section_blocks
