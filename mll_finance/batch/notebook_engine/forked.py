"""Kernels that are split off from a process that is ready, in the form in which Jupyter knows kernels."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

import zmq.asyncio
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Type, default

from mll_finance.batch.notebook_engine import template

_PATIENCE = 60.0
"""Seconds that the process may take to import the suite, or to split off a kernel; after it a kernel is started."""
_TRIES = 2
"""How often the process is begun that has ended."""
_POLL = 0.005
"""Seconds between two looks at whether a kernel has ended; Jupyter's own wait is 0.1."""
_AGAIN = 5
"""Milliseconds after which a line to a kernel that does not listen yet is tried again; the usual wait is 100."""
_LOOK = 0.2
"""Seconds after which is looked whether an answer is there of which the sign was lost."""


class ForkedProcess:
    """A kernel that another process split off, with what ``subprocess.Popen`` tells of one."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self._handle = handle

    def poll(self) -> int | None:
        """0 once the process has ended, None before; what it ended with is not known."""
        return 0 if self._handle < 0 or select.select([self._handle], [], [], 0)[0] else None

    def wait(self) -> int:
        """Wait until the process has ended."""
        if self._handle >= 0:
            select.select([self._handle], [], [])
            os.close(self._handle)
            self._handle = -1
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, unless it has ended."""
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


MadeOf = tuple[list[str], dict[str, str], int]


def made_of(python: Sequence[str], environment: Mapping[str, str]) -> MadeOf:
    """What two templates have alike that stand for one another; the number is that of the process that asks."""
    return list(python), dict(environment), os.getpid()


