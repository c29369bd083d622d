"""The workbook on paper: each sheet of every example one page of A4 wide, in letters one can read, heads repeated."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import get_column_letter, range_boundaries

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.base import Language
from mll_finance.report.excel.workbook import write_workbook
from mll_finance.terms import sentence
from tests.workbook_changes import EXAMPLES, example

LANGUAGES: tuple[Language, ...] = ("nl", "en")
A4, USUAL_WIDTH = 9, 8.43
ON_A4 = 149.0
"""Digits of the usual size that fit side by side on A4 that lies, seven pixels each, between margins of 0.4 inch."""
SMALLEST = 0.6
"""Part of its size to which a sheet may shrink: letters of ten points become six, those of small print."""
ROWS_ON_A4 = 34
WIDE = "two pages wide"
PAGES = re.compile(rb"/Type\s*/Page\b")
Workbook = Any


def few_draws(name: str) -> Case:
    """An example with few draws: a sheet is as wide with any."""
    return example(name).with_({"case.draws": 16})


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[Language, Path]]:
    """The workbook of an example in both languages, by its name."""
    folder = tmp_path_factory.mktemp("paper")

    @cache
    def written(name: str) -> dict[Language, Path]:
        study = appraise(few_draws(name))
        paths = {language: folder / f"{name}.{language}.xlsx" for language in LANGUAGES}
        for language, path in paths.items():
            write_workbook(study, path, language=language)
        return paths

    return written


@pytest.fixture(scope="module", params=EXAMPLES)
def opened(request: Any, books: Callable[[str], dict[Language, Path]]) -> dict[Language, Workbook]:
    """The workbook of an example in both languages, each read once: to read one takes seconds."""
    return {language: openpyxl.load_workbook(path) for language, path in books(request.param).items()}


@pytest.fixture(scope="module")
def printed(
    books: Callable[[str], dict[Language, Path]], soffice: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, int]]:
    """Of the Dutch book of each example, made short, its sheets and the pages that LibreOffice prints of it.

    All in one start of LibreOffice, with a book of which each sheet is two pages wide.
    What a sheet asks for is looked at in both languages; here is seen that LibreOffice does what it asks.
    """
    folder = tmp_path_factory.mktemp("short")
    paths = {name: folder / f"{name}.xlsx" for name in (*EXAMPLES, WIDE)}
    sheets = {name: short(books(name)["nl"], paths[name]) for name in EXAMPLES}
    sheets[WIDE] = short(books("two_years")["en"], paths[WIDE], widen)
    counts = pages(soffice, tmp_path_factory.mktemp("office"), *paths.values())
    return {name: (sheets[name], count) for name, count in zip(paths, counts, strict=True)}


def printed_columns(sheet: Any) -> int:
    """The last column that is printed."""
    if sheet.print_area:
        last_column = range_boundaries(str(sheet.print_area).rpartition("!")[2])[2]
        return int(last_column or 0)
    return max(int(cell.column) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def printed_width(sheet: Any) -> float:
    """Width of what is printed, in digits."""
    widths: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        widths.update(dict.fromkeys(range(dimension.min, dimension.max + 1), dimension.width))
    return sum(widths.get(column, USUAL_WIDTH) for column in range(1, printed_columns(sheet) + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_asks_one_page_of_a4_in_width_and_stays_legible(
    opened: dict[Language, Workbook], language: Language
) -> None:
    for sheet in opened[language].worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (A4, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert printed_width(sheet) * SMALLEST <= ON_A4, (sheet.title, printed_width(sheet))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_several_pages_repeats_its_heads(
    opened: dict[Language, Workbook], language: Language
) -> None:
    for sheet in opened[language].worksheets:
        is_long = sheet.max_row > ROWS_ON_A4 and sheet.page_setup.fitToHeight == 0
        assert not is_long or sheet.print_title_rows, sheet.title
        if sheet.freeze_panes is not None and sheet.print_title_rows:
            frozen = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
            assert sheet.print_title_rows == f"$1:${frozen}", sheet.title


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


def short(source: Path, target: Path, change: Callable[[Any], None] = lambda sheet: None) -> int:
    """A workbook with so few rows a sheet that each is as many pages as it is wide; gives the number of sheets."""
    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        sheet.print_area = f"A1:{get_column_letter(printed_columns(sheet))}8"
        change(sheet)
    book.save(target)
    return len(book.worksheets)


def widen(sheet: Any) -> None:
    sheet.page_setup.fitToWidth = 2


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


def test_spread_stands_in_the_row_of_its_number(opened: dict[Language, Workbook]) -> None:
    book = opened["nl"]
    numbers, spreads = (book[sentence(f"workbook_{name}", "nl")] for name in ("assumptions", "spread"))
    rows = [row for row in range(2, spreads.max_row + 1) if spreads.cell(row, 2).value]
    assert rows and {spreads.cell(row, 2).value for row in rows} <= {
        numbers.cell(row, 2).value for row in range(2, numbers.max_row + 1)
    }
    for row in rows:
        for column in (1, 2):
            assert spreads.cell(row, column).value == numbers.cell(row, column).value, row
