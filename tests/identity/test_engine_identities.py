"""Identities of the engine on generated cases: what must hold whatever the numbers are."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.engine.study import Study, appraise
from mll_finance.facade import frames
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.judgement.identities import checks
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.parties.incidence import incidence, line_values
from mll_finance.yaml_text import Document

FEW = settings(max_examples=50)
FIRST, HORIZON = 2026, 3
BOTH = ("society", "municipality")
PARTIES = [
    "municipality",
    "residents",
    "state",
    "health_insurers",
    "housing_associations",
    "creditors",
    "partner",
]
TIMING = st.sampled_from(["start_of_year", "mid_year", "end_of_year"])

amounts = st.integers(-1_000_000, 1_000_000).map(lambda cents: cents / 100)
flows = st.dictionaries(st.integers(FIRST, FIRST + HORIZON), amounts, min_size=1)
anyone = st.sampled_from([*PARTIES, "resources", "welfare"])
real = st.sampled_from(PARTIES)


@st.composite
def lines(draw, *, payers=anyone, receivers=anyone, uncertain: bool = True) -> dict:
    payer = draw(payers)
    receiver = draw(receivers.filter(lambda party: party != payer))
    made = {
        "kind": "cash_flow",
        "alternative": draw(st.sampled_from(["all", "project", "baseline"])),
        "payer": payer,
        "receiver": receiver,
        "timing": draw(TIMING),
        "basis": draw(st.sampled_from(["real", "nominal"])),
        "cash": draw(st.booleans()),
        "amounts": money(draw(flows)),
    }
    if uncertain and draw(st.booleans()):
        low, width = draw(amounts), draw(st.integers(1, 1000))
        made["amounts"] = money(distribution={"kind": "pert", "low": low, "mode": low, "high": low + width})
    if "welfare" not in (payer, receiver):
        bought = payer == "municipality" or (payer == "resources" and receiver == "municipality")
        share = draw(st.sampled_from([0, 0.3, 1])) if bought else 0
        made["btw"] = {"rate": draw(st.sampled_from([0, 0.09, 0.21])), "compensable": share}
    return made


def money(value: object = None, *, price_year: int = 2024, unit: str = "EUR", **more: object) -> dict:
    held = {} if value is None else {"value": value}
    return {**held, **more, "unit": unit, "price_year": price_year, "source": "a test", "quality": "B"}


def plain(value: object, unit: str) -> dict:
    return {"value": value, "unit": unit, "source": "a test", "quality": "B"}


heads = st.fixed_dictionaries(
    {
        "id": st.just("identity"),
        "base_year": st.just(FIRST),
        "horizon": st.just(HORIZON),
        "price_level": st.integers(2023, 2027),
        "timing": TIMING,
        "draws": st.just(32),
        "discounting": st.sampled_from([{"rate": 0.0}, {"rate": 0.045}, "nl_2025", "uk_green_book"]),
    }
)


def case_of(head: dict, lines: dict[str, dict], **sections: object) -> dict:
    return {
        "case": head,
        "alternatives": {"baseline": {"title": "Baseline"}, "project": {"title": "Project"}},
        "lines": lines,
        **sections,
    }


def study(case: dict) -> Study:
    return appraise(build_case(Document(copy.deepcopy(case)), files=CaseFiles(Path())))


def named(found: list[dict]) -> dict[str, dict]:
    return {f"line_{number}": line for number, line in enumerate(found)}


@st.composite
def cases(draw) -> dict:
    return case_of(draw(heads), named(draw(st.lists(lines(), min_size=1, max_size=4))))


def size(made: Study) -> float:
    """What is added up may cancel: rounding is measured against the gross amounts."""
    gross = sum(abs(value.present_value or 0) for p in BOTH for value in line_values(made, "project", p))
    return 1e-9 * max(gross, 1.0)


def alike(one: float | None, other: float | None) -> bool:
    """Both undefined, or equal but for rounding."""
    return one is other is None or (
        None not in (one, other) and one == pytest.approx(other, rel=1e-6, abs=1e-6)
    )


# --- Sums ---------------------------------------------------------------------------------------------------------


@FEW
@given(case=cases())
def test_npv_is_benefits_minus_costs(case):
    made = study(case)
    for perspective in BOTH:
        npv, costs, benefits = (
            made.outcomes[perspective, "project", c] for c in ("npv", "pv_costs", "pv_benefits")
        )
        assert npv == pytest.approx(benefits - costs, abs=size(made))
        central = {
            c: made.value(perspective, "project", c)["central"] for c in ("npv", "pv_costs", "pv_benefits")
        }
        assert central["npv"] == pytest.approx(central["pv_benefits"] - central["pv_costs"], abs=size(made))
    assert all(row["central"] is not None or row["reason"] for row in made.rows)


@FEW
@given(case=cases())
def test_npv_is_additive_over_lines(case):
    whole = study(case)
    parts = [study({**case, "lines": {name: line}}) for name, line in case["lines"].items()]
    for perspective in BOTH:
        for criterion in ("npv", "pv_costs", "pv_benefits"):
            key = (perspective, "project", criterion)
            total = whole.value(*key)["central"]
            assert total == pytest.approx(sum(part.value(*key)["central"] for part in parts), abs=size(whole))
            # The draws of a line are its own, so they add up draw by draw too.
            assert whole.outcomes[key] == pytest.approx(
                sum(part.outcomes[key] for part in parts), abs=size(whole)
            )


@FEW
@given(case=cases())
def test_parties_add_up_under_one_lens(case):
    made = study(case)
    for perspective in BOTH:
        shares = incidence(made, "project", perspective)
        whole = made.stream(perspective, "project")
        assert sum(share.npv for share in shares) == pytest.approx(whole.npv[0], abs=size(made))
        assert sum(share.yearly for share in shares) == pytest.approx(whole.yearly[:, 0], abs=size(made))


@FEW
@given(head=heads, found=st.lists(lines(payers=real, receivers=real), min_size=1, max_size=3))
def test_a_payment_between_parties_is_nothing_to_society(head, found):
    made = study(case_of(head, named(found)))
    assert made.outcomes["society", "project", "npv"] == pytest.approx(0, abs=1e-9)
    assert made.value("society", "project", "pv_costs")["central"] == 0
    assert made.value("society", "project", "pv_benefits")["central"] == 0


@FEW
@given(case=cases())
def test_every_check_of_the_model_holds(case):
    made = study(case)
    assert [check for check in checks(made) if not check.holds] == []
    assert frames.checks(made)["holds"].all()


@pytest.mark.parametrize("yearly", [99.89, 250_000.0])
def test_the_checks_hold_at_a_rate_near_minus_100_percent(yearly):
    # A gain at mid-year of every year and an outlay of one cent at the end: the one rate is -0.99999999 or lower, where
    # the next double is a visible step. A check that rounding alone can break would alarm the reader of the report.
    gain = {"kind": "cash_flow", "alternative": "project", "payer": "welfare", "receiver": "residents"}
    gain |= {"timing": "mid_year", "amounts": money(yearly, price_year=FIRST)}
    cent = {**gain, "payer": "residents", "receiver": "welfare", "timing": "end_of_year"}
    cent["amounts"] = money({FIRST + HORIZON: 0.01}, price_year=FIRST)
    head = {"id": "near", "base_year": FIRST, "horizon": HORIZON, "discounting": {"rate": 0.0}}
    made = study(case_of(head, {"gain": gain, "cent": cent}))
    assert made.value("society", "project", "irr")["roots"] == pytest.approx([-1], abs=1e-6)
    assert [check for check in checks(made) if not check.holds] == []


@FEW
@given(case=cases())
def test_tables_add_up_to_their_totals(case):
    made = study(case)
    table = budget_table(made, "project", accounting="cash", years=None)
    assert table.total("costs") + table.total("benefits") == pytest.approx(table.total(), abs=size(made))
    assert table.total() == pytest.approx(made.stream("municipality", "project").yearly[:, 0], abs=size(made))
    for perspective in BOTH:
        values = line_values(made, "project", perspective)
        whole = made.value(perspective, "project", "npv")["central"]
        assert sum(value.present_value for value in values) == pytest.approx(whole, abs=size(made))


# --- Price basis and timing ---------------------------------------------------------------------------------------


@FEW
@given(case=cases(), inflation=st.sampled_from([0.0, 0.02, 0.1]), effects=st.sampled_from(["all", "cash"]))
def test_a_present_value_is_the_same_in_real_and_nominal_terms(case, inflation, effects):
    lens = {"parties": ["municipality", "state"], "btw": "compensated", "effects": effects}
    lenses = {basis: {**lens, "prices": basis} for basis in ("real", "nominal")}
    # Case inflation begins after the price level, which a nominal amount of an earlier year would need too.
    head = {**case["case"], "inflation": {"rate": inflation}}
    made = study({**case, "case": head, "perspectives": lenses})
    for criterion in ("npv", "pv_costs", "pv_benefits"):
        in_real, in_nominal = (made.outcomes[basis, "project", criterion] for basis in lenses)
        assert in_real == pytest.approx(in_nominal, abs=size(made))


@FEW
@given(case=cases(), rate=st.sampled_from([0.0, 0.03, 0.11]))
def test_timing_scales_a_present_value(case, rate):
    found = {}
    for timing in ("start_of_year", "mid_year", "end_of_year"):
        lines = {name: {**line, "timing": timing} for name, line in case["lines"].items()}
        head = {**case["case"], "discounting": {"rate": rate}, "timing": timing}
        found[timing] = study({**case, "case": head, "lines": lines})
    start = found["start_of_year"]
    for timing, shift in (("mid_year", 0.5), ("end_of_year", 1.0)):
        for perspective in BOTH:
            key = (perspective, "project")
            later = found[timing].outcomes[*key, "npv"]
            assert later == pytest.approx(start.outcomes[*key, "npv"] * (1 + rate) ** -shift, abs=size(start))
            for criterion in ("irr", "payback", "discounted_payback", "annual_equivalent"):
                ours, theirs = (made.value(*key, criterion)["central"] for made in (start, found[timing]))
                assert alike(ours, theirs), criterion


# --- Costs saved, scale, no difference ----------------------------------------------------------------------------


@FEW
@given(head=heads, spent=st.integers(0, 10_000), saved=st.integers(1, 10_000))
def test_a_saved_cost_lowers_the_costs_and_moves_no_benefit(head, spent, saved):
    def bought(amount: int, alternative: str) -> dict:
        value = money({FIRST: amount, FIRST + 2: amount}, price_year=head["price_level"])
        parties = {"payer": "municipality", "receiver": "resources"}
        return {"kind": "cash_flow", "alternative": alternative, **parties, "amounts": value}

    gain = {**bought(5, "project"), "payer": "resources", "receiver": "municipality", "cash": True}
    with_it = study(
        case_of(head, {"new": bought(spent, "project"), "old": bought(saved, "baseline"), "gain": gain})
    )
    without = study(case_of(head, {"new": bought(spent, "project"), "gain": gain}))
    alone = study(case_of(head, {"old": bought(saved, "project")}))
    for perspective in BOTH:
        key = (perspective, "project")
        costs, before = (made.value(*key, "pv_costs")["central"] for made in (with_it, without))
        assert costs == pytest.approx(before - alone.value(*key, "pv_costs")["central"], abs=1e-6)
        assert with_it.value(*key, "pv_benefits") == without.value(*key, "pv_benefits")
        ratio = with_it.value(*key, "bcr")
        assert (ratio["central"] is None) == (costs <= 0) and ("reason" in ratio) == (costs <= 0)


@FEW
@given(case=cases(), factor=st.sampled_from([0.125, 3.0, 1000.0]))
def test_scaling_all_money_scales_the_npv_and_no_ratio(case, factor):
    made = study(case)
    scaled = appraise(made.case.with_({f"lines.{name}.amounts": {"times": factor} for name in case["lines"]}))
    for perspective in BOTH:
        key = (perspective, "project")
        ours = scaled.outcomes[*key, "npv"]
        assert ours == pytest.approx(factor * made.outcomes[*key, "npv"], abs=factor * size(made))
        costs = made.value(*key, "pv_costs")["central"]
        for criterion in ("bcr", "irr", "mirr", "payback", "discounted_payback", "profitability_index"):
            before, after = (one.value(*key, criterion)["central"] for one in (made, scaled))
            if criterion == "bcr" and abs(costs) <= size(made):
                continue  # rounding decides whether there are costs at all
            assert alike(before, after), criterion


@FEW
@given(head=heads, found=st.lists(lines(), min_size=1, max_size=3))
def test_an_alternative_equal_to_the_baseline_is_zero(head, found):
    made = study(case_of(head, named([{**line, "alternative": "all"} for line in found])))
    for perspective in BOTH:
        for criterion in ("npv", "pv_costs", "pv_benefits"):
            assert not made.outcomes[perspective, "project", criterion].any()
            assert made.value(perspective, "project", criterion)["central"] == 0


@FEW
@given(head=heads, value=amounts, low=amounts)
def test_equal_values_by_alternative_make_no_difference(head, value, low):
    child = {"distribution": {"kind": "uniform", "low": low, "high": low + 1}}
    line = {"kind": "product", "alternative": "all", "payer": "municipality", "receiver": "resources"}
    same = {"by_alternative": {"baseline": value, "project": value}, **plain(None, "visit/yr")}
    del same["value"]
    price = {"ref": "lines.other.amounts"}
    other = {"kind": "cash_flow", "alternative": "all", "payer": "resources", "receiver": "residents"}
    lines = {
        "visits": {**line, "factors": {"visits": same, "price": price}},
        "other": {**other, "amounts": {**money(**child)}},
    }
    made = study(case_of(head, lines))
    for perspective in BOTH:
        assert not made.outcomes[perspective, "project", "npv"].any()


# --- PM -----------------------------------------------------------------------------------------------------------


@FEW
@given(case=cases(), payer=anyone, stands=st.sampled_from(["all", "project", "baseline"]))
def test_a_pm_line_changes_no_total_and_is_named(case, payer, stands):
    receiver = "residents" if payer != "residents" else "municipality"
    unknown = {
        "kind": "quantity_price",
        "alternative": stands,
        "payer": payer,
        "receiver": receiver,
        "cash": True,
    }
    unknown |= {"quantity": plain(3, "visit/yr"), "price": {"pm": "nobody knows", "unit": "EUR/visit"}}
    without = study(case)
    made = study({**case, "lines": {**case["lines"], "unknown": unknown}})
    for key, outcome in without.outcomes.items():
        assert made.outcomes[key].tobytes() == outcome.tobytes(), key
    crosses = {
        "society": payer in ("resources", "welfare"),
        "municipality": "municipality" in (payer, receiver),
    }
    for row, before in zip(made.rows, without.rows, strict=True):
        assert row["pm"] == (["unknown"] if crosses[row["perspective"]] else [])
        assert {**row, "pm": []} == before
    assert checks(made) == checks(without)


@pytest.mark.parametrize("unknown", ["baseline", "project"])
def test_a_line_that_is_pm_in_one_alternative_has_no_difference(unknown):
    # Project minus baseline is known only where both are.
    number = {"by_alternative": {unknown: {"pm": "nobody knows"}, "default": 5}, "unit": "visit/yr"}
    line = {"kind": "quantity_price", "alternative": "all", "payer": "municipality", "receiver": "resources"}
    line |= {"quantity": {**number, "source": "a test", "quality": "B"}, "price": money(80, unit="EUR/visit")}
    made = study(case_of({"id": "unknown", "base_year": FIRST, "horizon": 1}, {"visits": line}))
    for perspective in BOTH:
        row = made.value(perspective, "project", "npv")
        assert (row["central"], row["mean"], row["pm"]) == (0, 0, ["visits"])


# --- Detection ----------------------------------------------------------------------------------------------------

shares = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
counts = st.integers(0, 10**7)


@FEW
@given(population=counts, prevalence=shares, precision=shares, capacity=counts, flagged=shares)
def test_detection_is_consistent(population, prevalence, precision, capacity, flagged):
    detection = {
        "kind": "detection",
        "population": plain(population, "signal/yr"),
        "prevalence": plain(prevalence, "fraction"),
        "precision": plain(precision, "fraction"),
        "capacity": plain(capacity, "flag/yr"),
        "flagged_share": plain(flagged, "fraction"),
    }
    line = {"kind": "product", "alternative": "all", "payer": "municipality", "receiver": "resources"}
    line["factors"] = {"flags": {"ref": "quantities.choice.flags"}, "price": money(10, unit="EUR/flag")}
    head = {"id": "detection", "base_year": FIRST, "horizon": 0}
    made = study(case_of(head, {"work": line}, quantities={"choice": detection}))
    found = {
        name: float(np.ravel(value)[0])
        for name, value in made.central.model.quantity("choice", "project").items()
    }
    rounding = 1e-9 * max(population, 1)
    assert found["true_positives"] + found["false_positives"] == pytest.approx(found["flags"], abs=rounding)
    wanted = prevalence * population
    assert found["true_positives"] + found["false_negatives"] == pytest.approx(wanted, abs=rounding)
    assert 0 <= found["flags"] <= min(capacity, population) + rounding
    assert all(found[name] >= -rounding for name in ("true_positives", "false_positives", "false_negatives"))
    assert 0 <= found["recall"] <= 1 + 1e-9
    if found["flags"] > 0 and prevalence > 0:
        assert found["true_positives"] / found["flags"] <= precision + 1e-9
        assert found["lift"] * prevalence * found["flags"] == pytest.approx(
            found["true_positives"], abs=rounding
        )


# --- Changing a case ----------------------------------------------------------------------------------------------


@FEW
@given(case=cases(), factor=st.sampled_from([0.5, 1.37]))
def test_a_change_leaves_the_case_as_it_was(case, factor):
    first = study(case)
    raw, results = copy.deepcopy(first.case.document.data), copy.deepcopy(first.rows)
    changed = first.case.with_(
        {"lines.line_0.amounts": {"times": factor}, "case.discounting": {"rate": 0.9}, "case.seed": 3}
    )
    assert changed is not first.case and appraise(changed).rows is not None
    assert first.case.document.data == raw
    assert appraise(first.case).rows == results
    assert first.case.overrides == () and len(changed.overrides) == 3
    assert changed.fingerprint() != first.case.fingerprint()


UNSURE = case_of(
    {"id": "unsure", "base_year": FIRST, "horizon": 2, "discounting": {"rate": 0.05}, "draws": 64},
    {
        "visits": {
            "kind": "quantity_price",
            "alternative": "project",
            "payer": "resources",
            "receiver": "municipality",
            "cash": True,
            "quantity": plain(10, "visit/yr"),
            "price": money(80, unit="EUR/visit", distribution={"kind": "normal", "mean": 80, "sd": 9}),
        }
    },
)


def test_a_value_that_is_set_is_certain():
    made = study(UNSURE)
    fixed = appraise(made.case.with_({"lines.visits.price": 90}))
    assert made.outcomes["society", "project", "npv"].std() > 0
    assert fixed.draws.uncertain == {} and fixed.fingerprint["draws"] == 1
    row = fixed.value("society", "project", "npv")
    assert row["sd"] == 0 and row["mean"] == row["central"] == row["p05"] == row["p95"]
    ratio = row["central"] / made.value("society", "project", "npv")["central"]
    assert ratio == pytest.approx(90 / 80, rel=1e-12)
    (override,) = fixed.case.overrides
    assert (override.path, override.value, override.fixes) == ("lines.visits.price", 90, True)


@pytest.mark.parametrize("path", ["lines.visits.price", "lines.visits.quantity"])
def test_a_factor_scales_a_linear_line_with_its_spread(path):
    made = study(UNSURE)
    scaled = appraise(made.case.with_({path: {"times": 1.37}}))
    for perspective in BOTH:
        key = (perspective, "project", "npv")
        assert scaled.outcomes[key] == pytest.approx(1.37 * made.outcomes[key], rel=1e-12)
        assert scaled.value(*key)["central"] == pytest.approx(1.37 * made.value(*key)["central"], rel=1e-12)
    assert [override.fixes for override in scaled.case.overrides] == [False]


def test_a_scenario_is_its_overrides():
    scenario = {
        "dear": {"title": "Dear", "set": {"lines.visits.price": {"times": 2}, "case.discounting": "nl_2020"}}
    }
    case = study({**UNSURE, "scenarios": scenario}).case
    named_one = appraise(case.in_scenario("dear"))
    by_hand = appraise(case.with_(scenario["dear"]["set"]))
    assert named_one.rows == by_hand.rows
    assert named_one.fingerprint == {**by_hand.fingerprint, "scenario": "dear"}
