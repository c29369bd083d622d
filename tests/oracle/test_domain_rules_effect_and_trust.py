"""The domain rules on counterfactual, effect and trust that have no other test, one small case each, by hand."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.second_look.points import points
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.inputs.tables.table import NATIONAL
from mll_finance.report.page import ORDER, section_names


def number(value: Any, unit: str) -> dict[str, Any]:
    money = {"price_year": 2026} if unit.startswith("EUR") else {}
    key = "by_alternative" if isinstance(value, dict) else "value"
    return {key: value, "unit": unit, "source": "s", "quality": "B", **money}


def study(quantity: dict[str, Any], **line: Any) -> Study:
    made = {
        "kind": "quantity_price",
        "alternative": "all",
        "payer": "welfare",
        "receiver": "residents",
        "years": 2026,
        "quantity": {"ref": "quantities.helped.net"},
        "price": number(10, "EUR/person"),
    }
    case = {
        "case": {"id": "rules", "base_year": 2026, "horizon": 1, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "quantities": {"helped": {"kind": "additional", **quantity}},
        "lines": {"relief": {**made, **line}},
    }
    return appraise(case_from_text(yaml.dump(case, Dumper=yaml.CSafeDumper)))


def npv(found: Study) -> float:
    return float(found.stream("society", "project").npv[0])


def test_rule_10_selection_and_self_recovery_are_two_layers_and_each_counts_once() -> None:
    # 100 are reached instead of 60; of those 30% recover by themselves: (100 - 60) x 0.7 x EUR 10.
    reached = number({"baseline": 60, "project": 100}, "person/yr")
    found = study({"of": reached, "deadweight": number(0.3, "fraction")})
    assert npv(found) == pytest.approx(280)
    # The same deadweight as a subtracted baseline, and not as a factor too: 100 reached, of whom 30 in the baseline.
    subtracted = study({"of": number({"baseline": 30, "project": 100}, "person/yr")})
    as_factor = study(
        {"of": number({"baseline": 0, "project": 100}, "person/yr"), "deadweight": number(0.3, "fraction")}
    )
    assert npv(subtracted) == npv(as_factor) == pytest.approx(700)


def test_rule_10_an_effect_that_is_causal_takes_no_attribution() -> None:
    causal = study({"of": number({"baseline": 0, "project": 100}, "person/yr")})
    assert npv(causal) == pytest.approx(1000)


def test_rule_11_a_risk_is_a_shift_or_a_distribution_and_no_shift_is_the_default() -> None:
    reached = number({"baseline": 60, "project": 100}, "person/yr")
    plain = study({"of": reached})
    shifted = study({"of": reached}, adjustment=number(-0.37, "fraction"))
    assert npv(plain) == pytest.approx(400) and npv(shifted) == pytest.approx(400 * 0.63)
    spread = {**number(10, "EUR/person"), "distribution": {"kind": "uniform", "low": 5, "high": 15}}
    both = study({"of": reached}, adjustment=number(-0.37, "fraction"), price=spread)
    assert "risk_twice" in {point.id for point in points(both.case)}
    assert "risk_twice" not in {point.id for point in points(shifted.case)}


def test_rule_18_what_a_municipality_has_not_got_is_not_filled_in_from_the_nation() -> None:
    table = SHIPPED.table("municipalities")
    assert table.find("inhabitants", region=NATIONAL).value > 17_000_000
    with pytest.raises(LookupError, match="has no 'households' of 'Eindhoven'"):
        table.find("households", region="Eindhoven")


def test_rule_19_a_default_report_asks_what_matters_and_leaves_the_rest_to_an_appendix() -> None:
    assert {"sensitivity", "uncertainty"} <= set(ORDER)
    on_request = {"global_sensitivity", "spider", "grid", "sweeps"}
    assert on_request <= set(section_names()) and not on_request & set(ORDER)
