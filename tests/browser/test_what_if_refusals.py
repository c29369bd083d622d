"""What `--set` takes and the page does not: every path, with its reason, so that the list can only shrink.

Every number and every yes or no of every example and of the templates is changed a little. Where the suite takes that
and the page says that it cannot, the path stands in ``what_if_refused.csv`` with the reason. A path that no longer
belongs there fails too: it is taken from the list.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page
from test_what_if_arithmetic import EXAMPLES, close, evaluated, in_suite, tab, with_script

from mll_finance import Case, load_case
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError, RunError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.report.what_if.script import script_words
from mll_finance.report.what_if.settings import settings_data
from mll_finance.resources import resource

__all__ = ["tab"]
pytestmark = pytest.mark.browser
LIST = Path(__file__).with_name("what_if_refused.csv")
TEMPLATES = ("new_case.nl", "full_case.nl")
DRAWS = {"case.draws": 32}
REASONS = ("structure", "structure_years", "structure_draws", "structure_price", "structure_elsewhere")
ONLY_AN_ERROR = "'error' in answer ? {error: answer.error} : {}"
"""What is told of an answer of the page."""
ERRORS = """tries => tries.map(([path, values]) => {
  const errors = [];
  for (const value of values) {
    const { error } = window.mll.evaluate({[path]: value});
    if (error === undefined) return [];
    errors.push(error);
  }
  return errors;
})"""
"""Of each path why the page refuses each of its values; none where it takes one of them."""
SHORT: tuple[tuple[str, str], ...] = (
    (
        r"\b(lines|quantities|preconditions|cover|correlations|pilots|participants|roles|purposes|variants)\.[^.]+",
        r"\1.*",
    ),
    (r"\bby_alternative\.[^.]+", "by_alternative.*"),
    (r"\bfactors\.[^.]+", "factors.*"),
    (r"\.\d+(?=\.|$)", ".*"),
)
"""Names of a case are left out of a path, so that the list says which kinds of paths are refused."""


@cache
def opened(name: str) -> tuple[Case, WhatIf]:
    """An example or a template with few draws, and its programs: the same for every test of it."""
    if name in TEMPLATES:
        text = resource("parameters", "templates", f"{name}.yaml").read_text(encoding="utf-8")
        case = case_from_text(text.replace("__ID__", "template")).with_(DRAWS)
    else:
        case = load_case(name).with_(DRAWS)
    return case, WhatIf(appraise(case))


def scalars(node: Any, path: str) -> Iterator[tuple[str, float]]:
    """Every number, and every yes or no, of a raw case by its path."""
    if isinstance(node, bool | int | float):
        yield path, node
    for key, child in (
        node.items() if isinstance(node, dict) else enumerate(node if isinstance(node, list) else ())
    ):
        yield from scalars(child, f"{path}.{key}" if path else str(key))


def nudges(value: float) -> list[float]:
    if isinstance(value, bool):
        return [not value]
    return (
        [value + 1, value - 1, value * 1.01]
        if isinstance(value, int)
        else [value * 1.01, value * 0.99, value + 0.01]
    )


def short(path: str) -> str:
    for pattern, text in SHORT:
        path = re.sub(pattern, text, path)
    return path


def reason_of(error: str) -> str:
    words = script_words("en")
    return next((key for key in REASONS if error.endswith(words[key].removeprefix("{path}"))), error)


REFUSED: dict[str, list[tuple[str, float, str]]] = {}


def refused(tab: Page, name: str) -> list[tuple[str, float, str]]:
    if name not in REFUSED:
        REFUSED[name] = refused_in(tab, name)
    return REFUSED[name]


def refused_in(tab: Page, name: str) -> list[tuple[str, float, str]]:
    """Path, new value and reason of each change that the suite takes and the page does not.

    A path of which the page takes one value is not tried further.
    """
    case, what_if = opened(name)
    raw = {key: part for key, part in case.document.data.items() if key != "scenarios"}
    tries = [(path, nudges(value)) for path, value in scalars(raw, "")]
    errors = with_script(tab, what_if).evaluate(ERRORS, tries)
    refusals_by_path = [
        [(path, *refusal) for refusal in zip(values, of_path, strict=True)]
        for (path, values), of_path in zip(tries, errors, strict=True)
        if of_path
    ]
    found: dict[str, tuple[str, float, str]] = {}
    for refusals in zip_longest(*refusals_by_path):
        open_refusals = {each[0]: each for each in refusals if each is not None and each[0] not in found}
        changes = {path: value for path, value, _ in open_refusals.values()}
        settings = [{path: changes.pop(path)} for path in list(changes) if path.startswith("case.")]
        taken = set[str]().union(*(taken_by_suite(case, part) for part in (changes, *settings)))
        found |= {
            path: (path, value, reason_of(error))
            for path, value, error in open_refusals.values()
            if path in taken
        }
    return list(found.values())


def taken_by_suite(case: Case, changes: dict[str, float]) -> set[str]:
    """The paths of the changes that the suite takes: all at once where it takes them so, otherwise each half by itself.

    To make a case anew takes as long for one change as for fifty. A number that is taken only beside another would be
    one path more than the list has: so it is with the base year, and settings of the case are tried one by one.
    """
    if not changes or in_suite(case, changes) is not None:
        return set(changes)
    if len(changes) == 1:
        return set()
    paths, middle = list(changes), len(changes) // 2
    halves = [{path: changes[path] for path in part} for part in (paths[:middle], paths[middle:])]
    return taken_by_suite(case, halves[0]) | taken_by_suite(case, halves[1])


@pytest.mark.parametrize("name", [*EXAMPLES, *TEMPLATES])
def test_what_the_page_refuses_and_the_suite_takes_stands_on_the_list(tab: Page, name: str) -> None:
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = {
            (row["path"], row["reason"]): int(row["paths"])
            for row in csv.DictReader(file)
            if row["case"] == name
        }
    found = refused(tab, name)
    assert {reason for _, _, reason in found} <= set(REASONS)
    assert dict(Counter((short(path), reason) for path, _, reason in found)) == listed


@pytest.mark.parametrize("name", ["samenwerking_naar_werk", "vroegsignalering_eindhoven"])
def test_what_is_said_to_change_no_outcome_changes_none(tab: Page, name: str) -> None:
    (case, what_if), seen = opened(name), set[str]()
    delivered = what_if.study
    for path, value, reason in refused(tab, name):
        if reason != "structure_elsewhere" or short(path) in seen:
            continue
        seen.add(short(path))
        study = appraise(case.with_({path: value}, accept=True))
        for perspective in case.perspectives:
            for alternative in case.projects:
                for figure in ("central", "mean"):
                    now = study.value(perspective, alternative, "npv")[figure]
                    assert close(now, delivered.value(perspective, alternative, "npv")[figure]), path
    assert seen


HOSTILE: list[Any] = [
    -1.0,
    -0.5,
    -1e-9,
    0,
    1e-12,
    0.999,
    1.0000001,
    2,
    150,
    1_000_000,
    1e16,
    {"times": 1e3},
    {"times": 1e-9},
    {"2000": 5.0},
    {"2026": 1.0},
    {"2027": -2.0, "2028": 0.5},
    {"2090": 1.0},
    {"distribution": {"kind": "normal", "mean": 0.5, "sd": 0.4}},
    {"distribution": {"kind": "pert", "low": 0, "mode": 1, "high": 1.5}},
    {"distribution": {"kind": "interval", "low": 0.1, "high": 0.8, "level": 0.9, "shape": "lognormal"}},
    {"distribution": {"kind": "uniform", "low": -1, "high": 1}},
]
"""What somebody may write in the place of a number of a case, most of it wrong for most numbers."""
HOSTILE_CHANGES = 16


def hostile_changes(case: Case, what_if: WhatIf, source: random.Random) -> list[dict[str, Any]]:
    numbers = sorted({number.path for number in what_if.open_case.numbers})
    parts = [
        path for path, _ in scalars({key: case.document.data.get(key) for key in ("lines", "quantities")}, "")
    ]
    settings = sorted(settings_data(what_if.study.case, what_if.open_case.counts, what_if.open_case.points))
    paths = [*source.choices(numbers, k=HOSTILE_CHANGES), *source.choices(parts, k=HOSTILE_CHANGES // 2)]
    return [
        {path: source.choice(HOSTILE)} for path in [*paths, *source.choices(settings, k=HOSTILE_CHANGES // 2)]
    ]


def is_possible(case: Case, change: dict[str, Any]) -> bool:
    """Whether the suite works the case out with a change; the gate was passed where ``in_suite`` gives a case."""
    changed_case = in_suite(case, change)
    if changed_case is None:
        return False
    try:
        study = appraise(changed_case)
        return all(np.isfinite(study.value(SOCIETY, name, "npv")["mean"]) for name in case.projects)
    except (InputError, RunError):
        return False


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_suite_refuses_the_page_refuses(tab: Page, name: str) -> None:
    (case, what_if), source = opened(name), random.Random(f"hostile {name}")
    refused_by_both = 0
    changes = hostile_changes(case, what_if, source)
    for change, answer in zip(changes, evaluated(tab, what_if, changes, told=ONLY_AN_ERROR), strict=True):
        possible = is_possible(case, change)
        if "error" in answer:
            assert "undefined" not in answer["error"], change
            assert not possible or reason_of(answer["error"]) in REASONS, (change, answer["error"])
            refused_by_both += not possible
        else:
            assert possible, change
    assert refused_by_both >= len(changes) / 5
