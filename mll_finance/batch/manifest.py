"""The manifest of a run: what it was made from and what it holds, so that it can be recognised and repeated.

It keeps the texts of a run beside their hashes, so that what somebody edited later can be shown line by line.
"""

from __future__ import annotations

import hashlib
import json
import platform
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mll_finance.batch.edited_lines import kept_lines
from mll_finance.inputs.case.finding import MANIFEST_OF_RUN
from mll_finance.plain_files import plain_bytes

LIBRARIES = ("numpy", "scipy", "pandas", "pydantic", "plotly", "papermill")
"""Libraries whose version a run records, where they are installed."""
MANIFEST = MANIFEST_OF_RUN
_LARGEST = 200_000_000
"""Bytes of a manifest: it keeps the lines of the texts of a run."""


def manifest(
    folder: Path, *, fingerprint: dict[str, Any], parameters: dict[str, Any], has_texts: bool = False
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
    has_texts : bool
        Whether it keeps the texts of the run too.
    """
    file_paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {
        "schema": 1,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": fingerprint,
        "parameters": parameters,
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES if find_spec(name)},
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in file_paths
        },
        **({"texts": kept_lines(folder, file_paths)} if has_texts else {}),
    }


def _document(folder: Path) -> Any:
    return json.loads(plain_bytes(folder / MANIFEST, _LARGEST))


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run that this suite made: its manifest says so, and has the form of one."""
    try:
        raw_manifest = _document(folder)
    except (OSError, ValueError, RecursionError):
        return False
    parts = raw_manifest if isinstance(raw_manifest, dict) else {}
    has_form = all(isinstance(parts.get(name), dict) for name in ("fingerprint", "parameters", "files"))
    return has_form and isinstance(parts["parameters"].get("scenario", ""), str)


def parameters_of(folder: Path) -> dict[str, Any]:
    """With what a run was made: its scenario and changes; nothing where a folder holds no run."""
    if not is_run(folder):
        return {}
    parameters: dict[str, Any] = _document(folder)["parameters"]
    return parameters if isinstance(parameters.get("changes"), dict) else {}


def kept_texts(folder: Path) -> Any:
    """The texts of a run as its manifest keeps them."""
    return _document(folder).get("texts")


def edited(folder: Path) -> list[str]:
    """Files of a run that are no longer as the run made them."""
    digests = _document(folder)["files"]
    return sorted(
        name
        for name, digest in digests.items()
        if (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    )


def strangers(folder: Path) -> list[str]:
    """Files in the folder of a run that the run did not make."""
    listed_files = _document(folder)["files"]
    present_files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(present_files - set(listed_files) - {MANIFEST})


def write_json(path: Path, content: Any) -> None:
    """Write JSON without NaN or infinity, readable and with a final newline."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )
