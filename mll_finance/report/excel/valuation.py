"""The sheet of valuation: each perspective on each alternative, project minus baseline, as live formulas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mll_finance.engine.criteria import BY_ID
from mll_finance.engine.ledger import Seen, factors
from mll_finance.engine.study import Study
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.report.excel.book import Book, column
from mll_finance.report.excel.calculation import (
    Calculation,
    alternative_title,
    line_titles,
    part_of,
    perspective_title,
)
from mll_finance.report.excel.discounting import Discounting
from mll_finance.report.excel.prices import Prices
from mll_finance.report.excel.recurring import Recurring, SpreadYears
from mll_finance.terms import term

_HEAD = 0
_PATH, _TITLE, _SIDE, _SHARE, _TIMING, _PV, _YEARS = range(7)
SHOWN = ("pv_costs", "pv_benefits", "npv", "bcr", "annual_equivalent")


@dataclass(frozen=True)
class Outcome:
    """Where a criterion stands in the workbook, and what the model says it is."""

    perspective: str
    alternative: str
    criterion: str
    cell: str
    model: float | None


class Valuation:
    """The blocks of the sheet, one for each perspective and alternative.

    Parameters
    ----------
    book : Book
        The workbook.
    study : Study
        The study, of which the central case is shown.
    calculation : Calculation
        The calculation, which knows the row of each line.
    prices : Prices
        The price indices.
    """

    def __init__(self, book: Book, study: Study, calculation: Calculation, prices: Prices) -> None:
        self.book, self.study, self.calculation, self.prices = book, study, calculation, prices
        self.case = study.case
        self.sheet = book.sheet("valuation")
        self.width = _YEARS + len(self.case.years)
        self.outcomes: list[Outcome] = []
        word = book.word
        self.sheet.head(_HEAD, [book.term("path"), word("title"), word("side"), "", word("timing"), ""])
        self.sheet.heads(_HEAD, _SHARE, [word("share")])
        self.sheet.heads(_HEAD, _PV, [word("present_value")])
        self.sheet.years(_HEAD, _YEARS, self.case.years)
        self.sheet.section(_HEAD + 1, word("discounting"), self.width)
        self.discounting = Discounting(self.sheet, self.case, first=_HEAD + 2, years=_YEARS)
        self.next = self.discounting.next + 1
        recurring = Recurring(self.sheet, study, self._cells, (_YEARS, self.width))
        self._spread_years: dict[str, SpreadYears] = {}
        for alternative in self.case.projects:
            self._spread_years[alternative] = recurring.block(alternative, self.next)
            self.next = recurring.next + 1
        for perspective in self.case.perspectives:
            for alternative in self.case.projects:
                self._block(perspective, alternative)
        self.sheet.tidy(
            [28, 44, 10, 11, 15, 15], rest=(_YEARS, self.width - 1, 12), frozen=(_HEAD + 1, _TITLE + 1)
        )

    def _row(self) -> int:
        row, self.next = self.next, self.next + 1
        return row

    def _block(self, perspective: str, alternative: str) -> None:
        heading_text = perspective_title(self.case, perspective, self.book)
        title = alternative_title(self.case, alternative, self.book)
        self.sheet.section(
            self._row(), self.book.word("block", perspective=heading_text, alternative=title), self.width
        )
        seen_lines = self.study.central.seen_by(self.case.perspectives[perspective], alternative)
        first_row = self.next
        for each in seen_lines:
            self._line(each, perspective, alternative)
        last_row = self.next - 1
        if not seen_lines:
            self.sheet.text(self._row(), _TITLE, self.book.word("no_line"), "quiet")
        else:
            self._net(seen_lines, perspective, first_row, last_row)
        for name in self.study.stream(perspective, alternative).pm:
            self._pm(name)
        self._totals(perspective, alternative, (first_row, last_row) if seen_lines else None)
        self.next += 1

    def _line(self, seen: Seen, perspective: str, alternative: str) -> None:
        row, line, viewpoint = self._row(), self.case.lines[seen.line], self.case.perspectives[perspective]
        self._name(row, seen.line)
        self.sheet.text(row, _SIDE, term(seen.view.side, self.book.language))
        note_text = self.book.word(
            "share_note", payer=self._party(line.payer), receiver=self._party(line.receiver)
        )
        self.sheet.entry(row, _SHARE, seen.view.net, "decimals", note=note_text)
        self.sheet.text(row, _TIMING, self.book.word(seen.timing), "aside")
        cells_of_alternative, cells_of_baseline = (
            self._cells(seen.line, each) for each in (alternative, BASELINE)
        )
        share_cell = self.sheet.cell(row, _SHARE, hold="column")
        real_by_year = column(seen.real, len(self.case.years))
        for year, figure in enumerate(real_by_year):
            self.sheet.formula(
                row,
                _YEARS + year,
                _difference(share_cell, cells_of_alternative, cells_of_baseline, year),
                figure,
                "euro",
            )
        present_value = float(np.dot(real_by_year, factors(self.case, viewpoint, seen.timing)))
        flow_span = self.sheet.span((row, _YEARS), (row, self.width - 1))
        weights = self.discounting.factors(viewpoint, seen.timing)
        self.sheet.formula(row, _PV, f"SUMPRODUCT({flow_span},{weights})", present_value, "euro")

    def _net(self, seen: Sequence[Seen], perspective: str, first: int, last: int) -> None:
        years = len(self.case.years)
        self._sums(
            self.book.word("net_real", year=self.case.prices.level_year),
            [f"SUM({self._between(first, last, _YEARS + year)})" for year in range(years)],
            [sum(column(seen_line.real, years)[year] for seen_line in seen) for year in range(years)],
            "total",
        )
        if self.case.perspectives[perspective].prices == "nominal":
            inflation_cells = [
                self.prices.to_nominal(self._deflated_by(seen_line.line)) for seen_line in seen
            ]
            formula_by_year = [
                "+".join(
                    f"{self.sheet.cell(first + place, _YEARS + year)}*{cells[year]}"
                    for place, cells in enumerate(inflation_cells)
                )
                for year in range(years)
            ]
            self._sums(
                self.book.word("net_nominal"),
                formula_by_year,
                [sum(column(seen_line.nominal, years)[year] for seen_line in seen) for year in range(years)],
                "bold",
            )

    def _sums(self, title: str, formulas: Sequence[str], values: Sequence[float], variant: str) -> None:
        row = self._row()
        self.sheet.texts(row, _PATH, ["", title], "bold")
        for year, (formula, figure) in enumerate(zip(formulas, values, strict=True)):
            self.sheet.formula(row, _YEARS + year, formula, figure, "euro", variant)

    def _pm(self, name: str) -> None:
        row = self._row()
        self._name(row, name)
        self.sheet.text(row, _PV, term("pm", self.book.language), "pm")

    def _totals(self, perspective: str, alternative: str, rows: tuple[int, int] | None) -> None:
        stream = self.study.stream(perspective, alternative)
        first_row = self.next
        pv_costs, pv_gains, npv = (self.sheet.cell(first_row + offset, _PV) for offset in range(3))
        formula_by_criterion = {
            "pv_costs": f"-{self._sum_of('costs', rows)}",
            "pv_benefits": self._sum_of("benefits", rows),
            "npv": f"{pv_gains}-{pv_costs}",
            "bcr": f'IF(AND({pv_costs}>0,{pv_gains}<>0),{pv_gains}/{pv_costs},"{self.book.word("undefined")}")',
            "annual_equivalent": self._annual_equivalent(perspective, alternative, npv),
        }
        for criterion in SHOWN:
            row = self._row()
            figure = float(BY_ID[criterion].of(stream)[0])
            figure_or_text = figure if math.isfinite(figure) else self.book.word("undefined")
            self.sheet.texts(row, _PATH, ["", self.book.term(criterion)], "bold")
            style = "ratio" if criterion == "bcr" else "euro"
            self.sheet.formula(
                row,
                _PV,
                formula_by_criterion[criterion],
                figure_or_text,
                style,
                "total" if criterion == "npv" else "bold",
            )
            if stream.pm and criterion != "bcr":
                self.sheet.text(
                    row,
                    _YEARS,
                    self.book.word("plus_pm", lines=line_titles(self.case, stream.pm, self.book)),
                    "aside",
                )
            cell = self.sheet.cell(row, _PV, hold="both")
            self.outcomes.append(
                Outcome(perspective, alternative, criterion, cell, figure if math.isfinite(figure) else None)
            )

    def _annual_equivalent(self, perspective: str, alternative: str, npv: str) -> str:
        """The NPV over the factors of the years that recur, at their moment."""
        spread, viewpoint = self._spread_years[alternative], self.case.perspectives[perspective]
        weights = self.discounting.factors(viewpoint, spread.timings[-1])
        for timing in reversed(spread.timings[:-1]):
            weights_at_timing = self.discounting.factors(viewpoint, timing)
            weights = f'IF({spread.timing_cell}="{self.book.word(timing)}",{weights_at_timing},{weights})'
        parts = [spread.counts, weights]
        if viewpoint.prices == "nominal":
            parts.append(self.prices.deflator_span(CPI))
        undefined = self.book.word("undefined")
        return f'IF(SUM({spread.counts})=0,"{undefined}",{npv}/SUMPRODUCT({",".join(parts)}))'

    def _sum_of(self, side: str, rows: tuple[int, int] | None) -> str:
        if rows is None:
            return "0"
        side_span, pv_span = self._between(*rows, _SIDE), self._between(*rows, _PV)
        return f'SUMIF({side_span},"{term(side, self.book.language)}",{pv_span})'

    def _deflated_by(self, line: str) -> str:
        return self.case.prices.deflated_by(self.case.lines[line].index)

    def _cells(self, line: str, alternative: str) -> list[str] | None:
        if alternative not in self.case.lines[line].alternative:
            return None
        return self.calculation.cells(line, alternative)

    def _name(self, row: int, name: str) -> None:
        title_words = part_of(self.case, f"lines.{name}").title
        self.sheet.text(row, _PATH, f"lines.{name}", "path")
        self.sheet.text(
            row, _TITLE, name if title_words is None else title_words.text(self.book.language), "wrap"
        )

    def _party(self, name: str) -> str:
        title_words = self.case.parties[name].title
        return name if title_words is None else title_words.text(self.book.language)

    def _between(self, first: int, last: int, place: int) -> str:
        return self.sheet.span((first, place), (last, place))


def _difference(share: str, here: list[str] | None, there: list[str] | None, year: int) -> str:
    """Share times project minus baseline, where the line stands in one or both."""
    if here is not None and there is not None:
        return f"{share}*({here[year]}-{there[year]})"
    if here is not None:
        return f"{share}*{here[year]}"
    return f"{share}*(-{there[year]})" if there is not None else "0"
