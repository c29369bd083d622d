"""The points of a curve on the page: each number of one can be tried, in whatever order the case writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from test_what_if_arithmetic import close, evaluated, in_suite, tab

from mll_finance import load_case
from mll_finance.engine.graph.inputs import coordinate_of
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.report.what_if.panel import scenario_values

__all__ = ["tab"]
pytestmark = pytest.mark.browser
POINTS = "[[0.6, 0.3], [0.2, 0.8], [0.4, 0.5], [1, 0.1]]"
TEXT = """
schema: 2
case: {id: points, base_year: 2026, horizon: 3, draws: 256, seed: 3, checklist: 2020-01-01}
alternatives:
  baseline: {title: now}
  a: {title: A}
preconditions: {}
quantities:
  model:
    kind: precision_curve
    population: {value: 1000, unit: person/yr, source: own_estimate, quality: D, accepted_by: x}
    prevalence: {value: 0.1, unit: fraction, source: own_estimate, quality: D, accepted_by: x,
      distribution: {kind: uniform, low: 0.05, high: 0.15}}
    flags: {value: 70, unit: person/yr, source: own_estimate, quality: D, accepted_by: x,
      distribution: {kind: uniform, low: 5, high: 400}}
    curve: @points@
lines:
  gain:
    kind: product
    payer: welfare
    receiver: residents
    alternative: [a]
    factors:
      right: {ref: quantities.model.precision}
      found: {ref: quantities.model.recall}
      price: {value: 80000, unit: EUR/yr, price_year: 2026, source: own_estimate, quality: D, accepted_by: x}
"""
CURVE = "quantities.model.curve"
SAME: list[dict[str, Any]] = [
    {},
    {f"{CURVE}.0.1": 0.35},
    {f"{CURVE}.1.0": 0.1, f"{CURVE}.1.1": 1},
    {f"{CURVE}.2.0": 0.3, "quantities.model.flags": {"times": 1.4}},
    # Past its neighbour: along the curve the points then stand in another order.
    {f"{CURVE}.1.0": 0.5, f"{CURVE}.1.1": 0.45},
]
REFUSED: list[dict[str, Any]] = [
    {f"{CURVE}.0.0": 0},
    {f"{CURVE}.0.0": 1.5},
    {f"{CURVE}.3.1": -0.1},
    {f"{CURVE}.0.1": 0.9},
    {f"{CURVE}.4.0": 0.9},
    {f"{CURVE}.0.2": 0.9},
    {f"{CURVE}.0": {"1": 0.35}},
    {CURVE: {"0.1": 0.35}},
    {f"{CURVE}.0.1": {"times": 1.1}},
]


def agree(tab: Page, case: Case, changes: list[dict[str, Any]]) -> set[float]:
    """The balances of the page, each that of the suite."""
    balances = set()
    for change, answer in zip(changes, evaluated(tab, WhatIf(appraise(case)), changes), strict=True):
        changed_case = in_suite(case, change)
        assert changed_case is not None and "error" not in answer, (change, answer)
        row = appraise(changed_case).value("society", "a", "npv")
        assert close(row["central"], answer["npv"]["society"]["a"]), change
        assert close(row["mean"], answer["mean"]["society"]["a"]), change
        balances.add(answer["mean"]["society"]["a"])
    return balances


def test_a_point_gives_the_numbers_of_the_suite(tab: Page) -> None:
    assert len(agree(tab, case_from_text(TEXT.replace("@points@", POINTS)), SAME)) == len(SAME)


def test_points_of_an_example_give_the_numbers_of_the_suite(tab: Page) -> None:
    case = load_case("dakloosheid_preventie").with_({"case.draws": 256})
    path = "quantities.published_precision.curve"
    changes = [
        {f"{path}.{place}.{axis}": coordinate_of(case, f"{path}.{place}.{axis}") * 0.97}
        for place in range(8)
        for axis in range(2)
    ]
    for change, answer in zip(changes, evaluated(tab, WhatIf(appraise(case)), changes), strict=True):
        changed_case = in_suite(case, change)
        assert changed_case is not None and "error" not in answer, (change, answer)
        study = appraise(changed_case)
        for alternative in case.projects:
            row = study.value("society", alternative, "npv")
            assert close(row["central"], answer["npv"]["society"][alternative]), change
            assert close(row["mean"], answer["mean"]["society"][alternative]), change


def test_a_point_that_cannot_be_is_refused_by_both(tab: Page) -> None:
    case = case_from_text(TEXT.replace("@points@", POINTS))
    for change, answer in zip(REFUSED, evaluated(tab, WhatIf(appraise(case)), REFUSED), strict=True):
        assert in_suite(case, change) is None, change
        assert set(answer) == {"error"} and "undefined" not in answer["error"], change


def test_points_in_a_file_are_no_part_of_the_case_that_can_be_tried(tab: Page, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("recall,precision\n0.2,0.8\n1,0.1\n", encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(TEXT.replace("@points@", "{file: points.csv}"), encoding="utf-8")
    case = load_case(path)
    unchanged, answer = evaluated(tab, WhatIf(appraise(case)), [{}, {f"{CURVE}.0.1": 0.7}])
    assert close(appraise(case).value("society", "a", "npv")["mean"], unchanged["mean"]["society"]["a"])
    assert in_suite(case, {f"{CURVE}.0.1": 0.7}) is None and "needs a new run" in answer["error"]


def test_a_scenario_with_another_curve_is_not_taken_for_one_without() -> None:
    text = (
        TEXT.replace("@points@", POINTS)
        + "scenarios:\n  other:\n    set: {quantities.model.curve: [[0.3, 0.7], [0.4, 0.5], [0.6, 0.3], [1, 0.1]]}\n"
    )
    assert list(scenario_values(case_from_text(text), "other")) == [CURVE]
