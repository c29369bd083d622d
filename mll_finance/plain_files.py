"""Plain files, read up to a bound: a device or a pipe that somebody names keeps nobody waiting and fills no memory."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


class NoPlainFileError(OSError):
    """What is named is a device or a pipe."""

    def __init__(self, path: Path) -> None:
        super().__init__(0, "no plain file, but a device or a pipe", str(path))


def plain_bytes(path: Path, most: int) -> bytes:
    """The contents of a plain file; of a longer one a byte more than asked, so that a reader sees that it is.

    Parameters
    ----------
    path : Path
        The file.
    most : int
        Most bytes that the reader takes.

    Raises
    ------
    NoPlainFileError
        For a device, a pipe or a socket.
    OSError
        When it is not there or cannot be read.
    """
    # A pipe without a writer would keep the reader waiting; opened so, it does not.
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:
        raise OSError(errno.EINVAL, "no name of a file", str(path)) from error  # A zero in it, half a sign.
    file_mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(file_mode):
        os.close(descriptor)
        if stat.S_ISDIR(file_mode):
            raise IsADirectoryError(21, os.strerror(21), str(path))
        raise NoPlainFileError(path)
    with os.fdopen(descriptor, "rb") as opened_file:
        return opened_file.read(most + 1)
