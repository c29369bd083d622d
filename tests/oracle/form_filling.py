"""Fills in a form as an analyst would: what a case in YAML says, cell by cell, in a form that the suite wrote.

Written apart from the reader: it knows the sheets by the keys in their hidden row, and a number by its place in the
case, and it takes the words of drop-down lists from the form.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from mll_finance.inputs.form.examples import shown
from mll_finance.inputs.form.layout import kinds_of, numbers_of, tables
from mll_finance.report.form.workbook import write_form

KEYS, FIRST = 6, 7
"""Rows of the keys and of the first example, counted from 1."""
COLUMNS = 100
"""More than a sheet of the form has."""
COMMON = ("unit", "price_year", "index", "source", "quality", "accepted_by", "title", "note", "confidential")


SPARE = 12
"""Empty rows that a short form keeps below what it says of itself."""


def empty_form(path: Path, *, name: str = "proef", language: str = "nl") -> Path:
    """A form as `mll new NAME --form` writes it."""
    path.write_bytes(_empty_form(name, language))
    return path


def short_form(path: Path, *, language: str = "nl") -> Path:
    """The same without the hundreds of empty rows: to read and to write those takes longer than all the rest."""
    path.write_bytes(_short_form(language))
    return path


@cache
def _short_form(language: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = empty_form(Path(folder) / "form.xlsx", language=language)
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            said = max(
                cell.row for row in sheet for cell in row if cell.value is not None and cell.data_type != "f"
            )
            sheet.delete_rows(said + 1 + SPARE, sheet.max_row)
        book.save(path)
        return path.read_bytes()


@cache
def _empty_form(name: str, language: str) -> bytes:
    """A form that nobody filled in, written once: it is the same for every test that fills it in."""
    with TemporaryDirectory() as folder:
        write_form(Path(folder) / "form.xlsx", name=name, language=language)  # type: ignore[arg-type]
        return (Path(folder) / "form.xlsx").read_bytes()


class FilledForm:
    """A form that is being filled in."""

    def __init__(self, path: Path, language: str = "nl") -> None:
        self.path, self.language = path, language
        self.book = openpyxl.load_workbook(path)
        self.sheets = {
            str(sheet.cell(KEYS, 1).value).removeprefix("mll:"): sheet
            for sheet in self.book.worksheets
            if str(sheet.cell(KEYS, 1).value).startswith("mll:")
        }
        self.next = {name: self._first_free(name) for name in self.sheets}

    def _first_free(self, name: str) -> int:
        sheet = self.sheets[name]
        row = FIRST
        while sheet.cell(row, 1).value is not None:
            row += 1
        return row

    def column(self, table: str, key: str) -> int:
        sheet = self.sheets[table]
        # Not up to ``max_column``: openpyxl goes through every cell of the sheet to find it.
        return next(c for c in range(1, COLUMNS) if sheet.cell(KEYS, c).value == key)

    def cell(self, table: str, row: int, key: str) -> Any:
        return self.sheets[table].cell(row, self.column(table, key))

    def setting(self, key: str) -> Any:
        sheet = self.sheets["case"]
        return next(
            sheet.cell(r, 3) for r in range(FIRST, sheet.max_row + 1) if sheet.cell(r, 1).value == key
        )

    def add(self, table: str, **said: Any) -> int:
        """A row; a double underscore in a name is the point of a key."""
        return self.add_row(table, {key.replace("__", "."): word for key, word in said.items()})

    def add_row(self, table: str, said: dict[str, Any]) -> int:
        row = self.next[table]
        self.next[table] += 1
        self.set(table, row, said)
        return row

    def set(self, table: str, row: int, said: dict[str, Any]) -> None:
        columns = {column.key: column for column in tables()[table].columns}
        for key, word in said.items():
            text = "; ".join(map(str, word)) if isinstance(word, list) else word
            self.cell(table, row, key).value = shown(table, columns[key], text, self.language)  # type: ignore[arg-type]

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def fill(path: Path, raw: dict[str, Any], *, language: str = "nl") -> Path:
    """The form of a whole case, as far as a form can say it."""
    empty_form(path, name=raw["case"]["id"], language=language)
    form = FilledForm(path, language)
    for key, word in flat(raw["case"], language).items():
        column = next(column for column in tables()["case"].columns if column.key == key)
        form.setting(key).value = shown("case", column, word, language)  # type: ignore[arg-type]
    form.set(
        "alternatives",
        form.next["alternatives"],
        {"name": "baseline", **flat(raw["alternatives"]["baseline"], language)},
    )
    form.next["alternatives"] += 1
    for table in ("alternatives", "parties", "quantities", "lines", "remarks"):
        for name, part in (raw.get(table) or {}).items():
            if (table, name) == ("alternatives", "baseline"):
                continue
            fields = (
                {field.key for field in numbers_of(kinds_of(table)[part["kind"]])}
                if "kind" in part
                else set()
            )
            plain = {key: written for key, written in part.items() if key not in fields}
            form.add_row(table, {"name": name, **flat(plain, language)})
            for field in fields & set(part):
                _numbers(form, (table, name, field), part[field], language)
    sheet = form.sheets["preconditions"]
    rows = {
        sheet.cell(row, form.column("preconditions", "name")).value: row
        for row in range(FIRST, sheet.max_row + 1)
    }
    for name, part in (raw.get("preconditions") or {}).items():
        form.set("preconditions", rows[name], flat(part, language))
    return form.save()


def flat(part: dict[str, Any], language: str, before: str = "") -> dict[str, Any]:
    """The keys of a part with a point for each step down; a text in one language."""
    keys: dict[str, Any] = {}
    for key, written in part.items():
        if key == "years" and not isinstance(written, dict) and not before:
            if "kind" in part and part["kind"] == "cohort":
                keys[key] = written
            else:
                keys["years.only"] = written
        elif isinstance(written, dict) and set(written) <= {"nl", "en"}:
            keys[f"{before}{key}"] = written[language]
        elif isinstance(written, dict):
            keys |= flat(written, language, f"{before}{key}.")
        else:
            keys[f"{before}{key}"] = written
    return keys


def _numbers(form: FilledForm, place: tuple[str, str, str], written: dict[str, Any], language: str) -> None:
    section, owner, field = place
    at = {"section": section, "owner": owner, "field": field}
    model = kinds_of(section)[_kind(form, section, owner)]
    if next(each for each in numbers_of(model) if each.key == field).named:
        for part, number in written.items():
            _number(form, {**at, "part": part}, number, language)
    else:
        _number(form, at, written, language)


def _kind(form: FilledForm, section: str, owner: str) -> str:
    sheet = form.sheets[section]
    columns = {column.key: column for column in tables()[section].columns}
    row = next(r for r in range(FIRST, sheet.max_row + 1) if form.cell(section, r, "name").value == owner)
    label = form.cell(section, row, "kind").value
    return next(
        kind
        for kind in columns["kind"].choices
        if shown(section, columns["kind"], kind, form.language) == label  # type: ignore[arg-type]
    )


def _number(form: FilledForm, at: dict[str, Any], written: Any, language: str) -> None:
    if isinstance(written, (int, float)):
        # A growth rate may be a bare number; the form asks for its unit and source like any number.
        written = {
            "value": written,
            "unit": "1/yr",
            "source": "own_estimate",
            "quality": "D",
            "accepted_by": "not stated",
        }
    if "by_alternative" in written:
        common = {key: written[key] for key in COMMON if key in written}
        for name, child in written["by_alternative"].items():
            bare = not isinstance(child, dict) or all(isinstance(key, int) for key in child)
            number = {"value": child} if bare else child
            alone = {"ref", "table", "pm"} & set(number)
            _number(form, {**at, "alternative": name}, {**({} if alone else common), **number}, language)
        return
    spread = dict(written.get("distribution") or {})
    row = {**at, **flat({k: v for k, v in written.items() if k not in ("distribution", "value")}, language)}
    if spread:
        row["distribution.kind"] = spread.pop("kind")
        row |= spread
    by_year = written.get("value")
    if isinstance(by_year, dict):
        for year, amount in by_year.items():
            form.add_row("numbers", {**row, "in_year": year, "value": amount})
        return
    if "value" in written:
        row["value"] = by_year
    form.add_row("numbers", row)
