"""LibreOffice as a second calculator of workbooks whose cached values were all made wrong."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable
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

Recalculate = Callable[..., dict[str, Path]]


def profile_in(folder: Path, mode: int) -> Path:
    """A profile of LibreOffice that recalculates always or never; the first start on it takes longer than the next."""
    settings = folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS.format(mode=mode), encoding="utf-8")
    return folder


def recalculate_in(soffice: str, profile: Path, folder: Path, paths: Iterable[Path]) -> dict[str, Path]:
    """Workbooks in, recalculated workbooks out, by file name; one start of LibreOffice on a profile that is free."""
    paths = list(paths)
    start = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    call = [*start, "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    done = subprocess.run([*call, *map(str, paths)], capture_output=True, text=True, check=False)
    made = {path.name: folder / "out" / path.name for path in paths}
    missing = [name for name, path in made.items() if not path.exists()]
    assert not missing, f"LibreOffice made no {missing}: {done.stdout}{done.stderr}"
    return made


def spoil(path: Path, target: Path, *, inputs: dict[str, dict[str, float | str]] | None = None) -> Path:
    """Copy a workbook with every cached result replaced by a wrong one, and some inputs changed.

    ``inputs`` gives, by the name of a sheet, the new number or text of a cell.
    """
    names = {
        sheet: f"xl/worksheets/sheet{place}.xml" for place, sheet in enumerate(sheet_names(path), start=1)
    }
    changes = {names[sheet]: cells for sheet, cells in (inputs or {}).items()}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                text = _CACHED.sub(rf"\g<1><v>{WRONG}</v>", content.decode("utf-8"))
                for cell, value in changes.get(part.filename, {}).items():
                    text, count = _typed(text, cell, value)
                    assert count == 1, f"no input at {cell}"
                content = text.encode("utf-8")
            made.writestr(part, content)
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
        return list(_parts(book))


def cells(path: Path, *, formulas: bool = False) -> dict[tuple[str, str], Any]:
    """Content of every filled cell by sheet and address: the formulas, or their results.

    Read from the XML itself: a library reads all styles too, and a workbook of the tests is read some hundred times.
    """
    with zipfile.ZipFile(path) as book:
        texts = _shared_texts(book)
        return {
            (name, cell.attrib["r"]): content
            for name, part in _parts(book).items()
            for cell in ElementTree.fromstring(book.read(part)).iter(f"{_MAIN}c")
            if (content := _content(cell, texts, formulas=formulas)) is not None
        }


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
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
