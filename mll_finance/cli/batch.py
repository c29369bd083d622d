"""``mll batch``: the reports of many municipalities and scenarios, in one folder with an index."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from mll_finance.batch.run import chosen, notebook_names
from mll_finance.batch.series.plan import BatchPlan, Job, plan
from mll_finance.cli.streams import show, show_message
from mll_finance.errors import InputError, Problem, RunError
from mll_finance.extras import need
from mll_finance.report.writer import writers
from mll_finance.terms import Language, sentence, three

_LINES = 100
"""Lines that say how far a batch is, about; failures are said as they come."""
_SHOWN = 20
"""Reports of a plan that are shown."""


def run(options: argparse.Namespace) -> int:
    """Make the reports of the plan that are not there yet, then the table and the index of all."""
    workers, seconds, megabytes = _limits(options)
    whole_plan = plan(options.cases, options.municipalities, options.scenarios)
    language: Language = options.language or whole_plan.cases[0].settings.language
    _say_plan(whole_plan, language, everything=options.dry_run)
    if options.dry_run:
        return 0
    need("batch", "mll batch")
    notebooks = chosen(options.notebooks, notebook_names(), "--notebooks")
    formats = chosen(options.formats, tuple(writers()), "--formats")
    from mll_finance.batch.series.folder import Asked, batch_folder
    from mll_finance.batch.series.index import write_index
    from mll_finance.batch.series.workers import Limits, work

    asked = Asked(whole_plan, notebooks, formats)
    with batch_folder(Path(options.out), asked, resume=options.resume) as folder:
        to_make = [job for job in whole_plan.jobs if not folder.is_done(job)]
        progress = _Progress(len(whole_plan.jobs), len(to_make), language)
        for outcome in work(
            to_make, str(folder.reports), notebooks, formats, Limits(workers, seconds, megabytes)
        ):
            folder.note(outcome, language)
            progress.tell(outcome.job.folder, folder.failure(outcome.job))
        index_path = write_index(folder, whole_plan, language, formats)
        failures = [job for job in whole_plan.jobs if folder.failure(job)]
        print(index_path)
        if failures:
            raise RunError(_failures(failures, language))
    return 0


def _failures(failures: list[Job], language: Language) -> str:
    """The list of the reports that are not there."""
    lines = [f"  - {job.folder}" for job in failures]
    return "\n".join([sentence("batch_failures", language, count=len(failures)), *lines])


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
        passed = max(monotonic() - self._begun, 1e-9)
        rate = self.made / passed
        fields = {
            "done": self.count - self.to_make + self.made,
            "count": self.count,
            "rate": f"{60 * rate:.0f}",
            "minutes": f"{(self.to_make - self.made) / rate / 60:.0f}",
            "failed": self.failed,
        }
        show_message(sentence("batch_progress", self.language, **fields), as_error=True)


def _say_plan(whole_plan: BatchPlan, language: Language, *, everything: bool) -> None:
    """How many reports there will be; where asked, each of them."""
    fields = {
        "reports": len(whole_plan.jobs),
        "cases": len(whole_plan.cases),
        "municipalities": whole_plan.municipalities,
    }
    show_message(sentence("batch_plan", language, **fields), as_error=not everything)
    if everything:
        show("\n".join(_listed(whole_plan)))


def _listed(whole_plan: BatchPlan) -> Iterator[str]:
    for job in whole_plan.jobs:
        yield f"{job.folder}  {job.municipality}".rstrip()


def _limits(options: argparse.Namespace) -> tuple[int, float | None, int | None]:
    """How many processes, and what each may take.

    Raises
    ------
    InputError
        With every option that is no whole number above zero.
    """
    problems: list[Problem] = []
    numbers: list[int | None] = []
    for option, text in (
        ("--workers", options.workers),
        ("--seconds", options.seconds),
        ("--megabytes", options.megabytes),
    ):
        if text is None:
            numbers.append(None)
        elif text.isascii() and text.isdigit() and 0 < int(text) < 10**9:
            numbers.append(int(text))
        else:
            problems.append(Problem(option, f"'{text}'", *_above_zero()))
    if problems:
        raise InputError(problems)
    workers, seconds, megabytes = numbers
    return workers or os.cpu_count() or 1, seconds, megabytes


def _above_zero() -> tuple[str, str]:
    _, allowed, remedy = three("batch_number")
    return allowed, remedy
