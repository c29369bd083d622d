"""``pytest --nbval``, as who reviews a notebook calls it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def reviewed(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a kernel says of the stored outputs of notebooks, called from a folder."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        "-q",
    ]
    return subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
