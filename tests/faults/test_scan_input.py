"""The quick scan as a command: wrong answers all at once, a case that check and appraise take, nothing lost."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from mll_finance.cli import scan
from mll_finance.cli.main import main
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.scan.answers import load_answers

EXAMPLE = "vroegsignalering_scan"
BAD = """\
name: bad
isue: misspelt
technique: scoring_modle
legal_basis: maybe
helped_extra: [40, 20, 10]
value: [1, 2]
one_off: twelve thousand
yearly: -5
"""
NOTHING = "name: nothing\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_wrong_answer_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.scan.yaml").write_text(BAD, encoding="utf-8")
    assert main(["scan", "bad.scan.yaml", "--language", "en"]) == 2
    told = capsys.readouterr().err
    for name, what in {
        "isue": "did you mean 'issue'?",
        "technique": "did you mean 'scoring_model'?",
        "legal_basis": "'maybe'",
        "helped_extra": "in that order",
        "value": "low, likely and high",
        "one_off": "a number",
        "yearly": "from 0 upwards",
    }.items():
        (line,) = [line for line in told.splitlines() if line.strip().startswith(f"- {name} ")]
        assert what in line, line
    assert "Traceback" not in told and not list(folder.glob("bad.yaml"))


def test_a_name_without_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert main(["scan", "no_such_scan", "--language", "en"]) == 2
    assert "nobody to ask" in capsys.readouterr().err
    assert main(["scan", "no_such_scan.yaml", "--language", "en"]) == 2
    assert "no such file" in capsys.readouterr().err


@pytest.mark.parametrize("answers", [None, NOTHING, NOTHING + "legal_basis: nee\nowner: geen\n"])
def test_the_case_that_it_writes_is_taken(answers: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    given = EXAMPLE
    if answers is not None:
        given = "mine.scan.yaml"
        Path(given).write_text(answers, encoding="utf-8")
    assert main(["scan", given, "--out", "made.yaml"]) == 0
    assert main(["check", "made.yaml"]) == 0
    assert main(["appraise", "made.yaml", "--format", "json"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_the_case_holds_what_is_known_and_says_what_is_not() -> None:
    assert main(["scan", EXAMPLE]) == 0
    case = load_case(Path(f"{EXAMPLE}.yaml"))
    project = case.alternatives["project"]
    assert (project.technique, project.sourcing, project.role) == ("scoring_model", "buy", "deployer")
    assert project.risk_class == "high" and project.note is not None
    assert "Grondslag voor elke gegevensbron" in project.note.nl
    assert "# Nog uit te zoeken: Grondslag voor elke gegevensbron" in Path(f"{EXAMPLE}.yaml").read_text(
        "utf-8"
    )


def test_a_case_that_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    Path(f"{EXAMPLE}.yaml").write_text("my own work", encoding="utf-8")
    assert main(["scan", EXAMPLE, "--language", "en"]) == 0
    assert Path(f"{EXAMPLE}.yaml").read_text(encoding="utf-8") == "my own work"
    assert "stays as it is" in capsys.readouterr().out


@pytest.mark.parametrize(("language", "title"), [("nl", "Nog geen businesscase"), ("en", "No business case")])
def test_it_speaks_both_languages(language: str, title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", EXAMPLE, "--language", language]) == 0
    assert title in capsys.readouterr().out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_asks_again_and_keeps_the_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["meer mensen helpen", "Late help", "manager", "telepathy", "rules", "nee", "ja", "nee"]
    typed += ["50 60 70", "70 60 50", "20; 30; 40", "", "1.000", "1000", "2000", "0"]
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(typed) + "\n"))
    assert main(["scan", "asked"]) == 0
    told = capsys.readouterr().out
    assert told.count("Dat kan niet") == 3 and "1.000 kan 1 of 1000 zijn" in told
    kept = load_answers(Path("asked.scan.yaml"))
    assert kept.of("technique") == "rules" and kept.of("legal_basis") == "yes"
    assert kept.of("helped_extra") == (20, 30, 40) and kept.of("value") is None
    assert kept.of("savings") == (0, 0, 0)
    assert load_case(Path("asked.yaml")).settings.id == "asked"


def test_stopping_half_way_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("Late help\n"))
    assert main(["scan", "half"]) == 2
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", EXAMPLE, "--out", "no/such/folder/x.yaml"]) == 1
    assert "kon niet worden geschreven" in capsys.readouterr().err
    assert scan.__doc__
