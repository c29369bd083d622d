"""Processes that are started once and make many reports; one that dies or hangs takes no other report with it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from mll_finance.batch.series.executor import AHEAD, TRIES, Executor, JobOutcome, Limits, Work
from mll_finance.batch.series.job import NOTHING_LOCAL, Executing, begin, make_report, unexpected
from mll_finance.batch.series.plan import Job
from mll_finance.terms import phrase


def make_all(jobs: Sequence[Job], work: Work, execute: Executing | None = None) -> Iterator[JobOutcome]:
    """Make the reports, each told as it is done; they come in the order in which they are ready.

    ``execute`` executes the notebooks, where these processes do not do so themselves. Leaving the iteration ends the
    processes: a report that was not whole is not there.
    """
    from pebble import ProcessPool

    limits_of_work = work.limits
    context = multiprocessing.get_context("spawn")
    process_pool = ProcessPool(
        limits_of_work.workers, initializer=begin, initargs=(limits_of_work.megabytes,), context=context
    )
    jobs_to_begin = [(job, 1) for job in reversed(jobs)]
    job_by_future: dict[Future[Any], tuple[Job, int]] = {}
    is_whole = False
    try:
        while jobs_to_begin or job_by_future:
            while jobs_to_begin and len(job_by_future) < limits_of_work.workers * AHEAD:
                job, try_count = jobs_to_begin.pop()
                job_arguments = (job.as_json(), str(work.reports), work.contents, execute)
                job_by_future[
                    process_pool.schedule(make_report, args=job_arguments, timeout=limits_of_work.seconds)
                ] = (
                    job,
                    try_count,
                )
            done_futures, _ = wait(job_by_future, return_when=FIRST_COMPLETED)
            for future in done_futures:
                job, try_count = job_by_future.pop(future)
                outcome = _outcome(job, future, limits_of_work)
                if outcome is None and try_count < TRIES:
                    jobs_to_begin.append((job, try_count + 1))
                else:
                    yield outcome or JobOutcome(job, NOTHING_LOCAL, None, phrase("batch_died"))
        is_whole = True
    finally:
        if is_whole:
            process_pool.close()  # type: ignore[no-untyped-call]
        else:
            process_pool.stop()  # type: ignore[no-untyped-call]
        process_pool.join()


def _outcome(job: Job, future: Future[Any], limits: Limits) -> JobOutcome | None:
    """What a job came to; None where its process was ended from outside."""
    from pebble import ProcessExpired

    try:
        report_told = future.result()
    except ProcessExpired:
        return None
    except TimeoutError:
        return JobOutcome(job, NOTHING_LOCAL, None, phrase("batch_too_long", seconds=f"{limits.seconds:g}"))
    except Exception as error:  # whatever a report fails on, the others go on
        return JobOutcome(job, NOTHING_LOCAL, None, unexpected(error))
    return JobOutcome(job, report_told["local"], report_told["size"], report_told["failure"])


EXECUTOR = Executor(make_all)
