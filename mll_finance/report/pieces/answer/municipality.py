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
    texts = (
        cost_text(context, alternative),
        _unpriced(context, alternative, reason),
        parties_text(context, alternative),
    )
    return " ".join(filter(None, texts))


def cost_text(context: Context, alternative: str) -> str:
    """The costs a year in the budget, or what it saves on them, and after its benefits where that is another amount."""
    study = context.study
    budget = budget_table(study, alternative)
    sentence_fields = {"first": budget.years[0], "last": budget.years[-1]}
    balance, is_saving = budget.balance_a_year, round(budget.cost_a_year) < 0
    cost_mark = unpriced.of_costs(study, alternative, budget, is_saving=is_saving)
    left_mark = unpriced.of_balance(study, alternative, budget, is_gain=balance > 0)
    if not round(budget.cost_a_year) and not round(balance) and not left_mark:
        return context.say("municipality_even", **sentence_fields)
    cost_amount = context.rounded(abs(budget.cost_a_year)) + cost_mark
    left_amount = context.rounded(abs(balance)) + left_mark
    after_text = ""
    if (balance > 0) != is_saving or left_amount != cost_amount:
        loss_key = "municipality_lost" if is_saving else "municipality_after"
        after_text = context.say("municipality_left" if balance > 0 else loss_key, amount=left_amount)
    cost_key = "municipality_saving" if is_saving else "municipality_cost"
    return context.say(cost_key, cost=cost_amount, after=after_text, **sentence_fields)


def cash_text(context: Context, alternative: str) -> str:
    """How much of what the municipality gains is money, where part of it is none."""
    gain = municipal_gain(context.study, alternative)
    if not gain.has_both:
        return ""
    sentence_key = "municipality_cash" if round(gain.cash) else "municipality_no_cash"
    return context.say(sentence_key, cash=context.rounded(gain.cash), rest=context.rounded(gain.in_kind))


def _unpriced(context: Context, alternative: str, reason: str) -> str:
    """The lines without a number that the balance of the municipality leaves out."""
    titles = [context.title("lines", line) for line in context.study.stream(MUNICIPALITY, alternative).pm]
    if not titles:
        return ""
    untold_titles = [title for title in titles if title not in reason]
    if not untold_titles:
        return context.say("municipality_unpriced_too")
    return context.say("municipality_unpriced", items="; ".join(titles))


def parties_text(context: Context, alternative: str) -> str:
    """Who loses and gains most over all years, time and well-being counted."""
    loser, gainer = who_pays_and_gains(context.study, alternative)
    gain_by_key = {"party_loses": loser, "party_gains": gainer}
    party_texts = [
        _party(context, sentence_key, gain) for sentence_key, gain in gain_by_key.items() if gain is not None
    ]
    years = context.study.case.years
    return (
        capital(context.say("parties_expected", who="; ".join(party_texts), first=years[0], last=years[-1]))
        if party_texts
        else ""
    )


def _party(context: Context, sentence_key: str, gain: ExpectedGain) -> str:
    amount = context.rounded(abs(gain.mean))
    if gain.party == MUNICIPALITY:
        return context.say(_OF_ITSELF[sentence_key], amount=amount)
    return context.say(sentence_key, party=party_in_sentence(context, gain.party), amount=amount)
