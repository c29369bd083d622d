"""Asking the questions of a quick scan at the terminal, and keeping the answers as a file that can be read again."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from mll_finance.cli.streams import show_message, wrapped
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.scan.answers import Answers, answer, answers_from, chosen
from mll_finance.inputs.scan.questions import ScanQuestion, projects, questions
from mll_finance.inputs.text.numerals import percentage, readings
from mll_finance.inputs.text.writing import flow, scalar
from mll_finance.report.references import all_references
from mll_finance.terms import Language, phrase, sentence, told, unit
from mll_finance.yaml_text import Doubtful, plain_scalar

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*$")
_OWN = "own_estimate"
_BOUNDS = 3
"""Numbers of a range: low, likely and high."""


def ask(name: str | None, language: Language) -> tuple[Answers, str]:
    """Ask what the project does, then its questions; the answers, and the text of a file that holds them.

    Raises
    ------
    InputError
        Where nobody is there to answer, the name is none, or the answers stop half way.
    """
    if name is not None and not _NAME.match(name):
        raise InputError(_bad_name(name))
    if not sys.stdin.isatty():
        raise InputError(
            Problem(
                "SCAN",
                phrase("problem_no_file_and_nobody_to", scan_name=name or "SCAN"),
                phrase("problem_an_answers_file_in_yaml"),
                phrase("problem_copy_parameters_scans_vroegsignalering_scan"),
            )
        )
    show_message(sentence("scan_start", language))
    project_name = _ask_project(language)
    while name is None:
        typed_name = _typed("name", sentence("scan_asks_name", language))
        name = typed_name if _NAME.match(typed_name) else None
        if name is None:
            show_message(sentence("scan_again", language, problem=_sentence(_bad_name(typed_name), language)))
    answer_by_question: dict[str, Any] = {"name": name, "language": language, "project": project_name}
    question_count = len(projects()[project_name].questions)
    for question_number, key in enumerate(projects()[project_name].questions, start=1):
        question = questions(project_name)[key]
        prompt_text = f"{question_number}/{question_count}  {question.asks.text(language)}"
        answer_by_question[key] = _ask(key, question, prompt_text, language)
    return answers_from(answer_by_question), answers_text(answer_by_question, language)


def answers_text(given: Mapping[str, Any], language: Language) -> str:
    """A file of answers, with each question above its answer."""
    question_by_key = questions(given["project"])
    text_lines = [f"# {sentence('scan_answers_head', language)}"]
    for key, given_answer in given.items():
        if key in question_by_key:
            text_lines += [
                f"# {question_by_key[key].asks.text(language)}{_in_unit(question_by_key[key], language)}"
            ]
        text_lines.append(f"{key}: {_written(given_answer)}")
    return "\n".join(text_lines) + "\n"


def _written(written: Any) -> str:
    return scalar(written) if isinstance(written, str) else flow(written)


def _bad_name(name: str) -> Problem:
    return Problem(
        "SCAN",
        f"'{name}'",
        phrase("problem_letters_digits_and_a_letter"),
        phrase("problem_choose_another_name"),
    )


def _ask_project(language: Language) -> str:
    title_by_project = {name: project.title for name, project in projects().items()}
    word_by_project = {name: project.word for name, project in projects().items()}
    menu_text = "\n".join([sentence("scan_asks_project", language), *_menu(title_by_project, language)])
    while True:
        try:
            return chosen(
                _by_number(_typed("project", menu_text), title_by_project),
                word_by_project,
                may_be_unknown=False,
            )
        except PydanticCustomError as error:
            show_message(sentence("scan_again", language, problem=_sentence(_problem(error), language)))


def _ask(key: str, question: ScanQuestion, heading: str, language: Language) -> Any:
    """The answer to one question; asked again until it can be read."""
    prompt_text = "\n".join([heading, *hints(question, language)])
    while True:
        typed_answer = parsed(_typed(key, prompt_text), question)
        try:
            answer(question, typed_answer)
        except PydanticCustomError as error:
            show_message(sentence("scan_again", language, problem=_sentence(_problem(error), language)))
            continue
        return typed_answer


def _typed(key: str, heading: str) -> str:
    try:
        return input(f"\n{wrapped(heading, sys.stdout)}\n> ").strip()
    except EOFError:
        raise InputError(
            Problem(
                key,
                phrase("problem_no_answer"),
                phrase("problem_an_answer_or_unknown"),
                phrase("problem_start_again_nothing_is_written"),
            )
        ) from None


def _problem(error: PydanticCustomError) -> Problem:
    problem: Problem = (error.context or {})["problem"]
    return problem


def _sentence(problem: Problem, language: Language) -> str:
    problem_sentence = told(problem, language)
    return f"{problem_sentence.found}; {problem_sentence.allowed}; {problem_sentence.remedy}"


def parsed(typed: str, question: ScanQuestion) -> Any:
    """What was typed: numbers for a range, the id for the number of a choice, else the words; nothing is unknown.

    Examples
    --------
    >>> asked = questions("people_helped")
    >>> parsed("10 20 40", asked["helped_extra"]), parsed("2", asked["individuals"]), parsed("", asked["owner"])
    ([10, 20, 40], 'no', 'unknown')
    """
    if not typed:
        return "unknown"
    if question.is_number:
        typed_parts = typed.replace(";", " ").split()
        typed_readings = readings(typed)
        # 310 000 is a number with a space in it; three numbers are low, likely and high.
        if len(typed_readings) == 1 and len(typed_parts) != _BOUNDS:
            typed_parts = [typed_readings[0]]
        typed_numbers = [_number(part) for part in typed_parts]
        if None in typed_numbers:
            return typed
        return typed_numbers if len(typed_numbers) > 1 else typed_numbers[0]
    return _by_number(typed, question.choices())


def _number(typed: str) -> Any:
    """A number as it was typed; one whose dot may separate thousands keeps its text, so that it is asked about."""
    if percentage(typed) is not None:
        return typed
    number_readings = readings(typed)
    if len(number_readings) == 1:
        typed_number = float(number_readings[0])
        return int(typed_number) if typed_number.is_integer() else typed_number
    typed_scalar = plain_scalar(typed)
    return typed_scalar if isinstance(typed_scalar, Doubtful) else None


def _by_number(typed: str, choices: Mapping[str, Words]) -> str:
    """The id behind the number of a choice; what was typed where it is none."""
    choice_names = list(choices)
    return (
        choice_names[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(choice_names) else typed
    )


def hints(question: ScanQuestion, language: Language) -> list[str]:
    """What stands below a question: its choices or its unit, an example, and what is usual with its source."""
    text_lines = _menu(question.choices(), language)
    if question.is_number:
        text_lines.append("   " + sentence("scan_range_hint", language, unit=_unit(question, language)))
    if question.example is not None:
        text_lines.append("   " + sentence("scan_example", language, example=question.example.text(language)))
    if question.usual is not None:
        cited_sources = [source for source in question.usual.sources if source != _OWN]
        sources_text = "; ".join(all_references(language)[source] for source in cited_sources)
        usual_text = question.usual.text(language)
        sentence_key = "scan_usual_seen" if sources_text else "scan_usual"
        text_lines.append("   " + sentence(sentence_key, language, usual=usual_text, sources=sources_text))
    return text_lines


def _menu(choices: Mapping[str, Words], language: Language) -> list[str]:
    return [
        f"   {choice_number}. {words.text(language)}"
        for choice_number, words in enumerate(choices.values(), start=1)
    ]


def _unit(question: ScanQuestion, language: Language) -> str:
    if question.kind == "share":
        return sentence("scan_share_unit", language)
    return unit(question.unit or "", language)


def _in_unit(question: ScanQuestion, language: Language) -> str:
    return f" ({_unit(question, language)})" if question.is_number else ""
