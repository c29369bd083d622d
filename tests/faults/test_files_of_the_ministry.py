"""Forms, trees and lists of somebody else in any shape: each is refused in words, and the case stays as it was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance import errors
from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.reference_data.act_tree import read_act_tree
from mll_finance.inputs.reference_data.official_lists import read_lists
from mll_finance.resources import resource

TREE = (Path(__file__).parent / "act_tree_twin.yaml").read_text(encoding="utf-8")
QUESTIONS = """\
name: Proef
urn: urn:nl:dpia
version: "3.0"
tasks:
  - {id: "14", type: [task_group], tasks: [{id: "14.1", type: [open_text]}, {id: "14.2", type: [open_text]}]}
"""
HEAD = {"urn": "urn:nl:dpia:3.0", "createdAt": "2027-04-05T10:00:00Z"}


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    Path("own.yaml").write_text(
        f"{text.rstrip()}\npreconditions: {{dpia: {{status: open}}}}\n", encoding="utf-8"
    )
    Path("questions.yaml").write_text(QUESTIONS, encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that is refused says; the case is as it was."""
    before = Path("own.yaml").read_bytes()
    assert main([*words, "--language", "nl"]) == 2
    assert Path("own.yaml").read_bytes() == before
    return capsys.readouterr().err


