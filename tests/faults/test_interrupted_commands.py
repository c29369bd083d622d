"""Commands in a folder that cannot be written, on a disk that fills, and stopped: no half files, exit 1, in words."""

from __future__ import annotations

import errno
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from count_kills import STOPPED, contents, moments, prepared, stop

from mll_finance.terms import sentences

CHILD = """
import errno, os, sys
first, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
from mll_finance.__main__ import command
here, seen = os.getcwd(), 0
CHANGES = {"os.mkdir", "os.link", "os.symlink"} | ({"os.rename", "os.remove"} if number == errno.EROFS else set())
def hook(event, arguments):
    global seen
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if (writes or event in CHANGES) and isinstance(arguments[0], (str, os.PathLike)):
        if os.path.abspath(arguments[0]).startswith(here):
            seen += 1
            if seen >= first:
                raise OSError(number, os.strerror(number), str(arguments[0]))
sys.addaudithook(hook)
sys.exit(command())
"""
"""A command for which the system refuses every change of its folder from a moment on, as it does for everybody."""


def refused(folder: Path, *arguments: str, first: int, number: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(first), str(number), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


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
    ended = refused(tmp_path, *arguments, first=1, number=errno.EROFS)
    assert ended.returncode == 1, ended
    assert is_told("system_erofs", ended.stderr) and "Traceback" not in ended.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("command", "first"), [("run", 3), ("run again", 4), ("lock", 1), ("scan", 1)])
def test_a_disk_that_fills(tmp_path: Path, command: str, first: int) -> None:
    arguments = prepared(command, tmp_path)
    before = contents(tmp_path)
    ended = refused(tmp_path, *arguments, first=first, number=errno.ENOSPC)
    assert ended.returncode == 1, ended
    assert is_told("system_enospc", ended.stderr) and "Traceback" not in ended.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize("command", random.Random(20261129).sample(STOPPED, 2))
def test_a_command_is_stopped(command: str) -> None:
    """At a moment that the seed draws; ``count_kills.py`` stops all of them, many times."""
    assert stop(command, random.Random(command), moments(command, signal.SIGINT)) == ""
