"""Results that differ, by perspective, alternative and criterion, or by alternative and line of the budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.facade.adopted_results import by_path
from mll_finance.inputs.case.adoption.lock_state import is_same_result

_PARTS = ("results", "advice", "budget", "cover", "parties", "sensitivity")
Apart = tuple[str, Any, Any]
"""Path of a result, what it was, and what it is."""


def results_apart(
    then: Mapping[str, Any], now: Mapping[str, Any], *, to_the_last_figure: bool = False
) -> Iterator[Apart]:
    """Every result that differs between two documents of results; what only one of them has a part for is left out.

    Parameters
    ----------
    then, now : mapping
        The documents, as ``results.json`` has them.
    to_the_last_figure : bool
        Whether any difference counts, as where somebody edited one; else not what two processors may differ.
    """
    parts = [name for name in _PARTS if name in then and name in now]
    results_then, results_now = (by_path({name: whole[name] for name in parts}) for whole in (then, now))
    for path in dict.fromkeys([*results_then, *results_now]):
        was, current = results_then.get(path), results_now.get(path)
        is_same = (
            was == current and type(was) is type(current)
            if to_the_last_figure
            else is_same_result(was, current)
        )
        if not is_same:
            yield path, was, current
