"""The workbook on paper: each sheet of every example one page of A4 wide, in letters one can read, heads repeated."""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from example_books import BooksOf
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from spreadsheet import cells, parts

from mll_finance.inputs.grammar.base import Language
from mll_finance.terms import sentence
from tests.workbook_changes import EXAMPLES

LANGUAGES: tuple[Language, ...] = ("nl", "en")
A4, USUAL_WIDTH = "9", 8.43
ON_A4 = 149.0
"""Digits of the usual size that fit side by side on A4 that lies, seven pixels each, between margins of 0.4 inch."""
SMALLEST = 0.6
"""Part of its size to which a sheet may shrink: letters of ten points become six, those of small print."""
ROWS_ON_A4 = 34
WIDE = "two pages wide"
PAGES = re.compile(rb"/Type\s*/Page\b")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_AREAS = re.compile(r"<definedNames>.*</definedNames>", re.DOTALL)
_LATER_ROWS = re.compile(r'<row r="(?:9|\d\d+)".*</row>(?=</sheetData>)', re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """A sheet as it will be printed, read from the XML itself: a library reads the style of each cell too."""

    title: str
    root: ElementTree.Element
    area: str
    """What is printed, where that is not all of it."""
    heads: str
    """The rows that every page repeats."""

    def settings(self, tag: str) -> dict[str, str]:
        """The attributes of a part of the sheet."""
        found = self.root.find(f".//{_MAIN}{tag}")
        return {} if found is None else found.attrib

    @property
    def rows(self) -> int:
        return max(int(row.attrib["r"]) for row in self.root.iter(f"{_MAIN}row"))

    @property
    def frozen(self) -> int:
        """Rows that stay on the screen."""
        return int(self.settings("pane").get("ySplit", 0))

    @property
    def columns(self) -> int:
        """The last column that is printed."""
        filled = [self.area.rpartition(":")[2]] if self.area else _filled(self.root)
        return max(
            column_index_from_string(address.replace("$", "").rstrip("0123456789")) for address in filled
        )

    @property
    def width(self) -> float:
        """Width of what is printed, in digits."""
        widths: dict[int, float] = {}
        for some in self.root.iter(f"{_MAIN}col"):
            first, last = int(some.attrib["min"]), int(some.attrib["max"])
            widths.update(dict.fromkeys(range(first, last + 1), float(some.attrib["width"])))
        return sum(widths.get(column, USUAL_WIDTH) for column in range(1, self.columns + 1))


def _filled(root: ElementTree.Element) -> list[str]:
    return [cell.attrib["r"] for cell in root.iter(f"{_MAIN}c") if len(cell)]


def read(path: Path) -> list[Sheet]:
    """The sheets of a workbook, in order."""
    with zipfile.ZipFile(path) as book:
        named: dict[tuple[str, str], str] = {}
        for name in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}definedName"):
            block = str(name.text).rpartition("!")[2]
            named[name.attrib["name"], name.attrib.get("localSheetId", "")] = block
        return [
            Sheet(
                title,
                ElementTree.fromstring(book.read(part)),
                named.get(("_xlnm.Print_Area", str(place)), ""),
                named.get(("_xlnm.Print_Titles", str(place)), ""),
            )
            for place, (title, part) in enumerate(parts(book).items())
        ]


@pytest.fixture(scope="module", params=EXAMPLES)
def opened(request: Any, example_books: BooksOf) -> dict[Language, list[Sheet]]:
    """The sheets of the workbook of an example in both languages."""
    return {language: read(path) for language, path in example_books(request.param).items()}


