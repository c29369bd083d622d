"""The process that kernels are copied from. Run as a script: it has the suite imported, and executes no notebook.

It takes a request from its socket (arguments of a kernel and its folder, with the streams to write to), splits off a
kernel and answers with the number of that process and a handle to wait for it. While nobody asks it reads ahead what
every notebook needs. When whoever asks is gone it ends its kernels and itself. It has one thread: a process with more
is not copied, since the others are not there in the copy. Imports nothing of the suite by name before its path is that
of a kernel.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

MOST = 1 << 17
"""Bytes of a request or an answer, at most."""

IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "argcomplete",
    "faulthandler",
    "psutil",
    "pwd",
    "resource",
    "sqlite3",
    "traitlets.config.argcomplete_config",
    "mll_finance.notebook",
)
"""What a kernel imports as it starts, and the suite."""
_DONE = object()
_AHEAD = "mll_finance.batch.notebook_engine.warmth"
AT_IMPORT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What libraries read as they are loaded: matrices by one thread, no word from the debugger; no notebook sees it."""

AT_START = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""What the C library reads as a process begins: memory of arrays is used again, and not given back after each; a page
that is asked for anew takes more time than many a calculation on it. No notebook sees it."""


def _as_a_kernel_begins() -> None:
    """Leave the path of modules as it is in a kernel, and import what a kernel and the suite import."""
    if sys.path and Path(sys.path[0]) == Path(__file__).parent:
        del sys.path[0]
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    for variable_name in [name for name, setting in AT_START.items() if os.environ.get(name) == setting]:
        del os.environ[variable_name]
    environment_before = dict(os.environ)
    os.environ.update(AT_IMPORT)
    import_for_kernels()
    for variable_name in AT_IMPORT:
        os.environ.pop(variable_name)
    os.environ.update(environment_before)
    _keep()


def import_for_kernels() -> None:
    """Import what a kernel and the suite import; less of it where something is not there."""
    for module_name in IMPORTED:
        with contextlib.suppress(ImportError):
            import_module(module_name)


def _keep() -> None:
    """Let nobody look through what is here for what can be cleared away: a page that is read only is shared by all."""
    gc.collect()
    gc.freeze()


def _ahead() -> Iterator[None]:
    """Do ahead what every notebook would do first, a step at a time; less of it where something is not there."""
    with contextlib.suppress(Exception):
        for _ in import_module(_AHEAD).steps():
            _keep()
            yield
    _keep()


def _threads() -> int:
    """How many threads this process has."""
    return len(list(Path("/proc/self/task").iterdir()))


def _hides(folder: str) -> bool:
    """Whether a folder holds a module that a kernel which starts there would import instead of one that is imported."""
    for path in Path(folder).iterdir():
        module_name = path.name.partition(".")[0]
        is_module = path.suffix in (".py", ".so") or (path / "__init__.py").exists()
        if is_module and module_name in sys.modules:
            module_file = getattr(sys.modules[module_name], "__file__", None)
            if module_file is None or Path(folder).resolve() not in Path(module_file).resolve().parents:
                return True
    return False


def serve(requests: socket.socket, ahead: Iterator[None]) -> list[str]:
    """Split off kernels; returns in a kernel, with its command, and ends the process when nobody asks any more.

    While nobody asks, a step is taken of what is done ahead.
    """
    process_by_handle: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system clears away a kernel that ended
    while True:
        while not select.select([requests], [], [], 0)[0]:
            if next(ahead, _DONE) is _DONE:
                break
        request_bytes, stream_numbers, _, _ = socket.recv_fds(requests, MOST, 2)
        for stream_number in [
            descriptor for descriptor in process_by_handle if select.select([descriptor], [], [], 0)[0]
        ]:
            os.close(stream_number)
            del process_by_handle[stream_number]
        if not request_bytes:
            for kernel_handle, process_number in process_by_handle.items():
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(kernel_handle, signal.SIGKILL)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process_number, signal.SIGKILL)
            os._exit(0)
        request = json.loads(request_bytes)
        if _hides(request["folder"]) or _threads() > 1:
            requests.send(b"null")
        elif process_number := os.fork():
            with contextlib.suppress(ProcessLookupError):
                process_by_handle[kernel_handle := os.pidfd_open(process_number)] = process_number
                socket.send_fds(requests, [json.dumps(process_number).encode()], [kernel_handle])
        else:
            requests.close()
            for stream_number in process_by_handle:
                os.close(stream_number)
            _begin(request["folder"], stream_numbers)
            return list(request["command"])
        for stream_number in stream_numbers:
            os.close(stream_number)


def _begin(folder: str, streams: list[int]) -> None:
    """Be as a process that was started in a folder."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(folder)
    for stream_number, stream_descriptor in enumerate(streams, start=1):
        os.dup2(stream_descriptor, stream_number)
        os.close(stream_descriptor)
    if numpy_module := sys.modules.get("numpy"):
        numpy_module.random.seed()


_LAUNCH = compile("from ipykernel import kernelapp\nkernelapp.launch_new_instance()", "<kernel>", "exec")
"""Executed, as Python executes a module that is its main one: what recurs without an end stops equally deep."""


def be_kernel(command: list[str]) -> None:
    """Be a kernel with a command, until it is told to end; then the process ends."""
    module_count = len(sys.modules)
    sys.orig_argv[:] = command
    launcher_spec = find_spec("ipykernel_launcher")
    sys.argv[:] = [
        str(launcher_spec and launcher_spec.origin),
        *command[command.index("ipykernel_launcher") + 1 :],
    ]
    exec(_LAUNCH, {})
    _end(module_count)


def _end(count: int) -> None:
    """End the process as Python ends, but for the modules that were there before the copy, as many as are told.

    Python clears away all that it has, which would first copy it: that took longer than many a notebook. What was made
    since is let go of as it would be, so that a file that was left open is whole. Modules are counted and not named: to
    take a name in hand copies the page on which it stands.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as Python does
    atexit._run_exitfuncs()
    for module_name in list(islice(reversed(sys.modules), max(0, len(sys.modules) - count))):
        del sys.modules[module_name]
    gc.collect()
    for standard_stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            standard_stream.flush()
    os._exit(0)


if __name__ == "__main__":
    _requests = socket.socket(fileno=int(sys.argv[1]))
    _as_a_kernel_begins()
    be_kernel(serve(_requests, _ahead()))
