"""``--scenario-file``: a scenario that somebody saved from the page, or wrote, in a file of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.scenarios import changes, read_scenarios
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.terms import phrase, three
from mll_finance.yaml_text import Document, read_yaml

_REMEDIES = {"yaml_sections": "scenario_file_write", "yaml_case_file": "scenario_file_name"}
"""What to do where a file is no case, by the sentence that says what is allowed."""


def scenario_changes(path: Path) -> dict[str, Any]:
    """What the one scenario of a file changes, by path.

    Raises
    ------
    InputError
        Where the file is no mapping ``scenarios`` with one scenario.
    """
    scenario_document = _document(path)
    reader = Reader(scenario_document, CaseFiles(path.parent))
    keys_beside_scenarios = [str(key) for key in scenario_document.data if key != "scenarios"]
    scenario_by_name = {} if keys_beside_scenarios else read_scenarios(reader)
    reader.stop_if_wrong()
    if len(scenario_by_name) != 1:
        names_text = ", ".join(keys_beside_scenarios or scenario_by_name) or "-"
        raise InputError(Problem("scenarios", *three("scenario_file_one", found=names_text)), file=str(path))
    return changes(scenario_by_name, next(iter(scenario_by_name)))


def _document(path: Path) -> Document:
    """The file as YAML; where a case would be asked for, a scenario is."""
    try:
        return read_yaml(path)
    except InputError as error:
        problems = [
            replace(problem, allowed=phrase("scenario_file_one_allowed"), remedy=phrase(_REMEDIES[key]))
            if (key := getattr(problem.allowed, "key", "")) in _REMEDIES
            else problem
            for problem in error.problems
        ]
        raise InputError(problems, file=error.file) from error
