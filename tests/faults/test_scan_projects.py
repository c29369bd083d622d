"""The quick scan of each kind of project at a terminal: in Dutch, asked again where it cannot be, kept as a file."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mll_finance.cli.command_line.scan_asking import hints, parsed
from mll_finance.cli.main import main
from mll_finance.inputs.scan.answers import answers_from, load_answers
from mll_finance.inputs.scan.questions import ScanQuestion, projects, questions
from mll_finance.inputs.text.placeholders import is_placeholder
from mll_finance.terms import sentences

ENGLISH = re.compile(
    r"\b(the|and|which|how|many|people|year|years|cost|share|staff|hours|yes|none|number|low|likely|high|buy|join|build"
    r"|rule|unknown|answer|someone|does|with|from|its|for|source|there|minutes|manager of|members)\b",
    re.IGNORECASE,
)
"""Words that are English and not Dutch."""
SCANS = sorted(
    path.stem for path in (Path(__file__).resolve().parents[2] / "parameters/scans").glob("*.yaml")
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(project: str, language: Any = "nl") -> list[str]:
    """What somebody types who follows the examples, and the first of each choice."""
    answers = []
    for question in (questions(project)[name] for name in projects()[project].questions):
        answers.append(question.example.text(language) if question.example is not None else "1")
    return answers


def shown(question: ScanQuestion, language: Any) -> Iterator[str]:
    """Everything that a question says in a language."""
    yield question.asks.text(language)
    yield question.short.text(language)
    yield from (words.text(language) for words in question.choices().values())
    if question.example is not None:
        yield question.example.text(language)
    if question.usual is not None:
        yield question.usual.text(language)


@pytest.mark.parametrize("project", projects())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_following_the_examples_gives_a_case_that_check_takes(
    project: str, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = str(list(projects()).index(project) + 1)
    monkeypatch.setattr(
        sys, "stdin", Terminal("\n".join([number, "mijn_scan", *typed(project, language)]) + "\n")
    )
    assert main(["scan", "--language", language]) == 0
    told = capsys.readouterr().out
    assert not told.count(sentences()["scan_again"][language].split("{")[0])
    kept = load_answers(Path("mijn_scan.scan.yaml"))
    assert kept.project == project
    assert not [name for name in projects()[project].questions if kept.of(name) is None]
    # The file of answers gives the same case as the questions did.
    assert main(["scan", "mijn_scan.scan.yaml", "--out", "again.yaml"]) == 0
    assert Path("again.yaml").read_text("utf-8") == Path("mijn_scan.yaml").read_text("utf-8")
    capsys.readouterr()
    assert main(["check", "mijn_scan.yaml"]) == 0
    assert sentences()["check_second_look"][language].split("{")[0] not in capsys.readouterr().out


@pytest.mark.parametrize("scan", SCANS)
def test_every_example_scan_gives_a_case_that_check_takes(
    scan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", scan]) == 0
    assert main(["check", f"{scan}.yaml"]) == 0
    assert sentences()["check_second_look"]["nl"].split("{")[0] not in capsys.readouterr().out


@pytest.mark.parametrize("project", projects())
def test_the_questions_are_dutch(project: str) -> None:
    kind = projects()[project]
    texts = [kind.title.nl, kind.word.nl, kind.heading.nl, kind.break_even.nl]
    for question in questions(project).values():
        texts += [*shown(question, "nl"), "\n".join(hints(question, "nl")).split("Bron:")[0]]
    assert [(text, ENGLISH.findall(text)) for text in texts if ENGLISH.search(text)] == []


def test_the_sentences_of_the_scan_are_dutch() -> None:
    dutch = {key: text["nl"] for key, text in sentences().items() if key.startswith("scan_")}
    # Names of fields, keys of a case and commands are no words of a sentence.
    keys = re.compile(r"\{\w+\}|\((low|likely|high|payer|receiver)\)|\bunknown en open\b|\bmll \w+|--\w+")
    found = {key: ENGLISH.findall(keys.sub("", text)) for key, text in dutch.items()}
    assert {key: words for key, words in found.items() if words} == {}


def test_an_english_question_would_be_found() -> None:
    for question in questions("chatbot").values():
        assert ENGLISH.search(question.asks.en), question.asks.en


BAD = """\
name: slecht
project: chatbot
owner: 3
legal_basis: misschien
cases: [290.000, 310.000, 330.000]
reach: 30
minutes: 3-6
review: een kwartier
realised: [80%, 60%, 40%]
to_budget: [1, 2]
users: true
management: .nan
licence: "€ 40.000"
sete_up: 4
base_year: 2050
"""
WRONG = {
    "owner": ("eigenaar", "owns the issue", "een tekst", "a text"),
    "legal_basis": ("Grondslag", "Legal basis", "een van: ja, nee", "one of: yes, no"),
    "cases": (
        "Aantal gesprekken",
        "Number of contacts",
        "290.000 kan 290 of 290000 zijn",
        "290.000 can be 290 or 290000",
    ),
    "reach": ("Deel van alle gesprekken", "Share of all contacts", "30%", "30%"),
    "minutes": ("Minuten werk", "Minutes of work", "[3, ..., 6]", "[3, ..., 6]"),
    "review": ("Minuten nakijken", "Minutes of checking", "of onbekend", "or unknown"),
    "realised": ("Deel van de tijdwinst", "Share of the time saved", "in die volgorde", "in that order"),
    "to_budget": ("Deel van de vrijgekomen uren", "Share of the freed hours", "2 getallen", "2 numbers"),
    "users": ("Medewerkers", "Staff who", "of onbekend", "or unknown"),
    "management": ("Eigen mensen", "Own staff", "of onbekend", "or unknown"),
    "licence": ("Licentie", "Licence", "40000", "40000"),
    "sete_up": ("", "", "'set_up'", "'set_up'"),
    "base_year": ("", "", "2030", "2030"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_wrong_answer_at_once_with_its_question(
    language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("slecht.scan.yaml").write_text(BAD + f"language: {language}\n", encoding="utf-8")
    assert main(["scan", "slecht.scan.yaml"]) == 2
    told = capsys.readouterr().err
    for place, (name, words) in enumerate(WRONG.items(), start=1):
        (line,) = [line for line in told.splitlines() if line.strip().startswith(f"- {name} (")]
        question, what = words[::2] if language == "nl" else words[1::2]
        assert question in line and what in line, line
        assert ("regel" if language == "nl" else "line") in line, place
        if language == "nl" and name != "sete_up":
            assert not ENGLISH.search(re.sub(r"- \w+|\((low|likely|high)\)", "", line)), line
    assert "Traceback" not in told and not list(folder.glob("slecht.yaml"))


def test_a_municipality_that_is_none_is_named_as_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.scan.yaml").write_text(
        "name: x\nproject: chatbot\nmunicipality: Nergenshuizen\n", encoding="utf-8"
    )
    assert main(["scan", "x.scan.yaml"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("x.scan.yaml: 1 probleem") and "- municipality: 'Nergenshuizen'" in told


def test_an_unknown_kind_of_project_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.scan.yaml").write_text("name: x\nproject: chatbod\n", encoding="utf-8")
    assert main(["scan", "x.scan.yaml"]) == 2
    assert "een van: meer mensen helpen, chatbot" in (told := capsys.readouterr().err)
    assert "bedoelt u 'chatbot'?" in told


@pytest.mark.parametrize("answer", ["1.250 1500 1800", "[1.250, 1500, 1800]", "zeven", "3 2 1", "1 2"])
def test_an_answer_that_cannot_be_is_asked_again_in_dutch(
    answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["chatbot", "jan", "ja", answer, "1000 1500 2000"]
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(lines) + "\n"))
    assert main(["scan", "half"]) == 2
    told = capsys.readouterr().out
    (line,) = [line for line in told.splitlines() if "Dat kan niet" in line]
    assert not ENGLISH.search(re.sub(r"\((low|likely|high)\)|unknown", "", line)), line
    # The next question came: the second answer was taken.
    assert "Welk deel van alle gesprekken" in told


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("310 000", 310000),
        ("290000 310000 330000", [290000, 310000, 330000]),
        ("1.000.000", 1000000),
        ("€ 5", "€ 5"),
        ("", "unknown"),
    ],
)
def test_a_number_with_a_space_in_it_is_one_number(text: str, kept: object) -> None:
    assert parsed(text, questions("chatbot")["cases"]) == kept


@pytest.mark.parametrize("left", ["onbekend", "NOG IN TE VULLEN", "?", "", "weet ik niet", None])
def test_what_is_left_open_is_unknown(left: str | None) -> None:
    answers = answers_from(
        {"name": "x", "project": "chatbot", "owner": left, "cases": left, "legal_basis": left}
    )
    assert {"owner", "cases", "legal_basis"} <= set(answers.unknown)


def test_the_hint_gives_example_and_source() -> None:
    text = "\n".join(hints(questions("chatbot")["reach"], "nl"))
    assert "Voorbeeld: 3% 8% 15%" in text and "Bron: dongen.nieuws.nl (2020)" in text
    assert "deel, zoals 30% of 0,3" in text


def test_open_places_are_few_and_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "spraak_naar_verslag_scan", "--out", "case.yaml"]) == 0
    marked = [line for line in Path("case.yaml").read_text("utf-8").splitlines() if is_placeholder(line)]
    assert len(marked) == 1 and "release" in marked[0]
