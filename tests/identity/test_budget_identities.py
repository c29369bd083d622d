"""What must hold of bridge, budget, cover and incidence whatever the numbers are, on generated cases."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.engine.capital import charged, interest, unit_charges
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.grammar.line import Activation
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.judgement.identities import checks
from mll_finance.municipal_budget.budget import budget_table, left_to_charge
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.parties.bridge import bridge
from mll_finance.parties.incidence import by_group, incidence, incidence_table, wrong_pocket
from mll_finance.parties.scaling import not_scaling, scaling_npv
from mll_finance.yaml_text import Document

FEW = settings(max_examples=60)
FIRST, HORIZON = 2026, 5
PARTIES = (
    "municipality",
    "residents",
    "state",
    "health_insurers",
    "creditors",
    "partner",
    "resources",
    "welfare",
)

amounts = st.integers(-1_000_000, 1_000_000).map(lambda cents: cents / 100)
by_year = st.dictionaries(st.integers(FIRST, FIRST + HORIZON), amounts, min_size=1)
activations = st.one_of(
    st.fixed_dictionaries(
        {
            "method": st.just("linear"),
            "years": st.integers(1, 8),
            "first_year": st.sampled_from([0, 0.25, 0.5, 1]),
            "interest": st.sampled_from([0, 0.02, 0.045]),
            "source": st.just("nota"),
        }
    ),
    st.fixed_dictionaries(
        {
            "method": st.just("annuity"),
            "years": st.integers(1, 8),
            "first_year": st.sampled_from([0, 1]),
            "interest": st.sampled_from([0, 0.02, 0.045]),
            "source": st.just("nota"),
        }
    ),
)


@st.composite
def lines(draw: Any) -> dict[str, Any]:
    payer = draw(st.sampled_from(PARTIES))
    receiver = draw(st.sampled_from([party for party in PARTIES if party != payer]))
    made: dict[str, Any] = {
        "kind": "cash_flow",
        "alternative": draw(st.sampled_from(["all", "project", "baseline"])),
        "payer": payer,
        "receiver": receiver,
        "basis": draw(st.sampled_from(["real", "nominal"])),
        "index": draw(st.sampled_from(["cpi", "wages"])),
        "timing": draw(st.sampled_from(["start_of_year", "mid_year", "end_of_year"])),
        "accounting": draw(st.sampled_from(["both", "both", "cash", "budget"])),
        "cash": draw(st.booleans()),
        "amounts": {"value": draw(by_year), "unit": "EUR", "price_year": 2025, "source": "s", "quality": "B"},
    }
    for field, values in (
        ("duration", ["structural", "incidental"]),
        ("category", ["ict", "staff"]),
        ("taakveld", ["0.4", "6.3"]),
        ("group", ["young", "old"]),
    ):
        found = draw(st.sampled_from([None, *values]))
        if found is not None:
            made[field] = found
    if "welfare" not in (payer, receiver):
        bought = payer == "municipality" or (payer == "resources" and receiver == "municipality")
        share = draw(st.sampled_from([0, 0.3, 1])) if bought else 0
        made["btw"] = {"rate": draw(st.sampled_from([0, 0.09, 0.21])), "compensable": share}
    if payer == "municipality" and draw(st.booleans()):
        made |= {"accounting": "both", "nature": "capital", "activation": draw(activations)}
    if draw(st.integers(0, 9)) == 0:
        made["amounts"] = {"pm": "unknown"}
    return made


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "case": {"id": "generated", "base_year": FIRST, "horizon": HORIZON, "price_level": 2025, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": {f"line_{place}": draw(lines()) for place in range(draw(st.integers(1, 7)))},
    }
    perspectives: dict[str, Any] = {}
    if draw(st.booleans()):
        perspectives["municipality"] = {
            "btw": draw(st.sampled_from(["included", "compensated", "excluded"])),
            "effects": draw(st.sampled_from(["all", "cash"])),
            "schedule": draw(st.sampled_from(["nl_2025", "nl_2015"])),
            "parties": draw(st.sampled_from([["municipality"], ["municipality", "partner"]])),
        }
    if perspectives:
        made["perspectives"] = perspectives
    return made


def study_of(case: dict[str, Any]) -> Study:
    return appraise(build_case(Document(copy.deepcopy(case)), files=CaseFiles(Path())))


@FEW
@given(cases())
def test_the_bridge_adds_up(case: dict[str, Any]) -> None:
    found = bridge(study_of(case), "project")
    assert abs(found.left_at_npv) <= 1e-9 * max(found.scale, 1.0)
    assert abs(found.left_at_budget) <= 1e-9 * max(found.scale, 1.0)


@FEW
@given(cases())
def test_every_item_of_the_bridge_is_about_its_own_lines(case: dict[str, Any]) -> None:
    study = study_of(case)
    found = bridge(study, "project")
    held = study.case.lines
    for item in (*found.to_npv, *found.to_budget):
        for name in item.lines:
            ends = (held[name].payer, held[name].receiver)
            if item.id == "others" and item.party != "state":
                assert item.party in ends
            if item.id == "btw_compensated":
                assert held[name].tax.rate > 0 and "state" not in ends
            if item.id == "not_in_money":
                assert "welfare" in ends and not held[name].in_cash
            if item.id == "not_cash_releasing":
                assert "welfare" not in ends and not held[name].in_cash
            if item.id == "accounting":
                assert held[name].activation is not None or held[name].accounting != "both"


@FEW
@given(cases())
def test_every_check_of_the_model_holds(case: dict[str, Any]) -> None:
    made = checks(study_of(case))
    assert {"bridge_reaches_npv", "bridge_reaches_budget", "party_draws_add_up"} <= {one.id for one in made}
    assert [one for one in made if not one.holds] == []


@FEW
@given(cases())
def test_totals_of_incidence_are_their_parts(case: dict[str, Any]) -> None:
    study = study_of(case)
    table = incidence_table(study, "project")
    scale = sum(float(np.abs(table.by_year[party]).sum()) for party in table.parties) + 1.0
    for share in incidence(study, "project"):
        assert table.npv(share.party) == pytest.approx(share.npv, abs=1e-9 * scale)
        known = [value for value in table.by_line[share.party].values() if value is not None]
        assert sum(known) == pytest.approx(share.npv, abs=1e-9 * scale)
    assert sum(by_group(study, "project").values()) == pytest.approx(
        table.npv("residents") if any(line.group for line in study.case.lines.values()) else 0.0,
        abs=1e-9 * scale,
    )
    pocket = wrong_pocket(study, "project")
    others = sum(table.npv(party) for party in table.parties if party != "municipality")
    assert pocket.gap == pytest.approx(others, abs=1e-9 * scale)


@FEW
@given(cases(), st.booleans())
def test_cover_closes_where_an_item_takes_what_is_left(case: dict[str, Any], closing: bool) -> None:
    item = {"alternative": "all", "kind": "reserve", "duration": "incidental", "source": "s"}
    case["cover"] = {"part": {**item, "amounts": {FIRST: 100, FIRST + 1: -50}}}
    if closing:
        case["cover"]["rest"] = {**item, "closing": True}
    study = study_of(case)
    found = covered_budget(study, "project")
    balance = budget_table(study, "project").total()
    assert found.balance == pytest.approx(balance)
    expected = np.zeros(4) if closing else balance + np.array([100, -50, 0, 0])
    assert found.remaining == pytest.approx(expected, abs=1e-6)
    assert set(found.missing) == {
        year for year, left in zip(found.years, expected, strict=True) if left <= -0.5
    }
    assert found.closes == (not found.pm and bool((np.abs(expected) < 0.5).all()))


@FEW
@given(cases())
def test_a_sign_convention_changes_signs_and_nothing_else(case: dict[str, Any]) -> None:
    table = budget_table(study_of(case), "project", years=None)
    turned = table.signed("minus")
    assert (turned.total() == -table.total()).all() and turned.pm == table.pm
    for side in ("costs", "benefits"):
        assert (turned.total(side) == -table.total(side)).all()  # type: ignore[arg-type]


@FEW
@given(activations, st.lists(amounts, min_size=HORIZON + 1, max_size=HORIZON + 1))
def test_charges_write_off_the_whole_outlay_once(raw: dict[str, Any], outlays: list[float]) -> None:
    found = Activation(**raw)
    unit = unit_charges(found)
    assert unit.repayment.sum() == pytest.approx(1.0)
    assert unit.balance[-1] == pytest.approx(0.0, abs=1e-12)
    years = HORIZON + 1 + unit.charge.size
    flow = np.zeros((years, 1))
    flow[: HORIZON + 1, 0] = outlays
    written = charged(flow, found) - interest(flow, found)
    assert written.sum() == pytest.approx(sum(outlays), abs=1e-6)
    if found.interest == 0:
        assert charged(flow, found).sum() == pytest.approx(sum(outlays), abs=1e-6)


@FEW
@given(cases())
def test_activation_moves_the_budget_and_no_cash(case: dict[str, Any]) -> None:
    bare = {
        **case,
        "lines": {
            name: {key: value for key, value in line.items() if key != "activation"}
            for name, line in case["lines"].items()
        },
    }
    whole, plain = study_of(case), study_of(bare)
    for perspective in ("society", "municipality"):
        assert (whole.stream(perspective, "project").npv == plain.stream(perspective, "project").npv).all()
    flows = budget_table(whole, "project", accounting="cash", years=None).total()
    assert flows == pytest.approx(budget_table(plain, "project", accounting="cash", years=None).total())
    # Without interest, charges within the horizon and what is left to charge are the outlay.
    for line in case["lines"].values():
        if "activation" in line:
            line["activation"]["interest"] = 0
    free = study_of(case)
    charges = budget_table(free, "project", years=None).total().sum()
    outlays = budget_table(plain, "project", years=None).total().sum()
    scale = (
        sum(abs(v) for line in case["lines"].values() for v in line["amounts"].get("value", {}).values()) + 1
    )
    assert charges - left_to_charge(free, "project") == pytest.approx(outlays, abs=1e-8 * scale)


@FEW
@given(cases(), st.integers(1, 100))
def test_what_does_not_scale_is_avoided_benefits_of_the_municipality(
    case: dict[str, Any], number: int
) -> None:
    # DOMAIN_RULES 4: one municipality keeps a saving on bijstand; several that do the same do not.
    case.pop("perspectives", None)
    before = study_of(case)
    assert not_scaling(before, "project") == {}
    case["lines"]["assistance"] = {
        "kind": "avoided_benefit",
        "alternative": "project",
        "number": {"value": number, "unit": "benefit-year/yr", "source": "s", "quality": "B"},
        "amount": {"value": 15_000, "unit": "EUR", "price_year": 2025, "source": "s", "quality": "B"},
    }
    after = study_of(case)
    (lost,) = not_scaling(after, "project").values()
    assert lost is not None and lost > 0
    npv = float(before.stream("municipality", "project").npv[0])
    assert scaling_npv(after, "project") == pytest.approx(npv, abs=1e-9 * (lost + abs(npv)))
    assert float(after.stream("municipality", "project").npv[0]) == pytest.approx(npv + lost)
    society = [float(one.stream("society", "project").npv[0]) for one in (before, after)]
    assert society[0] == pytest.approx(society[1], abs=1e-9 * (lost + abs(society[0])))
