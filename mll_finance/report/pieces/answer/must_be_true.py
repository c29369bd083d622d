"""What must be true for what was asked to pay, or to stop paying: the numbers that turn it by themselves."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.sensitivity import Switching, switching_values
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.advice import advice
from mll_finance.report.blocks import Prose
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import name, text

_SHOWN = 3
"""Numbers that are named: layout, so that a reader sees them at a glance."""


def must_be_true(context: Context) -> list[Prose]:
    """The nearest numbers at which the balance to society is zero; none where that is not the question."""
    alternative = asked_alternative(context.study)
    alternative_advice = advice(context.study).of(alternative)
    central_npv = float(context.study.stream(SOCIETY, alternative).npv[0])
    is_settled = (
        alternative_advice.kind != "stop" and alternative_advice.field.nothing.feasible and central_npv != 0
    )
    if not is_settled or (central_npv < 0) != (alternative_advice.mean < 0):
        return []
    sentence_key = "turns_at_pays" if central_npv < 0 else "turns_at_stops"
    title_sentence = context.say(sentence_key, alternative=context.title("alternatives", alternative))
    turning_inputs = [each for each in switching_values(context.study, alternative) if each.npv is not None]
    if not turning_inputs:
        return [Prose(context.say("turns_at_none", title=title_sentence))]
    return [
        Prose(title_sentence, tuple(_sentence(context, switching) for switching in turning_inputs[:_SHOWN]))
    ]


def _sentence(context: Context, switching: Switching) -> str:
    assert switching.npv is not None
    return context.say(
        "turns_at_value",
        input=name(context, switching.input),
        value=text(context, switching.input, switching.npv.value),
        central=text(context, switching.input, switching.input.central),
    )
