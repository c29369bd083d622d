"""Loading a case for use: found by path or name, read, and as it was adopted where it has been."""

from __future__ import annotations

from pathlib import Path

from mll_finance.inputs.case.adoption.lock import check_lock
from mll_finance.inputs.case.case import Case, read_case
from mll_finance.inputs.case.finding import case_path


def load_case(name: Path | str) -> Case:
    """Read, validate and resolve a case; an adopted case must be as it was adopted.

    Parameters
    ----------
    name : Path or str
        A YAML file, or the name of an example that comes along, such as ``two_years``.

    Raises
    ------
    InputError
        With every problem of the file at once, each with its path and line.

    Examples
    --------
    >>> case = load_case("two_years")
    >>> list(case.years), case.projects
    ([2026, 2027, 2028], ('project',))
    """
    case = read_case(case_path(name))
    check_lock(case)
    return case
