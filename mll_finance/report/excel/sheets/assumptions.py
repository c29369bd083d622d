"""The sheet of assumptions: one row for each number of the case, the value an input, its source beside it."""

from __future__ import annotations

from mll_finance.engine.graph.inputs import by_year
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.study import Study
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.grammar.assumption import OWN_ESTIMATE
from mll_finance.inputs.second_look.local_inputs import local_inputs
from mll_finance.report.context import Context
from mll_finance.report.excel.book import Sheet, input_style
from mll_finance.report.excel.inputs import by_year_paths
from mll_finance.report.excel.sheets.prices import Prices
from mll_finance.report.pieces.names import owned_name
from mll_finance.terms import sentence, term, unit

HEAD = 0
"""Row of the heads; the numbers of the case follow it one by one."""
_TITLE, _PATH, _VALUE, _UNIT, _IN_USE, _PRICE_YEAR, _FACTOR, _YEARS = range(8)
_WIDTHS = (38, 28, 12, 15, 12, 8, 9)
_YEAR = 11.0
_AFTER = ("source", "quality")
_WIDTHS_AFTER = (24, 9)


class Assumptions:
    """The numbers of a case as cells.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    study : Study
        The study; overrides are part of its case.
    prices : Prices
        The sheet of prices, for the factor to the price level.
    """

    def __init__(self, sheet: Sheet, study: Study, prices: Prices) -> None:
        self.sheet, self.case, self.prices = sheet, study.case, prices
        case, self.context = study.case, Context(study, sheet.book.language)
        self.book = book = sheet.book
        self.is_own = local_inputs(case).is_own
        self.cells: dict[Slot, list[str]] = {}
        """Cells of each number, and of its factor to the price level."""
        self.settings: dict[str, str] = {}
        """Cells of btw, capital charges and whole numbers, by their path."""
        self._after = _YEARS + len(case.years)
        self.sheet.head(HEAD, [book.word("title"), book.term("path")])
        self.sheet.heads(HEAD, _VALUE, [book.term("value")])
        self.sheet.texts(HEAD, _UNIT, [book.term("unit")], "head_in")
        self.sheet.heads(HEAD, _IN_USE, [book.word("in_use"), book.term("price_year"), book.word("factor")])
        self.sheet.years(HEAD, _YEARS, case.years)
        self.sheet.texts(HEAD, self._after, [book.term(column_name) for column_name in _AFTER], "head_in")
        leaf_row = HEAD
        for leaf_row, leaf in enumerate(case.graph.leaves.values(), start=HEAD + 1):
            self._row(leaf_row, leaf)
        last_setting_row = self._settings(leaf_row + 1)
        self.sheet.tidy((*_WIDTHS, *[_YEAR] * len(case.years), *_WIDTHS_AFTER), frozen=(HEAD + 1, _VALUE))
        self.sheet.filter((HEAD, 0), (last_setting_row, self._after + len(_AFTER) - 1))

    def _row(self, row: int, leaf: Leaf) -> None:
        assumption, language = leaf.assumption, self.book.language
        self.sheet.text(row, _PATH, leaf.path, "path")
        title_text = owned_name(self.context, leaf)
        self.sheet.text(row, _TITLE, title_text, "wrap")
        if assumption.pm is not None:
            self.sheet.text(row, _VALUE, term("pm", language), "pm")
            self.sheet.remark(row, _VALUE, leaf.path)
        elif assumption.ref is not None:
            self.sheet.text(row, _VALUE, self.book.word("see", path=assumption.ref), "quiet")
        else:
            self._number(row, leaf)
        unit_text = unit(assumption.unit or "", language)
        self.sheet.text(row, _UNIT, unit_text, "wrap_in")
        if assumption.price_year is not None:
            self.sheet.number(row, _PRICE_YEAR, assumption.price_year, "year")
        source_and_quality_texts = [self._source(leaf), assumption.quality or ""]
        self.sheet.texts(row, self._after, source_and_quality_texts, "wrap_in")
        self.sheet.fit(
            row,
            [
                *zip(source_and_quality_texts, _WIDTHS_AFTER, strict=True),
                (title_text, _WIDTHS[_TITLE]),
                (leaf.path, _WIDTHS[_PATH]),
                (unit_text, _WIDTHS[_UNIT]),
            ],
        )

    def _settings(self, first: int) -> int:
        """Whole numbers, btw and capital charges, each a row; gives the last row."""
        line_and_quantity_paths = [
            path for path in self.book.inputs if path.startswith(("lines.", "quantities."))
        ]
        entered_paths = {entry.path for entry in self.book.entries}
        setting_row = first
        setting_paths = [path for path in line_and_quantity_paths if path not in entered_paths]
        if not setting_paths:
            return first - 1
        self.sheet.section(first, self.book.word("settings"), self._after + len(_AFTER))
        for setting_row, path in enumerate(setting_paths, start=first + 1):
            section_name, owner_name, field_path = path.split(".", 2)
            owning_line_or_quantity = (
                self.case.quantities[owner_name]
                if section_name == "quantities"
                else self.case.lines[owner_name]
            )
            owner_title = (
                owner_name
                if owning_line_or_quantity.title is None
                else owning_line_or_quantity.title.text(self.book.language)
            )
            is_count = section_name == "quantities"
            setting_words = self.book.word(
                "setting_count" if is_count else f"setting_{field_path.replace('.', '_')}"
            )
            self.sheet.text(setting_row, _TITLE, f"{owner_title}: {setting_words}", "wrap")
            self.sheet.text(setting_row, _PATH, path, "path")
            self.settings[path] = self.sheet.entry(setting_row, _VALUE, path)
            self._show_in_use(setting_row, path)
            if is_count:
                self.cells[Slot("count", path)] = [self.settings[path]]
            self.sheet.fit(
                setting_row, [(f"{owner_title}: {setting_words}", _WIDTHS[_TITLE]), (path, _WIDTHS[_PATH])]
            )
        return setting_row

    def _show_in_use(self, row: int, path: str) -> None:
        """The number of the scenario in use beside the one that was typed, where scenarios change it."""
        in_use_address = self.book.in_use.get(path)
        if in_use_address is not None:
            input_entry = self.book.inputs[path]
            self.sheet.formula(
                row,
                _IN_USE,
                in_use_address,
                input_entry.value,
                input_entry.style or input_style(input_entry.value, input_entry.unit),
            )

    def _source(self, leaf: Leaf) -> str:
        """Where the number comes from, and whether one that differs by municipality is its own."""
        assumption = leaf.assumption
        source_text = (
            self.book.term(OWN_ESTIMATE) if assumption.source == OWN_ESTIMATE else assumption.source or ""
        )
        is_own_number = self.is_own.get(leaf.path)
        if is_own_number is None:
            return source_text
        mark_text = sentence("local_own" if is_own_number else "local_borrowed", self.book.language)
        return f"{source_text} ({mark_text})" if source_text else mark_text

    def _number(self, row: int, leaf: Leaf) -> None:
        central_number = leaf.assumption.central
        leaf_addresses = (
            self._by_year(row, leaf, central_number)
            if isinstance(central_number, dict)
            else self._single(row, leaf)
        )
        self.cells[Slot("leaf", leaf.path)] = leaf_addresses
        factor_formula_and_number = self.prices.to_level(leaf)
        if factor_formula_and_number is not None:
            self.sheet.formula(row, _FACTOR, *factor_formula_and_number, "factor")
            self.cells[Slot("to_level", leaf.path)] = [self.sheet.cell(row, _FACTOR, hold="both")]

    def _single(self, row: int, leaf: Leaf) -> list[str]:
        self._show_in_use(row, leaf.path)
        return [self.sheet.entry(row, _VALUE, leaf.path)]

    def _by_year(self, row: int, leaf: Leaf, named: dict[int, float]) -> list[str]:
        """A map by year: an input in each year named; what holds from another year is a formula that says so."""
        self.sheet.text(row, _VALUE, self.book.word("by_year"), "quiet")
        self.sheet.remark(row, _VALUE, leaf.path)
        amount_by_year = by_year(leaf, self.case.years)
        yearly_cell_addresses = [
            self.sheet.cell(row, _YEARS + year_index) for year_index in range(len(amount_by_year))
        ]
        number_style = input_style(max(amount_by_year, key=abs), leaf.assumption.unit)
        paths_or_earlier_indices = by_year_paths(leaf, self.case.years)
        address_in_use_by_year = list(yearly_cell_addresses)
        for year_index, path_or_earlier_index in enumerate(paths_or_earlier_indices):
            if isinstance(path_or_earlier_index, str):
                address_in_use_by_year[year_index] = self.sheet.entry(
                    row, _YEARS + year_index, path_or_earlier_index, style=number_style, hold=""
                )
        for year_index, earlier_index_or_path in enumerate(paths_or_earlier_indices):
            if isinstance(earlier_index_or_path, int):
                amount = float(amount_by_year[year_index])
                self.sheet.formula(
                    row,
                    _YEARS + year_index,
                    yearly_cell_addresses[earlier_index_or_path],
                    amount,
                    number_style,
                )
                # What repeats an input that scenarios change repeats the one in use.
                address_in_use_by_year[year_index] = (
                    yearly_cell_addresses[year_index]
                    if address_in_use_by_year[earlier_index_or_path]
                    == yearly_cell_addresses[earlier_index_or_path]
                    else address_in_use_by_year[earlier_index_or_path]
                )
        return address_in_use_by_year
