"""What a result depends on, as hashes: the case, the data tables, the code, the seed and the number of draws."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.tables.files import TableFile
from mll_finance.resources import package_folder, resource
from mll_finance.version import __version__


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
    return {
        "case": case.fingerprint(),
        "data": _hash_files(_data_files(), own=case.tables.own),
        "code": code_hash.__wrapped__() if anew else code_hash(),
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
        "data": _hash_files(_data_files(), own=case.tables.own),
    }


def _data_files() -> tuple[Path, ...]:
    return tuple(sorted(path for path in resource("data").iterdir() if path.suffix in (".csv", ".yaml")))


@lru_cache(maxsize=1)
def code_hash() -> str:
    """SHA-256 of the package's own source files."""
    return _hash_files(tuple(sorted(package_folder().rglob("*.py"))))


def _hash_files(paths: tuple[Path, ...], own: tuple[TableFile, ...] = ()) -> str:
    digest = hashlib.sha256()
    name_and_bytes = [(path.name, path.read_bytes()) for path in paths]
    name_and_bytes += [(table_file.name, table_file.contents) for table_file in own]
    for name, text in name_and_bytes:
        digest.update(name.encode())
        digest.update(text.replace(b"\r\n", b"\n"))
    return digest.hexdigest()
