"""The tables in force for a case: those that come along, with its own laid over them.

Everything that reads a row for a case asks these, never a table of its own: numbers, prices, discounting, checks,
sharing, budget rules, thresholds of publication. Two cases with the same own files have equal tables.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mll_finance.errors import Problem, nearest
from mll_finance.inputs.tables.files import TableFile, open_table, read_table
from mll_finance.inputs.tables.municipality_names import MunicipalityRegister, municipality_register
from mll_finance.inputs.tables.problems import TableLookupError, table_problem
from mll_finance.inputs.tables.table import MUNICIPALITIES, Row, RowKey, Table
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.yaml_text import read_yaml

PRICES, RATES = "price_index", "discount_rates"
THRESHOLDS, CHECKS = "thresholds", "preconditions"
_YEARS = 5
"""Years that an error lists, at most."""


@dataclass(frozen=True)
class Tables:
    """Every table that a case can read, by name."""

    own: tuple[TableFile, ...] = ()
    """The files of the case, as they were read."""
    failed: frozenset[str] = field(default=frozenset(), compare=False)
    """Names of tables of the case that cannot be read: what is looked up in them says nothing more."""
    shipped: str = ""
    """Digest of the reading of the tables that come along; without one the last reading."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables that there are."""
        return tuple(dict.fromkeys((*table_names(), *(own_table.name for own_table in self.own))))

    @property
    def register(self) -> MunicipalityRegister:
        """The municipalities that are known, with those that the case's own table names by code."""
        return _register(self)

    def table(self, name: str) -> Table:
        """A table that comes along with the rows of the case's own laid over it, or an own one.

        Raises
        ------
        TableLookupError
            There is no table of this name.
        """
        if name not in self.names:
            nearest_name = nearest(name, self.names)
            sentence_key = "misspelt_table" if nearest_name else "unknown_table"
            raise TableLookupError(sentence_key, written=name, known=nearest_name or ", ".join(self.names))
        return _table(self, name)

    def threshold(self, name: str) -> float:
        """A number of policy of the table ``thresholds``, in the unit of its row."""
        return self.table(THRESHOLDS).find(name).value

    def own_rows(self, name: str) -> tuple[Row, ...]:
        """The rows of the case's own table of this name; none where it has none."""
        return tuple(
            row for own_table in self.own if own_table.name == name for row in read_table(own_table).rows
        )


_TABLES = "case.tables."
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}")
SHIPPED = Tables()
"""The tables that come along, with nothing of a case."""


def tables_of(data: Mapping[Any, Any], files: CaseFiles) -> tuple[Tables, list[Problem]]:
    """The tables of a raw case, read from their files now, and what is wrong with them.

    Parameters
    ----------
    data : mapping
        The raw case; what is not a mapping of names to files is left to validation.
    files : CaseFiles
        The files of the case.
    """
    table_files, failed_names = [], set()
    problems: list[Problem] = []
    for table_name, path in named_tables(data).items():
        name_problem = _unknown(table_name, data)
        table_or_problem = name_problem or open_table(table_name, path, files)
        if isinstance(table_or_problem, Problem):
            problems.append(table_or_problem)
            failed_names.add(table_name)
            continue
        reading_of_table = read_table(table_or_problem)
        problems += reading_of_table.problems
        if reading_of_table.problems:
            failed_names.add(table_name)
        else:
            table_files.append(table_or_problem)
    tables_in_force = Tables(tuple(table_files), frozenset(failed_names), SHIPPED_DATA.digest)
    return tables_in_force, [*problems, *_broken(tables_in_force)]


