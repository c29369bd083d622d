"""Published figures through the kinds of the case model: additionality, cohorts, optimism bias, weights, detection.

Every expected value is the source's own, with the source's rounding as tolerance.
"""

from __future__ import annotations

import pytest
import yaml

from mll_finance.drivers.adjustments import adjustments
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.parties.weights import weighted

YEAR_0 = 2026


def sure(value: object, unit: str, **more: object) -> dict:
    money = {"price_year": YEAR_0} if "EUR" in unit else {}
    return {"value": value, "unit": unit, "source": "the example", "quality": "B", **money, **more}


def study(lines: dict, *, rate: float = 0.0, horizon: int = 0, **sections: dict) -> Study:
    head = {"id": "published", "base_year": YEAR_0, "horizon": horizon, "discounting": {"rate": rate}}
    case = {
        "case": {**head, **sections.pop("head", {})},
        "alternatives": {"baseline": {"title": "Baseline"}, "project": {"title": "Project"}},
        "lines": lines,
        **sections,
    }
    return appraise(case_from_text(yaml.dump(case, Dumper=yaml.CSafeDumper, sort_keys=False, width=1000)))


def line(payer: str, receiver: str, **fields: object) -> dict:
    return {"kind": "cash_flow", "alternative": "project", "payer": payer, "receiver": receiver, **fields}


def outputs(made: Study, quantity: str, alternative: str = "project") -> dict[str, float]:
    """The outputs of a quantity in the first year of the central case."""
    found = made.central.model.quantity(quantity, alternative)
    return {name: float(value[0, 0]) for name, value in found.items()}


PRICED = line("welfare", "residents", amounts=sure(1, "EUR"))
"""A line, since a case without one is no case."""


# --- Social return on investment ----------------------------------------------------------------------------------

IMPACT_MAP = (
    # name, quantity, proxy, deadweight, attribution, drop-off, years: Wheels-to-Meals, impact map
    ("accident_and_emergency", 7, 94, 0, 0.05, 0, 1),
    ("geriatric_assessment", 7, 4_964, 0, 0.05, 0, 1),
    ("geriatric_care", 7, 7_220, 0, 0.05, 0, 1),
    ("gp_visits", 90, 19, 0, 0.10, 0.10, 5),
    ("friends", 16, 48.25, 0.10, 0.35, 0, 1),
    ("volunteers", 4, 162.50, 0.70, 0.10, 0.35, 1),
    ("neighbours", 275, -5, 0.05, 0, 0.05, 3),
)


def wheels_to_meals(*, lag: int, cohort_first: bool) -> Study:
    """Who is helped in year 0 benefits at the end of year 1 (or, with a lag, at the start of year 1) and after."""
    timing = "start_of_year" if lag else "end_of_year"
    parts = {"payer": "municipality", "receiver": "resources", "timing": "start_of_year", "years": [YEAR_0]}
    lines: dict = {"grant": {**line(**parts), "amounts": sure({YEAR_0: 24_375}, "EUR")}}
    hours = {"quantity": sure(3000, "hour"), "price": sure(6, "EUR/hour")}
    lines["time"] = {**line(**parts), "kind": "quantity_price", "payer": "residents", **hours}
    quantities: dict = {}
    for name, count, proxy, deadweight, attribution, drop_off, years in IMPACT_MAP:
        additional: dict = {"kind": "additional", "of": sure({YEAR_0: count, YEAR_0 + 1: 0}, "outcome/yr")}
        additional["deadweight"] = sure(deadweight, "fraction")
        additional["attribution"] = sure(attribution, "fraction")
        cohort: dict = {"kind": "cohort", "years": years, "lag": lag, "drop_off": sure(drop_off, "fraction")}
        last = f"quantities.{name}_cohort.active"
        if cohort_first:
            cohort["of"], additional["of"] = additional["of"], {"ref": last}
            last = f"quantities.{name}_net.net"
        else:
            cohort["of"] = {"ref": f"quantities.{name}_net.net"}
        quantities |= {f"{name}_net": additional, f"{name}_cohort": cohort}
        worth = {"quantity": {"ref": last}, "price": sure(proxy, "EUR/outcome")}
        lines[name] = {**line("welfare", "residents", timing=timing), "kind": "quantity_price", **worth}
    return study(lines, rate=0.035, horizon=4 + lag, quantities=quantities)


@pytest.mark.parametrize("lag", [0, 1])
@pytest.mark.parametrize("cohort_first", [False, True])
def test_wheels_to_meals_through_additional_and_cohort(lag, cohort_first):
    # The SROI Network (2012), A Guide to Social Return on Investment, Wheels-to-Meals: inputs 42,375, present value
    # 81,741.93, net 39,366.93, ratio 1.93:1 (1.9290 unrounded), to the penny. One outcome is negative.
    made = wheels_to_meals(lag=lag, cohort_first=cohort_first)
    found = {
        c: made.value("society", "project", c)["central"] for c in ("pv_costs", "pv_benefits", "npv", "bcr")
    }
    assert found["pv_costs"] == pytest.approx(42_375, rel=1e-12)
    assert found["pv_benefits"] == pytest.approx(81_741.93, abs=0.01)
    assert found["npv"] == pytest.approx(39_366.93, abs=0.01)
    assert found["bcr"] == pytest.approx(1.9290, abs=5e-5)


