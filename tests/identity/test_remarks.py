"""A remark stands at its number in the report and in the workbook, stays over reruns, and moves nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.excel.workbook import write_workbook
from mll_finance.report.html.writer import write_blocks
from mll_finance.report.page import section
from mll_finance.resources import resource

REMARKS = """
remarks:
  rate_of_licence:
    path: lines.licence.price
    who: {nl: controller, en: controller}
    when: 2026-11-12
    what: {nl: "Offerte nog opvragen, = niet gezien", en: "Ask for the quotation, = not seen"}
  yield_of_model:
    path: quantities.contact_yield.factors.relative_yield.model
    who: reviewer
    when: 2026-11-13
    what: Agreed
    state: closed
  whole_line:
    path: lines.evaluation
    who: reviewer
    when: 2026-11-14
    what: Who does this
"""
EXAMPLE = resource("parameters", "vroegsignalering_eindhoven.yaml")


def with_remarks(more: str = REMARKS) -> Case:
    return case_from_text(EXAMPLE.read_text(encoding="utf-8") + more, folder=EXAMPLE.parent)


@pytest.fixture(scope="module")
def case() -> Case:
    return with_remarks()


def test_a_remark_moves_nothing(case: Case) -> None:
    before, after = appraise(load_case(EXAMPLE)), appraise(case)
    for perspective in case.perspectives:
        for alternative in case.projects:
            expected = before.stream(perspective, alternative).npv[0]
            assert after.stream(perspective, alternative).npv[0] == expected


def test_a_remark_is_a_note_at_its_number_in_the_report(case: Case) -> None:
    tables = {getattr(block, "anchor", ""): block for block in section("assumptions", appraise(case), "en")}
    notes = {
        row.anchor: cell.note
        for row in tables["table-assumptions"].rows  # type: ignore[union-attr]
        for cell in row.cells
        if cell.note
    }
    assert set(notes) == {
        "lines.licence.price",
        "quantities.contact_yield.factors.relative_yield.by_alternative.model",
    }
    assert notes["lines.licence.price"] == (
        "Remark by controller, 12 November 2026 (still open): Ask for the quotation, = not seen"
    )
    listed = [row.note for row in tables["table-remarks"].rows]  # type: ignore[union-attr]
    assert listed == [
        "lines.licence.price",
        "lines.evaluation",
        "quantities.contact_yield.factors.relative_yield.model",
    ]


def test_a_case_without_remarks_has_no_table_of_them() -> None:
    anchors = [
        getattr(block, "anchor", "") for block in section("assumptions", appraise(load_case(EXAMPLE)), "nl")
    ]
    assert "table-assumptions" in anchors and "table-remarks" not in anchors


def test_a_remark_is_printed_below_its_table(case: Case) -> None:
    page = write_blocks(section("assumptions", appraise(case), "nl"), "nl")
    assert page.count("Offerte nog opvragen, = niet gezien") >= 2
    assert "Opmerking van controller, 12 november 2026 (nog open): Offerte" in page


def test_a_remark_is_a_note_at_its_cell_in_the_workbook(case: Case, tmp_path: Path) -> None:
    write_workbook(appraise(case), tmp_path / "a.xlsx", language="en")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    notes = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    ((sheet, address),) = book.defined_names["lines.licence.price"].destinations
    assert "Ask for the quotation" in notes[sheet, address.replace("$", "")]
    assert {sheet for sheet, _ in notes} == {"Assumptions", "Calculation"}
    assert any("Who does this" in text for (sheet, _), text in notes.items() if sheet == "Calculation")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (REMARKS.replace("lines.licence.price", "lines.licence.prize"), "lines.licence.price"),
        (REMARKS.replace("state: closed", "state: done"), "open"),
        (REMARKS.replace("when: 2026-11-12", "when: yesterday"), "remarks.rate_of_licence.when"),
        (REMARKS.replace("    who: reviewer\n", "", 1), "remarks.yield_of_model.who"),
    ],
)
def test_a_remark_that_cannot_be_is_refused(more: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        with_remarks(more)
