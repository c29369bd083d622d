"""The sheet of prices: the index levels as inputs, and what moves euros between years as live formulas."""

from __future__ import annotations

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.price_index import CPI
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.price_inputs import growth_path, index_years, price_inputs, used_indices
from mll_finance.report.pieces.money.indices import index_name

_HEAD, _RATE, _FIRST = 0, 2, 3


class Prices:
    """The indices that a case uses: levels, and factors to and from its price level.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    case : Case
        The case.
    """

    def __init__(self, sheet: Sheet, case: Case) -> None:
        self.case, self.prices = case, case.prices
        self.sheet, book = sheet, sheet.book
        self.years = index_years(case)
        self.sheet.head(_HEAD, [book.word("index"), "", ""])
        self.sheet.heads(_HEAD, _RATE, [book.word("growth")])
        self.sheet.years(_HEAD, _FIRST, self.years)
        self._cells: dict[tuple[str, int], str] = {}
        """Where the level of each index and year stands that holds in the scenario in use."""
        self._rows = {
            price_index: 1 + 5 * index_number for index_number, price_index in enumerate(used_indices(case))
        }
        for price_index, first_row_of_index in self._rows.items():
            self.sheet.text(first_row_of_index, 0, index_name(price_index, book.language), "bold_wrap")
            self._levels(price_index, first_row_of_index)
            self._factors(price_index, first_row_of_index)
        self.sheet.tidy(
            [20, 21, 11], rest=(_FIRST, _FIRST + len(self.years) - 1, 8), frozen=(_HEAD + 1, _FIRST)
        )

    def to_level(self, leaf: Leaf) -> tuple[str, float] | None:
        """Formula and value of the factor from a leaf's price year to the price level; None for what is not money."""
        assumption = leaf.assumption
        if not assumption.is_money or leaf.nominal or assumption.price_year is None:
            return None
        price_index = assumption.index or CPI
        level_address = self._level(price_index, self.prices.level_year)
        factor_formula = f"{level_address}/{self._level(price_index, assumption.price_year)}"
        return factor_formula, self.prices.to_level(price_index, assumption.price_year)

    def to_nominal(self, index: str) -> list[str]:
        """Cells of the factors from the price level to euros of each year of the case."""
        row_index = self._rows[index] + 1
        return [self.sheet.cell(row_index, self._column(year)) for year in self.case.years]

    def deflator(self, index: str) -> list[str]:
        """Cells of the factors from euros of each year to the price level."""
        row_index = self._rows[index] + 2
        return [self.sheet.cell(row_index, self._column(year)) for year in self.case.years]

    def deflator_span(self, index: str) -> str:
        """Range of these factors over the years of the case."""
        deflator_row, years = self._rows[index] + 2, self.case.years
        return self.sheet.span(
            (deflator_row, self._column(years[0])), (deflator_row, self._column(years[-1]))
        )

    def real_index(self, index: str) -> list[str]:
        """Cells of the factors by which an index has outgrown consumer prices."""
        row_index = self._rows[index] + 3
        return [self.sheet.cell(row_index, self._column(year)) for year in self.case.years]

    def _column(self, year: int) -> int:
        return _FIRST + year - self.years[0]

    def _level(self, index: str, year: int) -> str:
        return self._cells[index, year]

    def _levels(self, index: str, row: int) -> None:
        """Levels of the table as inputs; what comes after, or grows as the case says itself, as formulas."""
        prices, input_paths = self.prices, {level_path for level_path, _, _ in price_inputs(self.case, index)}
        level_by_year = prices.known.get(index, {})
        self.sheet.text(row, 1, self.sheet.book.word("level"))
        growth_rate = prices.rate(index, self.years[-1])
        growth_address = self.sheet.entry(row, _RATE, growth_path(self.case, index))
        for year in self.years:
            column_number, level_path = self._column(year), f"prices.{index}.{year}"
            if level_by_year and year < min(level_by_year):
                continue
            if level_path in input_paths:
                self._cells[index, year] = self.sheet.entry(row, column_number, level_path)
                continue
            previous_address, growth_of_year = self._cells[index, year - 1], prices.rate(index, year)
            growth_address_or_number = (
                growth_address if growth_of_year == growth_rate else repr(growth_of_year)
            )
            self.sheet.formula(
                row,
                column_number,
                f"{previous_address}*(1+{growth_address_or_number})",
                prices.level(index, year),
                "count",
            )
            self._cells[index, year] = self.sheet.cell(row, column_number, hold="both")

    def _factors(self, index: str, row: int) -> None:
        word_of, base_address = self.sheet.book.word, self._level(index, self.prices.level_year)
        self.sheet.text(row + 1, 1, word_of("to_nominal"))
        self.sheet.text(row + 2, 1, word_of("deflator"))
        if index != CPI:
            self.sheet.text(row + 3, 1, word_of("real_index"))
        for year in self.case.years:
            column_number = self._column(year)
            factor_to_nominal = self.prices.to_nominal(index, year)
            level_address = self._level(index, year)
            self.sheet.formula(
                row + 1, column_number, f"{level_address}/{base_address}", factor_to_nominal, "factor"
            )
            self.sheet.formula(
                row + 2,
                column_number,
                f"1/{self.sheet.cell(row + 1, column_number)}",
                1.0 / factor_to_nominal,
                "factor",
            )
            if index != CPI:
                growth_formula = (
                    f"{self.sheet.cell(row + 1, column_number)}/"
                    f"{self.sheet.cell(self._rows[CPI] + 1, column_number)}"
                )
                self.sheet.formula(
                    row + 3, column_number, growth_formula, self.prices.to_real(index, year), "factor"
                )
