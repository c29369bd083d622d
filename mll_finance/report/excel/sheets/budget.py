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
            line_id: open_view(line, study.case.perspectives[MUNICIPALITY], accounting="budget")
            for line_id, line in study.case.lines.items()
        }
        word_of = self.book.word
        sheet.page_title(word_of("budget"))
        sheet.text(1, 0, word_of("budget_intro_turned" if self.is_turned else "budget_intro"), "quiet")
        sheet.head(2, [word_of("title"), self.book.term("path"), word_of("side")])
        sheet.texts(2, _TAAKVELD, [self.book.term("taakveld"), "Iv3", self.book.term("duration")], "head")
        sheet.years(2, _YEARS, self.years)
        self._unit_charges()
        self._staff = Staff(sheet, study, valuation.calculation, prices)
        self.next = self._staff.hours(self.next)
        for alternative in study.case.projects:
            self._block(alternative)
        sheet.tidy(_WIDTHS, rest=(_YEARS, _YEARS + len(self.years) - 1, 13), frozen=(3, _PATH))

    def _row(self) -> int:
        row_index, self.next = self.next, self.next + 1
        return row_index

    @property
    def _width(self) -> int:
        return _YEARS + len(self.years)

    def _unit_charges(self) -> None:
        """What one euro of each activated outlay costs by year of its life."""
        activated_lines = [
            (line_id, line.activation) for line_id, line in self.case.lines.items() if line.activation
        ]
        if not activated_lines:
            return
        self.sheet.section(self._row(), self.book.word("unit_charges"), self._width)
        for line_id, activation in activated_lines:
            if self._looks[line_id] is None:
                continue
            charges = unit_charges(activation)
            charges_by_part = {
                "depreciation": charges.repayment,
                "interest": charges.interest,
            }
            for part_name in _PARTS:
                row_index = self._row()
                self._unit_rows[line_id, part_name] = row_index
                self._name(row_index, line_id, self.book.word(f"part_{part_name}"))
                for year_of_life in range(len(self.years)):
                    charge_per_euro = (
                        float(charges_by_part[part_name][year_of_life])
                        if year_of_life < charges_by_part[part_name].size
                        else 0.0
                    )
                    formula_text = unit_text(activation, part_name, year_of_life, self._charge_cells(line_id))
                    self.sheet.formula(
                        row_index, _YEARS + year_of_life, formula_text, charge_per_euro, "small"
                    )
        self.next += 1

    def _charge_cells(self, name: str) -> tuple[str, str]:
        """The cells of the interest and of the share of the first year of an activated line."""
        activation_path = f"lines.{name}.activation"
        first_year_address = self.settings.get(f"{activation_path}.first_year", "1")
        return self.settings[f"{activation_path}.interest"], first_year_address

    def _block(self, alternative: str) -> None:
        title_text = alternative_title(self.case, alternative, self.book)
        self.sheet.section(self._row(), self.book.word("budget_of", alternative=title_text), self._width)
        budget = budget_table(self.study, alternative)
        first_row = self.next
        named_parts: list[tuple[BudgetLine, str]] = [
            (line_part, part_name)
            for line in self._all_lines(budget.lines, alternative)
            for line_part, part_name in zip(line.parts, _PARTS if len(line.parts) > 1 else ("",), strict=True)
        ]
        for line, part_name in sorted(named_parts, key=lambda shown_line: shown_line[0].side != "costs"):
            self._line(line, part_name, alternative)
        row_span = (first_row, self.next - 1) if named_parts else None
        titles_sides_totals = [
            (self.book.word("costs_total"), self._side("costs"), budget.total("costs")),
            (
                self.book.word("benefits_total"),
                self._side("benefits"),
                budget.total("benefits"),
            ),
        ]
        for total_title, side_title, total_by_year in titles_sides_totals:
            self._sum(total_title, row_span, (_SIDE, side_title), total_by_year)
        incidental_by_year = sum(
            (
                line.amounts
                for line in budget.lines
                if line.duration == "incidental" and line.amounts is not None
            ),
            np.zeros(len(self.years)),
        )
        incidental_addresses = self._sum(
            self.book.word("balance_incidental"),
            row_span,
            (_DURATION, self.book.term("incidental")),
            incidental_by_year,
        )
        structural_addresses = self._difference_row(
            row_span, incidental_addresses, budget.total() - incidental_by_year
        )
        balance_addresses = self._balance(structural_addresses, incidental_addresses, budget.total())
        self.balances[alternative] = BudgetBalances(
            structural_addresses, incidental_addresses, bool(budget.pm)
        )
        self.checked += [
            BalanceCell(alternative, year, balance_address)
            for year, balance_address in zip(self.years, balance_addresses, strict=True)
        ]
        if row_span is not None:
            self._heads(named_parts, row_span)
        self.next = self._staff.write(self.next, alternative, (_TITLE, _TAAKVELD, _DURATION, _YEARS)) + 1

    def _heads(self, shown: list[tuple[BudgetLine, str]], rows: tuple[int, int]) -> None:
        """The totals by side, taakveld and category of Iv3, outlays first."""
        amounts_by_head: dict[Head, list[Array | None]] = {}
        for line, _ in sorted(
            shown, key=lambda part: (part[0].side != "costs", part[0].taakveld or "", part[0].iv3 or "")
        ):
            budget_head = Head(self._side(line.side), self._taakveld(line.taakveld), self._category(line))
            euros = None if line.amounts is None else np.asarray(line.amounts, dtype=float)
            amounts_by_head.setdefault(budget_head, []).append(
                -euros if self.is_turned and euros is not None else euros
            )
        key_columns = (_SIDE, _TAAKVELD, _IV3)
        self.next = HeadTotals(self.sheet, rows, key_columns, _YEARS, _WIDTHS).write(
            self.next, amounts_by_head
        )

    def _all_lines(self, lines: Sequence[BudgetLine], alternative: str) -> Iterator[BudgetLine]:
        """The lines of the table, and those that only their btw keeps out of it, as nothing."""
        budgeted_ids = {line.line for line in lines}
        yield from lines
        for line_id, line in self.case.lines.items():
            line_view = self._looks[line_id]
            if (
                line_id in budgeted_ids
                or line_view is None
                or line.btw is None
                or line.activation is not None
            ):
                continue
            if self.study.central.difference(line_id, alternative) is not None:
                yield BudgetLine(
                    line_id, line_view.side, np.zeros(len(self.years)), line.duration, line.taakveld
                )

    def _line(self, line: BudgetLine, part: str, alternative: str) -> None:
        row, language = self._row(), self.book.language
        self._name(row, line.line, self.book.word(f"part_{part}") if part else "")
        self.sheet.text(row, _SIDE, self._side(line.side))
        taakveld_text = self._taakveld(line.taakveld)
        category_text = self._category(line)
        self.sheet.texts(row, _TAAKVELD, [taakveld_text, category_text], "wrap")
        self.sheet.fit(row, [(taakveld_text, _WIDTHS[_TAAKVELD]), (category_text, _WIDTHS[_IV3])])
        self.sheet.text(row, _DURATION, "-" if line.duration is None else self.book.term(line.duration))
        if line.amounts is None:
            for year_index in range(len(self.years)):
                self.sheet.text(row, _YEARS + year_index, term("pm", language), "pm")
            return
        line_view = self._looks[line.line]
        assert line_view is not None
        for year_index, amount in enumerate(line.amounts):
            amount_formula = self._amount(line.line, part, (line_view, alternative), year_index)
            self.sheet.formula(
                row, _YEARS + year_index, self._signed(amount_formula), self._sign(float(amount)), "euro"
            )

    def _amount(self, name: str, part: str, seen: tuple[OpenView, str], year: int) -> str:
        """Euros of a year of a line, or a part of the charges on its outlays; plus is favourable."""
        line_view, alternative = seen
        alternative_formula_by_year, baseline_formula_by_year = (
            self.valuation.cells(name, alternative),
            self.valuation.cells(name, BASELINE),
        )
        price_index = self.case.prices.deflated_by(self.case.lines[name].index)
        inflation_address_by_year = self.prices.to_nominal(price_index)
        share_formula = share_text(name, line_view.shares, self.settings)
        if not part:
            return (
                f"{share_formula}*{difference_text(alternative_formula_by_year, baseline_formula_by_year, year)}"
                f"*{inflation_address_by_year[year]}"
            )
        unit_row = self._unit_rows[name, part]
        charge_formulas = [
            f"{difference_text(alternative_formula_by_year, baseline_formula_by_year, outlay_year_index)}"
            f"*{inflation_address_by_year[outlay_year_index]}"
            f"*{self.sheet.cell(unit_row, _YEARS + year - outlay_year_index)}"
            for outlay_year_index in range(year + 1)
        ]
        return f"{share_formula}*({'+'.join(charge_formulas)})"

    def _sum(
        self, title: str, rows: tuple[int, int] | None, where: tuple[int, str], amounts: Array
    ) -> list[str]:
        """The sum by year of the rows in which a column says something; gives its cells."""
        row_index = self._row()
        key_column, key_text = where
        self.sheet.text(row_index, _TITLE, title, "bold")
        sum_addresses = []
        for year_index, amount in enumerate(amounts):
            sum_formula = "0"
            if rows is not None:
                key_span = self.sheet.span((rows[0], key_column), (rows[1], key_column))
                summed_span = self.sheet.span((rows[0], _YEARS + year_index), (rows[1], _YEARS + year_index))
                sum_formula = f'SUMIF({key_span},"{key_text}",{summed_span})'
            self.sheet.formula(
                row_index, _YEARS + year_index, sum_formula, self._sign(float(amount)), "euro", "bold"
            )
            sum_addresses.append(self.sheet.cell(row_index, _YEARS + year_index))
        return sum_addresses

    def _difference_row(
        self, rows: tuple[int, int] | None, incidental: list[str], amounts: Array
    ) -> list[str]:
        """The balance of the structural lines, and of those that say neither."""
        row = self._row()
        self.sheet.text(row, _TITLE, self.book.word("balance_structural"), "bold")
        for year_index, amount in enumerate(amounts):
            total_formula = "0"
            if rows is not None:
                total_formula = (
                    f"SUM({self.sheet.span((rows[0], _YEARS + year_index), (rows[1], _YEARS + year_index))})"
                )
            self.sheet.formula(
                row,
                _YEARS + year_index,
                f"{total_formula}-{incidental[year_index]}",
                self._sign(float(amount)),
                "euro",
                "bold",
            )
        return [self.sheet.cell(row, _YEARS + year_index) for year_index in range(len(self.years))]

    def _balance(self, structural: list[str], incidental: list[str], amounts: Array) -> list[str]:
        row = self._row()
        self.sheet.text(row, _TITLE, self.book.word("balance_total"), "bold")
        for year_index, amount in enumerate(amounts):
            formula_text = f"{structural[year_index]}+{incidental[year_index]}"
            self.sheet.formula(
                row, _YEARS + year_index, formula_text, self._sign(float(amount)), "euro", "total"
            )
        return [
            self.sheet.cell(row, _YEARS + year_index, hold="both") for year_index in range(len(self.years))
        ]

    def _name(self, row: int, name: str, part: str = "") -> None:
        title_of_line = line_titles(self.case, [name], self.book)
        line_and_part_text = f"{title_of_line}: {part}" if part else title_of_line
        self.sheet.text(row, _TITLE, line_and_part_text, "wrap")
        self.sheet.text(row, _PATH, f"lines.{name}", "path")
        self.sheet.fit(row, [(line_and_part_text, _WIDTHS[_TITLE]), (f"lines.{name}", _WIDTHS[_PATH])])

    def _side(self, side: str | None) -> str:
        return self.book.term("baten" if side == "benefits" else "lasten")

    def _taakveld(self, code: str | None) -> str:
        taakveld_settings = budget_settings(self.study).taakvelden.get(code or "")
        return (
            code or "-"
            if taakveld_settings is None
            else f"{code} {taakveld_settings.title.text(self.book.language)}"
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
    amount_sign = -1.0 if budget_settings(study).sign == "minus" else 1.0
    budget_by_alternative = {
        alternative: budget_table(study, alternative) for alternative in study.case.projects
    }
    return {
        (alternative, year): amount_sign * float(amount)
        for alternative, budget_of_alternative in budget_by_alternative.items()
        for year, amount in zip(budget_of_alternative.years, budget_of_alternative.total(), strict=True)
    }


def unit_text(activation: Activation, part: str, life: int, cells: tuple[str, str]) -> str:
    """What one euro of outlay costs in a year of its life (0 is the year of the outlay), as a formula."""
    rate_address, first_share_address = cells
    life_years = activation.years
    if activation.method == "annuity":
        payment_number = life + (1 if activation.first_year == 1.0 else 0)
        if not 1 <= payment_number <= life_years:
            return "0"
        annuity_formula = _annuity(rate_address, life_years)
        interest_formula = (
            f"{rate_address}*{_annuity(rate_address, life_years - payment_number + 1)}/{annuity_formula}"
        )
        return interest_formula if part == "interest" else f"1/{annuity_formula}-{interest_formula}"
    if part == "depreciation":
        formula_by_year_of_life = {
            0: f"{first_share_address}/{life_years}",
            life_years: f"(1-{first_share_address})/{life_years}",
        }
        return formula_by_year_of_life.get(life, f"1/{life_years}" if 0 < life < life_years else "0")
    if life == 0:
        return f"{rate_address}*{first_share_address}"
    return (
        f"{rate_address}*({life_years - life + 1}-{first_share_address})/{life_years}"
        if life <= life_years
        else "0"
    )


def _annuity(rate: str, years: int) -> str:
    """The present value of one euro at the end of each of some years."""
    return f"IF({rate}=0,{years},(1-(1+{rate})^(-{years}))/{rate})"
