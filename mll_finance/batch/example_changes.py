"""Examples of parameters that exist in a case: a number to change, a check to meet, a scenario to choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.method.preconditions import Precondition

_TRIES = 5
"""Numbers that are tried: a case may refuse another value for one of them."""
_NAMED = 3
"""Scenarios that are named."""
_STEP = 1.1
"""How much larger the number of an example is than that of the case."""


def example_words(case: Case) -> dict[str, str]:
    """What a text may name of a case, by word; a word is absent where the case has no such thing.

    Returns
    -------
    dict
        ``number_path`` and ``number_change`` (a number in euros), ``precondition_change`` (an open check that is met),
        ``scenario`` (the first one) and ``scenarios`` (some of them).
    """
    example_by_word: dict[str, str] = {}
    path_and_number = next(iter(number_changes(case)), None)
    if path_and_number is not None:
        path, changed_number = path_and_number
        example_by_word |= {"number_path": path, "number_change": f'{{"{path}": {changed_number!r}}}'}
    precondition_by_id = case.method.parts(Precondition)
    open_precondition_id = next(
        (name for name, check in precondition_by_id.items() if check.status == "open"), None
    )
    if open_precondition_id is not None:
        example_by_word["precondition_change"] = f'{{"preconditions.{open_precondition_id}.status": "met"}}'
    if case.scenarios:
        example_by_word |= {"scenario": next(iter(case.scenarios)), "scenarios": _first_of(case.scenarios)}
    return example_by_word


def _first_of(names: Iterable[str]) -> str:
    """Some names, and dots where there are more."""
    *first_names, last_name = islice(names, _NAMED + 1)
    has_more = len(first_names) == _NAMED
    return ", ".join([*first_names, "..." if has_more else last_name])


def number_changes(case: Case) -> Iterator[tuple[str, float]]:
    """Numbers of the case with another value that it accepts, amounts of a line first."""
    for path, number_before in islice(_numbers(case), _TRIES):
        raised_number = float(f"{number_before * _STEP:.2g}")
        changed_number = int(raised_number) if raised_number.is_integer() else raised_number
        try:
            case.with_({path: changed_number})
        except InputError:
            continue
        yield path, changed_number


def _numbers(case: Case) -> Iterator[tuple[str, float]]:
    """Plain numbers of the case other than zero, those in euros first."""
    numbers_by_unit: dict[bool, list[tuple[str, float]]] = {True: [], False: []}
    for path, number_leaf in case.graph.leaves.items():
        leaf_number = number_leaf.assumption.value
        if isinstance(leaf_number, (int, float)) and leaf_number and number_leaf.assumption.ref is None:
            is_in_euros = path.startswith("lines.") and str(number_leaf.assumption.unit).startswith("EUR")
            numbers_by_unit[is_in_euros].append((path, float(leaf_number)))
    yield from (*numbers_by_unit[True], *numbers_by_unit[False])
