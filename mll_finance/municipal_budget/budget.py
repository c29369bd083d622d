"""The municipal budget of an alternative: accrual table and liquidity table, four years or the whole horizon.

Undiscounted euros of each year, project minus baseline, as the perspective ``municipality`` sees them: ex compensable
btw, cash-releasing effects only. Positive is income for the municipality.

References
----------
Gemeentewet art. 189-190 and BBV art. 20-23 (begrotingsjaar and the three years after it).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from mll_finance.engine.capital import charged, interest
from mll_finance.engine.lens import Side
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.method.budget import BudgetSettings

Array = npt.NDArray[np.float64]
YEARS = 4


@dataclass(frozen=True)
class BudgetLine:
    """One line of a budget table; ``amounts`` is None where it is PM."""

    line: str
    side: Side | None
    amounts: Array | None
    duration: str | None
    taakveld: str | None
    category: str | None = None
    programme: str | None = None
    activated: bool = False
    """Whether the amounts are capital charges instead of the outlay."""


@dataclass(frozen=True)
class Group:
    """Lines that belong together in a budget table, one side of them."""

    names: tuple[str | None, ...]
    """Value of each key that was grouped by; None where lines say nothing."""
    side: Side
    amounts: Array
    """Sum by year (years,); PM is not counted."""
    pm: tuple[str, ...]


Key = Literal["duration", "taakveld", "category", "programme"]


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

    def groups(self, *keys: Key) -> tuple[Group, ...]:
        """The lines by one or more keys and by side; together they are the table."""
        found: dict[tuple[tuple[str | None, ...], Side], list[BudgetLine]] = {}
        for line in self.lines:
            names = tuple(getattr(line, key) for key in keys)
            found.setdefault((names, line.side or "costs"), []).append(line)
        ordered = sorted(
            found, key=lambda key: ([(name is None, name or "") for name in key[0]], key[1] != "costs")
        )
        return tuple(self._group(names, side, found[names, side]) for names, side in ordered)

    def _group(self, names: tuple[str | None, ...], side: Side, lines: list[BudgetLine]) -> Group:
        part = BudgetTable(self.years, tuple(lines))
        return Group(names, side, part.total(), part.pm)

    def signed(self, favourable: Literal["plus", "minus"]) -> BudgetTable:
        """The table in the sign convention of a municipality: which sign is favourable."""
        if favourable == "plus":
            return self
        flipped = (
            line if line.amounts is None else replace(line, amounts=0.0 - line.amounts) for line in self.lines
        )
        return BudgetTable(self.years, tuple(flipped))

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
    made = []
    for seen in study.central.seen_by(through, alternative, accounting=accounting):
        activated = accounting == "budget" and study.case.lines[seen.line].activation is not None
        line = _line(study, seen.line, seen.view.side, seen.nominal[: len(span), 0])
        made.append(replace(line, activated=activated))
    for name in study.central.pm(through, alternative, accounting=accounting):
        inside = study.case.lines[name].payer in through.parties
        made.append(_line(study, name, "costs" if inside else "benefits", None))
    return BudgetTable(tuple(span), tuple(made))


def _line(study: Study, name: str, side: Side, amounts: Array | None) -> BudgetLine:
    line, settings = study.case.lines[name], budget_settings(study)
    known = settings.taakvelden.get(line.taakveld or "")
    programme = known.programme if known is not None else None
    return BudgetLine(name, side, amounts, line.duration, line.taakveld, line.category, programme)


def budget_settings(study: Study) -> BudgetSettings:
    """How the municipality writes its budget; the usual way where the case does not say."""
    found = study.case.method.get("budget")
    return found if isinstance(found, BudgetSettings) else BudgetSettings()


def left_to_charge(study: Study, alternative: str) -> float:
    """Book value of activated outlays after the last year of the case (EUR): what later budgets still write off."""
    through = study.case.perspectives[MUNICIPALITY]
    left = 0.0
    for seen in study.central.seen_by(through, alternative):
        found = study.case.lines[seen.line].activation
        if found is not None:
            written_off = charged(seen.nominal, found) - interest(seen.nominal, found)
            left -= float((seen.nominal - written_off)[:, 0].sum())
    return left
