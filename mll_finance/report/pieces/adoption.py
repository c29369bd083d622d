"""Whether a case is shown as it was adopted."""

from __future__ import annotations

from mll_finance.facade.adoption_mark import deviation_of
from mll_finance.inputs.case.adoption.deviation import Deviation
from mll_finance.report.blocks import Block, Callout
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.changed_places import changed_places

_NAMED = 12
"""Places that a mark names before the rest is a count."""


def adoption_blocks(context: Context) -> list[Block]:
    """The mark of a case that is not the adopted version; nothing where it is, or where none was adopted."""
    adoption_deviation = deviation_of(context.study)
    return [] if adoption_deviation is None else [_mark(context, adoption_deviation)]


def adoption_text(context: Context) -> str:
    """The same in one line, for a place without blocks; empty where there is no mark."""
    adoption_deviation = deviation_of(context.study)
    if adoption_deviation is None:
        return ""
    deviation_callout = _mark(context, adoption_deviation)
    return f"{deviation_callout.title}: {deviation_callout.text}"


def status_text(context: Context) -> str:
    """The status in the file of a case, in a word."""
    return context.say(f"status_{status_of(context)}")


def status_of(context: Context) -> str:
    """The status in the file of a case, whatever was tried on top of it."""
    case = context.study.case
    return (case.origin or case).settings.status


def _mark(context: Context, deviating: Deviation) -> Callout:
    changed_paths = changed_places(context, deviating.paths)
    paths_text, unnamed_count = ", ".join(changed_paths[:_NAMED]), len(changed_paths) - _NAMED
    if unnamed_count > 0:
        paths_text = context.say("sign_off_more_paths", paths=paths_text, count=unnamed_count)
    deviation_sentence = context.say(f"sign_off_{deviating.kind}_text", paths=paths_text)
    return Callout(context.say("sign_off_deviates"), deviation_sentence, "bad")
