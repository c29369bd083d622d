"""That the own costs of a paid party are not in the result, and why: beside the number that it concerns."""

from __future__ import annotations

from mll_finance.parties.partner_costs import uncovered
from mll_finance.report.blocks import Callout
from mll_finance.report.context import Context


def partner_costs(context: Context) -> list[Callout]:
    """One callout with a sentence for each paid party and alternative; none where the case does not leave costs out."""
    exception = context.study.case.settings.partner_costs
    lacking = uncovered(context.study.case) if exception is not None else []
    if exception is None or not lacking:
        return []
    sentences = []
    for paid in lacking:
        named = {
            "party": context.title("parties", paid.party),
            "alternative": context.title("alternatives", paid.alternative),
        }
        # The public version names no amounts: they are prices of the alternative together.
        sentences.append(
            context.say("partner_costs_beside_public", **named)
            if context.publication is not None
            else context.say(
                "partner_costs_beside",
                **named,
                received=context.number(paid.received, "euro"),
                borne=context.number(paid.borne, "euro"),
            )
        )
    sentences.append(context.say("partner_costs_reason", reason=context.words(exception.none)))
    return [Callout(context.say("partner_costs_title"), " ".join(sentences), "caution")]
