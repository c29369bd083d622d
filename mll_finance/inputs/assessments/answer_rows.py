"""Which part of a case answers which question, and which answer says what of a precondition: rows of two tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from mll_finance.inputs.method.preconditions import Status
from mll_finance.resources import SHIPPED_DATA, resource, shipped_rows
from mll_finance.yaml_text import read_yaml

FormKey = Literal["prescan", "dpia", "iama"]


@dataclass(frozen=True)
class KnownForm:
    """An assessment that the tables have rows for."""

    key: FormKey
    urn: str
    version: str


@dataclass(frozen=True)
class AnswerRow:
    """What of a case answers a question; see the columns in ``data/assessment_answers.yaml``."""

    form: FormKey
    question: str
    path: str
    when: tuple[str, ...]
    option: str
    words: str


@dataclass(frozen=True)
class StatusRow:
    """What some answers say of a precondition.

    Parameters
    ----------
    form : str
        Key of the assessment.
    precondition : str
        Id of the check.
    status : str
        What it becomes.
    answered : tuple of str
        Questions that must all have an answer.
    equal : tuple of (str, str)
        Questions that must have this answer.
    completed : tuple of str
        Parts that must be marked as completed.
    """

    form: FormKey
    precondition: str
    status: Status
    answered: tuple[str, ...]
    equal: tuple[tuple[str, str], ...]
    completed: tuple[str, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that it looks at."""
        return tuple(dict.fromkeys((*self.answered, *(question for question, _ in self.equal))))


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def forms() -> Mapping[str, KnownForm]:
    """The assessments by key.

    Examples
    --------
    >>> sorted(forms())
    ['dpia', 'iama', 'prescan']
    """
    raw_forms = read_yaml(resource("data", "assessment_answers.yaml")).data["forms"]
    return {key: KnownForm(key, raw["urn"], str(raw["version"])) for key, raw in raw_forms.items()}


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def output_schema() -> str:
    """Name of the schema that a file with answers follows."""
    return str(read_yaml(resource("data", "assessment_answers.yaml")).data["schema"])


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def answer_rows() -> tuple[AnswerRow, ...]:
    """Every row, in the order in which texts of one question stand below each other."""
    return tuple(
        AnswerRow(
            cast(FormKey, row["form"]),
            row["question"],
            row["path"],
            tuple(row["when"].split()),
            row["option"],
            row["words"],
        )
        for row in shipped_rows("assessment_answers.csv")
    )


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def status_rows() -> tuple[StatusRow, ...]:
    """Every row; of one precondition the first that fits holds."""
    return tuple(
        StatusRow(
            cast(FormKey, row["form"]),
            row["precondition"],
            cast(Status, row["status"]),
            tuple(row["answered"].split()),
            tuple(_pair(text) for text in row["equal"].split()),
            tuple(row["completed"].split()),
        )
        for row in shipped_rows("assessment_statuses.csv")
    )


def _pair(text: str) -> tuple[str, str]:
    question_id, _, answer_text = text.partition("=")
    return question_id, answer_text
