"""Totals of a budget by side, taakveld and category of Iv3, as a controller books them: live sums below the balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.report.excel.book import Sheet
from mll_finance.terms import term


class Head(NamedTuple):
    """Where an amount is booked, in the words of the sheet."""

    side: str
    taakveld: str
    category: str


class HeadTotals(NamedTuple):
    """Where the lines stand that are added up."""

    sheet: Sheet
    rows: tuple[int, int]
    """First and last row of the lines."""
    columns: tuple[int, int, int]
    """Columns of side, taakveld and Iv3."""
    years: int
    """Column of the first year."""
    widths: Sequence[float]
    """Widths of the columns, in characters."""

    def write(self, first: int, amounts: Mapping[Head, Sequence[npt.NDArray[np.float64] | None]]) -> int:
        """Write a row for each head; gives the next row.

        Parameters
        ----------
        first : int
            Row to start at.
        amounts : mapping
            By head the amounts of its lines by year (EUR, in the sign of the sheet); None for a line that is PM.
        """
        row_index = first
        for row_index, (budget_head, part_amounts) in enumerate(amounts.items(), start=first):
            self._row(row_index, budget_head, part_amounts)
        return row_index + 1

    def _row(self, row: int, head: Head, parts: Sequence[npt.NDArray[np.float64] | None]) -> None:
        sheet, (first_row, last_row) = self.sheet, self.rows
        known_part_amounts = [part_amounts for part_amounts in parts if part_amounts is not None]
        pm_text = term("pm", sheet.book.language)
        total_title = sheet.book.word("budget_head_total")
        sheet.text(
            row, 0, total_title if len(known_part_amounts) == len(parts) else f"{total_title} + {pm_text}"
        )
        for column_number, key_text in zip(self.columns, head, strict=True):
            sheet.text(row, column_number, key_text, "wrap")
        sheet.fit(
            row,
            [(key_text, self.widths[column]) for column, key_text in zip(self.columns, head, strict=True)],
        )
        same_key_condition = "*".join(
            f"({sheet.span((first_row, column), (last_row, column), hold='both')}"
            f"={sheet.cell(row, column, hold='column')})"
            for column in self.columns
        )
        for year_index, euros in enumerate(np.sum(known_part_amounts, axis=0) if known_part_amounts else ()):
            column_number = self.years + year_index
            # PM is a text, which counts as nothing where the amounts stand apart.
            total_formula = (
                f"SUMPRODUCT({same_key_condition},"
                f"{sheet.span((first_row, column_number), (last_row, column_number))})"
            )
            sheet.formula(row, column_number, total_formula, float(euros), "euro")
