"""What several folders of tests use: the checkout, and the programs outside Python that some tests open."""

from __future__ import annotations

import gc
import os
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from example_books import BooksOf
    from example_reports import ReportsOf

ROOT = Path(__file__).resolve().parents[1]
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

# The one profile of hypothesis: the same examples each time, and nothing depends on how busy the machine is.
settings.register_profile(
    "no_clock", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("no_clock")

MOST_WORKERS = 4
OBJECTS = (10_000, 5, 5)
"""Objects that are made before Python looks among them for some that only hold each other, as in a command.

At each fifth look it looks among older ones too, and at each fifth of those among all: what no test holds any longer
may hold arrays, and is let go of after 250,000 objects.
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """How many processes ``--numprocesses auto`` starts: one more than processors, since some wait for a browser.

    Without this two processors that share a core count as one, and on such a machine a single process does all.
    """
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_WORKERS, processors + 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that open workbooks in LibreOffice go first: they are long, and what is long and last keeps one processor.

    The order within a file, and of all other files, stays as it was.
    """
    long_files = {item.path for item in items if item.get_closest_marker("libreoffice")}
    items.sort(key=lambda item: item.path not in long_files)


def pytest_sessionstart() -> None:
    """Nothing is looked for while tests are collected: half a million objects come, and all of them stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Python looks among what comes from here on, and as seldom as in a command."""
    gc.freeze()
    gc.set_threshold(*OBJECTS)
    gc.enable()


def _program(names: tuple[str, ...], *, package: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    message = f"{names[0]} is not on this machine; install {package} to run this test"
    if IN_CI:
        pytest.fail(f"{message} (in CI it may not be skipped)")
    pytest.skip(message)


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def example_reports(tmp_path_factory: pytest.TempPathFactory) -> ReportsOf:
    """The report of an example by its name, for a test that only looks at it: to make one takes seconds."""
    from example_reports import reports_of  # the package takes a second, which most tests need not wait for

    return partial(reports_of, factory=tmp_path_factory)


@pytest.fixture(scope="session")
def example_books(tmp_path_factory: pytest.TempPathFactory) -> BooksOf:
    """The workbook of an example in each language by its name, for a test that writes nothing in it."""
    from example_books import books_of

    return partial(books_of, factory=tmp_path_factory)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return _program(names, package="Chromium")


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice; give each call a profile of its own, since a second process on one profile stops at once."""
    return _program(("soffice", "libreoffice"), package="LibreOffice Calc")
