"""Price levels by year and index, and the ratios between them."""

from __future__ import annotations

from collections.abc import Mapping

from mll_finance.formulas.prices import extend_index
from mll_finance.inputs.grammar.contract import clause_rate
from mll_finance.inputs.grammar.sections import Settings
from mll_finance.inputs.tables.in_force import SHIPPED, Tables, price_levels
from mll_finance.terms import phrase

CPI = "cpi"
WAGES = "wages"
Rates = Mapping[int, float]
"""Growth by year, each until the next year named."""


class PriceIndex:
    """Price levels by year and index, and the ratios between them.

    Beyond the last year of the table an index grows with its last year's growth. What the case says itself goes before
    the table in every year after the price level: ``case.inflation`` for prices, ``case.kadernota`` for wages and
    prices. With it the price level may be a year that a table does not give; the case then knows the prices of that
    year only, and what follows. A clause of a contract is an index of its own, that of its rate from the price level.
    """

    def __init__(self, settings: Settings, tables: Tables = SHIPPED) -> None:
        self.level_year = settings.price_level if settings.price_level is not None else settings.base_year
        self.last = max(settings.base_year + settings.horizon, self.level_year)
        self.tables = tables
        self.own = own_rates(settings, self.level_year)
        self.is_one = settings.deflator == CPI
        self.known = {
            index: levels if index not in self.own or self.level_year in levels else {self.level_year: 100.0}
            for index, levels in price_levels(tables).items()
        }
        self._levels: dict[tuple[str, int], float] = {}
        self._extended: dict[str, dict[int, float]] = {}

    def knows(self, index: str) -> bool:
        """Whether an index has levels: those of a table, or of a clause."""
        return index in self.known or clause_rate(index) is not None

    def years(self, index: str) -> tuple[int, int]:
        """First and last year of an index that the table gives; of a clause, every year that the case may need."""
        if clause_rate(index) is not None:
            return self.years(CPI)
        return min(self.known[index]), max(self.known[index])

    def level(self, index: str, year: int) -> float:
        """Level of an index in a year.

        Raises
        ------
        LookupError
            For a year before the first of the table.
        """
        if (index, year) not in self._levels:
            self._levels[index, year] = self._found(index, year)
        return self._levels[index, year]

    def rate(self, index: str, year: int) -> float:
        """Growth (fraction) by which an index reaches a year from the year before."""
        clause_percentage, case_rate_by_year = clause_rate(index), self.own.get(index)
        if clause_percentage is not None:
            return clause_percentage
        if case_rate_by_year is not None and year > self.level_year:
            return case_rate_by_year[_named(case_rate_by_year, year)]
        level_by_year = self.known[index]
        last_level_year = year if year in level_by_year else max(level_by_year)
        return (
            level_by_year[last_level_year] / level_by_year[last_level_year - 1] - 1
            if last_level_year - 1 in level_by_year
            else 0.0
        )

    def sources(self, index: str) -> tuple[str, ...]:
        """Source ids of the levels of an index after the price level; of that level where none follow."""
        index_rows = [
            row for row in self.tables.table("price_index").rows if row.id == index and row.year is not None
        ]
        later_sources = [
            row.source for row in index_rows if row.year is not None and row.year > self.level_year
        ]
        return tuple(
            dict.fromkeys(later_sources or [row.source for row in index_rows if row.year == self.level_year])
        )

    def _found(self, index: str, year: int) -> float:
        """Level of an index in a year: what the case says, that of the table, or what follows from its growth."""
        clause_percentage = clause_rate(index)
        if clause_percentage is not None:
            return float(100.0 * (1 + clause_percentage) ** (year - self.level_year))
        case_rate_by_year = self.own.get(index)
        if case_rate_by_year is not None and year > self.level_year:
            return self._by_own(index, case_rate_by_year, year)
        level_by_year = self.known[index]
        if year in level_by_year:
            return level_by_year[year]
        first_year, last_year = self.years(index)
        if year < first_year:
            raise LookupError(phrase("problem_index_begins", index=index, first=first_year))
        if year not in self._extended.get(index, ()):
            growth_rate = level_by_year[last_year] / level_by_year[last_year - 1] - 1
            # At once until the last year of the case: a year at a time would cost the square of the years.
            self._extended[index] = extend_index(
                level_by_year, growth=growth_rate, until=max(year, self.last)
            )
        return self._extended[index][year]

    def _by_own(self, index: str, own: Rates, year: int) -> float:
        """Level in a year after the price level by the growth that the case gives."""
        first_year_of_rate = _named(own, year)
        # From the first year of this growth at once, so that a constant rate is one power.
        start_year = (
            max(first_year_of_rate - 1, self.level_year) if first_year_of_rate <= year else self.level_year
        )
        return float(self.level(index, start_year) * (1 + own[first_year_of_rate]) ** (year - start_year))

    def to_level(self, index: str, year: int) -> float:
        """Factor that moves an amount in prices of ``year`` to the price level of the case."""
        return self.level(index, self.level_year) / self.level(index, year)

    def to_nominal(self, index: str, year: int) -> float:
        """Factor that moves an amount at the price level of the case to euros of ``year``."""
        return self.level(index, year) / self.level(index, self.level_year)

    def deflated_by(self, index: str | None) -> str:
        """The index that brings nominal euros of a line to the price level: prices, whatever index the line follows.

        Where the case has a deflator for each line (schema 1) it is the line's own.
        """
        return CPI if self.is_one or index is None else index

    def to_real(self, index: str, year: int) -> float:
        """Factor by which what follows an index has outgrown consumer prices in a year since the price level."""
        return self.to_nominal(index, year) / self.to_nominal(CPI, year)


def _named(own: Rates, year: int) -> int:
    """The year whose growth holds in a year: the last one named by then; before the first one named, the first."""
    return max((start for start in own if start <= year), default=min(own))


def own_rates(settings: Settings, level_year: int) -> dict[str, Rates]:
    """Growth by year of the indices that the case has numbers of its own for."""
    kadernota, inflation = settings.kadernota, settings.inflation
    rates_by_index = {
        CPI: inflation.rate if inflation is not None else kadernota.prices if kadernota is not None else None,
        WAGES: kadernota.wages if kadernota is not None else None,
    }
    return {
        index: dict(rates) if isinstance(rates, dict) else {level_year + 1: float(rates)}
        for index, rates in rates_by_index.items()
        if rates is not None
    }
