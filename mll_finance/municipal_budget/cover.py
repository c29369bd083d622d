"""Cover (dekking): what pays for the budget balance of each year, and what is still missing.

Positive is favourable: a budget that costs money has a balance below zero, cover adds to it, and the table closes
where the sum is zero. Structural charges ask for structural cover; a line that says neither counts as structural.

References
----------
Gemeentewet art. 189 (structural balance), as budgets of Nunspeet and Almelo apply it. The provincial supervisor asks
for structural cover of structural charges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.inputs.method.cover import Cover
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.municipal_budget.budget import YEARS, budget_table

Array = npt.NDArray[np.float64]
HALF_A_EURO = threshold("budget_closes_within")
"""Budgets are in whole euros: less than half a euro is closed."""


@dataclass(frozen=True)
class CoverAmount:
    """What one item of cover gives in each year; ``amounts`` is None where it is PM."""

    id: str
    cover: Cover
    amounts: Array | None


@dataclass(frozen=True)
class CoveredBudget:
    """The balance of the budget with what covers it (EUR of each year); positive is favourable."""

    years: tuple[int, ...]
    structural: Array
    """Balance of the structural lines and of those that say neither (years,)."""
    incidental: Array
    """Balance of the incidental lines (years,)."""
    items: tuple[CoverAmount, ...]
    pm: tuple[str, ...]
    """Budget lines without a number."""

    @property
    def balance(self) -> Array:
        """Balance of the budget (years,)."""
        return self.structural + self.incidental

    def cover(self, duration: str | None = None) -> Array:
        """Sum of the cover (years,), of one duration or of both; PM is not counted."""
        cover_by_year = np.zeros(len(self.years))
        for cover_amount in self.items:
            if cover_amount.amounts is not None and duration in (None, cover_amount.cover.duration):
                cover_by_year = cover_by_year + cover_amount.amounts
        return cover_by_year

    @property
    def remaining(self) -> Array:
        """Balance after cover (years,): zero where it closes, below zero where cover is missing."""
        return self.balance + self.cover()

    @property
    def missing(self) -> dict[int, float]:
        """Euros that are missing, by year, where any are."""
        return {
            year: -float(balance)
            for year, balance in zip(self.years, self.remaining, strict=True)
            if balance <= -HALF_A_EURO
        }

    @property
    def not_closing(self) -> dict[int, float]:
        """What is left or missing after cover (EUR), by year, where it does not close."""
        return {
            year: float(balance)
            for year, balance in zip(self.years, self.remaining, strict=True)
            if abs(balance) >= HALF_A_EURO
        }

    @property
    def closes(self) -> bool:
        """Whether every year closes to zero and nothing is PM."""
        has_all_amounts = not self.pm and all(cover_amount.amounts is not None for cover_amount in self.items)
        return has_all_amounts and bool((np.abs(self.remaining) < HALF_A_EURO).all())

    @property
    def structural_gap(self) -> dict[int, float]:
        """Structural charges without structural cover, by year, where there are any (EUR)."""
        structural_balance = self.structural + self.cover("structural")
        return {
            year: -float(balance)
            for year, balance in zip(self.years, structural_balance, strict=True)
            if balance <= -HALF_A_EURO
        }


def covered_budget(study: Study, alternative: str, *, years: int | None = YEARS) -> CoveredBudget:
    """The cover of the accrual budget of an alternative."""
    budget = budget_table(study, alternative, years=years)
    incidental_by_year = np.zeros(len(budget.years))
    for line in budget.lines:
        if line.duration == "incidental" and line.amounts is not None:
            incidental_by_year = incidental_by_year + line.amounts
    structural_by_year = budget.total() - incidental_by_year
    cover_by_id = study.case.parts(Cover)
    cover_amounts: list[CoverAmount] = []
    total_cover_by_year = np.zeros(len(budget.years))
    for cover_id, cover in cover_by_id.items():
        if not cover.stands(alternative):
            continue
        amount_by_year = None
        if cover.amounts is not None:
            amount_by_year = np.array([cover.amount(year) for year in budget.years])
            total_cover_by_year = total_cover_by_year + amount_by_year
        cover_amounts.append(CoverAmount(cover_id, cover, amount_by_year))
    cover_amounts = [
        CoverAmount(
            cover_amount.id,
            cover_amount.cover,
            -(structural_by_year + incidental_by_year + total_cover_by_year),
        )
        if cover_amount.cover.closing
        else cover_amount
        for cover_amount in cover_amounts
    ]
    return CoveredBudget(
        budget.years, structural_by_year, incidental_by_year, tuple(cover_amounts), budget.pm
    )


def long_incidental(study: Study, alternative: str, limit: float) -> tuple[str, ...]:
    """Lines booked as incidental that have an amount in more years than the limit."""
    budget = budget_table(study, alternative, years=None)
    return tuple(
        line.line
        for line in budget.lines
        if line.duration == "incidental" and line.amounts is not None and (line.amounts != 0).sum() > limit
    )