@pytest.mark.parametrize("lag", [0, 1])
def test_yearly_totals_of_wheels_to_meals(lag):
    # The same impact map: yearly totals of outcomes 82,508.57; 144.16; 67.70; 1,121.93; 1,009.74.
    made = wheels_to_meals(lag=lag, cohort_first=False)
    by_year = sum(made.central.euros(name, "project") for name, *_ in IMPACT_MAP)[:, 0]
    printed = [0.0] * lag + [82_508.57, 144.16, 67.70, 1_121.93, 1_009.74]
    assert by_year == pytest.approx(printed, abs=0.0051)


# --- Additionality ------------------------------------------------------------------------------------------------


def test_net_additional_share():
    # Homes and Communities Agency (2014), Additionality Guide, 4th ed. (English Partnerships, 2008, 3rd ed.), in the
    # multiplicative form: the factors commonly used, 20%, 25% and 10%, leave 0.54 of the gross effect.
    shares = {"deadweight": 0.2, "displacement": 0.25, "attribution": 0.1}
    net = {"kind": "additional", "of": sure(100, "job/yr")}
    net |= {name: sure(share, "fraction") for name, share in shares.items()}
    found = outputs(study({"worth": PRICED}, quantities={"jobs": net}), "jobs")
    assert found == pytest.approx({"net": 54.0, "gross": 100.0}, rel=1e-12)


def test_deadweight_as_a_reference_case():
    # The same guide in its own form: net = intervention - reference case, each with its own displacement and
    # attribution. Where these are equal the two forms agree, so 100 against 20 without the project leaves 54 as well.
    gross = {"by_alternative": {"baseline": 20, "project": 100}, **sure(None, "job/yr")}
    del gross["value"]
    net = {"kind": "additional", "of": gross}
    net |= {"displacement": sure(0.25, "fraction"), "attribution": sure(0.1, "fraction")}
    worth = {
        "kind": "quantity_price",
        "alternative": "all",
        "quantity": {"ref": "quantities.jobs.net"},
        "price": sure(1, "EUR/job"),
    }
    made = study({"worth": {"payer": "welfare", "receiver": "residents", **worth}}, quantities={"jobs": net})
    assert made.value("society", "project", "npv")["central"] == pytest.approx(54.0, rel=1e-12)


# --- Optimism bias ------------------------------------------------------------------------------------------------


def outlay(amount: float, adjustment: float) -> dict:
    return line(
        "municipality", "resources", amounts=sure(amount, "EUR"), adjustment=sure(adjustment, "fraction")
    )


def test_optimism_bias_of_a_combined_project():
    # HM Treasury (2003), Supplementary Green Book Guidance: Optimism Bias, combined project: 30% non-standard (upper
    # bound 51%) and 70% standard building (24%) have a bound of 32.1% on capital expenditure together.
    parts = study({"non_standard": outlay(30, 0.51), "standard": outlay(70, 0.24)})
    whole = study({"building": outlay(100, 0.321)})
    for made in (parts, whole):
        found = {one.perspective: one for one in adjustments(made)}
        assert set(found) == {"society", "municipality"}
        for one in found.values():
            assert one.unadjusted == pytest.approx(-100, rel=1e-12)
            assert one.adjusted == pytest.approx(-132.1, rel=1e-12)
            assert one.difference == pytest.approx(-32.1, rel=1e-12)
        assert made.value("society", "project", "pv_costs")["central"] == pytest.approx(132.1, rel=1e-12)


@pytest.mark.parametrize(("estimate", "stage"), [(2.0, "outline"), (0.1, "full")])
def test_optimism_bias_of_software(estimate, stage):
    # Mott MacDonald (2002), Review of Large Public Procurement in the UK, table 2: equipment and development, upper
    # bound 200% and lower bound 10% of capital expenditure.
    (one, _) = adjustments(study({stage: outlay(1000, estimate)}))
    assert one.difference == pytest.approx(-1000 * estimate, rel=1e-12)


# --- Distributional weights ---------------------------------------------------------------------------------------

INCOMES = {15_000: 3.0086, 25_000: 1.5487, 50_000: 0.6290, 75_000: 0.3713, 100_000: 0.2554}
"""Income to weight at a reference income of 35,000, worked out by hand from the formula to four decimals."""


def weights() -> dict:
    # HM Treasury (2018), The Green Book, A3.14: (reference income / income of the group)^1.3.
    stated = {"source": "the example", "quality": "B"}
    return {f"at_{income}": {"value": (35_000 / income) ** 1.3, **stated} for income in INCOMES}


