"""Tests are found by subject: every module has files of tests, and these are there and meet the package."""

from __future__ import annotations

import csv
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
import subjects

MODULES = subjects.modules()
RUNS = ("mll_finance", "python -m mll", "mll")
"""What a file of tests names when it imports or runs the package."""


@cache
def table() -> dict[str, list[str]]:
    return subjects.table()


def test_every_module_has_a_test() -> None:
    assert len(table()) > 100
    assert [module for module, files in table().items() if not files] == []


def test_the_files_are_there_and_meet_the_package(root: Path) -> None:
    for _, files in subjects.through():
        assert files
        for name in files:
            path = root / "tests" / name
            assert path.exists(), f"{name}: no such file; tests/subjects.csv"
            assert any(word in path.read_text(encoding="utf-8") for word in RUNS), name


def test_every_pattern_is_about_something(root: Path) -> None:
    patterns = [pattern for pattern, _ in subjects.through()]
    assert [p for p in patterns if not any(fnmatchcase(module, p) for module in MODULES)] == []
    assert len(patterns) == len(set(patterns))
    with (root / "tests" / "subjects.csv").open(encoding="utf-8", newline="") as rows:
        assert [row["modules"] for row in csv.DictReader(rows) if not row["why"]] == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import mll_finance.formulas.irr", {"mll_finance.formulas.irr"}),
        (
            "def late():\n    from mll_finance.formulas import irr",
            {"mll_finance.formulas", "mll_finance.formulas.irr"},
        ),
        ("import numpy\nfrom pathlib import Path", set()),
    ],
)
def test_what_a_test_imports_is_seen(source: str, names: set[str]) -> None:
    assert subjects.imported(source) == names


def test_a_module_is_listed_with_the_tests_that_import_it() -> None:
    assert "reference/test_formulas_irr.py" in table()["mll_finance.formulas.irr"]
