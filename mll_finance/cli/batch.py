"""``mll batch``: the reports of many municipalities and scenarios, in one folder with an index."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from mll_finance.batch.run import chosen, notebook_names
from mll_finance.batch.series.executor import Executor, Limits, Work, executors
from mll_finance.batch.series.plan import BatchPlan, Contents, Job, plan
from mll_finance.cli.streams import show, show_message
from mll_finance.engine.fingerprint import is_code_edited
from mll_finance.errors import InputError, Problem, RunError
from mll_finance.extras import need
from mll_finance.report.writer import writers
from mll_finance.terms import Language, sentence, three

if TYPE_CHECKING:
    from mll_finance.batch.series.copies import Copies

_LINES = 100
"""Lines that say how far a batch is, about; failures are said as they come."""
_SHOWN = 20
"""Reports of a plan that are shown."""


def run(options: argparse.Namespace) -> int:
    """Make the reports of the plan that are not there yet, then the table and the index of all."""
    limits_per_report = _limits(options)
    if options.public:
        raise InputError(Problem("--public", *three("batch_public")))
    executor = _executor(options)
    plan_of_batch = plan(options.cases, options.municipalities, options.scenarios)
    language: Language = options.language or plan_of_batch.cases[0].settings.language
    _say_plan(plan_of_batch, language, everything=options.dry_run)
    if options.dry_run:
        return 0
    need("batch", "mll batch")
    need(executor.extra, f"mll batch --engine {options.engine}")
    chosen_notebooks = chosen(options.notebooks, notebook_names(), "--notebooks")
    chosen_formats = chosen(options.formats, tuple(writers()), "--formats")
    from mll_finance.batch.series.folder import Asked, batch_folder
    from mll_finance.batch.series.index import write_index

    if executor.check is not None:
        executor.check(options.scheduler)
    out_folder, copies = _place(options.out, language)
    contents = Contents(chosen_notebooks, chosen_formats, is_whole=options.whole)
    with batch_folder(out_folder, Asked(plan_of_batch, contents), resume=options.resume) as folder:
        jobs_to_make = [job for job in plan_of_batch.jobs if not folder.is_done(job)]
        progress = _Progress(len(plan_of_batch.jobs), len(jobs_to_make), language)
        work_to_make = Work(
            folder.reports,
            contents,
            limits_per_report,
            plan_of_batch.cases,
            options.scheduler or "",
            language,
        )
        for outcome in executor.make(jobs_to_make, work_to_make):
            folder.note(outcome, language)
            failure = folder.failure(outcome.job)
            if copies is not None and not failure:
                copies.copy_report(folder.reports, outcome.job.folder)
            progress.tell(outcome.job.folder, failure)
            if failure and is_code_edited():
                raise RunError(sentence("batch_code_edited", language, folder=folder.path))
        index_path = write_index(folder, plan_of_batch, language, chosen_formats)
        failed_jobs = [job for job in plan_of_batch.jobs if folder.failure(job)]
        if copies is not None:
            whole_report_folders = [job.folder for job in plan_of_batch.jobs if job not in failed_jobs]
            _copy(copies, folder.path, whole_report_folders, language)
        print(index_path if copies is None else f"{copies.address.rstrip('/')}/{index_path.name}")
        if failed_jobs:
            raise RunError(_failures(failed_jobs, language))
    return 0


def _executor(options: argparse.Namespace) -> Executor:
    """The executor that is asked for.

    Raises
    ------
    InputError
        Where there is none of that name, or an option is not of it.
    """
    engine_name = options.engine
    if engine_name not in executors():
        raise InputError(Problem.unknown("--engine", f"'{engine_name}'", engine_name, executors()))
    executor = executors()[engine_name]
    if executor.scheduler and not options.scheduler:
        raise InputError(Problem("--scheduler", *three("batch_needs_scheduler", engine=engine_name)))
    foreign_option = "workers" if executor.scheduler else "scheduler"
    if getattr(options, foreign_option) is not None:
        raise InputError(Problem(f"--{foreign_option}", *three("batch_not_of_engine", engine=engine_name)))
    return executor


def _place(out: str, language: Language) -> tuple[Path, Copies | None]:
    """The folder in which a batch is made, and where it is copied to."""
    from mll_finance.batch.series.copies import Copies, is_address, local_folder

    if not is_address(out):
        return Path(out), None
    need("dask", f"mll batch --out {out}")
    copies = Copies(out)
    folder = local_folder(out)
    show_message(sentence("batch_copying", language, folder=folder, address=out), as_error=True)
    return folder, copies


def _copy(copies: Copies, folder: Path, reports: list[str], language: Language) -> None:
    """Copy what is not at the address yet, and what stands beside the reports.

    Raises
    ------
    RunError
        With everything that could not be copied.
    """
    reason_by_report = {name: copies.copy_report(folder / "reports", name) for name in reports}
    reason_by_report["index.html"] = copies.copy_rest(folder)
    text_lines = [f"  - {name}: {reason}" for name, reason in reason_by_report.items() if reason]
    if text_lines:
        sentence_fields = {"address": copies.address, "count": len(text_lines), "folder": folder}
        raise RunError("\n".join([sentence("batch_not_copied", language, **sentence_fields), *text_lines]))


def _failures(failures: list[Job], language: Language) -> str:
    """The list of the reports that are not there."""
    text_lines = [f"  - {job.folder}  {job.municipality}".rstrip() for job in failures]
    return "\n".join([sentence("batch_failures", language, count=len(failures)), *text_lines])


class _Progress:
    """How far a batch is: how many are ready, how fast it goes, how long it takes still, how many failed."""

    def __init__(self, count: int, to_make: int, language: Language) -> None:
        self.count, self.to_make, self.language = count, to_make, language
        self.made = self.failed = 0
        self._begun = monotonic()
        if to_make < count:
            show_message(
                sentence("batch_resumed", language, done=count - to_make, count=count), as_error=True
            )

    def tell(self, folder: str, failure: str) -> None:
        """Say of a report that failed why, and now and then how far it is."""
        self.made += 1
        if failure:
            self.failed += 1
            show_message(f"{folder}: {failure}", as_error=True)
        if self.made % max(1, self.to_make // _LINES) and self.made < self.to_make:
            return
        seconds_passed = max(monotonic() - self._begun, 1e-9)
        reports_per_second = self.made / seconds_passed
        sentence_fields = {
            "done": self.count - self.to_make + self.made,
            "count": self.count,
            "rate": f"{60 * reports_per_second:.0f}",
            "minutes": f"{(self.to_make - self.made) / reports_per_second / 60:.0f}",
            "failed": self.failed,
        }
        show_message(sentence("batch_progress", self.language, **sentence_fields), as_error=True)


def _say_plan(whole_plan: BatchPlan, language: Language, *, everything: bool) -> None:
    """How many reports there will be; where asked, each of them."""
    sentence_fields = {
        "reports": len(whole_plan.jobs),
        "cases": len(whole_plan.cases),
        "municipalities": whole_plan.municipalities,
    }
    show_message(sentence("batch_plan", language, **sentence_fields), as_error=not everything)
    if everything:
        show("\n".join(_listed(whole_plan)))


def _listed(whole_plan: BatchPlan) -> Iterator[str]:
    for job in whole_plan.jobs:
        yield f"{job.folder}  {job.municipality}".rstrip()


def _limits(options: argparse.Namespace) -> Limits:
    """How many processes, and what each may take.

    Raises
    ------
    InputError
        With every option that is no whole number above zero.
    """
    problems: list[Problem] = []
    option_numbers: list[int | None] = []
    for option_name, option_text in (
        ("--workers", options.workers),
        ("--seconds", options.seconds),
        ("--megabytes", options.megabytes),
    ):
        if option_text is None:
            option_numbers.append(None)
        elif option_text.isascii() and option_text.isdigit() and 0 < int(option_text) < 10**9:
            option_numbers.append(int(option_text))
        else:
            problems.append(Problem(option_name, f"'{option_text}'", *_above_zero()))
    if problems:
        raise InputError(problems)
    workers, seconds, megabytes = option_numbers
    return Limits(workers or os.cpu_count() or 1, seconds, megabytes)


def _above_zero() -> tuple[str, str]:
    _, allowed_phrase, remedy_phrase = three("batch_number")
    return allowed_phrase, remedy_phrase
