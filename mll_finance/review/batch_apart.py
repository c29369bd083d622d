"""What somebody changed in the folder of a batch, beside its reports: reports gone, moved or added, and the tables.

Each report is made again by itself; this is what no report knows of. The tables are gathered again from the reports,
and the index is made of them again, with the copy of the case that the first report of it has.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from mll_finance.batch.run import RESULTS
from mll_finance.batch.series.collected import CSV, PARQUET, results_of
from mll_finance.batch.series.folder import JOURNAL, PLAN, journal_entries, kept_plan
from mll_finance.batch.series.index import INDEX, ReadReports, index_page, read_reports
from mll_finance.batch.series.plan import REPORTS, Job
from mll_finance.engine.fingerprint import code_hash
from mll_finance.errors import InputError
from mll_finance.extras import need
from mll_finance.facade.adopted_results import load_case
from mll_finance.facade.many_results import csv_of, table_of
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import MANIFEST_OF_RUN, OF_RUN
from mll_finance.plain_files import plain_bytes
from mll_finance.report.html.writer import write_page
from mll_finance.report.overview.page import ASSETS
from mll_finance.terms import Language
from mll_finance.version import __version__

_LARGEST = 50_000_000
_SHOWN = 10
"""Places of the index that are named; of more it is said that there are."""
_ENGLISH = re.compile(r"<html[^>]*\blang=.en")
_UNREAD = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MUNICIPALITY = "case.municipality"


class BatchDifference(NamedTuple):
    """What is otherwise in the folder of a batch."""

    key: str
    """The sentence that says it."""
    file: str
    """The file or folder, from the folder of the batch."""
    was: str = ""
    """What stands there, of a page that says something else than the reports."""
    expected: str = ""
    """What the reports say."""


def batch_differences(folder: Path) -> list[BatchDifference]:
    """What differs in the folder of a batch from what its own list and reports say; nothing where it is no batch."""
    if not (folder / PLAN).is_file() or not (folder / JOURNAL).is_file():
        return []
    need("batch", "mll review")
    plan = kept_plan(folder)
    if plan is None:
        return [BatchDifference("batch_unreadable_found", PLAN)]
    jobs = [Job.of_json(raw_job) for raw_job in plan["jobs"]]
    entry_by_folder = dict(journal_entries(folder / JOURNAL))
    finished_jobs = [
        job for job in jobs if job.folder in entry_by_folder and not entry_by_folder[job.folder]["failure"]
    ]
    report_differences = [*_reports(folder, jobs, finished_jobs), *_absent(folder)]
    if report_differences:
        return report_differences
    reports_read = read_reports(folder / REPORTS, jobs, entry_by_folder)
    return [*_tables(folder, reports_read), *_index(folder, plan, jobs, entry_by_folder, reports_read)]


def _reports(folder: Path, jobs: list[Job], finished_jobs: list[Job]) -> Iterator[BatchDifference]:
    """Reports that are gone, of something else than their folder says, or that the batch never made."""
    reports_folder = folder / REPORTS
    for job in finished_jobs:
        report_path = f"{REPORTS}/{job.folder}"
        manifest_path = reports_folder / job.folder / MANIFEST_OF_RUN
        if not manifest_path.is_file() or not (reports_folder / job.folder / RESULTS).is_file():
            yield BatchDifference("review_batch_gone", report_path)
        elif not _is_of(
            job, json.loads(plain_bytes(manifest_path, _LARGEST)), results_of(reports_folder, job)
        ):
            yield BatchDifference("review_batch_other", report_path)
    known_folders = {job.folder for job in jobs}
    for manifest_path in sorted(reports_folder.rglob(MANIFEST_OF_RUN)):
        report_name = manifest_path.parent.relative_to(reports_folder).as_posix()
        if report_name not in known_folders:
            yield BatchDifference("review_batch_unknown", f"{REPORTS}/{report_name}")


def _is_of(job: Job, manifest: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether a report is of the case, the municipality and the scenario that its folder says."""
    changed_municipality = manifest["fingerprint"]["overrides"].get(_MUNICIPALITY, job.municipality)
    scenario_name = manifest["fingerprint"]["scenario"] or ""
    return bool(
        document["case"] == job.case
        and changed_municipality == job.municipality
        and scenario_name == job.scenario
    )


