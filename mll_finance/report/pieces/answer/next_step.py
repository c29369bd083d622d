"""Who decides what next, on what the question is about, and what happens meanwhile."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.advice import Advice, AlternativeAdvice, advice
from mll_finance.report.blocks import Callout
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.names import name_of
from mll_finance.terms import capital


def next_step(context: Context) -> Callout:
    """Who decides what next, on what the question is about; what happens meanwhile."""
    case_advice = advice(context.study)
    sentences = [step(context, case_advice.of(case_advice.about)), _meanwhile(context, case_advice)]
    return Callout(context.say("next_title"), " ".join(filter(None, sentences)))


def _meanwhile(context: Context, case_advice: Advice) -> str:
    """What is done now, where that is not what the advice itself says."""
    now = case_advice.do_now
    if now is None:
        return context.say("next_no_lawful")
    if now == BASELINE:
        return context.say("next_nothing")
    if case_advice.of(now).kind == "go":
        return "" if now == case_advice.about else step(context, case_advice.of(now))
    return context.say("next_duty", alternative=name_of(context, now))


def step(context: Context, opinion: AlternativeAdvice) -> str:
    """Who decides what next on one alternative."""
    owner = context.words(context.study.case.settings.owner, context.say("next_owner"))
    sentence_fields = {"owner": capital(owner), "names": name_of(context, opinion.alternative)}
    if "tie_no_spread" in opinion.reasons:
        return context.say("next_tie", **sentence_fields)
    if opinion.kind != "not_yet":
        return context.say(f"next_{opinion.kind}", **sentence_fields)
    if "checks" not in opinion.reasons:
        return context.say("next_not_yet_numbers", **sentence_fields)
    if not opinion.assessed:
        return context.say("next_unassessed", **sentence_fields)
    waiting = opinion.before_pilot
    signs = dict.fromkeys(context.words(check.check.text.signs) for check in waiting)
    sentence_key = "next_not_yet_one" if len(waiting) == 1 else "next_not_yet"
    return context.say(sentence_key, count=len(waiting), signs="; ".join(signs), **sentence_fields)
