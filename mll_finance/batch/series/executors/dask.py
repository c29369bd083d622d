"""The processes of a scheduler of dask, on this machine or on others: they need the suite, and no folder of ours.

A case travels to them with its files and a report comes back with its own; this process alone writes in the folder of
the batch. A worker that is lost costs nothing but the reports that it was at: the scheduler gives them to another.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mll_finance.batch.series.executor import AHEAD, TRIES, Executor, JobOutcome, Limits, Work
from mll_finance.batch.series.job import NOTHING_LOCAL, unexpected
from mll_finance.batch.series.own_process import OwnProcess, ReportAsked, ReportTold
from mll_finance.batch.series.parcel import case_parcel, received
from mll_finance.batch.series.plan import Job
from mll_finance.engine.fingerprint import code_hash
from mll_finance.errors import InBoth, InputError, Phrase, Problem, RunError
from mll_finance.terms import phrase, problems_text, three

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = "10 s"
"""How long a scheduler may take to answer, at first and after the line to it broke."""
_OF_THREAD = threading.local()
"""The process of each thread of a worker."""


def make_all(jobs: Sequence[Job], work: Work) -> Iterator[JobOutcome]:
    """Make the reports by the workers of a scheduler.

    Raises
    ------
    InputError
        Where there is no scheduler at the address.
    RunError
        Where the scheduler goes away meanwhile; the reports that came are there.
    """
    if not jobs:
        return
    from distributed.comm import CommClosedError
    from distributed.utils import CancelledError

    client = _client(work.scheduler)
    try:
        yield from _made(client, jobs, work)
    except (CommClosedError, CancelledError) as error:
        raise RunError(phrase("batch_scheduler_gone", address=work.scheduler)) from error
    finally:
        client.close()


def check(address: str) -> None:
    """Refuse an address without a scheduler, one without workers, and workers without this version of the suite.

    Raises
    ------
    InputError
        Naming what is missing.
    """
    client = _client(address)
    try:
        code_by_worker = client.run(code_hash, on_error="return")
    finally:
        client.close()
    if not code_by_worker:
        raise InputError(Problem("--scheduler", *three("batch_no_workers", address=address)))
    workers_with_other_code = [worker for worker, code in code_by_worker.items() if code != code_hash()]
    if workers_with_other_code:
        raise InputError(
            Problem(
                "--scheduler", *three("batch_other_worker", worker=", ".join(workers_with_other_code[:5]))
            )
        )


def _client(address: str) -> Client:
    from distributed import Client

    # What a broken line comes to is told in words; its tracebacks are for who builds a cluster.
    for logger_name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(logger_name).setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError, ImportError) as error:
        raise InputError(Problem("--scheduler", *three("batch_no_scheduler", address=address))) from error


def _made(client: Client, jobs: Sequence[Job], work: Work) -> Iterator[JobOutcome]:
    from distributed import as_completed

    scenarios_by_case = {
        job.case: {other_job.scenario for other_job in jobs if other_job.case == job.case} for job in jobs
    }
    parcel_by_case = {
        case.settings.id: case_parcel(case, sorted(scenarios_by_case.get(case.settings.id, ())))
        for case in work.cases
    }
    jobs_to_begin, batch_id = list(reversed(jobs)), uuid.uuid4().hex
    job_by_key: dict[str, Job] = {}
    ready_futures: Any = as_completed([], loop=client.loop)
    while jobs_to_begin or job_by_key:
        while jobs_to_begin and len(job_by_key) < _threads(client) * AHEAD:
            job_to_begin = jobs_to_begin.pop()
            report_asked: ReportAsked = (
                job_to_begin.as_json(),
                parcel_by_case[job_to_begin.case],
                work.contents,
            )
            key = f"{batch_id}/{job_to_begin.folder}"
            job_by_key[key] = job_to_begin
            ready_futures.add(
                client.submit(made_by_worker, report_asked, work.limits, code_hash(), key=key, pure=False)
            )
        done_future = next(ready_futures)
        yield _outcome(job_by_key.pop(done_future.key), done_future, work)
        done_future.release()


def _threads(client: Any) -> int:
    """The threads of all workers that there are now; one where there is none, for one that may come."""
    threads_by_worker: dict[str, int] = client.nthreads()
    return max(1, sum(threads_by_worker.values()))


def _outcome(job: Job, future: Any, work: Work) -> JobOutcome:
    """What a job came to; an end of the scheduler is none, and goes on to the caller."""
    from distributed import KilledWorker
    from distributed.comm import CommClosedError
    from distributed.utils import CancelledError

    failure_text: str | Phrase
    try:
        summary, report_parcel = future.result()
        if not summary["failure"]:
            received(report_parcel, work.reports, job)
        return JobOutcome(job, summary["local"], summary["size"], summary["failure"])
    except KilledWorker:
        failure_text = phrase("batch_died")
    except (CommClosedError, CancelledError):
        raise
    except InputError as error:
        failure_text = InBoth(problems_text(error, "en"), problems_text(error, "nl"))
    except RunError as error:
        failure_text = error.args[0] if error.args else str(error)
    except Exception as error:  # whatever a report fails on, the others go on
        failure_text = unexpected(error)
    return JobOutcome(job, NOTHING_LOCAL, None, failure_text)


def made_by_worker(asked: ReportAsked, limits: Limits, code: str) -> ReportTold:
    """Make a report, called by a worker of the scheduler: in a process beside it, which may hang or die."""
    if code_hash() != code:
        return _failed(phrase("batch_other_code"))
    own_process = _own_process(limits.megabytes)
    for _ in range(TRIES):
        try:
            return own_process.told(asked, limits.seconds)
        except TimeoutError:
            return _failed(phrase("batch_too_long", seconds=f"{limits.seconds:g}"))
        except EOFError:
            continue
    return _failed(phrase("batch_died"))


def _failed(failure: Phrase) -> ReportTold:
    return {"local": NOTHING_LOCAL, "size": None, "failure": failure}, {}


def _own_process(megabytes: int | None) -> OwnProcess:
    """The process of this thread of the worker; another one where the limit on memory is another."""
    from distributed import get_worker

    process: OwnProcess | None = getattr(_OF_THREAD, "process", None)
    if process is None or process.megabytes != megabytes:
        if process is not None:
            process.end()
        process = _OF_THREAD.process = OwnProcess(Path(get_worker().local_directory), megabytes)
    return process


EXECUTOR = Executor(make_all, extra="dask", scheduler=True, check=check)
