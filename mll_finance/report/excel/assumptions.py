"""The sheet of assumptions: one row for each number of the case, the value in blue, its origin beside it."""

from __future__ import annotations

from mll_finance.engine.graph.inputs import by_year
from mll_finance.engine.graph.nodes import Slot
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.grammar.assumption import OWN_ESTIMATE
from mll_finance.inputs.second_look.local_inputs import local_inputs
from mll_finance.report.excel.book import Sheet, input_style
from mll_finance.report.excel.prices import Prices
from mll_finance.report.pieces.spreads import spread
from mll_finance.terms import sentence, term, unit

_HEAD = 0
_PATH, _TITLE, _VALUE, _UNIT, _PRICE_YEAR, _FACTOR, _SPREAD, _SOURCE, _QUALITY, _ACCEPTED, _NOTE, _YEARS = (
    range(12)
)
_WIDTHS = (44, 42, 13, 20, 9, 11, 30, 25, 9, 24, 56)


class Assumptions:
    """The numbers of a case as cells.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    case : Case
        The case, overrides applied.
    prices : Prices
        The sheet of prices, for the factor to the price level.
    """

    def __init__(self, sheet: Sheet, case: Case, prices: Prices) -> None:
        self.sheet, self.case, self.prices = sheet, case, prices
        self.book = book = sheet.book
        self.is_own = local_inputs(case).is_own
        self.cells: dict[Slot, list[str]] = {}
        """Cells of each number, and of its factor to the price level."""
        self.sheet.head(_HEAD, [book.term("path"), book.word("title"), "", book.term("unit")])
        self.sheet.heads(_HEAD, _VALUE, [book.term("value")])
        self.sheet.heads(_HEAD, _PRICE_YEAR, [book.term("price_year"), book.word("factor")])
        text_columns = ("distribution", "source", "quality", "accepted_by", "note")
        self.sheet.texts(_HEAD, _SPREAD, [book.term(name) for name in text_columns], "head")
        self.sheet.years(_HEAD, _YEARS, case.years)
        for row, leaf in enumerate(case.graph.leaves.values(), start=_HEAD + 1):
            self._row(row, leaf)
        last_column = _YEARS + len(case.years) - 1
        self.sheet.tidy(_WIDTHS, rest=(_YEARS, last_column, 11), frozen=(_HEAD + 1, _VALUE))
        self.sheet.wide()
        self.sheet.filter((_HEAD, 0), (_HEAD + len(case.graph.leaves), last_column))

    def _row(self, row: int, leaf: Leaf) -> None:
        assumption, language = leaf.assumption, self.book.language
        self.sheet.text(row, _PATH, leaf.path, "path")
        self.sheet.text(row, _TITLE, self._title(leaf), "wrap")
        note_text = "" if assumption.note is None else assumption.note.text(language)
        if assumption.pm is not None:
            self.sheet.text(row, _VALUE, term("pm", language), "pm")
            note_text = assumption.pm.text(language)
        elif assumption.ref is not None:
            self.sheet.text(row, _VALUE, self.book.word("see", path=assumption.ref), "quiet")
        else:
            self._number(row, leaf)
        self.sheet.text(row, _UNIT, unit(assumption.unit or "", language), "unit")
        if assumption.price_year is not None:
            self.sheet.number(row, _PRICE_YEAR, assumption.price_year, "year")
        cell_texts = [
            spread(assumption, language),
            self._source(leaf),
            assumption.quality or "",
            assumption.accepted_by.text(language) if assumption.accepted_by is not None else "",
            note_text,
        ]
        self.sheet.texts(row, _SPREAD, cell_texts, "wrap")
        self.sheet.text(row, _SPREAD, cell_texts[0], "wrap_in")
        self.sheet.fit(
            row, [*zip(cell_texts, _WIDTHS[_SPREAD:_YEARS], strict=True), (leaf.path, _WIDTHS[_PATH])]
        )

    def _source(self, leaf: Leaf) -> str:
        """Where the number comes from, and whether one that differs by municipality is its own."""
        number = leaf.assumption
        source = self.book.term(OWN_ESTIMATE) if number.source == OWN_ESTIMATE else number.source or ""
        is_own = self.is_own.get(leaf.path)
        if is_own is None:
            return source
        mark_text = sentence("local_own" if is_own else "local_borrowed", self.book.language)
        return f"{source} ({mark_text})" if source else mark_text

    def _title(self, leaf: Leaf) -> str:
        section_name, _, name = leaf.owner.partition(".")
        owner_part = self.case.quantities[name] if section_name == "quantities" else self.case.lines[name]
        title_words = leaf.assumption.title or owner_part.title
        return name if title_words is None else title_words.text(self.book.language)

    def _number(self, row: int, leaf: Leaf) -> None:
        central_number = leaf.assumption.central
        cells = (
            self._by_year(row, leaf, central_number)
            if isinstance(central_number, dict)
            else self._single(row, leaf)
        )
        self.cells[Slot("leaf", leaf.path)] = cells
        price_factor = self.prices.to_level(leaf)
        if price_factor is not None:
            self.sheet.formula(row, _FACTOR, *price_factor, "factor")
            self.cells[Slot("to_level", leaf.path)] = [self.sheet.cell(row, _FACTOR, hold="both")]

    def _single(self, row: int, leaf: Leaf) -> list[str]:
        number = float(by_year(leaf, self.case.years)[0])
        self.sheet.entry(row, _VALUE, number, input_style(number, leaf.assumption.unit), note=leaf.path)
        return [self.sheet.cell(row, _VALUE, hold="both")]

    def _by_year(self, row: int, leaf: Leaf, named: dict[int, float]) -> list[str]:
        """A map by year: an input in each year named; what holds from the year before is a formula that says so."""
        self.sheet.text(row, _VALUE, self.book.word("by_year"), "quiet")
        amount_by_year = by_year(leaf, self.case.years)
        cells = [self.sheet.cell(row, _YEARS + offset) for offset in range(len(amount_by_year))]
        number_style = input_style(max(amount_by_year, key=abs), leaf.assumption.unit)
        for offset, year in enumerate(self.case.years):
            amount, cell_place = float(amount_by_year[offset]), (row, _YEARS + offset)
            if offset == 0 or leaf.literal or year in named:
                self.sheet.entry(
                    *cell_place, amount, number_style, note=f"{leaf.path}.{year}" if year in named else ""
                )
            else:
                self.sheet.formula(*cell_place, cells[offset - 1], amount, number_style)
        return cells
