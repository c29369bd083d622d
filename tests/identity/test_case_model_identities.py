"""Identities of the case model on generated numbers: what must hold whatever the numbers are."""

from __future__ import annotations

import copy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mll_finance.drivers.adjustments import adjusted_lines, adjustments
from mll_finance.drivers.selection import selections
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.parties.weights import weighted
from mll_finance.yaml_text import Document

FEW = settings(max_examples=50)
FIRST, HORIZON = 2026, 4
BOTH = ("society", "municipality")
TITLES = {"baseline": {"title": "Baseline"}, "project": {"title": "Project"}}

shares = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
counts = st.integers(0, 10**6)
amounts = st.integers(-100_000, 100_000).map(lambda cents: cents / 100)


def sure(value: object, unit: str = "unit", **more: object) -> dict:
    money = {"price_year": FIRST} if "EUR" in unit else {}
    return {"value": value, "unit": unit, "source": "a test", "quality": "B", **money, **more}


def spread(low: float, width: float, unit: str = "unit") -> dict:
    """An uncertain number."""
    stated = sure(None, unit, distribution={"kind": "uniform", "low": low, "high": low + width})
    return {key: value for key, value in stated.items() if key != "value"}


def flow(amount: object, payer: str = "welfare", receiver: str = "residents", **more: object) -> dict:
    held = amount if isinstance(amount, dict) and "unit" in amount else sure(amount, "EUR")
    return {
        "kind": "cash_flow",
        "alternative": "project",
        "payer": payer,
        "receiver": receiver,
        "amounts": held,
        **more,
    }


def study(
    lines: dict, *, alternatives: dict = TITLES, quantities: dict | None = None, **head: object
) -> Study:
    case = {
        "case": {
            "id": "identity",
            "base_year": FIRST,
            "horizon": HORIZON,
            "draws": 32,
            "discounting": {"rate": 0.03},
            **head,
        },
        "alternatives": alternatives,
        "quantities": quantities or {},
        "lines": lines,
    }
    return appraise(build_case(Document(copy.deepcopy(case)), files=CaseFiles(Path())))


def outputs(quantity: dict, **others: dict) -> dict[str, np.ndarray]:
    """The outputs by year (years,) of a quantity, central; ``others`` are quantities that it refers to."""
    made = study({"worth": flow(1)}, quantities={"one": quantity, **others})
    found = made.central.model.quantity("one", "project")
    return {name: np.broadcast_to(value, (HORIZON + 1, 1))[:, 0] for name, value in found.items()}


def npv(made: Study, alternative: str = "project", perspective: str = "society") -> float:
    return float(made.stream(perspective, alternative).npv[0])


ALWAYS = ("npv", "pv_costs", "pv_benefits")


def same(one: Study, other: Study) -> bool:
    """Whether two studies of the same alternatives have the same outcomes in every draw, bit for bit.

    What is certain in the one (a single draw) may stand beside draws that are all alike in the other.
    """
    return all(
        np.array_equal(*np.broadcast_arrays(outcome, other.outcomes[key]))
        for key, outcome in one.outcomes.items()
        if key[2] in ALWAYS
    )


# --- Detection ----------------------------------------------------------------------------------------------------


def detection(population: float, prevalence: float, precision: object, capacity: float) -> dict:
    quality = precision if isinstance(precision, dict) else sure(precision, "fraction")
    return {
        "kind": "detection",
        "population": sure(population, "person/yr"),
        "prevalence": sure(prevalence, "fraction"),
        "precision": quality,
        "capacity": sure(capacity, "flag/yr"),
    }


@FEW
@given(population=counts, prevalence=shares, precision=shares, capacity=counts, more=counts)
def test_more_capacity_never_finds_fewer(population, prevalence, precision, capacity, more):
    small = outputs(detection(population, prevalence, precision, capacity))
    large = outputs(detection(population, prevalence, precision, capacity + more))
    rounding = 1e-9 * max(population, 1)
    for found, limit in ((small, capacity), (large, capacity + more)):
        total = found["true_positives"] + found["false_positives"]
        assert total == pytest.approx(found["flags"], abs=rounding)
        assert (found["flags"] <= min(limit, population) + rounding).all()
        assert (found["recall"] <= 1 + 1e-9).all() and (found["recall"] >= 0).all()
    assert (large["true_positives"] >= small["true_positives"] - rounding).all()
    assert (large["false_positives"] >= small["false_positives"] - rounding).all()
    assert (large["false_negatives"] <= small["false_negatives"] + rounding).all()


