"""LibreOffice as a second calculator of the workbooks that the tests write."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from spreadsheet import ALWAYS, Recalculate, profile_in, recalculate_in

from mll_finance.engine.draw_cache import DRAW_CACHE


@pytest.fixture(scope="session")
def recalculate(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    """A function: workbooks in, recalculated workbooks out, by file name."""

    @cache
    def profile(mode: int) -> Path:
        return profile_in(tmp_path_factory.mktemp("profile"), mode)

    def run(paths: Iterable[Path], *, mode: int = ALWAYS) -> dict[str, Path]:
        return recalculate_in(soffice, profile(mode), tmp_path_factory.mktemp("recalculated"), paths)

    return run


@pytest.fixture(autouse=True)
def _draws_made_anew() -> None:
    """An oracle compares what is calculated, not what an earlier test left behind; within a test draws are kept."""
    DRAW_CACHE.clear()
