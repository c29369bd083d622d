"""The book of sheets: cells, styles and references, with XlsxWriter underneath.

Every formula is written with the number that the model has for it, so that a viewer that does not recalculate shows the
right numbers too.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from mll_finance.inputs.grammar.base import Language
from mll_finance.promised import calculated, promised
from mll_finance.report.excel.formula import Formula
from mll_finance.terms import capital, sentence, term

Hold = Literal["", "row", "column", "both"]
_LONGEST = 8192
_LINE = 13.5
"""Height of a line of text, in points."""
_NARROW = 1.1
"""Letters of running text that fit in the width of a digit."""
_A4, _A3 = 9, 8
_FONT: dict[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_HEAD: dict[str, Any] = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "wrap": {"text_wrap": True},
    "wrap_in": {"text_wrap": True, "indent": 1},
    "quiet": {"font_color": "#666666"},
    "unit": {"indent": 1},
    "aside": {"font_color": "#666666", "indent": 1},
    "path": {"font_color": "#666666", "font_size": 9, "text_wrap": True},
    "bold": {"bold": True},
    "page": {"bold": True, "font_size": 16, "font_color": "#1F3A5F"},
    "head": {**_HEAD, "text_wrap": True},
    "head_number": {**_HEAD, "text_wrap": True, "align": "right"},
    "head_year": {**_HEAD, "align": "right", "num_format": "0"},
    "section": {"bold": True, "bg_color": "#DCE6F1"},
    "pm": {"italic": True, "font_color": "#9C5700", "align": "right"},
    "euro": {"num_format": "#,##0"},
    "count": {"num_format": "#,##0.00"},
    "ratio": {"num_format": "0.00"},
    "percent": {"num_format": "0.0%"},
    "rate": {"num_format": "0.00%"},
    "factor": {"num_format": "0.0000"},
    "year": {"num_format": "0"},
    "integer": {"num_format": "#,##0"},
    "decimals": {"num_format": "#,##0.00##"},
    "small": {"num_format": "0.00####"},
    "cents": {"num_format": "#,##0.00"},
    "difference": {"num_format": "#,##0.00;[Red]-#,##0.00"},
}
_VARIANTS: dict[str, dict[str, Any]] = {
    "input": {"font_color": "#0000FF"},
    "bold": {"bold": True},
    "total": {"bold": True, "top": 1},
}


class Entry(NamedTuple):
    """An input of the workbook as it was delivered."""

    cell: str
    value: float
    style: str
    note: str


class Book:
    """A workbook that is being written.

    Parameters
    ----------
    path : Path
        Where it goes.
    language : "nl" or "en"
        Language of its words.
    """

    def __init__(self, path: Path, language: Language) -> None:
        self.language = language
        self._book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
        # A fixed date, so that the same study gives the same bytes.
        self._book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        self._styles: dict[tuple[str, str], Any] = {}
        self.entries: list[Entry] = []
        """Every input that was written, in order."""

    def word(self, name: str, **values: object) -> str:
        """A word of the workbook in its language."""
        return sentence(f"workbook_{name}", self.language, **values)

    def term(self, name: str) -> str:
        """A concept in the language of the book, with a capital, as it stands alone in a cell."""
        concept_text = term(name, self.language)
        return capital(concept_text)

    def sheet(self, name: str) -> Sheet:
        """A new sheet, named by an id of the words."""
        return Sheet(self, self._book.add_worksheet(self.word(name)))

    def style(self, name: str, variant: str = "") -> Any:
        """A cell style; the variants are ``input``, ``bold`` and ``total``."""
        style_key = (name, variant)
        if style_key not in self._styles:
            self._styles[style_key] = self._book.add_format(
                {**_FONT, **_STYLES[name], **_VARIANTS.get(variant, {})}
            )
        return self._styles[style_key]

    def close(self) -> None:
        """Write the file."""
        self._book.close()


class Sheet:
    """One sheet: writes cells and gives the references to them."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self._sheet = book, sheet
        self.name: str = sheet.get_name()
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

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """Write a text."""
        self._sheet.write_string(row, column, text, self.book.style(style))

    def texts(self, row: int, column: int, texts: Sequence[str], style: str = "text") -> None:
        """Write texts side by side."""
        for offset, text in enumerate(texts):
            self.text(row, column + offset, text, style)

    def across(self, row: int, columns: tuple[int, int], text: str, *, width: float) -> None:
        """Write a text that wraps over several columns, which are that many characters wide together."""
        self._sheet.merge_range(row, columns[0], row, columns[1], text, self.book.style("wrap"))
        self.fit(row, [(text, width)])

    def across_formula(
        self, row: int, columns: tuple[int, int], formula: str, text: str, *, width: float
    ) -> None:
        """Write a formula that gives a text, over several columns, which are that many characters wide together."""
        style = self.book.style("wrap")
        self._sheet.merge_range(row, columns[0], row, columns[1], "", style)
        self._sheet.write_formula(row, columns[0], "=" + formula.replace(f"{self.name}!", ""), style, text)
        self.fit(row, [(text, width)])

    def fit(self, row: int, texts: Sequence[tuple[str, float]]) -> None:
        """Make a row high enough for texts that wrap, each given with the width of its column in characters."""
        lines = max(math.ceil(len(text) / (_NARROW * width)) for text, width in texts)
        if lines > 1:
            self._sheet.set_row(row, _LINE * lines)

    def number(self, row: int, column: int, value: float, style: str) -> None:
        """Write a number that is not meant to be changed."""
        self._sheet.write_number(row, column, promised(value), self.book.style(style))

    def entry(self, row: int, column: int, value: float, style: str, *, note: str = "") -> None:
        """Write an input, in blue, with a note of where it comes from."""
        value = promised(value)
        self._sheet.write_number(row, column, value, self.book.style(style, "input"))
        self.book.entries.append(Entry(self.cell(row, column), value, style, note))
        if note:
            self._sheet.write_comment(row, column, note, {"x_scale": 2, "y_scale": 0.6, "font_size": 9})

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
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)
        if rest is not None:
            self._sheet.set_column(*rest)
        if any(frozen):
            self._sheet.freeze_panes(*frozen)
            self._sheet.repeat_rows(0, max(frozen[0] - 1, 0))

    def wide(self) -> None:
        """Print on A3."""
        self._sheet.set_paper(_A3)

    def filter(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Give a table filter buttons."""
        self._sheet.autofilter(*first, *last)

    def warn_where_not_zero(self, first: tuple[int, int], last: tuple[int, int], tolerance: float) -> None:
        """Colour the cells that are further from zero than the tolerance."""
        style = self.book._book.add_format({"bg_color": "#FFC7CE"})
        self._sheet.conditional_format(
            *first,
            *last,
            {
                "type": "cell",
                "criteria": "not between",
                "minimum": -tolerance,
                "maximum": tolerance,
                "format": style,
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
