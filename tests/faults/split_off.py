"""Commands in a process that is split off from that of the test: one that starts anew takes a second to import all."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mll_finance.__main__ import command


def in_a_copy(run: Callable[[int], int]) -> tuple[int, str]:
    """Exit code of what is run in a copy of this process, and what it writes into the file that it is given."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # From Python 3.12 on where another thread is alive: here one of pytest's, of which the command asks nothing.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reader)
        code = 99
        try:
            code = run(writer)
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        text = told.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), text


def split_off(folder: Path, *arguments: str, ahead: Callable[[], None]) -> tuple[int, str]:
    """Exit code of a command given in a folder, and all that it says; ``ahead`` is called before, in its process."""
    return in_a_copy(partial(_in_child, folder, arguments, ahead))


def _in_child(folder: Path, arguments: tuple[str, ...], ahead: Callable[[], None], writer: int) -> int:
    os.chdir(folder)
    for stream in (1, 2):
        os.dup2(writer, stream)
    sys.stdout = sys.stderr = os.fdopen(writer, "w", encoding="utf-8", buffering=1)
    sys.argv = ["mll", *arguments]
    try:
        ahead()
        return int(command() or 0)
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        return 98
    finally:
        sys.stdout.flush()
