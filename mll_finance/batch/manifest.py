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

LIBRARIES = ("numpy", "scipy", "pandas", "pydantic", "plotly", "papermill")
"""Libraries whose version a run records, where they are installed."""
MANIFEST = MANIFEST_OF_RUN


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


def write_json(path: Path, content: Any) -> None:
    """Write JSON without NaN or infinity, readable and with a final newline."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )
