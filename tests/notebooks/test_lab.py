"""``mll lab``: notebooks to work in, copied once, pointed at the case; JupyterLab is told to be quiet."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest

from mll_finance.cli import lab
from mll_finance.cli.main import main


def source(folder: Path, name: str) -> str:
    made = nbformat.read(folder / name, as_version=4)
    return next(cell.source for cell in made.cells if "parameters" in cell.metadata.get("tags", ()))


def test_notebooks_are_copied_and_pointed_at_the_case(tmp_path: Path) -> None:
    lab.prepare(tmp_path / "work", "two_years")
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == [
        "00_quick_scan.ipynb",
        "00_start_here.ipynb",
        "01_preconditions_and_assumptions.ipynb",
        "02_cash_flows_and_npv.ipynb",
        "03_sensitivity_and_scenarios.ipynb",
        "04_uncertainty.ipynb",
        "05_parties.ipynb",
        "07_report.ipynb",
    ]
    assert "case = 'two_years'" in source(tmp_path / "work", "00_start_here.ipynb")


def test_own_work_is_never_written_over(tmp_path: Path) -> None:
    mine = tmp_path / "00_start_here.ipynb"
    mine.write_text("my own notes", encoding="utf-8")
    lab.prepare(tmp_path, "two_years")
    assert mine.read_text(encoding="utf-8") == "my own notes"


def test_jupyterlab_starts_in_the_folder_and_fetches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []

    def stands_in(_: str, command: list[str]) -> None:
        called.append(command)
        raise OSError("not in a test")

    monkeypatch.setattr(os, "execv", stands_in)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    assert main(["lab", "two_years", "--folder", str(tmp_path / "work"), "--no-browser"]) == 1
    (command,) = called
    assert f"--ServerApp.root_dir={tmp_path / 'work'}" in command
    assert {"--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"} <= set(
        command
    )
    first, *rest = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert (Path(first) / "labconfig" / "page_config.json").exists()
    assert rest == ["mine"]


def test_a_wrong_case_is_refused_before_anything_is_copied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lab", "no_such_case", "--folder", str(tmp_path / "work")]) == 2
    assert "no_such_case" in capsys.readouterr().err
    assert not (tmp_path / "work").exists()
