"""What somebody changed in the folder of a batch, beside its reports: reports gone, moved or added, and the tables.

Each report is made again by itself; this is what no report knows of. The tables are gathered again from the reports.
The page ``index.html`` is not made again: it asks for the cases, which need not lie where the batch was made.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from mll_finance.batch.run import RESULTS
from mll_finance.batch.series.collected import CSV, PARQUET, results_of, rows_of
from mll_finance.batch.series.folder import JOURNAL, PLAN, journal_entries, kept_plan
from mll_finance.batch.series.index import INDEX
from mll_finance.batch.series.plan import REPORTS, Job
from mll_finance.extras import need
from mll_finance.facade.many_results import csv_of, table_of
from mll_finance.inputs.case.finding import MANIFEST_OF_RUN
from mll_finance.plain_files import plain_bytes

_LARGEST = 50_000_000
_MUNICIPALITY = "case.municipality"


class BatchDifference(NamedTuple):
    """What is otherwise in the folder of a batch."""

    key: str
    """The sentence that says it."""
    file: str
    """The file or folder, from the folder of the batch."""


def batch_differences(folder: Path) -> list[BatchDifference]:
    """What differs in the folder of a batch from what its own list and reports say; nothing where it is no batch."""
    if not (folder / PLAN).is_file() or not (folder / JOURNAL).is_file():
        return []
    need("batch", "mll review")
    plan = kept_plan(folder)
    if plan is None:
        return [BatchDifference("batch_unreadable_found", PLAN)]
    jobs = [Job.of_json(listed) for listed in plan["jobs"]]
    noted = dict(journal_entries(folder / JOURNAL))
    finished_jobs = [job for job in jobs if job.folder in noted and not noted[job.folder]["failure"]]
    of_reports = [*_reports(folder, jobs, finished_jobs), *_absent(folder)]
    return of_reports or list(_tables(folder, finished_jobs, noted))


def _reports(folder: Path, jobs: list[Job], finished_jobs: list[Job]) -> Iterator[BatchDifference]:
    """Reports that are gone, of something else than their folder says, or that the batch never made."""
    reports = folder / REPORTS
    for job in finished_jobs:
        shown = f"{REPORTS}/{job.folder}"
        manifest = reports / job.folder / MANIFEST_OF_RUN
        if not manifest.is_file() or not (reports / job.folder / RESULTS).is_file():
            yield BatchDifference("review_batch_gone", shown)
        elif not _is_of(job, json.loads(plain_bytes(manifest, _LARGEST)), results_of(reports, job)):
            yield BatchDifference("review_batch_other", shown)
    known = {job.folder for job in jobs}
    for manifest in sorted(reports.rglob(MANIFEST_OF_RUN)):
        name = manifest.parent.relative_to(reports).as_posix()
        if name not in known:
            yield BatchDifference("review_batch_unknown", f"{REPORTS}/{name}")


def _is_of(job: Job, manifest: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether a report is of the case, the municipality and the scenario that its folder says."""
    changed = manifest["fingerprint"]["overrides"].get(_MUNICIPALITY, job.municipality)
    scenario = manifest["fingerprint"]["scenario"] or ""
    return bool(document["case"] == job.case and changed == job.municipality and scenario == job.scenario)


def _absent(folder: Path) -> Iterator[BatchDifference]:
    for name in (INDEX, CSV, PARQUET):
        if not (folder / name).is_file():
            yield BatchDifference("review_batch_gone", name)


def _tables(
    folder: Path, finished_jobs: list[Job], noted: dict[str, dict[str, Any]]
) -> Iterator[BatchDifference]:
    """The tables that are not those of the reports."""
    rows = [
        row
        for job in finished_jobs
        for row in rows_of(job, results_of(folder / REPORTS, job), noted[job.folder]["local"])
    ]
    expected = csv_of(table_of(rows))
    if plain_bytes(folder / CSV, _LARGEST).decode("utf-8") != expected:
        yield BatchDifference("review_batch_table", CSV)
    written = io.BytesIO(plain_bytes(folder / PARQUET, _LARGEST))
    if csv_of(pd.read_parquet(written)) != expected:
        yield BatchDifference("review_batch_table", PARQUET)
