"""The sheets of a form as rows: which cells belong to which column, and what each of them says.

A sheet is known by its hidden row of keys, not by its name or place; a column likewise, so sheets may be renamed and
columns moved. What stands outside the columns is not read, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils import get_column_letter

from mll_finance.errors import Phrase, Problem
from mll_finance.inputs.form.cells import CellError, read_cell
from mll_finance.inputs.form.examples import EXAMPLE, example_rows
from mll_finance.inputs.form.layout import MARK, FormColumn, FormTable, tables
from mll_finance.inputs.form.opening import Filled, FormBook, FormSheet
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.terms import Language, phrase, sentence

VALUE = "value"
"""Key of the column that is filled in on a sheet with one question a row."""
_HEAD_ROWS = 15
"""The row of keys is looked for this far down."""
_WARNED = 5
"""Cells outside the form that a remark names."""
PREFILLED = ("name",)
"""Columns of the preconditions that the form fills in itself."""


@dataclass(frozen=True)
class FormRow:
    """One row of a form: what it says by column, and the cell of each."""

    sheet: str
    number: int
    answers: Mapping[str, Any]
    cells: Mapping[str, str]

    def cell(self, key: str, columns: Mapping[str, int]) -> str:
        """The cell of a column, filled or not."""
        if key in self.cells:
            return self.cells[key]
        return f"{self.sheet}!{get_column_letter(columns.get(key, 1))}{self.number}"


@dataclass
class Filling:
    """What a form says, sheet by sheet, with every problem of a cell and every remark."""

    language: Language
    rows: dict[str, list[FormRow]] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Phrase] = field(default_factory=list)

    def refuse(self, cell: str, key: str, **fields: object) -> None:
        """Keep a problem of a cell."""
        self.problems.append(form_problem(key, fields, cell=cell))


def read_rows(book: FormBook) -> Filling:
    """Every row of every sheet of a form."""
    filling = Filling(book.language)
    for sheet in book.sheets:
        sheet_heading = _head(sheet)
        if sheet_heading is None:
            continue
        heading_row_number, table_id = sheet_heading
        if table_id in filling.rows:
            filling.refuse(f"{sheet.name}!A{heading_row_number}", "twice", table=sheet.name)
            continue
        _read_sheet(sheet, tables()[table_id], heading_row_number, filling)
    for table_id in tables():
        if table_id not in filling.rows:
            sheet_title_text = sentence(f"form_sheet_{table_id}", book.language)
            filling.refuse("", "sheet_lacks", sheet=sheet_title_text)
            filling.rows[table_id] = []
            filling.columns[table_id] = {}
            filling.sheets[table_id] = sheet_title_text
    return filling


def _head(sheet: FormSheet) -> tuple[int, str] | None:
    """The row of keys and the table that it is of; None on a sheet that asks nothing."""
    for (row_number, _), cell in sorted(sheet.cells.items()):
        if row_number > _HEAD_ROWS:
            return None
        heading_cell_text = str(cell.written)
        if heading_cell_text.startswith(MARK) and heading_cell_text.removeprefix(MARK) in tables():
            return row_number, heading_cell_text.removeprefix(MARK)
    return None


def _read_sheet(sheet: FormSheet, table: FormTable, head: int, filling: Filling) -> None:
    key_by_column = {
        column_number: str(cell.written)
        for (row_number, column_number), cell in sheet.cells.items()
        if row_number == head
    }
    marker_column = next(
        column_number for column_number, key in key_by_column.items() if key.startswith(MARK)
    )
    known_keys = {form_column.key for form_column in table.columns} | {VALUE}
    column_by_key = {key: column_number for column_number, key in key_by_column.items() if key in known_keys}
    filling.columns[table.id], filling.sheets[table.id] = column_by_key, sheet.name
    cells_by_row_number: dict[int, dict[int, Filled]] = {}
    for (row_number, column_number), cell in sorted(sheet.cells.items()):
        if row_number > head:
            cells_by_row_number.setdefault(row_number, {})[column_number] = cell
    if table.id == "case":
        filling.rows["case"] = [
            _case_row(
                sheet, table, cells_by_row_number, (marker_column, column_by_key.get(VALUE, 0)), filling
            )
        ]
    else:
        filling.rows[table.id] = list(
            _table_rows(sheet, table, cells_by_row_number, (marker_column, column_by_key), filling)
        )
        _say_outside(
            sheet, cells_by_row_number, {*column_by_key.values(), marker_column}, filling, keys=key_by_column
        )
    missing_keys = [
        form_column.key
        for form_column in table.columns
        if form_column.key not in column_by_key and table.id != "case"
    ]
    if missing_keys:
        filling.refuse(f"{sheet.name}!A{head}", "columns_lack", keys=", ".join(missing_keys))


def _case_row(
    sheet: FormSheet,
    table: FormTable,
    by_row: Mapping[int, Mapping[int, Filled]],
    places: tuple[int, int],
    filling: Filling,
) -> FormRow:
    """The answers on the sheet with one question a row, as one row."""
    marker_column_number, value_column_number = places
    column_by_key = {form_column.key: form_column for form_column in table.columns}
    answer_by_key: dict[str, Any] = {}
    address_by_key: dict[str, str] = {}
    for row_number, cells_by_column in by_row.items():
        field_key = (
            str(cells_by_column[marker_column_number].written)
            if marker_column_number in cells_by_column
            else ""
        )
        if field_key not in column_by_key:
            continue
        address_by_key[field_key] = (
            f"{sheet.name}!{get_column_letter(value_column_number or marker_column_number)}{row_number}"
        )
        if value_column_number in cells_by_column and _fits(
            sheet, row_number, cells_by_column[value_column_number], filling
        ):
            _keep(
                answer_by_key,
                address_by_key,
                (cells_by_column[value_column_number], table, column_by_key[field_key]),
                filling,
            )
    return FormRow(sheet.name, 1, answer_by_key, address_by_key)


def _fits(sheet: FormSheet, number: int, cell: Filled, filling: Filling) -> bool:
    """Whether a row has no merged cells; what Excel shows in one is in its first cell only."""
    merged_area = sheet.merged_rows.get(number)
    if merged_area is not None:
        filling.refuse(f"{sheet.name}!{cell.address}", "merged", area=merged_area)
    return merged_area is None


def _keep(
    answers: dict[str, Any],
    cells: dict[str, str],
    read: tuple[Filled, FormTable, FormColumn],
    filling: Filling,
) -> None:
    """Keep what a cell says, or why it cannot be read."""
    cell, form_table, form_column = read
    try:
        answers[form_column.key] = read_cell(cell, form_table.id, form_column, filling.language)
    except CellError as error:
        answers[form_column.key] = UNREAD
        filling.problems.append(replace(error.problem, cell=cells[form_column.key]))


class _Unread:
    """Stands for a cell that cannot be read, so that nobody says that it is empty."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = _Unread()