@st.composite
def curves(draw) -> list[list[float]]:
    recalls = sorted(draw(st.sets(st.integers(1, 1000), min_size=2, max_size=6)))
    points, ratio = [], 0.0
    for recall in (thousandths / 1000 for thousandths in recalls):
        most = min(1.0, 0.99 * recall / ratio) if ratio else 1.0
        points.append([recall, most * draw(st.integers(1, 100)) / 100])
        ratio = points[-1][0] / points[-1][1]
    return points


@FEW
@given(curve=curves(), flags=counts, population=counts, prevalence=shares, transfer=shares)
def test_precision_lies_on_the_curve(curve, flags, population, prevalence, transfer):
    made = {
        "kind": "precision_curve",
        "population": sure(population),
        "prevalence": sure(prevalence),
        "flags": sure(flags),
        "curve": curve,
    }
    found = outputs(made)
    precisions = [precision for _, precision in curve]
    assert (found["precision"] >= min(precisions) * (1 - 1e-9)).all()
    assert (found["precision"] <= max(precisions) * (1 + 1e-9)).all()
    assert (found["recall"] >= 0).all() and (found["recall"] <= 1).all()
    moved = outputs({**made, "transfer": sure(transfer)})
    assert moved["precision"] == pytest.approx(transfer * found["precision"], rel=1e-12)
    assert (moved["recall"] <= found["recall"] + 1e-12).all()
    # A detection with that precision finds no more than there are, and the curve's recall where it does not bind.
    chosen = outputs(
        detection(population, prevalence, {"ref": "quantities.curve.precision"}, flags), curve=made
    )
    if flags <= population and population * prevalence > 0:
        assert chosen["recall"] == pytest.approx(found["recall"], rel=1e-9)


# --- Cohorts, additionality, hours, groups ------------------------------------------------------------------------


@FEW
@given(new=st.lists(counts, min_size=HORIZON + 1, max_size=HORIZON + 1), drop_off=shares)
def test_a_cohort_of_one_year_is_its_input(new, drop_off):
    by_year = {FIRST + year: number for year, number in enumerate(new)}
    found = outputs({"kind": "cohort", "of": sure(by_year), "years": 1, "drop_off": sure(drop_off)})
    assert found["active"].tolist() == found["new"].tolist() == new


@FEW
@given(helped=counts, years=st.integers(1, 3), lag=st.integers(0, 2), drop_off=shares)
def test_a_cohort_within_the_horizon_is_counted_whole(helped, years, lag, drop_off):
    assume(years + lag <= HORIZON + 1)
    once = sure({FIRST: helped, FIRST + 1: 0})
    whole = outputs({"kind": "cohort", "of": once, "years": years, "lag": lag})["active"]
    assert whole.sum() == pytest.approx(years * helped, rel=1e-12)
    fading = outputs({"kind": "cohort", "of": once, "years": years, "lag": lag, "drop_off": sure(drop_off)})
    assert fading["active"].sum() == pytest.approx(helped * sum((1 - drop_off) ** k for k in range(years)))
    assert (fading["active"] <= whole + 1e-9).all()


@FEW
@given(helped=counts, years=st.integers(1, 9), lag=st.integers(0, 9), drop_off=shares)
def test_a_lag_moves_a_cohort(helped, years, lag, drop_off):
    cohort = {"kind": "cohort", "of": sure(helped), "years": years, "drop_off": sure(drop_off)}
    now, later = outputs(cohort)["active"], outputs({**cohort, "lag": lag})["active"]
    kept = max(0, HORIZON + 1 - lag)
    assert later.tolist() == [0.0] * (HORIZON + 1 - kept) + now[:kept].tolist()


