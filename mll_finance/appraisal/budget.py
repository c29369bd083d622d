"""The municipal budget of an alternative: accrual table and liquidity table, four years or the whole horizon.

Undiscounted euros of each year, project minus baseline, as the perspective ``municipality`` sees them: ex compensable
btw, cash-releasing effects only. Positive is income for the municipality.

References
----------
Gemeentewet art. 189-190 and BBV art. 20-23 (begrotingsjaar and the three years after it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from mll_finance.appraisal.lens import Side
from mll_finance.appraisal.study import Study

Array = npt.NDArray[np.float64]
MUNICIPALITY = "municipality"
YEARS = 4


@dataclass(frozen=True)
class BudgetLine:
    """One line of a budget table; ``amounts`` is None where it is PM."""

    line: str
    side: Side | None
    amounts: Array | None
    duration: str | None
    taakveld: str | None


@dataclass(frozen=True)
class BudgetTable:
    """Lines by year, in nominal euros, with their totals."""

    years: tuple[int, ...]
    lines: tuple[BudgetLine, ...]

    def total(self, side: Side | None = None) -> Array:
        """Sum by year (years,) of the lines of a side, or of all lines."""
        made = np.zeros(len(self.years))
        for line in self.lines:
            if line.amounts is not None and side in (None, line.side):
                made = made + line.amounts
        return made

    @property
    def pm(self) -> tuple[str, ...]:
        """Lines without a number."""
        return tuple(line.line for line in self.lines if line.amounts is None)


def budget_table(
    study: Study,
    alternative: str,
    *,
    accounting: Literal["cash", "budget"] = "budget",
    years: int | None = YEARS,
) -> BudgetTable:
    """The budget of an alternative: accrual (``budget``) or liquidity (``cash``).

    Parameters
    ----------
    study : Study
        The study; its central case is shown.
    alternative : str
        Id of the alternative.
    accounting : str
        ``budget`` for the accrual table, ``cash`` for the liquidity table.
    years : int or None
        Number of years from year 0; None for every year of the case.
    """
    through = study.case.perspectives[MUNICIPALITY]
    span = study.case.years if years is None else study.case.years[:years]
    made = [
        BudgetLine(
            seen.line,
            seen.view.side,
            seen.nominal[: len(span), 0],
            study.case.lines[seen.line].duration,
            study.case.lines[seen.line].taakveld,
        )
        for seen in study.central.seen_by(through, alternative, accounting=accounting)
    ]
    made += [
        BudgetLine(name, None, None, study.case.lines[name].duration, study.case.lines[name].taakveld)
        for name in study.central.pm(through, alternative, accounting=accounting)
    ]
    return BudgetTable(tuple(span), tuple(made))
