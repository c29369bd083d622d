"""The first screen: advice, the choices side by side, costs a year, who gains, how sure, what turns it."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.advice import AlternativeAdvice, advice
from mll_finance.judgement.comparison import within_band
from mll_finance.judgement.decision import Ranked, decision
from mll_finance.municipal_budget.budget import YEARS, budget_table
from mll_finance.report.blocks import Block, Brief, Briefs, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import short_advice, verdict_callout
from mll_finance.report.pieces.answer.municipality import cost_text, parties_text
from mll_finance.report.pieces.answer.must_be_true import must_be_true
from mll_finance.report.pieces.answer.sureness import sureness
from mll_finance.report.pieces.partner_costs import partner_costs
from mll_finance.report.section import section

_TURNS = 2
"""Numbers that turn the answer that are named: layout, so that the decision stays two pages."""


@section(nl="Advies", en="Advice", anchor="summary", headed=False)
def blocks(context: Context) -> list[Block]:
    """Advice and why; every choice with its range, cost a year, open checks; three questions of a reader answered."""
    return [verdict_callout(context), _table(context), _briefs(context), *partner_costs(context)]


def _table(context: Context) -> Table:
    """Every choice, doing nothing first and the others as the case has them."""
    case_decision, case_advice = decision(context.study), advice(context.study)
    rows = [_nothing(context)]
    rows += [
        _choice(context, case_advice.of(alternative_id), case_decision.of(alternative_id)[0])
        for alternative_id in context.study.case.projects
    ]
    case_years, case_prices = context.study.case.years, context.study.case.prices
    budget_years = case_years[:YEARS]
    column_titles = (
        context.say("decision_balance", first=case_years[0], last=case_years[-1]),
        context.say("decision_cost", first=budget_years[0], last=budget_years[-1]),
        context.say("decision_checks"),
        context.say("decision_advice"),
    )
    return Table(
        context.say("decision_table"),
        column_titles,
        tuple(rows),
        corner=context.say("decision_choice"),
        note=context.say("decision_legend", level=case_prices.level_year),
        anchor="table-alternatives",
        cards=True,
    )


def _nothing(context: Context) -> Row:
    return Row(
        context.say("decision_nothing"),
        (
            Cell(0.0, "euro", range=(0.0, 0.0)),
            context.euros(0.0),
            Cell("–"),
            Cell(
                context.say(
                    "decision_start"
                    if context.study.case.alternatives[BASELINE].feasible
                    else "decision_not_allowed"
                )
            ),
        ),
    )


def _choice(context: Context, opinion: AlternativeAdvice, standing: Ranked) -> Row:
    alternative_budget = budget_table(context.study, opinion.alternative)
    applicable_standings = [
        check_standing for check_standing in opinion.standings if check_standing.status != "not_applicable"
    ]
    checks_text = (
        context.say("decision_of_checks", open=len(opinion.blocking), all=len(applicable_standings))
        if opinion.assessed
        else context.say("decision_unassessed")
    )
    return Row(
        context.title("alternatives", opinion.alternative),
        (
            Cell(
                standing.mean,
                "euro",
                pm=bool(standing.pm),
                range=(standing.p05, standing.p95),
                remark=_tie(context, opinion),
            ),
            Cell(alternative_budget.cost_a_year, "euro", pm=alternative_budget.has_unpriced_cost),
            Cell(checks_text),
            Cell(short_advice(context, opinion)),
        ),
    )


def _tie(context: Context, opinion: AlternativeAdvice) -> str:
    """That a balance cannot be told from that of doing nothing."""
    doing_nothing = opinion.field.nothing
    is_tie = doing_nothing.feasible and within_band(opinion.contender.lower, doing_nothing.lower)
    return context.say("decision_tie") if is_tie and opinion.contender.bounded else ""


def _briefs(context: Context) -> Briefs:
    """What it costs and who gains, how sure, what would change the answer: what the verdict says is not said again."""
    case_advice, case_decision = advice(context.study), decision(context.study)
    asked_advice, asked_ranking = case_advice.of(case_advice.about), case_decision.of(case_advice.about)[0]
    sureness_callout, (turning_callout,) = (
        sureness(context, asked_advice, asked_ranking),
        must_be_true(context),
    )
    cost_and_party_texts = (
        cost_text(context, asked_advice.alternative),
        parties_text(context, asked_advice.alternative),
    )
    costs_and_parties_text = " ".join(filter(None, cost_and_party_texts))
    return Briefs(
        (
            Brief(context.say("decision_who"), costs_and_parties_text, (), "decision-parties"),
            Brief(sureness_callout.title, sureness_callout.text, (), "uncertainty"),
            Brief(
                context.say("decision_turns"),
                turning_callout.text,
                turning_callout.items[:_TURNS],
                "sensitivity",
            ),
        )
    )
