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
    shown_alternatives = dict.fromkeys([case_advice.about, case_advice.choice])
    alternatives = [str(name) for name in shown_alternatives if name not in (None, BASELINE)]
    rows: list[Row] = []
    for name in alternatives:
        rows += _of(context, with_later_years(context.study, name), name if len(alternatives) > 1 else "")
    names_text = ", ".join(context.title("alternatives", name) for name in alternatives)
    notes = [context.say("decision_budget_note"), sign_note(context), *_first_benefits(context, alternatives)]
    return Table(
        context.say("decision_budget", alternatives=names_text),
        _columns(context),
        tuple(rows),
        note=" ".join(notes),
        anchor="table-decision-budget",
    )


def _columns(context: Context) -> tuple[str, ...]:
    """The years of the budget, and those after it together."""
    years = context.study.case.years
    columns = tuple(map(str, years[:YEARS]))
    if len(years) <= YEARS:
        return columns
    first_year, last_year = years[YEARS], years[-1]
    key = "decision_later_year" if first_year == last_year else "decision_later_years"
    return (*columns, context.say(key, first=first_year, last=last_year))


def _of(context: Context, budget: LaterYears, alternative: str) -> list[Row]:
    """Costs, income, balance, cover and what is still to be covered, by year; below its name where it has one."""
    favourable = budget_settings(context.study).sign
    rows = [
        Row(
            context.say(f"decision_row_{word}") + (" + PM" if word in budget.with_pm else ""),
            tuple(context.amount(float(amount)) for amount in in_sign_convention(amounts, favourable)),
            total=word in ("balance", "left"),
        )
        for word, amounts in budget.amounts.items()
    ]
    if not alternative:
        return rows
    heading = Row(context.title("alternatives", alternative), tuple(Cell("") for _ in _columns(context)))
    return [heading, *rows]


def _first_benefits(context: Context, alternatives: list[str]) -> list[str]:
    """That the first income comes after the years of the budget, where it does."""
    years = context.study.case.years[:YEARS]
    first_by_alternative = {
        name: with_later_years(context.study, name).first_benefit for name in alternatives
    }
    return [
        context.say("decision_first_benefit", alternative=context.title("alternatives", name), year=year)
        for name, year in first_by_alternative.items()
        if year is not None and year > years[-1]
    ]