def _broken(tables: Tables) -> Iterator[Problem]:
    """What is wrong with the price index and the discount schedules once the case's own rows are laid over them."""
    file_by_table = {table_file.name: table_file.file for table_file in tables.own}
    for index_id, level_by_year in price_levels(tables).items() if PRICES in file_by_table else ():
        missing_years = [
            year for year in range(min(level_by_year), max(level_by_year)) if year not in level_by_year
        ]
        years_not_positive = [year for year, level in level_by_year.items() if level <= 0]
        problem_fields = {"file": file_by_table[PRICES], "index": index_id}
        if missing_years:
            years_text = ", ".join(map(str, missing_years[:_YEARS]))
            yield table_problem("index_gap", f"case.tables.{PRICES}", years=years_text, **problem_fields)
        if years_not_positive:
            yield table_problem(
                "index_level", f"case.tables.{PRICES}", year=years_not_positive[0], **problem_fields
            )
    yield from _no_part(tables)
    for index_id, forward_steps in discount_steps(tables).items() if RATES in file_by_table else ():
        problem_fields = {"file": file_by_table[RATES], "schedule": index_id}
        if forward_steps[0][0] != 1:
            yield table_problem(
                "schedule_start", f"case.tables.{RATES}", year=forward_steps[0][0], **problem_fields
            )
        if any(rate <= -1 for _, rate in forward_steps):
            yield table_problem("schedule_rate", f"case.tables.{RATES}", **problem_fields)


def _no_part(tables: Tables) -> Iterator[Problem]:
    """Own rows of a threshold that no case can set, or of a check that is not there."""
    file_by_table = {table_file.name: table_file.file for table_file in tables.own}
    settable_threshold_ids = (
        read_yaml(resource("data", f"{THRESHOLDS}.yaml")).data["per_case"]
        if THRESHOLDS in file_by_table
        else ()
    )
    for own_row in tables.own_rows(THRESHOLDS):
        if own_row.id not in settable_threshold_ids:
            problem_fields: dict[str, object] = {
                "file": file_by_table[THRESHOLDS],
                "row": own_row.line,
                "id": own_row.id,
            }
            threshold_ids_text = ", ".join(settable_threshold_ids)
            yield table_problem(
                "not_per_case", f"case.tables.{THRESHOLDS}", known=threshold_ids_text, **problem_fields
            )
    raw_checks = (
        read_yaml(resource("data", f"{CHECKS}.yaml")).data["checks"] if CHECKS in file_by_table else ()
    )
    for own_row in tables.own_rows(CHECKS):
        if own_row.extra["check"] not in raw_checks:
            problem_fields = {
                "file": file_by_table[CHECKS],
                "row": own_row.line,
                "id": own_row.extra["check"],
            }
            yield table_problem("no_check", f"case.tables.{CHECKS}", **problem_fields)


def named_tables(data: Mapping[Any, Any]) -> dict[str, str]:
    """What a raw case says under ``case.tables``: file by name of the table."""
    raw_settings = data.get("case")
    raw_tables = raw_settings.get("tables") if isinstance(raw_settings, dict) else None
    raw_pairs = raw_tables.items() if isinstance(raw_tables, dict) else ()
    return {str(name): path for name, path in raw_pairs if isinstance(path, str)}


def is_table_path(path: str) -> bool:
    """Whether a path of a case names the file of one of its tables."""
    return path.startswith(_TABLES)


def as_copied(files: CaseFiles, path: str, change: Any) -> Any:
    """A new value of a path of a case as a copy of the case has it: the file of a table by its name there."""
    return files.name_in_copy(change) if is_table_path(path) and isinstance(change, str) else change


def named_files(changes: Mapping[str, Any]) -> Iterator[str]:
    """The files of tables that changes of a case name."""
    for path, change in changes.items():
        if is_table_path(path) and isinstance(change, str):
            yield change


def _unknown(name: str, data: Mapping[Any, Any]) -> Problem | None:
    """A table that neither comes along nor is asked for by a number of the case: a slip of the pen."""
    problem_path = f"case.tables.{name}"
    if not _NAME.fullmatch(name):
        return table_problem("no_name", problem_path, written=name)
    if name in table_names() or _asked_for(data, name):
        return None
    nearest_name = nearest(name, table_names())
    if nearest_name:
        return table_problem("name_misspelt", problem_path, written=name, near=nearest_name)
    return table_problem("name_unknown", problem_path, written=name, known=", ".join(table_names()))


