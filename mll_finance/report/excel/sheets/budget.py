"""The sheet of the budget: four years by line with taakveld, category of Iv3, nature and staff, as live formulas.

An activated outlay is charged by what one euro of it costs in each year of its life; these charges are rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.engine.capital import unit_charges
from mll_finance.engine.lens import OpenView, open_view
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.line import Activation
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.municipal_budget.budget import YEARS, BudgetLine, budget_settings, budget_table
from mll_finance.municipal_budget.iv3 import category_title
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.counting import difference_text, share_text
from mll_finance.report.excel.sheets.calculation import alternative_title, line_titles
from mll_finance.report.excel.sheets.iv3_totals import Head, HeadTotals
from mll_finance.report.excel.sheets.prices import Prices
from mll_finance.report.excel.sheets.staff import Staff
from mll_finance.report.excel.sheets.valuation import Valuation
from mll_finance.terms import term

_TITLE, _PATH, _SIDE, _TAAKVELD, _IV3, _DURATION, _YEARS = range(7)
_WIDTHS = (46, 30, 9, 24, 30, 12)
_PARTS = ("depreciation", "interest")
Array = npt.NDArray[np.float64]


class BalanceCell(NamedTuple):
    """Where the balance of a budget stands for one year, in the sign of the municipality."""

    alternative: str
    year: int
    cell: str


class BudgetBalances(NamedTuple):
    """The rows of a budget that its cover starts from, one cell for each year; plus is favourable."""

    structural: list[str]
    incidental: list[str]
    pm: bool


class BudgetSheet:
    """The budget of each alternative, one block each.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    study : Study
        The study, of which the central case is shown.
    valuation : Valuation
        The valuation, which knows the cells of each line.
    prices : Prices
        The price indices.
    """

    def __init__(self, sheet: Sheet, study: Study, valuation: Valuation, prices: Prices) -> None:
        self.sheet, self.study, self.case, self.book = sheet, study, study.case, sheet.book
        self.valuation, self.prices = valuation, prices
        self.settings = valuation.calculation.assumptions.settings
        self.years = study.case.years[:YEARS]
        self.is_turned = budget_settings(study).sign == "minus"
        self.balances: dict[str, BudgetBalances] = {}
        self.checked: list[BalanceCell] = []
        self.next = 3
        self._unit_rows: dict[tuple[str, str], int] = {}
        self._looks = {
            name: open_view(line, study.case.perspectives[MUNICIPALITY], accounting="budget")
            for name, line in study.case.lines.items()
        }
        word = self.book.word
        sheet.page_title(word("budget"))
        sheet.text(1, 0, word("budget_intro_turned" if self.is_turned else "budget_intro"), "quiet")
        sheet.head(2, [word("title"), self.book.term("path"), word("side")])
        sheet.texts(2, _TAAKVELD, [self.book.term("taakveld"), "Iv3", self.book.term("duration")], "head")
        sheet.years(2, _YEARS, self.years)
        self._unit_charges()
        self._staff = Staff(sheet, study, valuation.calculation, prices)
        self.next = self._staff.hours(self.next)
        for alternative in study.case.projects:
            self._block(alternative)
        sheet.tidy(_WIDTHS, rest=(_YEARS, _YEARS + len(self.years) - 1, 13), frozen=(3, _PATH))

    def _row(self) -> int:
        row, self.next = self.next, self.next + 1
        return row

    @property
    def _width(self) -> int:
        return _YEARS + len(self.years)

    def _unit_charges(self) -> None:
        """What one euro of each activated outlay costs by year of its life."""
        activated_lines = [
            (name, line.activation) for name, line in self.case.lines.items() if line.activation
        ]
        if not activated_lines:
            return
        self.sheet.section(self._row(), self.book.word("unit_charges"), self._width)
        for name, activation in activated_lines:
            if self._looks[name] is None:
                continue
            charges = unit_charges(activation)
            charge_by_part = {"depreciation": charges.repayment, "interest": charges.interest}
            for part in _PARTS:
                row = self._row()
                self._unit_rows[name, part] = row
                self._name(row, name, self.book.word(f"part_{part}"))
                for life in range(len(self.years)):
                    per_euro = float(charge_by_part[part][life]) if life < charge_by_part[part].size else 0.0
                    formula = unit_text(activation, part, life, self._charge_cells(name))
                    self.sheet.formula(row, _YEARS + life, formula, per_euro, "small")
        self.next += 1

    def _charge_cells(self, name: str) -> tuple[str, str]:
        """The cells of the interest and of the share of the first year of an activated line."""
        path = f"lines.{name}.activation"
        first_year_text = self.settings.get(f"{path}.first_year", "1")
        return self.settings[f"{path}.interest"], first_year_text

    def _block(self, alternative: str) -> None:
        title = alternative_title(self.case, alternative, self.book)
        self.sheet.section(self._row(), self.book.word("budget_of", alternative=title), self._width)
        table = budget_table(self.study, alternative)
        first_row = self.next
        shown_parts: list[tuple[BudgetLine, str]] = [
            (budget_part, part)
            for line in self._all_lines(table.lines, alternative)
            for budget_part, part in zip(line.parts, _PARTS if len(line.parts) > 1 else ("",), strict=True)
        ]
        for line, part in sorted(shown_parts, key=lambda shown_line: shown_line[0].side != "costs"):
            self._line(line, part, alternative)
        rows = (first_row, self.next - 1) if shown_parts else None
        totals = [
            (self.book.word("costs_total"), self._side("costs"), table.total("costs")),
            (self.book.word("benefits_total"), self._side("benefits"), table.total("benefits")),
        ]
        for word, key, amounts in totals:
            self._sum(word, rows, (_SIDE, key), amounts)
        incidental_total = sum(
            (
                line.amounts
                for line in table.lines
                if line.duration == "incidental" and line.amounts is not None
            ),
            np.zeros(len(self.years)),
        )
        incidental_row = self._sum(
            self.book.word("balance_incidental"),
            rows,
            (_DURATION, self.book.term("incidental")),
            incidental_total,
        )
        structural_row = self._difference_row(rows, incidental_row, table.total() - incidental_total)
        balance = self._balance(structural_row, incidental_row, table.total())
        self.balances[alternative] = BudgetBalances(structural_row, incidental_row, bool(table.pm))
        self.checked += [
            BalanceCell(alternative, year, cell) for year, cell in zip(self.years, balance, strict=True)
        ]
        if rows is not None:
            self._heads(shown_parts, rows)
        self.next = self._staff.write(self.next, alternative, (_TITLE, _TAAKVELD, _DURATION, _YEARS)) + 1

    def _heads(self, shown: list[tuple[BudgetLine, str]], rows: tuple[int, int]) -> None:
        """The totals by side, taakveld and category of Iv3, outlays first."""
        amounts: dict[Head, list[Array | None]] = {}
        for line, _ in sorted(
            shown, key=lambda part: (part[0].side != "costs", part[0].taakveld or "", part[0].iv3 or "")
        ):
            budget_head = Head(self._side(line.side), self._taakveld(line.taakveld), self._category(line))
            euros = None if line.amounts is None else np.asarray(line.amounts, dtype=float)
            amounts.setdefault(budget_head, []).append(
                -euros if self.is_turned and euros is not None else euros
            )
        columns = (_SIDE, _TAAKVELD, _IV3)
        self.next = HeadTotals(self.sheet, rows, columns, _YEARS, _WIDTHS).write(self.next, amounts)

    def _all_lines(self, lines: Sequence[BudgetLine], alternative: str) -> Iterator[BudgetLine]:
        """The lines of the table, and those that only their btw keeps out of it, as nothing."""
        line_ids = {line.line for line in lines}
        yield from lines
        for name, line in self.case.lines.items():
            line_view = self._looks[name]
            if name in line_ids or line_view is None or line.btw is None or line.activation is not None:
                continue
            if self.study.central.difference(name, alternative) is not None:
                yield BudgetLine(
                    name, line_view.side, np.zeros(len(self.years)), line.duration, line.taakveld
                )

    def _line(self, line: BudgetLine, part: str, alternative: str) -> None:
        row, language = self._row(), self.book.language
        self._name(row, line.line, self.book.word(f"part_{part}") if part else "")
        self.sheet.text(row, _SIDE, self._side(line.side))
        taakveld = self._taakveld(line.taakveld)
        category = self._category(line)
        self.sheet.texts(row, _TAAKVELD, [taakveld, category], "wrap")
        self.sheet.fit(row, [(taakveld, _WIDTHS[_TAAKVELD]), (category, _WIDTHS[_IV3])])
        self.sheet.text(row, _DURATION, "-" if line.duration is None else self.book.term(line.duration))
        if line.amounts is None:
            for year in range(len(self.years)):
                self.sheet.text(row, _YEARS + year, term("pm", language), "pm")
            return
        line_view = self._looks[line.line]
        assert line_view is not None
        for year, amount in enumerate(line.amounts):
            formula = self._amount(line.line, part, (line_view, alternative), year)
            self.sheet.formula(row, _YEARS + year, self._signed(formula), self._sign(float(amount)), "euro")

    def _amount(self, name: str, part: str, seen: tuple[OpenView, str], year: int) -> str:
        """Euros of a year of a line, or a part of the charges on its outlays; plus is favourable."""
        line_view, alternative = seen
        own_cells, baseline_cells = (
            self.valuation.cells(name, alternative),
            self.valuation.cells(name, BASELINE),
        )
        price_index = self.case.prices.deflated_by(self.case.lines[name].index)
        inflation = self.prices.to_nominal(price_index)
        share = share_text(name, line_view.shares, self.settings)
        if not part:
            return f"{share}*{difference_text(own_cells, baseline_cells, year)}*{inflation[year]}"
        unit_row = self._unit_rows[name, part]
        charges = [
            f"{difference_text(own_cells, baseline_cells, year_of_outlay)}*{inflation[year_of_outlay]}"
            f"*{self.sheet.cell(unit_row, _YEARS + year - year_of_outlay)}"
            for year_of_outlay in range(year + 1)
        ]
        return f"{share}*({'+'.join(charges)})"

    def _sum(
        self, title: str, rows: tuple[int, int] | None, where: tuple[int, str], amounts: Array
    ) -> list[str]:
        """The sum by year of the rows in which a column says something; gives its cells."""
        row = self._row()
        column, key = where
        self.sheet.text(row, _TITLE, title, "bold")
        cells = []
        for year, amount in enumerate(amounts):
            formula = "0"
            if rows is not None:
                key_span = self.sheet.span((rows[0], column), (rows[1], column))
                summed_span = self.sheet.span((rows[0], _YEARS + year), (rows[1], _YEARS + year))
                formula = f'SUMIF({key_span},"{key}",{summed_span})'
            self.sheet.formula(row, _YEARS + year, formula, self._sign(float(amount)), "euro", "bold")
            cells.append(self.sheet.cell(row, _YEARS + year))
        return cells

    def _difference_row(
        self, rows: tuple[int, int] | None, incidental: list[str], amounts: Array
    ) -> list[str]:
        """The balance of the structural lines, and of those that say neither."""
        row = self._row()
        self.sheet.text(row, _TITLE, self.book.word("balance_structural"), "bold")
        for year, amount in enumerate(amounts):
            total_formula = "0"
            if rows is not None:
                total_formula = f"SUM({self.sheet.span((rows[0], _YEARS + year), (rows[1], _YEARS + year))})"
            self.sheet.formula(
                row,
                _YEARS + year,
                f"{total_formula}-{incidental[year]}",
                self._sign(float(amount)),
                "euro",
                "bold",
            )
        return [self.sheet.cell(row, _YEARS + year) for year in range(len(self.years))]

    def _balance(self, structural: list[str], incidental: list[str], amounts: Array) -> list[str]:
        row = self._row()
        self.sheet.text(row, _TITLE, self.book.word("balance_total"), "bold")
        for year, amount in enumerate(amounts):
            formula = f"{structural[year]}+{incidental[year]}"
            self.sheet.formula(row, _YEARS + year, formula, self._sign(float(amount)), "euro", "total")
        return [self.sheet.cell(row, _YEARS + year, hold="both") for year in range(len(self.years))]

    def _name(self, row: int, name: str, part: str = "") -> None:
        title = line_titles(self.case, [name], self.book)
        title_text = f"{title}: {part}" if part else title
        self.sheet.text(row, _TITLE, title_text, "wrap")
        self.sheet.text(row, _PATH, f"lines.{name}", "path")
        self.sheet.fit(row, [(title_text, _WIDTHS[_TITLE]), (f"lines.{name}", _WIDTHS[_PATH])])

    def _side(self, side: str | None) -> str:
        return self.book.term("baten" if side == "benefits" else "lasten")

    def _taakveld(self, code: str | None) -> str:
        known_taakveld = budget_settings(self.study).taakvelden.get(code or "")
        return (
            code or "-"
            if known_taakveld is None
            else f"{code} {known_taakveld.title.text(self.book.language)}"
        )

    def _category(self, line: BudgetLine) -> str:
        if line.iv3 is None:
            return ""
        return f"{line.iv3} {category_title(self.case, line.iv3, self.book.language)}".strip()

    def _signed(self, formula: str) -> str:
        return f"-{formula}" if self.is_turned else formula

    def _sign(self, amount: float) -> float:
        return -amount if self.is_turned else amount


def balances_of(study: Study) -> dict[tuple[str, int], float]:
    """The balance of each budget of a study by alternative and year, in the sign of the municipality (EUR)."""
    sign = -1.0 if budget_settings(study).sign == "minus" else 1.0
    tables = {alternative: budget_table(study, alternative) for alternative in study.case.projects}
    return {
        (alternative, year): sign * float(amount)
        for alternative, table in tables.items()
        for year, amount in zip(table.years, table.total(), strict=True)
    }


def unit_text(activation: Activation, part: str, life: int, cells: tuple[str, str]) -> str:
    """What one euro of outlay costs in a year of its life (0 is the year of the outlay), as a formula."""
    rate, first_share = cells
    years = activation.years
    if activation.method == "annuity":
        payment = life + (1 if activation.first_year == 1.0 else 0)
        if not 1 <= payment <= years:
            return "0"
        annuity_text = _annuity(rate, years)
        interest = f"{rate}*{_annuity(rate, years - payment + 1)}/{annuity_text}"
        return interest if part == "interest" else f"1/{annuity_text}-{interest}"
    if part == "depreciation":
        shares = {0: f"{first_share}/{years}", years: f"(1-{first_share})/{years}"}
        return shares.get(life, f"1/{years}" if 0 < life < years else "0")
    if life == 0:
        return f"{rate}*{first_share}"
    return f"{rate}*({years - life + 1}-{first_share})/{years}" if life <= years else "0"


def _annuity(rate: str, years: int) -> str:
    """The present value of one euro at the end of each of some years."""
    return f"IF({rate}=0,{years},(1-(1+{rate})^(-{years}))/{rate})"
