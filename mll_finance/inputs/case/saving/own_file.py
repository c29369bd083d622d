"""The file of a case that its user may write in, as it stands; what others than its user wrote is left alone."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mll_finance.errors import InputError, Problem, RunError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import MANIFEST_OF_RUN, OF_RUN
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.resources import package_folder
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase, three
from mll_finance.whole_files import replaced_file

BOM = b"\xef\xbb\xbf"
"""What some programs put before a text in UTF-8."""
_WRITABLE = 0o222
"""Rights of a file that somebody may write."""


def own_file(case: Case) -> Path:
    """The file of the case, where it is one that its user may write in."""
    path = Path(case.document.name)
    if not (case.document.text and path.is_file()):
        raise InputError(Problem("", *three("save_no_file")), file=case.document.name)
    if case.settings.status == ADOPTED:
        raise InputError(Problem("case.status", *three("save_adopted")), file=str(path))
    if path.resolve().is_relative_to(package_folder()):
        raise InputError(Problem("", *three("save_example", name=path.stem)), file=str(path))
    target_file = path.resolve()
    if target_file.name == OF_RUN and target_file.with_name(MANIFEST_OF_RUN).exists():
        raise InputError(Problem("", *three("save_in_run")), file=str(path))
    return path


def held(path: Path) -> bytes:
    """What the file holds; one that its user may not or does not want to write is left alone, though it could be."""
    try:
        file_bytes = path.read_bytes()
        if not os.access(path, os.W_OK) or not path.stat().st_mode & _WRITABLE:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    except OSError as error:
        raise not_written(path, error) from error
    return file_bytes


@contextmanager
def rewritten(path: Path, old_bytes: bytes, new_text: str, *, edited: Problem) -> Iterator[Path]:
    """A file with a new text that takes the place of the old one, unless what is done with it fails.

    Parameters
    ----------
    path : Path
        The file of the case.
    old_bytes : bytes
        What it held when the new text was made of it.
    new_text : str
        The new text.
    edited : Problem
        What is wrong where it holds something else by now.

    Raises
    ------
    InputError
        When it does.
    RunError
        When the file cannot be written.
    """
    try:
        with replaced_file(path) as part_file:
            part_file.write_bytes((BOM if old_bytes.startswith(BOM) else b"") + new_text.encode())
            shutil.copymode(path, part_file)
            yield part_file
            if path.read_bytes() != old_bytes:
                raise InputError(edited, file=str(path))
    except OSError as error:
        raise not_written(path, error) from error


def not_written(path: Path, error: OSError) -> RunError:
    """That the file cannot be written, and why."""
    return RunError(phrase("save_not_written", file=path.name, reason=system_reason(error)))


def decoded(raw_bytes: bytes) -> str | None:
    """The text of a file; None where it is none."""
    try:
        return raw_bytes.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
