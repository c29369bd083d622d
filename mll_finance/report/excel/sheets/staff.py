"""The formation in the sheet of the budget: own staff in fte by line, as live formulas."""

from __future__ import annotations

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.municipal_budget.budget import YEARS
from mll_finance.municipal_budget.formation import FormationLine, formation
from mll_finance.municipal_budget.pay import Pay, pay_of
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.sheets.calculation import Calculation, line_titles
from mll_finance.report.excel.sheets.prices import Prices
from mll_finance.terms import term

_HOURS = "productive_hours"


class Staff:
    """Writes the fte behind the budget of each alternative.

    Parameters
    ----------
    sheet : Sheet
        The sheet of the budget.
    study : Study
        The study, of which the central case is shown.
    calculation : Calculation
        The cells of lines and numbers.
    prices : Prices
        The price indices.
    """

    def __init__(self, sheet: Sheet, study: Study, calculation: Calculation, prices: Prices) -> None:
        self.sheet, self.study, self.case, self.book = sheet, study, study.case, sheet.book
        self.calculation, self.prices = calculation, prices
        self._hours_cell = ""

    def hours(self, row: int) -> int:
        """Write the productive hours of an fte where a line is paid by the hour; gives the next row."""
        pay_of_lines = [pay_of(self.case, name) for name in self.case.lines]
        if not any(pay is not None and pay.per == "hour" for pay in pay_of_lines):
            return row
        hours = self.case.tables.table("unit_costs").find(_HOURS).value
        self.sheet.text(row, 0, self.book.word("productive_hours"))
        self.sheet.number(row, 1, hours, "integer")
        self._hours_cell = self.sheet.cell(row, 1, hold="both")
        return row + 2

    def write(self, row: int, alternative: str, columns: tuple[int, int, int, int]) -> int:
        """Write the staff of an alternative from a row on, with its totals; gives the next row."""
        staff = formation(self.study, alternative)
        if not staff.lines:
            return row
        title, taakveld, duration, years = columns
        first_row = row
        for staff_line in staff.lines:
            name = self.book.word("fte_of", line=line_titles(self.case, [staff_line.line], self.book))
            self.sheet.text(row, title, name, "wrap")
            self.sheet.text(row, title + 1, f"lines.{staff_line.line}", "path")
            self.sheet.fit(row, [(name, 46), (f"lines.{staff_line.line}", 30)])
            self.sheet.text(row, taakveld, staff_line.taakveld or "-")
            self.sheet.text(row, duration, self._duration(staff_line))
            self._fte(row, years, staff_line, alternative)
            row += 1
        for word, amounts in (("structural", staff.structural), ("incidental", staff.incidental)):
            self.sheet.text(row, title, self.book.word(f"fte_{word}"), "bold")
            duration_span = self.sheet.span(
                (first_row, duration), (first_row + len(staff.lines) - 1, duration)
            )
            comparison_sign = "=" if word == "incidental" else "<>"
            for year, amount in enumerate(amounts):
                summed_span = self.sheet.span(
                    (first_row, years + year), (first_row + len(staff.lines) - 1, years + year)
                )
                formula = (
                    f'SUMIF({duration_span},"{comparison_sign}{self.book.term("incidental")}",{summed_span})'
                )
                self.sheet.formula(row, years + year, formula, float(amount), "count", "bold")
            row += 1
        return row

    def _duration(self, line: FormationLine) -> str:
        return "-" if line.duration is None else self.book.term(line.duration)

    def _fte(self, row: int, first: int, line: FormationLine, alternative: str) -> None:
        pay = pay_of(self.case, line.line)
        if line.fte is None or pay is None:
            for year in range(len(self.case.years[:YEARS])):
                self.sheet.text(row, first + year, term("pm", self.book.language), "pm")
            return
        sign = "" if self.case.lines[line.line].payer == MUNICIPALITY else "-"
        own_counts, baseline_counts = (self._counts(line.line, pay, name) for name in (alternative, BASELINE))
        for year, fte in enumerate(np.asarray(line.fte)):
            formula = f"{sign}({own_counts[year]}-{baseline_counts[year]})"
            self.sheet.formula(row, first + year, formula, float(fte), "count")

    def _counts(self, name: str, pay: Pay, alternative: str) -> list[str]:
        """Fte of a line by year in one alternative; nothing where it does not stand."""
        case, line = self.case, self.case.lines[name]
        years = range(len(case.years))
        if alternative not in line.alternative:
            return ["0"] * len(years)
        euros = self.calculation.cells(name, alternative)
        wages = self.calculation.number(pay.path, alternative) or ["1"] * len(years)
        if line.growth is not None:
            growth = self.calculation.number(f"lines.{name}.growth", alternative) or ["0"] * len(years)
            level = case.prices.level_year
            wages = [
                f"{wage}*(1+{growth[year]})^({case.years[year] - level})" for year, wage in enumerate(wages)
            ]
        years_later = (line.delay if case.settings.adjusted else 0) + case.graph.later.get(
            (f"lines.{name}", alternative), 0
        )
        inflation = self.prices.to_nominal(case.prices.deflated_by(line.index))
        indexed = self.prices.to_nominal(line.index or "cpi") if line.basis == "real" else None
        hours_divisor = f"/{self._hours_cell}" if pay.per == "hour" else ""
        count_formulas = []
        for year in years:
            wage = wages[max(year - years_later, 0)]
            index_text = "" if indexed is None else f"*{indexed[year]}"
            count_formulas.append(f"{euros[year]}*{inflation[year]}/({wage}{index_text}){hours_divisor}")
        return count_formulas
