"""The processes of this machine, with the notebooks of each report in kernels: one that dies takes its report alone.

A kernel is split off from the process of its report, which has one thread for it: the library for matrices is told so
before these processes begin.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mll_finance.batch.notebook_engine.in_kernels import execute_in_kernels
from mll_finance.batch.notebook_engine.template import AT_IMPORT
from mll_finance.batch.series.executor import Executor, JobOutcome, Work
from mll_finance.batch.series.executors import local
from mll_finance.batch.series.plan import Job
from mll_finance.errors import InputError, Problem
from mll_finance.extras import need
from mll_finance.terms import three


def make_all(jobs: Sequence[Job], work: Work) -> Iterator[JobOutcome]:
    """Make the reports as ``local`` does, their notebooks in kernels."""
    with _environment(AT_IMPORT):
        yield from local.make_all(jobs, work, execute_in_kernels)


def check(_: str | None) -> None:
    """Refuse a system that cannot copy a process.

    Raises
    ------
    InputError
        On another system than Linux.
    """
    need("notebooks", "mll batch --engine kernel")
    if sys.platform != "linux":
        raise InputError(Problem("--engine", *three("batch_kernel_system")))


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    """Settings for the processes that begin meanwhile."""
    environment_before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        for variable_name in settings:
            os.environ.pop(variable_name, None)
        os.environ.update({name: environment_before[name] for name in settings if name in environment_before})


EXECUTOR = Executor(make_all, check=check)
