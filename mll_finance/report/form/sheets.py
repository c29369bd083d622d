"""The cells of a form: styles, drop-down lists, and the sheets with a question in each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from mll_finance.inputs.form.choices import column_hint, column_label
from mll_finance.inputs.form.examples import EXAMPLE, example_rows
from mll_finance.inputs.form.layout import MARK, CellType, FormColumn, FormTable
from mll_finance.terms import Language, sentence

TITLE, INTRO, BAND, HEADS, HINTS, KEYS, FIRST = range(7)
"""Rows of a sheet, counted from 0; the keys are hidden, and rows to fill in begin at the last."""
OWN = "mll-own"
"""Key of a column that the form works out itself."""
ROWS: Mapping[str, int] = {
    "alternatives": 12,
    "parties": 10,
    "quantities": 60,
    "lines": 100,
    "numbers": 500,
    "remarks": 40,
}
"""Rows to fill in on each sheet, examples included."""
_A3 = 8
_FONT: dict[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_INPUT: dict[str, Any] = {"bg_color": "#FFF8DC", "border": 1, "border_color": "#D9D2B6", "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "quiet": {"font_color": "#595959", "text_wrap": True, "indent": 1},
    "bold": {"bold": True, "text_wrap": True},
    "page": {"bold": True, "font_size": 16, "font_color": "#1F3A5F"},
    "intro": {"font_color": "#404040"},
    "band": {"bold": True, "bg_color": "#DCE6F1", "font_color": "#1F3A5F"},
    "head": {
        "bold": True,
        "bg_color": "#1F3A5F",
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "vcenter",
    },
    "hint": {
        "italic": True,
        "font_size": 9,
        "font_color": "#595959",
        "text_wrap": True,
        "bg_color": "#F2F2F2",
    },
    "key": {"font_size": 8, "font_color": "#A6A6A6"},
    "input": {**_INPUT, "num_format": "@"},
    "input_number": {**_INPUT, "align": "right"},
    "input_year": {**_INPUT, "num_format": "0", "align": "right"},
    "input_date": {**_INPUT, "num_format": "dd-mm-yyyy", "align": "right"},
    "own": {"bg_color": "#EDEDED", "font_color": "#404040", "text_wrap": True},
    "example": {
        "italic": True,
        "font_color": "#7F7F7F",
        "bg_color": "#F7F7F7",
        "border": 1,
        "border_color": "#D9D9D9",
        "text_wrap": True,
    },
}
STYLE_OF: Mapping[CellType, str] = {
    "number": "input_number",
    "whole": "input_year",
    "wholes": "input",
    "date": "input_date",
}
"""Style of a cell to fill in, by what it holds; text where none is named."""
_WIDTHS: Mapping[str, float] = {
    "name": 18,
    "kind": 22,
    "title": 32,
    "note": 30,
    "description": 36,
    "alternative": 18,
    "payer": 16,
    "receiver": 18,
    "source": 34,
    "pm": 28,
    "unit": 18,
    "owner": 18,
    "field": 22,
    "ref": 26,
    "evidence": 44,
    "accepted_by": 18,
    "section": 13,
    "lines": 24,
}
_WIDTH = 13.5
_WIDTH_OWN = 34
_SMALL = 11.0


@dataclass
class EmptyForm:
    """A form that is being written: its file, language and styles."""

    book: Any
    language: Language
    styles: dict[str, Any]

    @classmethod
    def of(cls, book: Any, language: Language) -> EmptyForm:
        """A form in an empty workbook."""
        return cls(
            book,
            language,
            {
                style_name: book.add_format({**_FONT, **style_fields})
                for style_name, style_fields in _STYLES.items()
            },
        )

    def words(self, key: str, **fields: object) -> str:
        """A sentence in the language of the form."""
        return sentence(key, self.language, **fields)

    def sheet_name(self, table: str) -> str:
        """Name of the sheet of a table."""
        return self.words(f"form_sheet_{table}")

    def add_sheet(self, table: str, *, colour: str) -> Any:
        """A new sheet with its title and what to do on it."""
        new_sheet = self.book.add_worksheet(self.sheet_name(table))
        new_sheet.hide_gridlines(2)
        new_sheet.set_landscape()
        new_sheet.set_paper(_A3)
        new_sheet.fit_to_pages(1, 0)
        new_sheet.set_tab_color(colour)
        new_sheet.set_row(TITLE, 26)
        return new_sheet


@dataclass(frozen=True)
class OwnColumn:
    """A column that the form works out: where it stands, its heading, and its formula in a row (counted from 1)."""

    after: str
    key: str
    formula: Any


@dataclass(frozen=True)
class Placed:
    """The columns of a sheet in their order, with their place."""

    table: FormTable
    columns: tuple[FormColumn | OwnColumn, ...]

    def letter(self, key: str) -> str:
        """The letter of a column."""
        column_number = next(
            column_index
            for column_index, form_column in enumerate(self.columns, start=1)
            if form_column.key == key
        )
        return str(xl_col_to_name(column_number))


def placed(table: FormTable, own: Sequence[OwnColumn] = ()) -> Placed:
    """The columns of a table with those that the form works out among them."""
    all_columns: list[FormColumn | OwnColumn] = []
    for table_column in table.columns:
        all_columns += [
            table_column,
            *(own_column for own_column in own if own_column.after == table_column.key),
        ]
    return Placed(table, tuple(all_columns))


def cells_of(form: EmptyForm, place: Placed, key: str, *, examples: bool) -> str:
    """The range of a column on its sheet, as other sheets write it; with its example rows or without."""
    column_letter, table_id = place.letter(key), place.table.id
    first_entry_row = FIRST + 1 + (0 if examples else len(example_rows(table_id, form.language)))
    return f"'{form.sheet_name(table_id)}'!${column_letter}${first_entry_row}:${column_letter}${FIRST + ROWS[table_id]}"


def write_table(
    form: EmptyForm,
    place: Placed,
    lists: Mapping[str, Any],
    filled: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write a sheet with its headings, an example, and rows to fill in.

    Parameters
    ----------
    form : EmptyForm
        The form.
    place : Placed
        The columns.
    lists : mapping
        By column: what its drop-down list is.
    filled : sequence of mapping
        Rows that the form fills in itself, by column.
    """
    form_table = place.table
    sheet = form.add_sheet(form_table.id, colour="#F2C744")
    _write_heads(form, sheet, place)
    example_row_entries = example_rows(form_table.id, form.language)
    for example_index, example_row in enumerate(example_row_entries):
        sheet.write(FIRST + example_index, 0, EXAMPLE[form.language], form.styles["example"])
        for column_number, form_column in enumerate(place.columns, start=1):
            _write_cell(
                form,
                sheet,
                (FIRST + example_index, column_number),
                form_column,
                example_row.get(form_column.key),
                style="example",
            )
    row_count = max(ROWS.get(form_table.id, 0), len(example_row_entries) + len(filled))
    for row_number in range(FIRST + len(example_row_entries), FIRST + row_count):
        answer_index = row_number - FIRST - len(example_row_entries)
        answer_by_key = filled[answer_index] if answer_index < len(filled) else {}
        sheet.write_blank(row_number, 0, None, form.styles["text"])
        for column_number, form_column in enumerate(place.columns, start=1):
            _write_cell(
                form, sheet, (row_number, column_number), form_column, answer_by_key.get(form_column.key)
            )
    for column_number, form_column in enumerate(place.columns, start=1):
        if isinstance(form_column, FormColumn):
            _add_list(
                form,
                sheet,
                (FIRST + len(example_row_entries), FIRST + row_count - 1, column_number),
                form_column,
                lists.get(form_column.key),
            )
    sheet.freeze_panes(FIRST, 2)
    sheet.repeat_rows(HEADS, HINTS)


