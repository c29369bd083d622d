"""Matrices are multiplied by one thread in a command and in the processes that it starts; a user's own setting wins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mll_finance.batch.series.own_process import OwnProcess
from mll_finance.batch.system import ONE_THREAD

SEEN = """\
import json, os, sys
with open({file!r}, "a") as seen:
    seen.write(json.dumps([sys.orig_argv, {{name: os.environ.get(name) for name in {names!r}}}]) + "\\n")
"""
"""What each process of Python says as it begins: what it was asked, and what libraries will read."""
UNSET = dict.fromkeys(ONE_THREAD)


def environment(folder: Path, own: dict[str, str]) -> dict[str, str]:
    """That of a user who sets these and nothing else of threads; each process says what it has."""
    text = SEEN.format(file=str(folder / "seen"), names=list(ONE_THREAD))
    (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in ONE_THREAD}
    ways = os.pathsep.join(filter(None, (str(folder), kept.get("PYTHONPATH"))))
    return {**kept, **own, "PYTHONPATH": ways}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, dict.fromkeys(ONE_THREAD, "1")),
        ({"OPENBLAS_NUM_THREADS": "2"}, {**UNSET, "OPENBLAS_NUM_THREADS": "2"}),
        ({"OMP_NUM_THREADS": "2"}, {**UNSET, "OMP_NUM_THREADS": "2"}),
    ],
    ids=["nothing set", "set", "set for all libraries"],
)
def test_a_process_that_makes_reports_has_one_thread_for_matrices(
    tmp_path: Path, own: dict[str, str], expected: dict[str, str]
) -> None:
    asked = ("batch", "two_years", "--formats", "none", "--workers", "1", "--out", str(tmp_path / "out"))
    subprocess.run(
        [sys.executable, "-m", "mll_finance", *asked],
        env=environment(tmp_path, own),
        check=True,
        capture_output=True,
    )
    told = [json.loads(line) for line in (tmp_path / "seen").read_text(encoding="utf-8").splitlines()]
    workers = [variables for arguments, variables in told if "--multiprocessing-fork" in arguments]
    assert workers == [expected]


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the system tells what a process has on Linux"
)
@pytest.mark.parametrize("own", [{}, {"OMP_NUM_THREADS": "3"}])
def test_a_process_of_a_worker_of_a_scheduler_has_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: dict[str, str]
) -> None:
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    process = OwnProcess(tmp_path, None)
    try:
        begun = process._running()
        while not (text := Path(f"/proc/{begun.pid}/environ").read_bytes()):
            pass  # the system has not laid it out yet
        variables = text.split(b"\0")
    finally:
        process.end()
    expected = own or dict.fromkeys(ONE_THREAD, "1")
    seen = dict(one.decode().split("=", 1) for one in variables if one.split(b"=")[0].decode() in ONE_THREAD)
    assert seen == expected


def test_jupyterlab_is_left_what_the_user_has(tmp_path: Path) -> None:
    asked = "import os, sys; sys.argv = ['mll', 'lab', '--help']; from mll_finance.__main__ import command\n"
    told = f"import json\ntry: command()\nfinally: print(json.dumps([os.environ.get(n) for n in {ONE_THREAD!r}]))"
    ended = subprocess.run(
        [sys.executable, "-c", asked + told],
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(ended.stdout.splitlines()[-1]) == [None] * len(ONE_THREAD)
