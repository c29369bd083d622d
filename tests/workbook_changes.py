"""Ten inputs of a workbook typed over at once, for every example: LibreOffice, the page and the suite must agree."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.excel.entry import BookInput
from mll_finance.report.excel.inputs import inputs_of
from mll_finance.resources import resource

EXAMPLES = tuple(sorted(path.stem for path in resource("parameters").glob("*.yaml")))
COUNT = 10
SEED = 20261130
_OF_TABLES = ("discounting.", "prices.")
"""Inputs that stand in a table, so that no path of a case changes one of them."""


def example(name: str) -> Case:
    """An example by its name."""
    return load_case(resource("parameters", f"{name}.yaml"))


def few_draws(name: str) -> Case:
    """An example with few draws: what its workbook calculates, and how wide it is, does not depend on them."""
    return example(name).with_({"case.draws": 16})


@cache
def ten_changes(name: str) -> dict[str, float]:
    """Other values of ten inputs of an example that the suite takes together; fewer where it has fewer."""
    case, source = example(name), random.Random(f"{SEED} {name}")
    inputs = inputs_of(appraise(case))
    paths = [path for path in inputs if not path.startswith(_OF_TABLES)]
    source.shuffle(paths)
    changes: dict[str, float] = {}
    for path in paths:
        tried = {**changes, path: _other(inputs[path], source)}
        try:
            case.with_(tried, accept=True)
        except InputError:
            continue
        changes = tried
        if len(changes) == COUNT:
            break
    return changes


def changed(case: Case, changes: dict[str, Any]) -> Case:
    """The case with these values, however large the step."""
    return case.with_(changes, accept=True)


def _other(given: BookInput, source: random.Random) -> float:
    """A value near the delivered one, within what the input may be."""
    if given.whole:
        return int(max(given.low, round(given.value * source.uniform(0.5, 1.5))))
    value = given.value * source.uniform(0.6, 1.4) if given.value else source.uniform(0.01, 0.1)
    return round(min(max(value, given.low), given.high), 6)
