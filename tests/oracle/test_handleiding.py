"""The analyst's route of docs/handleiding.md, walked: its tables typed into the form, its commands given in order."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from mll_finance.cli.main import main

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "handleiding.md").read_text(encoding="utf-8")
HEADINGS, FIRST = 4, 8
"""Rows of a sheet, as a reader counts them: the headings, and the first row below the example."""


def tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The tables of a text: the heading and the rows, each cell stripped."""
    for block in re.findall(r"(?m)(?:^\|.*\n)+", text):
        rows = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in block.splitlines()]
        yield rows[0], rows[2:]


def sheets() -> dict[str, tuple[list[str], list[list[str]]]]:
    """What the guide says to type, by the name of the sheet."""
    parts = re.split(r"(?m)^### Blad (\w+)$", GUIDE.split("## 3.")[0])[1:]
    return {name: next(tables(text)) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def commands(section: str) -> list[list[str]]:
    """The commands of a numbered section."""
    text = GUIDE.split(f"## {section}.")[1].split("\n## ")[0]
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", text)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def typed(cell: str) -> Any:
    """What Excel makes of what is typed: a number where it is one, with a decimal comma."""
    plain = cell.replace(",", ".")
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) and cell != "6.3" else cell


def key_of(heading: str) -> str:
    return heading.removesuffix("*").strip()


def type_in(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for name, (headings, rows) in sheets().items():
        sheet = book[name]
        if name == "Case":
            labels = {key_of(str(sheet.cell(row, 2).value)): row for row in range(1, sheet.max_row + 1)}
            for label, cell in rows:
                sheet.cell(labels[label], 3).value = typed(cell)
            continue
        columns = {key_of(str(cell.value)): cell.column for cell in sheet[HEADINGS]}
        for cells in rows:
            row = place(sheet, columns, cells[0])
            for heading, cell in zip(headings, cells, strict=True):
                if cell:
                    sheet.cell(row, columns[heading]).value = typed(cell)
    book.save(path)


def place(sheet: Worksheet, columns: dict[str, int], name: str) -> int:
    """The row that has the name already, where names come once; else the first empty one."""
    first = columns.get("Naam (kort)")
    row = FIRST
    while sheet.cell(row, 2).value is not None:
        if first is not None and sheet.cell(row, first).value == name:
            return row
        row += 1
    return row


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walk")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (command,) = commands("1")
        assert main(command) == 0
        type_in(folder / "afspraken.xlsx")
        for command in commands("3"):
            assert main(command) == 0, command
    return folder


def appraised(case: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """The central NPV to society of each alternative (EUR)."""
    capsys.readouterr()
    assert main(["appraise", str(case), "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["results"]
    return {
        row["alternative"]: row["central"]
        for row in rows
        if (row["perspective"], row["criterion"]) == ("society", "npv")
    }


def test_the_outcome_is_the_one_that_the_guide_works_out(walked, capsys):
    # 2.8 % a year (nl_2025), amounts in the middle of 2027 to 2031, worked out here by hand and not by the suite. Wages
    # over prices since 2026, 1.47 % a year: 134.01/129.48 over 140.34/137.59 in 2027, and so on (data/price_index.csv).
    factors = [1.028 ** -(year + 0.5) for year in range(5)]
    factor = sum(factors)
    wages_by_year = (134.01, 138.7, 143.55, 148.57, 148.57 * 148.57 / 143.55)
    prices_by_year = (140.34, 143.15, 146.01, 148.93, 148.93 * 148.93 / 146.01)
    wages = sum(
        88_000 * wage / 129.48 / (price / 137.59) * of_year
        for wage, price, of_year in zip(wages_by_year, prices_by_year, factors, strict=True)
    )
    by_hand = {
        "model": (6000 * 0.2 * 0.3 * 95 - 12_000 * 1.21) * factor - 0.2 * wages - 15_000 * 1.21 * 1.028**-0.5,
        "sms": (6000 * 0.2 * 0.15 * 95 - 3_000 * 1.21) * factor,
    }
    whole = yaml.load((walked / "afspraken.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    without_checks = {section: part for section, part in whole.items() if section != "preconditions"}
    (walked / "zonder.yaml").write_text(
        yaml.dump(without_checks, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8"
    )
    results = appraised(walked / "zonder.yaml", capsys)
    printed = {row[0]: row[2] for heading, rows in tables(GUIDE) if heading[0] == "Keuze" for row in rows}
    titles = {"model": "Model voorspelt, medewerker belt", "sms": "Iedereen een sms"}
    for alternative, expected in by_hand.items():
        assert results[alternative] == pytest.approx(expected, abs=0.01)
        assert printed[titles[alternative]] == "€ " + f"{expected:,.0f}".replace(",", ".")


@pytest.mark.parametrize("section", ["4", "5"])
def test_the_commands_that_follow_work(walked, monkeypatch, capsys, section):
    monkeypatch.chdir(walked)
    assert commands(section)
    for command in commands(section):
        assert main(command) == 0, command
    said = capsys.readouterr().out
    assert "Model voorspelt, medewerker belt" in said and "Iedereen een sms" in said


def test_the_case_is_ready_to_run(walked, capsys):
    assert main(["check", str(walked / "afspraken.yaml")]) == 0
    said = capsys.readouterr().out
    assert "mll run weigert" not in said and "NOG IN TE VULLEN" not in (walked / "afspraken.yaml").read_text(
        "utf-8"
    )
    assert [command[0] for command in commands("6")] == ["run"]
