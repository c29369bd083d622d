"""What an alternative costs the municipality a year, how much of its gain is money, and who loses and gains most."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.parties.cash_part import municipal_gain
from mll_finance.parties.incidence import ExpectedGain, who_pays_and_gains
from mll_finance.report.context import Context
from mll_finance.report.pieces.money import unpriced
from mll_finance.report.pieces.names import party_in_sentence
from mll_finance.terms import capital

_OF_ITSELF = {"party_loses": "party_loses_itself", "party_gains": "party_gains_itself"}


def municipality_text(context: Context, alternative: str, reason: str = "") -> str:
    """What it costs the municipality a year, what has no amount in that, how much is money, who loses and gains most.

    Lines that the ``reason`` beside it names are not named again.
    """
    municipality_texts = (
        cost_text(context, alternative),
        _unpriced(context, alternative, reason),
        parties_text(context, alternative),
    )
    return " ".join(filter(None, municipality_texts))


def cost_text(context: Context, alternative: str) -> str:
    """The costs a year in the budget, or what it saves on them, and after its benefits where that is another amount."""
    study = context.study
    alternative_budget = budget_table(study, alternative)
    sentence_fields = {"first": alternative_budget.years[0], "last": alternative_budget.years[-1]}
    balance_a_year, is_saving = alternative_budget.balance_a_year, round(alternative_budget.cost_a_year) < 0
    cost_mark = unpriced.of_costs(study, alternative, alternative_budget, is_saving=is_saving)
    pm_mark = unpriced.of_balance(study, alternative, alternative_budget, is_gain=balance_a_year > 0)
    if not round(alternative_budget.cost_a_year) and not round(balance_a_year) and not pm_mark:
        return context.say("municipality_even", **sentence_fields)
    cost_amount_text = context.rounded(abs(alternative_budget.cost_a_year)) + cost_mark
    balance_amount_text = context.rounded(abs(balance_a_year)) + pm_mark
    balance_text = ""
    if (balance_a_year > 0) != is_saving or balance_amount_text != cost_amount_text:
        loss_key = "municipality_lost" if is_saving else "municipality_after"
        balance_text = context.say(
            "municipality_left" if balance_a_year > 0 else loss_key, amount=balance_amount_text
        )
    cost_key = "municipality_saving" if is_saving else "municipality_cost"
    return context.say(cost_key, cost=cost_amount_text, after=balance_text, **sentence_fields)


def cash_text(context: Context, alternative: str) -> str:
    """How much of what the municipality gains is money, where part of it is none."""
    gain = municipal_gain(context.study, alternative)
    if not gain.has_both:
        return ""
    sentence_key = "municipality_cash" if round(gain.cash) else "municipality_no_cash"
    return context.say(sentence_key, cash=context.rounded(gain.cash), rest=context.rounded(gain.in_kind))


def _unpriced(context: Context, alternative: str, reason: str) -> str:
    """The lines without a number that the balance of the municipality leaves out."""
    unpriced_titles = [
        context.title("lines", line_id) for line_id in context.study.stream(MUNICIPALITY, alternative).pm
    ]
    if not unpriced_titles:
        return ""
    untold_titles = [unpriced_title for unpriced_title in unpriced_titles if unpriced_title not in reason]
    if not untold_titles:
        return context.say("municipality_unpriced_too")
    return context.say("municipality_unpriced", items="; ".join(unpriced_titles))


def parties_text(context: Context, alternative: str) -> str:
    """Who loses and gains most over all years, time and well-being counted."""
    largest_loss, largest_gain = who_pays_and_gains(context.study, alternative)
    gain_by_sentence_key = {"party_loses": largest_loss, "party_gains": largest_gain}
    party_texts = [
        _party(context, sentence_key, gain)
        for sentence_key, gain in gain_by_sentence_key.items()
        if gain is not None
    ]
    case_years = context.study.case.years
    return (
        capital(
            context.say(
                "parties_expected", who="; ".join(party_texts), first=case_years[0], last=case_years[-1]
            )
        )
        if party_texts
        else ""
    )


def _party(context: Context, sentence_key: str, gain: ExpectedGain) -> str:
    amount_text = context.rounded(abs(gain.mean))
    if gain.party == MUNICIPALITY:
        return context.say(_OF_ITSELF[sentence_key], amount=amount_text)
    return context.say(sentence_key, party=party_in_sentence(context, gain.party), amount=amount_text)
