"""Who decides what by when, the open checks among it: the end of the decision."""

from __future__ import annotations

from collections import Counter

from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.preconditions import Standing
from mll_finance.inputs.reference_data.phases import PHASES
from mll_finance.judgement.advice import AlternativeAdvice, advice
from mll_finance.report.blocks import Block, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.council_points import evaluation_moment, proposed_text
from mll_finance.report.section import section
from mll_finance.terms import capital

_NAMED = 2
"""How many checks and signers of a phase are named: layout, so that the decision stays two pages."""


@section(nl="Wie beslist wat, en wanneer", en="Who decides what, and when", anchor="decides")
def blocks(context: Context) -> list[Block]:
    """The table of decisions, checks and evaluation."""
    return [_decides(context)]


def _decides(context: Context) -> Table:
    case_advice = advice(context.study)
    opinion = case_advice.of(case_advice.about)
    base_year = context.study.case.settings.base_year
    rows = [
        Row(
            context.say("decides_raad"),
            (Cell(proposed_text(context, opinion)), Cell(context.say("decides_budget", year=base_year))),
        ),
        *_checks(context, opinion),
        *_evaluation(context),
    ]
    return Table(
        context.say("decides_table"),
        (context.say("decides_what"), context.say("decides_when")),
        tuple(rows),
        corner=context.say("decides_who"),
        anchor="table-decides",
    )


def _checks(context: Context, opinion: AlternativeAdvice) -> list[Row]:
    """The open checks before each phase: who signs, how many, the first of them by name."""
    by_phase: dict[str, list[Standing]] = {}
    for standing in opinion.blocking:
        by_phase.setdefault(standing.check.text.before, []).append(standing)
    return [
        Row(
            _signers(context, standings),
            (
                Cell(_which(context, standings)),
                Cell(context.say("decides_before", phase=context.word(phase).lower())),
            ),
        )
        for phase, standings in sorted(by_phase.items(), key=lambda entry: PHASES.index(entry[0]))
    ]


def _signers(context: Context, standings: list[Standing]) -> str:
    """Who sign, those of most checks first."""
    signers = Counter(context.words(standing.check.text.signs) for standing in standings)
    names = [signer for signer, _ in signers.most_common()]
    if len(names) <= _NAMED + 1:  # naming one more is as short as counting it
        return capital("; ".join(names))
    rest_count = len(names) - _NAMED
    text = context.say("decides_signers", signers="; ".join(names[:_NAMED]), count=rest_count)
    return capital(text)


def _which(context: Context, standings: list[Standing]) -> str:
    titles = [context.words(standing.check.text.title) for standing in standings]
    if len(titles) == 1:
        return context.say("decides_check", check=titles[0])
    return context.say("decides_checks", count=len(titles), checks="; ".join(titles[:_NAMED]))


def _evaluation(context: Context) -> list[Row]:
    evaluation_plan = context.study.case.section(Evaluation)
    if evaluation_plan is None:
        return []
    what_text = context.say("decides_evaluation", question=context.words(evaluation_plan.question))
    moment = evaluation_moment(context.study)
    when_text = (
        context.say("decides_after", year=evaluation_plan.go_live)
        if moment is None
        else context.say("decides_in", year=moment.year)
    )
    return [Row(context.say("decides_college"), (Cell(what_text), Cell(when_text)))]
