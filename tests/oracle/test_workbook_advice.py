"""The workbook shows the delivered advice, and none once an input is another; recalculated in LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.excel.workbook import write_workbook
from mll_finance.resources import resource

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on this machine")


def recalculated(path: Path, folder: Path) -> openpyxl.Workbook:
    """The workbook with the values that LibreOffice gives its formulas."""
    command = [
        str(OFFICE),
        f"-env:UserInstallation=file://{folder}/office",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run([*command, "--outdir", str(folder / "again"), str(path)], check=True, capture_output=True)
    return openpyxl.load_workbook(folder / "again" / path.name, data_only=True)


def texts(book: openpyxl.Workbook) -> str:
    return " | ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)


@needs_office
def test_advice_stands_until_an_input_differs(tmp_path: Path) -> None:
    path = tmp_path / "two_years.xlsx"
    case = load_case(resource("parameters", "two_years.yaml")).with_({"case.language": "en"})
    write_workbook(appraise(case), path, language="en")
    delivered = texts(recalculated(path, tmp_path))
    assert "Advice: " in delivered and "Not decided for these inputs" not in delivered

    changed = openpyxl.load_workbook(path)
    listed = changed["Delivered"]
    sheet, _, place = str(listed.cell(3, 4).value).removeprefix("=").replace("$", "").rpartition("!")
    cell = changed[sheet.strip("'")][place]
    cell.value = cell.value * 1.01
    changed.save(path)
    assert "Not decided for these inputs" in texts(recalculated(path, tmp_path))

    cell.value = "unknown"
    changed.save(path)
    assert "Not decided for these inputs" in texts(recalculated(path, tmp_path))
