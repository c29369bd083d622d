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
        pay_by_line = [pay_of(self.case, line_id) for line_id in self.case.lines]
        if not any(line_pay is not None and line_pay.per == "hour" for line_pay in pay_by_line):
            return row
        productive_hours = self.case.tables.table("unit_costs").find(_HOURS).value
        self.sheet.text(row, 0, self.book.word("productive_hours"))
        self.sheet.number(row, 1, productive_hours, "integer")
        self._hours_cell = self.sheet.cell(row, 1, hold="both")
        return row + 2

    def write(self, row: int, alternative: str, columns: tuple[int, int, int, int]) -> int:
        """Write the staff of an alternative from a row on, with its totals; gives the next row."""
        formation_of_alternative = formation(self.study, alternative)
        if not formation_of_alternative.lines:
            return row
        title_column, taakveld_column, duration_column, first_year_column = columns
        first_row = row
        for staff_line in formation_of_alternative.lines:
            fte_title = self.book.word("fte_of", line=line_titles(self.case, [staff_line.line], self.book))
            self.sheet.text(row, title_column, fte_title, "wrap")
            self.sheet.text(row, title_column + 1, f"lines.{staff_line.line}", "path")
            self.sheet.fit(row, [(fte_title, 46), (f"lines.{staff_line.line}", 30)])
            self.sheet.text(row, taakveld_column, staff_line.taakveld or "-")
            self.sheet.text(row, duration_column, self._duration(staff_line))
            self._fte(row, first_year_column, staff_line, alternative)
            row += 1
        for duration_word, fte_by_year in (
            ("structural", formation_of_alternative.structural),
            ("incidental", formation_of_alternative.incidental),
        ):
            self.sheet.text(row, title_column, self.book.word(f"fte_{duration_word}"), "bold")
            duration_span = self.sheet.span(
                (first_row, duration_column),
                (first_row + len(formation_of_alternative.lines) - 1, duration_column),
            )
            comparison_sign = "=" if duration_word == "incidental" else "<>"
            for year_index, fte in enumerate(fte_by_year):
                summed_span = self.sheet.span(
                    (first_row, first_year_column + year_index),
                    (first_row + len(formation_of_alternative.lines) - 1, first_year_column + year_index),
                )
                fte_sum_formula = (
                    f'SUMIF({duration_span},"{comparison_sign}{self.book.term("incidental")}",{summed_span})'
                )
                self.sheet.formula(
                    row, first_year_column + year_index, fte_sum_formula, float(fte), "count", "bold"
                )
            row += 1
        return row

    def _duration(self, line: FormationLine) -> str:
        return "-" if line.duration is None else self.book.term(line.duration)

    def _fte(self, row: int, first: int, line: FormationLine, alternative: str) -> None:
        line_pay = pay_of(self.case, line.line)
        if line.fte is None or line_pay is None:
            for year_index in range(len(self.case.years[:YEARS])):
                self.sheet.text(row, first + year_index, term("pm", self.book.language), "pm")
            return
        sign_text = "" if self.case.lines[line.line].payer == MUNICIPALITY else "-"
        alternative_count_formulas, baseline_count_formulas = (
            self._counts(line.line, line_pay, alternative_id) for alternative_id in (alternative, BASELINE)
        )
        for year_index, fte in enumerate(np.asarray(line.fte)):
            fte_formula = (
                f"{sign_text}({alternative_count_formulas[year_index]}-{baseline_count_formulas[year_index]})"
            )
            self.sheet.formula(row, first + year_index, fte_formula, float(fte), "count")

    def _counts(self, name: str, pay: Pay, alternative: str) -> list[str]:
        """Fte of a line by year in one alternative; nothing where it does not stand."""
        case, line = self.case, self.case.lines[name]
        year_indices = range(len(case.years))
        if alternative not in line.alternative:
            return ["0"] * len(year_indices)
        euros_formula_by_year = self.calculation.cells(name, alternative)
        wage_formula_by_year = self.calculation.number(pay.path, alternative) or ["1"] * len(year_indices)
        if line.growth is not None:
            growth_formula_by_year = self.calculation.number(f"lines.{name}.growth", alternative) or [
                "0"
            ] * len(year_indices)
            level_year = case.prices.level_year
            wage_formula_by_year = [
                f"{wage_formula}*(1+{growth_formula_by_year[year_index]})^({case.years[year_index] - level_year})"
                for year_index, wage_formula in enumerate(wage_formula_by_year)
            ]
        years_later = (line.delay if case.settings.adjusted else 0) + case.graph.later.get(
            (f"lines.{name}", alternative), 0
        )
        inflation_address_by_year = self.prices.to_nominal(case.prices.deflated_by(line.index))
        index_address_by_year = self.prices.to_nominal(line.index or "cpi") if line.basis == "real" else None
        hours_divisor_text = f"/{self._hours_cell}" if pay.per == "hour" else ""
        count_formulas = []
        for year_index in year_indices:
            wage_formula = wage_formula_by_year[max(year_index - years_later, 0)]
            index_text = "" if index_address_by_year is None else f"*{index_address_by_year[year_index]}"
            count_formulas.append(
                f"{euros_formula_by_year[year_index]}*{inflation_address_by_year[year_index]}/({wage_formula}{index_text}){hours_divisor_text}"
            )
        return count_formulas
