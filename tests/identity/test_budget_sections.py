"""The tables of incidence, bridge, budget and cover on the example cases: what is shown adds up, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.blocks import Figure, Row, Table
from mll_finance.report.page import section
from mll_finance.resources import resource

CASES = sorted(Path(resource("parameters")).glob("*.yaml"))
SECTIONS = ("incidence", "bridge", "budget", "budget_detail", "coverage", "council_proposal")


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def study(request: pytest.FixtureRequest) -> Study:
    return appraise(load_case(request.param).with_({"case.draws": 16}))


def tables(study: Study, name: str, language: str = "nl") -> dict[str, Table]:
    found = section(name, study, language)  # type: ignore[arg-type]
    data = [block.data for block in found if isinstance(block, Figure)]
    return {block.anchor or block.caption: block for block in (*found, *data) if isinstance(block, Table)}


def values(row: Row) -> list[float]:
    return [float(cell.value) if isinstance(cell.value, int | float) else 0.0 for cell in row.cells]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", SECTIONS)
def test_every_row_has_every_column(study: Study, name: str, language: str) -> None:
    found = tables(study, name, language)
    assert found
    for table in found.values():
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}, table.caption


def test_parties_add_up_by_year_and_by_line(study: Study) -> None:
    for anchor, table in tables(study, "incidence").items():
        if not anchor.startswith(("table-incidence-years", "table-incidence-lines")):
            continue
        *parts, total = table.rows
        whole = values(total)
        scale = sum(abs(value) for row in parts for value in values(row)) + 1
        for column in range(len(table.columns)):
            summed = sum(values(row)[column] for row in parts)
            assert summed == pytest.approx(whole[column], abs=1e-9 * scale), (anchor, column)
        for row in table.rows:  # the last column is the sum of the others, where no PM stands in the row
            *each, last = values(row)
            if not any(cell.pm for cell in row.cells):
                assert sum(each) == pytest.approx(last, abs=1e-9 * scale), (anchor, row.head)


def test_the_bridge_adds_up_between_its_balances(study: Study) -> None:
    found = tables(study, "bridge")
    table = found["table-bridge"]
    for column in range(len(table.columns)):
        reached = scale = 0.0
        for place, row in enumerate(table.rows):
            value = values(row)[column]
            scale += abs(value)
            if row.total and place:
                assert reached == pytest.approx(value, abs=1e-9 * scale + 1e-9), row.head
            reached = value if row.total else reached + value
    assert sum(row.total for row in table.rows) == 3


def test_the_budget_adds_up_by_programme_and_duration(study: Study) -> None:
    found = tables(study, "budget_detail") | tables(study, "budget_summary")
    for anchor in ("table-change", "table-duration"):
        rows = found[anchor].rows
        for column in range(len(found[anchor].columns)):
            if anchor == "table-change":
                parts = sum(values(row)[column] for row in rows if not row.total)
                assert parts == pytest.approx(values(rows[-1])[column], abs=1e-6)
                heads = sum(values(row)[column] for row in rows[:-1] if row.total)
                assert heads == pytest.approx(parts, abs=1e-6)
            else:
                running = 0.0
                for row in rows:
                    if row.total:
                        assert running == pytest.approx(values(row)[column], abs=1e-6), row.head
                        running = 0.0
                    else:
                        running += values(row)[column]


def test_balance_and_cover_add_up_to_what_is_left(study: Study) -> None:
    for anchor, table in tables(study, "coverage").items():
        if not anchor.startswith("table-cover"):
            continue
        structural, incidental, balance, *items, cover, left = table.rows
        for column in range(len(table.columns)):
            one = [values(row)[column] for row in (structural, incidental, balance, cover, left)]
            assert one[0] + one[1] == pytest.approx(one[2], abs=1e-6)
            assert sum(values(row)[column] for row in items) == pytest.approx(one[3], abs=1e-6)
            assert one[2] + one[3] == pytest.approx(one[4], abs=1e-6)
