"""The questions of an assessment, read from the file of the user: their numbers, kinds and choices, not their texts.

References
----------
Ministerie van BZK, par-dpia-form, ``sources/*.yaml`` and ``schemas/assessment-output.v2.schema.json``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.assessments.answer_rows import FormKey, forms
from mll_finance.inputs.text.other_yaml import read_other
from mll_finance.plain_text import shortened
from mll_finance.terms import phrase, three

_GROUPS = ("task_group", "informational", "signing")
"""Kinds of tasks that ask nothing by themselves."""
_FITTING = re.compile(r"[0-9]+(\.[0-9]+)*")
"""Numbers that the published schema lets be the key of an answer."""
_MANY = ("checkbox_option", "multiselect_scrollable")
_SHOWN = 200
"""Signs of a name or number of the file that are kept."""


@dataclass(frozen=True)
class FormQuestion:
    """One question.

    Parameters
    ----------
    id : str
        Its number in the form.
    kinds : tuple of str
        How it is answered, such as ``open_text``.
    options : tuple
        What can be chosen: texts, true, false, nothing.
    parent : str or None
        The task that it stands in.
    repeated : bool
        Whether it, or a task that it stands in, can be given more than once.
    grouped : bool
        Whether the task right above it can: its answers stand together then.
    """

    id: str
    kinds: tuple[str, ...]
    options: tuple[Any, ...]
    parent: str | None
    repeated: bool
    grouped: bool

    @property
    def fits(self) -> bool:
        """Whether a file with answers can hold it: the schema takes numbers only.

        Examples
        --------
        >>> [FormQuestion(name, (), (), None, False, False).fits for name in ("2.2.1", "2.2A.1", "5.B")]
        [True, False, False]
        """
        return _FITTING.fullmatch(self.id) is not None

    @property
    def takes_many(self) -> bool:
        """Whether its answer is a list."""
        return any(kind in _MANY for kind in self.kinds)

    @property
    def is_choice(self) -> bool:
        """Whether its answer is one of its options."""
        return bool(self.options)

    @property
    def is_date(self) -> bool:
        """Whether its answer is a date."""
        return "date" in self.kinds

    @property
    def is_long(self) -> bool:
        """Whether its answer may have lines."""
        return "open_text" in self.kinds


@dataclass(frozen=True)
class Questionnaire:
    """An assessment: which one, and its questions by number in the order of the form.

    Parameters
    ----------
    key : str
        Its key in ``data/assessment_answers.yaml``.
    name, urn, version : str
        What it calls itself.
    questions : mapping
        The questions that can be answered.
    parts : tuple of str
        Numbers of its parts, which a user can mark as completed.
    """

    key: FormKey
    name: str
    urn: str
    version: str
    questions: Mapping[str, FormQuestion]
    parts: tuple[str, ...]

    @property
    def full_urn(self) -> str:
        """The name under which a file with answers says what it answers."""
        return f"{self.urn}:{self.version}"

    @property
    def unfit(self) -> tuple[str, ...]:
        """Numbers of the questions that a file with answers cannot hold."""
        return tuple(name for name, question in self.questions.items() if not question.fits)


def read_questionnaire(path: Path) -> Questionnaire:
    """The questions of a file as the ministry publishes it.

    Raises
    ------
    InputError
        Where it is no such file, of an assessment that ``data/assessment_answers.yaml`` does not know, or of another
        version.
    """
    raw_questionnaire = read_other(path, three("assessment_no_questions")).data
    text_by_field = {name: _line(raw_questionnaire.get(name)) for name in ("name", "urn", "version")}
    tasks = raw_questionnaire.get("tasks")
    if not all(text_by_field.values()) or not isinstance(tasks, list):
        raise InputError(Problem("", *three("assessment_no_questions")), file=str(path))
    form_by_urn = {form.urn: form for form in forms().values()}
    known_form = form_by_urn.get(text_by_field["urn"])
    if known_form is None:
        problem = Problem.unknown(
            "urn", phrase("assessment_urn", urn=text_by_field["urn"]), text_by_field["urn"], form_by_urn
        )
        raise InputError(problem, file=str(path))
    if text_by_field["version"] != known_form.version:
        phrase_fields = {"version": text_by_field["version"], "known": known_form.version}
        raise InputError(Problem("version", *three("assessment_version", **phrase_fields)), file=str(path))
    problems: list[Problem] = []
    question_by_id: dict[str, FormQuestion] = {}
    for question in _questions(tasks, None, problems, ()):
        if question.id in question_by_id:
            problems.append(Problem(f"tasks.{question.id}", *three("number_twice", number=question.id)))
        question_by_id[question.id] = question
    if not question_by_id and not problems:
        problems.append(Problem("tasks", *three("assessment_no_questions")))
    if problems:
        raise InputError(problems, file=str(path))
    part_ids = tuple(_line(task["id"]) for task in tasks)
    return Questionnaire(
        known_form.key,
        text_by_field["name"],
        text_by_field["urn"],
        text_by_field["version"],
        question_by_id,
        part_ids,
    )


def _line(raw: Any) -> str:
    """A name or number of the file as one line; nothing where it is neither."""
    return shortened(" ".join(str(raw).split()), _SHOWN) if isinstance(raw, (str, int, float)) else ""


def _questions(
    tasks: list[Any], parent: str | None, problems: list[Problem], repeated: tuple[bool, ...]
) -> Iterator[FormQuestion]:
    """The questions of some tasks and of those below them; ``repeated`` says of each task above whether it repeats."""
    for task_index, task in enumerate(tasks):
        if not _is_task(task):
            problems.append(Problem(f"{parent or 'tasks'}[{task_index}]", *three("assessment_task")))
            continue
        task_id, task_kinds = _line(task["id"]), tuple(str(kind) for kind in task["type"])
        is_repeated = task.get("repeatable") is True
        raw_subtasks = task.get("tasks")
        if isinstance(raw_subtasks, list) and raw_subtasks:
            yield from _questions(raw_subtasks, task_id, problems, (*repeated, is_repeated))
        elif not any(kind in _GROUPS for kind in task_kinds):
            raw_options = tuple(
                option.get("value") if isinstance(option, dict) else option
                for option in task.get("options") or ()
            )
            yield FormQuestion(
                task_id,
                task_kinds,
                raw_options,
                parent,
                repeated=is_repeated or any(repeated),
                grouped=bool(repeated) and repeated[-1],
            )


def _is_task(task: Any) -> bool:
    """Whether a part of the file is a task: with a number and kinds, and with choices as a list where it has any."""
    return (
        isinstance(task, dict)
        and bool(_line(task.get("id")))
        and isinstance(task.get("type"), list)
        and isinstance(task.get("options"), (list, type(None)))
    )