@FEW
@given(gross=counts, layers=st.tuples(shares, shares, shares))
def test_net_is_at_most_gross(gross, layers):
    names = ("deadweight", "displacement", "attribution")
    made = {"kind": "additional", "of": sure(gross)}
    every = outputs({**made, **{name: sure(share) for name, share in zip(names, layers, strict=True)}})
    assert (every["gross"] == gross).all()
    assert (every["net"] >= 0).all() and (every["net"] <= gross).all()
    assert outputs(made)["net"].tolist() == every["gross"].tolist()
    # One layer after another is all of them at once, in any order.
    for order in ((0, 1, 2), (2, 0, 1)):
        chain, last = {}, sure(gross)
        for place in order:
            name = names[place]
            chain[name] = {"kind": "additional", "of": last, name: sure(layers[place])}
            last = {"ref": f"quantities.{name}.net"}
        found = outputs({"kind": "sum", "parts": {"all": last}}, **chain)
        assert found["number"] == pytest.approx(every["net"], rel=1e-12)


@FEW
@given(cases=counts, minutes=counts, realised=shares, cash=shares)
def test_hours_are_cash_releasing_or_capacity(cases, minutes, realised, cash):
    made = {"kind": "hours_saved", "cases": sure(cases), "minutes": sure(minutes), "cash_share": sure(cash)}
    found = outputs({**made, "realised": sure(realised)})
    assert found["cash_releasing"] + found["capacity"] == pytest.approx(found["hours"], rel=1e-12)
    assert (found["hours"] <= outputs(made)["hours"]).all()
    assert (found["capacity"] >= 0).all() and (found["cash_releasing"] >= 0).all()


@FEW
@given(of=counts, cuts=st.sets(st.integers(1, 999), max_size=4))
def test_groups_add_up_to_the_whole(of, cuts):
    bounds = [0, *sorted(cuts), 1000]
    parts = [(high - low) / 1000 for low, high in pairwise(bounds)]
    groups = {f"group_{place}": sure(share) for place, share in enumerate(parts)}
    found = outputs({"kind": "by_group", "of": sure(of), "groups": groups})
    assert set(found) == set(groups)
    assert sum(found.values()) == pytest.approx(of, rel=1e-12)


@FEW
@given(helped=counts, risk=shares, effect=shares)
def test_avoided_and_remaining_are_the_cases_expected(helped, risk, effect):
    made = {"kind": "cases_avoided", "helped": sure(helped), "risk": sure(risk), "effect": sure(effect)}
    found = outputs(made)
    assert found["avoided"] + found["remaining"] == pytest.approx(helped * risk, rel=1e-12)


@FEW
@given(places=counts, moved=shares, effect=shares, more=shares)
def test_moving_places_to_where_they_do_as_much_changes_nothing(places, moved, effect, more):
    made = {"kind": "allocation", "places": sure(places), "moved": sure(moved), "effect_here": sure(effect)}
    equal = outputs({**made, "effect_there": sure(effect)})["effect"]
    assert equal == pytest.approx(places * effect, rel=1e-12)
    better = outputs({**made, "effect_there": sure(effect + (1 - effect) * more)})["effect"]
    assert better - equal == pytest.approx(places * moved * (1 - effect) * more, rel=1e-9, abs=1e-6)


@FEW
@given(of=counts, ceiling=shares, midpoint=st.integers(-3, 6), speed=st.integers(0, 30))
def test_adoption_rises_to_its_ceiling(of, ceiling, midpoint, speed):
    made = {"kind": "adoption", "of": sure(of), "ceiling": sure(ceiling), "midpoint": sure(midpoint)}
    found = outputs({**made, "speed": sure(speed / 10)})
    assert (np.diff(found["share"]) >= -1e-12).all()
    assert (found["share"] >= 0).all() and (found["share"] <= ceiling).all()
    if 0 <= midpoint <= HORIZON:
        assert found["share"][midpoint] == pytest.approx(ceiling / 2, rel=1e-12)
    late = outputs({**made, "speed": sure(speed / 10), "start": FIRST + 2})["share"]
    assert late.tolist() == pytest.approx([0, 0, *found["share"][: HORIZON - 1]], rel=1e-12)


