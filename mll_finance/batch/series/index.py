"""The index of a batch: the table of all results, and the page that leads to every report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mll_finance.batch.run import RESULTS
from mll_finance.batch.series.collected import results_of, rows_of, write_table
from mll_finance.batch.series.folder import BatchFolder
from mll_finance.batch.series.plan import REPORTS, BatchPlan, Job
from mll_finance.engine.study import Study
from mll_finance.judgement.across.comparing import ReportEntry, grouped
from mll_finance.report.html.writer import write_page
from mll_finance.report.overview.page import ASSETS, Absent, Overview, overview_page
from mll_finance.report.writer import writers
from mll_finance.terms import Language
from mll_finance.whole_files import replaced_file

INDEX = "index.html"


def write_index(
    folder: BatchFolder, whole_plan: BatchPlan, language: Language, formats: tuple[str, ...]
) -> Path:
    """Write ``results.csv``, ``results.parquet`` and ``index.html`` of the reports that are there."""
    entries: list[ReportEntry] = []
    rows: list[dict[str, Any]] = []
    for job in whole_plan.jobs:
        noted = folder.journal.get(job.folder)
        if noted is None or noted["failure"]:
            continue
        document = results_of(folder.reports, job)
        rows += rows_of(job, document, noted["local"])
        entries.append(_entry(job, document, noted))
    write_table(rows, folder.path)
    studies: Mapping[str, Study] = {case.settings.id: Study(case) for case in whole_plan.cases}
    absent = tuple(
        Absent(job.case, job.municipality, job.scenario, folder.failure(job))
        for job in whole_plan.jobs
        if folder.failure(job)
    )
    overview = Overview(tuple(grouped(entries)), studies, absent, _links(entries, formats))
    with replaced_file(folder.path / INDEX) as part:
        write_page(overview_page(overview, language), part, also=ASSETS)
    return folder.path / INDEX


def _entry(job: Job, document: dict[str, Any], noted: dict[str, Any]) -> ReportEntry:
    """What the index says of a report, from its results and what the journal noted of it."""
    balances = [row for row in document["results"] if row["criterion"] == "npv" and row["mean"] is not None]
    advised = document["advice"]
    return ReportEntry(
        case=job.case,
        municipality=job.municipality,
        scenario=job.scenario,
        folder=job.folder,
        mean={(row["perspective"], row["alternative"]): row["mean"] for row in balances},
        pm={(row["perspective"], row["alternative"]): bool(row["pm"]) for row in balances},
        advice={name: opinion["advice"] for name, opinion in advised["alternatives"].items()},
        choice=advised["choice"],
        about=advised["about"],
        own=noted["local"]["own"],
        borrowed=tuple(noted["local"]["borrowed"]),
        size=noted["size"],
    )


def _links(entries: Iterable[ReportEntry], formats: tuple[str, ...]) -> dict[str, str]:
    """The file that the row of each report leads to."""
    file = writers()["html"].file if "html" in formats else RESULTS
    return {entry.folder: f"{REPORTS}/{entry.folder}/{file}" for entry in entries}
