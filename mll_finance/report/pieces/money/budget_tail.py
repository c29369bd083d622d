"""What the budget carries after the years that are decided on, in words."""

from __future__ import annotations

from mll_finance.municipal_budget.budget import Array, budget_settings, in_sign_convention
from mll_finance.municipal_budget.tail import BudgetTail, budget_tail
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.budget_tables import sign_note
from mll_finance.report.pieces.money.cover import by_year

_LISTED = 6
"""How many years a sentence lists before it gives the first and the last: layout, so that it stays one sentence."""


def tail_text(context: Context, alternative: str) -> str:
    """The amount a year after the budget and until when, what goes on after the case, what is still to be charged."""
    later_budget = budget_tail(context.study, alternative)
    last_case_year = context.study.case.years[-1]
    pm_mark = " + PM" if later_budget.pm else ""
    tail_sentences = []
    if later_budget.until is not None:
        amounts_text = _amounts(context, later_budget, later_budget.structural) + pm_mark
        tail_sentences.append(context.say("tail_structural", last=later_budget.after, amounts=amounts_text))
        if later_budget.goes_on:
            tail_sentences.append(context.say("tail_goes_on", until=last_case_year))
        else:
            tail_sentences.append(context.say("tail_ends", until=later_budget.until))
    if later_budget.incidental.any():
        amounts_text = _amounts(context, later_budget, later_budget.incidental)
        tail_sentences.append(context.say("tail_incidental", last=later_budget.after, amounts=amounts_text))
    if not tail_sentences:
        sentence_key = "tail_goes_on" if later_budget.goes_on else "tail_none"
        tail_sentences.append(context.say(sentence_key, until=last_case_year, last=later_budget.after))
    if round(later_budget.left_to_charge):
        left_to_charge_text = context.number(later_budget.left_to_charge, "euro")
        tail_sentences.append(context.say("tail_left", until=last_case_year, left=left_to_charge_text))
    return " ".join([*tail_sentences, sign_note(context)])


def _amounts(context: Context, tail: BudgetTail, amounts: Array) -> str:
    """The amounts of the years that have one, in the sign convention of the municipality."""
    signed_amounts = in_sign_convention(amounts, budget_settings(context.study).sign)
    amount_by_year = {
        year: float(amount) for year, amount in zip(tail.years, signed_amounts, strict=True) if amount != 0
    }
    if len(amount_by_year) <= _LISTED:
        return by_year(context, amount_by_year)
    first_year, *_, last_year = amount_by_year
    return context.say(
        "tail_between",
        first=first_year,
        until=last_year,
        first_amount=context.number(amount_by_year[first_year], "euro"),
        last_amount=context.number(amount_by_year[last_year], "euro"),
    )
