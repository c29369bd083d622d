"""The tail of the budget: what it still carries after the years that the council decides on.

A budget shows the budget year and the three after it; a structural charge does not end there. The tail is as long as
the case; what is structural in its last year goes on after it, and what is not yet written off is still to be charged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.municipal_budget.budget import YEARS, budget_table, left_to_charge
from mll_finance.municipal_budget.cover import covered_budget

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BudgetTail:
    """The balance of the years after the budget, nominal EUR of each year; positive is favourable."""

    after: int
    """The last year that the council decides on."""
    years: tuple[int, ...]
    """The years of the case after it."""
    structural: Array
    """Balance of the structural lines and of those that say neither (years,)."""
    incidental: Array
    """Balance of the incidental lines (years,)."""
    goes_on: bool
    """Whether a structural line still has an amount in the last year of the case."""
    left_to_charge: float
    """Book value that is still to be written off after the last year of the case (EUR)."""
    pm: tuple[str, ...]
    """Lines without a number."""

    @property
    def until(self) -> int | None:
        """The last year with a structural amount; None where none follows the budget."""
        years_with_structural_amount = [
            year for year, amount in zip(self.years, self.structural, strict=True) if amount != 0
        ]
        return years_with_structural_amount[-1] if years_with_structural_amount else None


def budget_tail(study: Study, alternative: str) -> BudgetTail:
    """What the budget of an alternative carries after the years that are decided on."""
    budget_with_cover = covered_budget(study, alternative, years=None)
    budget_lines = budget_table(study, alternative, years=None).lines
    is_continued = any(
        line.duration == "structural" and line.amounts is not None and bool(line.amounts[-1] != 0)
        for line in budget_lines
    )
    return BudgetTail(
        budget_with_cover.years[:YEARS][-1],
        budget_with_cover.years[YEARS:],
        budget_with_cover.structural[YEARS:],
        budget_with_cover.incidental[YEARS:],
        is_continued,
        left_to_charge(study, alternative),
        budget_with_cover.pm,
    )


Part = Literal["costs", "benefits", "balance", "cover", "left"]


@dataclass(frozen=True)
class LaterYears:
    """A budget by year with the years after it as one more column, nominal EUR; positive is favourable."""

    amounts: dict[Part, Array]
    """Each part of the budget by column (columns,): the years that are decided on, then all later ones together."""
    with_pm: frozenset[Part]
    """Parts that a line without a number belongs to."""
    first_benefit: int | None
    """The first year with a benefit; None where none comes."""


def with_later_years(study: Study, alternative: str) -> LaterYears:
    """Costs, benefits, balance, cover and what is left, with what follows the budget as one column."""
    budget, budget_with_cover = (
        budget_table(study, alternative, years=None),
        covered_budget(study, alternative, years=None),
    )
    benefits_by_year = budget.total("benefits")
    amounts_by_year: dict[Part, Array] = {
        "costs": budget.total("costs"),
        "benefits": benefits_by_year,
        "balance": budget.total(),
        "cover": budget_with_cover.cover(),
        "left": budget_with_cover.remaining,
    }
    is_unpriced_by_part: dict[Part, bool] = {
        "costs": any(line.amounts is None and line.side == "costs" for line in budget.lines),
        "benefits": any(line.amounts is None and line.side == "benefits" for line in budget.lines),
        "balance": bool(budget.pm),
        "cover": any(cover.amounts is None for cover in budget_with_cover.items),
    }
    is_unpriced_by_part["left"] = is_unpriced_by_part["balance"] or is_unpriced_by_part["cover"]
    gaining_years = [year for year, amount in zip(budget.years, benefits_by_year, strict=True) if amount > 0]
    return LaterYears(
        {part: _with_later(amounts) for part, amounts in amounts_by_year.items()},
        frozenset(part for part, is_unpriced in is_unpriced_by_part.items() if is_unpriced),
        gaining_years[0] if gaining_years else None,
    )


def _with_later(amounts: Array) -> Array:
    """The amounts of the budget's years, and the sum of those after it where there are any."""
    amounts_after_budget = amounts[YEARS:]
    return (
        amounts if not amounts_after_budget.size else np.append(amounts[:YEARS], amounts_after_budget.sum())
    )
