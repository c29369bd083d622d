"""``--scenario-file``: a scenario that somebody saved from the page, or wrote, in a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.scenarios import changes, read_scenarios
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.terms import three
from mll_finance.yaml_text import read_yaml


def scenario_changes(path: Path) -> dict[str, Any]:
    """What the one scenario of a file changes, by path.

    Raises
    ------
    InputError
        Where the file is no mapping ``scenarios`` with one scenario.
    """
    document = read_yaml(path)
    reader = Reader(document, CaseFiles(path.parent))
    other_keys = [str(key) for key in document.data if key != "scenarios"]
    scenarios = {} if other_keys else read_scenarios(reader)
    reader.stop_if_wrong()
    if len(scenarios) != 1:
        named = ", ".join(other_keys or scenarios) or "-"
        raise InputError(Problem("scenarios", *three("scenario_file_one", found=named)), file=str(path))
    return changes(scenarios, next(iter(scenarios)))
