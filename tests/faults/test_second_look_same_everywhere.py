"""A line that is as large in every alternative counts for nothing: the second look says so."""

from __future__ import annotations

import pytest

from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.second_look.points import points

CASE = """
schema: 2
case: {{id: same, base_year: 2027, horizon: 2, price_level: 2027}}
alternatives:
  baseline: {{title: Nulalternatief}}
  project: {{title: Project}}
lines:
  value:
    kind: quantity_price
    alternative: {alternative}
    payer: welfare
    receiver: residents
    quantity: {quantity}
    price: {{value: 65, unit: EUR/talk, price_year: 2027, source: a study, quality: B}}
"""
NUMBER = "{value: 240, unit: talk/yr, source: a count, quality: A}"
DIFFERS = "{by_alternative: {baseline: 0, project: 240}, unit: talk/yr, source: a count, quality: A}"


@pytest.mark.parametrize(
    ("alternative", "quantity", "told"),
    [
        ("all", NUMBER, True),
        ("[baseline, project]", NUMBER, True),
        ("project", NUMBER, False),
        ("all", DIFFERS, False),
    ],
)
def test_a_line_that_is_the_same_everywhere_is_pointed_out(
    alternative: str, quantity: str, told: bool
) -> None:
    case = case_from_text(CASE.format(alternative=alternative, quantity=quantity))
    found = {(point.id, point.path) for point in points(case)}
    assert (("same_everywhere", "lines.value.alternative") in found) is told