def _write_heads(form: EmptyForm, sheet: Any, place: Placed) -> None:
    table, language = place.table, form.language
    sheet.write(TITLE, 0, form.sheet_name(table.id), form.styles["page"])
    sheet.write(INTRO, 0, form.words(f"form_intro_{table.id}"), form.styles["intro"])
    sheet.set_column(0, 0, _SMALL)
    sheet.write(BAND, 0, "", form.styles["band"])
    sheet.write(HEADS, 0, column_label(table.id, "example", language), form.styles["head"])
    sheet.write(HINTS, 0, "", form.styles["hint"])
    sheet.write(KEYS, 0, f"{MARK}{table.id}", form.styles["key"])
    form_columns = [column_number for column_number in place.columns if isinstance(column_number, FormColumn)]
    for column_number, form_column in enumerate(place.columns, start=1):
        is_own_column = isinstance(form_column, OwnColumn)
        band_key = (
            _band(table, form_columns.index(form_column))
            if isinstance(form_column, FormColumn)
            else "form_own"
        )
        is_extra_column = band_key == "form_extra"
        column_heading_text = column_label(table.id, form_column.key, language)
        needed_mark = " *" if isinstance(form_column, FormColumn) and form_column.needed else ""
        sheet.write(BAND, column_number, form.words(band_key), form.styles["band"])
        sheet.write(HEADS, column_number, f"{column_heading_text}{needed_mark}", form.styles["head"])
        sheet.write(
            HINTS, column_number, column_hint(table.id, form_column.key, language), form.styles["hint"]
        )
        sheet.write(KEYS, column_number, OWN if is_own_column else form_column.key, form.styles["key"])
        column_width = _WIDTH_OWN if is_own_column else _WIDTHS.get(form_column.key, _WIDTH)
        sheet.set_column(
            column_number,
            column_number,
            column_width,
            None,
            {"level": 1, "hidden": True} if is_extra_column else {},
        )
    if len(form_columns) > table.usual + table.of_kinds:
        sheet.set_column(len(place.columns) + 1, len(place.columns) + 1, 3, None, {"collapsed": True})
        more_text = form.words("form_more", count=len(form_columns) - table.usual - table.of_kinds)
        sheet.write(INTRO, 0, f"{form.words(f'form_intro_{table.id}')} {more_text}", form.styles["intro"])
    sheet.set_row(HEADS, 30)
    sheet.set_row(HINTS, 50)
    sheet.set_row(KEYS, None, None, {"hidden": True})