@FEW
@given(level=shares, loss=shares, every=st.integers(1, 6))
def test_drift_wears_and_retraining_restores(level, loss, every):
    drift = {"kind": "drift", "of": sure(level), "loss": sure(loss)}
    never, retrained = outputs(drift)["level"], outputs({**drift, "every": every})["level"]
    assert (np.diff(never) <= 1e-12).all()
    assert (retrained >= never - 1e-12).all() and (retrained <= level).all()
    assert (retrained[::every] == level).all()


def quantity_kind_names() -> list[str]:
    return sorted(quantity_kinds())


@pytest.mark.parametrize("name", quantity_kind_names())
def test_an_output_is_not_also_a_field(name):
    # quantities.x.name must mean one thing: a field of that name would be found instead of the output.
    kind = quantity_kinds()[name]
    fields = {
        field
        for field, info in kind.model_fields.items()
        if Assumption in (info.annotation, *_union(info.annotation))
    }
    assert not fields & set(kind.OUTPUTS)


def _union(annotation: object) -> tuple[object, ...]:
    return getattr(annotation, "__args__", ())


@pytest.mark.parametrize(
    ("kind", "fields", "output", "expected"),
    [
        ("waiting_time", {"cases": 100, "days": 7}, "waiting_days", 700),
        (
            "allocation",
            {"places": 80, "moved": 0.25, "effect_here": 1, "effect_there": 2},
            "places_moved",
            20,
        ),
    ],
)
def test_a_line_gets_the_output_that_it_names(kind, fields, output, expected):
    quantity = {"kind": kind, **{field: sure(value) for field, value in fields.items()}}
    line = {"kind": "product", "alternative": "project", "payer": "welfare", "receiver": "residents"}
    line |= {
        "years": [FIRST],
        "factors": {"number": {"ref": f"quantities.one.{output}"}, "worth": sure(1, "EUR/unit")},
    }
    assert npv(study({"worth": line}, quantities={"one": quantity})) == pytest.approx(expected)


# --- Adjustments and delay ----------------------------------------------------------------------------------------

parties = st.sampled_from(
    [
        ("municipality", "resources"),
        ("welfare", "residents"),
        ("state", "municipality"),
        ("resources", "municipality"),
    ]
)


@st.composite
def flows(draw) -> dict:
    payer, receiver = draw(parties)
    low, uncertain = draw(amounts), draw(st.booleans())
    amount = spread(low, 1 + draw(counts), "EUR") if uncertain else sure(low, "EUR")
    made = flow(amount, payer, receiver, cash=draw(st.booleans()))
    made["alternative"] = draw(st.sampled_from(["project", "all", "baseline"]))
    if draw(st.booleans()):
        made["years"] = {"from": FIRST + draw(st.integers(0, HORIZON))}
    return made


def named(found: list[dict]) -> dict[str, dict]:
    return {f"line_{place}": line for place, line in enumerate(found)}


@FEW
@given(found=st.lists(flows(), min_size=1, max_size=3))
def test_an_adjustment_and_a_delay_of_zero_change_nothing(found):
    bare = study(named(found))
    held = study(named([{**line, "adjustment": sure(0.0), "delay": 0} for line in found]))
    assert same(bare, held)
    assert [one.difference for one in adjustments(held)] == [0.0] * len(BOTH)
    assert adjustments(bare) == [] and adjusted_lines(bare) == ()


@FEW
@given(
    found=st.lists(flows(), min_size=1, max_size=3),
    share=st.integers(-9, 20),
    delay=st.integers(0, 6),
    on=st.booleans(),
)
def test_not_adjusted_is_the_case_without_adjustments(found, share, delay, on):
    bare = study(named(found))
    shifted = named([{**line, "adjustment": spread(share / 10, 0.2), "delay": delay} for line in found])
    made = study(shifted, adjusted=on)
    off = appraise(made.case.with_({"case.adjusted": False}))
    assert same(off, bare)
    both = {one.perspective: one for one in adjustments(made)}
    full = study(shifted)
    for perspective in BOTH:
        assert both[perspective].unadjusted == npv(bare, perspective=perspective)
        assert both[perspective].adjusted == npv(full, perspective=perspective)
    assert adjusted_lines(made) == tuple(shifted)


