"""What an executor of a batch is, and every one that there is: each file of ``series/executors/`` registers one.

An executor makes reports wherever it likes, in whatever order, and tells what came of each. What is kept, compared and
gone on with does not know which one it was.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mll_finance.batch.series.plan import Contents, Job
from mll_finance.errors import Phrase, UnregisteredError
from mll_finance.inputs.case.case import Case
from mll_finance.terms import Language

FOLDER = "mll_finance.batch.series.executors"
TRIES = 2
"""How often a report is begun whose process was ended from outside."""
AHEAD = 4
"""Reports that wait for each process: enough that none is idle."""


@dataclass(frozen=True)
class Limits:
    """What the processes of a batch may take.

    Parameters
    ----------
    workers : int
        How many there are.
    seconds : float or None
        How long one report may take; None without a limit.
    megabytes : int or None
        How much memory each may take.
    """

    workers: int
    seconds: float | None = None
    megabytes: int | None = None


@dataclass(frozen=True)
class Work:
    """What is made of every job, and where the reports go.

    Parameters
    ----------
    reports : Path
        Folder of the reports; each has a folder of its own below it (:attr:`Job.folder`), whole or not there.
    contents : Contents
        What each report holds.
    limits : Limits
        What making them may take.
    cases : tuple of Case
        The cases of the plan, for an executor whose processes cannot read their files.
    scheduler : str
        Where the processes are asked for; empty for an executor that starts its own.
    language : str
        Of what is told of the batch.
    """

    reports: Path
    contents: Contents
    limits: Limits
    cases: tuple[Case, ...] = ()
    scheduler: str = ""
    language: Language = "nl"


@dataclass(frozen=True)
class JobOutcome:
    """What came of one job: where each local number is from, or why there is no report."""

    job: Job
    local: dict[str, Any]
    size: float | None
    failure: str | Phrase


@dataclass(frozen=True)
class Executor:
    """One way to make the reports of a batch.

    Parameters
    ----------
    make : callable
        Makes a report of each job and tells what came of it, in the order in which they are ready. One that fails is
        an outcome and stops no other; leaving the iteration ends what it started.
    extra : str
        The extra that it needs.
    scheduler : bool
        Whether it asks the address of a scheduler; one that does not starts ``--workers`` processes itself.
    check : callable, optional
        Refuses a scheduler that cannot be used, before anything is made.
    """

    make: Callable[[Sequence[Job], Work], Iterator[JobOutcome]]
    extra: str = "batch"
    scheduler: bool = False
    check: Callable[[str], None] | None = None


@lru_cache(maxsize=1)
def executors() -> Mapping[str, Executor]:
    """Every executor by name, the name of its file.

    Raises
    ------
    UnregisteredError
        A file registers none.
    """
    executors_package = importlib.import_module(FOLDER)
    executor_by_name: dict[str, Executor] = {}
    for module_name in sorted(module.name for module in pkgutil.iter_modules(executors_package.__path__)):
        executor_or_none = getattr(importlib.import_module(f"{FOLDER}.{module_name}"), "EXECUTOR", None)
        if not isinstance(executor_or_none, Executor):
            raise UnregisteredError(
                f"{FOLDER}.{module_name} registers no executor; give it EXECUTOR = Executor(...)"
            )
        executor_by_name[module_name] = executor_or_none
    return MappingProxyType(executor_by_name)