def questioned(text: str | bytes) -> list[str]:
    Path("other.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return ["forms", "own.yaml", "--questions", "other.yaml", "--to", "new.json"]


def answered(content: object) -> list[str]:
    text = content if isinstance(content, str) else json.dumps(content)
    Path("answers.json").write_text(text, encoding="utf-8")
    return ["forms", "own.yaml", "--questions", "questions.yaml", "--read", "answers.json"]


@pytest.mark.parametrize("content", [b"", b"- a", "é".encode("latin-1"), b"\0", None])
def test_a_file_that_is_no_tree_and_no_questionnaire_is_not_called_a_case(
    content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is None:
        Path("other.yaml").mkdir()
    else:
        Path("other.yaml").write_bytes(content)
    for words, name in (
        (("forms", "own.yaml", "--questions", "other.yaml", "--to", "new.json"), "dpia.yaml"),
        (("classify", "own.yaml", "--tree", "other.yaml"), "decision-tree.yaml"),
    ):
        told = said(capsys, *words)
        assert name in told and "een case is" not in told and "mll new" not in told


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("type: [open_text]}, ", "type: [radio_option], options: 5}, ", "een vraag zonder nummer of soort"),
        ('id: "14.2"', 'id: "14.1"', "14.1 staat er twee keer"),
        ('id: "14.2"', "id: [1]", "een vraag zonder nummer of soort"),
        ("name: Proef", "name: {a: b}", "geen vragen van een toets"),
    ],
)
def test_a_questionnaire_of_another_form_is_refused(
    old: str, new: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in QUESTIONS
    assert words in said(capsys, *questioned(QUESTIONS.replace(old, new, 1)))
    assert not Path("new.json").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            f'{{"metadata": {json.dumps(HEAD)}, "answers": {{}}, "answers": {{}}}}',
            "answers staat er twee keer",
        ),
        (
            f'{{"metadata": {json.dumps(HEAD)}, "answers": {{"14.1": {{"value": "x"}}, "14.1": {{"value": null}}}}}}',
            "14.1 staat er twee keer",
        ),
        ({"metadata": {**HEAD, "createdAt": "2026\n- x: "}, "answers": {}}, "metadata.createdAt"),
        ({"metadata": {**HEAD, "createdAt": [1]}, "answers": {}}, "metadata.createdAt"),
        ({"metadata": HEAD, "answers": {"14": [{"_index": True}]}}, "een herhaling zonder nummer"),
        ({"metadata": HEAD, "answers": {"14": [{"_index": -1}]}}, "een herhaling zonder nummer"),
    ],
)
def test_answers_that_can_be_read_in_two_ways_are_refused(
    content: object, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in said(capsys, *answered(content))


def test_thousands_of_unknown_numbers_are_counted_and_only_those_that_are_shown_are_compared(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def counted(word: str, known: list[str]) -> None:
        compared.extend([word] if known else [])

    monkeypatch.setattr(errors, "nearest", counted)
    answers = {f"99.{number}": {"value": "a"} for number in range(2_000)}
    content = {"metadata": HEAD, "answers": answers}
    text = said(capsys, *answered(content))
    assert "2000 problemen" in text or "2.000 problemen" in text
    assert 0 < len(compared) <= errors.MOST_PROBLEMS


@pytest.mark.skipif(os.name == "nt", reason="a name of a file with these signs is refused there")
def test_a_file_with_steering_signs_in_its_name_comes_into_the_case_as_plain_text() -> None:
    everything = {number: {"value": "x"} for number in ("14.1", "14.2", "17.3", "19.5.7")} | {
        "19.2": {"value": "definitief"}
    }
    more = "".join(f'\n  - {{id: "{number}", type: [open_text]}}' for number in ("17.3", "19.5.7", "19.2"))
    Path("questions.yaml").write_text(f"{QUESTIONS.rstrip()}{more}", encoding="utf-8")
    Path("a\x1b[31m\n- b.json").write_text(
        json.dumps({"metadata": HEAD, "answers": everything}), encoding="utf-8"
    )
    asked = ["forms", "own.yaml", "--questions", "questions.yaml", "--read", "a\x1b[31m\n- b.json"]
    assert main(asked) == 0
    evidence = yaml.safe_load(Path("own.yaml").read_text(encoding="utf-8"))["preconditions"]["dpia"][
        "evidence"
    ]
    assert "bestand a?[31m - b.json van 2027-04-05" in evidence["nl"]


@pytest.mark.parametrize("option", ["--draft", "--lists"])
def test_an_option_of_a_register_does_nothing_for_a_questionnaire_and_says_so(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = (option, ".") if option == "--lists" else (option,)
    told = said(capsys, "forms", "own.yaml", "--questions", "questions.yaml", "--to", "new.json", *more)
    assert option in told and "--register" in told and not Path("new.json").exists()


def test_a_list_with_half_a_sign_gives_names_that_can_be_written(tmp_path: Path) -> None:
    entry: dict[str, Any] = {"prefLabel": [{"@value": "gemeente A"}, {"@value": "gemeente \ud800"}]}
    (tmp_path / "rwc_x.json").write_text(json.dumps([entry]), encoding="utf-8")
    assert read_lists(tmp_path)["organisations"] == {"gemeente A", "gemeente ?"}


def test_a_list_that_cannot_be_read_is_not_called_a_file_of_the_form(tmp_path: Path) -> None:
    (tmp_path / "rwc_x.json").mkdir()
    with pytest.raises(InputError) as refused:
        read_lists(tmp_path)
    assert "a list of TOOI as JSON" in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_told_in_the_language_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.json")
    asked = ("forms", "own.yaml", "--questions", "questions.yaml", "--read", "pipe.json")
    assert "geen gewoon bestand" in said(capsys, *asked)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('questionId: "2.4"', 'questionId: "1.1"', "1.1 is there twice"),
        ("labels: [verboden AI]", "labels: 0", "another form"),
        ("labels: [verboden AI]", "labels: [verboden AI]\n        nextQuestionId: '1.1'", "another form"),
    ],
)
def test_a_tree_that_can_be_read_in_two_ways_is_refused(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert old in TREE
    path = tmp_path / "tree.yaml"
    path.write_text(TREE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_act_tree(path)


@pytest.mark.parametrize(
    "leads", ['nextQuestionId: "1.1"', 'redirects: [{if: \'"x" in labels\', nextConclusionId: "9"}]']
)
def test_a_tree_that_leads_back_or_nowhere_is_not_called_open(
    leads: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = f"""\
version: "1"
questions:
  - questionId: "1.1"
    question: Wie?
    answers: [{{answer: Ja, nextQuestionId: "1.2"}}]
  - questionId: "1.2"
    question: Wat?
    answers:
      - answer: Ja
        {leads}
conclusions: [{{conclusionId: "9"}}]
"""
    Path("tree.yaml").write_text(tree, encoding="utf-8")
    text = Path("own.yaml").read_text(encoding="utf-8")
    answers = 'act_answers: {version: "1", by_alternative: {project: {}}}\n'
    Path("own.yaml").write_text(text + answers, encoding="utf-8")
    told = said(capsys, "classify", "own.yaml", "--tree", "tree.yaml", "--out", "path.json")
    assert "tree.yaml" in told and "questions.1.2" in told and not Path("path.json").exists()


@pytest.mark.parametrize(("name", "code"), [("", 2), ("nowhere/path.json", 1)])
def test_a_path_that_cannot_be_kept_is_named_as_it_was_asked(
    name: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tree.yaml").write_text(TREE, encoding="utf-8")
    assert main(["classify", "own.yaml", "--tree", "tree.yaml", "--out", name, "--language", "nl"]) == code
    told = capsys.readouterr().err
    assert ".part" not in told and (name or "--out") in told