def test_weights_of_the_green_book():
    # HM Treasury (2018), The Green Book, A3.14-A3.22: a euro for each group, weighted and unweighted side by side.
    lines = {f"gain_{income}": {**PRICED, "group": f"at_{income}", "years": [YEAR_0]} for income in INCOMES}
    for income, printed in INCOMES.items():
        only = {f"gain_{income}": lines[f"gain_{income}"]}
        (one,) = weighted(study(only, head={"weights": weights()}))
        assert one.unweighted == pytest.approx(1, rel=1e-12)
        assert one.weighted == pytest.approx(printed, abs=5.1e-5)
    (one,) = weighted(study(lines, head={"weights": weights()}))
    assert one.unweighted == pytest.approx(5, rel=1e-12)
    assert one.weighted == pytest.approx(sum(INCOMES.values()), abs=5 * 5.1e-5)
    assert one.by_group == pytest.approx(dict.fromkeys((f"at_{income}" for income in INCOMES), 1.0))


@pytest.mark.parametrize(("payer", "sign"), [("municipality", 1), ("residents", -1)])
def test_a_payment_to_a_group_of_residents_is_weighted(payer, sign):
    # HM Treasury (2018), The Green Book, A3.21: the gain of the group times its weight, plus what the taxpayer gains.
    # 100 from the municipality to a group with weight 3.0086 is 3.0086 x 100 - 100, though a transfer nets to zero.
    receiver = "residents" if payer == "municipality" else "municipality"
    paid = line(payer, receiver, amounts=sure({YEAR_0: 100}, "EUR"), group="at_15000")
    (one,) = weighted(study({"allowance": paid}, head={"weights": weights()}))
    assert one.unweighted == pytest.approx(0, abs=1e-9)
    assert one.weighted == pytest.approx(sign * (300.86 - 100), abs=0.0051)


# --- Detection ----------------------------------------------------------------------------------------------------


def selection(*, flags: float, precision: float, prevalence: float, population: float) -> dict[str, float]:
    detection = {
        "kind": "detection",
        "population": sure(population, "person/yr"),
        "prevalence": sure(prevalence, "fraction"),
        "precision": sure(precision, "fraction"),
        "capacity": sure(flags, "flag/yr"),
    }
    return outputs(study({"worth": PRICED}, quantities={"selection": detection}), "selection")


@pytest.mark.parametrize(
    ("precision", "base", "printed", "hits"), [(0.46, 0.017, 27, 1380), (1 / 3, 0.007, 48, 1000)]
)
def test_homelessness_in_los_angeles(precision, base, printed, hits):
    # California Policy Lab (2019), Predicting and Preventing Homelessness in Los Angeles: of the 3,000 at highest risk
    # 46% became homeless, 27 times the base rate (hence 1.7%); 1 in 3 for the first time, 48 times (0.7%). The size of
    # the population does not matter as long as the capacity binds.
    found = selection(flags=3000, precision=precision, prevalence=base, population=1_000_000)
    assert found["flags"] == 3000
    assert found["true_positives"] == pytest.approx(hits, rel=1e-12)
    assert found["false_positives"] == pytest.approx(3000 - hits, rel=1e-12)
    assert found["lift"] == pytest.approx(printed, abs=0.5)
    assert found["recall"] == pytest.approx(hits / (base * 1_000_000), rel=1e-12)


def test_base_rate_behind_a_published_lift():
    # The same source the other way round: a lift of 27 at 46% is a base rate of 1.7%, to one decimal.
    found = selection(flags=3000, precision=0.46, prevalence=0.46 / 27, population=1_000_000)
    assert found["lift"] == pytest.approx(27, rel=1e-12)
    wanted = found["true_positives"] + found["false_negatives"]
    assert 100 * wanted / 1_000_000 == pytest.approx(1.7, abs=0.05)


def test_welfare_fraud_signals_of_nissewaard():
    # Nissewaard (2021): of 25 alerts 6 were confirmed, so 19 residents were looked into for nothing. Population and
    # prevalence are not published; as long as the capacity binds they do not matter for these counts.
    found = selection(flags=25, precision=6 / 25, prevalence=0.02, population=2500)
    assert (found["flags"], found["true_positives"]) == pytest.approx((25, 6), rel=1e-12)
    assert found["false_positives"] == pytest.approx(19, rel=1e-12)


def test_perfect_precision_finds_no_more_than_there_is():
    # Fawcett (2006), sect. 2: recall is at most 1, and the lift at most 1 / prevalence.
    found = selection(flags=100, precision=1.0, prevalence=0.05, population=1000)
    assert (found["true_positives"], found["recall"]) == pytest.approx((50, 1), rel=1e-12)
    assert found["false_positives"] == pytest.approx(50, rel=1e-12)
