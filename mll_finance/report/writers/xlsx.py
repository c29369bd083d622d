"""The calculation as a workbook with live formulas."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.report.house_style import HouseStyle
from mll_finance.report.writer import Writer


def write(study: Study, folder: Path, _: HouseStyle) -> None:
    """Write ``workbook.xlsx``."""
    from mll_finance.report.excel.workbook import write_workbook

    write_workbook(study, folder / WRITER.file, language=study.case.settings.language)


WRITER = Writer("workbook.xlsx", write)
