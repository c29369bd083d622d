"""What the share that would never have been helped decides, in words."""

from __future__ import annotations

from mll_finance.judgement.never_share import NeverShare, never_shares
from mll_finance.judgement.unknowns import unknowns
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import in_words, name


def never_share_sentences(context: Context, alternative: str) -> list[str]:
    """For each such share whether any value of it turns the expected balance of an alternative."""
    return [
        _sentence(context, alternative, never_share)
        for never_share in never_shares(context.study, alternative)
    ]


def _sentence(context: Context, alternative: str, share: NeverShare) -> str:
    turning_share_text = "" if share.turns_at is None else in_words(context, share.input, share.turns_at)
    never_sentence = context.say(
        f"never_{share.side}",
        input=name(context, share.input),
        alternative=context.title("alternatives", alternative),
        share=turning_share_text,
        now=in_words(context, share.input, share.expected),
        at_none=context.about(share.at_none),
        at_all=context.about(share.at_all),
    )
    has_unknowns = bool(unknowns(context.study)[alternative])
    return f"{never_sentence} {context.say('scale_pm')}" if has_unknowns else never_sentence