def _table_rows(
    sheet: FormSheet,
    table: FormTable,
    by_row: Mapping[int, Mapping[int, Filled]],
    places: tuple[int, Mapping[str, int]],
    filling: Filling,
) -> Iterator[FormRow]:
    """The rows that count: not the example, not an empty row, not one that only the form itself filled in."""
    marker_column_number, column_number_by_key = places
    column_by_key = {form_column.key: form_column for form_column in table.columns}
    for row_number, cells_by_column in by_row.items():
        cell_by_key = {
            key: cells_by_column[column_number]
            for key, column_number in column_number_by_key.items()
            if column_number in cells_by_column and key in column_by_key
        }
        if table.id == "preconditions" and set(cell_by_key) <= set(PREFILLED):
            continue
        mark_text = (
            str(cells_by_column[marker_column_number].written)
            if marker_column_number in cells_by_column
            else ""
        )
        if not cell_by_key:
            continue
        address_by_key = {key: f"{sheet.name}!{cell.address}" for key, cell in cell_by_key.items()}
        if mark_text:
            _check_example(
                table,
                cell_by_key,
                (mark_text, f"{sheet.name}!{cells_by_column[marker_column_number].address}"),
                filling,
            )
            continue
        answer_by_key: dict[str, Any] = {}
        if not _fits(sheet, row_number, next(iter(cell_by_key.values())), filling):
            continue
        for key, cell in cell_by_key.items():
            _keep(answer_by_key, address_by_key, (cell, table, column_by_key[key]), filling)
        yield FormRow(sheet.name, row_number, answer_by_key, address_by_key)


def _check_example(
    table: FormTable, own: Mapping[str, Filled], mark: tuple[str, str], filling: Filling
) -> None:
    """Refuse a row that is marked as an example and is none of those of the form."""
    written_mark, mark_address = mark
    if written_mark.casefold() not in {example_text.casefold() for example_text in EXAMPLE.values()}:
        filling.refuse(mark_address, "mark", text=written_mark, word=EXAMPLE[filling.language])
        return
    written_by_key = {key: _comparable(cell.written) for key, cell in own.items()}
    example_rows_by_key = [
        {key: _comparable(text) for key, text in row.items()}
        for language in EXAMPLE
        for row in example_rows(table.id, language)
    ]
    if written_by_key not in example_rows_by_key:
        filling.refuse(mark_address, "example", word=written_mark)


def _comparable(written: Any) -> Any:
    return float(written) if isinstance(written, (int, float)) else str(written).strip()


def _say_outside(
    sheet: FormSheet,
    by_row: Mapping[int, Mapping[int, Filled]],
    places: set[int],
    filling: Filling,
    *,
    keys: Mapping[int, str],
) -> None:
    """Say which cells stand outside the columns of the form; those that the form calculates itself are its own."""
    addresses_outside = [
        cell.address
        for cells_by_column in by_row.values()
        for column_number, cell in cells_by_column.items()
        if column_number not in places and column_number not in keys
    ]
    if addresses_outside:
        addresses_text = ", ".join(addresses_outside[:_WARNED]) + (
            ", ..." if len(addresses_outside) > _WARNED else ""
        )
        filling.remarks.append(phrase("form_outside", sheet=sheet.name, cells=addresses_text))
