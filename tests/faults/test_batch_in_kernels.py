"""A batch whose notebooks have kernels: the same reports, and a kernel that fails, hangs or dies stays alone."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from local_case import CASE, TABLE
from one_process import make_reports_here
from slips import Commands
from test_batch import contents

from mll_finance.batch.notebook_engine.template import AT_IMPORT
from mll_finance.batch.series.executors import kernel
from mll_finance.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("report_in_kernels.py")
ASKED = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--workers", "1")
OPENED = "from mll_finance import notebook\nstudy = notebook.start(globals())"
ENDED = "in notebook {name} stopte de kernel bij cel 2"
FIRST, SECOND = "00_start_here", "07_report"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a case of which two numbers differ by municipality."""
    (tmp_path / "local.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "own.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def begun(folder: Path, *reports: dict[str, list[str]]) -> subprocess.Popen[str]:
    """A process that makes the notebooks of these reports, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder / "made"), json.dumps(reports)],
        cwd=folder,
        env={**os.environ, **AT_IMPORT},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def failures(folder: Path, *reports: dict[str, list[str]]) -> list[str]:
    """What such a process says that failed of each report; it has one thread, before and after."""
    with begun(folder, *reports) as process:
        text, _ = process.communicate()
    assert process.returncode == 0
    *told, threads = text.splitlines()
    assert threads == "1 thread"
    return [json.loads(line) for line in told]


def shown(folder: Path, name: str, report: int = 0) -> list[str]:
    """What each cell of a notebook of a report printed or gave."""
    cells = nbformat.read(folder / "made" / str(report) / f"{name}.ipynb", as_version=4).cells
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in cells]


def test_reports_are_those_that_local_makes_byte_for_byte(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = [*ASKED, "--notebooks", f"{FIRST},{SECOND}"]
    with pytest.MonkeyPatch.context() as patch:
        make_reports_here(patch)
        assert main([*asked, "--out", "local"]) == 0
    assert main([*asked, "--engine", "kernel", "--out", "kernel"]) == 0
    assert "Kernel" not in capfd.readouterr().err  # what kernels say of themselves is between the progress
    assert contents(folder / "kernel") == contents(folder / "local")
    assert len(list((folder / "kernel").rglob("*.ipynb"))) == 4


def test_notebooks_of_a_report_share_its_study_and_nothing_of_one_another(folder: Path) -> None:
    says = 'print(study.once("mark", lambda: "made anew"))\nstudy.once("left", lambda: "left")'
    asks = 'print(study.once("mark", lambda: "made anew"), study.once("left", lambda: "nothing left"))'
    case = f'case = "{folder / "local.yaml"}"'
    assert failures(folder, {FIRST: [case, OPENED, says], SECOND: [case, OPENED, asks]}) == [""]
    assert shown(folder, FIRST)[2] == "made before\n"
    assert shown(folder, SECOND)[2] == "made before nothing left\n"


FAILING = {
    "1 / 0": "in notebook {name} ging cel 2 mis: ZeroDivisionError: division by zero",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)": ENDED,
    "import os\nos._exit(0)": ENDED,
    "len(bytearray(1 << 40))": "in notebook {name} ging cel 2 mis: er was meer geheugen nodig dan er is",
}
"""Cells that fail, and what is said of them."""


def test_a_cell_that_fails_is_named(folder: Path) -> None:
    """One after the other in one process: none takes the next report with it."""
    reports = [{FIRST: ["print('fine')"], SECOND: ["2", source, "print('never')"]} for source in FAILING]
    told = failures(folder, *reports)
    for place, (said, reason) in enumerate(zip(told, FAILING.values(), strict=True)):
        assert said.startswith(reason.format(name=SECOND)), said
        assert shown(folder, FIRST, place) == ["fine\n"]
        assert not (folder / "made" / str(place) / f"{SECOND}.ipynb").exists()


def test_nothing_goes_on_where_the_process_of_the_report_is_killed(folder: Path) -> None:
    os.mkfifo(folder / "told")
    hangs = (
        "import os, psutil\nthis = psutil.Process()\n"
        f"with open({str(folder / 'told')!r}, 'w') as told:\n"
        "    told.write(' '.join(str(process.pid) for process in [this, *this.parents()]))\n"
        "while True:\n    pass"
    )
    with begun(folder, {FIRST: [hangs]}) as process:
        pids = [int(text) for text in (folder / "told").read_text().split()]
        below = [os.pidfd_open(pid) for pid in pids[: pids.index(process.pid)]]
        assert len(below) == 3  # the kernel, what it was copied from, and who speaks with it
        os.kill(process.pid, signal.SIGKILL)
        for handle in below:
            select.select([handle], [], [])
            os.close(handle)


def test_another_system_is_refused_in_words(
    folder: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel.sys, "platform", "win32")
    code, text = commands.given(*ASKED, "--engine", "kernel")
    assert code == 2
    assert "gebruik --engine local: de rapporten zijn dezelfde" in text
    assert not (folder / "batch").exists()