@FEW
@given(line=flows(), share=st.integers(-9, 20))
def test_an_adjustment_scales_a_line(line, share):
    bare, made = study({"one": line}), study({"one": {**line, "adjustment": sure(share / 10)}})
    for key in ((perspective, "project", criterion) for perspective in BOTH for criterion in ALWAYS):
        outcome = bare.outcomes[key]
        assert made.outcomes[key] == pytest.approx((1 + share / 10) * outcome, rel=1e-9, abs=1e-6)


@FEW
@given(amount=amounts, delay=st.integers(0, 6), rate=st.sampled_from([0.0, 0.03, 0.1]))
def test_a_delay_discounts_one_amount_for_longer(amount, delay, rate):
    line = flow(sure({FIRST: amount}, "EUR"))
    now = npv(study({"one": line}, discounting={"rate": rate}))
    later = npv(study({"one": {**line, "delay": delay}}, discounting={"rate": rate}))
    assert later == pytest.approx(now * (1 + rate) ** -delay if delay <= HORIZON else 0.0, rel=1e-12)


# --- Weights ------------------------------------------------------------------------------------------------------

factors = st.integers(1, 500).map(lambda hundredths: hundredths / 100)


def weights(given_: dict[str, float]) -> dict:
    return {group: {"value": value, "source": "a test", "quality": "B"} for group, value in given_.items()}


@FEW
@given(
    gains=st.lists(st.tuples(st.sampled_from(["low", "high", None]), amounts), min_size=1, max_size=5),
    low=factors,
    high=factors,
)
def test_weights_add_what_is_above_one(gains, low, high):
    lines = {}
    for place, (group, amount) in enumerate(gains):
        lines[f"line_{place}"] = flow(amount, **({"group": group} if group else {}))
    lines["cost"] = flow(500, "municipality", "resources", group="low")
    (plain,) = weighted(study(lines, weights=weights({"low": 1, "high": 1})))
    assert plain.weighted == plain.unweighted
    assert weighted(study(lines)) == []
    (made,) = weighted(study(lines, weights=weights({"low": low, "high": high})))
    assert made.unweighted == plain.unweighted == npv(study(lines))
    alone = dict.fromkeys(("low", "high"), 0.0)
    for name, line in lines.items():
        if line.get("group") and line["payer"] == "welfare":
            alone[line["group"]] += npv(study({name: line}))
    assert made.by_group == pytest.approx(alone, rel=1e-9, abs=1e-6)
    extra = (low - 1) * alone["low"] + (high - 1) * alone["high"]
    assert made.weighted - made.unweighted == pytest.approx(extra, rel=1e-9, abs=1e-6)


# --- Break-even precision -----------------------------------------------------------------------------------------


def selection_case(precision: float, *, contact: float, harm: float, worth: float, capacity: int) -> Study:
    quality = {"by_alternative": {"baseline": 0.1, "project": precision}, **sure(None, "fraction")}
    del quality["value"]
    lines = {}
    for name, output, price, sides in (
        ("contact", "flags", contact, ("municipality", "resources")),
        ("harm", "false_positives", harm, ("residents", "welfare")),
        ("worth", "true_positives", worth, ("welfare", "residents")),
    ):
        line = {"kind": "quantity_price", "alternative": "project", "payer": sides[0], "receiver": sides[1]}
        line["quantity"] = {"ref": f"quantities.selection.{output}"}
        lines[name] = {**line, "price": sure(price, "EUR/unit")}
    choice = detection(100_000, 0.2, quality, capacity)
    return study(lines, quantities={"selection": choice})


