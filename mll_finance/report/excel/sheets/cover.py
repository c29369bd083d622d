"""The sheet of cover: what pays for the balance of each budget by year, and what is left, as live formulas."""

from __future__ import annotations

from mll_finance.engine.study import Study
from mll_finance.inputs.method.cover import Cover
from mll_finance.municipal_budget.budget import YEARS
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.inputs import cover_paths
from mll_finance.report.excel.sheets.budget import BudgetBalances, BudgetSheet
from mll_finance.report.excel.sheets.calculation import alternative_title
from mll_finance.terms import term

_TITLE, _PATH, _DURATION, _YEARS = range(4)
_WIDTHS = (50, 34, 14)


class CoverSheet:
    """The items of cover with their amounts, and the cover of each alternative.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    study : Study
        The study, of which the central case is shown.
    budget : BudgetSheet
        The budgets that are covered.
    """

    def __init__(self, sheet: Sheet, study: Study, budget: BudgetSheet) -> None:
        self.sheet, self.study, self.case, self.book = sheet, study, study.case, sheet.book
        self.years = study.case.years[:YEARS]
        self.sign = "-" if budget.is_turned else ""
        self.items: dict[str, list[str]] = {}
        """Cells of what each item gives in each year."""
        word_of = self.book.word
        sheet.page_title(word_of("cover"))
        sheet.text(1, 0, word_of("cover_intro"), "quiet")
        sheet.head(2, [word_of("title"), self.book.term("path"), self.book.term("duration")])
        sheet.years(2, _YEARS, self.years)
        self.next = 3
        self._items()
        for alternative in study.case.projects:
            self._block(alternative, budget.balances[alternative])
        sheet.tidy(_WIDTHS, rest=(_YEARS, _YEARS + len(self.years) - 1, 14), frozen=(3, _PATH))

    def _row(self) -> int:
        row_index, self.next = self.next, self.next + 1
        return row_index

    def _items(self) -> None:
        cover_by_id = self.case.parts(Cover)
        section_width = _YEARS + len(self.years)
        self.sheet.section(self._row(), self.book.word("cover_items"), section_width)
        if not cover_by_id:
            self.sheet.text(self._row(), _TITLE, self.book.word("cover_none"), "quiet")
        for cover_id, cover_item in cover_by_id.items():
            row_index = self._row()
            self._name(row_index, cover_id, cover_item)
            if cover_item.pm is not None:
                self.sheet.text(row_index, _YEARS, f"PM: {cover_item.pm.text(self.book.language)}", "quiet")
            elif cover_item.closing:
                self.sheet.text(row_index, _YEARS, self.book.word("cover_closing"), "quiet")
            else:
                self.items[cover_id] = self._amounts(
                    row_index, cover_paths(cover_id, cover_item, self.case.years)
                )
        self.next += 1

    def _amounts(self, row: int, paths: list[str]) -> list[str]:
        """Inputs by year; where one amount holds in every year the first is the input."""
        address_by_year: list[str] = []
        for year_index, path in enumerate(paths):
            if year_index and path == paths[year_index - 1]:
                previous_address = self.sheet.cell(row, _YEARS + year_index - 1)
                self.sheet.formula(
                    row, _YEARS + year_index, previous_address, self.book.inputs[path].value, "integer"
                )
                is_previous_typed = address_by_year[-1] == previous_address
                address_by_year.append(
                    self.sheet.cell(row, _YEARS + year_index) if is_previous_typed else address_by_year[-1]
                )
            else:
                address_by_year.append(self.sheet.entry(row, _YEARS + year_index, path, hold=""))
        return address_by_year

    def _block(self, alternative: str, balances: BudgetBalances) -> None:
        word, budget_with_cover = self.book.word, covered_budget(self.study, alternative)
        title_text = alternative_title(self.case, alternative, self.book)
        self.sheet.section(self._row(), word("cover_of", alternative=title_text), _YEARS + len(self.years))
        structural_addresses = self._cells(
            "balance_structural", balances.structural, budget_with_cover.structural.tolist()
        )
        incidental_addresses = self._cells(
            "balance_incidental", balances.incidental, budget_with_cover.incidental.tolist()
        )
        addresses: list[list[str]] = []
        closing_rows: list[int] = []
        for cover_amount in budget_with_cover.items:
            row = self._row()
            self._name(row, cover_amount.id, cover_amount.cover)
            if cover_amount.amounts is None:
                for offset in range(len(self.years)):
                    self.sheet.text(row, _YEARS + offset, term("pm", self.book.language), "pm")
            elif cover_amount.cover.closing:
                closing_rows.append(row)
            else:
                for offset, amount in enumerate(cover_amount.amounts):
                    item_address = self.items[cover_amount.id][offset]
                    self.sheet.formula(row, _YEARS + offset, item_address, float(amount), "euro")
                addresses.append([self.sheet.cell(row, _YEARS + offset) for offset in range(len(self.years))])
        closing_amounts = {
            cover_amount.id: cover_amount.amounts
            for cover_amount in budget_with_cover.items
            if cover_amount.cover.closing
        }
        for row in closing_rows:
            (remaining_by_year,) = (
                amount_by_year for amount_by_year in closing_amounts.values() if amount_by_year is not None
            )
            for offset, amount in enumerate(remaining_by_year):
                summed_addresses = [
                    structural_addresses[offset],
                    incidental_addresses[offset],
                    *(cover_addresses[offset] for cover_addresses in addresses),
                ]
                self.sheet.formula(
                    row, _YEARS + offset, f"-({'+'.join(summed_addresses)})", float(amount), "euro"
                )
            addresses.append([self.sheet.cell(row, _YEARS + offset) for offset in range(len(self.years))])
        row = self._row()
        is_unknown = budget_with_cover.pm or any(
            cover_amount.amounts is None for cover_amount in budget_with_cover.items
        )
        pm_mark = f" + {term('pm', self.book.language)}" if is_unknown else ""
        self.sheet.text(row, _TITLE, word("cover_left") + pm_mark, "bold")
        for offset, amount in enumerate(budget_with_cover.remaining):
            summed_addresses = [
                structural_addresses[offset],
                incidental_addresses[offset],
                *(cover_addresses[offset] for cover_addresses in addresses),
            ]
            self.sheet.formula(
                row, _YEARS + offset, "+".join(summed_addresses), float(amount), "euro", "total"
            )
        self.next += 1

    def _cells(self, word: str, balance: list[str], amounts: list[float]) -> list[str]:
        """A balance of the budget, of which plus is favourable here; gives its cells."""
        row_index = self._row()
        self.sheet.text(row_index, _TITLE, self.book.word(word))
        for year_index, amount in enumerate(amounts):
            self.sheet.formula(
                row_index, _YEARS + year_index, f"{self.sign}{balance[year_index]}", amount, "euro"
            )
        return [self.sheet.cell(row_index, _YEARS + year_index) for year_index in range(len(self.years))]

    def _name(self, row: int, name: str, cover: Cover) -> None:
        cover_title = name if cover.title is None else cover.title.text(self.book.language)
        self.sheet.text(row, _TITLE, cover_title, "wrap")
        self.sheet.text(row, _PATH, f"cover.{name}", "path")
        self.sheet.text(row, _DURATION, self.book.term(cover.duration))
        self.sheet.fit(row, [(cover_title, _WIDTHS[_TITLE])])
