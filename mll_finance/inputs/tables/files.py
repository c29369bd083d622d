"""Reading the file of a data table: its rows, and everything that is wrong with it, by row and column.

What was read is kept by the contents of the file, never by its name or time: an edited file is read anew.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.tables.municipality_names import MunicipalityRegister, as_code, municipality_register
from mll_finance.inputs.tables.problems import TableLookupError, table_problem
from mll_finance.inputs.tables.table import MUNICIPALITIES, NATIONAL, Row, place_of
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.csv_text import CsvText, csv_of
from mll_finance.inputs.text.numerals import has_plain_signs, is_doubtful, readings, remedy
from mll_finance.inputs.text.units import has_three_decimals
from mll_finance.inputs.text.written import LARGEST_NUMBER
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.yaml_text import read_yaml

NEEDED = ("id", "value", "unit", "quality", "source")
"""Columns without which a table of numbers has no rows."""
QUALITIES = ("A", "B", "C", "D")
_SHOWN = 5
Cells = Mapping[str, str]


@dataclass(frozen=True)
class TableFile:
    """The file of a table as it was read: its name, where it is, and its contents.

    Two with the same contents are equal wherever they are: a batch reads the same table in the folder of every report.
    """

    name: str
    path: Path = field(compare=False)
    contents: bytes
    own: bool = True

    @property
    def file(self) -> str:
        """Name of the file for readers."""
        return self.path.name


@dataclass(frozen=True)
class Reading:
    """What a file gave: its rows, the municipalities that it names by code, and what is wrong with it."""

    rows: tuple[Row, ...]
    municipalities: Mapping[str, str]
    problems: tuple[Problem, ...]


def open_table(name: str, file: str, files: CaseFiles) -> TableFile | Problem:
    """The file of a user's table, or what keeps it from being read."""
    try:
        return TableFile(name, files.folder / file, files.read(file))
    except InputError as error:
        return error.problems[0].below(f"case.tables.{name}")


def read_table(table_file: TableFile) -> Reading:
    """The rows of a file; kept by its contents, but for what is wrong, which names the file."""
    cached_reading = _read(table_file)
    return _read.__wrapped__(table_file) if cached_reading.problems else cached_reading


@SHIPPED_DATA.kept
@lru_cache(maxsize=64)
def _read(table_file: TableFile) -> Reading:
    problem_path = f"case.tables.{table_file.name}"
    try:
        csv_text = csv_of(table_file.contents, table_file.path)
    except InputError as error:
        return Reading(
            (), {}, tuple(replace(problem, path=problem_path, line=None) for problem in error.problems)
        )
    column_names, cell_rows = csv_text.columns, cells_by_row(csv_text)
    needed_column_names = (*NEEDED, *_needed_by(table_file.name))
    missing_column_names = [
        column_name for column_name in needed_column_names if column_name not in column_names
    ]
    if missing_column_names:
        problem_fields = {
            "file": table_file.file,
            "columns": ", ".join(missing_column_names),
            "needed": ", ".join(needed_column_names),
        }
        return Reading((), {}, (table_problem("no_columns", problem_path, **problem_fields),))
    name_by_code = _municipalities(cell_rows) if table_file.name == MUNICIPALITIES else {}
    register = municipality_register().with_more(name_by_code)
    problems: list[Problem] = []
    table_rows: list[Row] = []
    rows_by_unknown_region: dict[str, list[int]] = {}
    for row_number, cell_by_column in cell_rows:
        cell_problems = list(_wrong_cells(cell_by_column, needed_column_names, table_file, row_number))
        problems += cell_problems
        if cell_problems:
            continue
        try:
            table_rows.append(_row(cell_by_column, table_file, row_number, register))
        except TableLookupError:
            rows_by_unknown_region.setdefault(
                cell_by_column.get("code") or cell_by_column["region"], []
            ).append(row_number)
    if table_file.own and not cell_rows:
        problems.append(table_problem("no_rows", problem_path, file=table_file.file))
    problems += _lost_regions(rows_by_unknown_region, table_file, register)
    problems += _repeated(table_rows, table_file)
    return Reading(tuple(table_rows), MappingProxyType(name_by_code), tuple(problems))


