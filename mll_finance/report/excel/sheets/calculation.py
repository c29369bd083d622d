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
        unit_text, style_name = self._unit(row.owner, row.name) if row.is_output else ("", "count")
        row_number = self._open(row.owner, row.alternative, row.name, unit_text)
        if not row.is_output:
            self.sheet.text(row_number, _TITLE, row.name.replace("_", " "), "quiet")
        for year_index, (node_index, node_year_index) in enumerate(row.cells):
            cell_formula, central_values = (
                self.printer.formula(node_index, node_year_index),
                self.central[node_index],
            )
            column_number, central_value = (
                _YEARS + year_index,
                float(central_values[node_year_index if len(central_values) > 1 else 0]),
            )
            self.sheet.formula(row_number, column_number, cell_formula, central_value, style_name)
            self.printer.rows[number, year_index] = self.sheet.cell(row_number, column_number)

    def pm(self, owner: str, alternative: str, reason: str) -> None:
        """A row for what has no number, with the reason."""
        row_index = self._open(owner, alternative, "", "")
        self.sheet.text(row_index, _UNIT, term("pm", self.language), "pm")
        self.sheet.text(row_index, _YEARS, reason, "aside")

    def _open(self, owner: str, alternative: str, output: str, unit: str) -> int:
        row_index, self.next = self.next, self.next + 1
        is_owned_by_line = owner.startswith("lines.")
        shown_path = (
            owner if is_owned_by_line and output in ("euros", "") else f"{owner}.{output}".rstrip(".")
        )
        self.sheet.text(row_index, _PATH, shown_path, "path")
        row_title = self._title(owner, output)
        self.sheet.text(row_index, _TITLE, row_title, "wrap")
        self.sheet.remark(row_index, _TITLE, owner)
        alternatives_text = self._stands_in(owner, alternative)
        self.sheet.text(row_index, _ALTERNATIVE, alternatives_text, "wrap")
        self.sheet.text(row_index, _UNIT, unit)
        self.sheet.fit(
            row_index, list(zip((row_title, shown_path, alternatives_text), _WIDTHS, strict=False))
        )
        return row_index

    def _title(self, owner: str, output: str) -> str:
        line_or_quantity = part_of(self.case, owner)
        title_text = (
            owner.partition(".")[2]
            if line_or_quantity.title is None
            else line_or_quantity.title.text(self.language)
        )
        if (
            isinstance(line_or_quantity, Quantity)
            and len(line_or_quantity.units()) > 1
            and output in line_or_quantity.units()
        ):
            return f"{title_text}: {output_name(line_or_quantity, output, self.language)}"
        return title_text

    def _unit(self, owner: str, output: str) -> tuple[str, str]:
        line_or_quantity = part_of(self.case, owner)
        if isinstance(line_or_quantity, Line):
            return "EUR", "euro"
        unit_id = line_or_quantity.units()[output]
        if line_or_quantity.unit is not None and len(line_or_quantity.units()) == 1:
            return unit_words(line_or_quantity.unit, self.language), _STYLES.get(
                line_or_quantity.unit, "count"
            )
        return term(unit_id, self.language), _STYLES.get(unit_id, "count")

    def _stands_in(self, owner: str, alternative: str) -> str:
        alternatives_with_owner, all_alternatives = stands_in(self.case, owner), tuple(self.case.alternatives)
        alternative_ids = (alternative,) if owner in self.case.graph.varies else alternatives_with_owner
        if len(alternative_ids) == len(all_alternatives):
            return self.sheet.book.word("all_alternatives")
        return ", ".join(
            alternative_title(self.case, alternative_id, self.sheet.book)
            for alternative_id in alternative_ids
        )


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
        addresses_by_slot = {
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
        self._printer = Printer(structure.nodes, addresses_by_slot)
        row_writer = Rows(sheet, self.case, self._printer, self._arithmetic.central)
        self._write(row_writer, book)
        last_column = _YEARS + len(self.case.years) - 1
        sheet.tidy(_WIDTHS, rest=(_YEARS, last_column, 12), frozen=(_HEAD + 1, _PATH + 1))

    def cells(self, line: str, alternative: str) -> list[str]:
        """The cells of the euros of a line, one for each year."""
        node_index = self._arithmetic.structure.lines[line, place(self.case, f"lines.{line}", alternative)]
        return [
            self._printer.formula(node_index, year_index).text for year_index in range(len(self.case.years))
        ]

    def number(self, path: str, alternative: str) -> list[str] | None:
        """An assumption at the price level in one alternative, one formula for each year; None where it is PM."""
        leaf_or_output_or_path = source_of(self.case, path, alternative)
        if isinstance(leaf_or_output_or_path, str):
            return self.number(leaf_or_output_or_path, alternative)
        year_indices = range(len(self.case.years))
        if isinstance(leaf_or_output_or_path, Output):
            owner_path = f"quantities.{leaf_or_output_or_path.quantity}"
            output_key = (
                leaf_or_output_or_path.quantity,
                place(self.case, owner_path, alternative),
                leaf_or_output_or_path.name,
            )
            node_index = self._arithmetic.structure.outputs.get(output_key)
            return (
                None
                if node_index is None
                else [self._printer.formula(node_index, year_index).text for year_index in year_indices]
            )
        leaf_addresses = self.assumptions.cells.get(Slot("leaf", leaf_or_output_or_path.path))
        if leaf_addresses is None:
            return None
        factor_addresses = (
            self.assumptions.cells.get(Slot("to_level", leaf_or_output_or_path.path))
            if is_moved(leaf_or_output_or_path)
            else None
        )
        factor_formula = "" if factor_addresses is None else f"*{factor_addresses[0]}"
        return [
            f"{leaf_addresses[year_index if len(leaf_addresses) > 1 else 0]}{factor_formula}"
            for year_index in year_indices
        ]

    def _write(self, rows: Rows, book: Book) -> None:
        numbered_rows_by_owner: dict[tuple[str, str], list[tuple[int, Row]]] = {}
        for row_index, traced_row in enumerate(self._arithmetic.structure.rows):
            numbered_rows_by_owner.setdefault((traced_row.owner, traced_row.alternative), []).append(
                (row_index, traced_row)
            )
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
            for row_index, traced_row in numbered_rows_by_owner.get((owner, alternative), ()):
                rows.written(traced_row, row_index)


def part_of(case: Case, owner: str) -> Quantity | Line:
    """The quantity or line of an owner such as ``lines.licence``."""
    section_name, _, part_name = owner.partition(".")
    return case.quantities[part_name] if section_name == "quantities" else case.lines[part_name]


def stands_in(case: Case, owner: str) -> tuple[str, ...]:
    """The alternatives in which a quantity or line stands."""
    line_or_quantity = part_of(case, owner)
    return line_or_quantity.alternative if isinstance(line_or_quantity, Line) else case.graph.alternatives


def perspective_title(case: Case, name: str, book: Book) -> str:
    """The name of a perspective for readers."""
    title_in_languages = case.perspectives[name].title
    return name if title_in_languages is None else title_in_languages.text(book.language)


def alternative_title(case: Case, name: str, book: Book) -> str:
    """The name of an alternative for readers."""
    title_in_languages = case.alternatives[name].title
    return name if title_in_languages is None else title_in_languages.text(book.language)


def line_titles(case: Case, names: Sequence[str], book: Book) -> str:
    """The names of lines for readers, separated by commas."""
    ids_with_title = ((line_id, case.lines[line_id].title) for line_id in names)
    return ", ".join(
        line_id if title_in_languages is None else title_in_languages.text(book.language)
        for line_id, title_in_languages in ids_with_title
    )
