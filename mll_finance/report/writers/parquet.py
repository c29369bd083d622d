"""The tables of a run as parquet, with the type of every column: for who calculates on."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.report.house_style import HouseStyle
from mll_finance.report.writer import Writer


def write(study: Study, folder: Path, _: HouseStyle) -> None:
    """Write ``tables/*.parquet``."""
    from mll_finance.facade.run_tables import run_tables

    (folder / "tables").mkdir(exist_ok=True)
    for table_name, table in run_tables(study).items():
        table.to_parquet(folder / "tables" / f"{table_name}.parquet", index=False, engine="pyarrow")


WRITER = Writer("tables/budget.parquet", write, usual=False, extra="parquet")
