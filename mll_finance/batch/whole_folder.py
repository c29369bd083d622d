"""A run as one folder, complete or absent: what is the user's is never removed or written over.

While a run is made it stands in a hidden folder beside its own, ``.NAME.mll-<8 hexadecimals>``, with a file that its
process holds locked. The lock of a killed process is free, so the next run knows what was left and clears it.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from mll_finance.batch.earlier_run import earlier_run
from mll_finance.errors import InputError, Problem, RunError
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase
from mll_finance.whole_files import exchanged, is_only_holder

_NEW, _OLD, _OWNER = "new", "old", "owner"
_NAMED = 5
"""Files that a message names."""


def check_folder(folder: Path, option: str = "--out") -> None:
    """Refuse a folder that holds anything else than an earlier run as it was made; ``option`` is what named it.

    Raises
    ------
    InputError
        With the files that are not of a run, or were edited since.
    """
    if not os.path.lexists(folder):
        return
    objection_phrase = phrase("problem_exists_and_is_not_an", folder=folder)
    run_in_folder = earlier_run(folder) if folder.is_dir() else None
    if run_in_folder is not None:
        foreign_files, edited_files = run_in_folder.strangers(), run_in_folder.edited()
        if not foreign_files and not edited_files:
            return
        key = "problem_holds_files_that_no_run" if foreign_files else "problem_holds_files_that_were_edited"
        file_names = ", ".join((foreign_files or edited_files)[:_NAMED])
        objection_phrase = phrase(key, folder=folder, names=file_names)
    elif (folder.is_dir() and not any(folder.iterdir())) or (folder.is_symlink() and not folder.exists()):
        return
    raise InputError(
        Problem(
            option,
            objection_phrase,
            phrase("problem_a_new_folder_or_one"),
            phrase("problem_choose_another_folder_or_move"),
        )
    )


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to work in that takes the place of ``folder`` when all is done, and vanishes when it is not.

    Raises
    ------
    InputError
        When ``folder`` got files of the user while the run was made.
    RunError
        When it cannot be written; an earlier run is as it was.
    """
    folder = folder.resolve()
    work_folder: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        work_folder = folder.parent / f".{folder.name[:100]}.mll-{secrets.token_hex(4)}"
        work_folder.mkdir()
        with (work_folder / _OWNER).open("xb") as owner_file:
            is_only_holder(owner_file)
            (work_folder / _NEW).mkdir()
            yield work_folder / _NEW
            if not _is_at(work_folder / _OWNER, owner_file):
                raise RunError(phrase("run_folder_moved", folder=folder.parent))
            check_folder(folder)
            _take_place(work_folder, folder)
    except OSError as error:
        refused_file = error.filename or folder
        raise RunError(phrase("run_not_written", reason=system_reason(error), file=refused_file)) from error
    finally:
        if work_folder is not None:
            _remove(work_folder)


def _is_at(path: Path, opened: IO[bytes]) -> bool:
    """Whether a file that was opened still stands at its path: what was written later went to the same folder."""
    try:
        return os.path.samestat(path.stat(), os.fstat(opened.fileno()))
    except OSError:
        return False


def _clear(folder: Path) -> None:
    """What killed processes left of runs of this folder: an earlier run takes its place again, the rest goes."""
    work_folder_pattern = re.compile(rf"\.{re.escape(folder.name[:100])}\.mll-[0-9a-f]{{8}}")
    for work_folder in folder.parent.iterdir():
        if (
            not work_folder_pattern.fullmatch(work_folder.name)
            or work_folder.is_symlink()
            or not work_folder.is_dir()
        ):
            continue
        if not (work_folder / _OWNER).is_file():
            with suppress(OSError):
                work_folder.rmdir()  # killed before it had an owner: it is empty, or it is not ours
            continue
        with (work_folder / _OWNER).open("rb") as owner_file:
            if not is_only_holder(owner_file):
                continue
            if (work_folder / _OLD).exists() and not folder.exists():
                (work_folder / _OLD).replace(folder)
            _remove(work_folder)


def _remove(work: Path) -> None:
    """Remove a folder of work; what tells whose it is goes last, so that a kill in between leaves what is known."""
    for part_name in (_NEW, _OLD):
        shutil.rmtree(work / part_name, ignore_errors=True)
    shutil.rmtree(work, ignore_errors=True)


def _take_place(work: Path, folder: Path) -> None:
    """Put a finished run under its name, in one step where that exists; an earlier run stays where it fails."""
    if not folder.exists():
        (work / _NEW).replace(folder)
        return
    if exchanged(work / _NEW, folder):
        return
    folder.replace(work / _OLD)
    try:
        (work / _NEW).replace(folder)
    except BaseException:
        with suppress(OSError):
            (work / _OLD).replace(folder)
        raise
