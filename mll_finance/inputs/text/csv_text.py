"""The one reader of CSV files: own tables, observations, curves, as Excel in the Netherlands writes them too.

Columns are separated by commas, by semicolons or by tabs, as the heading shows; with semicolons or tabs the decimal
mark is a comma or a point. The first row is the heading. UTF-8, UTF-16 with its mark and the Windows code page 1252
are read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.text.numerals import has_plain_signs, readings, remedy
from mll_finance.plain_text import LONGEST_TEXT, shortened
from mll_finance.terms import phrase
from mll_finance.yaml_errors import unfit

MAX_BYTES = 50_000_000
MAX_ROWS = 500_000
"""Rows of a file at most: what a case draws from or looks up is far smaller."""
_SEPARATORS = (";", "\t", ",")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class CsvCellError(ValueError):
    """A cell that is not what its column asks for; holds the :class:`Problem`, without its place."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.found}; {problem.remedy}")
        self.problem = problem


@dataclass(frozen=True)
class CsvRow:
    """One row below the heading."""

    line: int
    """Line in the file, counted from 1."""
    cells: Mapping[str, str]
    """Text of each column, without blanks around it; empty where the row ends earlier."""
    decimal_comma: bool
    """Whether a comma between digits is a decimal mark in this file."""

    def number(self, column: str, *, three_decimals: bool = False) -> float | None:
        """The number in a column; None where the cell is empty.

        Raises
        ------
        CsvCellError
            For what is no number, or can be read as two: a dot before three decimals, unless the unit has them.
        """
        cell_text = self.cells.get(column, "")
        return self._number(cell_text, column, three_decimals) if cell_text else None

    def needed_number(self, column: str, *, three_decimals: bool = False) -> float:
        """The number in a column that every row needs.

        Raises
        ------
        CsvCellError
            For an empty cell as well.
        """
        cell_number = self.number(column, three_decimals=three_decimals)
        if cell_number is None:
            finding_phrase = phrase("cell_empty", column=column)
            raise CsvCellError(Problem("", finding_phrase, phrase("number_allowed"), phrase("cell_fill")))
        return cell_number

    def whole(self, column: str) -> int | None:
        """The whole number in a column, such as a year; None where the cell is empty.

        Raises
        ------
        CsvCellError
            For what is no whole number.
        """
        cell_text = self.cells.get(column, "")
        if not cell_text:
            return None
        cell_number = self.number(column, three_decimals=True)
        if cell_number is None or cell_number != int(cell_number):
            finding_phrase = phrase("cell_no_number", column=column, text=cell_text[:60])
            raise CsvCellError(Problem("", finding_phrase, phrase("cell_whole"), phrase("cell_correct")))
        return int(cell_number)

    def _number(self, text: str, column: str, three_decimals: bool) -> float:
        number_readings = readings(text)
        if len(number_readings) > 1 and (three_decimals or ("," in text and self.decimal_comma)):
            return float(text.replace(",", "."))
        if len(number_readings) > 1:
            finding_phrase = phrase(
                "cell_doubtful",
                column=column,
                text=text[:60],
                whole=number_readings[0],
                decimal=f"{float(number_readings[1]):g}",
            )
            remedy_phrase = phrase(
                "number_write_either", whole=number_readings[0], decimal=number_readings[1]
            )
            raise CsvCellError(Problem("", finding_phrase, phrase("number_one_reading"), remedy_phrase))
        unsigned_text = text.removeprefix("+").removeprefix("-").replace(".", "", 1)
        is_read = self.decimal_comma or (unsigned_text.isascii() and unsigned_text.isdigit())
        if number_readings and is_read:
            return float(number_readings[0])
        try:
            cell_number = float(text)
        except ValueError:
            cell_number = float("nan")
        if cell_number - cell_number == 0 and has_plain_signs(text):
            return cell_number
        finding_phrase = phrase("cell_no_number", column=column, text=text[:60])
        raise CsvCellError(
            Problem("", finding_phrase, phrase("number_allowed"), remedy(text) or phrase("cell_correct"))
        )


