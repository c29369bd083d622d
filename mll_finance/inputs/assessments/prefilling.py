"""An assessment with the answers that a case gives; every other question stays open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mll_finance.inputs.assessments.answer_rows import AnswerRow, answer_rows, output_schema
from mll_finance.inputs.assessments.case_texts import texts_at
from mll_finance.inputs.assessments.questionnaire import FormQuestion, Questionnaire
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.terms import Language, sentence

Answer = str | list[str]
EDITOR = "mll_finance "
"""How the name begins that stands at an answer which a case gave: the form puts its user's in its place."""


@dataclass(frozen=True)
class Prefilled:
    """What a case answers of an assessment.

    Parameters
    ----------
    answers : mapping
        The answers by question and number of the repetition.
    unfit : tuple of str
        Questions that the case answers and a file cannot hold.
    undecided : tuple of str
        Questions of which one answer is asked, where the case gives several or none that is among the choices.
    """

    questionnaire: Questionnaire
    answers: Mapping[tuple[str, int], Answer]
    unfit: tuple[str, ...]
    undecided: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of questions with an answer."""
        return len({question for question, _ in self.answers})

    def document(self, moment: datetime, origin: str) -> dict[str, Any]:
        """The file that the form of the ministry opens.

        Parameters
        ----------
        moment : datetime
            When it is made, with its time zone.
        origin : str
            Version of the suite and name of the case, which stand at each answer as who gave it.
        """
        moment_text = moment.isoformat(timespec="seconds")
        part_by_key: dict[str, Any] = {}
        for (question_id, repetition), answer_value in self.answers.items():
            question = self.questionnaire.questions[question_id]
            raw_answer = {
                "value": answer_value,
                "lastEditedAt": moment_text,
                "lastEditedBy": f"{EDITOR}{origin}",
            }
            if question.grouped and question.parent is not None:
                answer_group = part_by_key.setdefault(question.parent, {})
                answer_group.setdefault(repetition, {"_index": repetition})[question_id] = raw_answer
            else:
                part_by_key[f"{question_id}[{repetition}]" if question.repeated else question_id] = raw_answer
        part_or_answers_by_key = {
            key: [part[repetition] for repetition in sorted(part)] if _is_group(part) else part
            for key, part in part_by_key.items()
        }
        raw_metadata = {"urn": self.questionnaire.full_urn, "createdAt": moment_text}
        return {"$schema": output_schema(), "metadata": raw_metadata, "answers": part_or_answers_by_key}


def _is_group(part: dict[Any, Any]) -> bool:
    return all(isinstance(key, int) for key in part)


def prefilled(
    questionnaire: Questionnaire, data: Mapping[str, Any], *, asked: str, language: Language
) -> Prefilled:
    """What a case answers of an assessment.

    Parameters
    ----------
    questionnaire : Questionnaire
        The questions.
    data : mapping
        The case as it is written.
    asked : str
        The alternative that the question of the case is about.
    language : str
        Language of the texts of the case.
    """
    answers_by_key: dict[tuple[str, int], list[str]] = {}
    undecided_keys: list[tuple[str, int]] = []
    for answer_row in answer_rows():
        question = questionnaire.questions.get(answer_row.question)
        if answer_row.form != questionnaire.key or question is None:
            continue
        for repetition, case_text in texts_at(data, answer_row.path, asked=asked, language=language):
            if answer_row.when and case_text not in answer_row.when:
                continue
            answer_text = _answer(answer_row, question, case_text, language)
            if answer_text is None:
                undecided_keys.append((question.id, repetition))
            else:
                answers_by_key.setdefault((question.id, repetition), []).append(answer_text)
    answer_by_key: dict[tuple[str, int], Answer] = {}
    for key in _in_order(answers_by_key, questionnaire):
        question = questionnaire.questions[key[0]]
        combined_answer = _value(question, list(dict.fromkeys(answers_by_key[key])))
        if combined_answer is None:
            undecided_keys.append(key)
        else:
            answer_by_key[key] = combined_answer
    unfit_question_ids = [
        question_id for question_id, _ in answer_by_key if not questionnaire.questions[question_id].fits
    ]
    fitting_answer_by_key = {
        key: answer for key, answer in answer_by_key.items() if questionnaire.questions[key[0]].fits
    }
    open_question_ids = [key[0] for key in undecided_keys if key not in answer_by_key]
    return Prefilled(
        questionnaire,
        fitting_answer_by_key,
        tuple(dict.fromkeys(unfit_question_ids)),
        tuple(dict.fromkeys(open_question_ids)),
    )


def _in_order(
    given: Mapping[tuple[str, int], list[str]], questionnaire: Questionnaire
) -> Iterator[tuple[str, int]]:
    """The answered questions in the order of the form, each with its repetitions."""
    for question_id in questionnaire.questions:
        yield from sorted(key for key in given if key[0] == question_id)


def _answer(row: AnswerRow, question: FormQuestion, text: str, language: Language) -> str | None:
    """What a text of the case is as an answer; None where no option, or more than one, is what the row points out."""
    if row.option:
        fitting_options = [
            _as_text(option) for option in question.options if row.option in _as_text(option).casefold()
        ]
        return fitting_options[0] if len(fitting_options) == 1 else None
    if row.words == "technique":
        technique = techniques().get(text)
        return None if technique is None else technique.title.text(language)
    return sentence(f"assessment_{row.words}", language) if row.words else text


def _as_text(option: Any) -> str:
    """An option as the form keeps it: yes and no as words."""
    return str(option).lower() if isinstance(option, bool) else str(option)


def _value(question: FormQuestion, texts: list[str]) -> Answer | None:
    """The answer that some texts are together; None where one is asked and several are given."""
    if question.takes_many:
        return texts
    if question.is_choice or question.is_date:
        return texts[0] if len(texts) == 1 and (question.is_choice or _is_date(texts[0])) else None
    return ("\n" if question.is_long else "; ").join(texts)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
