"""No number without a source: each row of a data table says what it is, where it comes from, how good it is.

Reads each ``data/*.csv`` that has a sidecar of the same name. A finding names the table, the line in the file
and the id of the row, so that whoever adds a value sees at once what is missing. The second half breaks a
copy in every way the first half guards against, and so shows that the guard works.
"""

from __future__ import annotations

import copy
import csv
import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(__file__).resolve().parents[2] / "data"
STANDARD = [
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
]
NEVER_EMPTY = ("id", "value", "unit", "quality", "source", "retrieved")
CURRENCIES = ("EUR", "USD", "GBP", "AUD")
WORDS_ONLY = {
    "terms",
    "municipality_names",
    "statline_topics",
    "algoritmekader",
    "assessment_answers",
}  # they hold no numbers, and have tests of their own
TABLES = sorted({p.stem for p in DATA.glob("*.csv") if p.with_suffix(".yaml").exists()} - WORDS_ONLY)

Row = dict[str, str]
Side = dict[str, Any]


def read(folder: Path, table: str) -> tuple[list[str], list[Row], Side]:
    """Return header, rows and sidecar of a table, every cell as text."""
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
    side = yaml.load((folder / f"{table}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return list(reader.fieldnames or []), rows, side


def number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def sidecar_findings(header: list[str], side: Side) -> list[str]:
    found = []
    for field in ("title", "description"):
        for language in ("nl", "en"):
            if not str(side.get(field, {}).get(language, "")).strip():
                found.append(f"{field} lacks {language}")
    if not side.get("licence"):
        found.append("licence is missing")
    if header[: len(STANDARD)] != STANDARD:
        found.append(f"header must start with {','.join(STANDARD)}")
    if list(side.get("columns", {})) != header:
        found.append("columns of the sidecar differ from the header")
    if any(not str(text).strip() for text in side.get("columns", {}).values()):
        found.append("a column has no description")
    if not side.get("key") or not set(side["key"]) <= set(header):
        found.append("key is missing or names an unknown column")
    for name, reference in side.get("references", {}).items():
        for field in ("title", "year", "seen"):
            if not reference.get(field):
                found.append(f"reference {name} lacks {field}")
        if not (reference.get("publisher") or reference.get("author")):
            found.append(f"reference {name} lacks publisher or author")
        if "url" not in reference or not (reference["url"] or reference.get("via")):
            found.append(f"reference {name} says neither url nor via")
        if reference.get("seen") not in ("primary", "secondary", "recalled"):
            found.append(f"reference {name}: seen is primary, secondary or recalled")
    return found


def source_findings(row: Row, references: Side) -> list[str]:
    """Check the source of a row, and that its quality does not promise more than was seen."""
    source, quality = row["source"], row["quality"]
    if source == "own_estimate":
        return [] if quality == "D" else ["an own estimate has quality D"]
    if source not in references:
        return [f"source {source!r} is not among the references"]
    seen = references[source].get("seen")
    if quality == "A" and seen != "primary":
        return [f"quality A needs a primary source, {source} is {seen}"]
    if seen == "recalled" and (quality not in ("C", "D") or "recalled" not in row["note"]):
        return ["a recalled value has quality C or D and says recalled in its note"]
    return []


def row_findings(row: Row, references: Side) -> list[str]:
    if None in row or None in row.values():
        return ["number of cells differs from the header"]
    found = [f"{column} is empty" for column in NEVER_EMPTY if not row[column].strip()]
    for column in ("value", "low", "high"):
        if row[column] and number(row[column]) is None:
            found.append(f"{column} {row[column]!r} is not a finite number")
    low, value, high = (number(row[column]) for column in ("low", "value", "high"))
    if value is not None and ((low is not None and low > value) or (high is not None and high < value)):
        found.append("value lies outside low..high")
    if row["quality"] not in ("A", "B", "C", "D"):
        found.append(f"quality {row['quality']!r} is not one of A, B, C, D")
    try:
        dt.date.fromisoformat(row["retrieved"])
    except ValueError:
        found.append(f"retrieved {row['retrieved']!r} is not an ISO date")
    if row["unit"].startswith(CURRENCIES) and not row["price_year"].isdigit():
        found.append("an amount of money needs a price_year")
    return found + source_findings(row, references)


def findings(folder: Path, table: str) -> list[str]:
    """Return everything that is wrong with a table, each with table, line and id."""
    header, rows, side = read(folder, table)
    found = [f"{table}: {text}" for text in sidecar_findings(header, side)]
    if not rows:
        found.append(f"{table}: no rows")
    key = [column for column in side.get("key") or [] if column in header]
    first_line: dict[tuple[str, ...], int] = {}
    for line, row in enumerate(rows, start=2):
        where = f"{table} line {line} ({row.get('id')})"
        found += [f"{where}: {text}" for text in row_findings(row, side.get("references", {}))]
        identity = tuple(str(row.get(column)) for column in key)
        if identity in first_line:
            found.append(f"{where}: same key as line {first_line[identity]}")
        first_line.setdefault(identity, line)
    return found


def test_the_tables_the_cases_need_are_there() -> None:
    assert {"discount_rates", "price_index", "unit_costs", "municipalities", "incidence"} <= set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_value_has_its_provenance(table: str) -> None:
    assert not (found := findings(DATA, table)), "\n".join(found)


@pytest.mark.parametrize("table", TABLES)
def test_references_are_used(table: str) -> None:
    _, rows, side = read(DATA, table)
    assert not set(side["references"]) - {row["source"] for row in rows}


def schedules() -> dict[str, list[int]]:
    _, rows, _ = read(DATA, "discount_rates")
    years: dict[str, list[int]] = {}
    for row in rows:
        years.setdefault(row["id"], []).append(int(row["from_year"]))
    return years


@pytest.mark.parametrize("schedule", sorted(schedules()))
def test_a_schedule_starts_in_year_one_and_rises(schedule: str) -> None:
    years = schedules()[schedule]
    assert years[0] == 1 and years == sorted(set(years))


def index(series: str) -> dict[int, float]:
    _, rows, _ = read(DATA, "price_index")
    return {int(row["year"]): float(row["value"]) for row in rows if row["id"] == series}


@pytest.mark.parametrize("series", ["cpi", "wages"])
def test_an_index_has_every_year_from_2005_to_2030(series: str) -> None:
    years = sorted(index(series))
    assert years == list(range(years[0], 2031)) and years[0] <= 2005


# Yearly change in per cent as Statistics Netherlands (CBS) published it, one decimal. CPI: StatLine 83131NED
# (2005, 2010, 2015-2019), the CBS page on inflation (2013-2022) and its news items on 2023, 2024 and 2025.
# Wages: StatLine 85663NED (2020-2023), 82838ned (2017, 2018), news items on 2019, 2024 and 2025. Where the
# index is chained from such a rate this guards the typing only. Two decimals in the index: 0.06, not 0.05.
PUBLISHED = {
    "cpi": {
        2005: 1.7,
        2010: 1.3,
        2013: 2.5,
        2014: 1.0,
        2015: 0.6,
        2016: 0.3,
        2017: 1.4,
        2018: 1.7,
        2019: 2.6,
        2020: 1.3,
        2021: 2.7,
        2022: 10.0,
        2023: 3.8,
        2024: 3.3,
        2025: 3.3,
    },
    "wages": {
        2017: 1.4,
        2018: 2.0,
        2019: 2.5,
        2020: 2.9,
        2021: 2.1,
        2022: 3.2,
        2023: 6.1,
        2024: 6.6,
        2025: 5.0,
    },
}


@pytest.mark.parametrize(("series", "year"), [(s, y) for s, changes in PUBLISHED.items() for y in changes])
def test_the_index_reproduces_the_published_change(series: str, year: int) -> None:
    levels = index(series)
    assert 100 * (levels[year] / levels[year - 1] - 1) == pytest.approx(PUBLISHED[series][year], abs=0.06)


# The guard itself: each way to break a table must be found, in the row where it was done.

Break = Callable[[list[Row], Side], None]


def cell(column: str, text: str) -> Break:
    def change(rows: list[Row], side: Side) -> None:
        rows[3][column] = text

    return change


def not_seen(seen: str, quality: str) -> Break:
    def change(rows: list[Row], side: Side) -> None:
        rows[3]["quality"] = quality
        side["references"][rows[3]["source"]]["seen"] = seen

    return change


BROKEN: dict[str, tuple[Break, str]] = {
    "no source": (cell("source", ""), "line 5 (wage_scale_4): source is empty"),
    "unknown source": (cell("source", "hearsay"), "'hearsay' is not among the references"),
    "text for a number": (cell("value", "about 5"), "value 'about 5' is not a finite number"),
    "nan": (cell("value", "nan"), "value 'nan' is not a finite number"),
    "outside its range": (cell("high", "1"), "value lies outside low..high"),
    "no unit": (cell("unit", ""), "unit is empty"),
    "unknown quality": (cell("quality", "E"), "quality 'E' is not one of A, B, C, D"),
    "own estimate too good": (cell("source", "own_estimate"), "an own estimate has quality D"),
    "not a date": (cell("retrieved", "24-11-2026"), "retrieved '24-11-2026' is not an ISO date"),
    "euro without price year": (cell("price_year", ""), "an amount of money needs a price_year"),
    "same key twice": (cell("id", "wage_scale_1"), "line 5 (wage_scale_1): same key as line 2"),
    "official but not seen": (not_seen("secondary", "A"), "quality A needs a primary source"),
    "recalled but good": (not_seen("recalled", "B"), "a recalled value has quality C or D"),
    "column not declared": (lambda rows, side: side["columns"].pop("note"), "columns of the sidecar differ"),
    "no Dutch title": (lambda rows, side: side["title"].pop("nl"), "title lacks nl"),
    "blank description": (lambda rows, side: side["description"].update(en=" "), "description lacks en"),
    "undated source": (lambda rows, side: side["references"]["hot_2026"].pop("year"), "hot_2026 lacks year"),
}


def write_copy(folder: Path, rows: list[Row], side: Side) -> None:
    with (folder / "unit_costs.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "unit_costs.yaml").write_text(
        yaml.dump(side, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8"
    )


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_copy_is_found(name: str, tmp_path: Path) -> None:
    _, rows, side = read(DATA, "unit_costs")
    rows, side = copy.deepcopy(rows), copy.deepcopy(side)
    write_copy(tmp_path, rows, side)
    assert findings(tmp_path, "unit_costs") == []
    change, expected = BROKEN[name]
    change(rows, side)
    write_copy(tmp_path, rows, side)
    assert any(expected in text for text in findings(tmp_path, "unit_costs"))
