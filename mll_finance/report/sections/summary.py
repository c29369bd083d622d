"""The answer on the first screen: advice, the alternatives beside each other, how sure, who pays, who decides."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.advice import AlternativeAdvice, advice
from mll_finance.judgement.chances import Chance
from mll_finance.judgement.comparison import within_band
from mll_finance.judgement.decision import Ranked, decision
from mll_finance.municipal_budget.budget import YEARS, budget_table
from mll_finance.report.blocks import Block, Brief, Briefs, Callout, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_word, verdict_callout
from mll_finance.report.pieces.answer.chances import chance_cell, chance_note
from mll_finance.report.pieces.answer.municipality import municipality_text
from mll_finance.report.pieces.answer.must_be_true import must_be_true
from mll_finance.report.pieces.answer.next_step import next_step
from mll_finance.report.pieces.answer.sureness import sureness
from mll_finance.report.pieces.partner_costs import partner_costs
from mll_finance.report.section import section

_TURNS = 2
"""Numbers that turn the answer that are named: layout, so that the decision stays two pages."""


@section(nl="Advies", en="Advice", anchor="summary", headed=False)
def blocks(context: Context) -> list[Block]:
    """Advice and why; every choice with its range, cost a year, open checks; four questions of a reader answered."""
    verdict = verdict_callout(context)
    return [verdict, _table(context), *partner_costs(context), _briefs(context, verdict)]


def _table(context: Context) -> Table:
    """Every choice, doing nothing first and the others as the case has them."""
    case_decision, case_advice = decision(context.study), advice(context.study)
    chances = [case_decision.baseline_best, *(ranked.best for ranked in case_decision.society)]
    rows = [_nothing(context, case_decision.baseline_best)]
    rows += [
        _choice(context, case_advice.of(name), case_decision.of(name)[0])
        for name in context.study.case.projects
    ]
    years, settings = context.study.case.years, context.study.case.prices
    budget_years = years[:YEARS]
    columns = (
        context.say("decision_balance", first=years[0], last=years[-1]),
        context.say("decision_cost", first=budget_years[0], last=budget_years[-1]),
        context.word("probability_best"),
        context.say("decision_checks"),
        context.say("decision_advice"),
    )
    return Table(
        context.say("decision_table"),
        columns,
        tuple(rows),
        corner=context.say("decision_choice"),
        note=f"{context.say('decision_legend', level=settings.level_year)} {chance_note(context, chances)}".strip(),
        anchor="table-alternatives",
        cards=True,
    )


def _nothing(context: Context, best: Chance) -> Row:
    return Row(
        context.say("decision_nothing"),
        (
            Cell(0.0, "euro", range=(0.0, 0.0)),
            context.euros(0.0),
            chance_cell(context, best),
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
    budget = budget_table(context.study, opinion.alternative)
    has_unpriced_cost = any(line.amounts is None and line.side != "benefits" for line in budget.lines)
    applicable = [check for check in opinion.standings if check.status != "not_applicable"]
    checks_text = (
        context.say("decision_of_checks", open=len(opinion.blocking), all=len(applicable))
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
            Cell(budget.cost_a_year, "euro", pm=has_unpriced_cost),
            chance_cell(context, standing.best),
            Cell(checks_text),
            Cell(advice_word(context, opinion)),
        ),
    )


def _tie(context: Context, opinion: AlternativeAdvice) -> str:
    """That a balance cannot be told from that of doing nothing."""
    nothing = opinion.field.nothing
    is_tie = nothing.feasible and within_band(opinion.contender.lower, nothing.lower)
    return context.say("decision_tie") if is_tie and opinion.contender.bounded else ""


def _briefs(context: Context, verdict: Callout) -> Briefs:
    """How sure, when the answer changes, who pays and gains, who decides: what the verdict says is not said again."""
    case_advice, case_decision = advice(context.study), decision(context.study)
    opinion, standing = case_advice.of(case_advice.about), case_decision.of(case_advice.about)[0]
    sure, following = sureness(context, opinion, standing), next_step(context)
    (turning,) = must_be_true(context)
    briefs = (
        Brief(sure.title, sure.text, (), "uncertainty", context.say("decision_more_sure")),
        Brief(
            context.say("decision_turns"),
            turning.text,
            turning.items[:_TURNS],
            "sensitivity",
            context.say("decision_more_turns"),
        ),
        Brief(
            context.say("decision_who"),
            municipality_text(context, opinion.alternative, verdict.text),
            (),
            "decision-parties",
            context.say("decision_more_who"),
        ),
        Brief(following.title, following.text, (), "decides", context.say("decision_more_next")),
    )
    return Briefs(briefs)
