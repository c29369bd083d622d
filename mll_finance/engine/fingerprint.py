"""What a result depends on, as hashes: the case, the data tables, the code, the seed and the number of draws."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.tables.used_rows import used_digests
from mll_finance.resources import SHIPPED_DATA, package_folder
from mll_finance.version import __version__

_SOURCES = (".py", ".j2", ".css", ".js")
SIGNS_OF_MARK = 16
"""First signs of a hash that a page shows of what it was made from."""
SIGNS_OF_VERSION = 8
"""First signs of a hash that a page shows in the place of a version."""


def fingerprint(case: Case, *, draws: int, anew: bool = False) -> dict[str, Any]:
    """Hashes and settings by which a run can be recognised and repeated.

    Parameters
    ----------
    case : Case
        The case.
    draws : int
        How many runs it is drawn.
    anew : bool
        Whether the code is read again, to see whether it is still the code that is running.
    """
    digest_by_table = used_digests(case.tables, case.document.data)
    return {
        "case": case.fingerprint(digest_by_table),
        "data": _data_hash(case, digest_by_table),
        "code": _code_now() if anew else code_hash(),
        "version": __version__,
        "seed": case.settings.seed,
        "draws": draws,
        "scenario": case.scenario,
        "overrides": {override.path: override.value for override in case.overrides},
    }


def suite_fingerprint(case: Case) -> dict[str, str]:
    """Hashes of the code and of the tables in force for a case, with versions: what its arithmetic depends on."""
    return {
        **{name: metadata.version(name) for name in ("numpy", "scipy")},
        "version": __version__,
        "code": code_hash(),
        "data": _data_hash(case, used_digests(case.tables, case.document.data)),
    }


def _data_hash(case: Case, used_tables: Mapping[str, str]) -> str:
    """SHA-256 of the tables as the case was read with them: those that come along, and what it may read of its own."""
    data_digest = SHIPPED_DATA.results_digest(case.tables.shipped)
    return _hash(
        [
            ("data", data_digest.encode()),
            *((name, own_digest.encode()) for name, own_digest in used_tables.items()),
        ]
    )


@lru_cache(maxsize=1)
def code_hash() -> str:
    """SHA-256 of the package's own source files, templates and scripts."""
    return _hash_files(package_folder())


def _code_now() -> str:
    return code_hash.__wrapped__()


def is_code_edited() -> bool:
    """Whether the package's own files are others by now than those of which :func:`code_hash` told first."""
    return _code_now() != code_hash()


def _hash_files(folder: Path) -> str:
    """Hash of the sources in a folder, found faster than by ``rglob``: every run looks for them anew."""
    folder_prefix = f"{folder.as_posix()}/"
    return _hash(
        (source.as_posix().removeprefix(folder_prefix), source.read_bytes())
        for source in sorted(_sources(folder))
    )


def _sources(folder: Path) -> Iterator[Path]:
    for holder, subfolders, file_names in os.walk(folder):
        if Path(holder) == folder:
            subfolders[:] = [name for name in subfolders if name != "_resources"]
        yield from (Path(holder, name) for name in file_names if name.endswith(_SOURCES))


def _hash(named_contents: Iterable[tuple[str, bytes]]) -> str:
    running_hash = hashlib.sha256()
    for file_name, file_bytes in named_contents:
        bytes_with_newlines = file_bytes.replace(b"\r\n", b"\n")
        running_hash.update(f"{file_name}\0{len(bytes_with_newlines)}\0".encode() + bytes_with_newlines)
    return running_hash.hexdigest()
