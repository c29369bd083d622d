"""Commands in a folder that cannot be written, on a disk that fills, and stopped: no half files, exit 1, in words."""

from __future__ import annotations

import errno
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from count_kills import STOPPED, contents, moments, prepared, stop
from split_off import split_off

from mll_finance.terms import sentences

CHANGES = {"os.mkdir", "os.link", "os.symlink"}
OF_WHAT_IS_THERE = {"os.rename", "os.remove"}
"""What a full disk still does."""


def refused(folder: Path, *arguments: str, first: int, number: int) -> tuple[int, str]:
    """Code and words of a command for which the system refuses every change of its folder from a moment on.

    It does so for everybody: root may write where another may not.
    """
    seen = 0
    changes = CHANGES | (OF_WHAT_IS_THERE if number == errno.EROFS else set())

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        is_change = (writes or event in changes) and isinstance(given[0], str | os.PathLike)
        if is_change and folder in Path(given[0]).absolute().parents:
            seen += 1
            if seen >= first:
                raise OSError(number, os.strerror(number), str(given[0]))

    return split_off(folder, *arguments, ahead=lambda: sys.addaudithook(hook))


def is_told(key: str, text: str) -> bool:
    """Whether a text has a sentence in Dutch or English."""
    return any(words in text for words in sentences()[key].values())


@pytest.mark.parametrize("command", ["run", "lock", "new", "form", "scan", "lab"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, command: str) -> None:
    if command == "lab":
        arguments: tuple[str, ...] = ("lab", "--no-browser", "--folder", "work")
    else:
        arguments = prepared(command, tmp_path)
    before = contents(tmp_path)
    code, told = refused(tmp_path, *arguments, first=1, number=errno.EROFS)
    assert code == 1, told
    assert is_told("system_erofs", told) and "Traceback" not in told
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("command", "first"), [("run", 3), ("run again", 4), ("lock", 1), ("scan", 1)])
def test_a_disk_that_fills(tmp_path: Path, command: str, first: int) -> None:
    arguments = prepared(command, tmp_path)
    before = contents(tmp_path)
    code, told = refused(tmp_path, *arguments, first=first, number=errno.ENOSPC)
    assert code == 1, told
    assert is_told("system_enospc", told) and "Traceback" not in told
    assert contents(tmp_path) == before


@pytest.mark.parametrize("command", random.Random(20261129).sample(STOPPED, 2))
def test_a_command_is_stopped(command: str) -> None:
    """At a moment that the seed draws; ``count_kills.py`` stops all of them, many times."""
    assert stop(command, random.Random(command), moments(command, signal.SIGINT)) == ""
