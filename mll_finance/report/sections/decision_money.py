"""What was asked in the municipal budget, year by year, and who pays and gains: the decision's second page."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.advice import advice
from mll_finance.municipal_budget.budget import YEARS, budget_settings, in_sign_convention
from mll_finance.municipal_budget.tail import LaterYears, with_later_years
from mll_finance.report.blocks import Block, Cell, Heading, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.budget_tables import sign_note
from mll_finance.report.pieces.party_table import party_table
from mll_finance.report.section import section


@section(
    nl="Wat het de gemeente kost, per jaar",
    en="What it costs the municipality, by year",
    anchor="decision-money",
)
def blocks(context: Context) -> list[Block]:
    """The budget of what was asked and of the choice, with what is covered; the balance of every party."""
    return [
        _budget(context),
        Heading(context.say("decision_parties"), anchor="decision-parties"),
        party_table(context, "table-decision-parties"),
    ]


def _budget(context: Context) -> Table:
    case_advice = advice(context.study)
    advised_and_chosen_ids = dict.fromkeys([case_advice.about, case_advice.choice])
    budgeted_ids = [
        str(alternative_id)
        for alternative_id in advised_and_chosen_ids
        if alternative_id not in (None, BASELINE)
    ]
    rows: list[Row] = []
    for alternative_id in budgeted_ids:
        rows += _of(
            context,
            with_later_years(context.study, alternative_id),
            alternative_id if len(budgeted_ids) > 1 else "",
        )
    alternative_titles_text = ", ".join(
        context.title("alternatives", alternative_id) for alternative_id in budgeted_ids
    )
    note_texts = [
        context.say("decision_budget_note"),
        sign_note(context),
        *_first_benefits(context, budgeted_ids),
    ]
    return Table(
        context.say("decision_budget", alternatives=alternative_titles_text),
        _columns(context),
        tuple(rows),
        note=" ".join(note_texts),
        anchor="table-decision-budget",
    )


def _columns(context: Context) -> tuple[str, ...]:
    """The years of the budget, and those after it together."""
    case_years = context.study.case.years
    budget_year_titles = tuple(map(str, case_years[:YEARS]))
    if len(case_years) <= YEARS:
        return budget_year_titles
    first_later_year, last_case_year = case_years[YEARS], case_years[-1]
    sentence_key = "decision_later_year" if first_later_year == last_case_year else "decision_later_years"
    return (*budget_year_titles, context.say(sentence_key, first=first_later_year, last=last_case_year))


def _of(context: Context, budget: LaterYears, alternative: str) -> list[Row]:
    """Costs, income, balance, cover and what is still to be covered, by year; below its name where it has one."""
    sign_convention = budget_settings(context.study).sign
    rows = [
        Row(
            context.say(f"decision_row_{row_key}") + (" + PM" if row_key in budget.with_pm else ""),
            tuple(
                context.amount(float(amount))
                for amount in in_sign_convention(amount_by_year, sign_convention)
            ),
            total=row_key in ("balance", "left"),
        )
        for row_key, amount_by_year in budget.amounts.items()
    ]
    if not alternative:
        return rows
    heading_row = Row(context.title("alternatives", alternative), tuple(Cell("") for _ in _columns(context)))
    return [heading_row, *rows]


def _first_benefits(context: Context, alternatives: list[str]) -> list[str]:
    """That the first income comes after the years of the budget, where it does."""
    budget_years = context.study.case.years[:YEARS]
    first_benefit_year_by_alternative = {
        alternative_id: with_later_years(context.study, alternative_id).first_benefit
        for alternative_id in alternatives
    }
    return [
        context.say(
            "decision_first_benefit", alternative=context.title("alternatives", alternative_id), year=year
        )
        for alternative_id, year in first_benefit_year_by_alternative.items()
        if year is not None and year > budget_years[-1]
    ]