def _absent(folder: Path) -> Iterator[BatchDifference]:
    for file_name in (INDEX, CSV, PARQUET):
        if not (folder / file_name).is_file():
            yield BatchDifference("review_batch_gone", file_name)


def _tables(folder: Path, read: ReadReports) -> Iterator[BatchDifference]:
    """The tables that are not those of the reports."""
    expected_csv = csv_of(table_of(read.rows))
    if plain_bytes(folder / CSV, _LARGEST).decode("utf-8", errors="replace") != expected_csv:
        yield BatchDifference("review_batch_table", CSV)
    parquet_file = io.BytesIO(plain_bytes(folder / PARQUET, _LARGEST))
    if csv_of(pd.read_parquet(parquet_file)) != expected_csv:
        yield BatchDifference("review_batch_table", PARQUET)


def _index(
    folder: Path,
    plan: dict[str, Any],
    jobs: list[Job],
    noted: dict[str, dict[str, Any]],
    read: ReadReports,
) -> Iterator[BatchDifference]:
    """What the index says otherwise than one that is made of the reports again."""
    index_html = plain_bytes(folder / INDEX, _LARGEST).decode("utf-8", errors="replace")
    found_cases = [_case(folder, own_jobs, noted) for own_jobs in _by_case(jobs)]
    if any(case is None for case in found_cases):
        yield BatchDifference("review_batch_index_case", INDEX)
        return
    language: Language = "en" if _ENGLISH.search(index_html) else "nl"
    known_cases = [case for case in found_cases if case is not None]
    page = index_page(read, jobs, noted, known_cases, language, plan["formats"])
    page_again = write_page(page, None, also=ASSETS)
    if index_html == page_again:
        return
    changed_texts = list(_changed_texts(index_html, page_again))
    is_same_version = plan.get("code") == code_hash()
    if changed_texts and not is_same_version:
        yield BatchDifference("review_batch_index_version", INDEX, str(plan.get("version")), __version__)
        return
    for text_there, text_again in changed_texts[:_SHOWN]:
        yield BatchDifference("review_batch_index_text", INDEX, text_there, text_again)
    if len(changed_texts) > _SHOWN or (is_same_version and not changed_texts):
        yield BatchDifference("review_batch_index", INDEX)


def _by_case(jobs: list[Job]) -> Iterator[list[Job]]:
    for case in dict.fromkeys(job.case for job in jobs):
        yield [job for job in jobs if job.case == case]


def _case(folder: Path, jobs: list[Job], noted: dict[str, dict[str, Any]]) -> Case | None:
    """A case of the batch as it stands: the copy of its first report, else where it was; None where it is no more."""
    folders_of_made_reports = [
        job.folder for job in jobs if job.folder in noted and not noted[job.folder]["failure"]
    ]
    for case_source in (
        *(str(folder / REPORTS / name / OF_RUN) for name in folders_of_made_reports[:1]),
        jobs[0].source,
    ):
        with contextlib.suppress(InputError):
            case_read = load_case(case_source)
            if case_read.settings.id == jobs[0].case:
                return case_read
    return None


def _changed_texts(html: str, again: str) -> Iterator[tuple[str, str]]:
    """Where a reader reads something else: what stands there, and what would."""
    texts_there, texts_again = _texts(html), _texts(again)
    text_matcher = difflib.SequenceMatcher(None, texts_there, texts_again, autojunk=False)
    for kind_of_change, start_there, end_there, start_again, end_again in text_matcher.get_opcodes():
        if kind_of_change != "equal":
            yield " ".join(texts_there[start_there:end_there]), " ".join(texts_again[start_again:end_again])


def _texts(html: str) -> list[str]:
    """The texts of a page between its tags, without those of scripts and styles."""
    text_with_tags = _UNREAD.sub("", html).replace("<wbr>", "")
    return [" ".join(unescape(text).split()) for text in _TAG.split(text_with_tags) if text.strip()]
