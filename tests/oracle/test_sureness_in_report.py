"""The report says how sure its NPV is: place, error and order, each against a count over the draws."""

from __future__ import annotations

import numpy as np
import pytest

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.report.blocks import Prose, Table
from mll_finance.report.page import section

CASE = """
case: {{id: sure, base_year: 2026, horizon: 0, draws: 256, seed: 3}}
alternatives: {{baseline: {{}}, one: {{title: One}}, two: {{title: Two}}}}
lines:
"""
GAIN = """
  gain_{name}:
    kind: product
    alternative: {name}
    payer: resources
    receiver: residents
    factors:
      amount: {{value: 100, distribution: {{kind: uniform, low: 0, high: {high}}}, unit: EUR, price_year: 2026,
        source: x, quality: B}}
"""


def made(first: int, second: int):
    text = CASE.format() + GAIN.format(name="one", high=first) + GAIN.format(name="two", high=second)
    study = appraise(case_from_text(text))
    return study, section("results", study, "en")


def prose(found) -> str:
    return " ".join(block.text for block in found if isinstance(block, Prose))


def test_place_and_error_in_the_table():
    study, found = made(400, 800)
    table = next(block for block in found if isinstance(block, Table))
    rows = {row.head: row.cells for row in table.rows}
    for column, name in enumerate(study.case.projects):
        npv = study.outcomes["society", name, "npv"]
        place = sum(value < 100.0 for value in npv.tolist()) / npv.size
        assert rows["Place of the central NPV among the draws"][column].value == f"P{100 * place:.0f}"
        means = [npv[part * 16 : part * 16 + 16].mean() for part in range(16)]
        error = np.std(means, ddof=1) / 4
        assert rows["Monte Carlo error of the mean"][column].value == pytest.approx(error)


def test_whether_the_order_could_change_is_said():
    assert "will hardly change the order" in prose(made(400, 800)[1])
    # Means of 200 and 200.2 on 256 draws: nobody can say which is ahead.
    near = prose(made(40000, 40001)[1])
    assert "could still change the order" in near and "ahead of" in near


def test_a_certain_case_has_nothing_to_say_of_draws():
    text = CASE.format() + GAIN.format(name="one", high=400).replace(
        "distribution: {kind: uniform, low: 0, high: 400}, ", ""
    )
    study = appraise(case_from_text(text))
    found = section("results", study, "en")
    assert "draws" not in prose(found).replace("draws of all uncertain assumptions", "")
    table = next(block for block in found if isinstance(block, Table))
    assert "Monte Carlo error of the mean" not in {row.head for row in table.rows}
