"""Who decides what next, on what the question is about, and what happens meanwhile."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.advice import Advice, AlternativeAdvice, advice
from mll_finance.report.blocks import Callout
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.names import name_of
from mll_finance.report.pieces.signers import signing_roles
from mll_finance.terms import capital

_FIRST_STEP = ("not_yet", "uncertain")
"""Advices after which something comes first; with the others the next step is the council's decision itself."""


def next_step(context: Context) -> Callout:
    """Who decides what next, on what the question is about; what happens meanwhile."""
    case_advice = advice(context.study)
    alternative_to_do_id, sentences = case_advice.do_now, [step(context, case_advice.of(case_advice.about))]
    if (
        alternative_to_do_id not in (None, BASELINE, case_advice.about)
        and case_advice.of(str(alternative_to_do_id)).kind == "go"
    ):
        sentences.append(step(context, case_advice.of(str(alternative_to_do_id))))
    elif alternative_to_do_id == BASELINE:
        sentences.append(context.say("next_nothing"))
    else:
        sentences.append(meanwhile(context, case_advice))
    return Callout(context.say("next_title"), " ".join(filter(None, sentences)))


def meanwhile(context: Context, case_advice: Advice) -> str:
    """What happens until then where things cannot stay as they are and nothing is advised to begin."""
    alternative_to_do_id = case_advice.do_now
    if alternative_to_do_id is None:
        return context.say("next_no_lawful")
    if alternative_to_do_id == BASELINE or case_advice.of(alternative_to_do_id).kind == "go":
        return ""
    return context.say("next_duty", alternative=name_of(context, alternative_to_do_id))


def comes_first(opinion: AlternativeAdvice) -> bool:
    """Whether something comes before the council's decision."""
    return opinion.kind in _FIRST_STEP and "tie_no_spread" not in opinion.reasons


def owner_of(context: Context) -> str:
    """Who owns the case."""
    return context.words(context.study.case.settings.owner, context.say("next_owner"))


def step(context: Context, opinion: AlternativeAdvice, owner: str | None = None) -> str:
    """Who decides what next on one alternative; without its owner where a table has that in its first column."""
    owner_name = owner_of(context) if owner is None else owner
    sentence_fields = {"owner": capital(owner_name), "names": name_of(context, opinion.alternative)}
    return capital(_step(context, opinion, sentence_fields).strip())


def _step(context: Context, opinion: AlternativeAdvice, sentence_fields: dict[str, str]) -> str:
    if "tie_no_spread" in opinion.reasons:
        return context.say("next_tie", **sentence_fields)
    if opinion.kind != "not_yet":
        return context.say(f"next_{opinion.kind}", **sentence_fields)
    if "checks" not in opinion.reasons:
        return context.say("next_not_yet_numbers", **sentence_fields)
    if not opinion.assessed:
        return context.say("next_unassessed", **sentence_fields)
    standings_before_pilot = opinion.before_pilot
    signing_text = "; ".join(signing_roles(context, standings_before_pilot))
    sentence_key = "next_not_yet_one" if len(standings_before_pilot) == 1 else "next_not_yet"
    return context.say(sentence_key, count=len(standings_before_pilot), signs=signing_text, **sentence_fields)
