"""Opening the case that a command names, with the changes that it asks for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mll_finance.batch.earlier_run import EarlierRun
from mll_finance.cli.command_line.scenario_file import scenario_changes
from mll_finance.errors import InputError, Problem
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.moves import percentages
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.inputs.text.assigned import entered as text_value
from mll_finance.judgement.admission import admitted
from mll_finance.terms import phrase
from mll_finance.yaml_text import plain_scalar


def open_case(options: argparse.Namespace, run_opened: EarlierRun | None) -> Case:
    """The case of a command: scenario first, then municipality, then ``--set``, draws and seed.

    Of the folder of a run, the case as it was run: its scenario and changes come before those of the command.
    """
    case = load_case(options.case)
    run_parameters = {} if run_opened is None else run_opened.parameters
    scenario_name = options.scenario or run_parameters.get("scenario")
    if scenario_name:
        case = case.in_scenario(scenario_name)
    change_by_path = {
        path: text_value(change, name=path) if isinstance(change, str) else change
        for path, change in run_parameters.get("changes", {}).items()
    } | settings(options)
    if options.municipality:
        _check_municipality(case, options.municipality)
    if percentage_doubts := list(percentages(change_by_path)):
        raise InputError(percentage_doubts, file=case.document.name)
    is_accepted = options.accept or bool(run_parameters)
    return admitted(case.with_(change_by_path, accept=is_accepted) if change_by_path else case)


def asked_for(case: str, *, scenario: str | None, language: str | None) -> argparse.Namespace:
    """What :func:`open_case` is asked where a command takes a case by its name and no further changes."""
    unchanged_options = dict.fromkeys(("municipality", "draws", "seed", "until", "scenario_file"))
    return argparse.Namespace(
        **unchanged_options, case=case, scenario=scenario, language=language, changes=[], accept=False
    )


def _check_municipality(case: Case, municipality: str) -> None:
    """Refuse a municipality that nobody knows, at the option that names it."""
    try:
        case.tables.register.find(municipality)
    except TableLookupError as error:
        raise InputError(error.at("--municipality")) from error


def settings(options: argparse.Namespace, *, as_text: bool = False) -> dict[str, Any]:
    """What the options change, by path; what ``--set`` gives as its text where asked, for whoever reads it anew."""
    change_by_path: dict[str, Any] = {}
    if getattr(options, "scenario_file", None):
        change_by_path.update(scenario_changes(Path(options.scenario_file)))
    if options.municipality:
        change_by_path["case.municipality"] = options.municipality
    for set_option in options.changes:
        path, value_of_override = assignment(set_option)
        change_by_path[path] = set_option.partition("=")[2].strip() if as_text else value_of_override
    for option_name in ("draws", "seed"):
        option_text = getattr(options, option_name)
        if option_text is not None:
            change_by_path[f"case.{option_name}"] = plain_scalar(option_text)
    if getattr(options, "until", None) is not None:
        change_by_path["case.draws_until"] = {"error": plain_scalar(options.until)}
    if getattr(options, "language", None):
        change_by_path["case.language"] = options.language
    return change_by_path


def assignment(text: str) -> tuple[str, Any]:
    """Path and value of ``PATH=VALUE``; the value is read as YAML.

    Examples
    --------
    >>> assignment("lines.licence.price=90000")
    ('lines.licence.price', 90000)
    >>> assignment("case.discounting={rate: 0.03}")
    ('case.discounting', {'rate': 0.03})
    """
    path, marker, value_text = text.partition("=")
    if not marker or not path.strip():
        raise InputError(
            Problem(
                "--set",
                f"'{text}'",
                phrase("problem_path_value"),
                phrase("problem_such_as_set_lines_licence"),
            )
        )
    return path.strip(), text_value(value_text, name=f"--set {path.strip()}")
