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
    part_names = [name for name in _PARTS if name in then and name in now]
    result_then_by_path, result_now_by_path = (
        by_path({name: document[name] for name in part_names}) for document in (then, now)
    )
    for path in dict.fromkeys([*result_then_by_path, *result_now_by_path]):
        figure_then, figure_now = result_then_by_path.get(path), result_now_by_path.get(path)
        is_same = (
            figure_then == figure_now and type(figure_then) is type(figure_now)
            if to_the_last_figure
            else is_same_result(figure_then, figure_now)
        )
        if not is_same:
            yield path, figure_then, figure_now
