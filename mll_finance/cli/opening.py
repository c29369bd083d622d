"""Opening the case that a command names, with the changes that it asks for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.reference_data.tables import NATIONAL, load_table
from mll_finance.terms import phrase
from mll_finance.yaml_text import parse_yaml, plain_scalar


def open_case(options: argparse.Namespace) -> Case:
    """The case of a command: scenario first, then municipality, then ``--set``, draws and seed."""
    case = load_case(options.case)
    if options.scenario:
        case = case.in_scenario(options.scenario)
    changes = settings(options)
    if options.municipality:
        check_municipality(case, options.municipality)
    return case.with_(changes) if changes else case


def check_municipality(case: Case, municipality: str) -> None:
    """Refuse a municipality that no table knows: a case that reads no local row would take any word.

    Raises
    ------
    InputError
        With the nearest known municipality, and what to do for one that the tables have not got.
    """
    tables = ("municipalities", *(table for table in case.settings.tables if table != "municipalities"))
    table_rows = (row for table in tables for row in load_table(table, _own(case, table)).rows)
    municipalities = {row.region for row in table_rows} - {"", NATIONAL} | {case.settings.municipality or ""}
    if municipality.casefold() in {known.casefold() for known in municipalities}:
        return
    raise InputError(
        Problem(
            "--municipality",
            f"'{municipality}'",
            phrase("problem_a_municipality_of_data_municipalities"),
            phrase("problem_for_one_that_is_not", suggestion=suggestion(municipality, municipalities)),
        )
    )


def _own(case: Case, table: str) -> Path | None:
    file = case.settings.tables.get(table)
    return case.folder / file if file else None


def settings(options: argparse.Namespace) -> dict[str, Any]:
    """What the options change, by path."""
    changes: dict[str, Any] = {}
    if options.municipality:
        changes["case.municipality"] = options.municipality
    for set_option in options.changes:
        path, new_value = assignment(set_option)
        changes[path] = new_value
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
    entered = entered.strip()
    if entered.startswith(("{", "[", '"', "'")):
        return path.strip(), parse_yaml(f"value: {entered}", name=f"--set {path.strip()}").data["value"]
    return path.strip(), plain_scalar(entered)
