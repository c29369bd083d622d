"""What must be true for what was asked to pay, or to stop paying: the numbers that turn it by themselves."""

from __future__ import annotations

from mll_finance.drivers.expected_switching import ExpectedSwitch, expected_switching_values
from mll_finance.judgement.advice import advice
from mll_finance.report.blocks import Prose
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import in_words, name, text

_SHOWN = 3
"""Numbers that are named: layout, so that a reader sees them at a glance."""


def must_be_true(context: Context) -> list[Prose]:
    """The numbers at which the expected balance to society is zero; why there are none where nobody asks that."""
    case_advice = advice(context.study)
    asked_advice = case_advice.of(case_advice.about)
    alternative_title = context.title("alternatives", asked_advice.alternative)
    if asked_advice.kind == "stop":
        return [Prose(context.say("turns_at_veto", alternative=alternative_title))]
    if not asked_advice.field.nothing.feasible:
        return [Prose(context.say("turns_at_duty", alternative=alternative_title))]
    expected_switches = expected_switching_values(context.study, asked_advice.alternative)
    if not expected_switches:
        return [Prose(context.say("turns_at_none"))]
    reachable_switches = [
        expected_switch for expected_switch in expected_switches if not expected_switch.is_out_of_reach
    ]
    balance_key = "turns_at_balance_known" if asked_advice.contender.unknown else "turns_at_balance"
    opening_sentence = context.say(
        "turns_at_these" if reachable_switches else "turns_at_far", balance=context.say(balance_key)
    )
    shown_switches = (reachable_switches or expected_switches)[:_SHOWN]
    return [
        Prose(
            opening_sentence,
            tuple(
                _turning_point(context, expected_switch, alternative_title)
                for expected_switch in shown_switches
            ),
        )
    ]


def _turning_point(context: Context, switch: ExpectedSwitch, asked_title: str) -> str:
    sentence_fields = {
        "input": name(context, switch.input).removesuffix(f" ({asked_title})"),
        "value": in_words(context, switch.input, switch.value),
        "now": text(context, switch.input, switch.expected),
    }
    if switch.input.by_year:
        return context.say("turns_at_share", **sentence_fields)
    has_distribution = switch.input.distribution is not None
    return context.say("turns_at_expected" if has_distribution else "turns_at_value", **sentence_fields)