def cells_by_row(whole: CsvText) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table of numbers, each with its number in the file.

    Between semicolons or tabs a number may have a decimal comma, as Dutch Excel writes it; it comes back with a point.
    """
    cell_rows = []
    for own_table_row in whole:
        cell_by_column = dict(own_table_row.cells)
        if own_table_row.decimal_comma:
            cell_by_column |= {
                column: _with_point(cell_by_column[column])
                for column in _NUMBERS
                if cell_by_column.get(column)
            }
        cell_rows.append((own_table_row.line, cell_by_column))
    return cell_rows


_NUMBERS = ("value", "low", "high")
_WHOLE = ("year", "price_year", "from_year")


def _with_point(text: str) -> str:
    """A number with its decimal comma as a point, as many decimals as it takes to be read in one way."""
    if text.count(",") != 1:
        return text
    if "." not in text:
        with_point = text.replace(",", ".")
        return f"{with_point}0" if is_doubtful(with_point) else with_point
    number_readings = readings(text)
    return number_readings[0] if len(number_readings) == 1 else text


@SHIPPED_DATA.kept
@lru_cache(maxsize=32)
def _needed_by(name: str) -> tuple[str, ...]:
    """Columns that a table needs beside the usual ones, as its sidecar says."""
    sidecar_path = resource("data", f"{name}.yaml")
    if not (sidecar_path.exists() and resource("data", f"{name}.csv").exists()):
        return ()
    return tuple(read_yaml(sidecar_path).data.get("required") or ())


def _municipalities(lines: list[tuple[int, dict[str, str]]]) -> dict[str, str]:
    """Name by code of the municipalities that a table names with both."""
    name_by_code: dict[str, str] = {}
    for _, row_cells in lines:
        code, region = as_code(row_cells.get("code") or ""), row_cells.get("region") or ""
        if code is not None and region and as_code(region) is None:
            name_by_code.setdefault(code, region)
    return name_by_code


def _wrong_cells(cells: Cells, needed: tuple[str, ...], table_file: TableFile, number: int) -> list[Problem]:
    """What is wrong with the cells of one row, each with its column."""
    problem_path = f"case.tables.{table_file.name}"
    row_fields: dict[str, object] = {"file": table_file.file, "row": number}
    cell_problems = []
    for column_name in needed:
        if not cells.get(column_name):
            cell_problems.append(table_problem("empty_cell", problem_path, column=column_name, **row_fields))
    for column_name in (*_NUMBERS, *_WHOLE):
        cell_text = cells.get(column_name) or ""
        if cell_text and not _is_number(cell_text, whole=column_name in _WHOLE):
            sentence_key = "no_year_cell" if column_name in _WHOLE else "no_number"
            problem = table_problem(
                sentence_key, problem_path, column=column_name, text=_shown(cell_text), **row_fields
            )
            number_remedy = remedy(cell_text) if column_name in _NUMBERS else None
            cell_problems.append(replace(problem, remedy=number_remedy or problem.remedy))
        elif column_name in _NUMBERS and cell_text and abs(float(cell_text)) > LARGEST_NUMBER:
            cell_problems.append(
                table_problem(
                    "number_too_large",
                    problem_path,
                    column=column_name,
                    text=_shown(cell_text),
                    largest=LARGEST_NUMBER,
                    **row_fields,
                )
            )
        elif column_name in _NUMBERS and is_doubtful(cell_text) and not has_three_decimals(cells.get("unit")):
            whole_reading, decimal_reading = readings(cell_text)
            phrase_fields: dict[str, object] = {
                "text": cell_text,
                "whole": whole_reading,
                "decimal": decimal_reading,
            }
            cell_problems.append(
                table_problem("doubtful", problem_path, column=column_name, **phrase_fields, **row_fields)
            )
    quality_cell = cells.get("quality")
    if quality_cell and quality_cell not in QUALITIES:
        cell_problems.append(
            table_problem("no_quality", problem_path, text=_shown(quality_cell), **row_fields)
        )
    return cell_problems


def _is_number(text: str, *, whole: bool) -> bool:
    if whole:
        return text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 5
    try:
        return has_plain_signs(text) and math.isfinite(float(text))
    except ValueError:
        return False


def _shown(text: str) -> str:
    """A cell as an error shows it: short, without control characters."""
    printable_text = "".join(sign if sign.isprintable() else "?" for sign in text)
    return printable_text if len(printable_text) <= 40 else f"{printable_text[:40]}..."


def _row(cells: Cells, table_file: TableFile, number: int, register: MunicipalityRegister) -> Row:
    region, is_municipality_table = cells.get("region") or "", table_file.name == MUNICIPALITIES
    code_cell = cells.get("code") if is_municipality_table else None
    municipality_code_or_name = place_of(
        code_cell or region, register, strict=is_municipality_table and table_file.own
    )
    if municipality_code_or_name in register.official and table_file.own:
        region = register.official[municipality_code_or_name]
    return Row(
        table=table_file.name,
        id=cells["id"],
        value=float(cells["value"]),
        unit=cells["unit"],
        price_year=_whole(cells, "price_year"),
        region=region or ("" if not table_file.own else NATIONAL),
        year=_whole(cells, "year"),
        quality=cells["quality"],
        source=cells["source"],
        note=cells.get("note") or "",
        low=_real(cells, "low"),
        high=_real(cells, "high"),
        extra=MappingProxyType(dict(cells)),
        place=municipality_code_or_name,
        own=table_file.own,
        line=number,
    )


def _whole(cells: Cells, column: str) -> int | None:
    cell_text = cells.get(column)
    return int(cell_text) if cell_text else None


def _real(cells: Cells, column: str) -> float | None:
    cell_text = cells.get(column)
    return float(cell_text) if cell_text else None


def _lost_regions(
    lost: Mapping[str, list[int]], table_file: TableFile, register: MunicipalityRegister
) -> list[Problem]:
    """Regions that are no municipality: one problem for each name that fits several, one for all others."""
    problem_path = f"case.tables.{table_file.name}"
    problems, unknown_region_names = [], []
    for region_name, row_numbers in lost.items():
        if len(register.codes(region_name)) > 1:
            candidates_text = ", ".join(
                f"{register.official[code]} ({code})" for code in register.codes(region_name)
            )
            file_and_rows_fields = {"file": table_file.file, "rows": _listed(map(str, row_numbers))}
            problems.append(
                table_problem(
                    "region_ambiguous",
                    problem_path,
                    written=region_name,
                    candidates=candidates_text,
                    **file_and_rows_fields,
                )
            )
        else:
            unknown_region_names.append(region_name)
    if unknown_region_names:
        near_names = next(
            (", ".join(close_names) for name in unknown_region_names if (close_names := register.near(name))),
            "",
        )
        problem_fields: dict[str, object] = {
            "file": table_file.file,
            "rows": _listed(str(number) for name in unknown_region_names for number in lost[name]),
            "names": _listed(f"'{_shown(name)}'" for name in unknown_region_names),
        }
        sentence_key = "region_misspelt" if near_names else "region_unknown"
        problems.append(
            table_problem(
                sentence_key, problem_path, **problem_fields, **({"near": near_names} if near_names else {})
            )
        )
    return problems


def _repeated(rows: list[Row], table_file: TableFile) -> list[Problem]:
    """Rows of one key: the file gives one number twice."""
    first_row_by_key: dict[tuple[object, ...], Row] = {}
    problems = []
    for repeated_row in rows:
        earlier_row = first_row_by_key.setdefault(repeated_row.key, repeated_row)
        if earlier_row is not repeated_row and table_file.own:
            problem_fields: dict[str, object] = {
                "id": repeated_row.id,
                "rows": f"{earlier_row.line}, {repeated_row.line}",
            }
            problem_path = f"case.tables.{table_file.name}"
            problems.append(table_problem("repeated", problem_path, file=table_file.file, **problem_fields))
    return problems


def _listed(texts: object) -> str:
    text_list = list(texts)  # type: ignore[call-overload]
    more_count = len(text_list) - _SHOWN
    return ", ".join(text_list[:_SHOWN]) + (f" (+{more_count})" if more_count > 0 else "")
