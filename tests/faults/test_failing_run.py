"""A run is complete or absent: killed, interrupted, on a full disk, with a failing notebook, in a folder in use."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import resource as limits
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from split_off import split_off

from mll_finance.batch import run as batch_run
from mll_finance.batch import whole_folder, written_notebooks
from mll_finance.batch.written_notebooks import NotebookSource
from mll_finance.cli.main import main

NUMBERS_ONLY = ("--notebooks", "none", "--formats", "none")
# A run that stops where the notebooks would be executed: results are written, the manifest is not.
STOPS = """
import os, signal, sys
from mll_finance.batch import run
from mll_finance.cli.main import main

def waits(*_, **__):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is started without it
    os.write(int(sys.argv[1]), b"half-way")
    signal.pause()

run.execute_notebook = waits
sys.exit(main(["run", "two_years", "--formats", "none", "--out", sys.argv[2]]))
"""


def contents(folder: Path) -> dict[str, str]:
    """Hashes of the files under a folder, by relative path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def run(out: Path, *options: str) -> int:
    return main(["run", "two_years", "--language", "en", "--out", str(out), *(options or NUMBERS_ONLY)])


@pytest.fixture
def earlier(tmp_path, capsys) -> Path:
    """The folder of an earlier, complete run."""
    out = tmp_path / "runs" / "mine"
    assert run(out) == 0, capsys.readouterr().err
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    capsys.readouterr()
    return out


def stopped(out: Path, number: signal.Signals) -> subprocess.CompletedProcess[str]:
    """A run that is stopped half-way by a signal: it tells that it is half-way, and nothing of its group stays behind.

    It writes to files: a pipe ends only when the last process that shares it does.
    """
    half_way, tells = os.pipe()
    command = [sys.executable, "-c", STOPS, str(tells), str(out)]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, pass_fds=(tells,), start_new_session=True
        )
        try:
            os.close(tells)
            reached = os.read(half_way, 100)
            if reached:
                process.send_signal(number)
            process.wait()
        finally:
            os.close(half_way)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        errors.seek(0)
        ended = subprocess.CompletedProcess(command, process.returncode, output.read(), errors.read())
    assert reached == b"half-way", ended
    return ended


# --- Stopped half-way ---------------------------------------------------------------------------------------------


def test_a_killed_run_leaves_no_half_run(tmp_path):
    out = tmp_path / "runs" / "mine"
    assert stopped(out, signal.SIGKILL).returncode == -signal.SIGKILL
    assert not out.exists()
    assert all(path.name.startswith(".") for path in out.parent.iterdir())
    assert run(out) == 0 and (out / "manifest.json").exists()


def test_a_killed_run_leaves_the_earlier_run(tmp_path, earlier):
    before = contents(earlier)
    stopped(earlier, signal.SIGKILL)
    assert contents(earlier) == before
    assert run(earlier) == 0


def test_an_interrupted_run_leaves_nothing(tmp_path):
    out = tmp_path / "runs" / "mine"
    made = stopped(out, signal.SIGINT)
    assert made.returncode == 1
    assert "Traceback" not in made.stderr and "niets half gemaakt" in made.stderr
    assert list(out.parent.iterdir()) == []


# --- A disk that is full ------------------------------------------------------------------------------------------


def no_space(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "results.json")


