"""LibreOffice as a second calculator of workbooks whose cached values were all made wrong."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

WRONG = 123456.789
ALWAYS, NEVER = 0, 1
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>{mode}</value></prop></item></oor:items>
"""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CACHED = re.compile(r"(</f>)<v>[^<]*</v>")

_NAMES = re.compile(r"<definedNames>.*</definedNames>", re.DOTALL)
_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Text with commas, a file of each sheet; numbers in all their figures and in quotes, a text only if it needs them."""
_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|\Z)')

Cells = dict[tuple[str, str], Any]
"""What cells show, by sheet and address."""
Recalculate = Callable[..., dict[str, Cells]]


def profile_in(folder: Path, mode: int) -> Path:
    """A profile of LibreOffice that recalculates always or never; the first start on it takes longer than the next."""
    settings = folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS.format(mode=mode), encoding="utf-8")
    return folder


def recalculate_in(soffice: str, profile: Path, folder: Path, paths: Iterable[Path]) -> dict[str, Cells]:
    """Workbooks in, what their cells show once recalculated out, by file name; one start on a profile that is free.

    LibreOffice writes each sheet as text: a workbook takes it twice as long, and this process to read one too.
    """
    paths = list(paths)
    start = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    call = [*start, "--convert-to", _EVERY_SHEET, "--outdir", str(folder / "out")]
    done = subprocess.run([*call, *map(str, paths)], capture_output=True, text=True, check=False)
    texts = {
        path: {sheet: folder / "out" / f"{path.stem}-{sheet}.csv" for sheet in sheet_names(path)}
        for path in paths
    }
    missing = [file.name for sheets in texts.values() for file in sheets.values() if not file.exists()]
    assert not missing, f"LibreOffice made no {missing}: {done.stdout}{done.stderr}"
    return {
        path.name: {
            (sheet, address): content
            for sheet, file in sheets.items()
            for address, content in _shown(file.read_text(encoding="utf-8"))
        }
        for path, sheets in texts.items()
    }


def _shown(text: str) -> Iterator[tuple[str, float | str]]:
    """Address and content of every filled cell of a sheet that was written as text."""
    row, column, place = 1, 0, 0
    while place < len(text):
        field = _FIELD.match(text, place)
        assert field is not None, text[place : place + 80]
        quoted, bare, end = field.groups()
        if shown := bare or quoted:
            content = shown.replace('""', '"') if bare else _number(shown)
            yield f"{column_name(column)}{row}", content
        row, column = (row + 1, 0) if end == "\n" else (row, column + 1)
        place = field.end()


def _number(quoted: str) -> float | str:
    """A number between quotes, also as a percentage; else the text that stands there."""
    try:
        return float(quoted.removesuffix("%")) / (100 if quoted.endswith("%") else 1)
    except ValueError:
        return quoted.replace('""', '"')


def column_name(column: int) -> str:
    """The letters of a column, counted from zero."""
    before, last = divmod(column, 26)
    return (column_name(before - 1) if before else "") + chr(ord("A") + last)


def spoil(path: Path, target: Path, *, inputs: dict[str, dict[str, float | str]] | None = None) -> Path:
    """Copy a workbook with every cached result replaced by a wrong one, and some inputs changed.

    ``inputs`` gives, by the name of a sheet, the new number or text of a cell. The names of cells are left out: to read
    them takes LibreOffice most of its time, and a formula that used one would end in an error here. With them it opens
    every example in faults/test_workbook_comes_back.py.
    """
    names = {
        sheet: f"xl/worksheets/sheet{place}.xml" for place, sheet in enumerate(sheet_names(path), start=1)
    }
    changes = {names[sheet]: cells for sheet, cells in (inputs or {}).items()}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as made:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = _NAMES.sub("", content.decode("utf-8")).encode("utf-8")
            if part.filename.startswith("xl/worksheets/sheet"):
                text = _CACHED.sub(rf"\g<1><v>{WRONG}</v>", content.decode("utf-8"))
                for cell, value in changes.get(part.filename, {}).items():
                    text, count = _typed(text, cell, value)
                    assert count == 1, f"no input at {cell}"
                content = text.encode("utf-8")
            made.writestr(part.filename, content)
    return target


def _typed(text: str, cell: str, value: float | str) -> tuple[str, int]:
    """A sheet with something else in a cell, and how many cells that were."""
    if isinstance(value, str):
        written = f'<c r="{cell}"\\g<1> t="inlineStr"><is><t>{escape(value)}</t></is>'
        return re.subn(rf'<c r="{cell}"([^>]*?) t="s"><v>[^<]*</v>', written, text)
    return re.subn(rf'(<c r="{cell}"[^>]*>)<v>[^<]*</v>', rf"\g<1><v>{value!r}</v>", text)


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets, in order."""
    with zipfile.ZipFile(path) as book:
        return list(parts(book))


def cells(path: Path, *, formulas: bool = False) -> Cells:
    """Content of every filled cell by sheet and address: the formulas, or their results.

    Read from the XML itself: a library reads all styles too, and a workbook of the tests is read some hundred times.
    """
    with zipfile.ZipFile(path) as book:
        texts = _shared_texts(book)
        return {
            (name, cell.attrib["r"]): content
            for name, part in parts(book).items()
            for cell in ElementTree.fromstring(book.read(part)).iter(f"{_MAIN}c")
            if (content := _content(cell, texts, formulas=formulas)) is not None
        }


def parts(book: zipfile.ZipFile) -> dict[str, str]:
    """The part of the zip that holds each sheet, by the name of the sheet."""
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.attrib["Id"]: relation.attrib["Target"] for relation in relations}
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return {
        sheet.attrib["name"]: f"xl/{targets[sheet.attrib[_RELATION]].removeprefix('/xl/')}"
        for sheet in sheets
    }


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in text.iter(f"{_MAIN}t")) for text in texts]


def _content(cell: ElementTree.Element, texts: list[str], *, formulas: bool) -> Any:
    """What a cell shows, or its formula; None for an empty one."""
    if formulas and (formula := cell.findtext(f"{_MAIN}f")):
        return f"={formula}"
    kind, written = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t")) or None
    if not written:
        return None
    if kind == "s":
        return texts[int(written)]
    if kind == "b":
        return written == "1"
    return float(written) if kind == "n" else written
