"""How sure the answer is: the chance that it turns out otherwise, the range of the draws, and what has no number."""

from __future__ import annotations

from mll_finance.judgement.advice import AlternativeAdvice
from mll_finance.judgement.comparison import within_band
from mll_finance.judgement.contenders import Contender
from mll_finance.judgement.decision import Ranked
from mll_finance.report.blocks import Callout
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.chances import chance
from mll_finance.report.pieces.answer.names import quoted

TOLD = {"sign_open", "rank_open", "tie_no_spread", "veto", "equal"}
"""Reasons that tell a chance themselves, or that rest on none."""
_BESIDE_NOTHING_UNTOLD = {"veto", "loses_to_rival", "equal", "rank_open"}
"""Reasons that do not say how an alternative stands beside doing nothing."""


def chance_text(context: Context, opinion: AlternativeAdvice) -> str:
    """The chance that what the advice rests on turns out otherwise; nothing where no one can tell it."""
    compared_contender = stands_beside(opinion)
    is_without_spread = not context.study.draws.uncertain
    if (
        is_without_spread
        or compared_contender is None
        or not opinion.contender.bounded
        or set(opinion.reasons) & TOLD
    ):
        return ""
    if opinion.beaten_by is not None:
        chance_of_other = compared_contender.chance_not_better_than_upper(opinion.contender)
        name_fields = {
            "winner": quoted(context, compared_contender.id),
            "other": quoted(context, opinion.alternative),
        }
    else:
        chance_of_other = opinion.contender.chance_not_better_than(compared_contender)
        name_fields = {
            "winner": quoted(context, opinion.alternative),
            "other": quoted(context, compared_contender.id),
        }
    return context.say("chance_otherwise", chance=chance(context, chance_of_other), **name_fields)


def stands_beside(opinion: AlternativeAdvice) -> Contender | None:
    """What an alternative is held against: its rival; doing nothing where it equals that and is lighter."""
    rival_contender, doing_nothing = opinion.rival, opinion.field.nothing
    if (
        rival_contender is not None
        and rival_contender is not doing_nothing
        and doing_nothing.feasible
        and opinion.beaten_by is None
    ):
        return (
            doing_nothing if within_band(opinion.contender.lower, rival_contender.lower) else rival_contender
        )
    return rival_contender


def sureness(context: Context, opinion: AlternativeAdvice, asked: Ranked) -> Callout:
    """How sure the balance of what was asked is; beside doing nothing too, where the advice does not say so."""
    sureness_sentences = []
    if asked.negative.share is None:
        sureness_sentences.append(
            context.say("sure_unpriced_lower" if _only_falls(opinion) else "sure_unpriced")
        )
    if context.study.draws.uncertain:
        range_fields = {"low": context.rounded(asked.p05), "high": context.rounded(asked.p95)}
        sureness_sentences.append(context.say("sure_range", **range_fields))
    else:
        sureness_sentences.append(context.say("sure_certain"))
    if asked.pm and asked.negative.share is not None:
        unpriced_count = len(asked.pm)
        sureness_sentences.append(
            context.say("pm_note_one")
            if unpriced_count == 1
            else context.say("pm_note", count=unpriced_count)
        )
    if set(opinion.reasons) & _BESIDE_NOTHING_UNTOLD and opinion.field.nothing.feasible:
        sureness_sentences.append(context.say(f"sure_{opinion.numbers}"))
    return Callout(context.say("sure_title"), " ".join(sureness_sentences), "neutral")


def _only_falls(opinion: AlternativeAdvice) -> bool:
    """Whether it loses to doing nothing before anything unknown, which can then only take from it."""
    return "loses_to_nothing" in opinion.reasons and not opinion.contender.benefits
