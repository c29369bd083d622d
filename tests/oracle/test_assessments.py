"""Assessments of central government: what a case answers, in the published form, and what answers say of preconditions.

The questions here are an invented twin: the numbers of the DPIA with words of our own. Where the published files are at
hand (``MLL_SHARED``) the same is done with those, and the published schema checks what is written.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from mll_finance import load_case
from mll_finance.cli.main import main
from mll_finance.inputs.assessments.answer_rows import answer_rows, forms, status_rows
from mll_finance.inputs.assessments.answered import read_answered
from mll_finance.inputs.assessments.prefilling import Prefilled, prefilled
from mll_finance.inputs.assessments.questionnaire import Questionnaire, read_questionnaire
from mll_finance.inputs.assessments.statuses import status_changes
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.resources import resource

PUBLISHED = Path(os.environ.get("MLL_SHARED", "")) / "state"
NEEDS_FILES = pytest.mark.skipif(
    not os.environ.get("MLL_SHARED"), reason="the files of the ministry are not at hand"
)
MOMENT = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
TWIN = """
name: Proefvragenlijst
urn: urn:nl:dpia
version: "3.0"
tasks:
  - {id: "1", task: Wat, type: [task_group], tasks: [{id: "1.1", task: Plan, type: [open_text]}]}
  - id: "2"
    type: [task_group]
    tasks:
      - id: "2.1"
        type: [task_group]
        repeatable: true
        tasks:
          - {id: "2.1.1", type: [text_input]}
          - {id: "2.1.2", type: [text_input]}
          - {id: "2.1.4", type: [select_option], options: [{value: gewoon}, {value: bijzonder}]}
  - id: "3"
    type: [task_group]
    tasks:
      - id: "3.1"
        type: [task_group]
        repeatable: true
        tasks:
          - {id: "3.1.1", type: [text_input]}
          - {id: "3.1.3", type: [checkbox_option]}
  - id: "11"
    type: [task_group]
    tasks:
      - id: "11.1"
        type: [task_group]
        repeatable: true
        tasks:
          - id: "11.1.1"
            type: [task_group]
            repeatable: true
            tasks:
              - {id: "11.1.1.1", type: [select_option], options: [Eerste keus, Keus van algemeen belang]}
              - {id: "11.1.1.2", type: [open_text]}
  - id: "12"
    type: [task_group]
    tasks:
      - {id: "12.1.1", type: [radio_option], options: [{value: false}, {value: true}]}
      - {id: "12.2.1", type: [radio_option], options: [{value: false}, {value: true}]}
  - {id: "14", type: [task_group], tasks: [{id: "14.1", type: [open_text]}, {id: "14.2", type: [open_text]}]}
  - {id: "17", type: [task_group], tasks: [{id: "17.3", type: [open_text]}]}
  - id: "19"
    type: [task_group]
    tasks:
      - {id: "19.2", type: [select_option], options: [concept, definitief]}
      - {id: "19.5.6", type: [date]}
      - {id: "19.5.7", type: [open_text]}
      - {id: "19.A", type: [open_text]}
