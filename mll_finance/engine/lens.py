"""How a line looks through a perspective: the legs of a payment with its btw, and what they bring to a fence.

A line of 1 euro ex btw, at btw rate r of which the share c is compensated, has these legs (docs/design.md, rulings):

==============  ============================================================================
btw             legs
==============  ============================================================================
included        to or from resources: payer -> receiver 1 + r (market prices: CPB 2011);
                between parties: payer -> receiver 1 and payer -> state r;
                in both: state -> payer c r
compensated     payer -> receiver 1, payer -> state r, state -> payer c r
excluded        payer -> receiver 1
==============  ============================================================================

A saved purchase (payer resources) is the mirror image: the btw is the receiver's.

References
----------
CPB (2011), De btw in kosten-batenanalyses, notitie 27-6-2011. CPB/PBL (2013), Algemene leidraad voor MKBA, par. 9.3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from mll_finance.inputs.grammar.line import Btw, Line
from mll_finance.inputs.grammar.parties import RESOURCES, STATE, Perspective

_NOTHING = 1e-15

_ENDS_OF_BTW = (Btw(rate=0.0), Btw(rate=1.0), Btw(rate=1.0, compensable=1.0))
Side = Literal["costs", "benefits"]
Shares = tuple[float, float, float]
"""What enters a fence of a line of one euro ex btw: without btw, what btw at a rate of 1 adds, and what compensating it
adds to that."""


class Leg(NamedTuple):
    """A share of the line's amount ex btw that passes from one party to another."""

    payer: str
    receiver: str
    share: float


class View(NamedTuple):
    """What a line is to a perspective, for one euro ex btw."""

    side: Side
    """The side follows the line: costs where its payer is inside, so a cost that is saved lowers the costs."""
    net: float
    """Euros that enter the fence; negative where they leave it."""


def legs(line: Line, btw: Literal["included", "compensated", "excluded"]) -> Iterator[Leg]:
    """The legs of a line under one btw rule."""
    tax_rate, rate_of_returned_tax = line.tax.rate, line.tax.rate * line.tax.compensable
    if btw == "excluded" or tax_rate == 0:
        yield Leg(line.payer, line.receiver, 1.0)
        return
    is_saved_resource = line.payer == RESOURCES
    is_at_market_price = btw == "included" and RESOURCES in (line.payer, line.receiver)
    yield Leg(line.payer, line.receiver, 1.0 + tax_rate if is_at_market_price else 1.0)
    if not is_at_market_price:
        yield Leg(STATE, line.receiver, tax_rate) if is_saved_resource else Leg(line.payer, STATE, tax_rate)
    if rate_of_returned_tax:
        yield (
            Leg(line.receiver, STATE, rate_of_returned_tax)
            if is_saved_resource
            else Leg(STATE, line.payer, rate_of_returned_tax)
        )


def view(
    line: Line, viewpoint: Perspective, *, accounting: Literal["cash", "budget"] = "cash"
) -> View | None:
    """What a line is to a perspective, or None where it does not count.

    It does not count where nothing crosses the fence, where the perspective takes cash only and the line is not, or
    where the line stands in the other accounting (an investment and its capital charges are never both in one table).
    """
    if line.accounting not in (accounting, "both") or (viewpoint.effects == "cash" and not line.in_cash):
        return None
    party_ids_inside = set(viewpoint.parties)
    net_share = sum(
        leg.share * ((leg.receiver in party_ids_inside) - (leg.payer in party_ids_inside))
        for leg in legs(line, viewpoint.btw)
    )
    if abs(net_share) < _NOTHING:
        return None
    return View("costs" if line.payer in party_ids_inside else "benefits", net_share)


class OpenView(NamedTuple):
    """How a line counts for a fence, whatever its btw is."""

    side: Side
    shares: Shares


def open_view(
    line: Line, viewpoint: Perspective, *, accounting: Literal["cash", "budget"] = "cash"
) -> OpenView | None:
    """How a line counts at the ends of what btw can be, in which it is linear; None where it counts at none of them."""
    views_by_btw = [
        view(line.model_copy(update={"btw": btw}), viewpoint, accounting=accounting) for btw in _ENDS_OF_BTW
    ]
    sides_inside = [view_or_none.side for view_or_none in views_by_btw if view_or_none is not None]
    if not sides_inside:
        return None
    net_untaxed, net_taxed, net_with_returned_tax = (
        0.0 if view_or_none is None else view_or_none.net for view_or_none in views_by_btw
    )
    return OpenView(
        sides_inside[0], (net_untaxed, net_taxed - net_untaxed, net_with_returned_tax - net_taxed)
    )
