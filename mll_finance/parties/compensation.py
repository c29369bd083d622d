"""Who could compensate whom: the smallest payments after which nobody is worse off."""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.engine.study import Study
from mll_finance.formulas.coalitions import least_payments
from mll_finance.inputs.grammar.parties import RESIDENTS
from mll_finance.parties.incidence import PartyBalance, incidence

SETTLED = 1e-9
"""Part of the largest gain or loss below which what is short is rounding."""


@dataclass(frozen=True)
class Compensated:
    """One party before and after the payments (present value, EUR)."""

    share: PartyBalance
    pays: float
    gets: float
    short: bool
    """Whether it is still worse off after the payments."""

    @property
    def after(self) -> float:
        """What it gains on balance after the payments."""
        return self.share.npv - self.pays + self.gets


@dataclass(frozen=True)
class Compensation:
    """The smallest payments that leave nobody worse off, as far as the gains allow (present value, EUR)."""

    parties: tuple[Compensated, ...]
    short: float
    """What those who lose still lack together."""

    @property
    def needed(self) -> bool:
        """Whether a party loses at all."""
        return any(party.share.npv < 0 for party in self.parties)


def compensation(study: Study, alternative: str) -> Compensation:
    """The payments for the central case of an alternative; residents receive and never pay: well-being is no money."""
    party_shares = [share for share in incidence(study, alternative) if share.npv or share.pm]
    npv_by_party = [share.npv for share in party_shares]
    payments = least_payments(npv_by_party, may_pay=[share.party != RESIDENTS for share in party_shares])
    paid_by_party, received_by_party = payments.paid.sum(axis=1), payments.paid.sum(axis=0)
    settled_below = SETTLED * max(1.0, *map(abs, npv_by_party), 0.0)
    compensated_parties = tuple(
        Compensated(
            share,
            float(paid_by_party[party_number]),
            float(received_by_party[party_number]),
            bool(payments.short[party_number] > settled_below),
        )
        for party_number, share in enumerate(party_shares)
    )
    return Compensation(compensated_parties, float(payments.short.sum()))
