"""The index of a batch: the table of all results, and the page that leads to every report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.batch.run import RESULTS
from mll_finance.batch.series.collected import results_of, rows_of, write_table
from mll_finance.batch.series.folder import BatchFolder
from mll_finance.batch.series.plan import REPORTS, BatchPlan, Job
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.judgement.across.comparing import ReportEntry, grouped
from mll_finance.report.blocks import Page
from mll_finance.report.html.writer import write_page
from mll_finance.report.overview.page import ASSETS, Absent, Overview, overview_page
from mll_finance.report.writer import writers
from mll_finance.terms import Language
from mll_finance.whole_files import replaced_file

INDEX = "index.html"


@dataclass(frozen=True)
class ReadReports:
    """What the reports of a batch say that are there, in the order of the plan.

    Parameters
    ----------
    rows : list of dict
        Those of the table of all results.
    entries : list of ReportEntry
        What the index says of each report.
    """

    rows: list[dict[str, Any]]
    entries: list[ReportEntry]


def read_reports(reports: Path, jobs: Iterable[Job], noted: Mapping[str, dict[str, Any]]) -> ReadReports:
    """Read the results of every report of a batch that is there by its journal.

    Parameters
    ----------
    reports : Path
        The folder of the reports.
    jobs : iterable of Job
        Those of the plan.
    noted : mapping
        What the journal says of each report, by its folder.
    """
    reports_read = ReadReports([], [])
    for job in jobs:
        journal_entry = noted.get(job.folder)
        if journal_entry is None or journal_entry["failure"]:
            continue
        results_read = results_of(reports, job)
        reports_read.rows.extend(rows_of(job, results_read, journal_entry["local"]))
        reports_read.entries.append(_entry(job, results_read, journal_entry))
    return reports_read


def index_page(
    read: ReadReports,
    jobs: Iterable[Job],
    noted: Mapping[str, dict[str, Any]],
    cases: Iterable[Case],
    language: Language,
    formats: Iterable[str],
) -> Page:
    """The page that leads to every report, made of what these say; the same for whoever makes it again.

    Parameters
    ----------
    read, jobs, noted
        As :func:`read_reports` gives and takes them.
    cases : iterable of Case
        The cases of the plan, each as it stands.
    language : str
        Of the page.
    formats : iterable of str
        Those of the reports.
    """
    absent_reports = tuple(
        Absent(job.case, job.municipality, job.scenario, str(noted[job.folder]["failure"]))
        for job in jobs
        if job.folder in noted and noted[job.folder]["failure"]
    )
    study_by_case = {case.settings.id: Study(case) for case in cases}
    link_by_report = _links(read.entries, formats)
    return overview_page(
        Overview(tuple(grouped(read.entries)), study_by_case, absent_reports, link_by_report), language
    )


def write_index(
    folder: BatchFolder, whole_plan: BatchPlan, language: Language, formats: tuple[str, ...]
) -> Path:
    """Write ``results.csv``, ``results.parquet`` and ``index.html`` of the reports that are there."""
    reports_read = read_reports(folder.reports, whole_plan.jobs, folder.journal)
    write_table(reports_read.rows, folder.path)
    page_of_index = index_page(
        reports_read, whole_plan.jobs, folder.journal, whole_plan.cases, language, formats
    )
    with replaced_file(folder.path / INDEX) as part_file:
        write_page(page_of_index, part_file, also=ASSETS)
    return folder.path / INDEX


def _entry(job: Job, document: dict[str, Any], noted: dict[str, Any]) -> ReportEntry:
    """What the index says of a report, from its results and what the journal noted of it."""
    npv_rows = [row for row in document["results"] if row["criterion"] == "npv" and row["mean"] is not None]
    advice_of_report = document["advice"]
    return ReportEntry(
        case=job.case,
        municipality=job.municipality,
        scenario=job.scenario,
        folder=job.folder,
        mean={(row["perspective"], row["alternative"]): row["mean"] for row in npv_rows},
        pm={(row["perspective"], row["alternative"]): bool(row["pm"]) for row in npv_rows},
        advice={
            name: advice_of_alternative["advice"]
            for name, advice_of_alternative in advice_of_report["alternatives"].items()
        },
        choice=advice_of_report["choice"],
        about=advice_of_report["about"],
        own=noted["local"]["own"],
        borrowed=tuple(noted["local"]["borrowed"]),
        estimated=tuple(noted["local"].get("estimated", ())),
        size=noted["size"],
    )


def _links(entries: Iterable[ReportEntry], formats: Iterable[str]) -> dict[str, str]:
    """The file that the row of each report leads to."""
    product_file_name = writers()["html"].file if "html" in formats else RESULTS
    return {entry.folder: f"{REPORTS}/{entry.folder}/{product_file_name}" for entry in entries}
