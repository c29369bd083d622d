"""The folder of a batch: its plan, a journal of what is done, and the reports; one batch at a time works in it.

A report counts as done when the journal says so and its folder is as its run made it. So whatever a batch dies of, the
next goes on where it was: nothing is lost, nothing comes twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from mll_finance.batch.earlier_run import earlier_run
from mll_finance.batch.manifest import write_json
from mll_finance.batch.series.executor import JobOutcome
from mll_finance.batch.series.plan import REPORTS, BatchPlan, Contents, Job
from mll_finance.engine.fingerprint import code_hash
from mll_finance.errors import InputError, Problem
from mll_finance.plain_files import plain_bytes
from mll_finance.terms import Language, three, told_text
from mll_finance.version import __version__
from mll_finance.whole_files import clear_leftovers, is_only_holder, replaced_file

PLAN, JOURNAL = "batch.json", "journal.jsonl"
_OWNER = ".batch.lock"
_LARGEST = 200_000_000


@dataclass(frozen=True)
class Asked:
    """What a batch makes: the plan, and what each report holds."""

    plan: BatchPlan
    contents: Contents

    def as_json(self) -> dict[str, Any]:
        """As the folder keeps it: a batch that goes on has to ask the same."""
        return {
            "schema": 1,
            "version": __version__,
            "code": code_hash(),
            "notebooks": list(self.contents.notebooks),
            "formats": list(self.contents.formats),
            "whole": self.contents.is_whole,
            "jobs": self.plan.as_json(),
        }


@dataclass(frozen=True)
class BatchFolder:
    """The folder of a batch that this process works in."""

    path: Path
    journal: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What was noted of each report by its folder, the newest last."""

    @property
    def reports(self) -> Path:
        """The folder of the reports."""
        return self.path / REPORTS

    def note(self, outcome: JobOutcome, language: Language) -> None:
        """Write down what came of a job, at once and for good."""
        journal_entry = {
            "folder": outcome.job.folder,
            "local": outcome.local,
            "size": outcome.size,
            "failure": told_text(outcome.failure, language),
        }
        self.journal[outcome.job.folder] = journal_entry
        with (self.path / JOURNAL).open("a", encoding="utf-8") as journal_file:
            journal_file.write(json.dumps(journal_entry, ensure_ascii=False) + "\n")
            journal_file.flush()
            os.fsync(journal_file.fileno())

    def is_done(self, job: Job) -> bool:
        """Whether the report of a job is there, as its run made it."""
        journal_entry = self.journal.get(job.folder)
        if journal_entry is None or journal_entry["failure"]:
            return False
        run_of_report = earlier_run(self.reports / job.folder)
        if run_of_report is None or run_of_report.edited() or run_of_report.missing():
            return False
        return run_of_report.shared is None or not run_of_report.shared.lacking(run_of_report.folder)

    def failure(self, job: Job) -> str:
        """Why the report of a job is not there; empty where it is."""
        journal_entry = self.journal.get(job.folder)
        return "" if journal_entry is None else str(journal_entry["failure"])


@contextmanager
def batch_folder(path: Path, asked: Asked, *, resume: bool) -> Iterator[BatchFolder]:
    """The folder of a batch, for this process alone.

    Parameters
    ----------
    path : Path
        The folder; made where it is not there.
    asked : Asked
        What the batch makes.
    resume : bool
        Whether to go on with the batch that stands in it.

    Raises
    ------
    InputError
        When it holds something else, another batch, or a batch that somebody works in; when there is a batch and none
        is to be gone on with.
    """
    _refuse_other(path)
    path.mkdir(parents=True, exist_ok=True)
    with (path / _OWNER).open("ab") as owner_file:
        if not _is_ours(owner_file):
            raise InputError(Problem("--out", *three("batch_busy", folder=path)))
        earlier_plan = _earlier(path)
        if earlier_plan is not None and not resume:
            raise InputError(Problem("--out", *three("batch_there", folder=path)))
        if earlier_plan is None:
            with replaced_file(path / PLAN) as part_file:
                write_json(part_file, asked.as_json())
        else:
            _refuse_changes(earlier_plan, asked.as_json())
        entry_by_report = dict(journal_entries(path / JOURNAL))
        _end_last_line(path / JOURNAL)
        yield BatchFolder(path, entry_by_report)


def _is_ours(owner: IO[bytes]) -> bool:
    return os.name == "nt" or is_only_holder(owner)


def _refuse_other(path: Path) -> None:
    """Refuse a file, and a folder with something in it that is no batch."""
    if not os.path.lexists(path):
        return
    if not path.is_dir():
        raise InputError(Problem("--out", *three("batch_no_folder", folder=path)))
    clear_leftovers(path / PLAN)  # of a command that was killed before its plan was whole
    if any(entry.name != _OWNER for entry in path.iterdir()) and not (path / PLAN).is_file():
        raise InputError(Problem("--out", *three("batch_other", folder=path)))


def _earlier(path: Path) -> dict[str, Any] | None:
    """What the batch in a folder was asked; None where there is none.

    Raises
    ------
    InputError
        When that is no longer readable.
    """
    if not (path / PLAN).exists():
        return None
    earlier_plan = kept_plan(path)
    if earlier_plan is None:
        raise InputError(Problem("--out", *three("batch_unreadable", file=path / PLAN)))
    return earlier_plan


def kept_plan(path: Path) -> dict[str, Any] | None:
    """What the folder of a batch keeps of what it was asked; None where that is not readable."""
    try:
        raw_plan = json.loads(plain_bytes(path / PLAN, _LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    return raw_plan if isinstance(raw_plan, dict) and raw_plan.get("schema") == 1 else None


def _refuse_changes(earlier: dict[str, Any], now: dict[str, Any]) -> None:
    """Refuse to go on with a batch that asked something else, or that another version of the suite made."""
    changed_field_names = [
        name
        for name in ("version", "code", "notebooks", "formats", "whole", "jobs")
        if earlier.get(name) != now[name]
    ]
    if changed_field_names:
        raise InputError(
            Problem(
                "--resume",
                *three(
                    f"batch_changed_{'code' if 'code' in changed_field_names else changed_field_names[0]}"
                ),
            )
        )


def _end_last_line(path: Path) -> None:
    """Give a line that was cut off its end, so that the next entry has a line of its own."""
    if path.exists() and path.read_bytes()[-1:] not in (b"", b"\n"):
        with path.open("a", encoding="utf-8") as journal_file:
            journal_file.write("\n")


def journal_entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a journal; a last one that was cut off is none."""
    if not path.exists():
        return
    for text_line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            journal_entry = json.loads(text_line)
        except ValueError:
            continue
        if isinstance(journal_entry, dict) and isinstance(journal_entry.get("folder"), str):
            yield journal_entry["folder"], journal_entry
