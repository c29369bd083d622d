"""Opening a workbook of a stranger: within bounds, each filled cell with what it holds, and nothing else.

A workbook is a zip of XML. Before anything is parsed the sizes that the zip declares are added up (reading stops at
them), and a part that declares entities is refused; so no file can ask for more memory than the bounds allow.
"""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple

from mll_finance.errors import InputError
from mll_finance.inputs.form.layout import CELL, DELIVERED, VERSION
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.terms import Language

MAX_BYTES = 5_000_000
"""Largest file, in bytes."""
MAX_UNPACKED = 40_000_000
"""Most bytes that its parts may hold together once unpacked."""
MAX_PARTS = 500
"""Most parts in the zip."""
MAX_CELLS = 100_000
"""Most filled cells."""
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_BOOK = "xl/workbook.xml"

Content = Literal["number", "text", "yes_no", "date", "error", "formula"]


@dataclass(frozen=True)
class Filled:
    """A filled cell: what it holds, and of which nature that is; ``formula`` is one that Excel has not calculated."""

    written: Any
    content: Content
    address: str


@dataclass(frozen=True)
class Written:
    """A formula as a program wrote it, and the cell that it was written for: those it was copied to share it."""

    text: str
    place: tuple[int, int]


@dataclass(frozen=True)
class FormSheet:
    """The filled cells of one sheet by row and column, counted from 1, and the ranges that are merged."""

    name: str
    cells: Mapping[tuple[int, int], Filled]
    merged: tuple[str, ...]
    merged_rows: Mapping[int, str]
    """Merged range by each row that it covers."""
    formulas: Mapping[tuple[int, int], Written] = field(default_factory=dict)
    """The cells with a formula."""


@dataclass(frozen=True)
class FormBook:
    """A workbook with the language of the form, or of the delivered workbook, that it is."""

    language: Language
    sheets: tuple[FormSheet, ...]
    is_delivered: bool = False
    """Whether a run made it, so that it holds inputs that may have been typed over."""
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Sheet and address of every cell with a name."""


def open_form(path: Path) -> FormBook:
    """The filled cells of a form.

    Raises
    ------
    InputError
        When the file is absent, no workbook, too large, damaged, no form, or a form of another version.
    """
    book = open_book(path)
    if book.is_delivered:
        raise _refused(path, "none")
    return book


def open_book(path: Path) -> FormBook:
    """The filled cells of a form or of a workbook that a run made; a named cell tells which of the two it is.

    Raises
    ------
    InputError
        When the file is absent, no workbook, too large, damaged, neither, or of another version.
    """
    _check_archive(path)
    try:
        with warnings.catch_warnings(), path.open("rb") as opened_file:
            warnings.simplefilter("ignore")
            reader = ExcelReader(opened_file, data_only=True, keep_links=False)
            reader.read()
            workbook = reader.wb
            is_delivered = DELIVERED in workbook.defined_names
            language = _language(path, workbook, DELIVERED if is_delivered else CELL)
            formulas_by_sheet = _formulas(
                path, {sheet.name: part.target for sheet, part in reader.parser.find_sheets()}
            )
            sheets = tuple(
                _sheet(path, sheet, formulas_by_sheet[sheet.title]) for sheet in workbook.worksheets
            )
    except InputError:
        raise
    except Exception as error:
        # openpyxl lets every kind of error through on a damaged file: KeyError, ValueError, ParseError.
        raise _refused(path, "damaged", kind=type(error).__name__) from error
    return FormBook(language, sheets, is_delivered, dict(_named(workbook)))


def _refused(path: Path, key: str, **fields: object) -> InputError:
    """The error of a file that is not read."""
    return InputError(form_problem(key, fields), file=str(path))


def _check_archive(path: Path) -> None:
    if path.is_dir():
        raise _refused(path, "folder")
    if not path.exists():
        raise _refused(path, "absent")
    if not path.is_file():
        raise _refused(path, "no_workbook")
    if path.stat().st_size > MAX_BYTES:
        raise _refused(path, "large", limit=f"{MAX_BYTES:,}")
    try:
        with zipfile.ZipFile(path) as archive:
            archive_members = archive.infolist()
            if (
                len(archive_members) > MAX_PARTS
                or sum(archive_member.file_size for archive_member in archive_members) > MAX_UNPACKED
            ):
                raise _refused(path, "large", limit=f"{MAX_BYTES:,}")
            if _BOOK not in archive.namelist():
                raise _refused(path, "no_workbook")
            for archive_member in archive_members:
                if any(entity_sign in archive.read(archive_member) for entity_sign in _ENTITIES):
                    raise _refused(path, "damaged", kind="DOCTYPE")
    except InputError:
        raise
    except Exception as error:
        # A damaged part ends in the error of whatever it is packed with: zlib.error, LZMAError, OSError, EOFError.
        raise _refused(path, "no_workbook") from error


def _named(book: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every name of a cell or a block, with its sheet and address."""
    for range_name, defined_name in book.defined_names.items():
        for sheet_title, address in defined_name.destinations:
            # Within quotes an apostrophe is written twice.
            yield range_name, (sheet_title.replace("''", "'"), address.replace("$", ""))


