"""Figures by municipality out of an export of CBS StatLine: a CSV with semicolons, or OData as JSON.

Which topic is which figure stands in ``data/statline_topics.csv``. Municipalities and the nation are taken; provinces,
districts and neighbourhoods are counted and left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.tables.municipality_names import as_code, folded, municipality_register
from mll_finance.inputs.tables.problems import TableLookupError, table_problem
from mll_finance.inputs.tables.table import NATIONAL
from mll_finance.inputs.text.csv_text import cells_of, decoded
from mll_finance.inputs.text.numerals import has_plain_signs, remedy
from mll_finance.resources import SHIPPED_DATA, resource, shipped_rows
from mll_finance.yaml_text import read_yaml

REGION_COLUMNS = ("wijkenenbuurten", "wijken en buurten", "regios", "regio's", "regiocode", "codering")
_NAME_COLUMNS = ("gemeentenaam",)
_PERIOD_COLUMNS = ("perioden", "periods", "jaar")
_NO_FIGURES = (
    "id",
    "soortregio",
    "meestrecentegegevens",
    "valueattribute",
    "stringvalue",
    "indelingswijziging",
)
_MISSING = ("", ".", "x", "nvt", "null")
_NIL = "-"
_NUMBER = re.compile(r"_\d+$")
_UNIT = re.compile(r"\s*\([^()]*\)$")
_YEAR = re.compile(r"(\d{4})(?:JJ00)?(\*{0,2})")
_OTHER_LEVEL = re.compile(r"(?:PV|LD|CR|WK|BU|AM|GR)\d+|.*\((?:PV|LD|CR)\)", re.IGNORECASE)
_NATION = re.compile(r"NL\d+|Nederland", re.IGNORECASE)
_AROUND = 10
"""Lines at the top of an export within which its heading stands."""
_TABLE = re.compile(r"(?:odata|CBS)[/\\](\w+)/\$metadata", re.IGNORECASE)


@dataclass(frozen=True)
class Topic:
    """A topic of StatLine and the figure that it is."""

    tables: tuple[str, ...]
    topic: str
    measure: str
    label: str
    id: str
    unit: str
    factor: Decimal
    note: str


@dataclass(frozen=True)
class MunicipalFigure:
    """One number of one municipality (or the nation) in one year, as a row of the table ``municipalities``."""

    id: str
    value: str
    unit: str
    region: str
    code: str
    year: int
    quality: str
    source: str
    note: str = ""
    price_year: str = ""
    page: str = ""


@dataclass
class Import:
    """What a file gave: its figures, and what was left out, by kind."""

    figures: list[MunicipalFigure] = field(default_factory=list)
    missing: int = 0
    """Cells without a number."""
    other_levels: int = 0
    """Rows of provinces, districts and neighbourhoods."""
    topics_left: list[str] = field(default_factory=list)
    """Columns that no topic is known for."""
    unknown: list[str] = field(default_factory=list)
    """Names that are no municipality of the division that is known, such as one that has merged."""


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """The topics of StatLine that are known."""
    return tuple(
        Topic(
            tuple(row["tables"].split()),
            row["topic"],
            row["measure"],
            row["label"],
            row["id"],
            row["unit"],
            Decimal(row["factor"]),
            row["note"],
        )
        for row in shipped_rows("statline_topics.csv")
    )


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def statline_tables() -> Mapping[str, Mapping[str, Any]]:
    """The StatLine tables that are known by id, with their title, region column and year."""
    raw_tables: Mapping[str, Mapping[str, Any]] = read_yaml(resource("data", "statline_topics.yaml")).data[
        "tables"
    ]
    return raw_tables


def is_statline(contents: bytes, file: str) -> bool:
    """Whether a file looks like an export of StatLine: OData, or a CSV with one of its columns of regions."""
    file_text = decoded(contents, Path(file)).lstrip()
    first_lines = file_text.replace('"', "").splitlines()[:_AROUND]
    return file_text.startswith(("{", "[")) or any(
        _is_heading(line.split(sign)) for line in first_lines for sign in ";,\t"
    )


def read_statline(contents: bytes, file: str, *, table: str | None = None, year: int | None = None) -> Import:
    """The figures of an export.

    Parameters
    ----------
    contents : bytes
        The file.
    file : str
        Its name, for errors; an id of a table in it counts where nothing else says which table it is.
    table, year : optional
        Id of the StatLine table and year of its figures, where the file does not say.

    Raises
    ------
    InputError
        The file has no regions, no topic that is known or no year; or a cell that is no number.
    """
    file_text, table_in_file = decoded(contents, Path(file)).lstrip(), None
    numbered_records: Sequence[tuple[int, Mapping[str, Any]]]
    if file_text.startswith(("{", "[")):
        numbered_records, table_in_file = _from_json(file_text, file)
    else:
        numbered_records = _from_csv(file_text, file)
    return read_records(numbered_records, file, table=table or table_in_file or _in_name(file), year=year)


def read_records(
    records: Sequence[tuple[int, Mapping[str, Any]]], file: str, *, table: str | None, year: int | None
) -> Import:
    """The figures of rows by column, as OData gives them."""
    numbered_rows: list[tuple[int, Mapping[str, Any]]] = [
        (number, {str(key): cell for key, cell in row.items()}) for number, row in records
    ]
    table_by_name = {key.casefold(): key for key in statline_tables()}
    table = table_by_name.get((table or "").casefold(), table)
    if numbered_rows and {"Measure", "Value"} <= set(numbered_rows[0][1]):
        numbered_rows = [
            (number, {**row, str(row["Measure"]).strip(): row["Value"]}) for number, row in records
        ]
    titles = list(dict.fromkeys(title for _, row in numbered_rows for title in row))
    region_title = next((title for title in titles if _plain(title) in REGION_COLUMNS), None)
    if region_title is None:
        raise InputError(
            table_problem("no_regions", "", file=file, columns=", ".join(titles[:8]) or "-"), file=file
        )
    topic_by_column = {title: topic for title in titles if (topic := _topic(title, table)) is not None}
    if not topic_by_column:
        raise InputError(table_problem("no_topics", "", file=file, columns=", ".join(titles[:8])), file=file)
    statline_import = Import(topics_left=[title for title in titles if _is_left(title, topic_by_column)])
    problems: list[Problem] = []
    for row_number, statline_row in numbered_rows:
        code_and_name = _place(statline_row, region_title, statline_import)
        if code_and_name is None:
            continue
        problems += _take(
            statline_row,
            code_and_name,
            topic_by_column,
            statline_import,
            _Origin(file, row_number, table, year),
        )
    if problems:
        raise InputError(problems[:20], file=file)
    return statline_import


@dataclass(frozen=True)
class _Origin:
    """Where a row stands."""

    file: str
    row: int
    table: str | None
    year: int | None


def _take(
    row: Mapping[str, Any],
    place: tuple[str, str],
    by_column: Mapping[str, Topic],
    taken: Import,
    origin: _Origin,
) -> Iterator[Problem]:
    """Add the figures of one row; what cannot be read comes back as problems."""
    year_of_figure, is_provisional = _year_of(row, origin)
    if year_of_figure is None:
        yield table_problem("no_import_year", "", file=origin.file, row=origin.row)
        return
    region_code, region_name = place
    for column_title, topic in by_column.items():
        if column_title not in row:
            continue
        figure_cell = row[column_title]
        cell_number = number_of(figure_cell)
        if cell_number is None:
            if str(figure_cell if figure_cell is not None else "").strip().casefold() in _MISSING:
                taken.missing += 1
                continue
            cell_fields: dict[str, object] = {"file": origin.file, "row": origin.row, "column": column_title}
            problem = table_problem("no_number", "", text=str(figure_cell)[:40], **cell_fields)
            yield replace(problem, remedy=remedy(str(figure_cell)) or problem.remedy)
            continue
        if cell_number < 0 and not topic.unit.startswith("EUR"):
            row_fields: dict[str, object] = {"file": origin.file, "row": origin.row, "column": column_title}
            yield table_problem("beyond", "", text=str(figure_cell)[:40], **row_fields)
            continue
        note_text = "; ".join(part for part in (topic.note, "provisional" if is_provisional else "") if part)
        source_id = f"cbs_{(origin.table or topic.tables[0]).casefold()}"
        taken.figures.append(
            MunicipalFigure(
                topic.id,
                written(cell_number * topic.factor),
                topic.unit,
                region_name,
                region_code,
                year_of_figure,
                "B" if is_provisional else "A",
                source_id,
                note_text,
                page=column_title,
            )
        )


def _place(row: Mapping[str, Any], region: str, taken: Import) -> tuple[str, str] | None:
    """Code and name of the municipality or nation of a row; None for another level, which is counted."""
    region_cell = str(row[region] if row.get(region) is not None else "").strip()
    region_name = next(
        (str(row[column]).strip() for column in row if _plain(column) in _NAME_COLUMNS and row[column]), ""
    )
    if _NATION.fullmatch(region_cell):
        return "", NATIONAL
    region_kind = next(
        (str(row[column]).strip() for column in row if _plain(column) == "soortregio"), "Gemeente"
    )
    if _OTHER_LEVEL.fullmatch(region_cell) or (region_kind and folded(region_kind) != "gemeente"):
        taken.other_levels += 1
        return None
    register = municipality_register()
    try:
        municipality = register.find(region_cell)
    except TableLookupError:
        region_code = as_code(region_cell)
        if region_code is not None and region_name:
            return region_code, region_name
        if region_cell not in taken.unknown:
            taken.unknown.append(region_cell)
        return None
    return municipality.code, municipality.name


def _year_of(row: Mapping[str, Any], origin: _Origin) -> tuple[int | None, bool]:
    """Year of a row, and whether its figures are provisional."""
    for column_title in row:
        if _plain(column_title) in _PERIOD_COLUMNS:
            year_match = _YEAR.fullmatch(str(row[column_title]).strip())
            return (int(year_match[1]), bool(year_match[2])) if year_match else (None, False)
    if origin.year is not None:
        return origin.year, False
    table_year = statline_tables().get(origin.table or "", {}).get("year")
    return (int(table_year), False) if table_year is not None else (None, False)


_MAYBE_THOUSANDS = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|0*[1-9]\d{0,2}(,\d{3})+)")
"""A number of which dot or comma may be a sign for thousands."""


def number_of(cell: Any) -> Decimal | None:
    """The number of a cell, with a decimal comma or point and no sign for thousands; None where it is none."""
    if isinstance(cell, bool) or cell is None:
        return None
    cell_text = str(cell).strip()
    if cell_text == _NIL:
        return Decimal(0)
    if isinstance(cell, str) and _MAYBE_THOUSANDS.fullmatch(cell_text):
        return None
    if not has_plain_signs(cell_text):
        return None
    try:
        cell_number = Decimal(
            cell_text.replace(",", ".") if cell_text.count(",") == 1 and "." not in cell_text else cell_text
        )
    except InvalidOperation:
        return None
    return cell_number if cell_number.is_finite() else None


def written(number: Decimal) -> str:
    """A number without zeros behind it and without an exponent."""
    plain_text = f"{number:f}"
    return (plain_text.rstrip("0").rstrip(".") if "." in plain_text else plain_text) or "0"


def _topic(column: str, table: str | None) -> Topic | None:
    """The topic of a column, by key, measure or label."""
    column_label = _UNIT.sub("", re.split(r"[|/]", column)[-1]).strip()
    for topic in topics():
        if table is not None and table in statline_tables() and table not in topic.tables:
            continue
        if column == topic.measure != "" or _NUMBER.sub("", column) == topic.topic:
            return topic
        if folded(column_label) in (folded(topic.label), folded(topic.label.split("; ")[-1])):
            return topic
    return None


def _is_left(column: str, by_column: Mapping[str, Topic]) -> bool:
    known_titles = (*REGION_COLUMNS, *_NAME_COLUMNS, *_PERIOD_COLUMNS, *_NO_FIGURES, "measure", "value")
    return column not in by_column and not _plain(column).startswith(known_titles)


def _plain(column: str) -> str:
    return _NUMBER.sub("", column.strip()).casefold()


def _is_heading(cells: list[str]) -> bool:
    return len(cells) > 1 and any(_plain(cell) in REGION_COLUMNS for cell in cells)


def _from_csv(text: str, file: str) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a CSV below its heading, which a line with the title may come before, and lines of notes after."""
    first_lines = text.splitlines()[:_AROUND]
    separator_sign = next((sign for sign in ";\t" if any(sign in line for line in first_lines)), ",")
    numbered_cells = cells_of(text, separator_sign, Path(file))
    heading_index = next(
        (row_index for row_index, (_, cells) in enumerate(numbered_cells) if _is_heading(cells)), None
    )
    if heading_index is None:
        return []
    heading_cells = numbered_cells[heading_index][1]
    return [
        (row_number, dict(zip(heading_cells, cells, strict=False)))
        for row_number, cells in numbered_cells[heading_index + 1 :]
        if len(cells) == len(heading_cells)
    ]


def _from_json(text: str, file: str) -> tuple[list[tuple[int, Mapping[str, Any]]], str | None]:
    """The rows of OData, and the id of the table where it says so."""
    try:
        raw_json = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(table_problem("no_json", "", file=file), file=file) from error
    raw_rows = raw_json.get("value") if isinstance(raw_json, dict) else raw_json
    if not isinstance(raw_rows, list) or not all(isinstance(row, dict) for row in raw_rows):
        raise InputError(table_problem("no_json", "", file=file), file=file)
    metadata_url = (
        str(raw_json.get("odata.metadata") or raw_json.get("@odata.context") or "")
        if isinstance(raw_json, dict)
        else ""
    )
    table_match = _TABLE.search(metadata_url)
    return list(enumerate(raw_rows, start=1)), table_match[1] if table_match else None


def _in_name(file: str) -> str | None:
    """The id of a table in the name of a file."""
    return next(
        (table_name for table_name in statline_tables() if table_name.casefold() in file.casefold()), None
    )
