"""How the answer names an alternative: by its title, doing nothing by its own words."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.report.context import Context


def name_of(context: Context, alternative: str) -> str:
    """The title of an alternative; doing nothing by its own words."""
    return (
        context.say("advised_nothing")
        if alternative == BASELINE
        else context.title("alternatives", alternative)
    )


def quoted(context: Context, alternative: str) -> str:
    """The same within a sentence: a title between quotes, doing nothing without them."""
    name_text = name_of(context, alternative)
    return name_text if alternative == BASELINE else f"'{name_text}'"
