"""The formation of an alternative: own staff in fte by year, beside the euros of the budget.

What a line of own staff costs in euros of a year, over what one fte or one hour costs in that year; hours over the
productive hours of a year (``unit_costs``). An addition for optimism is in it, as it is in the euros.
Project minus baseline: above zero is staff that is added, below zero staff that a budget really saves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.municipal_budget.budget import YEARS, budget_table
from mll_finance.municipal_budget.pay import Pay, pay_of

Array = npt.NDArray[np.float64]
PERSONNEL = "1.1"
"""Economic category of Iv3 of own staff."""


@dataclass(frozen=True)
class FormationLine:
    """The staff of one line of the budget; ``fte`` is None where the case gives euros and no hours, or PM."""

    line: str
    duration: str | None
    taakveld: str | None
    fte: Array | None


@dataclass(frozen=True)
class Formation:
    """Own staff by line and year (fte), project minus baseline."""

    years: tuple[int, ...]
    lines: tuple[FormationLine, ...]

    @property
    def incidental(self) -> Array:
        """Fte by year (years,) of the incidental lines."""
        return self._sum(tuple(line for line in self.lines if line.duration == "incidental"))

    @property
    def structural(self) -> Array:
        """Fte by year (years,) of the structural lines, and of those that say neither, as the cover counts them."""
        return self._sum(tuple(line for line in self.lines if line.duration != "incidental"))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Lines of own staff of which the fte are not known."""
        return tuple(line.line for line in self.lines if line.fte is None)

    def _sum(self, lines: tuple[FormationLine, ...]) -> Array:
        total_fte = np.zeros(len(self.years))
        for line in lines:
            total_fte = total_fte if line.fte is None else total_fte + line.fte
        return total_fte


def formation(study: Study, alternative: str, *, years: int | None = YEARS) -> Formation:
    """The formation behind the budget of an alternative.

    Parameters
    ----------
    study : Study
        The study; its central case is shown.
    alternative : str
        Id of the alternative.
    years : int or None
        Number of years from year 0; None for every year of the case.
    """
    budget = budget_table(study, alternative, years=years)
    formation_lines = []
    for line in budget.lines:
        pay = None if line.activated else pay_of(study.case, line.line)
        if pay is None and line.iv3 != PERSONNEL:
            continue
        fte_by_year = None
        if pay is not None and line.amounts is not None:
            fte_by_year = _difference(study, line.line, pay, alternative)
        fte_in_budget_years = None if fte_by_year is None else fte_by_year[: len(budget.years)]
        formation_lines.append(FormationLine(line.line, line.duration, line.taakveld, fte_in_budget_years))
    return Formation(budget.years, tuple(formation_lines))


def _difference(study: Study, line_id: str, pay: Pay, alternative: str) -> Array | None:
    """Fte of a line by year (years,), project minus baseline; of a saving below zero."""
    sign = 1.0 if study.case.lines[line_id].payer == MUNICIPALITY else -1.0
    alternative_fte_by_year, baseline_fte_by_year = (
        _fte(study, line_id, pay, name) for name in (alternative, BASELINE)
    )
    return (
        None
        if alternative_fte_by_year is None or baseline_fte_by_year is None
        else sign * (alternative_fte_by_year - baseline_fte_by_year)
    )


def _fte(study: Study, line_id: str, pay: Pay, alternative: str) -> Array | None:
    """Fte of a line by year (years,) in one alternative; zero where it does not stand, None where nothing is paid."""
    case, ledger = study.case, study.central
    line_euros = ledger.euros(line_id, alternative)
    if line_euros is None:
        return np.zeros(len(case.years))
    line = case.lines[line_id]
    line_amount_by_year = np.broadcast_to(line_euros[:, 0], (len(case.years),))
    line_amount_by_year = line_amount_by_year * ledger.inflation_of(line_id)
    wage_by_year = np.broadcast_to(ledger.model.assumption(pay.path, alternative)[:, 0], (len(case.years),))
    if line.growth is not None:
        yearly_growth = ledger.model.assumption(f"lines.{line_id}.growth", alternative)[:, 0]
        wage_by_year = wage_by_year * (1.0 + yearly_growth) ** (np.array(case.years) - case.prices.level_year)
    wage_by_year = _as_late(wage_by_year, _later(study, line_id, alternative))
    if line.basis == "real":
        wage_by_year = wage_by_year * ledger.inflation(line.index)
    if not np.all(wage_by_year > 0):
        return None
    wages_in_a_year = (
        case.tables.table("unit_costs").find("productive_hours").value if pay.per == "hour" else 1.0
    )
    return np.asarray(line_amount_by_year / wage_by_year / wages_in_a_year)


def _later(study: Study, line_id: str, alternative: str) -> int:
    """Whole years by which the line comes later, so that the wage that it is paid comes later with it."""
    case, line = study.case, study.case.lines[line_id]
    delay_in_years = line.delay if case.settings.adjusted else 0
    return delay_in_years + case.graph.later.get((f"lines.{line_id}", alternative), 0)


def _as_late(by_year: Array, years: int) -> Array:
    return by_year[np.maximum(np.arange(by_year.size) - years, 0)]
