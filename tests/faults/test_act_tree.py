"""``mll classify``: what it says and keeps of a path, and what it refuses of a tree, an answer or an option."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.reference_data.act_tree import read_act_tree
from mll_finance.resources import resource

TWIN = Path(__file__).parent / "act_tree_twin.yaml"
RIGHT = {"version": "9.9.0", "answers": {"1.1": 2, "2.4": 1}}


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def classified(said: dict[str, Any] | None, *options: str, **stated: str) -> int:
    """The exit code of the command on a case that says this, with the small tree."""
    data = yaml.safe_load(resource("parameters", "two_years.yaml").read_text(encoding="utf-8"))
    data["alternatives"]["project"].update({"role": "deployer", "risk_class": "high", **stated})
    if said is not None:
        data["act_answers"] = said
    Path("case.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return main(["classify", "case.yaml", "--tree", str(TWIN), "--language", "nl", *options])


def test_the_path_is_told_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert classified(RIGHT, "--out", "path.json") == 0
    said = capsys.readouterr().out
    assert "uitkomst 13.0.2" in said and "Dat volgt ook" in said
    assert "1.1 (2: gebruiksverantwoordelijke); 2.0 (1); 2.4 (1: hoog-risico AI)" in said
    kept = json.loads(Path("path.json").read_text(encoding="utf-8"))
    assert kept["tree"] == {"version": "9.9.0", "sha256": hashlib.sha256(TWIN.read_bytes()).hexdigest()}
    (path,) = kept["paths"]
    assert path["path"][0] == {"question": "1.1", "answer": 2, "labels": ["gebruiksverantwoordelijke"]}
    assert (path["conclusion"], path["open"], path["risk_class"]) == ("13.0.2", None, "high")
    assert "Wie maakt het?" not in json.dumps(kept)  # texts of the tree stay in the tree


def test_a_class_that_is_lighter_than_its_own_answers_is_said_and_ends_with_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert classified(RIGHT, risk_class="limited") == 1
    assert (
        "gepland als beperkt risico, maar uit de eigen antwoorden volgt hoog risico"
        in capsys.readouterr().out
    )
    assert classified(RIGHT, role="provider") == 1
    assert "rol aanbieder, maar uit de eigen antwoorden volgt rol gebruiksverantwoordelijke" in (
        capsys.readouterr().out
    )


def test_a_class_that_is_stricter_is_caution_and_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    answers = {"version": "9.9.0", "answers": {"1.1": 2, "2.4": 2, "2.9": 1}}
    assert classified(answers) == 0
    assert "Strenger plannen mag uit voorzorg" in capsys.readouterr().out


@pytest.mark.parametrize("said", [None, {"version": "9.9.0", "answers": {"1.1": 2}}])
def test_what_is_not_answered_is_open(
    said: dict[str, Any] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert classified(said, "--format", "json") == 0
    (path,) = json.loads(capsys.readouterr().out)["paths"]
    question, link = (
        ("1.1", "https://example.org/wie") if said is None else ("2.4", "https://example.org/lijst")
    )
    assert (path["open"], path["link"], path["conclusion"], path["role"]) == (question, link, None, None)
    assert classified(said) == 0
    told = capsys.readouterr().out
    assert f"Vraag {question} heeft geen antwoord" in told and link in told


def test_answers_of_another_version_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert classified({**RIGHT, "version": "1.0.0"}) == 0
    assert "gegeven in versie 1.0.0 van de beslishulp; dit bestand is versie 9.9.0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"1.1": 7}, "act_answers.answers.1.1: '7' is geen antwoord"),
        ({"1.1": True}, "act_answers.answers.1.1 (regel"),
        ({"1.1": -1}, "-1; minstens 1"),
        ({"1.1": "misschien"}, "'misschien' is geen antwoord"),
        ({"1.1": 2, "8.8": 1}, "geen vraag 8.8"),
        ({2.1: 1}, "act_answers"),
    ],
)
def test_an_answer_that_the_tree_does_not_know_is_refused(
    answers: dict[Any, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert classified({"version": "9.9.0", "answers": answers}) == 2
    told = capsys.readouterr().err
    assert said in told and "constrained" not in told and ("1 probleem" in told or 2.1 in answers)


def test_options_that_lack_or_stand_in_the_way_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "two_years"]) == 2
    assert "https://github.com/MinBZK/ai-verordening-beslishulp" in capsys.readouterr().err
    Path("path.json").write_text("mine", encoding="utf-8")
    assert classified(RIGHT, "--out", "path.json") == 2
    assert Path("path.json").read_text(encoding="utf-8") == "mine"
    assert main(["classify", "two_years", "--tree", "absent.yaml"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('nextQuestionId: "2.4"', 'nextQuestionId: "7.7"', "leads to 7.7"),
        ('"aanbieder" in labels && ', "__import__ ", "cannot be read"),
        ("    answers:\n", "    answer:\n", "another form"),
        ("labels: [verboden AI]", "labels: {a: 1}", "another form"),
        ("questions:\n", "question:\n", "another form"),
        ('- conclusionId: "13.0.3"', '- conclusion: "13.0.3"', "leads to 13.0.3"),
    ],
)
def test_a_tree_of_another_form_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = TWIN.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "tree.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_act_tree(path)
