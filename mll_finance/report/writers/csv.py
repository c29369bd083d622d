"""The tables of a run as CSV: UTF-8, a comma between cells, a decimal point."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.report.house_style import HouseStyle
from mll_finance.report.writer import Writer


def write(study: Study, folder: Path, _: HouseStyle) -> None:
    """Write ``tables/*.csv``."""
    from mll_finance.facade.run_tables import run_tables

    (folder / "tables").mkdir(exist_ok=True)
    for table_name, table in run_tables(study).items():
        table.to_csv(
            folder / "tables" / f"{table_name}.csv", index=False, lineterminator="\n", encoding="utf-8"
        )


WRITER = Writer("tables/budget.csv", write, extra=None)
