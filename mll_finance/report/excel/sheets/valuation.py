"""The sheet of valuation: each perspective on each alternative, project minus baseline, as live formulas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mll_finance.engine.criteria import BY_ID
from mll_finance.engine.ledger import factors
from mll_finance.engine.lens import OpenView, open_view
from mll_finance.engine.study import Study
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.report.excel.book import Sheet, column
from mll_finance.report.excel.counting import btw_of, btw_text, difference_text
from mll_finance.report.excel.sheets.calculation import (
    Calculation,
    alternative_title,
    line_titles,
    part_of,
    perspective_title,
)
from mll_finance.report.excel.sheets.discounting import Discounting
from mll_finance.report.excel.sheets.prices import Prices
from mll_finance.report.excel.sheets.recurring import Recurring, SpreadYears
from mll_finance.terms import term

_HEAD = 0
_TITLE, _PATH, _SIDE, _SIGN, _BTW, _SHARE, _TIMING, _PV, _YEARS = range(9)
SHOWN = ("pv_costs", "pv_benefits", "npv", "bcr", "annual_equivalent")


@dataclass(frozen=True)
class Outcome:
    """Where a criterion stands in the workbook, and what the model says it is."""

    perspective: str
    alternative: str
    criterion: str
    cell: str
    model: float | None


class Valued(NamedTuple):
    """A line that a block values: how it counts, when in the year, and what enters the fence by year."""

    line: str
    look: OpenView
    timing: str
    real: list[float]


class Valuation:
    """The blocks of the sheet, one for each perspective and alternative.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    study : Study
        The study, of which the central case is shown.
    calculation : Calculation
        The calculation, which knows the row of each line.
    prices : Prices
        The price indices.
    """

    def __init__(self, sheet: Sheet, study: Study, calculation: Calculation, prices: Prices) -> None:
        self.sheet, self.study, self.calculation, self.prices = sheet, study, calculation, prices
        self.book = book = sheet.book
        self.case = study.case
        self.width = _YEARS + len(self.case.years)
        self.outcomes: list[Outcome] = []
        self._looks: dict[str, dict[str, OpenView | None]] = {}
        word_of = book.word
        self.sheet.head(_HEAD, [word_of("title"), book.term("path"), word_of("side")])
        self.sheet.heads(_HEAD, _SIGN, [word_of("sign"), word_of("btw"), word_of("share")])
        self.sheet.texts(_HEAD, _TIMING, [word_of("timing")], "head_in")
        self.sheet.heads(_HEAD, _PV, [word_of("present_value")])
        self.sheet.years(_HEAD, _YEARS, self.case.years)
        self.sheet.section(_HEAD + 1, word_of("discounting"), self.width)
        self.discounting = Discounting(self.sheet, self.case, first=_HEAD + 2, years=_YEARS)
        self.next = self.discounting.next + 1
        recurring_sheet = Recurring(self.sheet, study, self.cells, (_YEARS, self.width))
        self._spread_years: dict[str, SpreadYears] = {}
        for alternative in self.case.projects:
            self._spread_years[alternative] = recurring_sheet.block(alternative, self.next)
            self.next = recurring_sheet.next + 1
        for perspective in self.case.perspectives:
            for alternative in self.case.projects:
                self._block(perspective, alternative)
        self.sheet.tidy(
            [44, 28, 9, 8, 10, 10, 13, 14], rest=(_YEARS, self.width - 1, 12), frozen=(_HEAD + 1, _PATH + 1)
        )

    def _row(self) -> int:
        row_index, self.next = self.next, self.next + 1
        return row_index

    def _block(self, perspective: str, alternative: str) -> None:
        perspective_heading = perspective_title(self.case, perspective, self.book)
        title_of_alternative = alternative_title(self.case, alternative, self.book)
        self.sheet.section(
            self._row(),
            self.book.word("block", perspective=perspective_heading, alternative=title_of_alternative),
            self.width,
        )
        valued_lines = self._lines(perspective, alternative)
        first_row = self.next
        for valued_line in valued_lines:
            self._line(valued_line, perspective, alternative)
        last_row = self.next - 1
        if not valued_lines:
            self.sheet.text(self._row(), _TITLE, self.book.word("no_line"), "quiet")
        else:
            self._net(valued_lines, perspective, first_row, last_row)
        for pm_line_id in self.study.stream(perspective, alternative).pm:
            self._pm(pm_line_id)
        self._totals(perspective, alternative, (first_row, last_row) if valued_lines else None)
        self.next += 1

    def _lines(self, perspective: str, alternative: str) -> list[Valued]:
        """The lines that count for a perspective whatever their btw is: what btw alone makes count is there as zero."""
        viewpoint, year_count = self.case.perspectives[perspective], len(self.case.years)
        if perspective not in self._looks:
            self._looks[perspective] = {
                line_id: open_view(line, viewpoint) for line_id, line in self.case.lines.items()
            }
        seen_by_line = {
            seen_line.line: seen_line for seen_line in self.study.central.seen_by(viewpoint, alternative)
        }
        valued_lines = []
        for line_id, line in self.case.lines.items():
            line_view, seen_line = self._looks[perspective][line_id], seen_by_line.get(line_id)
            if line_view is None or (seen_line is None and line.btw is None):
                continue
            if self.study.central.difference(line_id, alternative) is None:
                continue
            real_by_year = [0.0] * year_count if seen_line is None else column(seen_line.real, year_count)
            valued_lines.append(
                Valued(line_id, line_view, line.timing or self.case.settings.timing, real_by_year)
            )
        return valued_lines

    def _line(self, valued: Valued, perspective: str, alternative: str) -> None:
        row_index, viewpoint = self._row(), self.case.perspectives[perspective]
        self._name(row_index, valued.line)
        self.sheet.text(row_index, _SIDE, term(valued.look.side, self.book.language))
        share_address = self._share(row_index, valued)
        self.sheet.text(row_index, _TIMING, self.book.word(valued.timing), "aside")
        alternative_formula_by_year, baseline_formula_by_year = (
            self.cells(valued.line, alternative_id) for alternative_id in (alternative, BASELINE)
        )
        for year_index, real_amount in enumerate(valued.real):
            difference_formula = difference_text(
                alternative_formula_by_year, baseline_formula_by_year, year_index
            )
            self.sheet.formula(
                row_index, _YEARS + year_index, f"{share_address}*{difference_formula}", real_amount, "euro"
            )
        present_value = float(np.dot(valued.real, factors(self.case, viewpoint, valued.timing)))
        flow_span = self.sheet.span((row_index, _YEARS), (row_index, self.width - 1))
        weights_span = self.discounting.factors(viewpoint, valued.timing)
        self.sheet.formula(row_index, _PV, f"SUMPRODUCT({flow_span},{weights_span})", present_value, "euro")

    def _share(self, row: int, valued: Valued) -> str:
        """The sign, what btw adds, and both together; gives the cell of the last."""
        sign_of_line, *_ = valued.look.shares
        line_tax = self.case.lines[valued.line].tax
        btw_share = btw_of(valued.look.shares, line_tax.rate, line_tax.compensable)
        self.sheet.number(row, _SIGN, sign_of_line, "sign")
        sign_address, btw_address = self.sheet.cell(row, _SIGN), self.sheet.cell(row, _BTW)
        btw_formula = btw_text(valued.line, valued.look.shares, self.calculation.assumptions.settings)
        if btw_formula is None:
            self.sheet.number(row, _BTW, btw_share, "decimals")
        else:
            self.sheet.formula(row, _BTW, btw_formula, btw_share, "decimals")
        self.sheet.formula(row, _SHARE, f"{sign_address}+{btw_address}", sign_of_line + btw_share, "decimals")
        return self.sheet.cell(row, _SHARE, hold="column")

    def _net(self, lines: Sequence[Valued], perspective: str, first: int, last: int) -> None:
        year_count = len(self.case.years)
        self._sums(
            self.book.word("net_real", year=self.case.prices.level_year),
            [f"SUM({self._between(first, last, _YEARS + year_index)})" for year_index in range(year_count)],
            [sum(valued_line.real[year_index] for valued_line in lines) for year_index in range(year_count)],
            "total",
        )
        if self.case.perspectives[perspective].prices == "nominal":
            inflation_addresses_by_line = [
                self.prices.to_nominal(self._deflated_by(valued_line.line)) for valued_line in lines
            ]
            formula_by_year = [
                "+".join(
                    (
                        f"{self.sheet.cell(first + line_index, _YEARS + year_index)}"
                        f"*{inflation_address_by_year[year_index]}"
                    )
                    for line_index, inflation_address_by_year in enumerate(inflation_addresses_by_line)
                )
                for year_index in range(year_count)
            ]
            self._sums(
                self.book.word("net_nominal"),
                formula_by_year,
                [
                    sum(
                        valued_line.real[year_index]
                        * float(self.study.central.inflation_of(valued_line.line)[year_index])
                        for valued_line in lines
                    )
                    for year_index in range(year_count)
                ],
                "bold",
            )

    def _sums(self, title: str, formulas: Sequence[str], values: Sequence[float], variant: str) -> None:
        row_index = self._row()
        self.sheet.texts(row_index, _TITLE, [title, ""], "bold")
        for year_index, (sum_formula, sum_value) in enumerate(zip(formulas, values, strict=True)):
            self.sheet.formula(row_index, _YEARS + year_index, sum_formula, sum_value, "euro", variant)

    def _pm(self, name: str) -> None:
        row_index = self._row()
        self._name(row_index, name)
        self.sheet.text(row_index, _PV, term("pm", self.book.language), "pm")

    def _totals(self, perspective: str, alternative: str, rows: tuple[int, int] | None) -> None:
        net_flow = self.study.stream(perspective, alternative)
        first_row = self.next
        pv_costs_address, pv_gains_address, npv_address = (
            self.sheet.cell(first_row + row_offset, _PV) for row_offset in range(3)
        )
        formula_by_criterion = {
            "pv_costs": f"-{self._sum_of('costs', rows)}",
            "pv_benefits": self._sum_of("benefits", rows),
            "npv": f"{pv_gains_address}-{pv_costs_address}",
            "bcr": (
                f"IF(AND({pv_costs_address}>0,{pv_gains_address}<>0),{pv_gains_address}"
                f'/{pv_costs_address},"{self.book.word("undefined")}")'
            ),
            "annual_equivalent": self._annual_equivalent(perspective, alternative, npv_address),
        }
        for criterion in SHOWN:
            row_index = self._row()
            criterion_value = float(BY_ID[criterion].of(net_flow)[0])
            figure_or_text = (
                criterion_value if math.isfinite(criterion_value) else self.book.word("undefined")
            )
            self.sheet.texts(row_index, _TITLE, [self.book.term(criterion), ""], "bold")
            style_name = "ratio" if criterion == "bcr" else "euro"
            self.sheet.formula(
                row_index,
                _PV,
                formula_by_criterion[criterion],
                figure_or_text,
                style_name,
                "total" if criterion == "npv" else "bold",
            )
            if net_flow.pm and criterion != "bcr":
                self.sheet.text(
                    row_index,
                    _YEARS,
                    self.book.word("plus_pm", lines=line_titles(self.case, net_flow.pm, self.book)),
                    "aside",
                )
            criterion_address = self.sheet.cell(row_index, _PV, hold="both")
            self.outcomes.append(
                Outcome(
                    perspective,
                    alternative,
                    criterion,
                    criterion_address,
                    criterion_value if math.isfinite(criterion_value) else None,
                )
            )

    def _annual_equivalent(self, perspective: str, alternative: str, npv: str) -> str:
        """The NPV over the factors of the years that recur, at their moment."""
        spread_years, viewpoint = self._spread_years[alternative], self.case.perspectives[perspective]
        weights_span_or_formula = self.discounting.factors(viewpoint, spread_years.timings[-1])
        for timing in reversed(spread_years.timings[:-1]):
            weights_span = self.discounting.factors(viewpoint, timing)
            weights_span_or_formula = (
                f'IF({spread_years.timing_cell}="{self.book.word(timing)}'
                f'",{weights_span},{weights_span_or_formula})'
            )
        multiplied_spans = [spread_years.counts, weights_span_or_formula]
        if viewpoint.prices == "nominal":
            multiplied_spans.append(self.prices.deflator_span(CPI))
        undefined_word = self.book.word("undefined")
        return (
            f'IF(SUM({spread_years.counts})=0,"{undefined_word}'
            f'",{npv}/SUMPRODUCT({",".join(multiplied_spans)}))'
        )

    def _sum_of(self, side: str, rows: tuple[int, int] | None) -> str:
        if rows is None:
            return "0"
        side_span, pv_span = self._between(*rows, _SIDE), self._between(*rows, _PV)
        return f'SUMIF({side_span},"{term(side, self.book.language)}",{pv_span})'

    def _deflated_by(self, line: str) -> str:
        return self.case.prices.deflated_by(self.case.lines[line].index)

    def cells(self, line: str, alternative: str) -> list[str] | None:
        """The cells of the euros of a line by year; None where it does not stand in the alternative."""
        if alternative not in self.case.lines[line].alternative:
            return None
        return self.calculation.cells(line, alternative)

    def _name(self, row: int, name: str) -> None:
        title_in_languages = part_of(self.case, f"lines.{name}").title
        self.sheet.text(row, _PATH, f"lines.{name}", "path")
        self.sheet.text(
            row,
            _TITLE,
            name if title_in_languages is None else title_in_languages.text(self.book.language),
            "wrap",
        )

    def _between(self, first: int, last: int, place: int) -> str:
        return self.sheet.span((first, place), (last, place))
