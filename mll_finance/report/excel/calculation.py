"""The sheet of calculation: the model itself, run on symbols instead of arrays, each result a row of live formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from mll_finance.engine.model import Model
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.report.excel.assumptions import Assumptions
from mll_finance.report.excel.book import Book, Sheet
from mll_finance.report.excel.prices import Prices
from mll_finance.report.excel.trace import Traced, concatenated, stretched
from mll_finance.report.pieces.names import output_name
from mll_finance.terms import term
from mll_finance.terms import unit as unit_words

_HEAD = 0
_PATH, _TITLE, _ALTERNATIVE, _UNIT, _YEARS = range(5)
_WIDTHS = (40, 52, 34, 16)
_STYLES = {"fraction": "percent", "ratio": "ratio", "EUR": "euro"}


class Rows:
    """The rows of the calculation, written from top to bottom as the model gets to them."""

    def __init__(self, sheet: Sheet, case: Case, years: list[str]) -> None:
        self.sheet, self.case = sheet, case
        self.language = sheet.book.language
        self.years = Traced.of_cells(np.array(case.years), years, self)
        self.next = _HEAD + 1
        self._owners: list[tuple[str, str]] = []

    @contextmanager
    def of(self, owner: str, alternative: str) -> Iterator[None]:
        """While it lasts, named rows belong to a quantity or line."""
        self._owners.append((owner, alternative))
        yield
        self._owners.pop()

    def section(self, text: str) -> None:
        """Write a heading."""
        self.sheet.section(self.next, text, _YEARS + len(self.case.years))
        self.next += 1

    def recorder(self, name: str) -> Callable[[int, Traced], Traced]:
        """A row for an intermediate result or for the states of a recursion, of whatever is being calculated."""
        owner, alternative = self._owners[-1]
        row = self._open(owner, alternative, name, "")
        self.sheet.text(row, _TITLE, name.replace("_", " "), "quiet")

        def write(year: int, state: Traced) -> Traced:
            return self._write(row, year, state, "count")

        return write

    def result(self, owner: str, alternative: str, output: str, value: Traced) -> Traced:
        """A row for a result; gives its cells, (years, 1)."""
        unit, style = self._unit(owner, output)
        row = self._open(owner, alternative, output, unit)
        whole = stretched(value, (len(self.case.years), 1))
        cells = [self._write(row, year, whole[year : year + 1], style) for year in range(len(whole))]
        return concatenated(cells)

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
        stands = self._stands_in(owner, alternative)
        self.sheet.text(row, _ALTERNATIVE, stands, "wrap")
        self.sheet.text(row, _UNIT, unit)
        self.sheet.fit(row, list(zip((path, title, stands), _WIDTHS, strict=False)))
        return row

    def _write(self, row: int, year: int, value: Traced, style: str) -> Traced:
        if value.shape != (1, 1):
            raise ValueError(f"found shape {value.shape}; a workbook shows the central case, one draw")
        column = _YEARS + year
        self.sheet.formula(row, column, value.formulas[0, 0], float(value.value[0, 0]), style)
        return Traced.of_cells(value.value, [self.sheet.cell(row, column)], self)

    def _title(self, owner: str, output: str) -> str:
        part = part_of(self.case, owner)
        words = owner.partition(".")[2] if part.title is None else part.title.text(self.language)
        if isinstance(part, Quantity) and len(part.units()) > 1 and output in part.units():
            return f"{words}: {output_name(part, output, self.language)}"
        return words

    def _unit(self, owner: str, output: str) -> tuple[str, str]:
        part = part_of(self.case, owner)
        if isinstance(part, Line):
            return "EUR", "euro"
        unit = part.units()[output]
        if part.unit is not None and len(part.units()) == 1:
            return unit_words(part.unit, self.language), _STYLES.get(part.unit, "count")
        return term(unit, self.language), _STYLES.get(unit, "count")

    def _stands_in(self, owner: str, alternative: str) -> str:
        stands, every = stands_in(self.case, owner), tuple(self.case.alternatives)
        names = (alternative,) if owner in self.case.graph.varies else stands
        if len(names) == len(every):
            return self.sheet.book.word("all_alternatives")
        return ", ".join(alternative_title(self.case, name, self.sheet.book) for name in names)


class WorkbookModel(Model):
    """The model on symbols: a number is a cell, and each result becomes a row of formulas.

    Parameters
    ----------
    case : Case
        The case.
    rows : Rows
        The rows of the calculation.
    assumptions : Assumptions
        The cells of the numbers.
    prices : Prices
        The cells of the price indices.
    """

    def __init__(self, case: Case, rows: Rows, assumptions: Assumptions, prices: Prices) -> None:
        super().__init__(case, Time(span=case.years, years=rows.years))
        self.rows, self.assumptions, self.prices = rows, assumptions, prices

    def number(self, leaf: Leaf) -> Traced:
        found = self.assumptions.number(leaf.path)
        return Traced(found.value, found.formulas, self.rows)

    def keep(self, owner: str, alternative: str, output: str, value: Any) -> Traced:
        return self.rows.result(owner, alternative, output, value)

    def deflator(self, index: str) -> Traced:
        return self.prices.deflator(index)

    def quantity(self, name: str, alternative: str) -> dict[str, Any]:
        with self.rows.of(f"quantities.{name}", alternative):
            return super().quantity(name, alternative)

    def line(self, name: str, alternative: str) -> Traced:
        with self.rows.of(f"lines.{name}", alternative):
            found: Traced = super().line(name, alternative)
        return found


def write_calculation(book: Book, case: Case, assumptions: Assumptions, prices: Prices) -> WorkbookModel:
    """Write every quantity and line of a case, each once where it does not differ between alternatives.

    Returns
    -------
    WorkbookModel
        The model, which knows the row of each line.
    """
    sheet = book.sheet("calculation")
    sheet.head(_HEAD, [book.term("path"), book.word("title"), book.term("alternative"), book.term("unit")])
    rows = Rows(sheet, case, sheet.years(_HEAD, _YEARS, case.years))
    model = WorkbookModel(case, rows, assumptions, prices)
    if case.quantities:
        rows.section(book.word("quantities"))
    for name in case.graph.order:
        _each(case, rows, f"quantities.{name}", partial(model.quantity, name))
    rows.section(book.word("lines", year=case.prices.level_year))
    for name in case.lines:
        _each(case, rows, f"lines.{name}", partial(model.line, name))
    last = _YEARS + len(case.years) - 1
    sheet.tidy(_WIDTHS, rest=(_YEARS, last, 12), frozen=(_HEAD + 1, _TITLE + 1))
    return model


def _each(case: Case, rows: Rows, owner: str, calculate: Callable[[str], Any]) -> None:
    stands = stands_in(case, owner)
    for alternative in stands if owner in case.graph.varies else stands[:1]:
        reason = case.graph.pm.get((owner, alternative))
        if reason is None:
            calculate(alternative)
        else:
            rows.pm(owner, alternative, reason.text(rows.language))


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
    words = case.perspectives[name].title
    return name if words is None else words.text(book.language)


def alternative_title(case: Case, name: str, book: Book) -> str:
    """The name of an alternative for readers."""
    words = case.alternatives[name].title
    return name if words is None else words.text(book.language)


def line_titles(case: Case, names: Sequence[str], book: Book) -> str:
    """The names of lines for readers, separated by commas."""
    titles = ((name, case.lines[name].title) for name in names)
    return ", ".join(name if words is None else words.text(book.language) for name, words in titles)
