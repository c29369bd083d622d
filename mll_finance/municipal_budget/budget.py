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
from mll_finance.inputs.reference_data.thresholds import whole_threshold
from mll_finance.municipal_budget.iv3 import category_of_part, iv3_of

Array = npt.NDArray[np.float64]
YEARS = whole_threshold("budget_years")
"""Years of a municipal budget: the budget year and those after it."""


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
    iv3: str | None = None
    """Economic category of Iv3; None where no rule fits, and for capital charges as a whole, which are two."""
    interest: Array | None = None
    """The part of capital charges that is interest (years,)."""

    @property
    def parts(self) -> tuple[BudgetLine, ...]:
        """The line, or the depreciation and the interest of its capital charges: each of one category of Iv3."""
        if self.amounts is None or self.interest is None:
            return (self,)
        depreciation = replace(self, amounts=self.amounts - self.interest, interest=None)
        charged_interest = replace(self, amounts=self.interest, interest=None)
        return (
            replace(depreciation, iv3=category_of_part("depreciation")),
            replace(charged_interest, iv3=category_of_part("interest")),
        )


@dataclass(frozen=True)
class BudgetGroup:
    """Lines that belong together in a budget table, one side of them."""

    names: tuple[str | None, ...]
    """Value of each key that was grouped by; None where lines say nothing."""
    side: Side
    amounts: Array
    """Sum by year (years,); PM is not counted."""
    pm: tuple[str, ...]


Key = Literal["duration", "taakveld", "category", "programme", "iv3"]


@dataclass(frozen=True)
class BudgetTable:
    """Lines by year, in nominal euros, with their totals."""

    years: tuple[int, ...]
    lines: tuple[BudgetLine, ...]

    def total(self, side: Side | None = None) -> Array:
        """Sum by year (years,) of the lines of a side, or of all lines."""
        total_by_year = np.zeros(len(self.years))
        for line in self.lines:
            if line.amounts is not None and side in (None, line.side):
                total_by_year = total_by_year + line.amounts
        return total_by_year

    @property
    def balance(self) -> float:
        """Sum of all lines over all years of the table (nominal EUR); PM is not counted."""
        return float(self.total().sum())

    def groups(self, *keys: Key) -> tuple[BudgetGroup, ...]:
        """The lines by one or more keys and by side; together they are the table."""
        lines_by_group: dict[tuple[tuple[str | None, ...], Side], list[BudgetLine]] = {}
        for line in self.lines:
            group_names = tuple(getattr(line, key) for key in keys)
            lines_by_group.setdefault((group_names, line.side or "costs"), []).append(line)
        group_keys = sorted(
            lines_by_group,
            key=lambda key: ([(name is None, name or "") for name in key[0]], key[1] != "costs"),
        )
        return tuple(
            self._group(names_in_group, side, lines_by_group[names_in_group, side])
            for names_in_group, side in group_keys
        )

    def _group(self, names: tuple[str | None, ...], side: Side, lines: list[BudgetLine]) -> BudgetGroup:
        group_table = BudgetTable(self.years, tuple(lines))
        return BudgetGroup(names, side, group_table.total(), group_table.pm)

    def signed(self, favourable: Literal["plus", "minus"]) -> BudgetTable:
        """The table in the sign convention of a municipality: which sign is favourable."""
        if favourable == "plus":
            return self
        signed_lines = (
            line
            if line.amounts is None
            else replace(
                line,
                amounts=in_sign_convention(line.amounts, favourable),
                interest=None if line.interest is None else in_sign_convention(line.interest, favourable),
            )
            for line in self.lines
        )
        return BudgetTable(self.years, tuple(signed_lines))

    @property
    def by_iv3(self) -> BudgetTable:
        """The table with capital charges as depreciation and interest, so that each line has one category of Iv3."""
        return BudgetTable(self.years, tuple(part for line in self.lines for part in line.parts))

    @property
    def pm(self) -> tuple[str, ...]:
        """Lines without a number."""
        return tuple(line.line for line in self.lines if line.amounts is None)

    @property
    def has_unpriced_cost(self) -> bool:
        """Whether a cost has no number."""
        return any(line.amounts is None and line.side == "costs" for line in self.lines)

    @property
    def cost_a_year(self) -> float:
        """What the years of the table cost on average, before benefits (nominal EUR); PM is not counted."""
        return float(-self.total("costs").mean()) + 0.0

    @property
    def balance_a_year(self) -> float:
        """What the years of the table leave on average, benefits counted (nominal EUR); below zero it costs money."""
        return float(self.total().mean()) + 0.0


