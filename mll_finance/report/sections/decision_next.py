"""Who decides what by when, the open checks among it: the end of the decision.

What nobody has to do is not asked for: where nothing is started, checks and evaluation stand in one sentence.
"""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.preconditions import Standing
from mll_finance.inputs.reference_data.phases import PHASES
from mll_finance.judgement.advice import Advice, AlternativeAdvice, advice
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.names import name_of
from mll_finance.report.pieces.answer.next_step import comes_first, meanwhile, owner_of, step
from mll_finance.report.pieces.council_points import evaluation_moment, proposed_text
from mll_finance.report.pieces.finding_out import decision_texts
from mll_finance.report.pieces.signers import signing_roles
from mll_finance.report.section import section
from mll_finance.terms import capital

_NAMED = 2
"""How many checks and signers of a phase are named: layout, so that the decision stays two pages."""
_BEGUN = ("go", "pilot_first")
"""Advices with which something begins."""


@section(nl="Wie beslist wat, en wanneer", en="Who decides what, and when", anchor="decides")
def blocks(context: Context) -> list[Block]:
    """The table of decisions, and of the checks and the evaluation of what begins; then whether to find out more."""
    return [_decides(context), Prose(context.say("find_out_decision"), decision_texts(context))]


def _decides(context: Context) -> Table:
    case_advice = advice(context.study)
    asked_advice, begun_advice = case_advice.of(case_advice.about), _begun(case_advice)
    rows = [
        _council(context, asked_advice),
        *_first(context, asked_advice),
        *_other_choice(context, case_advice),
    ]
    if begun_advice is not None:
        rows += [*_checks(context, begun_advice), *_evaluation(context)]
    return Table(
        context.say("decides_table"),
        (context.say("decides_what"), context.say("decides_when")),
        tuple(rows),
        corner=context.say("decides_who"),
        note=_all_the_same(context, asked_advice) if begun_advice is None else "",
        anchor="table-decides",
    )


def _begun(case_advice: Advice) -> AlternativeAdvice | None:
    """What is begun, or waits for nothing but its checks: what was asked, else the choice; None where nothing is."""
    asked_and_chosen_ids = dict.fromkeys([case_advice.about, case_advice.choice])
    alternative_advices = [
        case_advice.of(alternative_id)
        for alternative_id in asked_and_chosen_ids
        if alternative_id not in (None, BASELINE)
    ]
    return next(
        (alternative_advice for alternative_advice in alternative_advices if _is_begun(alternative_advice)),
        None,
    )


def _is_begun(opinion: AlternativeAdvice) -> bool:
    return opinion.kind in _BEGUN or ("checks" in opinion.reasons and opinion.assessed)


def _council(context: Context, opinion: AlternativeAdvice) -> Row:
    """What the council is asked on an alternative."""
    base_year = context.study.case.settings.base_year
    when_text = (
        context.say("decides_budget", year=base_year)
        if opinion.kind in _BEGUN
        else context.say("decides_now")
    )
    return Row(context.say("decides_raad"), (Cell(proposed_text(context, opinion)), Cell(when_text)))


def _first(context: Context, opinion: AlternativeAdvice) -> list[Row]:
    """What its owner does first, where that is something else than having checks signed, which have their rows."""
    if not comes_first(opinion) or _is_begun(opinion):
        return []
    step_text = step(context, opinion, owner="")
    return [Row(capital(owner_of(context)), (Cell(step_text), Cell(context.say("decides_first"))))]


def _other_choice(context: Context, case_advice: Advice) -> list[Row]:
    """What is done beside it: the choice that takes its place, or what happens until then under a duty."""
    alternative_to_do_id = case_advice.do_now
    if (
        alternative_to_do_id not in (None, BASELINE, case_advice.about)
        and case_advice.of(str(alternative_to_do_id)).kind == "go"
    ):
        return [_council(context, case_advice.of(str(alternative_to_do_id)))]
    meanwhile_text = meanwhile(context, case_advice)
    return (
        [Row(context.say("decides_college"), (Cell(meanwhile_text), Cell(context.say("decides_first"))))]
        if meanwhile_text
        else []
    )


def _checks(context: Context, opinion: AlternativeAdvice) -> list[Row]:
    """The open checks before each phase: who signs, how many, the first of them by name."""
    standings_by_phase: dict[str, list[Standing]] = {}
    for check_standing in opinion.blocking:
        standings_by_phase.setdefault(check_standing.check.text.before, []).append(check_standing)
    return [
        Row(
            _signers(context, standings),
            (
                Cell(_which(context, standings)),
                Cell(context.say("decides_before", phase=context.word(phase_id).lower())),
            ),
        )
        for phase_id, standings in sorted(
            standings_by_phase.items(), key=lambda entry: PHASES.index(entry[0])
        )
    ]


def _signers(context: Context, standings: list[Standing]) -> str:
    """Who sign, each once, those of most checks first."""
    role_names = signing_roles(context, standings)
    if len(role_names) <= _NAMED + 1:  # naming one more is as short as counting it
        return capital("; ".join(role_names))
    rest_count = len(role_names) - _NAMED
    signers_text = context.say("decides_signers", signers="; ".join(role_names[:_NAMED]), count=rest_count)
    return capital(signers_text)


def _which(context: Context, standings: list[Standing]) -> str:
    check_titles = [context.words(standing.check.text.title) for standing in standings]
    if len(check_titles) == 1:
        return context.say("decides_check", check=check_titles[0])
    return context.say("decides_checks", count=len(check_titles), checks="; ".join(check_titles[:_NAMED]))


def _evaluation(context: Context) -> list[Row]:
    evaluation_plan = context.study.case.section(Evaluation)
    if evaluation_plan is None:
        return []
    what_text = context.say("decides_evaluation", question=context.words(evaluation_plan.question))
    moment_of_evaluation = evaluation_moment(context.study)
    when_text = (
        context.say("decides_after", year=evaluation_plan.go_live)
        if moment_of_evaluation is None
        else context.say("decides_in", year=moment_of_evaluation.year)
    )
    return [Row(context.say("decides_college"), (Cell(what_text), Cell(when_text)))]


def _all_the_same(context: Context, opinion: AlternativeAdvice) -> str:
    """What would have to be done first if it begins after all, and where that stands; nothing of what is stopped."""
    blocking_count = len(opinion.blocking)
    if opinion.kind == "stop" or not blocking_count:
        return ""
    sentence_key = "decides_later_one" if blocking_count == 1 else "decides_later"
    has_evaluation = context.study.case.section(Evaluation) is not None
    return context.say(
        sentence_key,
        alternative=name_of(context, opinion.alternative),
        count=blocking_count,
        evaluation=context.say("decides_later_evaluation") if has_evaluation else "",
    )
