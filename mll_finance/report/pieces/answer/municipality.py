"""What an alternative costs the municipality, in all and a year, and who loses and gains most: all of it expected."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.parties.incidence import ExpectedGain, who_pays_and_gains
from mll_finance.report.context import Context

_OF_ITSELF = {"party_loses": "party_loses_itself", "party_gains": "party_gains_itself"}


def municipality_text(context: Context, alternative: str, reason: str = "") -> str:
    """The expected balance of the municipality with its part a year, what it leaves out, and who loses and gains most.

    Lines that the ``reason`` beside it names are not named again.
    """
    texts = (
        _balance(context, alternative),
        _unpriced(context, alternative, reason),
        _parties(context, alternative),
    )
    return " ".join(filter(None, texts))


def yearly_of(context: Context, alternative: str) -> tuple[float, int, int] | None:
    """The expected balance of the municipality as an equal amount a year (EUR), with the first and last of the years.

    None where no amount comes back, so that a year would say nothing.
    """
    mean = context.study.value(MUNICIPALITY, alternative, "annual_equivalent")["mean"]
    recurring = context.study.stream(MUNICIPALITY, alternative).recurring
    if mean is None or recurring.last <= recurring.first:
        return None
    years = context.study.case.years
    return float(mean), years[recurring.first], years[recurring.last]


def _balance(context: Context, alternative: str) -> str:
    mean = float(context.study.value(MUNICIPALITY, alternative, "npv")["mean"])
    if round(mean) == 0:
        return context.say("municipality_even")
    sentence_key = "municipality_gains" if mean > 0 else "municipality_pays"
    yearly = yearly_of(context, alternative)
    yearly_text = ""
    if yearly is not None:
        amount, first, last = yearly
        yearly_text = context.say(
            "municipality_yearly", amount=context.rounded(abs(amount)), first=first, last=last
        )
    return context.say(sentence_key, npv=context.about(abs(mean)), yearly=yearly_text)


def _unpriced(context: Context, alternative: str, reason: str) -> str:
    """The lines without a number that the balance of the municipality leaves out."""
    titles = [context.title("lines", line) for line in context.study.stream(MUNICIPALITY, alternative).pm]
    if not titles:
        return ""
    untold = [title for title in titles if title not in reason]
    if not untold:
        return context.say("municipality_unpriced_too")
    return context.say("municipality_unpriced", items="; ".join(titles))


def _parties(context: Context, alternative: str) -> str:
    loser, gainer = who_pays_and_gains(context.study, alternative)
    gain_by_key = {"party_loses": loser, "party_gains": gainer}
    who = [
        _party(context, sentence_key, gain) for sentence_key, gain in gain_by_key.items() if gain is not None
    ]
    return context.say("parties_expected", who=", ".join(who)) if who else ""


def _party(context: Context, sentence_key: str, gain: ExpectedGain) -> str:
    if gain.party == MUNICIPALITY:
        # Its amount counts hours that are no money, and would stand beside the budget's.
        return context.say(_OF_ITSELF[sentence_key])
    amount = context.rounded(abs(gain.mean))
    return context.say(sentence_key, party=context.title("parties", gain.party), amount=amount)