def _language(path: Path, book: Any, name: str) -> Language:
    """The language in the cell of a name; refuses a workbook that is none, or one of another version."""
    named_range = book.defined_names.get(name)
    if named_range is None:
        raise _refused(path, "none")
    for sheet_title, coordinate in named_range.destinations:
        language_cell = (
            book[sheet_title][coordinate.replace("$", "")] if sheet_title in book.sheetnames else None
        )
        cell_words = str(getattr(language_cell, "value", "")).split()
        if len(cell_words) == 2 and cell_words[1] in ("nl", "en"):
            if cell_words[0] != str(VERSION):
                raise _refused(path, "version", version=cell_words[0], known=VERSION)
            language: Language = "nl" if cell_words[1] == "nl" else "en"
            return language
    raise _refused(path, "none")


Formulas = dict[tuple[int, int], Written]


def _formulas(path: Path, parts: Mapping[str, str]) -> dict[str, Formulas]:
    """The cells with a formula, by sheet: a workbook that is read for its outcomes does not tell them."""
    with zipfile.ZipFile(path) as archive:
        return {sheet_name: _formulas_of(archive, part_path) for sheet_name, part_path in parts.items()}


def _formulas_of(archive: zipfile.ZipFile, part: str) -> Formulas:
    formula_by_cell_place: Formulas = {}
    shared_by_group: dict[str, Written] = {}
    row_number = column_number = 0
    with archive.open(part) as sheet_stream:
        for event, element in ElementTree.iterparse(sheet_stream, events=("start", "end")):
            element_tag = element.tag.rpartition("}")[2]
            if event == "end":
                if element_tag == "f":
                    written_formula = Written(element.text or "", (row_number, column_number))
                    shared_group = element.get("si") if element.get("t") == "shared" else None
                    if shared_group is not None:
                        written_formula = shared_by_group.setdefault(shared_group, written_formula)
                    formula_by_cell_place[row_number, column_number] = written_formula
                elif element_tag == "row":
                    element.clear()
            elif element_tag == "row":
                row_number, column_number = int(element.get("r", row_number + 1)), 0
            elif element_tag == "c":
                cell_address = element.get("r")
                row_number, column_number = (
                    coordinate_to_tuple(cell_address) if cell_address else (row_number, column_number + 1)
                )
    return formula_by_cell_place


def _sheet(path: Path, sheet: Any, formulas: Formulas) -> FormSheet:
    filled_cell_by_place: dict[tuple[int, int], Filled] = {}
    for cell_place, cell in sheet._cells.items():
        filled_cell = _filled(cell, is_formula=cell_place in formulas)
        if filled_cell is not None:
            filled_cell_by_place[cell_place] = filled_cell
    if len(filled_cell_by_place) > MAX_CELLS:
        raise _refused(path, "large", limit=f"{MAX_BYTES:,}")
    merged_ranges = tuple(sorted(str(area) for area in sheet.merged_cells.ranges))
    return FormSheet(sheet.title, filled_cell_by_place, merged_ranges, dict(_merged_rows(sheet)), formulas)


def _merged_rows(sheet: Any) -> Iterator[tuple[int, str]]:
    for merged_area in sheet.merged_cells.ranges:
        for row_number in range(
            merged_area.min_row, min(merged_area.max_row, merged_area.min_row + MAX_CELLS) + 1
        ):
            yield row_number, str(merged_area)


def _filled(cell: Any, *, is_formula: bool) -> Filled | None:
    """What a cell holds; None for an empty one."""
    cell_content = cell.value
    if cell_content is None:
        return Filled("", "formula", cell.coordinate) if is_formula else None
    if cell.data_type == "e":
        return Filled(str(cell_content), "error", cell.coordinate)
    if isinstance(cell_content, bool):
        return Filled(cell_content, "yes_no", cell.coordinate)
    if isinstance(cell_content, (datetime.date, datetime.time, datetime.timedelta)):
        return Filled(cell_content, "date", cell.coordinate)
    if isinstance(cell_content, (int, float)):
        return Filled(cell_content, "number", cell.coordinate)
    text_of_cell = str(cell_content).replace("\r\n", "\n").replace("\xa0", " ").strip()
    return Filled(text_of_cell, "text", cell.coordinate) if text_of_cell else None
