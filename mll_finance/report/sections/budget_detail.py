"""The budget broken down: duration, programme, taakveld, kind of cost; whole horizon, indices, capital charges."""

from __future__ import annotations

from mll_finance.inputs.case.price_index import CPI
from mll_finance.judgement.decision import proposed_alternative
from mll_finance.municipal_budget.budget import (
    BudgetTable,
    left_to_charge,
)
from mll_finance.municipal_budget.resilience import rules
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.budget_tables import scaling_note, sign_note, signed
from mll_finance.report.pieces.money.for_the_controller import omslagrente_text
from mll_finance.report.pieces.money.indices import index_name
from mll_finance.report.section import section


@section(nl="De begroting uitgesplitst", en="The budget broken down", anchor="budget-detail")
def blocks(context: Context) -> list[Block]:
    """Every breakdown, in the sign convention of the municipality."""
    proposed_id = proposed_alternative(context.study)
    return [
        Prose(context.say("budget_detail_intro")),
        _duration(context),
        _life(context),
        _capital(context, proposed_id),
        Prose(omslagrente_text(context, proposed_id)),
        _index(context),
        *scaling_note(context, proposed_id),
    ]


def _duration(context: Context) -> Table:
    rows = []
    budget_years: tuple[int, ...] = ()
    for alternative_id in context.study.case.projects:
        signed_budget = signed(context, alternative_id)
        budget_years, alternative_title = signed_budget.years, context.title("alternatives", alternative_id)
        for duration_id in ("structural", "incidental", None):
            duration_budget = BudgetTable(
                budget_years,
                tuple(
                    budget_line for budget_line in signed_budget.lines if budget_line.duration == duration_id
                ),
            )
            if duration_budget.lines:
                duration_word = (
                    context.word(duration_id) if duration_id else context.say("budget_no_duration")
                )
                row_heading = f"{alternative_title}: {duration_word[:1].lower()}{duration_word[1:]}"
                rows.append(_part(context, row_heading, duration_budget))
        pm_mark = " + PM" if signed_budget.pm else ""
        total_cells = tuple(context.amount(float(amount)) for amount in signed_budget.total())
        rows.append(Row(alternative_title + pm_mark, total_cells, total=True))
    limit_text = context.number(rules(context.study).find("incidental_years").value, "number")
    note_sentence = f"{context.say('budget_duration_note', limit=limit_text)} {sign_note(context)}"
    return Table(
        context.say("budget_duration_table"),
        tuple(map(str, budget_years)),
        tuple(rows),
        corner=context.word("alternative"),
        note=note_sentence,
        anchor="table-duration",
    )


def _part(context: Context, name: str, part: BudgetTable) -> Row:
    """A part of the table; PM in its cells where none of its lines has an amount."""
    if len(part.pm) == len(part.lines):
        return Row(name, tuple(context.pm() for _ in part.years), indent=1)
    pm_mark = " + PM" if part.pm else ""
    return Row(name + pm_mark, tuple(context.amount(float(amount)) for amount in part.total()), indent=1)


def _life(context: Context) -> Table:
    rows = []
    for alternative_id in context.study.case.projects:
        signed_budget = signed(context, alternative_id, years=None)
        pm_mark = " + PM" if signed_budget.pm else ""
        balance_by_year = [float(amount) for amount in signed_budget.total()]
        balance_cells = tuple(context.amount(amount) for amount in (*balance_by_year, signed_budget.balance))
        rows.append(Row(context.title("alternatives", alternative_id) + pm_mark, balance_cells))
    return Table(
        context.say("budget_life_table"),
        (*map(str, context.study.case.years), context.word("total")),
        tuple(rows),
        corner=context.word("alternative"),
        note=f"{context.say('budget_life_note')} {sign_note(context)}",
        anchor="table-life",
    )


def _capital(context: Context, alternative: str) -> Block:
    study, case = context.study, context.study.case
    signed_budget = signed(context, alternative, years=None)
    activated_lines = [
        activated_line
        for activated_line in signed_budget.lines
        if activated_line.activated and activated_line.amounts is not None
    ]
    if not activated_lines:
        return Prose(context.say("budget_nothing_activated"))
    rows = [
        Row(
            context.title("lines", activated_line.line),
            tuple(context.amount(float(amount)) for amount in activated_line.amounts),
        )
        for activated_line in activated_lines
        if activated_line.amounts is not None
    ]
    term_sentences = []
    for activated_line in activated_lines:
        activation = case.lines[activated_line.line].activation
        if activation is not None:
            term_sentences.append(
                context.say(
                    "budget_capital_term",
                    line=context.title("lines", activated_line.line),
                    method=context.say(f"budget_method_{activation.method}"),
                    years=activation.years,
                    interest=context.number(activation.interest, "percent"),
                    first=context.number(activation.first_year, "percent"),
                    source=context.reference(activation.source),
                )
            )
    left_to_charge_text = context.number(left_to_charge(study, alternative), "euro")
    note_text = context.say(
        "budget_capital_note", terms=" ".join(term_sentences), last=case.years[-1], left=left_to_charge_text
    )
    return Table(
        context.say("budget_capital_table", alternative=context.title("alternatives", alternative)),
        tuple(map(str, signed_budget.years)),
        tuple(rows),
        corner=context.word("line"),
        note=note_text,
        anchor="table-capital",
    )


def _index(context: Context) -> Table:
    study, case = context.study, context.study.case
    rows = []
    index_id_per_line = [line.index or CPI for line in case.lines.values() if line.basis == "real"]
    for index_id in dict.fromkeys(sorted(index_id_per_line)):
        index_title = index_name(index_id, context.language)
        inflation_factors = study.central.inflation(index_id)
        factor_cells = tuple(
            Cell(float(inflation_factor), "factor") for inflation_factor in inflation_factors
        )
        rows.append(Row(index_title, (Cell(index_id_per_line.count(index_id), "number"), *factor_cells)))
    return Table(
        context.say("budget_index_table"),
        (context.say("budget_index_lines"), *map(str, case.years)),
        tuple(rows),
        corner="Index",
        note=context.say("budget_index_note", level=case.prices.level_year),
        anchor="table-index",
    )
