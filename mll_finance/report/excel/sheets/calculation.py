"""The sheet of calculation: the model itself, run on symbols instead of arrays, each result a row of live formulas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.inputs import coordinate_of
from mll_finance.engine.graph.nodes import Row, Slot
from mll_finance.engine.model import is_moved, place, source_of
from mll_finance.engine.structure import owners
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.report.excel.book import Book, Sheet
from mll_finance.report.excel.formula import literal
from mll_finance.report.excel.printer import Printer
from mll_finance.report.excel.sheets.assumptions import Assumptions
from mll_finance.report.excel.sheets.prices import Prices
from mll_finance.report.pieces.names import output_name
from mll_finance.terms import term
from mll_finance.terms import unit as unit_words

Array = npt.NDArray[np.float64]
_HEAD = 0
_TITLE, _PATH, _ALTERNATIVE, _UNIT, _YEARS = range(5)
_WIDTHS = (46, 34, 26, 14)
_STYLES = {"fraction": "percent", "ratio": "ratio", "EUR": "euro"}


class Rows:
    """The rows of the calculation, written from top to bottom as the model gets to them."""

    def __init__(self, sheet: Sheet, case: Case, printer: Printer, central: Sequence[Array]) -> None:
        self.sheet, self.case, self.printer, self.central = sheet, case, printer, central
        self.language = sheet.book.language
        self.next = _HEAD + 1

    def section(self, text: str) -> None:
        """Write a heading."""
        self.sheet.section(self.next, text, _YEARS + len(self.case.years))
        self.next += 1

    def written(self, row: Row, number: int) -> None:
        """A row of the graph: an output, the euros of a line, an intermediate result or the states of a recursion."""
        unit, cell_style = self._unit(row.owner, row.name) if row.is_output else ("", "count")
        row_number = self._open(row.owner, row.alternative, row.name, unit)
        if not row.is_output:
            self.sheet.text(row_number, _TITLE, row.name.replace("_", " "), "quiet")
        for year, (node, its_year) in enumerate(row.cells):
            formula, central_by_year = self.printer.formula(node, its_year), self.central[node]
            column, amount = (
                _YEARS + year,
                float(central_by_year[its_year if len(central_by_year) > 1 else 0]),
            )
            self.sheet.formula(row_number, column, formula, amount, cell_style)
            self.printer.rows[number, year] = self.sheet.cell(row_number, column)

    def pm(self, owner: str, alternative: str, reason: str) -> None:
        """A row for what has no number, with the reason."""
        row = self._open(owner, alternative, "", "")
        self.sheet.text(row, _UNIT, term("pm", self.language), "pm")
        self.sheet.text(row, _YEARS, reason, "aside")

    def _open(self, owner: str, alternative: str, output: str, unit: str) -> int:
        row, self.next = self.next, self.next + 1
        is_line = owner.startswith("lines.")
        path = owner if is_line and output in ("euros", "") else f"{owner}.{output}".rstrip(".")
        self.sheet.text(row, _PATH, path, "path")
        title = self._title(owner, output)
        self.sheet.text(row, _TITLE, title, "wrap")
        self.sheet.remark(row, _TITLE, owner)
        stands_in_alternative = self._stands_in(owner, alternative)
        self.sheet.text(row, _ALTERNATIVE, stands_in_alternative, "wrap")
        self.sheet.text(row, _UNIT, unit)
        self.sheet.fit(row, list(zip((title, path, stands_in_alternative), _WIDTHS, strict=False)))
        return row

    def _title(self, owner: str, output: str) -> str:
        owner_part = part_of(self.case, owner)
        title_text = (
            owner.partition(".")[2] if owner_part.title is None else owner_part.title.text(self.language)
        )
        if isinstance(owner_part, Quantity) and len(owner_part.units()) > 1 and output in owner_part.units():
            return f"{title_text}: {output_name(owner_part, output, self.language)}"
        return title_text

    def _unit(self, owner: str, output: str) -> tuple[str, str]:
        owner_part = part_of(self.case, owner)
        if isinstance(owner_part, Line):
            return "EUR", "euro"
        unit = owner_part.units()[output]
        if owner_part.unit is not None and len(owner_part.units()) == 1:
            return unit_words(owner_part.unit, self.language), _STYLES.get(owner_part.unit, "count")
        return term(unit, self.language), _STYLES.get(unit, "count")

    def _stands_in(self, owner: str, alternative: str) -> str:
        alternatives_with_part, all_alternatives = stands_in(self.case, owner), tuple(self.case.alternatives)
        names = (alternative,) if owner in self.case.graph.varies else alternatives_with_part
        if len(names) == len(all_alternatives):
            return self.sheet.book.word("all_alternatives")
        return ", ".join(alternative_title(self.case, name, self.sheet.book) for name in names)


class Calculation:
    """Every quantity and line of a case, each once where it does not differ between alternatives.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    study : Study
        The study, of which the central case is shown.
    assumptions : Assumptions
        The cells of the numbers.
    prices : Prices
        The cells of the price indices.
    """

    def __init__(self, sheet: Sheet, study: Study, assumptions: Assumptions, prices: Prices) -> None:
        book = sheet.book
        self.case, self._arithmetic = study.case, study.arithmetic
        self.assumptions = assumptions
        sheet.head(
            _HEAD, [book.word("title"), book.term("path"), book.term("alternative"), book.term("unit")]
        )
        structure = self._arithmetic.structure
        cells = {
            **assumptions.cells,
            **{slot: prices.deflator(slot.key) for slot in structure.slots if slot.kind == "deflator"},
            **{slot: prices.real_index(slot.key) for slot in structure.slots if slot.kind == "real_index"},
            **{
                slot: [literal(coordinate_of(self.case, slot.key)).text]
                for slot in structure.slots
                if slot.kind == "point"
            },
            Slot("years", ""): sheet.years(_HEAD, _YEARS, self.case.years),
        }
        self._printer = Printer(structure.nodes, cells)
        rows = Rows(sheet, self.case, self._printer, self._arithmetic.central)
        self._write(rows, book)
        last_column = _YEARS + len(self.case.years) - 1
        sheet.tidy(_WIDTHS, rest=(_YEARS, last_column, 12), frozen=(_HEAD + 1, _PATH + 1))

    def cells(self, line: str, alternative: str) -> list[str]:
        """The cells of the euros of a line, one for each year."""
        node = self._arithmetic.structure.lines[line, place(self.case, f"lines.{line}", alternative)]
        return [self._printer.formula(node, year).text for year in range(len(self.case.years))]

    def number(self, path: str, alternative: str) -> list[str] | None:
        """An assumption at the price level in one alternative, one formula for each year; None where it is PM."""
        source = source_of(self.case, path, alternative)
        if isinstance(source, str):
            return self.number(source, alternative)
        years = range(len(self.case.years))
        if isinstance(source, Output):
            owner = f"quantities.{source.quantity}"
            key = (source.quantity, place(self.case, owner, alternative), source.name)
            node = self._arithmetic.structure.outputs.get(key)
            return None if node is None else [self._printer.formula(node, year).text for year in years]
        cells = self.assumptions.cells.get(Slot("leaf", source.path))
        if cells is None:
            return None
        factor = self.assumptions.cells.get(Slot("to_level", source.path)) if is_moved(source) else None
        factor_text = "" if factor is None else f"*{factor[0]}"
        return [f"{cells[year if len(cells) > 1 else 0]}{factor_text}" for year in years]

    def _write(self, rows: Rows, book: Book) -> None:
        nodes_by_owner: dict[tuple[str, str], list[tuple[int, Row]]] = {}
        for number, row in enumerate(self._arithmetic.structure.rows):
            nodes_by_owner.setdefault((row.owner, row.alternative), []).append((number, row))
        if self.case.quantities:
            rows.section(book.word("quantities"))
        has_lines_heading = False
        for owner, alternative in owners(self.case):
            if owner.startswith("lines.") and not has_lines_heading:
                rows.section(book.word("lines", year=self.case.prices.level_year))
                has_lines_heading = True
            pm_reason = self.case.graph.pm.get((owner, alternative))
            if pm_reason is not None:
                rows.pm(owner, alternative, pm_reason.text(rows.language))
            for number, row in nodes_by_owner.get((owner, alternative), ()):
                rows.written(row, number)


def part_of(case: Case, owner: str) -> Quantity | Line:
    """The quantity or line of an owner such as ``lines.licence``."""
    section, _, name = owner.partition(".")
    return case.quantities[name] if section == "quantities" else case.lines[name]


def stands_in(case: Case, owner: str) -> tuple[str, ...]:
    """The alternatives in which a quantity or line stands."""
    part = part_of(case, owner)
    return part.alternative if isinstance(part, Line) else case.graph.alternatives


def perspective_title(case: Case, name: str, book: Book) -> str:
    """The name of a perspective for readers."""
    title_words = case.perspectives[name].title
    return name if title_words is None else title_words.text(book.language)


def alternative_title(case: Case, name: str, book: Book) -> str:
    """The name of an alternative for readers."""
    title_words = case.alternatives[name].title
    return name if title_words is None else title_words.text(book.language)


def line_titles(case: Case, names: Sequence[str], book: Book) -> str:
    """The names of lines for readers, separated by commas."""
    name_and_title = ((name, case.lines[name].title) for name in names)
    return ", ".join(name if words is None else words.text(book.language) for name, words in name_and_title)
