"""Whether the kernel of the notebooks starts, before JupyterLab opens on notebooks that nobody can run."""

from __future__ import annotations

import subprocess
import tempfile
from typing import IO

from mll_finance.errors import RunError
from mll_finance.plain_text import neutral, shortened
from mll_finance.terms import Language, sentence

KERNEL = "python3"
"""Name of the kernel that the notebooks ask for."""
_LONGEST = 300


def check_kernel(language: Language) -> None:
    """Start the kernel once and stop it.

    Raises
    ------
    RunError
        It is not there, or it ends before it answers; with the last thing that it said.
    """
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import start_new_kernel

    with tempfile.TemporaryFile() as error_file:
        try:
            kernel_manager, kernel_client = start_new_kernel(
                kernel_name=KERNEL, stdout=subprocess.DEVNULL, stderr=error_file
            )
        except (NoSuchKernel, RuntimeError, OSError) as error:
            reason_text = _last_line(error_file) or str(error)
            raise RunError(
                sentence("lab_no_kernel", language, kernel=KERNEL, reason=neutral(reason_text))
            ) from error
        kernel_client.stop_channels()
        kernel_manager.shutdown_kernel(now=True)


def _last_line(errors: IO[bytes]) -> str:
    """The last line that a process wrote; empty where it wrote none."""
    errors.seek(0)
    error_lines = errors.read().decode("utf-8", errors="replace").split("\n")
    return shortened(next((line.strip() for line in reversed(error_lines) if line.strip()), ""), _LONGEST)
