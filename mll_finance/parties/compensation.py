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
    party_balances = [balance for balance in incidence(study, alternative) if balance.npv or balance.pm]
    npv_by_party = [balance.npv for balance in party_balances]
    payments = least_payments(
        npv_by_party, may_pay=[balance.party != RESIDENTS for balance in party_balances]
    )
    paid_by_party, received_by_party = payments.paid.sum(axis=1), payments.paid.sum(axis=0)
    settled_threshold = SETTLED * max(1.0, *map(abs, npv_by_party), 0.0)
    parties_after_payments = tuple(
        Compensated(
            balance,
            float(paid_by_party[party_index]),
            float(received_by_party[party_index]),
            bool(payments.short[party_index] > settled_threshold),
        )
        for party_index, balance in enumerate(party_balances)
    )
    return Compensation(parties_after_payments, float(payments.short.sum()))
