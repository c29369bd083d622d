"""The results of every report of a batch in one long table, in the order of the plan, read from the reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mll_finance.batch.run import RESULTS
from mll_finance.batch.series.plan import Job
from mll_finance.facade.many_results import FIGURES, csv_of, table_of
from mll_finance.plain_files import plain_bytes
from mll_finance.whole_files import replaced_file

CSV, PARQUET = "results.csv", "results.parquet"
_LARGEST = 50_000_000


def results_of(reports: Path, job: Job) -> dict[str, Any]:
    """The ``results.json`` of one report."""
    results_read: dict[str, Any] = json.loads(plain_bytes(reports / job.folder / RESULTS, _LARGEST))
    return results_read


def rows_of(job: Job, document: dict[str, Any], local: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one report: a criterion of an alternative through a perspective each."""
    advice_by_alternative = document["advice"]["alternatives"]
    for result_row in document["results"]:
        yield {
            "case": job.case,
            "municipality_code": job.code,
            "municipality": job.municipality,
            "scenario": job.scenario,
            **{name: result_row.get(name) for name in ("perspective", "alternative", "criterion", *FIGURES)},
            "pm": ";".join(result_row.get("pm") or ()),
            "advice": advice_by_alternative[result_row["alternative"]]["advice"],
            "choice": document["advice"]["choice"],
            "local_own": len(local["own"]),
            "local_count": len(local["own"]) + len(local["borrowed"]),
            "folder": job.folder,
        }


def write_table(rows: Iterable[dict[str, Any]], folder: Path) -> None:
    """Write ``results.csv`` and ``results.parquet``, each whole or not."""
    table = table_of(rows)
    with replaced_file(folder / CSV) as part_file:
        part_file.write_text(csv_of(table), encoding="utf-8", newline="\n")
    with replaced_file(folder / PARQUET) as part_file:
        table.to_parquet(part_file, index=False)