@pytest.fixture(scope="module")
def printed(
    example_books: BooksOf, soffice: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, int]]:
    """Of the Dutch book of each example, made short, its sheets and the pages that LibreOffice prints of it.

    All in one start of LibreOffice, with a book of which each sheet is two pages wide.
    What a sheet asks for is looked at in both languages; here is seen that LibreOffice does what it asks.
    """
    folder = tmp_path_factory.mktemp("short")
    paths = {name: folder / f"{name}.xlsx" for name in (*EXAMPLES, WIDE)}
    sheets = {name: short(example_books(name)["nl"], paths[name]) for name in EXAMPLES}
    sheets[WIDE] = short(example_books("two_years")["en"], paths[WIDE], wide=2)
    counts = pages(soffice, tmp_path_factory.mktemp("office"), *paths.values())
    return {name: (sheets[name], count) for name, count in zip(paths, counts, strict=True)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_asks_one_page_of_a4_in_width_and_stays_legible(
    opened: dict[Language, list[Sheet]], language: Language
) -> None:
    for sheet in opened[language]:
        page = sheet.settings("pageSetup")
        assert (page["paperSize"], page["orientation"]) == (A4, "landscape")
        assert sheet.settings("pageSetUpPr") == {"fitToPage": "1"}
        assert page.get("fitToWidth", "1") == "1", sheet.title
        assert sheet.width * SMALLEST <= ON_A4, (sheet.title, sheet.width)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_several_pages_repeats_its_heads(
    opened: dict[Language, list[Sheet]], language: Language
) -> None:
    for sheet in opened[language]:
        is_long = sheet.rows > ROWS_ON_A4 and sheet.settings("pageSetup").get("fitToHeight") == "0"
        assert not is_long or sheet.heads, sheet.title
        if sheet.settings("pane") and sheet.heads:
            assert sheet.heads == f"$1:${sheet.frozen}", sheet.title


def pages(soffice: str, profile: Path, *paths: Path) -> list[int]:
    """Pages that LibreOffice prints of each workbook of a folder."""
    folder = paths[0].parent
    call = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    done = subprocess.run(
        [*call, "--outdir", str(folder), *map(str, paths)], capture_output=True, text=True, check=False
    )
    made = [path.with_suffix(".pdf") for path in paths]
    assert all(path.exists() for path in made), f"{done.stdout}{done.stderr}"
    return [len(PAGES.findall(path.read_bytes())) for path in made]


def short(source: Path, target: Path, *, wide: int = 1) -> int:
    """A workbook with so few rows a sheet that each is as many pages as it is wide; gives the number of sheets.

    What is printed is named for each sheet, and nothing else is: LibreOffice takes long over names.
    """
    sheets = read(source)
    areas = "".join(
        f'<definedName name="_xlnm.Print_Area" localSheetId="{place}">'
        f"'{sheet.title.replace(chr(39), chr(39) * 2)}'!$A$1:${get_column_letter(sheet.columns)}$8</definedName>"
        for place, sheet in enumerate(sheets)
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode()
            if part == "xl/workbook.xml":
                content, count = _AREAS.subn(f"<definedNames>{areas}</definedNames>", content)
                assert count == 1
            if part.startswith("xl/worksheets/sheet"):
                content = _LATER_ROWS.sub("", content)
                content = content.replace(
                    "<pageSetup ", f'<pageSetup fitToWidth="{wide}" ' if wide > 1 else "<pageSetup "
                )
            new.writestr(part, content)
    return len(sheets)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", EXAMPLES)
def test_libreoffice_prints_every_sheet_one_page_wide(printed: dict[str, tuple[int, int]], name: str) -> None:
    sheets, count = printed[name]
    assert count == sheets


@pytest.mark.libreoffice
def test_a_sheet_of_two_pages_wide_is_seen(printed: dict[str, tuple[int, int]]) -> None:
    """The control of the test before."""
    sheets, count = printed[WIDE]
    assert count > sheets


@pytest.mark.parametrize("name", EXAMPLES)
def test_spread_stands_in_the_row_of_its_number(example_books: BooksOf, name: str) -> None:
    numbers, spreads = (sentence(f"workbook_{title}", "nl") for title in ("assumptions", "spread"))
    book = cells(example_books(name)["nl"])
    rows = [
        int(address[1:])
        for sheet, address in book
        if sheet == spreads and address[0] == "B" and address != "B1"
    ]
    assert rows
    for row in rows:
        for column in "AB":
            assert book[spreads, f"{column}{row}"] == book[numbers, f"{column}{row}"], row