class Template:
    """The process that kernels are split off from, as whoever asks for kernels sees it.

    Parameters
    ----------
    made_of : tuple
        What it is a process of (:func:`made_of`).
    requests : socket
        The line to it.
    process : Popen or ForkedProcess
        The process.
    """

    def __init__(self, made_of: MadeOf, requests: socket.socket, process: Any) -> None:
        self.made_of, self.requests, self.process = made_of, requests, process
        self._kernels: list[ForkedProcess] = []
        requests.settimeout(_PATIENCE)

    @classmethod
    def started(cls, python: Sequence[str], environment: Mapping[str, str]) -> Template:
        """A new process with a command of Python and an environment."""
        parent_socket, child_socket = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with child_socket:
            template_process = subprocess.Popen(
                [*python, template.__file__, str(child_socket.fileno())],
                env={**template.AT_START, **environment},
                pass_fds=[child_socket.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        return cls(made_of(python, environment), parent_socket, template_process)

    def split_off(self, command: Sequence[str], folder: str) -> ForkedProcess | None:
        """A kernel with a command in a folder; None where its folder hides a module that is imported here.

        Raises
        ------
        OSError
            When the process has ended, or does not answer.
        """
        request_bytes = json.dumps({"command": list(command), "folder": folder}).encode()
        socket.send_fds(self.requests, [request_bytes], [1, 2])
        answer_bytes, kernel_handles, _, _ = socket.recv_fds(self.requests, template.MOST, 1)
        if not answer_bytes:
            raise ConnectionResetError
        self._kernels = [kernel for kernel in self._kernels if kernel.poll() is None]
        if not kernel_handles:
            return None
        self._kernels.append(ForkedProcess(json.loads(answer_bytes), kernel_handles[0]))
        return self._kernels[-1]

    def end(self) -> None:
        """End the process and what it split off, also where none of them listens.

        In a copy (``fork``) of whoever began it, nothing but the line to it ends.
        """
        self.requests.close()
        if self.made_of != made_of(*self.made_of[:2]):
            return
        for kernel in self._kernels:
            if kernel.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(kernel.pid, signal.SIGKILL)
            kernel.kill()
            kernel.wait()
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class _Templates:
    """The process that is ready: one, for the Python and the environment that were asked for last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._template: Template | None = None
        atexit.register(self.end)

    def split_off(
        self, command: Sequence[str], folder: str, environment: Mapping[str, str]
    ) -> ForkedProcess | None:
        """A kernel; None where a kernel must be started instead."""
        python_command = command[: command.index("-m")]
        with self._lock:
            for _ in range(_TRIES):
                if self._template is None or self._template.made_of != made_of(python_command, environment):
                    self._end()
                    self._template = Template.started(python_command, environment)
                try:
                    return self._template.split_off(command, folder)
                except OSError:
                    self._end()
        return None

    def end(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._template is not None:
            self._template.end()
            self._template = None


TEMPLATES = _Templates()


class ForkedProvisioner(LocalProvisioner):
    """Gives a kernel that is split off where that can be, and else one that is started."""

    template: Template | None = None
    """The process that it is split off from; None for one with nothing in it but the suite."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Begin a kernel with a command; returns how to connect to it."""
        environment = kwargs.get("env") or dict(os.environ)
        folder = str(Path(kwargs.get("cwd") or Path.cwd()).resolve())
        if _can_split_off(cmd, environment) and Path(folder).is_dir():
            kernel: Any = (
                TEMPLATES.split_off(cmd, folder, environment)
                if self.template is None
                else self.template.split_off(cmd, folder)
            )
            if kernel is not None:
                self.process = kernel
                self.pid = self.pgid = kernel.pid
                self.cwd = folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


def _can_split_off(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a kernel is one of this Python, on a system that can split off processes and wait for them."""
    is_ours = command[0] == sys.executable and "-m" in command and "ipykernel_launcher" in command
    python_paths = environment.get("PYTHONPATH", "").split(os.pathsep)
    is_absolute = all(Path(path).is_absolute() for path in python_paths if path)
    return is_ours and is_absolute and sys.platform == "linux" and hasattr(os, "pidfd_open")


class AttentiveChannel(AsyncZMQSocketChannel):
    """Hears an answer also where something was sent meanwhile.

    Jupyter sends past the socket that waits, which may take away the sign that an answer is there: then a notebook with
    widgets waits without an end. So what is there is looked for again, now and then.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The next message; Empty where none comes in so many seconds."""
        end_time = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            seconds_left = max(0.0, end_time - time.monotonic())
            with contextlib.suppress(Empty):
                return await super().get_msg(min(seconds_left, _LOOK))
            if seconds_left <= _LOOK:
                raise Empty


class ReadyClient(AsyncKernelClient):
    """Speaks with a kernel once it answers, where Jupyter's own client waits a while for more that it may say.

    What a kernel says of starting answers to no cell, and the client of notebooks passes it by.
    """

    shell_channel_class = Type(AttentiveChannel)

    @default("context")
    def _soon_connected(self) -> zmq.asyncio.Context:
        self._created_context = True
        zmq_context = zmq.asyncio.Context()
        zmq_context.setsockopt(zmq.RECONNECT_IVL, _AGAIN)
        return zmq_context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and what it publishes is heard; RuntimeError after so many seconds."""
        end_time = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            self.kernel_info()
            with contextlib.suppress(Empty):
                kernel_reply = await self.shell_channel.get_msg(timeout=1)
                await self.iopub_channel.get_msg(timeout=0.2)
                self._handle_kernel_info_reply(kernel_reply)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end_time:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")


class OwnKernel(KernelSpecManager):
    """Knows one kernel, that of the Python that runs, whichever others are installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel, by whatever name."""
        return KernelSpec(**get_kernel_dict())


class ForkedKernelManager(AsyncKernelManager):
    """Manages a kernel that is split off."""

    client_factory = Type(ReadyClient, config=True)
    template: Template | None = None

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        kernel_spec_of_own = self.kernel_spec
        if (
            self.provisioner is None
            and kernel_spec_of_own is not None
            and "kernel_provisioner" not in kernel_spec_of_own.metadata
        ):
            self.kernel_id = self.kernel_id or str(uuid4())
            self.provisioner = ForkedProvisioner(
                kernel_id=self.kernel_id, kernel_spec=kernel_spec_of_own, parent=self
            )
            self.provisioner.template = self.template
        return await super()._async_pre_start_kernel(**options)

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = _POLL, restart: bool = False
    ) -> None:
        await super()._async_finish_shutdown(waittime, pollinterval, restart)