"""
SPOKEN = {
    "case": {"question": {"nl": "Helpt dit?", "en": "Does it help?"}},
    "alternatives": {"model": {"description": "NOG IN TE VULLEN"}},
    "personal_data": {
        "purposes": {
            "first": {
                "title": {"nl": "Kiezen", "en": "Choosing"},
                "subjects": ["huurders", "kopers"],
                "ground": "public_task",
                "settled": False,
                "data": {
                    "address": {"title": "Adres", "needed": "Zonder adres geen brief."},
                    "health": {"title": "Gezondheid", "special": "health", "exception": "artikel 9"},
                },
            },
            "second": {
                "title": {"nl": "Nagaan", "en": "Checking"},
                "subjects": ["huurders"],
                "ground": "vital_interest",
                "law": "een wet",
                "settled": True,
                "data": {"outcome": {"title": "Uitkomst"}},
            },
        },
        "advice": [{"date": "2027-01-02", "author": "FG", "advice": "Doe het."}],
    },
}


def questions(folder: Path, text: str = TWIN) -> Questionnaire:
    path = folder / "twin.yaml"
    path.write_text(text, encoding="utf-8")
    return read_questionnaire(path)


def filled(folder: Path) -> Prefilled:
    return prefilled(questions(folder), SPOKEN, asked="model", language="nl")


def values(node: Any) -> Any:
    """Answers without who gave them and when."""
    if isinstance(node, list):
        return [values(part) for part in node]
    if isinstance(node, dict):
        return node["value"] if "value" in node else {key: values(part) for key, part in node.items()}
    return node


def test_only_what_the_case_says_is_filled_in_and_each_at_its_place(tmp_path: Path) -> None:
    document = filled(tmp_path).document(MOMENT, "test")
    assert values(document["answers"]) == {
        "1.1": "Helpt dit?",
        "2.1": [
            {"_index": 0, "2.1.1": "Adres", "2.1.2": "huurders; kopers"},
            {"_index": 1, "2.1.1": "Gezondheid", "2.1.2": "huurders; kopers", "2.1.4": "bijzonder"},
            {"_index": 2, "2.1.1": "Uitkomst", "2.1.2": "huurders"},
        ],
        "3.1": [
            {"_index": 0, "3.1.1": "Kiezen", "3.1.3": ["Adres", "Gezondheid"]},
            {"_index": 1, "3.1.1": "Nagaan", "3.1.3": ["Uitkomst"]},
        ],
        "11.1.1": [
            {
                "_index": 0,
                "11.1.1.1": "Keus van algemeen belang",
                "11.1.1.2": "Deze grondslag is nog niet bevestigd.",
            },
            {"_index": 1, "11.1.1.2": "een wet"},
        ],
        "12.1.1": "true",
        "14.2": "Adres: Zonder adres geen brief.",
        "19.5.6": "2027-01-02",
        "19.5.7": "FG: Doe het.",
    }
    assert document["metadata"] == {"urn": "urn:nl:dpia:3.0", "createdAt": "2027-03-01T12:00:00+00:00"}
    assert "12.2.1" not in document["answers"], "what a case does not mention it does not deny"


def test_the_count_is_that_of_questions_and_what_does_not_fit_is_named(tmp_path: Path) -> None:
    outcome = filled(tmp_path)
    assert len(outcome.questionnaire.questions) == 17 and outcome.questionnaire.unfit == ("19.A",)
    assert outcome.count == 12
    # Of two grounds the twin knows one.
    assert outcome.undecided == ("11.1.1.1",)
    other = questions(tmp_path, TWIN.replace("Keus van algemeen belang", "Tweede keus"))
    assert prefilled(other, SPOKEN, asked="model", language="nl").undecided == ("11.1.1.1",)


def schema_findings(document: dict[str, Any]) -> list[str]:
    """What a document lacks by the rules of the published schema, written out from it."""
    key = re.compile(r"^[0-9]+(\.[0-9]+)*(\[[0-9]+\])?$")
    found = [name for name in ("$schema", "metadata", "answers") if name not in document]
    if not re.fullmatch(r"urn:nl:[a-z]+:[0-9]+\.[0-9]+", document["metadata"]["urn"]):
        found.append("urn")
    for name, told in document["answers"].items():
        parts = told if isinstance(told, list) else [{"_index": 0, name: told}]
        for part in parts:
            answers = {number: answer for number, answer in part.items() if number != "_index"}
            if not isinstance(part["_index"], int) or not all(map(key.match, (name, *answers))):
                found.append(name)
            for answer in answers.values():
                value = answer["value"]
                texts = value if isinstance(value, list) else [value]
                if not answer["lastEditedAt"] or not all(isinstance(text, str) for text in texts):
                    found.append(name)
    return found


def test_the_file_follows_the_rules_of_the_schema(tmp_path: Path) -> None:
    document = filled(tmp_path).document(MOMENT, "test")
    assert schema_findings(document) == []
    document["answers"]["19.A"] = {"value": True, "lastEditedAt": "x"}
    assert schema_findings(document) == ["19.A", "19.A"]


@NEEDS_FILES
@pytest.mark.parametrize("key", list(forms()))
@pytest.mark.parametrize("case_name", ["vroegsignalering_eindhoven", "wmo_intake", "anonimiseren"])
def test_the_published_schema_takes_what_is_written(key: str, case_name: str) -> None:
    schema = json.loads((PUBLISHED / "assessment-output.v2.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    questionnaire = read_questionnaire(PUBLISHED / f"{key}.yaml")
    data = load_case(case_name).document.data
    asked = next(name for name in data["alternatives"] if name != "baseline")
    outcome = prefilled(questionnaire, data, asked=asked, language="nl")
    document = outcome.document(MOMENT, "test")
    assert list(checker.iter_errors(document)) == [] and schema_findings(document) == []
    assert outcome.undecided == ()
    document["answers"]["2.2A.1"] = {"value": True, "lastEditedAt": "2027-03-01"}
    assert list(checker.iter_errors(document)), "the schema refuses a letter in a number, and a truth"


@NEEDS_FILES
@pytest.mark.parametrize("key", list(forms()))
def test_each_row_names_a_question_and_one_of_its_options(key: str) -> None:
    questionnaire = read_questionnaire(PUBLISHED / f"{key}.yaml")
    for row in answer_rows():
        if row.form != key:
            continue
        question = questionnaire.questions[row.question]
        told = [str(option).lower() for option in question.options]
        assert not row.option or sum(row.option in option for option in told) == 1, row
        assert bool(row.option) == question.is_choice or question.takes_many, row
        assert question.repeated or "*" not in row.path, row
    for status in status_rows():
        if status.form == key:
            assert set(status.questions) <= set(questionnaire.questions), status
            assert set(status.completed) <= set(questionnaire.parts), status
            assert not set(status.questions) & set(questionnaire.unfit), status


@NEEDS_FILES
@pytest.mark.parametrize("key", list(forms()))
def test_no_answer_stands_at_a_question_that_the_form_hides(key: str) -> None:
    """A question that shows after a yes elsewhere is only answered with that yes."""
    raw = yaml.safe_load((PUBLISHED / f"{key}.yaml").read_text(encoding="utf-8"))
    conditions: dict[str, list[dict[str, Any]]] = {}

    def walk(tasks: list[dict[str, Any]], above: list[dict[str, Any]]) -> None:
        for task in tasks:
            own = [d["condition"] for d in task.get("dependencies", []) if d["type"] == "conditional"]
            conditions[task["id"]] = [*above, *own]
            walk(task.get("tasks", []), conditions[task["id"]])

    walk(raw["tasks"], [])
    data = load_case("vroegsignalering_eindhoven").document.data
    with_all = json.loads(json.dumps(data))
    for special in ("health", "criminal", "national_number"):
        with_all["personal_data"]["purposes"][special] = {
            "title": special,
            "data": {special: {"title": special, "special": special, "exception": "x"}},
        }
    outcome = prefilled(read_questionnaire(PUBLISHED / f"{key}.yaml"), with_all, asked="model", language="nl")
    told = {number: value for (number, _), value in outcome.answers.items()}
    for number in told:
        for condition in conditions[number]:
            assert str(condition["value"]).lower().strip("'") in str(told.get(condition["id"])).lower(), (
                number
            )


def test_every_precondition_of_a_row_is_one() -> None:
    assert {row.precondition for row in status_rows()} <= set(checklist())
    assert {row.form for row in (*answer_rows(), *status_rows())} == set(forms())


def answers(folder: Path, told: dict[str, Any], **metadata: Any) -> Path:
    """A file as the form saves it."""
    document = {
        "$schema": "x",
        "metadata": {"urn": "urn:nl:dpia:3.0", "createdAt": "2027-04-05T06:07:08Z", **metadata},
        "answers": {
            key: value if isinstance(value, (dict, list)) else {"value": value, "lastEditedAt": "x"}
            for key, value in told.items()
        },
    }
    path = folder / "answers.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


FINAL = {"14.1": "a", "14.2": "b", "17.3": "c", "19.2": "definitief", "19.5.7": "d"}
DPIA_MET, DPIA_OPEN = ("dpia", "met"), ("dpia", "open")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (FINAL, [DPIA_MET, ("necessity", "met")]),
        (FINAL | {"19.2": "concept"}, [DPIA_OPEN, ("necessity", "open")]),
        (FINAL | {"17.3": ""}, [DPIA_OPEN, ("necessity", "met")]),
        (FINAL | {"19.5.7": None}, [DPIA_OPEN, ("necessity", "met")]),
        ({"1.1": "a"}, [DPIA_OPEN]),
        ({"1.1": ""}, []),
        ({"11.1.1": [{"_index": 0, "11.1.1.1": {"value": "x"}}]}, [DPIA_OPEN, ("legal_basis", "open")]),
    ],
)
def test_a_status_follows_from_the_answers(
    tmp_path: Path, told: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answered = read_answered(answers(tmp_path, told), questions(tmp_path))
    assert [(change.precondition, change.said) for change in status_changes(answered, {})] == expected


@pytest.mark.parametrize(
    ("was", "is_written"),
    [("unknown", True), ("open", True), ("met", False), ("refused", False), ("not_applicable", False)],
)
def test_a_state_goes_further_and_never_back(tmp_path: Path, was: str, is_written: bool) -> None:
    answered = read_answered(answers(tmp_path, FINAL), questions(tmp_path))
    first = status_changes(answered, {"dpia": {"status": was}})[0]
    assert (first.was, first.said, first.finding is not None) == (was, "met", is_written)


def test_what_the_case_filled_in_itself_proves_nothing(tmp_path: Path) -> None:
    outcome = filled(tmp_path)
    path = tmp_path / "own.json"
    path.write_text(json.dumps(outcome.document(MOMENT, "test")), encoding="utf-8")
    answered = read_answered(path, outcome.questionnaire)
    assert len(answered.values) == outcome.count and status_changes(answered, {}) == []


SECTION = """\
preconditions:
  # first
  dpia: {status: open}  # why
  necessity:
    status: unknown  # nobody asked
    evidence: Not yet looked at.
    delay: 0
