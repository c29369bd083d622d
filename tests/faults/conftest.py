"""What several tests of wrong input use: see slips.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from slips import Commands


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    """Commands given in a folder of the test."""
    return Commands(tmp_path, capsys)


@pytest.fixture
def say(commands: Commands):
    """What a command says of the trial case with some things written differently, and its exit code."""
    return commands.said
