"""Which turning points are called out of reach, by hand: outside a support, and beyond a factor of a certain number."""

from __future__ import annotations

import pytest
import yaml

from mll_finance.drivers.expected_switching import expected_switching_values
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.judgement.advice import advice


def study(cost: float, *, high: float = 0, more: dict[str, object] | None = None) -> Study:
    """Costs a year against a benefit of 1,000: certain, or triangular from 0 to ``high`` with its mode at 1,000."""
    source = {"source": "s", "quality": "B"}
    benefit: dict[str, object] = {"value": 1_000, "price_year": 2026, "unit": "EUR/yr", **source}
    if high:
        benefit = {
            "distribution": {"kind": "triangular", "low": 0, "mode": 1_000, "high": high},
            "price_year": 2026,
            "unit": "EUR/yr",
            **source,
        }
    line = {"kind": "cash_flow", "alternative": "project", "index": "cpi"}
    lines = {
        "cost": {**line, "payer": "municipality", "receiver": "resources", "amounts": amount(cost)},
        "benefit": {**line, "payer": "resources", "receiver": "residents", "amounts": benefit},
        **(more or {}),
    }
    case = {"id": "reach", "base_year": 2026, "horizon": 1, "price_level": 2026, "draws": 64}
    alternatives = {"baseline": None, "project": {"title": "Project"}}
    return appraise(
        case_from_text(
            yaml.safe_dump({"case": case, "alternatives": alternatives, "lines": lines}, sort_keys=False)
        )
    )


def amount(euros: float) -> dict[str, object]:
    return {
        "value": euros,
        "price_year": 2026,
        "unit": "EUR/yr",
        "source": "s",
        "quality": "B",
    }


def out_of_reach(study: Study) -> dict[str, bool]:
    return {
        switch.input.path: switch.is_out_of_reach for switch in expected_switching_values(study, "project")
    }


@pytest.mark.parametrize(("cost", "beyond"), [(1_900, False), (2_100, True)])
def test_a_certain_number_is_out_of_reach_beyond_twice_what_it_is(cost: float, beyond: bool) -> None:
    # The benefit turns the balance where it equals the cost: 1.9 and 2.1 times what it is.
    assert out_of_reach(study(cost))["lines.benefit.amounts"] is beyond


@pytest.mark.parametrize(("cost", "beyond"), [(2_900, False), (3_100, True)])
def test_an_uncertain_number_is_out_of_reach_outside_its_support(cost: float, beyond: bool) -> None:
    assert out_of_reach(study(cost, high=3_000))["lines.benefit.amounts"] is beyond


def test_unknown_benefits_in_different_units_have_no_joint_amount() -> None:
    def unknown(unit: str) -> dict[str, object]:
        base = {"alternative": "project", "payer": "resources", "receiver": "residents"}
        pm: dict[str, object] = {"pm": {"reason": "not counted"}}
        if unit == "EUR/yr":
            return {**base, "kind": "cash_flow", "amounts": pm}
        quantity = {"value": 10, "unit": "talk/yr", "source": "s", "quality": "B"}
        return {**base, "kind": "quantity_price", "quantity": quantity, "price": {**pm, "unit": unit}}

    apart = study(1_500, more={"ease": unknown("EUR/yr"), "trust": unknown("EUR/talk")})
    alike = study(1_500, more={"ease": unknown("EUR/yr"), "trust": unknown("EUR/yr")})
    joint = {
        name: advice(each).of("project").as_json()["break_even_joint"]
        for name, each in (("apart", apart), ("alike", alike))
    }
    assert joint["apart"] == {"baseline": None}
    assert joint["alike"]["baseline"] == pytest.approx(250)  # 500 a year short, by two equal amounts
