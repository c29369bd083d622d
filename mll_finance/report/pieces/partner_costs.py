"""That the own costs of a paid party are not in the result, and why: beside the number that it concerns."""

from __future__ import annotations

from mll_finance.parties.partner_costs import uncovered
from mll_finance.report.blocks import Callout
from mll_finance.report.context import Context


def partner_costs(context: Context) -> list[Callout]:
    """One callout with a sentence for each paid party and alternative; none where the case does not leave costs out."""
    declared_exception = context.study.case.settings.partner_costs
    uncovered_parties = uncovered(context.study.case) if declared_exception is not None else []
    if declared_exception is None or not uncovered_parties:
        return []
    cost_sentences = []
    for uncovered_party in uncovered_parties:
        sentence_fields = {
            "party": context.title("parties", uncovered_party.party),
            "alternative": context.title("alternatives", uncovered_party.alternative),
        }
        # The public version names no amounts: they are prices of the alternative together.
        cost_sentences.append(
            context.say("partner_costs_beside_public", **sentence_fields)
            if context.publication is not None
            else context.say(
                "partner_costs_beside",
                **sentence_fields,
                received=context.number(uncovered_party.received, "euro"),
                borne=context.number(uncovered_party.borne, "euro"),
            )
        )
    cost_sentences.append(context.say("partner_costs_reason", reason=context.words(declared_exception.none)))
    return [Callout(context.say("partner_costs_title"), " ".join(cost_sentences), "caution")]
