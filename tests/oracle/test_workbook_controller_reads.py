"""What a controller reads in the workbook of Eindhoven: totals by taakveld and Iv3, PM, names, what is delivered."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import numpy as np
import openpyxl
import pytest
from example_books import BooksOf
from spreadsheet import Cells, Recalculate, cells, spoil

from mll_finance.engine.study import Study, appraise
from mll_finance.municipal_budget.budget import budget_table
from tests.workbook_changes import few_draws

_BLOCK, _SIDE, _TAAKVELD, _IV3, _YEARS = "A", "C", "D", "E", "GHIJ"


@pytest.fixture(scope="module")
def study() -> Study:
    """With few draws: nothing that is read here depends on them."""
    return appraise(few_draws("vroegsignalering_eindhoven"))


@pytest.fixture(scope="module")
def path(example_books: BooksOf) -> Path:
    return example_books("vroegsignalering_eindhoven")["nl"]


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path, data_only=True)


def totals(book: Cells) -> dict[str, dict[tuple[str, str, str], list[float]]]:
    """By alternative what the rows of totals say, by side, taakveld and Iv3."""
    found: dict[str, dict[tuple[str, str, str], list[float]]] = defaultdict(dict)
    alternative = ""
    sheet = {address: content for (title, address), content in book.items() if title == "Begroting"}
    for row in range(1, 1 + max(int(address.lstrip(ascii_uppercase)) for address in sheet)):
        title = str(sheet.get(f"{_BLOCK}{row}", ""))
        if title.startswith("Baten en lasten: "):
            alternative = title.partition(": ")[2]
        if title.startswith("Totaal "):
            key = tuple(str(sheet.get(f"{column}{row}", "")) for column in (_SIDE, _TAAKVELD, _IV3))
            found[alternative][key] = [float(sheet[f"{column}{row}"]) for column in _YEARS]
    return found


def by_hand(study: Study, alternative: str) -> dict[tuple[str, str], list[float]]:
    """The same from the budget, line by line, by side and the code of Iv3."""
    sums: dict[tuple[str, str], list[float]] = {}
    for line in budget_table(study, alternative).lines:
        if line.amounts is None:
            continue
        key = ("Baten" if line.side == "benefits" else "Lasten", str(line.iv3))
        before = sums.get(key, [0.0] * 4)
        sums[key] = [one + float(more) for one, more in zip(before, line.amounts, strict=True)]
    return sums


def test_the_budget_adds_up_by_taakveld_and_iv3(study: Study, path: Path) -> None:
    told = totals(cells(path))
    for alternative in study.case.projects:
        title = study.case.alternatives[alternative].title
        assert title is not None
        shown = {
            (side, iv3.partition(" ")[0]): amounts
            for (side, _, iv3), amounts in told[title.text("nl")].items()
        }
        expected = by_hand(study, alternative)
        assert shown.keys() == expected.keys()
        for key, amounts in expected.items():
            assert shown[key] == pytest.approx(amounts), (alternative, key)
        assert {taakveld for _, taakveld, _ in told[title.text("nl")]} == {"6.3 Inkomensregelingen"}


def test_the_totals_by_taakveld_and_iv3_recalculate(
    study: Study, path: Path, recalculate: Recalculate, tmp_path: Path
) -> None:
    spoiled = spoil(path, tmp_path / "nl.xlsx")
    told = totals(recalculate([spoiled])["nl.xlsx"])
    assert len(told) == len(study.case.projects)
    for alternative in study.case.projects:
        title = study.case.alternatives[alternative].title
        assert title is not None
        whole = np.sum(list(told[title.text("nl")].values()), axis=0)
        assert whole == pytest.approx(budget_table(study, alternative).total())


def test_what_is_left_after_cover_without_an_amount_is_plus_pm(book: Any) -> None:
    left = [row[0].value for row in book["Dekking"].iter_rows() if "na dekking" in str(row[0].value)]
    assert left and set(left) == {"Saldo na dekking + PM"}


def test_a_number_says_what_it_belongs_to_in_the_language_of_the_book(book: Any) -> None:
    names = {
        str(row[1].value): str(row[0].value) for row in book["Aannames"].iter_rows(min_row=2) if row[1].value
    }
    assert names["lines.iama_hours.quantity"] == "Eigen uren voor de grondrechtentoets: uren"
    assert names["lines.dpia.amount"] == "Gegevensbeschermingseffectbeoordeling (DPIA): DPIA"
    yields = "quantities.contact_yield.factors.relative_yield.by_alternative"
    assert names[f"{yields}.fewer_contacts"] == (
        "Aandeel intensieve contacten met aanvaarde hulp: opbrengst ten opzichte van nu "
        "(AI-model, zelfde hulp met minder contacten)"
    )
    spread = {str(row[1].value): str(row[0].value) for row in book["Spreiding"].iter_rows(min_row=2)}
    scenarios = {str(row[1].value): str(row[0].value) for row in book["Scenario's"].iter_rows(min_row=19)}
    assert all(spread[path] == names[path] for path in spread)
    assert scenarios["lines.iama_hours.quantity"] == names["lines.iama_hours.quantity"]


def test_the_advice_of_each_choice_looks_delivered(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Besluit"]
    told = [row for row in sheet.iter_rows(min_row=9) if str(row[1].value) in ("niet doen", "doen")]
    assert len(told) == 4
    for row in told:
        assert {row[column].fill.fgColor.rgb for column in (1, 2)} == {"FFEDEDED"}


def test_the_readme_says_what_quality_is_and_how_the_workbook_goes_back(book: Any) -> None:
    told = " ".join(str(row[0].value) for row in book["Leeswijzer"].iter_rows() if row[0].value)
    assert "A officieel, B goede studie, C pers of oud, D eigen schatting" in told
    assert "mll import workbook.xlsx --into vroegsignalering_eindhoven.yaml" in told
    decision = " ".join(str(row[0].value) for row in book["Besluit"].iter_rows() if row[0].value)
    assert not re.search(r"opgeleverde invoer: [A-Z]", decision)


def test_the_marks_that_import_reads_say_what_they_are(book: Any) -> None:
    assert book["Opgeleverd"].cell(1, 9).value
