"""What a process asks of the system: to end with its parent, no more memory than so much, one thread for matrices.

The first two are asked where the system has them (Linux); elsewhere a process goes on without. Of Python it asks to
look less often for objects that hold each other.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
from collections.abc import MutableMapping

try:
    import resource as limits
except ImportError:  # pragma: no cover - not on Windows
    limits = None  # type: ignore[assignment]

_ON_PARENTS_DEATH = 1
"""PR_SET_PDEATHSIG, ``man 2 prctl``."""

_OBJECTS = 10_000
"""Objects that are made before Python looks among them for some that only hold each other; 700 without it."""

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What the libraries under numpy read as they are loaded."""


def with_one_thread(environment: MutableMapping[str, str]) -> MutableMapping[str, str]:
    """Have matrices multiplied by one thread, in this environment itself; what a user sets of threads is left alone.

    The matrices of a study are narrow: a second thread takes processor time, and waits for most of it.
    """
    if not any(name in environment for name in ONE_THREAD):
        environment.update(dict.fromkeys(ONE_THREAD, "1"))
    return environment


def look_seldom() -> None:
    """Have Python look less often for objects that hold each other: a report makes many, and few that do."""
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


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
