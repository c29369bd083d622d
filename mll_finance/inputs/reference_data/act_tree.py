"""The decision aid of the ministry on the AI Act, read from the copy that a user has.

References
----------
Ministry of the interior of the Netherlands, Beslishulp AI-verordening (``decision-tree.yaml``), EUPL-1.2,
https://github.com/MinBZK/ai-verordening-beslishulp.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.reference_data.act_condition import ConditionError, holds
from mll_finance.inputs.text.other_yaml import read_other
from mll_finance.plain_text import shortened
from mll_finance.terms import three
from mll_finance.yaml_text import Document

_SHOWN = 200


@dataclass(frozen=True)
class Goal:
    """Where an answer leads: a question or a conclusion, under a condition on the labels so far."""

    target: str
    is_conclusion: bool
    condition: str = ""


@dataclass(frozen=True)
class ActAnswer:
    """One answer: its text, the labels that it gives, and where it leads, in the order in which that is tried."""

    text: str
    labels: tuple[str, ...]
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class ActQuestion:
    """One question with its answers, and the first address of its sources."""

    id: str
    text: str
    link: str
    answers: tuple[ActAnswer, ...]


@dataclass(frozen=True)
class ActTree:
    """The questions by number in the order of the file, and the numbers of the conclusions.

    Parameters
    ----------
    version : str
        Version that the file gives itself.
    sha256 : str
        Digest of the file.
    questions : mapping
        By number.
    conclusions : frozenset of str
        Numbers.
    """

    version: str
    sha256: str
    questions: Mapping[str, ActQuestion]
    conclusions: frozenset[str]

    @property
    def first(self) -> ActQuestion:
        """The question with which it begins."""
        return next(iter(self.questions.values()))


def read_act_tree(path: Path) -> ActTree:
    """The tree in a file.

    Raises
    ------
    InputError
        Where it is no YAML, or not in the form of the ministry's tree: with every place that is not.
    """
    tree_document = read_other(path, three("act_path_no_tree"))
    reader = _TreeReader(tree_document)
    question_by_id: dict[str, ActQuestion] = {}
    for question in reader.questions():
        if question.id in question_by_id:
            reader.twice(question.id)
        question_by_id[question.id] = question
    conclusions = frozenset(reader.conclusions())
    problems = [*reader.problems, *_loose_ends(question_by_id, conclusions, tree_document)]
    if not question_by_id and not problems:
        problems.append(Problem("questions", *three("act_tree_part")))
    if problems:
        raise InputError(problems, file=tree_document.name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return ActTree(str(tree_document.data.get("version", "")), digest, question_by_id, conclusions)


def _loose_ends(
    questions: Mapping[str, ActQuestion], conclusions: frozenset[str], document: Document
) -> Iterator[Problem]:
    """Answers that lead to what is not there."""
    for question in questions.values():
        for answer in question.answers:
            for goal in answer.goals:
                if goal.target not in (conclusions if goal.is_conclusion else questions):
                    target_text = shortened(goal.target, _SHOWN)
                    yield Problem(f"questions.{question.id}", *three("act_tree_goal", target=target_text))


class _TreeReader:
    """Reads the parts of a tree, and keeps what is not in its form."""

    def __init__(self, document: Document) -> None:
        self._data = document.data
        self.problems: list[Problem] = []

    def questions(self) -> Iterator[ActQuestion]:
        for raw_question in self._listed(self._data, "questions", "questions"):
            question_id = self._text(raw_question, "questionId", "questions")
            question_path = f"questions.{shortened(question_id, _SHOWN)}"
            question_answers = tuple(
                self._answer(part, question_path)
                for part in self._listed(raw_question, "answers", question_path)
            )
            if not question_answers:
                self._wrong(question_path)
            yield ActQuestion(
                question_id,
                self._text(raw_question, "question", question_path),
                _link(raw_question),
                question_answers,
            )

    def conclusions(self) -> Iterator[str]:
        for raw_conclusion in self._listed(self._data, "conclusions", "conclusions"):
            yield self._text(raw_conclusion, "conclusionId", "conclusions")

    def _answer(self, raw: Any, place: str) -> ActAnswer:
        raw_labels = raw.get("labels") if isinstance(raw, dict) else None
        raw_labels = [] if raw_labels is None else raw_labels
        if not isinstance(raw_labels, list) or not all(isinstance(label, str) for label in raw_labels):
            self._wrong(place)
            raw_labels = []
        goals = tuple(self._goals(raw, place))
        if not goals:
            self._wrong(place)
        return ActAnswer(self._text(raw, "answer", place), tuple(raw_labels), goals)

    def _goals(self, raw: Any, place: str) -> Iterator[Goal]:
        """The redirects in order, and behind them what holds without a condition."""
        if not isinstance(raw, dict):
            return
        redirects = self._listed(raw, "redirects", place) if "redirects" in raw else []
        for raw_redirect in [*redirects, raw]:
            if not isinstance(raw_redirect, dict):
                self._wrong(place)
                continue
            if "nextQuestionId" in raw_redirect and "nextConclusionId" in raw_redirect:
                self._wrong(place)
            condition = self._condition(raw_redirect, place) if raw_redirect is not raw else ""
            for key, is_conclusion in (("nextQuestionId", False), ("nextConclusionId", True)):
                if key in raw_redirect:
                    yield Goal(self._text(raw_redirect, key, place), is_conclusion, condition)

    def _condition(self, part: dict[Any, Any], place: str) -> str:
        condition = self._text(part, "if", place) if "if" in part else ""
        try:
            if condition:
                holds(condition, frozenset())
        except ConditionError:
            shown_condition = shortened(condition, _SHOWN)
            self.problems.append(Problem(place, *three("act_tree_condition", condition=shown_condition)))
        return condition

    def _listed(self, raw: Any, key: str, place: str) -> list[Any]:
        raw_list = raw.get(key) if isinstance(raw, dict) else None
        if isinstance(raw_list, list):
            return raw_list
        self._wrong(place)
        return []

    def _text(self, raw: Any, key: str, place: str) -> str:
        field_text = raw.get(key) if isinstance(raw, dict) else None
        if isinstance(field_text, str) and field_text.strip():
            return field_text.strip()
        self._wrong(f"{place}.{key}")
        return ""

    def twice(self, name: str) -> None:
        """Keep that a number stands there twice."""
        shown_name = shortened(name, _SHOWN)
        self.problems.append(Problem(f"questions.{shown_name}", *three("number_twice", number=shown_name)))

    def _wrong(self, place: str) -> None:
        self.problems.append(Problem(place, *three("act_tree_part")))


def _link(raw: Any) -> str:
    """The first address among the sources of a question; empty where it has none."""
    raw_sources = raw.get("sources") if isinstance(raw, dict) else None
    for raw_source in raw_sources if isinstance(raw_sources, list) else ():
        raw_url = raw_source.get("url") if isinstance(raw_source, dict) else None
        if isinstance(raw_url, str) and raw_url.startswith(("https://", "http://")):
            return raw_url
    return ""
