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
        head = _head(sheet)
        if head is None:
            continue
        number, table_id = head
        if table_id in filling.rows:
            filling.refuse(f"{sheet.name}!A{number}", "twice", table=sheet.name)
            continue
        _read_sheet(sheet, tables()[table_id], number, filling)
    for table_id in tables():
        if table_id not in filling.rows:
            title = sentence(f"form_sheet_{table_id}", book.language)
            filling.refuse("", "sheet_lacks", sheet=title)
            filling.rows[table_id] = []
            filling.columns[table_id] = {}
            filling.sheets[table_id] = title
    return filling


def _head(sheet: FormSheet) -> tuple[int, str] | None:
    """The row of keys and the table that it is of; None on a sheet that asks nothing."""
    for (row, _), cell in sorted(sheet.cells.items()):
        if row > _HEAD_ROWS:
            return None
        text = str(cell.written)
        if text.startswith(MARK) and text.removeprefix(MARK) in tables():
            return row, text.removeprefix(MARK)
    return None


def _read_sheet(sheet: FormSheet, table: FormTable, head: int, filling: Filling) -> None:
    keys = {column: str(cell.written) for (row, column), cell in sheet.cells.items() if row == head}
    marker = next(column for column, key in keys.items() if key.startswith(MARK))
    known = {column.key for column in table.columns} | {VALUE}
    places = {key: column for column, key in keys.items() if key in known}
    filling.columns[table.id], filling.sheets[table.id] = places, sheet.name
    by_row: dict[int, dict[int, Filled]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row > head:
            by_row.setdefault(row, {})[column] = cell
    if table.id == "case":
        filling.rows["case"] = [_case_row(sheet, table, by_row, (marker, places.get(VALUE, 0)), filling)]
    else:
        filling.rows[table.id] = list(_table_rows(sheet, table, by_row, (marker, places), filling))
        _say_outside(sheet, by_row, {*places.values(), marker}, filling, keys=keys)
    lacking = [column.key for column in table.columns if column.key not in places and table.id != "case"]
    if lacking:
        filling.refuse(f"{sheet.name}!A{head}", "columns_lack", keys=", ".join(lacking))


def _case_row(
    sheet: FormSheet,
    table: FormTable,
    by_row: Mapping[int, Mapping[int, Filled]],
    places: tuple[int, int],
    filling: Filling,
) -> FormRow:
    """The answers on the sheet with one question a row, as one row."""
    marker, value = places
    columns = {column.key: column for column in table.columns}
    answers: dict[str, Any] = {}
    cells: dict[str, str] = {}
    for number, filled in by_row.items():
        key = str(filled[marker].written) if marker in filled else ""
        if key not in columns:
            continue
        cells[key] = f"{sheet.name}!{get_column_letter(value or marker)}{number}"
        if value in filled and _fits(sheet, number, filled[value], filling):
            _keep(answers, cells, (filled[value], table, columns[key]), filling)
    return FormRow(sheet.name, 1, answers, cells)


def _fits(sheet: FormSheet, number: int, cell: Filled, filling: Filling) -> bool:
    """Whether a row has no merged cells; what Excel shows in one is in its first cell only."""
    area = sheet.merged_rows.get(number)
    if area is not None:
        filling.refuse(f"{sheet.name}!{cell.address}", "merged", area=area)
    return area is None


def _keep(
    answers: dict[str, Any],
    cells: dict[str, str],
    read: tuple[Filled, FormTable, FormColumn],
    filling: Filling,
) -> None:
    """Keep what a cell says, or why it cannot be read."""
    cell, table, column = read
    try:
        answers[column.key] = read_cell(cell, table.id, column, filling.language)
    except CellError as error:
        answers[column.key] = UNREAD
        filling.problems.append(replace(error.problem, cell=cells[column.key]))


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
    marker, columns = places
    shown = {column.key: column for column in table.columns}
    for number, filled in by_row.items():
        own = {key: filled[place] for key, place in columns.items() if place in filled and key in shown}
        if table.id == "preconditions" and set(own) <= set(PREFILLED):
            continue
        mark = str(filled[marker].written) if marker in filled else ""
        if not own:
            continue
        cells = {key: f"{sheet.name}!{cell.address}" for key, cell in own.items()}
        if mark:
            _check_example(table, own, (mark, f"{sheet.name}!{filled[marker].address}"), filling)
            continue
        answers: dict[str, Any] = {}
        if not _fits(sheet, number, next(iter(own.values())), filling):
            continue
        for key, cell in own.items():
            _keep(answers, cells, (cell, table, shown[key]), filling)
        yield FormRow(sheet.name, number, answers, cells)


def _check_example(
    table: FormTable, own: Mapping[str, Filled], mark: tuple[str, str], filling: Filling
) -> None:
    """Refuse a row that is marked as an example and is none of those of the form."""
    word, place = mark
    if word.casefold() not in {each.casefold() for each in EXAMPLE.values()}:
        filling.refuse(place, "mark", text=word, word=EXAMPLE[filling.language])
        return
    written = {key: _comparable(cell.written) for key, cell in own.items()}
    shipped = [
        {key: _comparable(text) for key, text in row.items()}
        for language in EXAMPLE
        for row in example_rows(table.id, language)
    ]
    if written not in shipped:
        filling.refuse(place, "example", word=word)


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
    outside = [
        cell.address
        for filled in by_row.values()
        for column, cell in filled.items()
        if column not in places and column not in keys
    ]
    if outside:
        named = ", ".join(outside[:_WARNED]) + (", ..." if len(outside) > _WARNED else "")
        filling.remarks.append(phrase("form_outside", sheet=sheet.name, cells=named))
