"""Every example is reproduced from the folder of its run alone, also in another folder; a folder of runs as one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from review_runs import edit_json, make_run, reviewed

from mll_finance.inputs.case.finding import examples

WHOLE = {
    "fraude_selectie_bijstand": ("--notebooks", "none"),
    "samenwerking_naar_werk": ("--notebooks", "02_cash_flows_and_npv,07_report"),
}
"""Of these the report, the workbook and the tables are made again too, which takes most of the time; of one notebooks.

What a review says of each of those is in test_review_run.py. That they are the same bytes is in
test_run_is_one_case.py, and of Eindhoven in test_batch_shared.py.
"""
RESULTS = ("--formats", "none", "--notebooks", "none")


def made_elsewhere(name: str, tmp_path: Path, contents: tuple[str, ...]) -> Path:
    """A run of an example in another folder than it was made in."""
    made = make_run(name, tmp_path / "run", "--draws", "64", *contents)
    return Path(shutil.move(made, tmp_path / "in another folder"))


@pytest.mark.parametrize("name", examples())
def test_an_example_is_reproduced(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = made_elsewhere(name, tmp_path, WHOLE.get(name, RESULTS))
    assert reviewed(run, capsys) == {"reproduced": True, "differences": [], "remarks": []}


def test_an_edited_result_of_an_example_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The control of the test before; test_review_run.py edits all that can be."""
    run = made_elsewhere("samenwerking_naar_werk", tmp_path, RESULTS)

    def dearer(document: dict) -> None:
        row = next(row for row in document["results"] if row["criterion"] == "npv" and row["mean"])
        row["mean"] += 1000.0

    edit_json(run / "results.json", dearer)
    document = reviewed(run, capsys)
    assert [row["cause"] for row in document["differences"]] == ["edited"]
    assert document["differences"][0]["is"] == document["differences"][0]["was"] + 1000.0
