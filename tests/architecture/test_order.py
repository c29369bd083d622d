"""Long files of tests go first, so that at the end of a run no processor waits for the last of them.

Nor does one look again and again among what was collected for objects that only hold each other.
"""

from __future__ import annotations

import gc
import runpy
from dataclasses import dataclass
from pathlib import Path

from mll_finance.batch import system

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Found:
    """A test as pytest finds it: its file, its name and what it is marked with."""

    path: str
    name: str
    marks: tuple[str, ...] = ()

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


def test_a_file_that_opens_workbooks_in_libreoffice_goes_first_and_the_rest_as_it_was() -> None:
    items = [
        Found("first", "a"),
        Found("books", "b"),
        Found("first", "c", ("browser",)),
        Found("books", "d", ("libreoffice",)),
        Found("last", "e"),
    ]
    runpy.run_path(str(ROOT / "tests" / "conftest.py"))["pytest_collection_modifyitems"](items)
    assert [found.name for found in items] == ["b", "d", "a", "c", "e"]


def test_what_was_collected_is_not_looked_among_and_the_rest_as_seldom_as_in_a_command() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] == system._OBJECTS
