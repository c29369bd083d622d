"""The domain rules on money and budget, one small case each, worked out by hand.

The numbers are those of the rules that a Dutch controller and an MKBA economist check first.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.facade import frames
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.rewriting import newest
from mll_finance.inputs.second_look.points import points
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.parties.bridge import bridge
from mll_finance.parties.scaling import not_scaling
from mll_finance.report.page import section


def money(value: Any, unit: str = "EUR") -> dict[str, Any]:
    return {"value": value, "unit": unit, "price_year": 2026, "source": "s", "quality": "B"}


def line(payer: str, receiver: str, amount: Any = 100, **more: Any) -> dict[str, Any]:
    made = {
        "kind": "cash_flow",
        "alternative": "project",
        "payer": payer,
        "receiver": receiver,
        "years": 2026,
    }
    return {**made, "amounts": money(amount), **more}


def study(*, horizon: int = 3, **lines: Any) -> Study:
    further = {name: lines.pop(name) for name in ("parties", "cover", "budget", "proposal") if name in lines}
    case = {
        "schema": newest(),
        "case": {"id": "rules", "base_year": 2026, "horizon": horizon, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": lines,
        **further,
    }
    return appraise(case_from_text(yaml.dump(case, Dumper=yaml.CSafeDumper)))


def npv(found: Study, perspective: str) -> float:
    return float(found.stream(perspective, "project").npv[0])


def advised(found: Study) -> set[str]:
    return {point.id for point in points(found.case)}


def said(found: Study, name: str) -> str:
    return " ".join(getattr(block, "text", "") for block in section(name, found, "nl"))


def test_rule_1_btw_is_a_cost_to_society_and_not_to_the_budget_where_it_is_compensated() -> None:
    found = study(system=line("municipality", "resources", btw={"rate": 0.21, "compensable": 1.0}))
    assert npv(found, "society") == pytest.approx(-121) and npv(found, "municipality") == pytest.approx(-100)
    found = study(care=line("municipality", "resources", btw={"rate": 0.21, "compensable": 0.0}))
    assert npv(found, "society") == npv(found, "municipality") == pytest.approx(-121)
    # Own labour carries none.
    found = study(staff=line("municipality", "resources"))
    assert npv(found, "society") == npv(found, "municipality") == pytest.approx(-100)


def test_rule_2_an_avoided_benefit_is_a_gain_to_the_budget_and_nothing_to_society() -> None:
    made = {
        "kind": "avoided_benefit",
        "alternative": "project",
        "years": 2026,
        "number": money(2, "benefit-year/yr"),
    }
    found = study(assistance={**made, "amount": money(100)})
    assert npv(found, "society") == 0 and npv(found, "municipality") == pytest.approx(200)
    assert "saved_benefit" not in advised(found)
    wrong = study(uitkering=line("resources", "municipality", cash=True))
    assert "saved_benefit" in advised(wrong)


def test_rule_3_the_wage_cost_or_its_parts() -> None:
    whole = line("resources", "residents", category="wage_cost", effect="work")
    part = line("resources", "state", category="income_tax", effect="work")
    assert "wage_twice" in advised(study(whole=whole, part=part))
    assert "wage_twice" not in advised(study(whole=whole, part={**part, "effect": "other_work"}))
    assert "wage_twice" not in advised(study(part=part, net={**part, "category": "net_income"}))


def test_rule_4_a_saving_on_assistance_is_not_multiplied_over_municipalities() -> None:
    made = {
        "kind": "avoided_benefit",
        "alternative": "project",
        "years": 2026,
        "number": money(1, "benefit-year/yr"),
    }
    found = study(
        assistance={**made, "amount": money(100)}, other=line("resources", "municipality", cash=True)
    )
    assert not_scaling(found, "project") == {"assistance": pytest.approx(100)}
    for name in ("budget_detail", "council_proposal"):
        assert "BUIG" in said(found, name)
    # A benefit that the state pays follows no macro budget of municipalities.
    state = study(pension={**made, "receiver": "state", "amount": money(100)})
    assert not_scaling(state, "project") == {} and "BUIG" not in said(state, "council_proposal")


def test_rule_5_a_debt_remitted_moves_money_and_a_collection_saved_is_welfare() -> None:
    remitted = study(debt=line("creditors", "residents"))
    assert npv(remitted, "society") == 0
    saved = study(debt=line("creditors", "residents"), collection=line("resources", "creditors", 30))
    assert npv(saved, "society") == pytest.approx(30)


def test_rule_6_health_effects_are_discounted_as_the_rest() -> None:
    health = study(qaly=line("welfare", "residents", category="qaly", years=2029))
    other = study(calm=line("welfare", "residents", category="wellbeing", years=2029))
    assert npv(health, "society") == npv(other, "society") == pytest.approx(100 / 1.028**3)


def test_rule_7_money_of_the_eu_is_outside_the_fence_and_needs_a_second_look() -> None:
    outside = study(parties={"eu": {"title": "EU", "outside": True}}, grant=line("eu", "municipality"))
    assert "outside_money" in advised(outside)
    envelope = study(grant=line("state", "municipality"))
    assert npv(envelope, "society") == 0 and "outside_money" not in advised(envelope)


def test_rule_8_parties_add_up_under_one_lens_and_a_bridge_stands_between_two() -> None:
    found = study(
        system=line("municipality", "resources", btw={"rate": 0.21, "compensable": 1.0}),
        relief=line("welfare", "residents", 300),
        hours=line("resources", "municipality", 50, cash=False),
    )
    items = {(item.id, item.party): item.amount for item in bridge(found, "project").to_npv if item.lines}
    assert npv(found, "society") == pytest.approx(300 + 50 - 121) and npv(
        found, "municipality"
    ) == pytest.approx(-100)
    assert items == {
        ("others", "residents"): pytest.approx(-300),
        ("btw_compensated", None): pytest.approx(21),
        ("not_cash_releasing", None): pytest.approx(-50),
    }


def test_rule_9_the_denominator_is_what_the_parties_of_the_perspective_pay() -> None:
    found = study(
        cost=line("municipality", "resources", 200),
        saved=line("resources", "municipality", 60, cash=True),
        relief=line("welfare", "residents", 340),
    )
    assert found.value("society", "project", "bcr")["central"] == pytest.approx(400 / 200)
    assert found.value("municipality", "project", "bcr")["central"] == pytest.approx(60 / 200)


def test_rule_12_freed_hours_are_welfare_but_budget_only_where_a_budget_goes_down() -> None:
    freed = study(hours=line("resources", "municipality", cash=False))
    assert npv(freed, "society") == pytest.approx(100) and npv(freed, "municipality") == 0
    assert budget_table(freed, "project").lines == ()
    release = {"owner": "manager", "taakveld": "6.3", "year": 2026, "action": "one post fewer"}
    named = study(hours=line("resources", "municipality", cash=True, release=release))
    assert budget_table(named, "project").total()[0] == pytest.approx(100) and "no_release" not in advised(
        named
    )
    assert "no_release" in advised(study(hours=line("resources", "municipality", cash=True)))


def test_rule_13_an_npv_never_holds_both_the_investment_and_its_charges() -> None:
    activation = {"years": 2, "interest": 0.1, "source": "nota"}
    found = study(
        system=line("municipality", "resources", nature="capital", activation=activation, basis="nominal")
    )
    assert npv(found, "municipality") == pytest.approx(-100)
    accrual = budget_table(found, "project").total().tolist()
    assert accrual == pytest.approx([-60, -55, 0, 0])
    assert budget_table(found, "project", accounting="cash").total().tolist() == pytest.approx(
        [-100, 0, 0, 0]
    )
    # A licence is no asset: it stands in the budget in full.
    licence = {
        "kind": "subscription",
        "alternative": "project",
        "payer": "municipality",
        "receiver": "resources",
    }
    saas = study(licence={**licence, "btw": {"rate": 0.21, "compensable": 1}, "price": money(10, "EUR/yr")})
    assert frames.budget(saas, "project").equals(frames.budget(saas, "project", accounting="cash"))


def test_rule_14_budgets_are_undiscounted_and_rise_by_their_own_index() -> None:
    found = study(
        staff=line("municipality", "resources", years=2029, index="wages"),
        goods=line("municipality", "resources", years=2029),
        contract=line("municipality", "resources", years=2029, basis="nominal"),
    )
    rows = {one.line: one.amounts[3] for one in budget_table(found, "project").lines}
    # data/price_index.csv: wages 129.48 to 143.55, cpi 137.59 to 146.01 from 2026 to 2029.
    assert rows["staff"] == pytest.approx(-100 * 143.55 / 129.48)
    assert rows["goods"] == pytest.approx(-100 * 146.01 / 137.59)
    assert rows["contract"] == pytest.approx(-100)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_rule_15_a_council_proposal_holds_what_a_council_needs(language: str) -> None:
    cover = {"alternative": "all", "kind": "reserve", "duration": "incidental", "source": "raad"}
    found = study(
        system=line(
            "municipality", "resources", taakveld="6.3", category="ict", duration="incidental", cash=True
        ),
        unknown={**line("municipality", "resources"), "amounts": {"pm": "no price yet"}},
        cover={"reserve": {**cover, "title": "Reserve", "amounts": {2026: 40}}},
        budget={
            "programmes": {"social": {"title": "Social city"}},
            "taakvelden": {"6.3": {"title": "Income", "programme": "social"}},
            "resilience": {"available": 300, "required": 100, "source": "begroting", "quality": "A"},
        },
        proposal={
            "decisions": [{"by": "college", "text": "Sign the contract"}],
            "evaluation": {"year": 2028, "what": "A comparison group"},
        },
    )
    blocks = [
        block
        for name in ("council_proposal", "budget_summary")
        for block in section(name, found, language)  # type: ignore[arg-type]
    ]
    tables = {block.anchor: block for block in blocks if hasattr(block, "rows") and hasattr(block, "anchor")}
    deciders = [row.cells[1].value for row in tables["table-decisions"].rows]
    college, raad = ("college", "raad") if language == "nl" else ("executive (college)", "council (raad)")
    # Not to go ahead is for the council alone; what the executive would do stands in the row that goes against it.
    assert raad in deciders and set(deciders) <= {college, raad}
    decided = " ".join(str(row.cells[0].value) for row in tables["table-decisions"].rows)
    assert "Sign the contract" in decided and "2028" in decided and "60" in decided  # what is missing in 2026
    change = tables["table-change"]
    assert change.rows[0].head == "Social city" and change.rows[0].cells[0].value == pytest.approx(-100)
    assert change.rows[-1].head.endswith("+ PM")
    left = tables["table-cover-project"].rows[-1]
    assert [cell.value for cell in left.cells] == pytest.approx([-60, 0, 0, 0])
    assert [row.cells[0].value for row in tables["table-council-pm"].rows] == ["no price yet"]
