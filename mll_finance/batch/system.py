"""What a process asks of the system: to end with its parent, and to be refused more memory than so much.

Both are asked where the system has them (Linux); elsewhere a process goes on without.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

try:
    import resource as limits
except ImportError:  # pragma: no cover - not on Windows
    limits = None  # type: ignore[assignment]

_ON_PARENTS_DEATH = 1
"""PR_SET_PDEATHSIG, ``man 2 prctl``."""


def end_with_parent() -> None:
    """Have the system end this process when its parent ends, however that comes: none goes on unseen."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_ON_PARENTS_DEATH, signal.SIGKILL)
    if os.getppid() == 1:  # pragma: no cover - the parent ended before this was asked
        os._exit(1)


def most_memory(size: int) -> None:
    """Have the system refuse this process more memory than so many bytes."""
    if limits is not None:
        with contextlib.suppress(OSError, ValueError):
            limits.setrlimit(limits.RLIMIT_AS, (size, size))
