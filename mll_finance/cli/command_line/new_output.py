"""A file that a command writes where its user asked, never over another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mll_finance.errors import InputError, Problem, RunError
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase
from mll_finance.whole_files import new_file


@contextmanager
def new_output(target: Path, *, taken: Problem) -> Iterator[Path]:
    """A place to write that becomes the file when it is whole.

    Parameters
    ----------
    target : Path
        The file.
    taken : Problem
        What is wrong where there is something of that name.

    Raises
    ------
    InputError
        When there is, also when it came while the file was written.
    RunError
        When the file cannot be written.
    """
    try:
        with new_file(target) as part_file:
            yield part_file
    except FileExistsError:
        raise InputError(taken) from None
    except OSError as error:
        raise RunError(phrase("file_not_written", file=target, reason=system_reason(error))) from error
