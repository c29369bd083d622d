"""The manifest of a run: what it was made from and what it holds, so that it can be recognised and repeated.

It keeps the texts of a run beside their hashes, so that what somebody edited later can be shown line by line.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mll_finance.batch.edited_lines import kept_lines
from mll_finance.inputs.case.adoption.lock_state import state
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import MANIFEST_OF_RUN

LIBRARIES = (
    "numpy",
    "scipy",
    "pandas",
    "pydantic",
    "plotly",
    "papermill",
    "babel",
    "jinja2",
    "nbformat",
    "xlsxwriter",
)
"""Libraries whose version a run records, where they are installed: what its numbers and its files are made with."""
MANIFEST = MANIFEST_OF_RUN
AMOUNTS = ("numbers", "rules", "reading")
"""What a run records of the state of its case: its text it keeps as it is."""


def manifest(
    folder: Path,
    *,
    fingerprint: dict[str, Any],
    parameters: dict[str, Any],
    inputs: Mapping[str, Any] | None = None,
    is_branded: bool = False,
) -> dict[str, Any]:
    """Fingerprints, parameters, versions, and the SHA-256 of every file of the run.

    Parameters
    ----------
    folder : Path
        The folder with the files of the run.
    fingerprint : dict
        That of the study.
    parameters : dict
        What the notebooks were given.
    inputs : mapping, optional
        What the case amounts to (:func:`inputs_of`), kept with the texts of the run; a public version has neither.
    is_branded : bool
        Whether a brand or a template of somebody went into its files, of which it keeps no copy.
    """
    file_paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {
        "schema": 1,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": fingerprint,
        "parameters": parameters,
        "python": platform.python_version(),
        "libraries": libraries(),
        **({"branded": True} if is_branded else {}),
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in file_paths
        },
        **({} if inputs is None else {"inputs": dict(inputs), "texts": kept_lines(folder, file_paths)}),
    }


def libraries() -> dict[str, str]:
    """Version by name of the libraries that a run records, as they are here."""
    return {name: metadata.version(name) for name in LIBRARIES if find_spec(name)}


def inputs_of(case: Case) -> dict[str, Any]:
    """The name of its file, and what a case amounts to beside its text: its numbers, rates and prices, its reading."""
    case_state = state(case)
    amounts_by_name = {name: case_state[name] for name in AMOUNTS}
    return {"file": Path((case.origin or case).document.name).name, **amounts_by_name}


def write_json(path: Path, content: Any) -> None:
    """Write JSON without NaN or infinity, readable and with a final newline."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )
