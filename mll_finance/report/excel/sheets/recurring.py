"""The years over which an annual equivalent is spread, as live formulas: the rules of ``engine/recurrence.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.recurrence import RecurringYears, is_once, recurring_years, recurs_by_line
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.sheets.calculation import alternative_title, line_titles

_TITLE, _PATH, _TIMING = 0, 1, 6

CellsOfLine = Callable[[str, str], list[str] | None]
"""The cells of the euros of a line in an alternative, one for each year; None where it does not stand there."""
Recurs = Mapping[str, npt.NDArray[np.bool_]]
"""Whether the amount of each year (years,) recurs, by line."""


@dataclass(frozen=True)
class SpreadYears:
    """Where the workbook says over which years an annual equivalent is spread."""

    counts: str
    """Range by year: 1 for a year that counts, else 0."""
    timing_cell: str
    """The moment in the year, in words."""
    timings: tuple[str, ...]
    """The moments that it can be; the last is that of the case."""


class Recurring:
    """The blocks of the sheet that say in which years each line recurs, one for each alternative.

    Parameters
    ----------
    sheet : Sheet
        The sheet of valuation.
    study : Study
        The study, of which the central case is shown.
    cells : CellsOfLine
        Where the euros of each line stand.
    columns : (first, end)
        Column of year 0, and the one after the last year.
    """

    def __init__(self, sheet: Sheet, study: Study, cells: CellsOfLine, columns: tuple[int, int]) -> None:
        self.sheet, self.ledger, self.case, self._cells = sheet, study.central, study.case, cells
        self._start, self._end = columns
        self.next = 0

    def block(self, alternative: str, first: int) -> SpreadYears:
        """Write the block of an alternative from a row on; ``next`` is the row after it."""
        self.next = first
        title_of_alternative = alternative_title(self.case, alternative, self.sheet.book)
        self.sheet.section(
            self._row(), self.sheet.book.word("recurring", alternative=title_of_alternative), self._end
        )
        line_ids = self._lines(alternative)
        recurrence_by_line, years_spread_over = (
            recurs_by_line(self.ledger, alternative),
            recurring_years(self.ledger, alternative),
        )
        usual_line_ids = [line_id for line_id in line_ids if not is_once(self.case.lines[line_id])]
        first_and_last_usual_row = self._lines_block(usual_line_ids, alternative, recurrence_by_line)
        once_line_ids = [line_id for line_id in line_ids if is_once(self.case.lines[line_id])]
        first_and_last_once_row = self._lines_block(once_line_ids, alternative, recurrence_by_line)
        count_row = self._count_row(first_and_last_usual_row, first_and_last_once_row, recurrence_by_line)
        spread_row = self._spread_row(count_row, years_spread_over)
        case_timing = self.case.settings.timing
        timings_beside_usual = tuple(
            dict.fromkeys(
                self._timing_of(line_id) for line_id in line_ids if self._timing_of(line_id) != case_timing
            )
        )
        self._timing(
            spread_row,
            count_row,
            (first_and_last_usual_row, first_and_last_once_row),
            timings_beside_usual,
            years_spread_over.timing,
        )
        return SpreadYears(
            self._years(spread_row, hold=True),
            self.sheet.cell(spread_row, _TIMING, hold="both"),
            (*timings_beside_usual, case_timing),
        )

    def _lines(self, alternative: str) -> list[str]:
        """Lines of the cash flow whose arithmetic is another one than in the baseline."""
        return [
            line_id
            for line_id, line in self.case.lines.items()
            if line.accounting != "budget"
            and not self.ledger.is_pm(line_id, alternative)
            and not self.ledger.is_pm(line_id, BASELINE)
            and self._cells(line_id, alternative) != self._cells(line_id, BASELINE)
        ]

    def _lines_block(self, lines: Sequence[str], alternative: str, recurs: Recurs) -> tuple[int, int] | None:
        """A row for each of these lines; the first and last row, None without lines."""
        first_row = self.next
        for line_id in lines:
            row_index = self._row()
            self.sheet.text(row_index, _PATH, f"lines.{line_id}", "path")
            self.sheet.text(row_index, _TITLE, line_titles(self.case, [line_id], self.sheet.book), "wrap")
            self.sheet.text(row_index, _TIMING, self.sheet.book.word(self._timing_of(line_id)), "aside")
            is_structural = self.case.lines[line_id].duration == "structural"
            alternative_formula_by_year, baseline_formula_by_year = (
                self._cells(line_id, alternative_id) for alternative_id in (alternative, BASELINE)
            )
            for year_index in range(self._end - self._start):
                recurs_formula = _recurs(
                    alternative_formula_by_year,
                    baseline_formula_by_year,
                    year_index,
                    structural=is_structural,
                )
                is_recurring = line_id in recurs and bool(recurs[line_id][year_index])
                self.sheet.formula(
                    row_index, self._start + year_index, recurs_formula, int(is_recurring), "integer"
                )
        return (first_row, self.next - 1) if lines else None

    def _count_row(self, usual: tuple[int, int] | None, once: tuple[int, int] | None, recurs: Recurs) -> int:
        """How many lines recur in each year; those that are one-off count where no other recurs."""
        row_index = self._row()
        self.sheet.text(row_index, _TITLE, self.sheet.book.word("recurring_count"))
        recurs_by_usual_line = [
            line_recurs for line_id, line_recurs in recurs.items() if not is_once(self.case.lines[line_id])
        ]
        is_once_counted = not np.any(recurs_by_usual_line)
        recurs_by_counted_line = [
            line_recurs
            for line_id, line_recurs in recurs.items()
            if is_once(self.case.lines[line_id]) == is_once_counted
        ]
        for year_index in range(self._end - self._start):
            usual_sum_formula, once_sum_formula = (
                None if first_and_last_row is None else f"SUM({self._column(first_and_last_row, year_index)})"
                for first_and_last_row in (usual, once)
            )
            count_formula = self._of_counted(usual, usual_sum_formula, once_sum_formula)
            self.sheet.formula(
                row_index,
                self._start + year_index,
                count_formula,
                sum(int(line_recurs[year_index]) for line_recurs in recurs_by_counted_line),
                "integer",
            )
        return row_index

    def _spread_row(self, count_row: int, years: RecurringYears) -> int:
        """1 from the first to the last year in which a line recurs; without one in every year after year 0."""
        row_index = self._row()
        self.sheet.text(row_index, _TITLE, self.sheet.book.word("recurring_years"), "bold")
        for year_index in range(self._end - self._start):
            span_until_year, span_from_year = (
                self.sheet.span(
                    (count_row, self._start + first_year_index), (count_row, self._start + last_year_index)
                )
                for first_year_index, last_year_index in (
                    (0, year_index),
                    (year_index, self._end - self._start - 1),
                )
            )
            spread_formula = (
                f"IF(SUM({self._years(count_row)})=0,{int(year_index > 0)},"
                f"IF(AND(SUM({span_until_year})>0,SUM({span_from_year})>0),1,0))"
            )
            self.sheet.formula(
                row_index,
                self._start + year_index,
                spread_formula,
                int(years.first <= year_index <= years.last),
                "integer",
                "bold",
            )
        return row_index

    def _timing(
        self,
        row: int,
        count_row: int,
        blocks: tuple[tuple[int, int] | None, tuple[int, int] | None],
        timings: Sequence[str],
        timing_now: str,
    ) -> None:
        """The moment of the lines that recur; of the case where they differ."""
        word_of = self.sheet.book.word
        total_formula = f"SUM({self._years(count_row)})"
        timing_formula = f'"{word_of(self.case.settings.timing)}"'
        for timing in reversed(timings):
            timing_sum_formula = self._of_counted(
                blocks[0],
                *(
                    None if first_and_last_row is None else self._count_of_timing(first_and_last_row, timing)
                    for first_and_last_row in blocks
                ),
            )
            timing_formula = (
                f"IF(AND({total_formula}>0,{timing_sum_formula}="
                f'{total_formula}),"{word_of(timing)}",{timing_formula})'
            )
        self.sheet.formula(row, _TIMING, timing_formula, word_of(timing_now), "aside")

    def _of_counted(self, usual: tuple[int, int] | None, of_usual: str | None, of_once: str | None) -> str:
        """What is asked of the usual lines, or of those that are one-off where no usual line recurs."""
        if usual is None or of_usual is None:
            return of_once or "0"
        if of_once is None:
            return of_usual
        block_span = self.sheet.span((usual[0], self._start), (usual[1], self._end - 1), hold="both")
        return f"IF(SUM({block_span})>0,{of_usual},{of_once})"

    def _count_of_timing(self, rows: tuple[int, int], timing: str) -> str:
        block_span = self.sheet.span((rows[0], self._start), (rows[1], self._end - 1))
        timing_span = self.sheet.span((rows[0], _TIMING), (rows[1], _TIMING))
        return f'SUMPRODUCT(({timing_span}="{self.sheet.book.word(timing)}")*{block_span})'

    def _column(self, rows: tuple[int, int], year: int) -> str:
        return self.sheet.span((rows[0], self._start + year), (rows[1], self._start + year))

    def _years(self, row: int, *, hold: bool = False) -> str:
        return self.sheet.span((row, self._start), (row, self._end - 1), hold="both" if hold else "")

    def _timing_of(self, name: str) -> str:
        return self.case.lines[name].timing or self.case.settings.timing

    def _row(self) -> int:
        row_index, self.next = self.next, self.next + 1
        return row_index


def _recurs(here: list[str] | None, there: list[str] | None, year: int, *, structural: bool) -> str:
    """1 where the amount of a year, project minus baseline, recurs: it has the sign of a year beside it."""
    year_count = len(here or there or ())
    difference_formula = _difference(here, there, year)
    if structural:
        return f"IF({difference_formula}<>0,1,0)"
    neighbour_indices = [
        neighbour_index for neighbour_index in (year - 1, year + 1) if 0 <= neighbour_index < year_count
    ]
    same_sign_conditions = [
        f"SIGN({difference_formula})=SIGN({_difference(here, there, neighbour_index)})"
        for neighbour_index in neighbour_indices
    ]
    if not same_sign_conditions:
        return "0"
    return f"IF(AND({difference_formula}<>0,OR({','.join(same_sign_conditions)})),1,0)"


def _difference(here: list[str] | None, there: list[str] | None, year: int) -> str:
    """Project minus baseline, where the line stands in one or both."""
    if here is not None and there is not None:
        return f"({here[year]}-{there[year]})"
    return here[year] if here is not None else f"(-{there[year]})" if there is not None else "0"
