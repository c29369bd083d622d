"""Opening the case that a command names, with the changes that it asks for."""

from __future__ import annotations

import argparse
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.case.moves import percentages
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.inputs.text.assigned import entered as text_value
from mll_finance.judgement.admission import admitted
from mll_finance.terms import phrase
from mll_finance.yaml_text import plain_scalar


def open_case(options: argparse.Namespace) -> Case:
    """The case of a command: scenario first, then municipality, then ``--set``, draws and seed."""
    case = load_case(options.case)
    if options.scenario:
        case = case.in_scenario(options.scenario)
    changes = settings(options)
    if options.municipality:
        _check_municipality(case, options.municipality)
    if factors := list(percentages(changes)):
        raise InputError(factors, file=case.document.name)
    return admitted(case.with_(changes, accept=options.accept) if changes else case)


def _check_municipality(case: Case, municipality: str) -> None:
    """Refuse a municipality that nobody knows, at the option that names it."""
    try:
        case.tables.register.find(municipality)
    except TableLookupError as error:
        raise InputError(error.at("--municipality")) from error


def settings(options: argparse.Namespace, *, as_text: bool = False) -> dict[str, Any]:
    """What the options change, by path; what ``--set`` gives as its text where asked, for whoever reads it anew."""
    changes: dict[str, Any] = {}
    if options.municipality:
        changes["case.municipality"] = options.municipality
    for set_option in options.changes:
        path, new_value = assignment(set_option)
        changes[path] = set_option.partition("=")[2].strip() if as_text else new_value
    for option in ("draws", "seed"):
        entered = getattr(options, option)
        if entered is not None:
            changes[f"case.{option}"] = plain_scalar(entered)
    if getattr(options, "until", None) is not None:
        changes["case.draws_until"] = {"error": plain_scalar(options.until)}
    if getattr(options, "language", None):
        changes["case.language"] = options.language
    return changes


def assignment(text: str) -> tuple[str, Any]:
    """Path and value of ``PATH=VALUE``; the value is read as YAML.

    Examples
    --------
    >>> assignment("lines.licence.price=90000")
    ('lines.licence.price', 90000)
    >>> assignment("case.discounting={rate: 0.03}")
    ('case.discounting', {'rate': 0.03})
    """
    path, marker, entered = text.partition("=")
    if not marker or not path.strip():
        raise InputError(
            Problem(
                "--set",
                f"'{text}'",
                phrase("problem_path_value"),
                phrase("problem_such_as_set_lines_licence"),
            )
        )
    return path.strip(), text_value(entered, name=f"--set {path.strip()}")
