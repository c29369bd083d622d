"""Processes that are started once and make many reports; one that dies or hangs takes no other report with it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any

from pebble import ProcessExpired, ProcessPool

from mll_finance.batch.series.job import NOTHING_LOCAL, begin, make_report
from mll_finance.batch.series.plan import Job
from mll_finance.errors import Phrase
from mll_finance.terms import phrase

_TRIES = 2
"""How often a report is begun whose process was ended from outside."""
_AHEAD = 4
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
class JobOutcome:
    """What came of one job: where each local number is from, or why there is no report."""

    job: Job
    local: dict[str, Any]
    size: float | None
    failure: str | Phrase


def work(
    jobs: Sequence[Job], out: str, notebooks: tuple[str, ...], formats: tuple[str, ...], limits: Limits
) -> Iterator[JobOutcome]:
    """Make the reports, each told as it is done; they come in the order in which they are ready.

    Leaving the iteration ends the processes: a report that was not whole is not there.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(limits.workers, initializer=begin, initargs=(limits.megabytes,), context=context)
    to_begin = [(job, 1) for job in reversed(jobs)]
    running: dict[Future[Any], tuple[Job, int]] = {}
    is_whole = False
    try:
        while to_begin or running:
            while to_begin and len(running) < limits.workers * _AHEAD:
                job, tries = to_begin.pop()
                arguments = (job.as_json(), out, notebooks, formats)
                running[pool.schedule(make_report, args=arguments, timeout=limits.seconds)] = (job, tries)
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                job, tries = running.pop(future)
                outcome = _outcome(job, future, limits)
                if outcome is None and tries < _TRIES:
                    to_begin.append((job, tries + 1))
                else:
                    yield outcome or JobOutcome(job, NOTHING_LOCAL, None, phrase("batch_died"))
        is_whole = True
    finally:
        if is_whole:
            pool.close()  # type: ignore[no-untyped-call]
        else:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(job: Job, future: Future[Any], limits: Limits) -> JobOutcome | None:
    """What a job came to; None where its process was ended from outside."""
    try:
        told_by_job = future.result()
    except ProcessExpired:
        return None
    except TimeoutError:
        return JobOutcome(job, NOTHING_LOCAL, None, phrase("batch_too_long", seconds=f"{limits.seconds:g}"))
    except Exception as error:  # whatever a report fails on, the others go on
        return JobOutcome(job, NOTHING_LOCAL, None, f"{type(error).__name__}: {error}")
    return JobOutcome(job, told_by_job["local"], told_by_job["size"], told_by_job["failure"])