def _band(table: FormTable, number: int) -> str:
    """The sentence above a column: to be filled in, only by some kinds, or only where needed."""
    if number < table.usual:
        return "form_main"
    return "form_some" if number < table.usual + table.of_kinds else "form_extra"


def _write_cell(
    form: EmptyForm,
    sheet: Any,
    place: tuple[int, int],
    column: FormColumn | OwnColumn,
    written: Any,
    *,
    style: str = "",
) -> None:
    row_number, column_number = place
    if isinstance(column, OwnColumn):
        if callable(column.formula):
            sheet.write_formula(
                row_number, column_number, column.formula(row_number + 1), form.styles["own"], ""
            )
        else:
            sheet.write(row_number, column_number, written or "", form.styles["own"])
        return
    cell_format = form.styles[style or STYLE_OF.get(column.type, "input")]
    if written is None:
        sheet.write_blank(row_number, column_number, None, cell_format)
    elif isinstance(written, str):
        sheet.write_string(row_number, column_number, written, cell_format)
    else:
        sheet.write_number(row_number, column_number, written, cell_format)


def _add_list(
    form: EmptyForm, sheet: Any, area: tuple[int, int, int], column: FormColumn, source: Any
) -> None:
    """The drop-down list of a column, or what else Excel checks while someone types."""
    first_list_row, last_row, column_number = area
    if source is not None:
        validation_rule = {
            "validate": "list",
            "source": source,
            "show_error": column.type in ("choice", "yes_no"),
        }
        sheet.data_validation(first_list_row, column_number, last_row, column_number, validation_rule)
    elif column.type in ("number", "whole"):
        column_title = column_label("", column.key, form.language)
        validation_rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -1e15,
            "maximum": 1e15,
            "error_title": column_title[:32],
            "error_message": form.words("form_number_only"),
        }
        sheet.data_validation(first_list_row, column_number, last_row, column_number, validation_rule)
