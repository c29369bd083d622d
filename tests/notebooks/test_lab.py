"""``mll lab``: notebooks to work in, written once, beside the case that they open; JupyterLab is told to be quiet."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest

from mll_finance import load_case
from mll_finance.cli import lab
from mll_finance.cli.main import main
from mll_finance.inputs.case.finding import case_path


def opens(folder: Path, name: str = "00_start_here.ipynb") -> str:
    """The cell of parameters of a notebook."""
    made = nbformat.read(folder / name, as_version=4)
    return next(cell.source for cell in made.cells if "parameters" in cell.metadata.get("tags", ()))


def prepared(folder: Path, named: str, language: str = "nl") -> lab.Room:
    return lab.prepare(folder, load_case(named), named, language)


def layout_of(room: lab.Room) -> dict[str, Any]:
    """What JupyterLab opens at its start, by widget."""
    (file,) = (room.notebooks / lab.LAYOUT).iterdir()
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["data"]
    return data


def test_notebooks_stand_beside_a_copy_of_an_example(tmp_path: Path) -> None:
    room = prepared(tmp_path / "work", "two_years")
    assert room.notebooks == tmp_path / "work" / "two_years"
    assert sorted(path.name for path in room.notebooks.glob("*.*")) == [
        ".layout",
        "00_quick_scan.ipynb",
        "00_start_here.ipynb",
        "01_preconditions_and_assumptions.ipynb",
        "02_cash_flows_and_npv.ipynb",
        "03_sensitivity_and_scenarios.ipynb",
        "04_uncertainty.ipynb",
        "05_parties.ipynb",
        "06_decision.ipynb",
        "07_report.ipynb",
        "08_tracking.ipynb",
        "case.yaml",
    ]
    assert 'case: str = "case.yaml"' in opens(room.notebooks)
    assert load_case(room.case).settings.id == "two_years"


def test_the_case_is_opened_beside_the_notebook(tmp_path: Path) -> None:
    own = tmp_path / "cases" / "mine.yaml"
    own.parent.mkdir()
    shutil.copy(case_path("two_years"), own)
    room = prepared(tmp_path / "work", str(own))
    assert room.root == tmp_path and room.case == own
    assert 'case: str = "../../cases/mine.yaml"' in opens(room.notebooks)
    data = layout_of(room)
    opened = {
        part["data"]["path"] for name, part in data.items() if name.startswith(("notebook:", "editor:"))
    }
    assert opened == {"work/two_years/00_start_here.ipynb", "cases/mine.yaml"}
    areas = data["layout-restorer:data"]["main"]["dock"]["children"]
    assert [area["widgets"] for area in areas] == [
        ["notebook:work/two_years/00_start_here.ipynb"],
        ["editor:cases/mine.yaml"],
    ]


def test_another_case_is_opened_after_a_first_one(tmp_path: Path) -> None:
    first, second = (prepared(tmp_path, name) for name in ("two_years", "samenwerking_naar_werk"))
    assert first.notebooks != second.notebooks
    assert load_case(second.case).settings.id == "samenwerking_naar_werk"
    assert any("samenwerking_naar_werk/00_start_here.ipynb" in name for name in layout_of(second))
    # Two files with the same id are two cases.
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shutil.copy(case_path("two_years"), tmp_path / name / "mine.yaml")
    rooms = [prepared(tmp_path, str(tmp_path / name / "mine.yaml")) for name in ("a", "b", "a")]
    assert [room.case.parent.name for room in rooms] == ["a", "b", "a"]
    assert rooms[0].notebooks == rooms[2].notebooks != rooms[1].notebooks
    assert "/b/mine.yaml" in opens(rooms[1].notebooks)


def test_own_work_is_never_written_over(tmp_path: Path) -> None:
    room = prepared(tmp_path, "two_years")
    mine, case = room.notebooks / "01_preconditions_and_assumptions.ipynb", room.case
    mine.write_text("my own notes", encoding="utf-8")
    case.write_text(case.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    again = prepared(tmp_path, "two_years")
    assert again.notebooks == room.notebooks
    assert mine.read_text(encoding="utf-8") == "my own notes"
    assert case.read_text(encoding="utf-8").endswith("# mine\n")


def test_half_a_notebook_is_not_kept_as_own_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills halfway: what would be left would stay as it is from then on."""

    class FullDisk:
        v4 = nbformat.v4

        @staticmethod
        def write(_: Any, path: Path) -> None:
            path.write_text('{"cells": [', encoding="utf-8")
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(lab, "notebook_library", lambda: FullDisk)
        with pytest.raises(OSError, match="No space"):
            prepared(tmp_path, "two_years")
    assert not list(tmp_path.rglob("*.ipynb*"))
    assert 'case: str = "case.yaml"' in opens(prepared(tmp_path, "two_years").notebooks)


def test_a_case_is_copied_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills while the case is copied: no half case, and the next time it is there."""
    full = lab.write_case.__globals__["new_file"]
    copied = []

    @contextmanager
    def fills(path: Path) -> Iterator[Path]:
        with full(path) as part:
            yield part
            copied.append(path.name)
            if path.name == "case.yaml":
                part.write_text("half", encoding="utf-8")
                raise OSError(errno.ENOSPC, "No space left on device")

    example = "samenwerking_naar_werk"
    with monkeypatch.context() as patched:
        patched.setitem(lab.write_case.__globals__, "new_file", fills)
        with pytest.raises(OSError, match="No space"):
            prepared(tmp_path, example)
    assert copied[-1] == "case.yaml" and not list(tmp_path.rglob("case.yaml"))
    room = prepared(tmp_path, example)
    assert room.case.read_bytes() == case_path(example).read_bytes()


@pytest.mark.parametrize("ending", ["kernel.json", "startup"])
def test_a_kernel_that_dies_at_its_start_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    """A kernel that is a program which ends at once, and one that a file of the user ends; nothing is written."""
    started: list[str] = []
    monkeypatch.setattr(os, "execv", lambda *_: started.append("JupyterLab"))
    kernels, startup = tmp_path / "kernels" / "python3", tmp_path / "profile_default" / "startup"
    for folder in (kernels, startup):
        folder.mkdir(parents=True)
    if ending == "startup":
        text = "import os, sys\nprint('no licence for this', file=sys.__stderr__, flush=True)\nos._exit(3)\n"
        (startup / "00.py").write_text(text, encoding="utf-8")
        monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    else:
        ends = {
            "argv": [sys.executable, "-c", "raise SystemExit('no licence for this')"],
            "display_name": "x",
        }
        (kernels / "kernel.json").write_text(json.dumps({**ends, "language": "python"}), encoding="utf-8")
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert main(["lab", "two_years", "--folder", str(tmp_path / "work"), "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert "kernel of the notebooks (python3) does not start: no licence for this" in said, said
    assert "Traceback" not in said and started == [] and not (tmp_path / "work").exists()


def test_another_language_is_asked_for(tmp_path: Path) -> None:
    room = prepared(tmp_path, "two_years", "en")
    cells = nbformat.read(room.notebooks / "00_start_here.ipynb", as_version=4).cells
    assert cells[0].source.startswith("# Start here")
    assert 'language: str = "en"' in opens(room.notebooks)


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
    assert "--LabApp.default_url=/lab/workspaces/mll" in command
    assert f"--LabApp.workspaces_dir={tmp_path / 'work' / 'two_years' / lab.LAYOUT}" in command
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
