"""The data tables: long CSV files with provenance, those that come along and those that a user loads.

A user's table of the same name is laid over the one that comes along: its rows win where key and year are equal, and
rows of other regions or years are added. Every row keeps the name of the file that it came from.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.resources import resource
from mll_finance.yaml_text import read_yaml

NATIONAL = "Nederland"
_NEEDED = ("id", "value", "unit", "quality", "source")
_STRICTLY_REGIONAL = frozenset({"municipalities"})


@dataclass(frozen=True)
class Row:
    """One sourced value of a table."""

    table: str
    id: str
    value: float
    unit: str
    price_year: int | None
    region: str
    year: int | None
    quality: str
    source: str
    note: str
    low: float | None
    high: float | None
    extra: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of one data table."""

    name: str
    rows: tuple[Row, ...]

    def find(self, row_id: str, *, region: str | None = None, year: int | None = None) -> Row:
        """The row of an id: of the region (else national), of the year (else the newest).

        Raises
        ------
        LookupError
            With the sentence that says what there is; a table of municipalities never falls back on the nation.
        """
        named = [row for row in self.rows if row.id == row_id]
        if not named:
            raise LookupError(
                f"table {self.name} has no id '{row_id}': {suggestion(row_id, {r.id for r in self.rows})}"
            )
        local = [row for row in named if region is not None and row.region.casefold() == region.casefold()]
        if not local and (region is None or self.name not in _STRICTLY_REGIONAL):
            local = [row for row in named if row.region in ("", NATIONAL)]
            local = local or (named if len({row.region for row in named}) == 1 else [])
        if not local:
            known = {row.region for row in named}
            if region is None:
                raise LookupError(
                    f"table {self.name} has '{row_id}' by region only: say which, with case.municipality"
                )
            raise LookupError(
                f"table {self.name} has no '{row_id}' of '{region}': {suggestion(region, known)}"
            )
        dated = [row for row in local if year is None or row.year == year]
        if not dated:
            raise LookupError(
                f"table {self.name} has no '{row_id}' of {year}: there is {sorted({r.year or 0 for r in local})}"
            )
        return max(dated, key=lambda row: row.year or 0)

    def regions(self, row_id: str) -> tuple[str, ...]:
        """The regions that have a row of this id, the nation left out."""
        return tuple(
            dict.fromkeys(r.region for r in self.rows if r.id == row_id and r.region not in ("", NATIONAL))
        )


def table_names() -> tuple[str, ...]:
    """Names of the tables that come along (a CSV with a sidecar in ``data/``)."""
    return tuple(
        sorted(path.stem for path in resource("data").glob("*.csv") if path.with_suffix(".yaml").exists())
    )


@lru_cache(maxsize=64)
def load_table(name: str, own: Path | None = None) -> Table:
    """A table that comes along, a user's own, or the own one laid over it.

    Raises
    ------
    InputError
        When neither exists, or when rows of the own table cannot be read; all of them at once.
    """
    rows: dict[tuple[str, str, int | None, str], Row] = {}
    shipped = resource("data", f"{name}.csv")
    if shipped.exists():
        rows.update(_read(shipped, name))
    elif own is None:
        known = table_names()
        raise InputError(
            Problem("", f"the table '{name}'", f"one of {', '.join(known)}", suggestion(name, known))
        )
    if own is not None:
        rows.update(_read(own, name))
    return Table(name, tuple(rows.values()))


def _read(path: Path, name: str) -> dict[tuple[str, str, int | None, str], Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Problem(
                "",
                f"the table {path} cannot be read ({type(error).__name__})",
                "a CSV in UTF-8",
                "check the path in case.tables",
            ),
            file=str(path),
        ) from error
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(
            Problem(
                "",
                f"no column {', '.join(missing)}",
                f"at least {', '.join(_NEEDED)}",
                "add the columns to the first row",
            ),
            file=str(path),
        )
    rows: dict[tuple[str, str, int | None, str], Row] = {}
    problems: list[Problem] = []
    for count, cells in enumerate(reader, start=2):
        try:
            row = _row(cells, name)
        except ValueError as error:
            problems.append(
                Problem(
                    cells.get("id") or "",
                    str(error),
                    "a number where a number belongs",
                    "correct the cell",
                    count,
                )
            )
            continue
        rows[(row.id, row.region, row.year, cells.get("from_year") or "")] = row
    if problems:
        raise InputError(problems, file=str(path))
    return rows


def _row(cells: dict[str, str], name: str) -> Row:
    def whole(column: str) -> int | None:
        text = (cells.get(column) or "").strip()
        return int(text) if text else None

    def real(column: str) -> float | None:
        text = (cells.get(column) or "").strip()
        return float(text) if text else None

    amount = real("value")
    if amount is None or math.isnan(amount):
        raise ValueError("no value")
    for column in ("unit", "quality", "source"):
        if not (cells.get(column) or "").strip():
            raise ValueError(f"no {column}")
    return Row(
        table=name,
        id=cells["id"],
        value=amount,
        unit=cells["unit"],
        price_year=whole("price_year"),
        region=cells.get("region") or "",
        year=whole("year"),
        quality=cells["quality"],
        source=cells["source"],
        note=cells.get("note") or "",
        low=real("low"),
        high=real("high"),
        extra=MappingProxyType(dict(cells)),
    )


def dutch_note(row: Row) -> str:
    """The note of a row in Dutch: that of its own column, else put together from what is known; empty if it is not."""
    own = row.extra.get("note_nl")
    if own:
        return own
    known = _dutch_notes()
    parts = row.note.split("; ")
    return "; ".join(known[part] for part in parts) if all(part in known for part in parts) else ""


@lru_cache(maxsize=1)
def _dutch_notes() -> Mapping[str, str]:
    return MappingProxyType(read_yaml(resource("data", "notes_nl.yaml")).data)


@lru_cache(maxsize=1)
def discount_steps() -> Mapping[str, tuple[tuple[int, float], ...]]:
    """Forward-rate steps (first year, rate) of each schedule of ``data/discount_rates.csv``."""
    steps: dict[str, list[tuple[int, float]]] = {}
    for row in load_table("discount_rates").rows:
        steps.setdefault(row.id, []).append((int(row.extra.get("from_year") or 1), row.value))
    return MappingProxyType({name: tuple(sorted(rates)) for name, rates in steps.items()})


@lru_cache(maxsize=1)
def price_levels() -> Mapping[str, Mapping[int, float]]:
    """Level by year of each index of ``data/price_index.csv``."""
    levels: dict[str, dict[int, float]] = {}
    for row in load_table("price_index").rows:
        if row.year is not None:
            levels.setdefault(row.id, {})[row.year] = row.value
    return MappingProxyType(
        {name: MappingProxyType(dict(sorted(by_year.items()))) for name, by_year in levels.items()}
    )
