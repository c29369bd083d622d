"""Cover (dekking): what pays for the budget balance of each year, and what is still missing.

Positive is favourable: a budget that costs money has a balance below zero, cover adds to it, and the table closes
where the sum is zero. Structural charges ask for structural cover; a line that says neither counts as structural.

References
----------
Gemeentewet art. 189 (structural balance), as budgets of Nunspeet and Almelo apply it. The provincial supervisor asks
for structural cover of structural charges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.inputs.method.cover import Cover
from mll_finance.municipal_budget.budget import YEARS, budget_table

Array = npt.NDArray[np.float64]
HALF_A_EURO = 0.5
"""Budgets are in whole euros: less than half a euro is closed."""


@dataclass(frozen=True)
class CoverAmount:
    """What one item of cover gives in each year; ``amounts`` is None where it is PM."""

    id: str
    cover: Cover
    amounts: Array | None


@dataclass(frozen=True)
class Coverage:
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
        made = np.zeros(len(self.years))
        for item in self.items:
            if item.amounts is not None and duration in (None, item.cover.duration):
                made = made + item.amounts
        return made

    @property
    def remaining(self) -> Array:
        """Balance after cover (years,): zero where it closes, below zero where cover is missing."""
        return self.balance + self.cover()

    @property
    def missing(self) -> dict[int, float]:
        """Euros that are missing, by year, where any are."""
        return {
            year: -float(left)
            for year, left in zip(self.years, self.remaining, strict=True)
            if left <= -HALF_A_EURO
        }

    @property
    def closes(self) -> bool:
        """Whether every year closes to zero and nothing is PM."""
        known = not self.pm and all(item.amounts is not None for item in self.items)
        return known and bool((np.abs(self.remaining) < HALF_A_EURO).all())

    @property
    def structural_gap(self) -> dict[int, float]:
        """Structural charges without structural cover, by year, where there are any (EUR)."""
        left = self.structural + self.cover("structural")
        return {
            year: -float(value) for year, value in zip(self.years, left, strict=True) if value <= -HALF_A_EURO
        }


def coverage(study: Study, alternative: str, *, years: int | None = YEARS) -> Coverage:
    """The cover of the accrual budget of an alternative."""
    table = budget_table(study, alternative, years=years)
    incidental = np.zeros(len(table.years))
    for line in table.lines:
        if line.duration == "incidental" and line.amounts is not None:
            incidental = incidental + line.amounts
    structural = table.total() - incidental
    held: Mapping[str, Cover] = study.case.method.get("cover") or {}
    items: list[CoverAmount] = []
    given = np.zeros(len(table.years))
    for name, one in held.items():
        if not one.stands(alternative):
            continue
        amounts = None
        if one.amounts is not None:
            amounts = np.array([one.amount(year) for year in table.years])
            given = given + amounts
        items.append(CoverAmount(name, one, amounts))
    items = [
        CoverAmount(item.id, item.cover, -(structural + incidental + given)) if item.cover.closing else item
        for item in items
    ]
    return Coverage(table.years, structural, incidental, tuple(items), table.pm)


def long_incidental(study: Study, alternative: str, limit: float) -> tuple[str, ...]:
    """Lines booked as incidental that have an amount in more years than the limit."""
    table = budget_table(study, alternative, years=None)
    return tuple(
        line.line
        for line in table.lines
        if line.duration == "incidental" and line.amounts is not None and (line.amounts != 0).sum() > limit
    )
