"""Numbers that a change put outside their own distribution: allowed, and told beside the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mll_finance.errors import Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.moves import outside_range, with_years


def out_of_range(case: Case, changes: Mapping[str, Any] | None = None) -> tuple[Problem, ...]:
    """A note for every number that changes put outside its own distribution.

    Parameters
    ----------
    case : Case
        The case before the changes; without ``changes`` the changed case, which knows what it was changed from.
    changes : mapping, optional
        Path to new value, as ``case.with_`` takes them.
    """
    if changes is None:
        return tuple(note for override in case.overrides for note in override.notes)
    return outside_range(case.graph, {path: with_years(change) for path, change in changes.items()})