"""


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(f"{text.rstrip()}\n{SECTION}", encoding="utf-8")
    questions(tmp_path)
    return tmp_path


def test_answers_are_written_in_the_case_and_every_other_byte_stays(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(at_home, FINAL)
    before = (at_home / "own.yaml").read_text(encoding="utf-8")
    assert (
        main(["forms", "own.yaml", "--questions", "twin.yaml", "--read", "answers.json", "--language", "en"])
        == 0
    )
    after = (at_home / "own.yaml").read_text(encoding="utf-8")
    pointer = "See Proefvragenlijst 3.0, file answers.json of 2027-04-05, question"
    wijzer = "Zie Proefvragenlijst 3.0, bestand answers.json van 2027-04-05, vraag"
    numbers, needed = "14.1, 14.2, 17.3, 19.5.7, 19.2.", "14.1, 14.2, 19.2."
    language = load_case("own.yaml").settings.language
    behind = f"{wijzer if language == 'nl' else pointer} {needed}"
    assert after == before.replace(
        "dpia: {status: open}",
        f'dpia: {{status: met, evidence: {{nl: "{wijzer} {numbers}", en: "{pointer} {numbers}"}}}}',
    ).replace("status: unknown  #", "status: met  #").replace(
        "evidence: Not yet looked at.", f'evidence: "Not yet looked at. {behind}"'
    )
    told = capsys.readouterr().out
    assert "was open, is met now" in told and "preconditions updated: 2" in told


def test_a_file_is_written_once_and_can_be_read_again(at_home: Path) -> None:
    words = ["forms", "own.yaml", "--questions", "twin.yaml"]
    assert main([*words, "--to", "filled.json"]) == 0
    first = (at_home / "filled.json").read_bytes()
    assert main([*words, "--to", "filled.json"]) == 2
    assert (at_home / "filled.json").read_bytes() == first
    assert main([*words, "--read", "filled.json"]) == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "geen antwoorden in JSON"),
        ("[]", "geen antwoorden in JSON"),
        ("{}", "metadata: dit onderdeel ontbreekt"),
        ('{"metadata": {"urn": "urn:nl:iama:2.0"}, "answers": {}}', "metadata.urn: antwoorden op"),
        ('{"metadata": {"urn": "urn:nl:dpia:2.0"}, "answers": {}}', "antwoorden op urn:nl:dpia:3.0"),
        ('{"metadata": {"urn": "urn:nl:dpia:3.0"}, "answers": {"14.3": {"value": "x"}}}', "geen vraag 14.3"),
        ('{"metadata": {"urn": "urn:nl:dpia:3.0"}, "answers": {"14.1": {"value": true}}}', "als antwoord"),
        ('{"metadata": {"urn": "urn:nl:dpia:3.0"}, "answers": {"2.1": [{}]}}', "een herhaling zonder nummer"),
        (
            '{"metadata": {"urn": "urn:nl:dpia:3.0", "completedTasks": ["x"]}, "answers": {}}',
            "een lijst van voltooide onderdelen",
        ),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_lost(
    at_home: Path, capsys: pytest.CaptureFixture[str], written: str, said: str
) -> None:
    (at_home / "bad.json").write_text(written, encoding="utf-8")
    before = (at_home / "own.yaml").read_bytes()
    words = ["forms", "own.yaml", "--questions", "twin.yaml", "--read", "bad.json", "--language", "nl"]
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert (at_home / "own.yaml").read_bytes() == before


def test_everything_that_is_wrong_is_said_at_once(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers(at_home, {"9.9": "x", "14.1": {"value": 1}, "2.1": [3]}, completedTasks="1")
    words = ["forms", "own.yaml", "--questions", "twin.yaml", "--read", "answers.json", "--language", "en"]
    assert main(words) == 2
    assert "4 problems" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("urn:nl:dpia", "urn:nl:dpa", "bedoelt u 'urn:nl:dpia'"),
        ('version: "3.0"', 'version: "3.1"', "versie 3.0"),
        ("tasks:", "taken:", "geen vragen van een toets"),
        ('{id: "1", task', "{task", "een vraag zonder nummer of soort"),
    ],
)
def test_another_questionnaire_is_refused(
    at_home: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    (at_home / "twin.yaml").write_text(TWIN.replace(old, new, 1), encoding="utf-8")
    words = ["forms", "own.yaml", "--questions", "twin.yaml", "--to", "x.json", "--language", "nl"]
    assert main(words) == 2
    assert said in capsys.readouterr().err and not (at_home / "x.json").exists()


def test_a_case_without_preconditions_is_told_so(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers(at_home, FINAL)
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    (at_home / "own.yaml").write_text(text, encoding="utf-8")
    words = ["forms", "own.yaml", "--questions", "twin.yaml", "--read", "answers.json", "--language", "en"]
    assert main(words) == 2
    assert "no section preconditions" in capsys.readouterr().err


def test_a_check_behind_an_anchor_is_left_to_its_user(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = at_home / "own.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("dpia: {status: open}", "iama: &same {status: open}\n  dpia: *same")
    path.write_text(text, encoding="utf-8")
    answers(at_home, FINAL)
    words = ["forms", "own.yaml", "--questions", "twin.yaml", "--read", "answers.json", "--language", "en"]
    assert main(words) == 2
    assert "preconditions.dpia" in capsys.readouterr().err and path.read_text(encoding="utf-8") == text
