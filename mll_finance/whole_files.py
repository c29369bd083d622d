"""Files that are written whole or not at all, and never over another unasked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
        raise FileExistsError(path)
    with _part_of(path) as part:
        yield part
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:
            # A disk without links: the name is taken first, so that nobody else's file is written over.
            path.open("xb").close()
            part.replace(path)


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of an earlier one when it is whole; behind a link, of what it leads to."""
    target = path.resolve()
    with _part_of(target) as part:
        yield part
        part.replace(target)


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)
