"""Opening the case that a command names, with the changes that it asks for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.inputs.case.case import Case, load_case
from mll_finance.inputs.reference_data.tables import NATIONAL, load_table
from mll_finance.inputs.second_look.finding import case_path
from mll_finance.yaml_text import parse_yaml, plain_scalar


def open_case(options: argparse.Namespace) -> Case:
    """The case of a command: scenario first, then municipality, then ``--set``, draws and seed."""
    case = load_case(case_path(options.case))
    if options.scenario:
        case = case.in_scenario(options.scenario)
    changes = settings(options)
    if options.municipality:
        check_municipality(case, options.municipality)
    return case.with_(changes) if changes else case


def check_municipality(case: Case, name: str) -> None:
    """Refuse a municipality that no table knows: a case that reads no local row would take any word.

    Raises
    ------
    InputError
        With the nearest known municipality, and what to do for one that the tables have not got.
    """
    names = ("municipalities", *(table for table in case.settings.tables if table != "municipalities"))
    rows = (row for table in names for row in load_table(table, _own(case, table)).rows)
    known = {row.region for row in rows} - {"", NATIONAL} | {case.settings.municipality or ""}
    if name.casefold() in {one.casefold() for one in known}:
        return
    raise InputError(
        Problem(
            "--municipality",
            f"'{name}'",
            "a municipality of data/municipalities.csv or of a table of the case",
            f"{suggestion(name, known)}; for one that is not there, add its rows in a table under case.tables",
        )
    )


def _own(case: Case, table: str) -> Path | None:
    held = case.settings.tables.get(table)
    return case.folder / held if held else None


def settings(options: argparse.Namespace) -> dict[str, Any]:
    """What the options change, by path."""
    made: dict[str, Any] = {}
    if options.municipality:
        made["case.municipality"] = options.municipality
    for text in options.changes:
        path, value = assignment(text)
        made[path] = value
    for name in ("draws", "seed"):
        given = getattr(options, name)
        if given is not None:
            made[f"case.{name}"] = plain_scalar(given)
    if getattr(options, "until", None) is not None:
        made["case.draws_until"] = {"error": plain_scalar(options.until)}
    if getattr(options, "language", None):
        made["case.language"] = options.language
    return made


def assignment(text: str) -> tuple[str, Any]:
    """Path and value of ``PATH=VALUE``; the value is read as YAML.

    Examples
    --------
    >>> assignment("lines.licence.price=90000")
    ('lines.licence.price', 90000)
    >>> assignment("case.discounting={rate: 0.03}")
    ('case.discounting', {'rate': 0.03})
    """
    path, marker, value = text.partition("=")
    if not marker or not path.strip():
        raise InputError(
            Problem("--set", f"'{text}'", "PATH=VALUE", "such as --set lines.licence.price=90000")
        )
    value = value.strip()
    if value.startswith(("{", "[", '"', "'")):
        return path.strip(), parse_yaml(f"value: {value}", name=f"--set {path.strip()}").data["value"]
    return path.strip(), plain_scalar(value)
