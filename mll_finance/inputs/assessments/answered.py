"""The answers of a file that the form of the ministry wrote, checked against the questions that it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mll_finance.errors import MOST_PROBLEMS, InputError, Problem
from mll_finance.inputs.assessments.prefilling import EDITOR
from mll_finance.inputs.assessments.questionnaire import Questionnaire
from mll_finance.plain_files import plain_bytes
from mll_finance.plain_text import neutral, shortened
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase, three

_MOST_BYTES = 50_000_000
"""Bytes of a file with answers: it may hold pictures."""
_REPEATED = re.compile(r"(?P<number>.+)\[[0-9]+\]")
_SHOWN = 60
"""Signs of a value that a message shows."""


@dataclass(frozen=True)
class Answered:
    """What was answered of an assessment.

    Parameters
    ----------
    questionnaire : Questionnaire
        The questions.
    name : str
        Name of the file.
    date : str
        Day on which the file was made.
    values : mapping
        The answers by question, one for each repetition; a list of choices is one answer each.
    edited : frozenset of str
        Questions that somebody answered: what a case filled in itself, and nobody touched, is not among them.
    completed : frozenset of str
        Parts that its user marked as completed.
    """

    questionnaire: Questionnaire
    name: str
    date: str
    values: Mapping[str, tuple[str, ...]]
    edited: frozenset[str]
    completed: frozenset[str]


def read_answered(path: Path, questionnaire: Questionnaire) -> Answered:
    """The answers of a file.

    Raises
    ------
    InputError
        With everything that is wrong at once: it is no file with answers, it answers another assessment or version, it
        names questions that the assessment has not got, or an answer is no text.
    """
    raw_assessment = _read(path)
    problems = list(_head_problems(raw_assessment, questionnaire))
    if any(problem.path == "metadata.urn" for problem in problems):
        raise InputError(problems, file=str(path))  # Of another assessment every number would be wrong.
    texts_by_question: dict[str, list[str]] = {}
    edited_question_ids: set[str] = set()
    raw_answers = raw_assessment.get("answers")
    for answer_path, question_id, answer in _answers(
        raw_answers if isinstance(raw_answers, dict) else {}, problems
    ):
        if question_id not in questionnaire.questions:
            finding_phrase = phrase("assessment_unknown_question", number=shortened(question_id, _SHOWN))
            # Hundreds of questions are compared with each number: for those beyond what a message lists it is left out.
            known_question_ids = questionnaire.questions if len(problems) < MOST_PROBLEMS else ()
            allowed_phrase = phrase("assessment_questions_of", form=questionnaire.name)
            problems.append(
                Problem.unknown(
                    answer_path, finding_phrase, question_id, known_question_ids, allowed=allowed_phrase
                )
            )
        elif not _is_value(answer):
            problems.append(Problem(answer_path, *three("assessment_answer", found=_told(answer))))
        else:
            answer_texts = answer["value"] if isinstance(answer["value"], list) else [answer["value"]]
            texts_by_question.setdefault(question_id, []).extend(
                _as_text(text) for text in answer_texts if text
            )
            if any(answer_texts) and not str(answer.get("lastEditedBy", "")).startswith(EDITOR):
                edited_question_ids.add(question_id)
    if problems:
        raise InputError(problems, file=str(path))
    metadata = raw_assessment["metadata"]
    return Answered(
        questionnaire,
        neutral(" ".join(path.name.split())),  # It comes into the case.
        str(_day(metadata["createdAt"])),
        {
            question_id: tuple(answer_texts)
            for question_id, answer_texts in texts_by_question.items()
            if answer_texts
        },
        frozenset(edited_question_ids),
        frozenset(metadata.get("completedTasks", ())),
    )


def _read(path: Path) -> dict[str, Any]:
    """The file as JSON, an object."""
    try:
        raw_bytes = plain_bytes(path, _MOST_BYTES)
    except OSError as error:
        reason_phrase = system_reason(error)
        raise InputError(
            Problem("", *three("assessment_unreadable", reason=reason_phrase)), file=str(path)
        ) from error
    if len(raw_bytes) > _MOST_BYTES:
        raise InputError(Problem("", *three("assessment_too_large", most=_MOST_BYTES)), file=str(path))
    try:
        raw_assessment = json.loads(raw_bytes.decode("utf-8-sig"), object_pairs_hook=_each_once)
    except _TwiceError as error:
        problem = Problem(error.key, *three("number_twice", number=error.key))
        raise InputError(problem, file=str(path)) from error
    except json.JSONDecodeError as error:
        problem = Problem("", *three("assessment_no_json"), line=error.lineno)
        raise InputError(problem, file=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise InputError(Problem("", *three("assessment_no_json")), file=str(path)) from error
    if not isinstance(raw_assessment, dict):
        raise InputError(Problem("", *three("assessment_no_json")), file=str(path))
    return raw_assessment


class _TwiceError(ValueError):
    """A key that stands twice in one object, of which readers of JSON drop the first."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = shortened(key, _SHOWN)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    part_by_key: dict[str, Any] = {}
    for key, raw_part in pairs:
        if key in part_by_key:
            raise _TwiceError(key)
        part_by_key[key] = raw_part
    return part_by_key


