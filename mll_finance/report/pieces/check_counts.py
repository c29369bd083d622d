"""How many checks apply, are met, still block and are refused, in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from mll_finance.inputs.method.preconditions import Standing
from mll_finance.report.context import Context


def counts_text(context: Context, stand: list[Standing]) -> str:
    """The counts over all alternatives, each check once."""

    def count(holds: Callable[[Standing], bool]) -> int:
        return len({standing.check.id for standing in stand if holds(standing)})

    return context.say(
        "precondition_intro",
        total=count(lambda standing: standing.status != "not_applicable"),
        met=count(lambda standing: standing.status == "met"),
        blocking=count(lambda standing: standing.blocks),
        refused=count(lambda standing: standing.status == "refused"),
    )
