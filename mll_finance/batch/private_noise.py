"""The secret beside a case: the noise on its confidential numbers, drawn once from the entropy of the system.

A second publication takes the noise of the first, so that nobody can average it out. The file is as confidential as the
numbers: it lies beside the case, only its owner can read it, and it goes into no run and no public version.
"""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from mll_finance.batch.manifest import write_json
from mll_finance.errors import LONGEST_PLACE, RunError
from mll_finance.plain_text import shortened
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase
from mll_finance.whole_files import new_file, replaced_file

_SCHEMA = 1
_MAX_BYTES = 10_000_000
_FURTHEST = 40.0
"""Standard deviations beyond which a file was not written by a draw."""
_ENDING = ".private.json"
_NOTE = "Secret. Keep it with the case and publish it nowhere: with it the confidential numbers can be worked out."


def noise_path(case: Path | str) -> Path:
    """Where the noise of a case is kept: beside it.

    Examples
    --------
    >>> noise_path("cases/debts.yaml").name
    'debts.private.json'
    """
    return Path(case).with_suffix(_ENDING)


def is_offered_to_git(file: Path) -> bool:
    """Whether a file lies in a work tree of git that does not say to ignore it: a commit of everything takes it along.

    What is understood are patterns for a name, in the folder of the file and those above it, and in what git excludes
    itself; a pattern with a folder in it is taken for none, so that at worst somebody is warned in vain.
    """
    folder = file.resolve().parent
    repository_folder = next(
        (parent_folder for parent_folder in (folder, *folder.parents) if (parent_folder / ".git").exists()),
        None,
    )
    if repository_folder is None:
        return False
    folders_up_to_top = [folder, *folder.parents][: len(folder.relative_to(repository_folder).parts) + 1]
    ignoring_files = [
        repository_folder / ".git" / "info" / "exclude",
        *(parent_folder / ".gitignore" for parent_folder in folders_up_to_top[::-1]),
    ]
    is_ignored = False
    for pattern in (line.rstrip() for path in ignoring_files for line in _lines(path)):
        # The last pattern that fits decides, as it does for git.
        if fnmatchcase(file.name, pattern.removeprefix("!").removeprefix("**/")):
            is_ignored = not pattern.startswith("!")
    return not is_ignored


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def private_noise(case: Path | str, paths: Iterable[str]) -> tuple[dict[str, float], Path | None]:
    """The noise of some numbers of a case, drawn and kept where there is none yet.

    Parameters
    ----------
    case : Path or str
        File of the case.
    paths : iterable of str
        Paths of the numbers.

    Returns
    -------
    tuple
        Draws from the standard normal distribution by path; and the file, where there was none before.

    Raises
    ------
    RunError
        When the file cannot be read or written, or is not one that this function wrote.
    """
    noise_file, paths_needing_noise = noise_path(case), list(paths)
    if not paths_needing_noise:
        return {}, None
    is_new = not noise_file.exists()
    noise_by_path = {} if is_new else _read(noise_file)
    if any(path not in noise_by_path for path in paths_needing_noise):
        draw_gauss = secrets.SystemRandom().gauss
        drawn_by_path = {
            path: draw_gauss(0.0, 1.0) for path in paths_needing_noise if path not in noise_by_path
        }
        noise_by_path = noise_by_path | drawn_by_path
        _write(noise_file, noise_by_path, is_new=is_new)
    return {path: noise_by_path[path] for path in paths_needing_noise}, noise_file if is_new else None


def _write(file: Path, noise_by_path: dict[str, float], *, is_new: bool) -> None:
    noise_document = {"schema": _SCHEMA, "note": _NOTE, "noise": dict(sorted(noise_by_path.items()))}
    try:
        with (new_file if is_new else replaced_file)(file) as part_file:
            part_file.touch(mode=0o600)
            part_file.chmod(0o600)
            write_json(part_file, noise_document)
    except OSError as error:
        raise RunError(phrase("noise_not_kept", file=str(file), reason=system_reason(error))) from error


def _read(file: Path) -> dict[str, float]:
    try:
        if not file.is_file() or file.stat().st_size > _MAX_BYTES:
            raise ValueError("no file of this suite")
        noise_document: Any = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(noise_document, dict) or noise_document.get("schema") != _SCHEMA:
            raise ValueError("no file of this suite")
        noise_by_path = {str(path): float(noise) for path, noise in noise_document["noise"].items()}
        if any(not math.isfinite(noise) or abs(noise) > _FURTHEST for noise in noise_by_path.values()):
            raise ValueError("noise that nobody draws")
    except OSError as error:
        raise RunError(phrase("noise_not_read", file=str(file), reason=system_reason(error))) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunError(phrase("noise_is_none", file=shortened(str(file), LONGEST_PLACE))) from error
    return noise_by_path
