"""The line with which a reviewer runs the notebooks of a delivered run, exactly as the page prints it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mll_finance.cli.main import main

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("reviewen.md", "review.md")


def printed_line(page: str) -> str:
    """The line of the page that starts with pytest; it has one."""
    lines = [
        line for line in (DOCS / page).read_text(encoding="utf-8").splitlines() if line.startswith("pytest ")
    ]
    assert len(lines) == 1, lines
    return lines[0]


def run_line(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The line as typed in a folder, with the programs of this installation first and no flag of ours."""
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    settings = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    return subprocess.run(
        shlex.split(line),
        cwd=folder,
        env={**settings, "PATH": programs},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run at the place that the page names."""
    folder = tmp_path_factory.mktemp("reviewer")
    run_folder = folder / Path(shlex.split(printed_line(PAGES[0]))[-1]).parent
    options = ("--notebooks", "02_cash_flows_and_npv", "--formats", "none")
    assert main(["run", "two_years", *options, "--out", str(run_folder)]) == 0
    return folder


def test_both_pages_print_one_line() -> None:
    assert printed_line(PAGES[0]) == printed_line(PAGES[1])


def test_the_line_as_printed_passes_a_run_that_nobody_edited(delivered: Path) -> None:
    run = run_line(printed_line(PAGES[0]), delivered)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    assert " passed" in run.stdout


def test_the_line_as_printed_fails_on_a_number_that_was_edited(delivered: Path) -> None:
    (notebook,) = delivered.rglob("*.ipynb")
    text = notebook.read_text(encoding="utf-8")
    number = "116"
    assert number in text
    notebook.write_text(text.replace(f">{number}<", ">777<"), encoding="utf-8")
    try:
        run = run_line(printed_line(PAGES[0]), delivered)
    finally:
        notebook.write_text(text, encoding="utf-8")
    assert run.returncode == 1
    assert ">777<" in run.stdout and f">{number}<" in run.stdout
    assert f"FAILED {Path(notebook.name)}" in run.stdout.replace("reports/two_years/central/notebooks/", "")
