"""The kinds of the case model against plain loops over draws and years, with nothing shared.

The loops read a case as a plain dictionary and follow the text of each kind; scipy's logistic function and numpy's
interpolation stand in for formulas of our own. The engine's draws are taken as given; test_engine_draws.py judges
those.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import expit

from mll_finance.engine.ledger import Ledger
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.yaml_text import Document

FEW = settings(max_examples=30)
FIRST, HORIZON = 2026, 6
YEARS = list(range(FIRST, FIRST + HORIZON + 1))
DRAWS = 16
Number = Callable[[str, int], float]
"""Value of a field of the quantity or line under test in one year, in one draw."""


def sure(value: object, unit: str = "unit", **more: object) -> dict:
    money = {"price_year": FIRST} if "EUR" in unit else {}
    return {"value": value, "unit": unit, "source": "a test", "quality": "B", **money, **more}


def study(lines: dict, quantities: dict | None = None, **head: object) -> Study:
    case = {
        "case": {
            "id": "loops",
            "base_year": FIRST,
            "horizon": HORIZON,
            "draws": DRAWS,
            "discounting": {"rate": 0.04},
            **head,
        },
        "alternatives": {"baseline": {"title": "Baseline"}, "project": {"title": "Project"}},
        "quantities": quantities or {},
        "lines": lines,
    }
    return appraise(build_case(Document(copy.deepcopy(case)), files=CaseFiles(Path())))


def runs(made: Study) -> list[tuple[Ledger, dict[str, np.ndarray]]]:
    """The ledger of the central case and that of all draws, each with the draws that it was given."""
    drawn = {path: made.draws.of_path(path) for path in made.draws.uncertain}
    return [(made.central, {}), (Ledger(made.case, drawn), drawn)]


def number_of(parts: dict, owner: str, drawn: dict[str, np.ndarray], draw: int) -> Number:
    def number(field: str, year: int) -> float:
        path, found = f"{owner}.{field}", parts[field]
        if path in drawn:
            return float(drawn[path][draw])
        if "value" not in found:
            return (found["distribution"]["low"] + found["distribution"]["high"]) / 2
        by_year = found["value"]
        return (
            by_year[max(named for named in by_year if named <= year)]
            if isinstance(by_year, dict)
            else by_year
        )

    return number


def agree(quantity: dict, loop: Callable[[Number], dict[str, list[float]]]) -> None:
    """Assert that a quantity gives what the loop gives: every output, year and draw, and the central case."""
    line = {"kind": "product", "alternative": "all", "payer": "welfare", "receiver": "residents"}
    line["factors"] = {"worth": sure(1, "EUR")}
    for ledger, drawn in runs(study({"worth": line}, {"one": quantity})):
        found = ledger.model.quantity("one", "project")
        count = DRAWS if drawn else 1
        for draw in range(count):
            for output, expected in loop(number_of(quantity, "quantities.one", drawn, draw)).items():
                held = np.broadcast_to(found[output], (len(YEARS), max(count, found[output].shape[1])))
                assert held[:, draw] == pytest.approx(expected, rel=1e-9, abs=1e-9), (output, draw, quantity)


# --- Numbers ------------------------------------------------------------------------------------------------------


@st.composite
def numbers(draw, *, low: float, high: float, forms: tuple[str, ...] = ("value", "map", "uniform")) -> dict:
    def one() -> float:
        return max(low, round(low + (high - low) * draw(st.integers(0, 1000)) / 1000, 2))

    form = draw(st.sampled_from(forms))
    if form == "uniform":
        lower, upper = sorted((one(), one()))
        assume(upper > lower)
        return {
            "distribution": {"kind": "uniform", "low": lower, "high": upper},
            "unit": "unit",
            "source": "a test",
            "quality": "B",
        }
    if form == "map":
        later = draw(st.sets(st.sampled_from(YEARS[1:]), max_size=3))
        return sure({year: one() for year in [FIRST, *sorted(later)]})
    return sure(one())


counts = numbers(low=0, high=2000)
shares = numbers(low=0, high=1)
fixed_shares = numbers(low=0, high=1, forms=("value", "uniform"))


def optional(draw, quantity: dict, **fields: st.SearchStrategy) -> dict:
    return {**quantity, **{name: draw(found) for name, found in fields.items() if draw(st.booleans())}}


# --- Cohorts ------------------------------------------------------------------------------------------------------


@st.composite
def cohorts(draw) -> dict:
    made = {"kind": "cohort", "of": draw(counts), "years": draw(st.integers(1, 9))}
    return optional(draw, made, lag=st.integers(0, 8), drop_off=fixed_shares)


@FEW
@given(quantity=cohorts())
def test_cohort(quantity):
    def loop(number: Number) -> dict[str, list[float]]:
        active = dict.fromkeys(YEARS, 0.0)
        for helped_in in YEARS:
            left = number("of", helped_in)
            for age in range(quantity["years"]):
                year = helped_in + quantity.get("lag", 0) + age
                if age and "drop_off" in quantity:
                    left *= 1 - number("drop_off", year)
                if year in active:
                    active[year] += left
        return {"active": list(active.values()), "new": [number("of", year) for year in YEARS]}

    agree(quantity, loop)


def test_cohort_by_hand():
    # 100 helped in 2026 and 40 in 2027, felt a year later, for three years, half lost each year.
    quantity = {"kind": "cohort", "of": sure({2026: 100, 2027: 40, 2028: 0}), "years": 3, "lag": 1}
    quantity["drop_off"] = sure(0.5)
    agree(quantity, lambda _: {"active": [0, 100, 90, 45, 10, 0, 0]})


# --- Drift --------------------------------------------------------------------------------------------------------


@st.composite
def drifts(draw) -> dict:
    made = {"kind": "drift", "of": draw(shares), "loss": draw(shares)}
    return optional(draw, made, every=st.integers(1, 9), start=st.integers(FIRST - 2, FIRST + HORIZON + 1))


@FEW
@given(quantity=drifts())
def test_drift_with_retraining(quantity):
    def loop(number: Number) -> dict[str, list[float]]:
        levels, start = [], quantity.get("start", FIRST)
        for year in YEARS:
            worn = 0
            for passed in range(start + 1, year + 1):
                worn += 1
                if (passed - start) % quantity.get("every", 10**6) == 0:
                    worn = 0
            left = number("of", year)
            for _ in range(worn):
                left *= 1 - number("loss", year)
            levels.append(left)
        return {"level": levels}

    agree(quantity, loop)


def test_drift_by_hand():
    # First training in 2027, a tenth lost a year, retrained after three years.
    quantity = {"kind": "drift", "of": sure(0.5), "loss": sure(0.1), "every": 3, "start": 2027}
    agree(quantity, lambda _: {"level": [0.5, 0.5, 0.45, 0.405, 0.5, 0.45, 0.405]})


# --- Precision curve ----------------------------------------------------------------------------------------------


@st.composite
def curves(draw) -> list[list[float]]:
    recalls = sorted(draw(st.sets(st.integers(1, 1000), min_size=2, max_size=7)))
    points, ratio = [], 0.0
    for recall in (thousandths / 1000 for thousandths in recalls):
        # More flags find more: the precision stays below recall / (ratio of the point before).
        most = min(1.0, 0.99 * recall / ratio) if ratio else 1.0
        precision = most * draw(st.integers(1, 100)) / 100
        points.append([recall, precision])
        ratio = recall / precision
    return points


@st.composite
def precision_curves(draw) -> dict:
    made = {
        "kind": "precision_curve",
        "population": draw(numbers(low=1, high=5000)),
        "prevalence": draw(numbers(low=0.001, high=1)),
        "flags": draw(counts),
        "curve": draw(st.permutations(draw(curves()))),
    }
    return optional(draw, made, transfer=shares)


@FEW
@given(quantity=precision_curves())
def test_precision_curve(quantity):
    points = sorted(quantity["curve"])

    def loop(number: Number) -> dict[str, list[float]]:
        precisions, recalls = [], []
        for year in YEARS:
            asked = number("flags", year) / (number("prevalence", year) * number("population", year))
            ratios = [recall / precision for recall, precision in points]
            read = float(np.interp(asked, ratios, [precision for _, precision in points]))
            read *= number("transfer", year) if "transfer" in quantity else 1.0
            precisions.append(read)
            recalls.append(min(1.0, read * asked))
        return {"precision": precisions, "recall": recalls}

    agree(quantity, loop)


@FEW
@given(points=curves())
def test_precision_curve_goes_through_its_points(points):
    for recall, precision in points:
        quantity = {
            "kind": "precision_curve",
            "population": sure(1000),
            "prevalence": sure(0.1),
            "flags": sure(100 * recall / precision),
            "curve": points,
        }
        expected = {"precision": [precision] * len(YEARS), "recall": [recall] * len(YEARS)}
        agree(quantity, lambda _, expected=expected: expected)


# --- Adoption -----------------------------------------------------------------------------------------------------


@st.composite
def adoptions(draw) -> dict:
    made = {
        "kind": "adoption",
        "of": draw(counts),
        "ceiling": draw(shares),
        "midpoint": draw(numbers(low=-2, high=10)),
        "speed": draw(numbers(low=0, high=8)),
    }
    return optional(draw, made, start=st.integers(FIRST - 2, FIRST + HORIZON + 1))


@FEW
@given(quantity=adoptions())
def test_adoption(quantity):
    def loop(number: Number) -> dict[str, list[float]]:
        share = []
        for year in YEARS:
            passed = year - quantity.get("start", FIRST)
            along = float(expit(number("speed", year) * (passed - number("midpoint", year))))
            share.append(number("ceiling", year) * along if passed >= 0 else 0.0)
        users = [number("of", year) * part for year, part in zip(YEARS, share, strict=True)]
        return {"share": share, "users": users}

    agree(quantity, loop)


def test_a_steep_adoption_is_a_step():
    # All at once after the midpoint: a curve that steep has no warning to give.
    quantity = {"kind": "adoption", "of": sure(50), "ceiling": sure(0.8)}
    quantity |= {"midpoint": sure(3.5), "speed": sure(500)}
    agree(quantity, lambda _: {"share": [0.0] * 4 + [0.8] * 3, "users": [0.0] * 4 + [40.0] * 3})


# --- Short kinds --------------------------------------------------------------------------------------------------


@FEW
@given(data=st.data())
def test_additional(data):
    made = {"kind": "additional", "of": data.draw(counts)}
    layers = ("deadweight", "displacement", "attribution")
    made = optional(data.draw, made, **dict.fromkeys(layers, shares))

    def loop(number: Number) -> dict[str, list[float]]:
        net = []
        for year in YEARS:
            left = number("of", year)
            for layer in layers:
                left -= left * number(layer, year) if layer in made else 0.0
            net.append(left)
        return {"net": net, "gross": [number("of", year) for year in YEARS]}

    agree(made, loop)


@FEW
@given(data=st.data())
def test_hours_saved(data):
    made = {"kind": "hours_saved", "cases": data.draw(counts), "minutes": data.draw(counts)}
    made = optional(data.draw, {**made, "cash_share": data.draw(shares)}, realised=shares)

    def loop(number: Number) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {"hours": [], "cash_releasing": [], "capacity": []}
        for year in YEARS:
            hours = number("cases", year) * number("minutes", year) / 60
            hours *= number("realised", year) if "realised" in made else 1
            found["hours"].append(hours)
            found["cash_releasing"].append(hours * number("cash_share", year))
            found["capacity"].append(hours * (1 - number("cash_share", year)))
        return found

    agree(made, loop)


@FEW
@given(data=st.data(), known=st.integers(FIRST - 5, FIRST + 9))
def test_growth(data, known):
    rate = data.draw(numbers(low=-0.5, high=0.5, forms=("value", "uniform")))
    made = {"kind": "growth", "of": data.draw(counts), "rate": rate, "year": known}

    def loop(number: Number) -> dict[str, list[float]]:
        found = []
        for year in YEARS:
            level = number("of", year)
            for _ in range(abs(year - known)):
                level = (
                    level * (1 + number("rate", year)) if year > known else level / (1 + number("rate", year))
                )
            found.append(level)
        return {"number": found}

    agree(made, loop)


def by_formula(kind: str, fields: tuple[str, ...], **outputs: Callable[..., float]) -> tuple:
    return kind, fields, outputs


SHORT = [
    by_formula("waiting_time", ("cases", "days"), waiting_days=lambda cases, days: cases * days),
    by_formula(
        "cases_avoided",
        ("helped", "risk", "effect"),
        avoided=lambda helped, risk, effect: helped * risk * effect,
        remaining=lambda helped, risk, effect: helped * risk * (1 - effect),
    ),
    by_formula(
        "allocation",
        ("places", "moved", "effect_here", "effect_there"),
        effect=lambda places, moved, here, there: places * ((1 - moved) * here + moved * there),
        places_moved=lambda places, moved, here, there: places * moved,
    ),
]


@pytest.mark.parametrize(("kind", "fields", "outputs"), SHORT, ids=[short[0] for short in SHORT])
@FEW
@given(data=st.data())
def test_short_kinds(kind, fields, outputs, data):
    made = {
        "kind": kind,
        **{field: data.draw(counts if place == 0 else shares) for place, field in enumerate(fields)},
    }

    def loop(number: Number) -> dict[str, list[float]]:
        return {
            name: [formula(*(number(field, year) for field in fields)) for year in YEARS]
            for name, formula in outputs.items()
        }

    agree(made, loop)


@FEW
@given(data=st.data())
def test_groups_and_sums(data):
    groups = {f"group_{place}": data.draw(shares) for place in range(data.draw(st.integers(1, 4)))}
    whole = data.draw(counts)
    split = {"kind": "by_group", "of": whole, "groups": groups}
    total = {"kind": "sum", "parts": {name: {"ref": f"quantities.split.{name}"} for name in groups}}
    worth = {"kind": "product", "alternative": "all", "payer": "welfare", "receiver": "residents"}
    worth["factors"] = {"one": sure(1, "EUR")}
    made = study({"worth": worth}, {"split": split, "total": total})
    for ledger, drawn in runs(made):
        found = ledger.model.quantity("total", "project")["number"]
        for draw in range(DRAWS if drawn else 1):
            of = number_of(split, "quantities.split", drawn, draw)
            share = number_of(groups, "quantities.split.groups", drawn, draw)
            expected = [sum(of("of", year) * share(name, year) for name in groups) for year in YEARS]
            held = np.broadcast_to(found, (len(YEARS), max(found.shape[1], draw + 1)))
            assert held[:, draw] == pytest.approx(expected, rel=1e-9, abs=1e-9)


# --- Lines --------------------------------------------------------------------------------------------------------


def named_years(line: dict) -> list[int]:
    years = line.get("years")
    if years is None:
        return YEARS
    if isinstance(years, list):
        return sorted(years)
    return [year for year in YEARS if years["from"] <= year <= years["until"]]


def euros(line: dict, number: Number, *, adjusted: bool) -> dict[int, float]:
    """Euros of a line by year: each amount in its own year, then moved by the delay."""
    active = named_years(line)
    made = dict.fromkeys(YEARS, 0.0)
    for year in active:
        if line["kind"] == "periodic":
            due = any(year == active[0] + line["every"] * time for time in range(len(YEARS)))
            amount = number("amount", year) if due else 0.0
        else:
            amount = number("flags", year) * number("minutes", year) / 60 * number("wage", year)
        if "ramp_up" in line:
            amount *= min(1.0, (year - active[0] + 1) / line["ramp_up"])
        if "growth" in line:
            amount *= 1.01 ** (year - FIRST)
        if adjusted and "adjustment" in line:
            amount += amount * number("adjustment", year)
        paid = year + (line.get("delay", 0) if adjusted else 0)
        if paid in made:
            made[paid] += amount
    return made


@st.composite
def lines(draw, *, kinds: tuple[str, ...] = ("periodic", "oversight")) -> dict:
    kind = draw(st.sampled_from(kinds))
    made: dict = {"kind": kind, "alternative": "project", "payer": "municipality", "receiver": "resources"}
    if kind == "periodic":
        made |= {
            "every": draw(st.integers(1, 9)),
            "amount": {**draw(counts), "unit": "EUR", "price_year": FIRST},
        }
        made["btw"] = {"rate": 0}
    else:
        made |= {"flags": draw(counts), "minutes": draw(counts)}
        made["wage"] = {**draw(counts), "unit": "EUR/hour", "price_year": FIRST}
    bounds = st.sampled_from(YEARS)
    spans = st.tuples(bounds, bounds).map(sorted).map(lambda pair: {"from": pair[0], "until": pair[1]})
    return optional(
        draw,
        made,
        years=st.one_of(spans, st.lists(bounds, min_size=1, unique=True)),
        adjustment=numbers(low=-0.5, high=2),
        delay=st.integers(0, 9),
        ramp_up=st.integers(1, 4),
        growth=st.just(0.01),
    )


@pytest.mark.parametrize("adjusted", [True, False])
@FEW
@given(line=lines())
def test_lines_with_adjustment_and_delay(line, adjusted):
    made = study({"one": line}, adjusted=adjusted)
    for ledger, drawn in runs(made):
        held = ledger.euros("one", "project")
        for draw in range(DRAWS if drawn else 1):
            expected = euros(line, number_of(line, "lines.one", drawn, draw), adjusted=adjusted)
            whole = np.broadcast_to(held, (len(YEARS), max(held.shape[1], draw + 1)))
            assert whole[:, draw] == pytest.approx(list(expected.values()), rel=1e-9, abs=1e-9), (draw, line)
            value = -sum(amount * 1.04 ** -(year - FIRST) for year, amount in expected.items())
            npv = (
                made.outcomes["society", "project", "npv"] if drawn else made.stream("society", "project").npv
            )
            assert npv[draw] == pytest.approx(value, rel=1e-9, abs=1e-6)


def test_periodic_with_delay_by_hand():
    # Every two years from 2027, a quarter dearer, a year later than planned; what falls after 2032 is not counted.
    line = {"kind": "periodic", "alternative": "project", "payer": "municipality", "receiver": "resources"}
    line |= {"btw": {"rate": 0}, "years": {"from": 2027}, "every": 2, "delay": 1}
    line |= {"amount": sure(100, "EUR"), "adjustment": sure(0.25)}
    for adjusted, by_hand in (
        (True, [0, 0, 125, 0, 125, 0, 125]),
        (False, [0, 100, 0, 100, 0, 100, 0]),
    ):
        found = study({"audit": line}, adjusted=adjusted).central.euros("audit", "project")
        assert found[:, 0] == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("delay", [HORIZON + 1, 100])
def test_a_delay_beyond_the_last_year_leaves_nothing(delay):
    line = {"kind": "cash_flow", "alternative": "project", "payer": "municipality", "receiver": "resources"}
    line |= {"amounts": sure(100, "EUR"), "delay": delay}
    found = study({"late": line}).central.euros("late", "project")
    assert found.shape[0] == len(YEARS) and not found.any()


def test_a_delayed_nominal_amount_stays_the_same_amount():
    # A grant of 1,000 euros of the year of payment, paid two years later, is 1,000 euros of that later year: the same
    # amounts some years later, not the same amounts raised with inflation on the way.
    line = {"kind": "transfer", "alternative": "project", "payer": "state", "receiver": "municipality"}
    line |= {"basis": "nominal", "years": [FIRST], "amount": sure(1000, "EUR"), "delay": 2}
    made = study({"grant": line}, inflation={"rate": 0.02})
    assert made.case.perspectives["municipality"].prices == "nominal"
    found = made.stream("municipality", "project").yearly[:, 0]
    assert found == pytest.approx([0, 0, 1000, 0, 0, 0, 0], rel=1e-12)