@pytest.mark.parametrize("place", ["first file", "copy", "manifest"])
def test_a_full_disk(tmp_path, earlier, monkeypatch, capsys, place):
    before, fresh = contents(earlier), tmp_path / "runs" / "fresh"
    if place == "first file":
        monkeypatch.setattr(batch_run, "write_json", no_space)
    elif place == "copy":
        monkeypatch.setattr(batch_run, "write_case", no_space)
    else:
        monkeypatch.setattr(batch_run, "manifest", no_space)
    for out in (earlier, fresh):
        assert run(out) == 1
        said = capsys.readouterr().err
        assert (
            "the run could not be written: No space left on device (results.json)" in said
            and "Traceback" not in said
        )
    assert contents(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["mine"]


@pytest.mark.parametrize("fails", [1, 2])
def test_a_rename_that_fails(earlier, monkeypatch, capsys, fails):
    # The earlier run is moved aside before the new one takes its place: when that fails it comes back.
    before, rename, count = contents(earlier), os.replace, iter(range(1, 100))

    def counted(source: Path, target: Path) -> None:
        if next(count) == fails:
            no_space()
        rename(source, target)

    monkeypatch.setattr(os, "replace", counted)
    monkeypatch.setattr(whole_folder, "exchanged", lambda *_: False)  # a system that has no such step
    assert run(earlier) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert earlier.exists() and contents(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["mine"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has two folders change places in one step")
def test_an_earlier_run_stands_at_every_moment_of_the_next(earlier, monkeypatch):
    """Whatever is moved, made or removed: its name never stands for nothing, so that no kill can leave it away."""
    seen = []

    def hook(event: str, _: object) -> None:
        if seen is not None and event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "open"):
            seen.append((earlier / "manifest.json").exists())

    sys.addaudithook(hook)
    assert run(earlier) == 0
    told, seen = seen, None
    assert len(told) > 20 and all(told)


@pytest.mark.parametrize("size", [100, 6000])
def test_a_file_that_cannot_grow(tmp_path, earlier, size):
    # A limit of the system on the size of a file: a real write that stops half-way.
    before, fresh = contents(earlier), tmp_path / "runs" / "fresh"
    assert max(path.stat().st_size for path in earlier.iterdir()) > size
    for out in (earlier, fresh):
        code, told = split_off(
            tmp_path,
            *("run", "two_years", "--language", "en", "--out", str(out), *NUMBERS_ONLY),
            ahead=lambda: limits.setrlimit(limits.RLIMIT_FSIZE, (size, size)),
        )
        assert code == 1, told
        assert "the run could not be written: File too large" in told and "Traceback" not in told
    assert contents(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["mine"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path, capsys):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert run(locked / "mine") in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_a_parent_that_is_a_file(tmp_path, capsys):
    (tmp_path / "file").write_text("dear to me", encoding="utf-8")
    assert run(tmp_path / "file" / "mine") in (1, 2)
    assert "Traceback" not in capsys.readouterr().err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "dear to me"


# --- A folder that holds something else ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["notes.txt", "results.json", "sub/deep.txt", ".hidden"])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path, capsys, name):
    out = tmp_path / "mine"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("dear to me", encoding="utf-8")
    assert run(out) == 2
    said = capsys.readouterr().err
    assert "--out" in said and "is not an earlier run" in said and "choose another folder" in said
    assert contents(out) == {name: hashlib.sha256(b"dear to me").hexdigest()}
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("manifest", ['{"name": "app", "icons": []}', "[]", "not json", ""])
def test_a_manifest_of_something_else_is_no_earlier_run(tmp_path, capsys, manifest):
    # Browser extensions and web applications have a manifest.json too.
    out = tmp_path / "mine"
    out.mkdir()
    (out / "manifest.json").write_text(manifest, encoding="utf-8")
    (out / "app.js").write_text("dear to me", encoding="utf-8")
    before = contents(out)
    assert run(out) == 2
    assert "is not an earlier run" in capsys.readouterr().err
    assert contents(out) == before


def test_a_file_in_the_place_of_the_folder(tmp_path, capsys):
    (tmp_path / "mine").write_text("dear to me", encoding="utf-8")
    assert run(tmp_path / "mine") == 2
    assert "is not an earlier run" in capsys.readouterr().err
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "dear to me"


def test_an_empty_folder_and_an_earlier_run_may_be_replaced(tmp_path, earlier):
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty") == 0
    assert run(earlier) == 0
    assert sorted(contents(earlier)) == ["case.yaml", "manifest.json", "results.json"]


# --- A notebook that fails ----------------------------------------------------------------------------------------


@pytest.fixture
def notebook(monkeypatch):
    """Put a notebook with one cell of its own in the place of those that come along."""

    def with_cell(code: str) -> None:
        cells = ({"nl": "# T", "en": "# T"}, {"run": code})
        source = NotebookSource("00_failing", "case", "two_years", cells)
        for module in (batch_run, written_notebooks):
            monkeypatch.setattr(module, "notebook_sources", lambda: {"00_failing": source})

    return with_cell


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit"),
        ("notebook.show(study, 'sumary')", "did you mean 'summary'?"),
    ],
    ids=["error", "exit", "input"],
)
def test_a_failing_notebook_leaves_nothing(earlier, notebook, capsys, code, said):
    notebook(code)
    before = contents(earlier)
    for out in (earlier, earlier.parent / "fresh"):
        assert run(out, "--formats", "none", "--notebooks", "all") == 1
        errors = capsys.readouterr().err
        assert "notebook 00_failing failed" in errors and said in errors
        assert len(errors.splitlines()) < 10
    assert contents(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["mine"]


# --- A reader that stops listening --------------------------------------------------------------------------------


def test_a_pipe_that_closes(root):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-W", "error", "-m", "mll_finance", "appraise", "two_years", "--format", "csv"]
    made = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, cwd=root, check=False)
    os.close(writer)
    assert made.returncode == 1 and made.stderr == ""