@FEW
@given(
    contact=st.integers(1, 500),
    harm=st.integers(0, 500),
    worth=st.integers(1, 3000),
    capacity=st.integers(1, 15_000),
)
def test_break_even_precision(contact, harm, worth, capacity):
    prices = {"contact": contact, "harm": harm, "worth": worth, "capacity": capacity}
    chosen = selection_case(0.3, **prices)
    (found,) = selections(chosen)
    assert (found.quantity, found.alternative) == ("selection", "project")
    assert found.performance.precision == pytest.approx(0.3, rel=1e-12)
    needed, at_perfect = found.lowest_precision(0.0), found.mean(1.0)
    # Closed form: a flag costs contact, and harm unless it is right, and brings worth if it is.
    expected = (contact + harm) / (worth + harm)
    size = 5 * capacity * (contact + harm + worth)
    # The ledger of the same case, with a precision in each of its columns.
    precisions = np.append(np.arange(9) / 8, [] if needed is None else needed)
    ledger = Ledger(chosen.case, {"quantities.selection.precision.by_alternative.project": precisions})
    levels = stream(ledger, chosen.case.perspectives["society"], "project").npv
    # Costs and worth may cancel.
    assert at_perfect == pytest.approx(levels[8], rel=1e-9, abs=1e-14 * size)
    if expected > 1:
        assert needed is None and at_perfect < 0
    else:
        assert needed == pytest.approx(expected, rel=1e-9)
        assert levels[9] == pytest.approx(0, abs=1e-9 * size)
    assert all(later >= earlier - 1e-9 * size for earlier, later in pairwise(levels[:9]))


def test_break_even_precision_beyond_what_there_is_to_find():
    # Of 30,000 flags at most 20,000 can be right, so the NPV stays where it is from a precision of 2/3 on.
    prices = {"contact": 100, "harm": 0, "capacity": 30_000}
    (enough,) = selections(selection_case(0.3, worth=200, **prices))
    assert enough.lowest_precision(0.0) == pytest.approx(0.5, rel=1e-9)
    (short,) = selections(selection_case(0.3, worth=140, **prices))
    assert short.lowest_precision(0.0) is None and short.mean(1.0) < 0
    assert short.mean(1.0) == pytest.approx(npv(selection_case(2 / 3, worth=140, **prices)), rel=1e-9)


def test_break_even_precision_of_what_costs_nothing():
    (found,) = selections(selection_case(0.3, contact=0, harm=0, worth=10, capacity=100))
    assert found.lowest_precision(0.0) == 0.0


# --- Alternatives by what they are --------------------------------------------------------------------------------

SOURCING = ["none", "build", "buy", "join", "rule", "staff", "other"]
ROLES = ["none", "provider", "deployer"]
CLASSES = ["none", "minimal", "limited", "high", "prohibited"]


def some(words: list[str]) -> st.SearchStrategy:
    return st.one_of(
        st.none(),
        st.sampled_from(words),
        st.lists(st.sampled_from(words), min_size=1, max_size=3, unique=True),
    )


described = st.fixed_dictionaries(
    {
        "sourcing": st.sampled_from(SOURCING),
        "role": st.sampled_from(ROLES),
        "risk_class": st.sampled_from(CLASSES),
    }
)


@FEW
@given(
    known=st.lists(described, min_size=2, max_size=5),
    wanted=st.fixed_dictionaries(
        {"sourcing": some(SOURCING), "role": some(ROLES), "risk_class": some(CLASSES)}
    ),
    uncertain=st.booleans(),
)
def test_when_picks_exactly_the_alternatives_that_match(known, wanted, uncertain):
    alternatives = {("baseline", "a", "b", "c", "d")[place]: found for place, found in enumerate(known)}
    when = {key: words for key, words in wanted.items() if words is not None}

    def matches(alternative: dict) -> bool:
        return all(
            alternative[key] in ([words] if isinstance(words, str) else words) for key, words in when.items()
        )

    meant = [name for name, alternative in alternatives.items() if matches(alternative)]
    line = flow(spread(-5, 20, "EUR") if uncertain else 7)
    other = {**flow(3), "alternative": "all"}
    lines = {"other": other, "some": {**line, "alternative": "all", "when": when}}
    if not meant:
        # A switch of role may leave a line without an alternative: it then counts nowhere.
        alone = study(lines, alternatives=alternatives)
        assert alone.case.lines["some"].alternative == ()
        without = study({"other": other}, alternatives=alternatives)
        assert [row["central"] for row in alone.rows] == [row["central"] for row in without.rows]
        return
    made = study(lines, alternatives=alternatives)
    by_name = study({"other": other, "some": {**line, "alternative": meant}}, alternatives=alternatives)
    assert list(made.case.lines["some"].alternative) == meant
    assert same(made, by_name) and made.rows == by_name.rows