def in_sign_convention(amounts: npt.ArrayLike, favourable: Literal["plus", "minus"]) -> Array:
    """Amounts of which positive is favourable, in the sign convention of a municipality (EUR, same shape)."""
    signed_amounts = np.asarray(amounts, dtype=np.float64)
    # Plus zero, so that a balance of nothing has no sign.
    return (signed_amounts if favourable == "plus" else -signed_amounts) + 0.0


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
    viewpoint = study.case.perspectives[MUNICIPALITY]
    shown_years = study.case.years if years is None else study.case.years[:years]
    budget_lines = []
    outlays = outlay_by_line(study, alternative) if accounting == "budget" else {}
    for seen_line in study.central.seen_by(viewpoint, alternative, accounting=accounting):
        budget_line = _line(
            study, seen_line.line, seen_line.view.side, seen_line.nominal[: len(shown_years), 0]
        )
        outlay, activation = outlays.get(seen_line.line), study.case.lines[seen_line.line].activation
        if outlay is not None and activation is not None:
            charged_interest = interest(outlay, activation)[: len(shown_years), 0]
            budget_line = replace(budget_line, activated=True, iv3=None, interest=charged_interest)
        budget_lines.append(budget_line)
    for line_id in study.central.pm(viewpoint, alternative, accounting=accounting):
        is_payer_inside = study.case.lines[line_id].payer in viewpoint.parties
        budget_lines.append(_line(study, line_id, "costs" if is_payer_inside else "benefits", None))
    return BudgetTable(tuple(shown_years), tuple(budget_lines))


def _line(study: Study, line_id: str, side: Side, amounts: Array | None) -> BudgetLine:
    line, budget_section = study.case.lines[line_id], budget_settings(study)
    taakveld = budget_section.taakvelden.get(line.taakveld or "")
    programme = taakveld.programme if taakveld is not None else None
    return BudgetLine(
        line_id,
        side,
        amounts,
        line.duration,
        line.taakveld,
        line.category,
        programme,
        iv3=iv3_of(study.case, line_id),
    )


def outlay_by_line(study: Study, alternative: str) -> dict[str, Array]:
    """Outlays that are activated, by line: nominal EUR into the municipality (years, 1), of every year of the case."""
    viewpoint = study.case.perspectives[MUNICIPALITY]
    return {
        seen_line.line: seen_line.nominal
        for seen_line in study.central.seen_by(viewpoint, alternative)
        if study.case.lines[seen_line.line].activation is not None
    }


def budget_settings(study: Study) -> BudgetSettings:
    """How the municipality writes its budget; the usual way where the case does not say."""
    return study.case.section(BudgetSettings) or BudgetSettings()


def investment_credit(study: Study, alternative: str) -> tuple[float, tuple[str, ...]]:
    """Outlays that are activated, over every year of the case (nominal EUR), and their lines: not their charges."""
    outlay_lines = [
        line
        for line in budget_table(study, alternative, accounting="cash", years=None).lines
        if study.case.lines[line.line].activation is not None and line.amounts is not None
    ]
    credit = -sum(float(line.amounts.sum()) for line in outlay_lines if line.amounts is not None)
    return credit, tuple(line.line for line in outlay_lines)


def left_to_charge(study: Study, alternative: str) -> float:
    """Book value of activated outlays after the last year of the case (EUR): what later budgets still write off."""
    book_value_left = 0.0
    for line_id, outlay in outlay_by_line(study, alternative).items():
        activation = study.case.lines[line_id].activation
        if activation is not None:
            written_off_by_year = charged(outlay, activation) - interest(outlay, activation)
            book_value_left -= float((outlay - written_off_by_year)[:, 0].sum())
    return book_value_left
