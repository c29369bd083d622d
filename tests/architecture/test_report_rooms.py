"""The rooms of the report: one file a section with its title, shared pieces beside them, no folder too full."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mll_finance import appraise, load_case
from mll_finance.report.context import Context
from mll_finance.report.page import ORDER, PRODUCTS, product_of
from mll_finance.report.section import ReportSection, _registered, report_sections, section
from mll_finance.report.writer import writers
from mll_finance.resources import package_folder

REPORT = package_folder() / "report"
MOST_FILES = 20
REGISTRIES = ("sections", "writers")
"""Folders in which every file registers one kind: these may be as full as there are kinds."""


def test_every_file_registers_one_section_with_its_title() -> None:
    files = {path.stem for path in (REPORT / "sections").glob("[a-z]*.py")}
    assert set(report_sections()) == files
    for name, registered in report_sections().items():
        assert registered.title.nl.strip() and registered.title.en.strip(), name
    anchors = [registered.anchor for registered in report_sections().values()]
    assert len(set(anchors)) == len(anchors)


def test_the_usual_report_is_made_of_sections() -> None:
    assert set(ORDER) <= set(report_sections())
    assert len(set(ORDER)) == len(ORDER)
    assert {product_of(name) for name in report_sections()} == set(PRODUCTS)


def test_every_file_of_the_writers_registers_one_format() -> None:
    assert set(writers()) == {path.stem for path in (REPORT / "writers").glob("[a-z]*.py")}
    files = [writer.file for writer in writers().values()]
    assert len(set(files)) == len(files)


def test_a_file_without_a_section_is_refused() -> None:
    with pytest.raises(TypeError, match="registers 0 sections"):
        _registered(ast)


def test_a_section_without_a_dutch_title_is_refused() -> None:
    with pytest.raises(TypeError, match="nl"):
        section(en="Only English", anchor="only")  # type: ignore[call-arg]


def test_a_section_with_nothing_below_its_heading_has_no_heading() -> None:
    empty = section(nl="Leeg", en="Empty", anchor="empty")(lambda context: [])
    assert isinstance(empty, ReportSection)
    assert empty.blocks(Context(appraise(load_case("two_years")), "nl")) == []


def imported(path: Path) -> set[str]:
    """Modules that a file imports from, anywhere in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module is not None
    }


def test_nothing_is_taken_from_a_section() -> None:
    """What two sections share is a piece; a section is reached through the registry."""
    users = {
        path.relative_to(package_folder()).as_posix()
        for path in package_folder().rglob("*.py")
        if any(name.startswith("mll_finance.report.sections") for name in imported(path))
    }
    assert users == set()


def test_no_folder_of_the_report_is_too_full() -> None:
    folders = [REPORT, *(path for path in REPORT.iterdir() if path.is_dir() and path.name not in REGISTRIES)]
    full = {
        folder.name: count
        for folder in folders
        if (count := sum(path.suffix == ".py" and path.name != "__init__.py" for path in folder.iterdir()))
        > MOST_FILES
    }
    assert full == {}