def test_when_is_laid_over_the_alternatives_named():
    alternatives = {
        "baseline": {},
        "build": {"role": "provider"},
        "buy": {"role": "deployer"},
        "join": {"role": "deployer"},
    }
    line = {**flow(1), "alternative": ["build", "buy"], "when": {"role": "deployer"}}
    made = study({"one": line}, alternatives=alternatives)
    assert made.case.lines["one"].alternative == ("buy",)
    assert [npv(made, name) != 0 for name in ("build", "buy", "join")] == [False, True, False]


@FEW
@given(own=st.lists(amounts, min_size=4, max_size=4), uncertain=st.booleans())
def test_another_role_drops_exactly_the_lines_of_the_provider(own, uncertain):
    def cost(amount: float, **more: object) -> dict:
        held = spread(amount, 50, "EUR") if uncertain else sure(amount, "EUR")
        return {**flow(held, "municipality", "resources"), "alternative": "all", **more}

    alternatives = {
        "baseline": {"sourcing": "none"},
        "build": {"sourcing": "build", "role": "provider", "risk_class": "high"},
        "buy": {"sourcing": "buy", "role": "deployer", "risk_class": "high"},
        "rule": {"sourcing": "rule"},
    }
    lines = {
        "conformity": cost(own[0], when={"role": "provider"}),
        "registration": cost(own[1], when={"role": "provider", "risk_class": "high"}),
        "assessment": cost(own[2], when={"role": ["provider", "deployer"]}),
        "development": cost(own[3], when={"sourcing": "build"}),
        "benefit": {**flow(1000), "alternative": ["build", "buy", "rule"]},
        "own": {**flow(10, "municipality", "resources"), "alternative": "rule"},
    }
    # A second provider, since a line that no alternative meets is refused.
    two = {**alternatives, "again": alternatives["build"]}
    before = study(lines, alternatives=two)
    after = appraise(before.case.with_({"alternatives.build.role": "deployer"}))
    left = {name: line for name, line in lines.items() if name not in ("conformity", "registration")}
    without = study(left, alternatives=two)
    for key, outcome in after.outcomes.items():
        if key[2] in ALWAYS:
            source = without if key[1] == "build" else before
            assert outcome == pytest.approx(source.outcomes[key], rel=1e-12, abs=1e-9), key
    provider = {name: lines[name] for name in ("conformity", "registration")}
    dropped = study(provider, alternatives=two).outcomes["society", "build", "npv"]
    change = after.outcomes["society", "build", "npv"] - before.outcomes["society", "build", "npv"]
    assert change == pytest.approx(-dropped, rel=1e-9, abs=1e-6)


@FEW
@given(low=amounts, width=counts, precision=shares, capacity=counts)
def test_identical_alternatives_share_their_draws(low, width, precision, capacity):
    alternatives = {"baseline": {}, "one": {"sourcing": "build"}, "two": {"sourcing": "build"}}
    quality = {"by_alternative": {"baseline": 0.1, "default": precision}, **sure(None, "fraction")}
    del quality["value"]
    choice = {**detection(100_000, 0.2, quality, capacity), "prevalence": spread(0.05, 0.2, "fraction")}
    worth = {"kind": "quantity_price", "alternative": "all", "payer": "welfare", "receiver": "residents"}
    worth |= {"quantity": {"ref": "quantities.lasting.active"}, "price": spread(100, 900, "EUR/person")}
    lasting = {"kind": "cohort", "of": {"ref": "quantities.selection.true_positives"}, "years": 3}
    lasting["drop_off"] = spread(0.1, 0.3, "fraction")
    cost = {**flow(spread(low, width + 1, "EUR"), "municipality", "resources"), "alternative": ["one", "two"]}
    made = study(
        {"worth": worth, "cost": {**cost, "adjustment": spread(0.0, 0.5), "delay": 1}},
        alternatives=alternatives,
        quantities={"selection": choice, "lasting": lasting},
    )
    for perspective in BOTH:
        for criterion in ALWAYS:
            one, two = (made.outcomes[perspective, name, criterion] for name in ("one", "two"))
            assert not (one - two).any()
    assert made.outcomes["society", "one", "npv"].std() > 0
