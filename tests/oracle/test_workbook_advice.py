"""The workbook shows the delivered advice, and none once an input is another; recalculated in LibreOffice."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from spreadsheet import Cells, Recalculate

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.excel.workbook import write_workbook
from mll_finance.resources import resource


def texts(book: Cells) -> str:
    """What the sheet of the decision shows."""
    return " | ".join(str(content) for (sheet, _), content in book.items() if sheet == "Decision")


@pytest.mark.libreoffice
def test_advice_stands_until_an_input_differs(tmp_path: Path, recalculate: Recalculate) -> None:
    delivered, more, unknown = (tmp_path / f"{name}.xlsx" for name in ("delivered", "more", "unknown"))
    case = load_case(resource("parameters", "two_years.yaml")).with_({"case.language": "en"})
    write_workbook(appraise(case), delivered, language="en")
    changed = openpyxl.load_workbook(delivered)
    listed = changed["Delivered"]
    sheet, _, place = str(listed.cell(3, 4).value).removeprefix("=").replace("$", "").rpartition("!")
    cell = changed[sheet.strip("'")][place]
    cell.value = cell.value * 1.01
    changed.save(more)
    cell.value = "unknown"
    changed.save(unknown)

    shown = {name: texts(book) for name, book in recalculate([delivered, more, unknown]).items()}
    assert "Advice: " in shown[delivered.name]
    assert "Not decided for these inputs" not in shown[delivered.name]
    assert "Not decided for these inputs" in shown[more.name]
    assert "Not decided for these inputs" in shown[unknown.name]
