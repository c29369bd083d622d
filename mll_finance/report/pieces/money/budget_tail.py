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
    case_last = context.study.case.years[-1]
    pm_mark = " + PM" if later_budget.pm else ""
    text = []
    if later_budget.until is not None:
        amounts = _amounts(context, later_budget, later_budget.structural) + pm_mark
        text.append(context.say("tail_structural", last=later_budget.after, amounts=amounts))
        if later_budget.goes_on:
            text.append(context.say("tail_goes_on", until=case_last))
        else:
            text.append(context.say("tail_ends", until=later_budget.until))
    if later_budget.incidental.any():
        amounts = _amounts(context, later_budget, later_budget.incidental)
        text.append(context.say("tail_incidental", last=later_budget.after, amounts=amounts))
    if not text:
        key = "tail_goes_on" if later_budget.goes_on else "tail_none"
        text.append(context.say(key, until=case_last, last=later_budget.after))
    if round(later_budget.left_to_charge):
        left_text = context.number(later_budget.left_to_charge, "euro")
        text.append(context.say("tail_left", until=case_last, left=left_text))
    return " ".join([*text, sign_note(context)])


def _amounts(context: Context, tail: BudgetTail, amounts: Array) -> str:
    """The amounts of the years that have one, in the sign convention of the municipality."""
    signed_amounts = in_sign_convention(amounts, budget_settings(context.study).sign)
    amount_by_years = {
        year: float(amount) for year, amount in zip(tail.years, signed_amounts, strict=True) if amount != 0
    }
    if len(amount_by_years) <= _LISTED:
        return by_year(context, amount_by_years)
    first_year, *_, last_year = amount_by_years
    return context.say(
        "tail_between",
        first=first_year,
        until=last_year,
        first_amount=context.number(amount_by_years[first_year], "euro"),
        last_amount=context.number(amount_by_years[last_year], "euro"),
    )
