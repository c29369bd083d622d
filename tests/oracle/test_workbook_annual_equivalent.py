"""The years of the annual equivalent follow the inputs of the workbook; recalculated in LibreOffice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from spreadsheet import Recalculate, cells, spoil
from workbook_samples import case_of, own

from mll_finance.engine.criteria import BY_ID
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import Case
from mll_finance.report.excel.workbook import write_workbook

Changes = dict[tuple[str, int], float]
YEARS = range(2026, 2031)
TITLE = "Annual equivalent"


def amounts(*by_year: float) -> dict[str, Any]:
    """A line of the project with an amount in each year."""
    return {
        "kind": "cash_flow",
        "alternative": "project",
        "payer": "state",
        "receiver": "municipality",
        "amounts": own(dict(zip(YEARS, by_year, strict=True)), "EUR"),
    }


def steady(*by_year: float, **more: Any) -> dict[str, Any]:
    """A cost of the project, also where it lasts one year."""
    return amounts(*by_year) | {"payer": "municipality", "receiver": "resources"} | more


CASE = case_of(
    {},
    {
        "outlay": steady(9000, 0, 0, 0, 0),
        "help": amounts(0, 400, 400, 400, 400),
        "upkeep": steady(0, 50, 50, 50, 50, timing="start_of_year"),
        "fee": steady(0, 0, 30, 0, 0, duration="structural"),
        "move": steady(70, 70, 0, 0, 0, duration="incidental", timing="end_of_year"),
    },
    discounting={"rate": 0.04},
)
CHANGED: dict[str, Changes] = {
    "shorter": {("help", 2030): 0.0, ("help", 2029): 0.0, ("upkeep", 2030): 0.0, ("upkeep", 2029): 0.0},
    "first_year_recurs": {("help", 2026): 400.0},
    "sign_turns": {("help", 2029): -400.0, ("help", 2030): 300.0, ("upkeep", 2030): 0.0},
    "one_timing": {("upkeep", year): 0.0 for year in YEARS},
    "another_timing": {(line, year): 0.0 for line in ("help", "fee") for year in YEARS},
    "only_structural": {(line, year): 0.0 for line in ("help", "upkeep") for year in YEARS},
    "only_one_off": {(line, year): 0.0 for line in ("help", "upkeep", "fee") for year in YEARS},
    "nothing": {(line, year): 0.0 for line in ("help", "upkeep", "fee", "move") for year in YEARS},
}


def changed_case(case: Case, changes: Changes) -> Case:
    """The case with these amounts."""
    return case.with_({f"lines.{line}.amounts.{year}": amount for (line, year), amount in changes.items()})


def places(book: dict[tuple[str, str], Any], changes: Changes) -> dict[str, float]:
    """The cells of the sheet of assumptions that hold these amounts."""
    columns = {
        content: address.rstrip("0123456789")
        for (sheet, address), content in book.items()
        if sheet == "Assumptions" and address.rstrip("0123456789") + "1" == address
    }
    rows = {
        content: address[1:]
        for (sheet, address), content in book.items()
        if sheet == "Assumptions" and address[0] == "B"
    }
    return {
        f"{columns[float(year)]}{rows[f'lines.{line}.amounts']}": amount
        for (line, year), amount in changes.items()
    }


@pytest.fixture(scope="module")
def recalculated(
    recalculate: Recalculate, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[tuple[str, str], Any]]:
    """The delivered workbook with each of the changes typed in; one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("annual")
    delivered = folder / "delivered.xlsx"
    write_workbook(appraise(CASE), delivered, language="en")
    book = cells(delivered)
    typed = [
        spoil(delivered, folder / f"{name}.xlsx", inputs={"Assumptions": places(book, changes)})
        for name, changes in {"as_delivered": {}, **CHANGED}.items()
    ]
    return {Path(name).stem: shown for name, shown in recalculate(typed).items()}


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["as_delivered", *CHANGED])
def test_the_years_of_the_annual_equivalent_follow_the_inputs(
    recalculated: dict[str, dict[tuple[str, str], Any]], name: str
) -> None:
    study = appraise(changed_case(CASE, CHANGED.get(name, {})))
    book = recalculated[name]
    rows = [
        address[1:] for (sheet, address), content in book.items() if sheet == "Check" and content == TITLE
    ]
    expected = [
        BY_ID["annual_equivalent"].of(study.stream(perspective, alternative))[0]
        for perspective in study.case.perspectives
        for alternative in study.case.projects
    ]
    assert len(rows) == len(expected)
    np.testing.assert_allclose([book["Check", f"D{row}"] for row in rows], expected, rtol=1e-9, atol=1e-9)


def test_the_changes_move_the_years_and_the_moment() -> None:
    """Else the test above would pass with years that stay as they were."""
    years = {
        name: study.stream("society", "project").recurring
        for name, changes in {"as_delivered": {}, **CHANGED}.items()
        for study in [appraise(changed_case(CASE, changes))]
    }
    spans = {name: (of_case.first, of_case.last, of_case.timing) for name, of_case in years.items()}
    assert spans == {
        "as_delivered": (1, 4, "mid_year"),
        "shorter": (1, 2, "mid_year"),
        "first_year_recurs": (0, 4, "mid_year"),
        "sign_turns": (1, 3, "mid_year"),
        "one_timing": (1, 4, "mid_year"),
        "another_timing": (1, 4, "start_of_year"),
        "only_structural": (2, 2, "mid_year"),
        "only_one_off": (0, 1, "end_of_year"),
        "nothing": (1, 4, "mid_year"),
    }
