"""The sheet of parties: what each gains from each line in present value, at the prices of society, live."""

from __future__ import annotations

import numpy as np

from mll_finance.engine.ledger import factors
from mll_finance.engine.lens import OpenView, open_view
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.parties.incidence import incidence
from mll_finance.report.excel.book import Sheet, column
from mll_finance.report.excel.counting import btw_of, difference_text, share_text
from mll_finance.report.excel.sheets.calculation import alternative_title, line_titles
from mll_finance.report.excel.sheets.valuation import Outcome, Valuation
from mll_finance.terms import term

_TITLE, _PATH, _PV, _PARTIES = range(4)
_WIDTHS = (38, 26, 14)
_PARTY = 17.0
_TOLERANCE = 0.005

Looks = dict[str, dict[str, OpenView | None]]
"""How each line counts for each party."""


class PartiesSheet:
    """Who pays and who gains: a block for each alternative, lines by parties.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    study : Study
        The study, of which the central case is shown.
    valuation : Valuation
        The valuation: cells of lines, discount factors, and the outcome for society.
    """

    def __init__(self, sheet: Sheet, study: Study, valuation: Valuation) -> None:
        self.sheet, self.study, self.case, self.book = sheet, study, study.case, sheet.book
        self.valuation = valuation
        self.viewpoint = study.case.perspectives[SOCIETY]
        self.settings = valuation.calculation.assumptions.settings
        self.parties = list(self.viewpoint.parties)
        self.all_together = _PARTIES + len(self.parties)
        self.first_year = self.all_together + 2
        view_by_party_by_line = {
            line_id: {party: open_view(line, self.viewpoint.around(party)) for party in self.parties}
            for line_id, line in study.case.lines.items()
        }
        self.looks: Looks = {
            line_id: view_by_party
            for line_id, view_by_party in view_by_party_by_line.items()
            if any(line_view is not None for line_view in view_by_party.values())
        }
        word_of = self.book.word
        sheet.page_title(word_of("parties"))
        sheet.text(1, 0, word_of("parties_intro", year=study.case.prices.level_year), "quiet")
        sheet.head(2, [word_of("title"), self.book.term("path")], height=45)
        title_by_party_order = (study.case.parties[party].title for party in self.parties)
        party_titles = [
            party if party_title is None else party_title.text(self.book.language)
            for party, party_title in zip(self.parties, title_by_party_order, strict=True)
        ]
        sheet.heads(2, _PV, [word_of("pv_of_line"), *party_titles, word_of("parties_together"), ""])
        sheet.years(2, self.first_year, study.case.years)
        sheet.text(1, self.first_year, word_of("parties_by_year"), "quiet")
        self.next = 3
        npv_outcome_by_alternative = {
            outcome.alternative: outcome for outcome in valuation.outcomes if _is_npv_of_society(outcome)
        }
        for alternative in study.case.projects:
            self._block(alternative, npv_outcome_by_alternative[alternative])
        year_columns_and_width = (self.first_year, self.first_year + len(study.case.years) - 1, 12.0)
        column_widths = [*_WIDTHS, *[_PARTY] * (len(self.parties) + 1), 3.0]
        sheet.tidy(column_widths, rest=year_columns_and_width, frozen=(3, _PATH))
        sheet.print_only(self.all_together, self.next - 1)

    def _row(self) -> int:
        row_index, self.next = self.next, self.next + 1
        return row_index

    def _block(self, alternative: str, societal: Outcome) -> None:
        title_of_alternative = alternative_title(self.case, alternative, self.book)
        section_width = self.first_year + len(self.case.years)
        self.sheet.section(
            self._row(), self.book.word("parties_of", alternative=title_of_alternative), section_width
        )
        first_row = self.next
        for line_id in self.looks:
            if self.study.central.difference(line_id, alternative) is not None:
                self._line(line_id, alternative)
        first_and_last_row = (first_row, self.next - 1) if self.next > first_row else None
        for line_id in self.study.central.pm(self.viewpoint, alternative):
            row_index = self._row()
            self._name(row_index, line_id)
            self.sheet.text(row_index, _PV, term("pm", self.book.language), "pm")
        self._totals(first_and_last_row, alternative, societal)
        self.next += 1

    def _line(self, name: str, alternative: str) -> None:
        row_index, line = self._row(), self.case.lines[name]
        self._name(row_index, name)
        alternative_formula_by_year, baseline_formula_by_year = (
            self.valuation.cells(name, alternative),
            self.valuation.cells(name, BASELINE),
        )
        difference_by_year = column(self.study.central.difference(name, alternative), len(self.case.years))
        for year_index, amount in enumerate(difference_by_year):
            difference_formula = (
                difference_text(alternative_formula_by_year, baseline_formula_by_year, year_index)
                .removeprefix("(")
                .removesuffix(")")
            )
            self.sheet.formula(row_index, self.first_year + year_index, difference_formula, amount, "euro")
        timing = line.timing or self.case.settings.timing
        present_value = float(np.dot(difference_by_year, factors(self.case, self.viewpoint, timing)))
        flow_span = self.sheet.span(
            (row_index, self.first_year), (row_index, self.first_year + len(difference_by_year) - 1)
        )
        weights_span = self.valuation.discounting.factors(self.viewpoint, timing)
        self.sheet.formula(row_index, _PV, f"SUMPRODUCT({flow_span},{weights_span})", present_value, "euro")
        total_over_parties = 0.0
        for column_number, party in enumerate(self.parties, start=_PARTIES):
            line_view = self.looks[name][party]
            if line_view is None:
                continue
            net_share = line_view.shares[0] + btw_of(line_view.shares, line.tax.rate, line.tax.compensable)
            total_over_parties += net_share * present_value
            share_formula = (
                f"{share_text(name, line_view.shares, self.settings)}*{self.sheet.cell(row_index, _PV)}"
            )
            self.sheet.formula(row_index, column_number, share_formula, net_share * present_value, "euro")
        party_span = self.sheet.span((row_index, _PARTIES), (row_index, self.all_together - 1))
        self.sheet.formula(
            row_index, self.all_together, f"SUM({party_span})", total_over_parties, "euro", "bold"
        )

    def _totals(self, rows: tuple[int, int] | None, alternative: str, societal: Outcome) -> None:
        row_index = self._row()
        self.sheet.text(row_index, _TITLE, self.book.word("parties_balance"), "bold")
        npv_by_party = {balance.party: balance.npv for balance in incidence(self.study, alternative)}
        npvs_of_parties = [npv_by_party[party] for party in self.parties]
        for column_number, npv in enumerate([*npvs_of_parties, sum(npvs_of_parties)], start=_PARTIES):
            formula = (
                "0"
                if rows is None
                else f"SUM({self.sheet.span((rows[0], column_number), (rows[1], column_number))})"
            )
            self.sheet.formula(row_index, column_number, formula, npv, "euro", "total")
        check_row = self._row()
        self.sheet.text(check_row, _TITLE, self.book.word("parties_check"), "quiet")
        total_address = self.sheet.cell(row_index, self.all_together)
        word_of = self.book.word
        formula = f'IF(ABS({total_address}-{societal.cell})<={_TOLERANCE},"{word_of("equal")}","{word_of("changed")}")'
        self.sheet.formula(check_row, self.all_together, formula, word_of("equal"), "bold_right")

    def _name(self, row: int, name: str) -> None:
        title_of_line = line_titles(self.case, [name], self.book)
        self.sheet.text(row, _TITLE, title_of_line, "wrap")
        self.sheet.text(row, _PATH, f"lines.{name}", "path")
        self.sheet.fit(row, [(title_of_line, _WIDTHS[_TITLE]), (f"lines.{name}", _WIDTHS[_PATH])])


def _is_npv_of_society(outcome: Outcome) -> bool:
    return outcome.perspective == SOCIETY and outcome.criterion == "npv"
