"""Suppliers and partners that are paid while their own costs are not in the case, so that these vanish from the MKBA.

A payment between two parties of society is nothing to society. What is bought has a cost all the same: that of the
labour and goods of whoever delivers it. So a party that is paid for goods or services brings its own costs into the
case, as lines of the same alternative, or is left out: then the receiver is ``resources``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mll_finance.engine.ledger import Ledger, factors
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import MUNICIPALITY, OUTSIDE, PARTNER, SOCIETY, standard_parties
from mll_finance.inputs.method.partnership import NAME as FORM
from mll_finance.inputs.reference_data.thresholds import threshold

LEAST_SHARE = threshold("partner_costs_share")
"""Part of what a partner receives that its own costs must be, both in present value."""
_BOUGHT = ("purchase", "subscription")
"""Kinds of line by which goods or services are bought from whomever."""


@dataclass(frozen=True)
class Uncovered:
    """A paid party of one alternative whose own costs are lacking."""

    alternative: str
    party: str
    lines: tuple[str, ...]
    """Lines by which it is paid."""
    received: float
    """What it receives, present value under the lens of society (EUR)."""
    borne: float
    """Its own costs, likewise; a cost on PM counts as none."""


def uncovered(case: Case) -> list[Uncovered]:
    """Every paid supplier or partner whose own costs are less than the threshold, by alternative."""
    supplying_party_ids = {line.receiver for line in case.lines.values() if _is_supply(case, line)}
    if not supplying_party_ids:
        return []
    ledger = Ledger(case)
    return [
        lacking_line
        for alternative in case.alternatives
        for party in sorted(supplying_party_ids)
        for lacking_line in _of_party(ledger, alternative, party)
    ]


def _of_party(ledger: Ledger, alternative: str, party: str) -> Iterator[Uncovered]:
    line_by_id = ledger.case.lines
    supplied_line_ids = tuple(
        name
        for name, line in line_by_id.items()
        if line.receiver == party and alternative in line.alternative and _is_supply(ledger.case, line)
    )
    paid_line_ids = [
        name for name, line in line_by_id.items() if line.receiver == party and line.payer not in OUTSIDE
    ]
    cost_line_ids = [name for name, line in line_by_id.items() if line.payer == party and _is_cost(line)]
    pv_received = sum(_present_value(ledger, name, alternative) for name in paid_line_ids)
    pv_borne = sum(_present_value(ledger, name, alternative) for name in cost_line_ids)
    if supplied_line_ids and pv_received > 0 and pv_borne < LEAST_SHARE * pv_received:
        yield Uncovered(alternative, party, supplied_line_ids, pv_received, pv_borne)


def _is_supply(case: Case, line: Line) -> bool:
    """Whether somebody in society is paid by another for what it delivers.

    The partner is, by whatever line; an own party by every line that is no transfer; another standard party where goods
    or services are bought from it. The costs of the municipality are what the case is about. What a partnership form
    adds moves costs that are lines already, so nothing vanishes by it.
    """
    society_party_ids = case.perspectives[SOCIETY].parties
    party = line.receiver
    if (
        line.payer in OUTSIDE
        or party not in society_party_ids
        or party == MUNICIPALITY
        or line.made_by == FORM
    ):
        return False
    if party == PARTNER:
        return True
    return line.kind in _BOUGHT if party in standard_parties() else not line.REAL_PARTIES


def _is_cost(line: Line) -> bool:
    """Whether a party pays for labour and goods, or bears costs that a partnership form passes on to it."""
    return line.receiver in OUTSIDE or line.made_by == FORM


def _present_value(ledger: Ledger, name: str, alternative: str) -> float:
    """Present value (EUR) of a line of one alternative, ex btw; nothing where it is PM or does not stand."""
    line_euros = ledger.euros(name, alternative)
    if line_euros is None:
        return 0.0
    case = ledger.case
    timing = case.lines[name].timing or case.settings.timing
    euros_by_year = np.broadcast_to(line_euros, (len(case.years), np.shape(line_euros)[1]))
    return float((factors(case, case.perspectives[SOCIETY], timing) @ euros_by_year)[0])
