"""The process that kernels are copied from. Run as a script: it has the suite imported, and has executed nothing.

It takes a request from its socket (arguments of a kernel and its folder, with the streams to write to), splits off a
kernel and answers with the number of that process and a handle to wait for it. When whoever asks is gone it ends its
kernels and itself. Imports nothing of the suite by name before its path is that of a kernel.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

MOST = 1 << 17
"""Bytes of a request or an answer, at most."""

_IMPORTED = ("ipykernel.kernelapp", "mll_finance.notebook")


def _as_a_kernel_begins() -> None:
    """Leave the path of modules as it is in a kernel, and import what a kernel and the suite import."""
    if sys.path and Path(sys.path[0]) == Path(__file__).parent:
        del sys.path[0]
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    for name in _IMPORTED:
        with contextlib.suppress(ImportError):
            __import__(name)
    gc.collect()
    gc.freeze()


def _hides(folder: str) -> bool:
    """Whether a folder holds a module that a kernel which starts there would import instead of one that is imported."""
    for path in Path(folder).iterdir():
        name = path.name.partition(".")[0]
        is_module = path.suffix in (".py", ".so") or (path / "__init__.py").exists()
        if is_module and name in sys.modules:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin is None or Path(folder).resolve() not in Path(origin).resolve().parents:
                return True
    return False


def _serve(requests: socket.socket) -> list[str]:
    """Split off kernels; returns in a kernel, with its command, and ends the process when nobody asks any more."""
    kernels: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system clears away a kernel that ended
    while True:
        asked, streams, _, _ = socket.recv_fds(requests, MOST, 2)
        for number in [number for number in kernels if select.select([number], [], [], 0)[0]]:
            os.close(number)
            del kernels[number]
        if not asked:
            for process in kernels.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process, signal.SIGKILL)
            os._exit(0)
        request = json.loads(asked)
        if _hides(request["folder"]):
            requests.send(b"null")
        elif process := os.fork():
            with contextlib.suppress(ProcessLookupError):
                kernels[handle := os.pidfd_open(process)] = process
                socket.send_fds(requests, [json.dumps(process).encode()], [handle])
        else:
            requests.close()
            for number in kernels:
                os.close(number)
            _begin(request["folder"], streams)
            return list(request["command"])
        for number in streams:
            os.close(number)


def _begin(folder: str, streams: list[int]) -> None:
    """Be as a process that was started in a folder."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(folder)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
        os.close(stream)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


if __name__ == "__main__":
    _requests = socket.socket(fileno=int(sys.argv[1]))
    _as_a_kernel_begins()
    _command = _serve(_requests)
    sys.orig_argv[:] = _command
    _launcher = find_spec("ipykernel_launcher")
    sys.argv[:] = [str(_launcher and _launcher.origin), *_command[_command.index("ipykernel_launcher") + 1 :]]
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
