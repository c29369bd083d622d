"""The results of many reports as one long table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

FIGURES = ("unit", "central", "mean", "sd", "p05", "p50", "p95", "mcse", "bound", "reason")
COLUMNS = (
    "case",
    "municipality_code",
    "municipality",
    "scenario",
    "perspective",
    "alternative",
    "criterion",
    *FIGURES,
    "pm",
    "advice",
    "choice",
    "local_own",
    "local_count",
    "folder",
)
_NUMBERS = ("central", "mean", "sd", "p05", "p50", "p95", "mcse")


def table_of(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The table of a batch: a criterion of an alternative through a perspective of one report a row."""
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    dtype_by_number_column = dict.fromkeys(_NUMBERS, "float64")
    type_by_count = dict.fromkeys(("local_own", "local_count"), "int64")
    dtype_by_text_column = {
        name: "str" for name in COLUMNS if name not in dtype_by_number_column and name not in type_by_count
    }
    return table.fillna(dict.fromkeys(dtype_by_text_column, "")).astype(
        {**dtype_by_number_column, **type_by_count, **dtype_by_text_column}
    )


def csv_of(table: pd.DataFrame) -> str:
    """A table as ``results.csv`` of a batch has it."""
    return str(table.to_csv(index=False, lineterminator="\n"))
