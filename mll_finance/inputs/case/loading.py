"""Loading a case for use: read from its file, and as it was adopted where it has been."""

from __future__ import annotations

from pathlib import Path

from mll_finance.inputs.case.case import Case, read_case
from mll_finance.inputs.case.lock import check_lock


def load_case(path: Path | str) -> Case:
    """Read, validate and resolve a case from a YAML file; an adopted case must be as it was adopted.

    Raises
    ------
    InputError
        With every problem of the file at once, each with its path and line.
    """
    case = read_case(path)
    check_lock(case)
    return case