def _asked_for(node: Any, name: str) -> bool:
    """Whether somewhere in a raw case a number is a row of this table."""
    if isinstance(node, dict):
        return node.get("table") == name or any(_asked_for(part, name) for part in node.values())
    return isinstance(node, (list, tuple)) and any(_asked_for(part, name) for part in node)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def table_names() -> tuple[str, ...]:
    """Names of the tables of numbers that come along (a CSV with a sidecar in ``data/``, and a column value)."""
    return tuple(sorted(path.stem for path in resource("data").glob("*.csv") if _of_numbers(path)))


def _of_numbers(path: Path) -> bool:
    with path.open(encoding="utf-8", newline="") as table_file:
        return path.with_suffix(".yaml").exists() and "value" in next(csv.reader(table_file), [])


@SHIPPED_DATA.kept
@lru_cache(maxsize=16)
def _register(tables: Tables) -> MunicipalityRegister:
    name_by_code: dict[str, str] = {}
    for own_table in tables.own:
        if own_table.name == MUNICIPALITIES:
            name_by_code.update(read_table(own_table).municipalities)
    register = municipality_register().with_more(name_by_code)
    rows_of_other_tables = (
        row
        for own_table in tables.own
        if own_table.name != MUNICIPALITIES
        for row in read_table(own_table).rows
    )
    region_by_place = {
        row.place: row.region for row in rows_of_other_tables if row.place and not register.codes(row.region)
    }
    return register.with_more(region_by_place)


@SHIPPED_DATA.kept
@lru_cache(maxsize=128)
def _table(tables: Tables, name: str) -> Table:
    row_by_key: dict[RowKey, Row] = {}
    if name in table_names():
        csv_path = resource("data", f"{name}.csv")
        is_of_case = bool(tables.shipped)
        contents = SHIPPED_DATA.files(tables.shipped)[csv_path.name] if is_of_case else csv_path.read_bytes()
        shipped_reading = read_table(TableFile(name, csv_path, contents, own=False))
        row_by_key.update({row.key: row for row in shipped_reading.rows})
    row_by_key.update({row.key: row for row in tables.own_rows(name)})
    if name != MUNICIPALITIES:
        return Table(name, tuple(row_by_key.values()), _register(tables))
    reference_coverage = tables.threshold("reference_year_coverage")
    return Table(name, tuple(row_by_key.values()), _register(tables), reference_coverage)


@SHIPPED_DATA.kept
@lru_cache(maxsize=16)
def discount_steps(tables: Tables) -> Mapping[str, tuple[tuple[int, float], ...]]:
    """Forward-rate steps (first year, rate) of each schedule of the table ``discount_rates``."""
    steps_by_schedule: dict[str, list[tuple[int, float]]] = {}
    for rate_row in tables.table(RATES).rows:
        steps_by_schedule.setdefault(rate_row.id, []).append(
            (int(rate_row.extra.get("from_year") or 1), rate_row.value)
        )
    return MappingProxyType({name: tuple(sorted(forward)) for name, forward in steps_by_schedule.items()})


@SHIPPED_DATA.kept
@lru_cache(maxsize=16)
def price_levels(tables: Tables) -> Mapping[str, Mapping[int, float]]:
    """Level by year of each index of the table ``price_index``."""
    levels_by_index: dict[str, dict[int, float]] = {}
    for price_row in tables.table(PRICES).rows:
        if price_row.year is not None:
            levels_by_index.setdefault(price_row.id, {})[price_row.year] = price_row.value
    return MappingProxyType(
        {
            name: MappingProxyType(dict(sorted(level_by_year.items())))
            for name, level_by_year in levels_by_index.items()
        }
    )
