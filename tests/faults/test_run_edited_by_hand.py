"""A run folder that somebody edited: links, pipes and folders of the user stay, and no manifest leads outside it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mll_finance.batch import earlier_run as earlier_runs
from mll_finance.batch.earlier_run import earlier_run
from mll_finance.cli.main import main

NUMBERS_ONLY = ("--notebooks", "none", "--draws", "16")


def run(out: Path, *options: str, case: str = "two_years") -> int:
    formats = () if "--formats" in options else ("--formats", "none")
    return main(["run", case, "--language", "en", "--out", str(out), *NUMBERS_ONLY, *formats, *options])


@pytest.fixture
def mine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A run of the example two_years."""
    out = tmp_path / "mine"
    assert run(out) == 0
    capsys.readouterr()
    return out


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Edit the manifest of a run."""
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(content)
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def link_to_a_folder(path: Path) -> None:
    path.symlink_to(path.parent.parent, target_is_directory=True)


MADE_BY_HAND: dict[str, Callable[[Path], None]] = {
    "link": link_to_nothing,
    "link to a folder": link_to_a_folder,
    "pipe": os.mkfifo,
    "empty folder": lambda path: path.mkdir(parents=True),
    "file": lambda path: path.touch(),
}


@pytest.mark.parametrize("kind", MADE_BY_HAND)
@pytest.mark.parametrize("name", ["notes", "below/notes"])
def test_what_the_user_put_in_a_run_stays(
    mine: Path, capsys: pytest.CaptureFixture[str], kind: str, name: str
) -> None:
    (mine / name).parent.mkdir(exist_ok=True)
    MADE_BY_HAND[kind](mine / name)
    assert run(mine) == 2
    assert f"holds files that no run made: {name}" in capsys.readouterr().err
    assert os.path.lexists(mine / name)


@pytest.mark.parametrize("kind", ["link", "link to a folder", "pipe", "empty folder"])
def test_what_stands_in_the_place_of_a_file_of_a_run_is_an_edit(
    mine: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    (mine / "results.json").unlink()
    MADE_BY_HAND[kind](mine / "results.json")
    assert main(["check", str(mine), "--language", "en"]) == 2
    assert "results.json: edited after the run" in capsys.readouterr().err
    assert run(mine) == 2
    assert os.path.lexists(mine / "results.json")


def test_a_file_behind_a_link_is_not_of_the_run(mine: Path, tmp_path: Path) -> None:
    """Also where it holds the same bytes: the next run would put a file in the place of the link."""
    (mine / "results.json").rename(tmp_path / "kept.json")
    (mine / "results.json").symlink_to("../kept.json")
    assert run(mine) == 2
    assert (mine / "results.json").is_symlink()


def test_a_file_that_is_gone_is_named(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mine / "results.json").unlink()
    assert main(["check", str(mine), "--language", "en"]) == 2
    assert "results.json: is gone" in capsys.readouterr().err
    # Nothing of the user is in the way of the next run.
    assert run(mine) == 0


DAMAGED: dict[str, Callable[[dict[str, Any]], None]] = {
    "files outside": lambda content: content["files"].update({"../secret.csv": "0"}),
    "files anywhere": lambda content: content["files"].update({"/etc/hostname": "0"}),
    "a zero in a name": lambda content: content["files"].update({"a\0b": "0"}),
    "no files": lambda content: content.update(files=["case.yaml"]),
    "changes that are a list": lambda content: content["parameters"].update(changes=[1]),
    "a scenario that is a list": lambda content: content["parameters"].update(scenario=[1]),
    "a table anywhere": lambda content: content["parameters"]["changes"].update(
        {"case.tables.discount_rates": "/etc/hostname"}
    ),
    "a table outside": lambda content: content["parameters"]["changes"].update(
        {"case.tables.discount_rates": "named/../../rates.csv"}
    ),
    "a table on another disk": lambda content: content["parameters"]["changes"].update(
        {"case.tables.discount_rates": "C:\\rates.csv"}
    ),
    "no parameters": lambda content: content.pop("parameters"),
}


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("command", ["check", "appraise", "run"])
def test_a_manifest_that_no_run_made_is_refused_in_words(
    mine: Path, capsys: pytest.CaptureFixture[str], damage: str, command: str
) -> None:
    """Without it nobody knows what was run: to open the case as if nothing was changed would give other numbers."""
    edit(mine, DAMAGED[damage])
    options = ("--out", str(mine.parent / "again"), "--notebooks", "none") if command == "run" else ()
    assert main([command, str(mine), *options]) == 2
    said = capsys.readouterr().err
    assert "manifest.json" in said and str(mine / "case.yaml") in said
    assert main(["check", str(mine / "case.yaml")]) == 0
    assert run(mine) == 2  # It is no earlier run, so nothing of it is removed.


def test_a_manifest_says_nothing_of_a_file_outside(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether a hash is that of some file of the reader is nobody's business."""
    (mine.parent / "secret.csv").write_text("bid\n73219\n", encoding="utf-8")

    def names_it(content: dict[str, Any]) -> None:
        content["files"]["../secret.csv"] = "0"
        content["texts"]["../secret.csv"] = ["bid", "1"]

    edit(mine, names_it)
    assert main(["check", str(mine)]) == 2
    said = capsys.readouterr()
    assert "73219" not in said.err + said.out and "secret" not in said.err + said.out


