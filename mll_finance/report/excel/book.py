"""The book of sheets: cells, styles and references, with XlsxWriter underneath.

Every formula is written with the number that the model has for it, so that a viewer that does not recalculate shows the
right numbers too.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from mll_finance.inputs.form.kept_cells import KeptCells
from mll_finance.inputs.form.spelling import reading, short_hash
from mll_finance.inputs.grammar.base import Language
from mll_finance.promised import calculated, promised
from mll_finance.report.excel.empty_book import FormulasAsWritten, empty_book
from mll_finance.report.excel.entry import BookInput, Entry, legal_name, validation
from mll_finance.report.excel.formula import Formula
from mll_finance.report.excel.styles import FONT, STYLES, VARIANTS
from mll_finance.terms import capital, sentence, term

Hold = Literal["", "row", "column", "both"]
_LONGEST = 8192
_LINE = 13.5
"""Height of a line of text, in points."""
_NARROW = 1.1
"""Letters of running text that fit in the width of a digit."""
_A4 = 9
_NOTE = 160
"""Characters that fit in a note of usual height, twice as wide as usual."""


class Book:
    """A workbook that is being written.

    Parameters
    ----------
    path : Path
        Where it goes.
    language : "nl" or "en"
        Language of its words.
    inputs : mapping
        Every input by its path.
    title, author : str
        What the properties of the document say.
    """

    def __init__(
        self, path: Path, language: Language, inputs: Mapping[str, BookInput], *, title: str, author: str
    ) -> None:
        self.language, self.inputs = language, inputs
        self._book = empty_book(path)
        # A fixed date, so that the same study gives the same bytes.
        self._book.set_properties(
            {"created": datetime.datetime(2000, 1, 1), "title": title, "author": author}
        )
        self._styles: dict[tuple[str, str], Any] = {}
        self._sheets: list[Sheet] = []
        self._names: set[str] = set()
        self.in_use: dict[str, str] = {}
        """The cell that holds the number of the scenario in use, by the path of what scenarios change."""
        self.remarks: Callable[[str], str] = lambda path: ""
        """What was remarked at a path, in words; empty where nothing was."""
        self.entries: list[Entry] = []
        """Every input that was written, in order."""
        self.kept: dict[str, KeptCells] = {}
        """What nobody is asked to change, by the name that is given to each sheet."""
        self.sheet_names: dict[str, str] = {}
        """That name, by the title of the sheet in small letters."""

    def word(self, name: str, **values: object) -> str:
        """A word of the workbook in its language."""
        return sentence(f"workbook_{name}", self.language, **values)

    def term(self, name: str) -> str:
        """A concept in the language of the book, with a capital, as it stands alone in a cell."""
        concept_text = term(name, self.language)
        return capital(concept_text)

    def sheet(self, name: str) -> Sheet:
        """A new sheet, named by an id of the words."""
        new_sheet = Sheet(self, self._book.add_worksheet(self.word(name), FormulasAsWritten))
        self._sheets.append(new_sheet)
        # Whoever gives the sheet another title keeps this name.
        first_cell_name = self.name(f"sheet.{name}", new_sheet.cell(0, 0, hold="both"))
        self.kept[first_cell_name] = new_sheet.kept
        self.sheet_names[new_sheet.title.casefold()] = first_cell_name
        return new_sheet

    def name(self, path: str, cell: str) -> str:
        """Give a cell a name, a path made legal and unlike the others; gives the name."""
        defined_name = legal_name(path, self._names)
        self._names.add(defined_name.casefold())
        self._book.define_name(defined_name, f"={cell}")
        return defined_name

    def chart(self) -> Any:
        """A new chart of bars that lie, so that long names fit."""
        return self._book.add_chart({"type": "bar"})

    def style(self, name: str, variant: str = "") -> Any:
        """A cell style; the variants are ``input``, ``bold`` and ``total``."""
        style_key = (name, variant)
        if style_key not in self._styles:
            self._styles[style_key] = self._book.add_format(
                {**FONT, **STYLES[name], **VARIANTS.get(variant, {})}
            )
        return self._styles[style_key]

    def close(self) -> None:
        """Write the file; what is no input is protected, without a password."""
        for open_sheet in self._sheets:
            open_sheet.seal()
        self._book.close()


class Sheet:
    """One sheet: writes cells and gives the references to them."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self._sheet = book, sheet
        self.title: str = sheet.get_name()
        quoted_name = self.title.replace("'", "''")
        self.name: str = f"'{quoted_name}'" if quoted_name != self.title else quoted_name
        self._checked: dict[tuple[float, float, bool, bool], list[tuple[int, int]]] = {}
        self.kept = KeptCells()
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&F&C&A&R&P / &N")

    def cell(self, row: int, column: int, *, hold: Hold = "") -> str:
        """Reference to a cell from any sheet; ``hold`` is what stays put when a formula is copied ($)."""
        return f"{self.name}!{_address(row, column, hold)}"

    def span(self, first: tuple[int, int], last: tuple[int, int], *, hold: Hold = "") -> str:
        """Reference to a block of cells from any sheet."""
        return f"{self.cell(*first, hold=hold)}:{_address(*last, hold)}"

    def text(self, row: int, column: int, text: str, style: str = "text", variant: str = "") -> None:
        """Write a text; what looks like a formula or an address stays a text."""
        self._keep_text(row, column, text)
        self._sheet.write_string(row, column, text, self.book.style(style, variant))

    def listed(self, row: int, column: int, text: str) -> None:
        """Write a text of the list of what is kept, which is not in the list itself."""
        self._sheet.write_string(row, column, text, self.book.style("quiet"))

    def _keep_text(self, row: int, column: int, text: str) -> None:
        if text.strip():
            self.kept.texts[row + 1, column + 1] = short_hash(text)

    def _keep_formula(self, row: int, column: int, formula: str) -> None:
        row_and_column = (row + 1, column + 1)
        read_formula = reading(formula, row_and_column, sheet=self.title, sheets=self.book.sheet_names)
        self.kept.formulas[row_and_column] = short_hash(read_formula)

    def texts(self, row: int, column: int, texts: Sequence[str], style: str = "text") -> None:
        """Write texts side by side."""
        for column_offset, cell_text in enumerate(texts):
            self.text(row, column + column_offset, cell_text, style)

    def across(
        self, row: int, columns: tuple[int, int], text: str, *, width: float, style: str = "wrap"
    ) -> None:
        """Write a text that wraps over several columns, which are that many characters wide together."""
        self._sheet.merge_range(row, columns[0], row, columns[1], "", self.book.style(style))
        self.text(row, columns[0], text, style)
        self.fit(row, [(text, width)])

    def across_formula(
        self, row: int, columns: tuple[int, int], formula: str, text: str, *, width: float
    ) -> None:
        """Write the formula of the advice, a text over several columns, so many characters wide together."""
        style = self.book.style("advice")
        self._sheet.merge_range(row, columns[0], row, columns[1], "", style)
        self._keep_formula(row, columns[0], formula)
        self._sheet.write_formula(row, columns[0], "=" + formula.replace(f"{self.name}!", ""), style, text)
        self.fit(row, [(text, width)])

    def fit(self, row: int, texts: Sequence[tuple[str, float]]) -> None:
        """Make a row high enough for texts that wrap, each given with the width of its column in characters."""
        line_count = max(len(wrap(text, int(_NARROW * width))) for text, width in texts)
        if line_count > 1:
            self._sheet.set_row(row, _LINE * line_count)

    def number(self, row: int, column: int, value: float, style: str, variant: str = "") -> None:
        """Write a number that is not meant to be changed; an outcome in the figures that every processor gives."""
        written_number = float(calculated(value)) if variant == "delivered" else promised(value)
        self.kept.numbers[row + 1, column + 1] = written_number
        self._sheet.write_number(row, column, written_number, self.book.style(style, variant))

    def entry(self, row: int, column: int, path: str, *, style: str = "", hold: Hold = "both") -> str:
        """Write the input of a path, with its fill, its name and what it may be; gives the cell to calculate with.

        That is the cell itself, or the one with the number of the scenario in use where scenarios change it.
        """
        input_entry = self.book.inputs[path]
        entered = promised(input_entry.value)
        cell_style = input_entry.style or style or input_style(entered, input_entry.unit)
        self._sheet.write_number(row, column, entered, self.book.style(cell_style, "input"))
        address = self.cell(row, column, hold="both")
        self.book.entries.append(Entry(path, self.book.name(path, address), address, entered, cell_style))
        self._checked.setdefault(input_entry.limits, []).append((row, column))
        self.remark(row, column, path)
        return self.book.in_use.get(path) or self.cell(row, column, hold=hold)

    def remark(self, row: int, column: int, path: str) -> None:
        """Put what was remarked at a path beside a cell, as a note."""
        remark_text = self.book.remarks(path)
        if remark_text:
            comment_options = {"x_scale": 2, "y_scale": max(1.0, len(remark_text) / _NOTE), "font_size": 9}
            self._sheet.write_comment(row, column, remark_text, {"author": "", **comment_options})

    def choice(self, row: int, column: int, text: str, options: str, name: str) -> str:
        """Write an input that is chosen from a range of texts, and give it a name; gives the cell."""
        self._sheet.write_string(row, column, text, self.book.style("choice", "input"))
        self._sheet.data_validation(
            row,
            column,
            row,
            column,
            {
                "validate": "list",
                "source": f"={options}",
                "ignore_blank": False,
                "error_title": self.book.word("allowed_title"),
                "error_message": self.book.word("allowed_choice"),
                "input_title": self.book.word("input_title"),
                "input_message": self.book.word("allowed_choice"),
            },
        )
        cell_address = self.cell(row, column, hold="both")
        self.book.name(name, cell_address)
        return cell_address

    def joined(self, row: int, columns: tuple[int, int], style: str, variant: str) -> None:
        """Make one cell of several side by side, before it is written."""
        self._sheet.merge_range(row, columns[0], row, columns[1], "", self.book.style(style, variant))

    def print_only(self, last_column: int, last_row: int) -> None:
        """Print no more than the first columns and rows, up to these."""
        self._sheet.print_area(0, 0, last_row, last_column)

    def one_page(self) -> None:
        """Print on one page."""
        self._sheet.fit_to_pages(1, 1)

    def seal(self) -> None:
        """Check what is typed in the inputs, and protect the rest; widths and filters stay free."""
        for checked_limits, cell_places in self._checked.items():
            validation_rule = validation(checked_limits, self.book.language)
            (seal_row, first_column), *places_after_first = cell_places
            validation_rule["other_cells"] = [[*cell_place, *cell_place] for cell_place in places_after_first]
            self._sheet.data_validation(seal_row, first_column, seal_row, first_column, validation_rule)
        self._sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})

    def place(self, row: int, column: int, chart: Any, *, size: tuple[int, int]) -> None:
        """Put a chart with its corner in a cell, so many pixels wide and high."""
        chart.set_size({"width": size[0], "height": size[1]})
        self._sheet.insert_chart(row, column, chart, {"object_position": 1})

    def formula(
        self, row: int, column: int, formula: Formula | str, value: float | str, style: str, variant: str = ""
    ) -> None:
        """Write a live formula with the number that it gives."""
        formula_text = formula.text if isinstance(formula, Formula) else formula
        formula_text = formula_text.replace(f"{self.name}!", "")
        if len(formula_text) > _LONGEST:
            raise ValueError(
                f"{self.cell(row, column)}: a formula of {len(formula_text)} characters; Excel takes {_LONGEST}; "
                "give intermediate results a row with named() or scan()"
            )
        if not isinstance(value, str) and not math.isfinite(value):
            raise ValueError(
                f"{self.cell(row, column)}: the value of {formula_text} is {value}; every number must be finite"
            )
        self._keep_formula(row, column, formula_text)
        self._sheet.write_formula(
            row, column, "=" + formula_text, self.book.style(style, variant), calculated(value)
        )

    def head(self, row: int, texts: Sequence[str], *, height: float = 30) -> None:
        """Write column heads."""
        self._sheet.set_row(row, height)
        self.texts(row, 0, texts, "head")

    def heads(self, row: int, column: int, texts: Sequence[str]) -> None:
        """Write column heads over numbers, to the right."""
        self.texts(row, column, texts, "head_number")

    def years(self, row: int, column: int, years: range) -> list[str]:
        """Write the years as heads: the first a number, each next one more; gives their cells."""
        self.number(row, column, years[0], "head_year")
        for offset in range(1, len(years)):
            self.formula(
                row, column + offset, f"{self.cell(row, column + offset - 1)}+1", years[offset], "head_year"
            )
        return [self.cell(row, column + offset, hold="row") for offset in range(len(years))]

    def page_title(self, text: str) -> None:
        """Write the title of the sheet in its first row."""
        self._sheet.set_row(0, 26)
        self.text(0, 0, text, "page")

    def section(self, row: int, text: str, width: int) -> None:
        """Write a heading over the width of the table."""
        self.texts(row, 0, [text, *([""] * (width - 1))], "section")

    def tidy(
        self,
        widths: Sequence[float],
        *,
        rest: tuple[int, int, float] | None = None,
        frozen: tuple[int, int] = (0, 0),
    ) -> None:
        """Set column widths, freeze the heads and repeat them on every printed page.

        Parameters
        ----------
        widths : sequence of float
            Widths of the first columns, in characters.
        rest : (first, last, width), optional
            The columns after them.
        frozen : (rows, columns)
            What stays in view.
        """
        for column_number, column_width in enumerate(widths):
            self._sheet.set_column(column_number, column_number, column_width)
        if rest is not None:
            self._sheet.set_column(*rest)
        if any(frozen):
            self._sheet.freeze_panes(*frozen)
            self._sheet.repeat_rows(0, max(frozen[0] - 1, 0))

    def repeat(self, row: int) -> None:
        """Repeat one row on every printed page after it."""
        self._sheet.repeat_rows(row)

    def filter(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Give a table filter buttons."""
        self._sheet.autofilter(*first, *last)

    def warn_where_not_zero(self, first: tuple[int, int], last: tuple[int, int], tolerance: float) -> None:
        """Colour the cells that are further from zero than the tolerance."""
        warning_format = self.book._book.add_format({"bg_color": "#FFC7CE"})
        self._sheet.conditional_format(
            *first,
            *last,
            {
                "type": "cell",
                "criteria": "not between",
                "minimum": -tolerance,
                "maximum": tolerance,
                "format": warning_format,
            },
        )


def _address(row: int, column: int, hold: Hold) -> str:
    cell_address: str = xl_rowcol_to_cell(
        row, column, row_abs=hold in ("row", "both"), col_abs=hold in ("column", "both")
    )
    return cell_address


def input_style(value: float, unit: str | None) -> str:
    """The number format of an input: cents for euros, percent for fractions, else as many decimals as it needs.

    Examples
    --------
    >>> input_style(1200, "visit/yr"), input_style(85.0, "EUR/visit"), input_style(0.05, "fraction")
    ('integer', 'cents', 'percent')
    """
    if unit is not None and unit.upper().startswith("EUR"):
        return "integer" if abs(value) >= 1000 and value == round(value) else "cents"
    if unit in ("fraction", "1/yr", "share") and math.isclose(
        value * 1000, round(value * 1000), abs_tol=1e-9
    ):
        return "percent"
    if value == round(value):
        return "integer"
    return "small" if abs(value) < 0.1 else "decimals"


def column(values: Any, years: int) -> list[float]:
    """A result of the model with one draw as a list of one number a year."""
    array_by_year = np.asarray(values, dtype=float)
    if array_by_year.shape[-1] != 1:
        raise ValueError(f"found shape {array_by_year.shape}; a workbook shows the central case, one draw")
    return [float(amount) for amount in np.broadcast_to(array_by_year, (years, 1))[:, 0]]
