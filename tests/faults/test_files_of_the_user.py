"""What is the user's stays: edited runs, neighbours, links, what was there first; leftovers of killed runs go."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mll_finance.cli.main import main
from mll_finance.whole_files import new_file, replaced_file

DEAR = "dear to me"
NUMBERS_ONLY = ("--notebooks", "none", "--formats", "none")
KILLED = """
import os, signal, sys
from mll_finance.batch import run
from mll_finance.cli.main import main

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

run.execute_notebook = killed
main(["run", "two_years", "--formats", "none", "--out", sys.argv[1]])
"""


def run(out: Path) -> int:
    """A run for its numbers alone."""
    return main(["run", "two_years", "--language", "en", "--out", str(out), *NUMBERS_ONLY])


def full_disk(part: Path) -> None:
    """Writes half of a file, and then there is no space left."""
    part.write_text("half", encoding="utf-8")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_an_edited_run_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine"
    assert run(out) == 0
    (out / "case.yaml").write_text(DEAR, encoding="utf-8")
    assert run(out) == 2
    assert "edited after the run (case.yaml)" in capsys.readouterr().err
    assert (out / "case.yaml").read_text(encoding="utf-8") == DEAR


@pytest.mark.parametrize(
    "name",
    [
        ".mine.dear.old",
        ".mine.dear.partial",
        ".mine.mll-0a1b2c3d",
        ".mine.mll-0a1b2c3d.old",
        "mine.old",
        "mine.b",
    ],
)
def test_neighbours_are_left_alone(tmp_path: Path, name: str) -> None:
    neighbour = tmp_path / name
    neighbour.mkdir()
    (neighbour / "notes.txt").write_text(DEAR, encoding="utf-8")
    for _ in range(2):
        assert run(tmp_path / "mine") == 0
        assert (neighbour / "notes.txt").read_text(encoding="utf-8") == DEAR
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["mine", name])


def test_a_run_through_a_link_stays_behind_it(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "archive" / "run")
    for _ in range(2):
        assert run(tmp_path / "mine") == 0
        assert (tmp_path / "mine").is_symlink()
        assert (tmp_path / "archive" / "run" / "manifest.json").is_file()


def test_the_next_run_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    for _ in range(2):
        ended = subprocess.run([sys.executable, "-c", KILLED, str(out)], capture_output=True, check=False)
        assert ended.returncode == -signal.SIGKILL, ended
    assert len(list(tmp_path.iterdir())) == 1
    assert run(out) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_umask_holds(tmp_path: Path) -> None:
    earlier = os.umask(0o077)
    try:
        assert run(tmp_path / "mine") == 0
    finally:
        os.umask(earlier)
    paths = [tmp_path / "mine", *(tmp_path / "mine").iterdir()]
    assert [path.name for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_a_new_file_is_whole_or_absent_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    with pytest.raises(OSError, match="No space"), new_file(path) as part:
        full_disk(part)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileExistsError), new_file(path):
        path.write_text(DEAR, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == DEAR
    assert [child.name for child in tmp_path.iterdir()] == ["new.yaml"]


def test_a_replaced_file_is_the_old_one_until_the_new_one_is_whole(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text(DEAR, encoding="utf-8")
    link = tmp_path / "link.json"
    link.symlink_to("real.json")
    with pytest.raises(OSError, match="No space"), replaced_file(link) as part:
        full_disk(part)
    assert link.read_text(encoding="utf-8") == DEAR
    with replaced_file(link) as part:
        part.write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("command", [("new", "mine"), ("new", "mine", "--form")])
def test_a_full_disk_leaves_no_half_case(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    @contextmanager
    def full(path: Path) -> Iterator[Path]:
        with new_file(path) as part:
            yield part
            full_disk(part)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mll_finance.cli.command_line.new_output.new_file", full)
    assert main([*command]) == 1
    assert "de schijf is vol" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(
    sys.platform == "win32", reason="there are no locks of files by which a killed process is known"
)
def test_what_a_killed_command_left_of_a_file_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.chdir(tmp_path)
    left, living, mine = (
        tmp_path / f".fresh.yaml.{word}.part" for word in ("0123abcd", "4567abcd", "of_mine")
    )
    for path in (left, living, mine):
        path.write_text("half", encoding="utf-8")
    with living.open("rb") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        assert main(["new", "fresh"]) == 0
    assert not left.exists() and living.exists() and mine.exists()


def test_what_is_left_beside_a_whole_file_goes_where_the_next_finds_it_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after a file got its name: the next command leaves the file alone, and clears the part beside it."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "fresh"]) == 0
    written = (tmp_path / "fresh.yaml").read_bytes()
    os.link("fresh.yaml", ".fresh.yaml.0123abcd.part")
    assert main(["new", "fresh"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["fresh.yaml"]
    assert (tmp_path / "fresh.yaml").read_bytes() == written


def test_what_a_run_left_before_it_had_an_owner_goes_with_the_next(tmp_path: Path) -> None:
    (tmp_path / ".run.mll-0123abcd").mkdir()
    (tmp_path / ".run.mll-4567abcd").mkdir()
    (tmp_path / ".run.mll-4567abcd" / "mine").write_text("mine", encoding="utf-8")
    assert (
        main(["run", "two_years", "--notebooks", "none", "--draws", "16", "--out", str(tmp_path / "run")])
        == 0
    )
    assert not (tmp_path / ".run.mll-0123abcd").exists()
    assert (tmp_path / ".run.mll-4567abcd" / "mine").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["review", "{name}"],
        ["shelf", "{name}"],
        ["scan", "{name}.yaml"],
        ["track", "two_years", "{name}.csv"],
        ["new", "{name}"],
        ["run", "two_years", "--draws", "2", *NUMBERS_ONLY, "--out", "{name}"],
    ],
    ids=lambda command: command[0],
)
def test_a_name_too_long_for_a_file_is_wrong_input(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [word.format(name="n" * 300) for word in command]
    assert main([*words, "--language", "nl"]) == 2
    told = capsys.readouterr().err
    assert "een naam die te lang is voor een bestand" in told
    assert "gebruik een kortere naam" in told
    assert not list(tmp_path.iterdir())