NAMES = {
    "long": "a" * 5000,
    "half a sign": "a\ud800b",
    "steering": "\x1b[2J\u202egnp",
    "thousands": "",
}


@pytest.mark.parametrize("kind", NAMES)
def test_strange_names_in_a_manifest_end_in_a_bounded_message(
    mine: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    names = [NAMES[kind]] if NAMES[kind] else [f"n{count}" for count in range(20_000)]
    edit(mine, lambda content: content["files"].update(dict.fromkeys(names, "0")))
    assert main(["check", str(mine)]) == 2
    said = capsys.readouterr().err
    assert len(said) < 100_000 and "\x1b" not in said and "\u202e" not in said and "\ud800" not in said


CHANGES: dict[str, Any] = {
    "a path that is none": {"nonsense": 1},
    "a path that steers": {"\x1b[2J": "1"},
    "a number that is too large": {"lines.savings.amounts": 1e308},
    "a word for a number": {"lines.savings.amounts": True},
    "nothing": {"lines.savings.amounts": None},
    "a text with a bell": {"case.title": "\x07"},
    "parts in parts": {"lines.savings.amounts": [[[[[[1]]]]]]},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_changes_written_by_hand_are_read_as_those_of_a_command(
    mine: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    edit(mine, lambda content: content["parameters"].update(changes=CHANGES[kind]))
    assert main(["check", str(mine)]) == 2
    said = capsys.readouterr().err
    assert "1 probleem" in said and "\x1b" not in said and "\x07" not in said


@pytest.mark.parametrize("command", ["check", "run"])
def test_the_manifest_is_read_once_by_a_command(
    mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """So what a command does is of one manifest, whatever is written meanwhile."""
    read = []
    known = earlier_runs.plain_bytes
    monkeypatch.setattr(
        earlier_runs, "plain_bytes", lambda path, most: read.append(path) or known(path, most)
    )
    options = ("--out", str(mine.parent / "again"), "--notebooks", "none") if command == "run" else ()
    assert main([command, str(mine), *options]) == 0
    assert read == [mine / "manifest.json"]
    capsys.readouterr()


def test_a_run_says_what_it_holds(mine: Path) -> None:
    found = earlier_run(mine)
    assert found is not None
    assert set(found.parameters["changes"]) == {"case.draws", "case.language"}
    assert {"case.yaml", "results.json"} <= set(found.digests)
    assert found.edited() == found.missing() == found.strangers() == []
    assert earlier_run(mine.parent) is None


@pytest.mark.parametrize("moved", ["moved", "removed", "a file in its place"])
def test_the_place_of_a_run_that_goes_during_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], moved: str
) -> None:
    """Of the folder in which the run works: it ends in words, with nothing half-made under the name."""
    parent = tmp_path / "runs"

    def goes(*_: Any) -> None:
        parent.rename(tmp_path / "elsewhere")
        if moved == "removed":
            shutil.rmtree(tmp_path / "elsewhere")
        if moved == "a file in its place":
            parent.write_text("dear to me", encoding="utf-8")

    monkeypatch.setattr("mll_finance.batch.run.write_registers", goes)
    assert run(parent / "mine") == 1
    said = capsys.readouterr().err
    assert "the run could not be written" in said and "Traceback" not in said
    assert not (parent / "mine").exists()
    if moved == "a file in its place":
        assert parent.read_text(encoding="utf-8") == "dear to me"


def test_a_folder_of_notebooks_with_a_pipe_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mll_finance.cli import lab

    monkeypatch.setattr(lab, "check_kernel", lambda language: None)
    (tmp_path / "two_years").mkdir()
    os.mkfifo(tmp_path / "two_years" / "00_start_here.ipynb")
    assert main(["lab", "two_years", "--no-browser", "--folder", str(tmp_path)]) == 1
    assert "geen gewoon bestand" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "two_years").iterdir()] == ["00_start_here.ipynb"]


def test_what_a_killed_command_left_in_a_folder_of_notebooks_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also beside notebooks that are whole, which the next command leaves as they are."""
    from mll_finance.cli import lab

    monkeypatch.setattr(lab, "check_kernel", lambda language: None)
    monkeypatch.setattr("os.execv", lambda *_: sys.exit(0))
    for _ in range(2):
        with pytest.raises(SystemExit):
            main(["lab", "two_years", "--no-browser", "--folder", str(tmp_path)])
        folder = tmp_path / "two_years"
        assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []
        for name in ("case.yaml", "05_parties.ipynb"):
            os.link(folder / name, folder / f".{name}.0123abcd.part")