@dataclass(frozen=True)
class CsvText:
    """A CSV file as text cells."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]

    def __iter__(self) -> Iterator[CsvRow]:
        return iter(self.rows)

    def problem(self, row: CsvRow, problem: Problem) -> Problem:
        """A problem of a cell with the file and the row named."""
        place_phrase = phrase("csv_row", file=self.path.name, line=row.line, found=problem.found)
        return replace(problem, found=place_phrase)


def csv_of(contents: bytes, path: Path) -> CsvText:
    """The CSV with a heading that the contents of a file are.

    Parameters
    ----------
    contents : bytes
        What the file holds.
    path : Path
        The file, for messages.

    Raises
    ------
    InputError
        When it is no text, is too large, lacks a heading, or has rows that are longer than it.
    """
    row_count = contents.count(b"\n")
    if row_count > MAX_ROWS:
        _refuse(path, phrase("csv_too_many_rows", rows=f"{row_count:,}", most=f"{MAX_ROWS:,}"))
    file_text = decoded(contents, path)
    first_line, _, lines_after_first = file_text.partition("\n")
    skipped_lines, separator = 0, max(_SEPARATORS, key=lambda sign: (first_line.count(sign), sign == ","))
    if first_line.lower().startswith("sep=") and len(first_line.strip()) > len("sep="):
        file_text, separator, skipped_lines = lines_after_first, first_line[4], 1
    numbered_rows = [
        (line_number + skipped_lines, row_cells)
        for line_number, row_cells in cells_of(file_text, separator, path)
        if any(row_cells)
    ]
    if not numbered_rows:
        _refuse(path, phrase("csv_empty"))
    for line_number, row_cells in numbered_rows:
        _check_signs(path, row_cells, line_number)
    heading_line_number, heading_cells = numbered_rows[0]
    _check_heading(path, heading_cells, heading_line_number)
    problems = [
        _too_long(path, line_number, row_cells, heading_cells)
        for line_number, row_cells in numbered_rows[1:]
        if _is_too_long(row_cells, heading_cells)
    ]
    if problems:
        raise InputError(problems, file=str(path))
    is_decimal_comma = separator != ","
    return CsvText(
        path,
        tuple(name for name in heading_cells if name),
        tuple(
            CsvRow(
                line_number,
                dict(
                    zip(
                        heading_cells,
                        [*row_cells, *[""] * (len(heading_cells) - len(row_cells))],
                        strict=False,
                    )
                ),
                is_decimal_comma,
            )
            for line_number, row_cells in numbered_rows[1:]
        ),
    )


def cells_of(text: str, separator: str, path: Path) -> list[tuple[int, list[str]]]:
    """Every row of a CSV with the line on which it ends, its cells without blanks around them.

    Raises
    ------
    InputError
        For quotes that do not fit, or a cell beyond the limit of a CSV reader.
    """
    csv_reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [(csv_reader.line_num, [cell.strip() for cell in row]) for row in csv_reader]
    except csv.Error as error:
        _refuse(path, phrase("csv_unreadable", detail=error), csv_reader.line_num)


def decoded(contents: bytes, path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or the Windows code page.

    Raises
    ------
    InputError
        When it is no text, or too large.
    """
    if len(contents) > MAX_BYTES:
        _refuse(path, phrase("csv_too_large", size=f"{len(contents):,}", most=f"{MAX_BYTES:,}"))
    try:
        if contents.startswith(_UTF_16):
            return contents.decode("utf-16")
        if b"\0" in contents:
            _refuse(path, phrase("csv_binary"))
        try:
            return contents.decode("utf-8-sig")
        except UnicodeDecodeError:
            return contents.decode("cp1252")
    except UnicodeDecodeError:
        _refuse(path, phrase("csv_binary"))


def _check_signs(path: Path, row: list[str], line: int) -> None:
    """Refuse a row with a sign that steers the screen, or a text without end."""
    for cell in row:
        problem_phrases = unfit(cell.replace("\r\n", "\n"), LONGEST_TEXT)
        if problem_phrases:
            _refuse(path, problem_phrases[0], line, remedy=problem_phrases[2])


def _check_heading(path: Path, heading: list[str], line: int) -> None:
    """Refuse a first row of numbers, and columns of one name."""
    column_titles = [name for name in heading if name]
    if all(readings(name) for name in column_titles):
        finding_phrase = phrase("csv_no_heading", cells=shortened(", ".join(column_titles[:4]), 80))
        _refuse(path, finding_phrase, line, remedy=phrase("csv_add_heading"))
    repeated_titles = sorted({name for name in column_titles if column_titles.count(name) > 1})
    if repeated_titles:
        _refuse(path, phrase("csv_columns_twice", columns=shortened(", ".join(repeated_titles), 80)), line)


def _is_too_long(row: list[str], heading: list[str]) -> bool:
    return any(row[len(heading) :])


def _too_long(path: Path, line: int, row: list[str], heading: list[str]) -> Problem:
    finding_phrase = phrase(
        "csv_row_too_long", file=path.name, line=line, cells=len(row), columns=len(heading)
    )
    return Problem("", finding_phrase, phrase("csv_allowed"), phrase("csv_row_remedy"), line)


def _refuse(path: Path, finding: str, line: int | None = None, *, remedy: str | None = None) -> NoReturn:
    place_phrase = (
        phrase("csv_file", file=path, found=finding)
        if line is None
        else phrase("csv_row", file=path.name, line=line, found=finding)
    )
    raise InputError(
        Problem("", place_phrase, phrase("csv_allowed"), remedy or phrase("csv_remedy"), line), file=str(path)
    )
