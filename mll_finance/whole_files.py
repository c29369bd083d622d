"""Files that are written whole or not at all, and never over another unasked."""

from __future__ import annotations

import ctypes
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Windows, where what a killed process left stays
    fcntl = None  # type: ignore[assignment]


_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux, ``man 2 rename``."""


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A file to write that gets its name when it is whole; nothing is left of it where writing fails.

    Raises
    ------
    FileExistsError
        When there is something of that name, also when it came while the file was written.
    OSError
        When it cannot be written.
    """
    if os.path.lexists(path):
        clear_leftovers(path)  # Killed between its name and its end, a command leaves the file twice.
        raise FileExistsError(path)
    with _part_of(path) as part_file:
        yield part_file
        try:
            os.link(part_file, path)
        except FileExistsError:
            raise
        except OSError:
            # A disk without links: the name is taken first, so that nobody else's file is written over.
            path.open("xb").close()
            part_file.replace(path)


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of an earlier one when it is whole; behind a link, of what it leads to."""
    target_file = path.resolve()
    with _part_of(target_file) as part_file:
        yield part_file
        part_file.replace(target_file)


def exchanged(first: Path, second: Path) -> bool:
    """Have two files or folders take each other's place in one step; False where the system has no such step.

    With it there is no moment at which a name stands for nothing, as there is when one is moved aside first.
    """
    try:
        rename_function = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):  # pragma: no cover - not on Linux, or an old one
        return False
    return bool(rename_function(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE) == 0)


def is_only_holder(opened: IO[bytes]) -> bool:
    """Whether this process gets the lock of a file: no other that lives has it; never where there are no locks."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    clear_leftovers(path)
    part_file = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        if fcntl is None:
            yield part_file
        else:
            # The lock says to others that somebody still writes it.
            with part_file.open("xb") as opened_file:
                is_only_holder(opened_file)
                yield part_file
    finally:
        part_file.unlink(missing_ok=True)


def clear_leftovers(path: Path) -> None:
    """Remove what killed processes left of this file; what a living one writes stays."""
    own_name = re.compile(rf"\.{re.escape(path.name[:100])}\.[0-9a-f]{{8}}\.part")
    with suppress(OSError):
        for part_file in path.parent.iterdir():
            if not own_name.fullmatch(part_file.name) or part_file.is_symlink() or not part_file.is_file():
                continue
            with part_file.open("rb") as opened_file:
                if is_only_holder(opened_file):
                    part_file.unlink(missing_ok=True)
