"""What the answers of an assessment say of the preconditions of a case: never less than the case knows already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mll_finance.inputs.assessments.answer_rows import StatusRow, status_rows
from mll_finance.inputs.assessments.answered import Answered
from mll_finance.inputs.case.saving.findings import NewFinding
from mll_finance.inputs.method.preconditions import Status
from mll_finance.terms import LANGUAGES, sentence

_FURTHER: Mapping[str | None, tuple[Status, ...]] = {
    None: ("open", "met", "refused"),
    "unknown": ("open", "met", "refused"),
    "open": ("met", "refused"),
    "met": ("refused",),
}
"""What a state can become by answers: further, never back; one that does not apply, or is refused, stays."""


@dataclass(frozen=True)
class StatusChange:
    """What answers make of one check.

    Parameters
    ----------
    precondition : str
        Id of the check.
    was : str or None
        Its state in the case; None where the case does not mention it.
    said : str
        The state that the answers speak for.
    finding : NewFinding or None
        What is written; None where the case stays as it is.
    """

    precondition: str
    was: Status | None
    said: Status
    finding: NewFinding | None


def status_changes(answered: Answered, raw_preconditions: Mapping[str, Any]) -> list[StatusChange]:
    """What answers say of each precondition that they are about, in the order of the table.

    Parameters
    ----------
    answered : Answered
        The answers.
    raw_preconditions : mapping
        The section ``preconditions`` as the case writes it.
    """
    change_by_precondition: dict[str, StatusChange] = {}
    for status_row in status_rows():
        if (
            status_row.form != answered.questionnaire.key
            or status_row.precondition in change_by_precondition
            or not _fits(status_row, answered)
        ):
            continue
        raw_precondition = raw_preconditions.get(status_row.precondition)
        earlier_status = raw_precondition.get("status") if isinstance(raw_precondition, dict) else None
        is_further = status_row.status in _FURTHER.get(earlier_status, ())
        finding = NewFinding(status_row.status, _evidence(status_row, answered)) if is_further else None
        change_by_precondition[status_row.precondition] = StatusChange(
            status_row.precondition, earlier_status, status_row.status, finding
        )
    return list(change_by_precondition.values())


def _fits(row: StatusRow, answered: Answered) -> bool:
    """Whether the answers are what a row asks for; what the case itself filled in speaks for nothing alone."""
    return (
        any(question in answered.edited for question in row.questions or answered.edited)
        and all(question in answered.values for question in row.answered)
        and all(answered.values.get(question) == (answer,) for question, answer in row.equal)
        and answered.completed.issuperset(row.completed)
    )


def _evidence(row: StatusRow, answered: Answered) -> dict[str, str]:
    """Where it can be read, in both languages: the file, its day, and the questions."""
    sentence_fields = {
        "form": answered.questionnaire.name,
        "version": answered.questionnaire.version,
        "file": answered.name,
        "date": answered.date,
        "questions": ", ".join(row.questions),
    }
    key = "assessment_evidence" if row.questions else "assessment_evidence_whole"
    return {language: sentence(key, language, **sentence_fields) for language in LANGUAGES}
