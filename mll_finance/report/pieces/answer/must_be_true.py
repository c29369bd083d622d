"""What must be true for what was asked to pay, or to stop paying: the numbers that turn it by themselves."""

from __future__ import annotations

from mll_finance.drivers.sensitivity import Switching, switching_values
from mll_finance.engine.asked import asked_alternative
from mll_finance.judgement.advice import advice
from mll_finance.report.blocks import Prose
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import name, text

_SHOWN = 3
"""Numbers that are named: layout, so that a reader sees them at a glance."""


def must_be_true(context: Context) -> list[Prose]:
    """The nearest numbers at which the balance to society is zero, each with every other as it is."""
    alternative = asked_alternative(context.study)
    turning = [each for each in switching_values(context.study, alternative) if each.npv is not None]
    negative = float(context.study.stream("society", alternative).npv[0]) < 0
    key = "pays_if" if negative else "stops_paying_if"
    title = context.say(f"{key}_title", alternative=context.title("alternatives", alternative))
    if advice(context.study).of(alternative).kind == "stop":
        return []
    if not turning:
        return [Prose(f"{title} {context.say(f'{key}_none')}")]
    return [Prose(title, tuple(_sentence(context, switching) for switching in turning[:_SHOWN]))]


def _sentence(context: Context, switching: Switching) -> str:
    assert switching.npv is not None
    return context.say(
        "pays_if_value",
        input=name(context, switching.input),
        value=text(context, switching.input, switching.npv.value),
        central=text(context, switching.input, switching.input.central),
    )
