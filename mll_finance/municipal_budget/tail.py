"""The tail of the budget: what it still carries after the years that the council decides on.

A budget shows the budget year and the three after it; a structural charge does not end there. The tail is as long as
the case; what is structural in its last year goes on after it, and what is not yet written off is still to be charged.
"""

from __future__ import annotations

from dataclasses import dataclass

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
        carried = [year for year, amount in zip(self.years, self.structural, strict=True) if amount != 0]
        return carried[-1] if carried else None


def budget_tail(study: Study, alternative: str) -> BudgetTail:
    """What the budget of an alternative carries after the years that are decided on."""
    covered = covered_budget(study, alternative, years=None)
    lines = budget_table(study, alternative, years=None).lines
    is_continued = any(
        line.duration == "structural" and line.amounts is not None and bool(line.amounts[-1] != 0)
        for line in lines
    )
    return BudgetTail(
        covered.years[:YEARS][-1],
        covered.years[YEARS:],
        covered.structural[YEARS:],
        covered.incidental[YEARS:],
        is_continued,
        left_to_charge(study, alternative),
        covered.pm,
    )
