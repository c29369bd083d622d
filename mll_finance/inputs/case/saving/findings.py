"""States of preconditions written in the file of a case: every other byte stays, and what is read back is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.saving.added_entry import with_entry
from mll_finance.inputs.case.saving.changed_value import with_value
from mll_finance.inputs.case.saving.own_file import decoded, held, own_file, rewritten
from mll_finance.inputs.method.preconditions import NAME, Status
from mll_finance.inputs.text.writing import flow
from mll_finance.terms import Language, three


@dataclass(frozen=True)
class NewFinding:
    """What becomes of one check.

    Parameters
    ----------
    status : str
        Its state from now on.
    evidence : mapping
        What shows it, in ``nl`` and ``en``; it comes behind what stood there.
    """

    status: Status
    evidence: Mapping[str, str]


def save_findings(case: Case, findings: Mapping[str, NewFinding]) -> str:
    """Write states of preconditions into the file of a case, whole or not at all; gives its new text.

    Parameters
    ----------
    case : Case
        The case as it was opened, with a section ``preconditions``.
    findings : mapping
        The new state by the id of the check.

    Raises
    ------
    InputError
        Where the case has no file of its own, the file was edited since, one of the states has no place, or the case
        would not be valid with them; with every check that has no place.
    RunError
        When the file cannot be written.
    """
    path = own_file(case)
    raw_bytes = held(path)
    file_text = decoded(raw_bytes)
    edited_problem = Problem("", *three("assessment_edited", file=path.name))
    if file_text is None or file_text != case.document.text:
        raise InputError(edited_problem, file=str(path))
    problems, raw_section = [], case.document.data[NAME]
    for precondition_id, finding in findings.items():
        changed_text = _with_finding(
            file_text, raw_section.get(precondition_id), precondition_id, finding, case.settings.language
        )
        if changed_text is None:
            yaml_line = (
                f"{precondition_id}: {flow({'status': finding.status, 'evidence': dict(finding.evidence)})}"
            )
            problems.append(
                Problem(f"{NAME}.{precondition_id}", *three("assessment_no_place", lines=yaml_line))
            )
        else:
            file_text = changed_text
    if problems:
        raise InputError(problems, file=str(path))
    try:
        case_from_text(file_text, folder=path.parent)
    except InputError as error:
        raise InputError(error.problems, file=str(path)) from error
    with rewritten(path, raw_bytes, file_text, edited=edited_problem):
        pass  # The new text has been read as a case above.
    return file_text


def _with_finding(text: str, raw: Any, name: str, finding: NewFinding, language: Language) -> str | None:
    """The text with one check in another state; None where it has no place."""
    evidence = dict(finding.evidence)
    if raw is None:
        return with_entry(text, NAME, name, {"status": finding.status, "evidence": evidence})
    if not isinstance(raw, dict):
        return None
    changed_text: str | None = text
    if raw.get("status") != finding.status:
        changed_text = with_value(text, (NAME, name, "status"), finding.status)
    for path, evidence_text in _evidence(raw.get("evidence"), evidence, language):
        changed_text = (
            None
            if changed_text is None
            else with_value(changed_text, (NAME, name, "evidence", *path), evidence_text)
        )
    return changed_text


def _evidence(
    earlier: Any, evidence: dict[str, str], language: Language
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What is written of the evidence, and where below it: behind what stood there, in the languages that it has."""
    if isinstance(earlier, dict):
        for key in [key for key in evidence if key in earlier]:
            yield (key,), f"{str(earlier[key]).strip()} {evidence[key]}"
    elif earlier is None:
        yield (), evidence
    else:
        yield (), f"{str(earlier).strip()} {evidence[language]}"
