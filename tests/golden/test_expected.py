"""The results of the example cases as they were last accepted: a change is seen, explained in CHANGELOG.md and accepted
in a commit of its own with ``python tests/golden/accept.py``."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

CASES = sorted(path for path in resource("parameters").glob("*.yaml"))
NUMBERS = ("central", "mean", "sd", "p05", "p50", "p95")


def expected(case: Path) -> Path:
    return case.with_suffix(".expected.csv")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_example_gives_the_accepted_results(path: Path) -> None:
    with expected(path).open(encoding="utf-8", newline="") as handle:
        accepted = list(csv.DictReader(handle))
    rows = appraise(load_case(path)).rows
    assert [(r["perspective"], r["alternative"], r["criterion"]) for r in accepted] == [
        (r["perspective"], r["alternative"], r["criterion"]) for r in rows
    ]
    changed = [
        f"{row['perspective']} {row['alternative']} {row['criterion']} {name}: {was[name] or 'null'} -> {row[name]}"
        for was, row in zip(accepted, rows, strict=True)
        for name in NUMBERS
        if not same(was[name], row[name])
    ]
    assert not changed, "\n".join(changed)


def same(text: str, value: float | None) -> bool:
    if value is None or text == "":
        return value is None and text == ""
    return math.isclose(float(text), value, rel_tol=1e-9, abs_tol=1e-6)


def test_a_changed_number_is_seen() -> None:
    assert not same("100.0", 100.001)
    assert not same("", 0.0)
