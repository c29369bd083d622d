"""What several tests of wrong input use: see slips.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from local_case import CASE, TABLE
from one_process import make_reports_here
from slips import Commands


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    """Commands given in a folder of the test."""
    return Commands(tmp_path, capsys)


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of a batch are made by this process."""
    make_reports_here(monkeypatch)


@pytest.fixture
def say(commands: Commands):
    """What a command says of the trial case with some things written differently, and its exit code."""
    return commands.said


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a case of which two numbers differ by municipality; Tilburg has none."""
    (tmp_path / "local.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "own.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
