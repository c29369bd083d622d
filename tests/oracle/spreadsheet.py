"""LibreOffice as a second calculator of workbooks whose cached values were all made wrong."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl

WRONG = 123456.789
ALWAYS, NEVER = 0, 1
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>{mode}</value></prop></item></oor:items>
"""
_CACHED = re.compile(r"(</f>)<v>[^<]*</v>")

Recalculate = Callable[..., dict[str, Path]]


def recalculate_in(
    soffice: str, folder: Path, paths: Iterable[Path], *, mode: int = ALWAYS
) -> dict[str, Path]:
    """Workbooks in, recalculated workbooks out, by file name; one start of LibreOffice, on a profile of its own."""
    paths = list(paths)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS.format(mode=mode), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    done = subprocess.run([*call, *map(str, paths)], capture_output=True, text=True, check=False)
    made = {path.name: folder / "out" / path.name for path in paths}
    missing = [name for name, path in made.items() if not path.exists()]
    assert not missing, f"LibreOffice made no {missing}: {done.stdout}{done.stderr}"
    return made


def spoil(path: Path, target: Path, *, inputs: dict[str, dict[str, float]] | None = None) -> Path:
    """Copy a workbook with every cached result replaced by a wrong one, and some inputs changed.

    ``inputs`` gives, by the name of a sheet, the new number of a cell.
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
                    text, count = re.subn(
                        rf'(<c r="{cell}"[^>]*>)<v>[^<]*</v>', rf"\g<1><v>{value!r}</v>", text
                    )
                    assert count == 1, f"no input at {cell}"
                content = text.encode("utf-8")
            made.writestr(part, content)
    return target


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets, in order."""
    book = openpyxl.load_workbook(path)
    return list(book.sheetnames)


def cells(path: Path, *, formulas: bool = False) -> dict[tuple[str, str], Any]:
    """Content of every filled cell by sheet and address: the formulas, or their results."""
    book = openpyxl.load_workbook(path, data_only=not formulas)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
