"""Figures of a user by municipality: an own CSV read, and a user's table written with what came in.

The table is a CSV that a case names under ``case.tables.municipalities``; its rows go before those that come along.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.tables.files import QUALITIES, TableFile, cells_by_row, read_table
from mll_finance.inputs.tables.municipality_names import as_code, municipality_register
from mll_finance.inputs.tables.problems import TableLookupError, table_problem
from mll_finance.inputs.tables.statline import (
    Import,
    MunicipalFigure,
    is_statline,
    number_of,
    read_statline,
    written,
)
from mll_finance.inputs.tables.table import MUNICIPALITIES, NATIONAL
from mll_finance.inputs.text.csv_text import csv_of
from mll_finance.inputs.text.numerals import remedy
from mll_finance.terms import phrase

COLUMNS = (
    "id",
    "value",
    "low",
    "high",
    "unit",
    "price_year",
    "region",
    "quality",
    "source",
    "page",
    "retrieved",
    "note",
    "year",
    "code",
)
_ID = ("id", "variable", "figure", "cijfer")
_PLACE = ("code", "region", "name", "gemeente", "municipality", "regio")
_NEEDED = ("value", "unit", "quality", "source", "year")
_PER_CENT = Decimal("0.01")
_MOST_PROBLEMS = 20


def read_import(contents: bytes, file: str, *, table: str | None = None, year: int | None = None) -> Import:
    """The figures of a file: an export of StatLine, or an own CSV with a row for each number.

    Raises
    ------
    InputError
        With every cell that cannot be read, by row and column.
    """
    is_export = is_statline(contents, file)
    imported_figures = (
        read_statline(contents, file, table=table, year=year) if is_export else _read_own(contents, file)
    )
    refuse_twice(imported_figures, file)
    return imported_figures


def table_text(figures: Sequence[MunicipalFigure], existing: bytes | None, *, retrieved: str) -> str:
    """The user's table with these figures: a row of the same figure, municipality and year is replaced, others stay.

    Parameters
    ----------
    figures : sequence of MunicipalFigure
        What came in.
    existing : bytes, optional
        The table as it is.
    retrieved : str
        Date of the import, ISO.

    Raises
    ------
    InputError
        The table as it is cannot be read.
    """
    row_by_key = {} if existing is None else _existing(existing)
    for municipal_figure in figures:
        row_by_key[municipal_figure.id, municipal_figure.code, str(municipal_figure.year)] = {
            "id": municipal_figure.id,
            "value": municipal_figure.value,
            "unit": municipal_figure.unit,
            "price_year": municipal_figure.price_year,
            "region": municipal_figure.region,
            "quality": municipal_figure.quality,
            "source": municipal_figure.source,
            "page": municipal_figure.page,
            "retrieved": retrieved,
            "note": municipal_figure.note,
            "year": str(municipal_figure.year),
            "code": municipal_figure.code,
        }
    csv_buffer = io.StringIO()
    csv_writer = csv.DictWriter(csv_buffer, COLUMNS, restval="", lineterminator="\n")
    csv_writer.writeheader()
    csv_writer.writerows(row_by_key[key] for key in sorted(row_by_key))
    return csv_buffer.getvalue()


def _existing(contents: bytes) -> dict[tuple[str, str, str], dict[str, str]]:
    existing_reading = read_table(TableFile(MUNICIPALITIES, Path("municipalities.csv"), contents))
    if existing_reading.problems:
        raise InputError(existing_reading.problems, file="--to")
    row_by_key = {}
    for existing_row in existing_reading.rows:
        cell_by_column = {column: existing_row.extra.get(column, "") for column in COLUMNS}
        cell_by_column |= {"region": existing_row.region, "code": existing_row.place}
        row_by_key[existing_row.id, existing_row.place, str(existing_row.year or "")] = cell_by_column
    return row_by_key


def _read_own(contents: bytes, file: str) -> Import:
    csv_text = csv_of(contents, Path(file))
    column_by_name = {column.casefold(): column for column in csv_text.columns}
    id_column_title = next((column_by_name[name] for name in _ID if name in column_by_name), None)
    place_column_titles = [column_by_name[name] for name in _PLACE if name in column_by_name]
    missing_column_names = [name for name in _NEEDED if name not in column_by_name]
    if id_column_title is None or not place_column_titles or missing_column_names:
        missing_names = [
            *([] if id_column_title else ["id"]),
            *([] if place_column_titles else ["code"]),
            *missing_column_names,
        ]
        needed_columns_text = ", ".join(("id", "code", *_NEEDED))
        problem = table_problem(
            "no_columns", "", file=file, columns=", ".join(missing_names), needed=needed_columns_text
        )
        raise InputError(problem, file=file)
    import_of_own_file, problems = Import(), []
    for row_number, cell_by_title in cells_by_row(csv_text):
        cell_by_column = {name: cell_by_title.get(column, "") for name, column in column_by_name.items()}
        figure_or_problem = _own_figure(
            cell_by_column,
            cell_by_column[id_column_title.casefold()],
            [cell_by_column[place_column.casefold()] for place_column in place_column_titles],
        )
        if isinstance(figure_or_problem, MunicipalFigure):
            import_of_own_file.figures.append(figure_or_problem)
        elif figure_or_problem is None:
            import_of_own_file.missing += 1
        elif isinstance(figure_or_problem, str):
            import_of_own_file.topics_left += [cell_by_column[id_column_title.casefold()]] * (
                cell_by_column[id_column_title.casefold()] not in import_of_own_file.topics_left
            )
        else:
            problems.append(_at_row(figure_or_problem, file, row_number))
    if problems:
        raise InputError(problems[:_MOST_PROBLEMS], file=file)
    return import_of_own_file


def refuse_twice(taken: Import, file: str) -> None:
    """Refuse figures of which a file has two for one municipality and year.

    Raises
    ------
    InputError
        With every figure that stands there twice with another number.
    """
    value_by_place: dict[tuple[str, str, int], str] = {}
    problems = []
    for municipal_figure in taken.figures:
        figure_key = (municipal_figure.id, municipal_figure.code, municipal_figure.year)
        if value_by_place.setdefault(figure_key, municipal_figure.value) != municipal_figure.value:
            figure_fields: dict[str, object] = {
                "figure": municipal_figure.id,
                "region": municipal_figure.region,
                "year": municipal_figure.year,
            }
            problems.append(table_problem("figure_twice", "", file=file, **figure_fields))
    if problems:
        raise InputError(problems[:_MOST_PROBLEMS], file=file)


def _own_figure(
    row: Mapping[str, str], figure_id: str, places: list[str]
) -> MunicipalFigure | Problem | str | None:
    """The figure of a row; a problem, None where it has no number, or empty text where it is no number at all."""
    if row["unit"].casefold() in ("name", "naam", "text", "tekst"):
        return ""
    if row["value"] in ("", ".", "x"):
        return None
    figure_number = number_of(row["value"])
    if figure_number is None:
        problem = table_problem("no_number", "", file="", row="", column="value", text=row["value"][:40])
        return replace(problem, remedy=remedy(row["value"]) or problem.remedy)
    if not re.fullmatch(r"(?:19|20)\d\d", row["year"]):
        return table_problem("no_year_cell", "", file="", row="", column="year", text=row["year"][:40])
    if row["quality"] not in QUALITIES:
        return table_problem("no_quality", "", file="", row="", text=row["quality"][:40])
    place_text = next((text for text in places if text), "")
    known_unit, figure_number, note = _unit(row["unit"], figure_number, row.get("note", ""))
    if (figure_number < 0 and not known_unit.startswith("EUR")) or (
        known_unit == "fraction" and figure_number > 1
    ):
        return table_problem("beyond", "", file="", row="", column="value", text=row["value"][:40])
    try:
        code, municipality_name = _own_place(place_text, places)
    except TableLookupError as error:
        return table_problem(error.key, "", **error.fields)
    return MunicipalFigure(
        figure_id,
        written(figure_number),
        known_unit,
        municipality_name,
        code,
        int(row["year"]),
        row["quality"],
        row["source"],
        note,
        row.get("price_year") or (row["year"] if known_unit.startswith("EUR") else ""),
        row.get("page", ""),
    )


def _own_place(place: str, places: list[str]) -> tuple[str, str]:
    """Code and name of a municipality; a code that is not known stands with the name that the row gives."""
    if place in ("", NATIONAL, "NL00", "NL01"):
        return "", NATIONAL
    register = municipality_register()
    municipality_code = as_code(place)
    name_texts = [text for text in places if text and as_code(text) is None]
    if municipality_code is not None and not register.codes(municipality_code) and name_texts:
        return municipality_code, name_texts[0]
    municipality = register.find(place)
    for name_in_row in name_texts if municipality_code is not None else ():
        if municipality.code not in register.codes(name_in_row):
            place_fields = {
                "code": municipality_code,
                "municipality": municipality.name,
                "name": name_in_row[:40],
            }
            raise TableLookupError("two_places", file="", row="", **place_fields)
    return municipality.code, municipality.name


def _unit(unit: str, number: Decimal, note: str) -> tuple[str, Decimal, str]:
    """Unit and number as the suite knows them: a percentage is a fraction, thousands of euros are euros."""
    if unit.startswith("%"):
        unit_without_percent = unit.removeprefix("%").strip()
        return (
            "fraction",
            number * _PER_CENT,
            "; ".join(part for part in (unit_without_percent, note) if part),
        )
    if unit == "1000 EUR":
        return "EUR", number * 1000, note
    return unit, number, note


def _at_row(problem: Problem, file: str, number: int) -> Problem:
    """The problem with the file and row that it is of."""
    phrase_key, problem_fields = problem.id, {**problem.fields, "file": file, "row": number}
    if "row" in problem.fields:
        problem_with_row = table_problem(phrase_key, "", **problem_fields)
        return replace(problem_with_row, remedy=problem.remedy)
    place_phrase = phrase("table_place_found", file=file, row=number, found=problem.found)
    return Problem("", place_phrase, problem.allowed, problem.remedy, id=phrase_key)
