"""What the README promises is there: commands run, targets and links exist, the table of commands is complete."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mll_finance import load_case
from mll_finance.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"(?ms)^```sh\n(.*?)^```", README) for line in block.splitlines()]
STARTS = [shlex.split(line)[1:] for line in LINES if line.startswith("mll ")]
SLOW = {"run", "lab", "diff"}
"""Commands that other tests run: here it is enough that they take the options named, of cases that are there."""
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/design.md",
    "docs/handleiding.md",
    "docs/advies.md",
    "docs/advice.md",
    "docs/reviewen.md",
    "docs/review.md",
    "docs/manual.md",
    "docs/publishing.md",
    "docs/toetsen.md",
    "docs/assessments.md",
    *(f"docs/adr/{p.name}" for p in (ROOT / "docs/adr").glob("*.md")),
)


def mll(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mll_finance", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_command_line_is_known() -> None:
    assert {line.split()[0] for line in LINES} <= {"make", "mll", "conda"}
    assert len(STARTS) > 5


def test_the_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^(\w+):", makefile))
    named = {line.split()[1] for line in LINES if line.startswith("make ")} | set(
        re.findall(r"`make (\w+)`", README)
    )
    assert {"report", "test"} <= named <= targets


def test_the_commands_run_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in STARTS:
        if arguments[0] in SLOW:
            continue
        assert main(arguments) == 0, f"mll {shlex.join(arguments)}\n{capsys.readouterr()}"


@pytest.mark.parametrize("command", sorted(SLOW))
def test_the_options_of_the_slow_commands_exist(tmp_path: Path, command: str) -> None:
    run = mll(command, "--help", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    named = {
        word for arguments in STARTS if arguments[0] == command for word in arguments if word.startswith("--")
    }
    assert named <= set(re.findall(r"--[a-z-]+", run.stdout))


def test_the_cases_of_the_slow_commands_exist() -> None:
    newly_made = {f"{arguments[1]}.yaml" for arguments in STARTS if arguments[0] == "new"}
    cases = {
        word for command, *words in STARTS if command in SLOW for word in words if not word.startswith("--")
    }
    assert len(cases - newly_made) >= 2
    for name in cases - newly_made:
        example, _, scenario = name.partition("#")
        case = load_case(example)
        assert not scenario or case.in_scenario(scenario).scenario == scenario


def test_the_table_of_commands_is_complete(tmp_path: Path) -> None:
    listed = set(re.findall(r"(?m)^\| `mll (\w+)", README))
    offered = set(re.findall(r"(?m)^ {4}(\w+)(?: |$)", mll("--help", folder=tmp_path).stdout))
    assert listed == offered


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_point_somewhere(document: str) -> None:
    path = ROOT / document
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