def _day(moment: Any) -> date | None:
    """The day of a moment as the form writes it; None where it is none."""
    try:
        return date.fromisoformat(moment[:10])
    except (TypeError, ValueError):
        return None


def _head_problems(raw: Mapping[str, Any], questionnaire: Questionnaire) -> Iterator[Problem]:
    """What is wrong with the head of a file: whose answers it says that it holds."""
    for section_name in ("metadata", "answers"):
        if not isinstance(raw.get(section_name), dict):
            yield Problem(section_name, *three("assessment_part"))
    metadata = raw.get("metadata")
    if not isinstance(metadata, dict):
        return
    urn = metadata.get("urn")
    if urn != questionnaire.full_urn:
        phrase_fields = {"urn": _told(urn), "known": questionnaire.full_urn}
        yield Problem("metadata.urn", *three("assessment_other", **phrase_fields))
    if _day(metadata.get("createdAt")) is None:
        moment_told = _told(metadata.get("createdAt"))
        yield Problem("metadata.createdAt", *three("assessment_moment", found=moment_told))
    completed_parts = metadata.get("completedTasks", [])
    if not isinstance(completed_parts, list) or not all(
        part in questionnaire.parts for part in completed_parts
    ):
        phrase_fields = {"found": _told(completed_parts), "parts": ", ".join(questionnaire.parts)}
        yield Problem("metadata.completedTasks", *three("assessment_completed", **phrase_fields))


def _answers(answers: Mapping[str, Any], problems: list[Problem]) -> Iterator[tuple[str, str, Any]]:
    """Each answer with its place in the file and the number of its question."""
    for key, answer in answers.items():
        if not isinstance(answer, list):
            repeated_match = _REPEATED.fullmatch(key)
            yield (
                f"answers.{shortened(key, _SHOWN)}",
                repeated_match["number"] if repeated_match else key,
                answer,
            )
            continue
        for part_index, raw_part in enumerate(answer):
            part_path = f"answers.{shortened(key, _SHOWN)}[{part_index}]"
            if not isinstance(raw_part, dict) or not _is_count(raw_part.get("_index")):
                problems.append(Problem(part_path, *three("assessment_repetition")))
                continue
            for answer_key, child_answer in raw_part.items():
                if answer_key != "_index":
                    repeated_match = _REPEATED.fullmatch(answer_key)
                    yield (
                        f"{part_path}.{shortened(answer_key, _SHOWN)}",
                        repeated_match["number"] if repeated_match else answer_key,
                        child_answer,
                    )


def _is_count(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0


def _is_value(answer: Any) -> bool:
    """Whether an answer is one by the published schema: a text, texts, a picture or nothing."""
    if not isinstance(answer, dict) or "value" not in answer:
        return False
    raw_answer = answer["value"]
    if isinstance(raw_answer, list):
        return all(isinstance(text, str) for text in raw_answer)
    is_picture = isinstance(raw_answer, dict) and isinstance(raw_answer.get("data"), str)
    return raw_answer is None or isinstance(raw_answer, str) or is_picture


def _as_text(content: Any) -> str:
    return content if isinstance(content, str) else str(content["data"])[:_SHOWN]


def _told(part: Any) -> str:
    return shortened(json.dumps(part, ensure_ascii=False), _SHOWN)
