"""A perspective that nothing crosses: one sentence in the place of its tables."""

from __future__ import annotations

from mll_finance.parties.crossing import nothing_crosses
from mll_finance.report.blocks import Block, Prose
from mll_finance.report.context import Context


def empty_perspective(context: Context, perspective: str) -> tuple[Block, ...]:
    """The sentence that says so; nothing where euros cross its fence."""
    if not nothing_crosses(context.study, perspective):
        return ()
    sentence = context.say("nothing_crosses", perspective=context.title("perspectives", perspective))
    return (Prose(sentence, alone=True),)
