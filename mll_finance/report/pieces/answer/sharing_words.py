"""Words of sharing with other municipalities: the name of a participant, the key that divides the costs."""

from __future__ import annotations

from mll_finance.inputs.method.sharing import Sharing
from mll_finance.report.context import Context

KEYS = {
    "equal": "sharing_equal",
    "per_inhabitant": "sharing_per_inhabitant",
    "per_case": "sharing_per_case",
    "fixed_variable": "sharing_fixed_variable",
    "founders": "sharing_founders",
}


def member_name(context: Context, name: str) -> str:
    """Name of a participant for readers."""
    return context.words(context.study.case.given(Sharing).participants[name].title, name)


def key_text(context: Context) -> str:
    """The key of the case in words."""
    return context.say(KEYS[context.study.case.given(Sharing).key])
