"""The results of every report of a batch in one long table, in the order of the plan, read from the reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from mll_finance.batch.run import RESULTS
from mll_finance.batch.series.plan import Job
from mll_finance.plain_files import plain_bytes
from mll_finance.whole_files import replaced_file

_FIGURES = ("unit", "central", "mean", "sd", "p05", "p50", "p95", "mcse", "bound", "reason")
COLUMNS = (
    "case",
    "municipality_code",
    "municipality",
    "scenario",
    "perspective",
    "alternative",
    "criterion",
    *_FIGURES,
    "pm",
    "advice",
    "choice",
    "local_own",
    "local_count",
    "folder",
)
_NUMBERS = ("central", "mean", "sd", "p05", "p50", "p95", "mcse")
_LARGEST = 50_000_000


def results_of(reports: Path, job: Job) -> dict[str, Any]:
    """The ``results.json`` of one report."""
    document: dict[str, Any] = json.loads(plain_bytes(reports / job.folder / RESULTS, _LARGEST))
    return document


def rows_of(job: Job, document: dict[str, Any], local: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one report: a criterion of an alternative through a perspective each."""
    advised = document["advice"]["alternatives"]
    for result in document["results"]:
        yield {
            "case": job.case,
            "municipality_code": job.code,
            "municipality": job.municipality,
            "scenario": job.scenario,
            **{name: result.get(name) for name in ("perspective", "alternative", "criterion", *_FIGURES)},
            "pm": ";".join(result.get("pm") or ()),
            "advice": advised[result["alternative"]]["advice"],
            "choice": document["advice"]["choice"],
            "local_own": len(local["own"]),
            "local_count": len(local["own"]) + len(local["borrowed"]),
            "folder": job.folder,
        }


def table_of(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The long table of a batch."""
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    numbers = dict.fromkeys(_NUMBERS, "float64")
    counts = dict.fromkeys(("local_own", "local_count"), "int64")
    texts = {name: "str" for name in COLUMNS if name not in numbers and name not in counts}
    return table.fillna(dict.fromkeys(texts, "")).astype({**numbers, **counts, **texts})


def write_table(table: pd.DataFrame, folder: Path) -> None:
    """Write ``results.csv`` and ``results.parquet``, each whole or not."""
    with replaced_file(folder / "results.csv") as part:
        table.to_csv(part, index=False, lineterminator="\n")
    with replaced_file(folder / "results.parquet") as part:
        table.to_parquet(part, index=False)
