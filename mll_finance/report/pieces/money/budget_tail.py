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
    tail = budget_tail(context.study, alternative)
    case_last = context.study.case.years[-1]
    pm_mark = " + PM" if tail.pm else ""
    text = []
    if tail.until is not None:
        amounts = _amounts(context, tail, tail.structural) + pm_mark
        text.append(context.say("tail_structural", last=tail.after, amounts=amounts))
        if tail.goes_on:
            text.append(context.say("tail_goes_on", until=case_last))
        else:
            text.append(context.say("tail_ends", until=tail.until))
    if tail.incidental.any():
        amounts = _amounts(context, tail, tail.incidental)
        text.append(context.say("tail_incidental", last=tail.after, amounts=amounts))
    if not text:
        key = "tail_goes_on" if tail.goes_on else "tail_none"
        text.append(context.say(key, until=case_last, last=tail.after))
    if round(tail.left_to_charge):
        left_text = context.number(tail.left_to_charge, "euro")
        text.append(context.say("tail_left", until=case_last, left=left_text))
    return " ".join([*text, sign_note(context)])


def _amounts(context: Context, tail: BudgetTail, amounts: Array) -> str:
    """The amounts of the years that have one, in the sign convention of the municipality."""
    signed_amounts = in_sign_convention(amounts, budget_settings(context.study).sign)
    by_years = {
        year: float(amount) for year, amount in zip(tail.years, signed_amounts, strict=True) if amount != 0
    }
    if len(by_years) <= _LISTED:
        return by_year(context, by_years)
    first_year, *_, last_year = by_years
    return context.say(
        "tail_between",
        first=first_year,
        until=last_year,
        first_amount=context.number(by_years[first_year], "euro"),
        last_amount=context.number(by_years[last_year], "euro"),
    )
