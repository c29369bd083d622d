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
        row = first
        for row, (head, parts) in enumerate(amounts.items(), start=first):
            self._row(row, head, parts)
        return row + 1

    def _row(self, row: int, head: Head, parts: Sequence[npt.NDArray[np.float64] | None]) -> None:
        sheet, (first_row, last_row) = self.sheet, self.rows
        known_parts = [part for part in parts if part is not None]
        pm_word = term("pm", sheet.book.language)
        title = sheet.book.word("budget_head_total")
        sheet.text(row, 0, title if len(known_parts) == len(parts) else f"{title} + {pm_word}")
        for column, text in zip(self.columns, head, strict=True):
            sheet.text(row, column, text, "wrap")
        sheet.fit(row, [(text, self.widths[column]) for column, text in zip(self.columns, head, strict=True)])
        same_key_text = "*".join(
            f"({sheet.span((first_row, column), (last_row, column), hold='both')}"
            f"={sheet.cell(row, column, hold='column')})"
            for column in self.columns
        )
        for year, euros in enumerate(np.sum(known_parts, axis=0) if known_parts else ()):
            column = self.years + year
            # PM is a text, which counts as nothing where the amounts stand apart.
            formula = f"SUMPRODUCT({same_key_text},{sheet.span((first_row, column), (last_row, column))})"
            sheet.formula(row, column, formula, float(euros), "euro")
