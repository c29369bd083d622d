"""The case that follows from the answers of a quick scan, as far as it is known.

What is unknown stays unknown: it becomes PM in the case, never a guess.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mll_finance.inputs.case.case import Case, build_case
from mll_finance.inputs.case.rewriting import newest
from mll_finance.inputs.scan.answers import NOBODY, Answers
from mll_finance.inputs.scan.case_parts import parts
from mll_finance.inputs.scan.preconditions import raw_preconditions
from mll_finance.inputs.scan.questions import projects
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.terms import sentence
from mll_finance.yaml_text import Document

PROJECT = "project"
RIVAL = "rival"
_ROLES = {"build": "provider", "buy": "deployer", "join": "deployer"}
_NOT_LEARNING = (None, "rules", "sensor")


def scan_case(answers: Answers) -> Case:
    """The case that follows from the answers, validated."""
    return build_case(Document(raw_case(answers), name=answers.name), files=CaseFiles(Path()))


def raw_case(answers: Answers) -> dict[str, Any]:
    """The raw case that follows from the answers: what is unknown is PM."""
    raw_alternatives = _alternatives(answers)
    return {
        "schema": newest(),
        "case": _head(answers),
        "alternatives": raw_alternatives,
        **parts(answers),
        "preconditions": raw_preconditions(answers, raw_alternatives, project=PROJECT, rival=RIVAL),
    }


def _head(answers: Answers) -> dict[str, Any]:
    project_kind, language = projects()[answers.project], answers.language
    raw_head: dict[str, Any] = {
        "id": answers.name,
        "title": sentence("scan_case_title", language, project=project_kind.heading.text(language)),
    }
    if answers.of("issue") is not None:
        raw_head["question"] = answers.of("issue")
    if answers.of("owner") != NOBODY:
        raw_head["owner"] = answers.of("owner") or sentence("scan_to_fill", language)
    if answers.municipality is not None:
        raw_head["municipality"] = answers.municipality
    return raw_head | {
        "base_year": answers.base_year,
        "horizon": answers.horizon,
        "price_level": answers.base_year - 1,
        "language": language,
    }


def _alternatives(answers: Answers) -> dict[str, Any]:
    project_kind, language = projects()[answers.project], answers.language
    rival_answer = answers.of("rival")
    return {
        "baseline": {"title": sentence("scan_baseline", language), "sourcing": "none"},
        PROJECT: {"title": project_kind.heading.text(language), **_project(answers)},
        RIVAL: {
            "title": project_kind.rivals.get(rival_answer, project_kind.rivals["unknown"]).text(language),
            "sourcing": rival_answer or "staff",
        },
    }


def _project(answers: Answers) -> dict[str, Any]:
    """How the project is got, with which technique, and how the AI Act sees it."""
    sourcing, technique, individuals = (answers.of(name) for name in ("sourcing", "technique", "individuals"))
    raw_project: dict[str, Any] = {"sourcing": sourcing or "other"}
    if technique is not None:
        raw_project["technique"] = technique
    if technique not in _NOT_LEARNING and sourcing is not None:
        raw_project["role"] = _ROLES[sourcing]
    if technique not in _NOT_LEARNING and individuals is not None:
        # Planned as high risk as a precaution where it assesses people; the class is for a legal adviser to settle.
        raw_project["risk_class"] = "high" if individuals == "yes" else projects()[answers.project].risk_class
    if answers.of("prohibited") == "yes":
        # The article is about AI systems, so this answer settles that it is one.
        raw_project["role"] = _ROLES.get(sourcing or "", "deployer")
        raw_project["risk_class"] = "prohibited"
    if answers.unknown:
        language = answers.language
        titles_text = "; ".join(answers.questions[name].short.text(language) for name in answers.unknown)
        raw_project["note"] = sentence("scan_case_unknown", language, missing=titles_text)
    return raw_project
