"""One deflator: the whole nominal cash table, discounted and brought to the price level by CPI, is the NPV.

Every expected figure is written out here: index levels from the percentages of the case (or from the rows of the table
of price indices, read by this file), nominal euros from the amount, the discount factors from the rates.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mll_finance import appraise, load_case
from mll_finance.cli.main import main
from mll_finance.engine.ledger import Ledger, nominal_rates
from mll_finance.engine.stream import flows
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.second_look.points import points
from mll_finance.municipal_budget.budget import budget_table

ROOT = Path(__file__).parents[2]
SHIFTS = {"start_of_year": 0.0, "mid_year": 0.5, "end_of_year": 1.0}
WAGES, PRICES, RATE = 0.03, 0.02, 0.028
HEAD = """
{schema}
case: {{id: deflated, base_year: 2026, horizon: 5, price_level: 2026, timing: {timing}, discounting: {{rate: 0.028}},
  kadernota: {{wages: 0.03, prices: 0.02, source: by hand}}{more}}}
alternatives: {{baseline: {{}}, project: {{}}}}
lines:
"""


def line(name: str, amount: float = 100.0, year: int = 2026, **fields: Any) -> str:
    """A line of one amount a year that the municipality pays."""
    more = "".join(f"    {key}: {text}\n" for key, text in fields.items())
    number = f"unit: EUR, price_year: {year}, source: count, quality: A"
    return (
        f"  {name}:\n    kind: cash_flow\n    alternative: project\n    payer: municipality\n    receiver: resources\n"
        f"{more}    amounts: {{value: {amount}, {number}}}\n"
    )


def case_of(lines: str, *, schema: str = "schema: 2", timing: str = "mid_year", more: str = "") -> Case:
    return case_from_text(HEAD.format(schema=schema, timing=timing, more=more) + lines)


def npv(case: Case, perspective: str = "society") -> float:
    return float(appraise(case).value(perspective, "project", "npv")["central"])


def nominal(case: Case) -> dict[str, np.ndarray]:
    """Euros of each year by line, as the budget of all years has them."""
    return {row.line: row.amounts for row in budget_table(appraise(case), "project", years=None).lines}


def by_hand(real_growth: float, timing: str = "mid_year", years: int = 6) -> float:
    """The present value of 100 a year that grows by a real percentage, discounted by 2.8%."""
    return sum(
        100.0 * (1 + real_growth) ** year / (1 + RATE) ** (year + SHIFTS[timing]) for year in range(years)
    )


@pytest.mark.parametrize("timing", SHIFTS)
@pytest.mark.parametrize(
    ("fields", "real_growth", "euros"),
    [
        # A wage of 100 with wages 3% and prices 2%: 103 next year, and 103/102 of it in prices of 2026.
        ({"index": "wages"}, 1.03 / 1.02 - 1, [100.0 * 1.03**year for year in range(6)]),
        # What follows prices is 100 in prices of 2026 in every year.
        ({}, 0.0, [100.0 * 1.02**year for year in range(6)]),
        # A contract grows by its clause, whatever prices do.
        ({"index": "{rate: 0.04}"}, 1.04 / 1.02 - 1, [100.0 * 1.04**year for year in range(6)]),
        # A subsidy of 100 euro in every year shrinks by prices.
        ({"basis": "nominal"}, 1 / 1.02 - 1, [100.0] * 6),
        # It is 100 euro whatever index it names.
        ({"basis": "nominal", "index": "wages"}, 1 / 1.02 - 1, [100.0] * 6),
        # Real growth comes on top of the index.
        (
            {"index": "wages", "growth": 0.01},
            1.01 * 1.03 / 1.02 - 1,
            [100 * (1.01 * 1.03) ** t for t in range(6)],
        ),
    ],
)
def test_an_index_of_a_lines_own_moves_the_real_amount(
    fields: dict[str, Any], real_growth: float, euros: list[float], timing: str
) -> None:
    case = case_of(line("cost", **fields), timing=timing)
    assert nominal(case)["cost"] == pytest.approx(-np.array(euros), rel=1e-12)
    for perspective in ("society", "municipality"):
        assert npv(case, perspective) == pytest.approx(-by_hand(real_growth, timing), rel=1e-12)


def test_a_saving_and_a_cost_of_the_same_wages_cancel() -> None:
    # One fte too many and one fte less: nothing remains, whatever wages do.
    saved = line("saved", index="wages").replace("payer: municipality", "payer: resources")
    saved = saved.replace("receiver: resources", "receiver: municipality")
    assert npv(case_of(line("cost", index="wages") + saved)) == pytest.approx(0.0, abs=1e-9)


MONEY = "value: 100, price_year: 2026, source: count, quality: A, unit: EUR"
COUNT = "value: 1, source: count, quality: A, unit: "
ROW = "table: unit_costs, id: caseworker_hour, accepted_by: count"
"""A row of 65 euro of 2026 that follows wages."""
HOURS = f"value: {100 / 65!r}, source: count, quality: A, unit: hour/yr"
FREED = f"""
quantities:
  freed:
    kind: hours_saved
    cases: {{{COUNT}case/yr}}
    minutes: {{value: 60, source: count, quality: A, unit: min/case}}
    cash_share: {{{COUNT}fraction}}
"""
LABOUR = {
    "staffing": f"kind: staffing, fte: {{{COUNT}fte}}, wage: {{{MONEY}/fte}}",
    "oversight": (
        f"kind: oversight, flags: {{{COUNT}flag/yr}}, wage: {{{MONEY}/hour}}, "
        "minutes: {value: 60, source: count, quality: A, unit: min}"
    ),
    "freed hours": f"kind: quantity_price, quantity: {{ref: quantities.freed.hours}}, price: {{{MONEY}/hour}}",
    "production": f"kind: quantity_price, effect: production, quantity: {{{COUNT}person}}, price: {{{MONEY}/person}}",
    "benefits": f"kind: avoided_benefit, number: {{{COUNT}benefit-year}}, amount: {{{MONEY}/benefit-year}}",
    "a row": f"kind: product, factors: {{hour: {{{ROW}}}, count: {{{HOURS}}}}}",
    "a row that another line names": (
        f"kind: quantity_price, quantity: {{{HOURS}}}, price: {{ref: lines.other.price}}"
    ),
    "a row for each alternative": (
        f"kind: quantity_price, quantity: {{{HOURS}}}, price: {{by_alternative: {{default: {{{ROW}}}}}}}"
    ),
}
OTHER = f"""
  other:
    kind: quantity_price
    alternative: project
    payer: municipality
    receiver: resources
    quantity: {{value: 0, source: count, quality: A, unit: hour/yr}}
    price: {{{ROW}}}
"""


@pytest.mark.parametrize("name", LABOUR)
def test_what_is_wages_follows_wages(name: str) -> None:
    parties = (
        "residents, receiver: municipality" if name == "benefits" else "resources, receiver: municipality"
    )
    labour = f"  labour: {{alternative: project, payer: {parties}, cash: true, {LABOUR[name]}}}\n"
    text = OTHER + labour + FREED
    newer, older = (case_of(text, schema=schema) for schema in ("schema: 2", ""))
    assert newer.lines["labour"].index == "wages"
    assert npv(newer, "municipality") == pytest.approx(by_hand(1.03 / 1.02 - 1), rel=1e-9)
    # Under schema 1 it is 100 euro of 2026 in every year.
    assert npv(older, "municipality") == pytest.approx(by_hand(0.0), rel=1e-9)


def test_a_price_that_is_set_follows_what_its_row_follows() -> None:
    labour = f"  labour: {{alternative: project, payer: resources, receiver: residents, {LABOUR['a row']}}}\n"
    case = case_of(labour)
    for change in (130.0, {"times": 2}):
        changed = case.with_({"lines.labour.factors.hour": change}, accept=True)
        assert npv(changed) == pytest.approx(2 * npv(case), rel=1e-12)


WELFARE = f"kind: quantity_price, quantity: {{{COUNT}person}}, price: {{{MONEY}/person}}"


def test_what_is_no_wages_follows_prices() -> None:
    # Well-being, a product, and own staff that says so: 100 euro of 2026 in every year.
    welfare = f"  effect: {{alternative: project, payer: welfare, receiver: residents, {WELFARE}}}\n"
    own = f"  own: {{alternative: project, payer: resources, receiver: residents, index: cpi, {LABOUR['staffing']}}}\n"
    system = (
        "  system: {alternative: project, payer: resources, receiver: residents, kind: product, factors: "
        "{price: {table: unit_costs, id: security_test_annual, accepted_by: count}}}\n"
    )
    case = case_of(welfare + own + system)
    assert [case.lines[name].index for name in ("effect", "own", "system")] == [None, "cpi", None]
    assert npv(case) == pytest.approx((100 + 100 + 7500) / 100 * by_hand(0.0), rel=1e-12)


@pytest.mark.parametrize(
    ("heading", "cell", "real_growth"),
    [(",index", ",wages", 1.03 / 1.02 - 1), (",index", ",", 0.0), ("", "", 0.0)],
)
def test_a_table_of_the_users_own(tmp_path: Path, heading: str, cell: str, real_growth: float) -> None:
    # With the column its rows follow what they say; without the column they follow prices.
    own = f"id,value,unit,price_year,quality,source{heading}\ncoach,100,EUR/year,2026,A,count{cell}\n"
    (tmp_path / "own.csv").write_text(own, encoding="utf-8")
    coach = "kind: product, factors: {price: {table: own, id: coach}}"
    text = f"  coach: {{alternative: project, payer: resources, receiver: residents, {coach}}}\n"
    path = tmp_path / "case.yaml"
    head = HEAD.format(schema="schema: 2", timing="mid_year", more=", tables: {own: own.csv}")
    path.write_text(head + text, encoding="utf-8")
    assert npv(load_case(path)) == pytest.approx(by_hand(real_growth), rel=1e-12)


def test_an_unknown_index_in_a_row_is_named(tmp_path: Path) -> None:
    own = "id,value,unit,price_year,quality,source,index\ncoach,100,EUR/year,2026,A,count,lonen\n"
    (tmp_path / "own.csv").write_text(own, encoding="utf-8")
    coach = "kind: product, factors: {price: {table: own, id: coach}}"
    path = tmp_path / "case.yaml"
    head = HEAD.format(schema="schema: 2", timing="mid_year", more=", tables: {own: own.csv}")
    path.write_text(
        head + f"  coach: {{alternative: project, payer: resources, receiver: residents, {coach}}}\n"
    )
    with pytest.raises(InputError, match="lonen"):
        load_case(path)


def levels(index: str, first: int, last: int) -> dict[int, float]:
    """Levels of an index by year, from the rows of the table; beyond its last year with that year's growth."""
    with (ROOT / "data" / "price_index.csv").open(encoding="utf-8") as file:
        known = {int(row["year"]): float(row["value"]) for row in csv.DictReader(file) if row["id"] == index}
    newest = max(known)
    growth = known[newest] / known[newest - 1]
    return {
        year: known[year] if year in known else known[newest] * growth ** (year - newest)
        for year in range(first, last + 1)
    }


INDICES = {"none": None, "wages": "wages", "cpi": "cpi", "clause": "{rate: 0.035}"}
GENERATED = list(itertools.product(("real", "nominal"), INDICES, SHIFTS))


def generated() -> Iterator[tuple[str, str, str, str, float, int]]:
    """A line of every basis, index and timing, each with an amount and price year of its own."""
    for place, (basis, index, timing) in enumerate(GENERATED):
        if (basis, index) != ("nominal", "clause"):
            yield f"line_{place}", basis, index, timing, 1000.0 + 37 * place, 2021 + place % 6


@pytest.mark.parametrize("base_year", [2026, 2028])
@pytest.mark.parametrize("schedule", ["nl_2025", "{rate: 0.045}"])
def test_the_nominal_cash_table_gives_the_npv_back(base_year: int, schedule: str) -> None:
    level, horizon = 2026, 40
    lines = "".join(
        line(
            name,
            amount,
            year,
            basis=basis,
            timing=timing,
            **({"index": INDICES[index]} if INDICES[index] else {}),
        )
        for name, basis, index, timing, amount, year in generated()
    )
    text = (
        f"schema: 2\ncase: {{id: generated, base_year: {base_year}, horizon: {horizon}, price_level: {level}, "
        f"discounting: {schedule}}}\nalternatives: {{baseline: {{}}, project: {{}}}}\nlines:\n{lines}"
    )
    study = appraise(case_from_text(text))
    years = range(base_year, base_year + horizon + 1)
    cpi, wages = (levels(index, 2015, years[-1]) for index in ("cpi", "wages"))
    clause = {year: 1.035**year for year in range(2015, years[-1] + 1)}
    follows = {"none": cpi, "cpi": cpi, "wages": wages, "clause": clause}
    # Each year's rate: 2.8%, and 1.8% from the 36th year on; or one rate.
    rates = [0.045 if "rate" in schedule else 0.028 if t <= 35 else 0.018 for t in range(1, horizon + 2)]
    start = np.cumprod([1.0, *(1 / (1 + rate) for rate in rates[:-1])])
    euros, total = {}, 0.0
    for name, basis, index, timing, amount, year in generated():
        followed = follows[index]
        table = np.array(
            [amount if basis == "nominal" else amount * followed[t] / followed[year] for t in years]
        )
        euros[name] = table
        factors = start * (1 + np.array(rates)) ** -SHIFTS[timing]
        total += float(sum(table * factors * cpi[level] / np.array([cpi[t] for t in years])))
    seen = study.central.seen_by(study.case.perspectives["municipality"], "project")
    for each in seen:
        assert each.nominal[:, 0] == pytest.approx(-euros[each.line], rel=1e-12)
    assert len(seen) == len(euros)
    for perspective in ("society", "municipality"):
        assert study.value(perspective, "project", "npv")["central"] == pytest.approx(-total, rel=1e-9)


EXAMPLES = sorted(path.name for path in (ROOT / "parameters").glob("*.yaml"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_nominal_cash_table_of_an_example_gives_its_npv_back(name: str) -> None:
    case = load_case(ROOT / "parameters" / name)
    ledger = Ledger(case)
    years = case.years
    level, own = case.prices.level_year, case.settings.discounting
    cpi = levels("cpi", 2015, years[-1])
    # The horizons of the examples lie within the first step of the schedule.
    rate = RATE if own is None else own.rate
    to_level = np.array([cpi[level] / cpi[year] for year in years])
    for perspective, alternative in itertools.product(case.perspectives, case.projects):
        viewpoint = case.perspectives[perspective].model_copy(update={"prices": "nominal"})
        tables = flows(ledger, viewpoint, alternative).by_timing
        real = flows(ledger, case.perspectives[perspective], alternative)
        value = scale = 0.0
        for timing, table in tables.items():
            discounted = table[:, 0] * to_level * (1 + rate) ** -(np.arange(len(years)) + SHIFTS[timing])
            value, scale = value + float(discounted.sum()), scale + float(np.abs(discounted).sum())
        assert value == pytest.approx(
            float((real.pv_benefits - real.pv_costs)[0]), abs=1e-9 * max(scale, 1.0)
        )


def test_every_draw_follows_the_index_too() -> None:
    uncertain = line("cost", index="wages").replace(
        "value: 100.0", "distribution: {kind: uniform, low: 50, high: 150}"
    )
    study = appraise(case_of(uncertain, more=", draws: 64"))
    drawn = study.draws.block(0, 64)["lines.cost.amounts"]
    for perspective in ("society", "municipality"):
        expected = -drawn / 100.0 * by_hand(1.03 / 1.02 - 1)
        assert study.outcomes[perspective, "project", "npv"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("timing", SHIFTS)
def test_the_annual_equivalent_is_an_equal_amount_in_the_prices_of_the_perspective(timing: str) -> None:
    # 100 a year in prices of 2026 is that to society. In euros of each year it is the equal amount N with
    # sum N / 1.02^t / 1.028^(t + s) = sum 100 / 1.028^(t + s), over the six years.
    factors = np.array([(1 + RATE) ** -(year + SHIFTS[timing]) for year in range(6)])
    study = appraise(case_of(line("cost"), timing=timing))
    in_budget = 100.0 * factors.sum() / (factors * 1.02 ** -np.arange(6.0)).sum()
    for perspective, amount in (("society", 100.0), ("municipality", in_budget)):
        row = study.value(perspective, "project", "annual_equivalent")
        assert row["central"] == pytest.approx(-amount, rel=1e-12)
    # A fixed subsidy of 100 euro in each year is 100 in the budget, and a wage of 100 grows beside prices.
    fixed = appraise(case_of(line("cost", basis="nominal"), timing=timing))
    assert fixed.value("municipality", "project", "annual_equivalent")["central"] == pytest.approx(-100.0)
    wage = appraise(case_of(line("cost", index="wages"), timing=timing))
    spread = float(factors @ (1.03 / 1.02) ** np.arange(6) / factors.sum())
    assert wage.value("society", "project", "annual_equivalent")["central"] == pytest.approx(-100 * spread)


def test_the_nominal_rate_of_each_year_discounts_the_nominal_budget() -> None:
    # 1.028 x 1.02 - 1 = 4.856% where both rates are the same in every year; and 1.028 x 1.05 - 1 in a year of 5%.
    case = case_of(line("cost"))
    viewpoint = case.perspectives["municipality"]
    assert nominal_rates(case, viewpoint) == pytest.approx(dict.fromkeys(range(2027, 2032), 0.04856))
    uneven = case_of(line("cost")).with_(
        {"case.kadernota.prices": {2027: 0.02, 2029: 0.05, 2030: 0.02}}, accept=True
    )
    rates = nominal_rates(uneven, viewpoint)
    assert rates == pytest.approx({2027: 0.04856, 2028: 0.04856, 2029: 0.0794, 2030: 0.04856, 2031: 0.04856})
    # At the start of each year its product discounts the budget of all years to the NPV.
    study = appraise(uneven.with_({"case.timing": "start_of_year"}, accept=True))
    budget = budget_table(study, "project", years=None).total()
    factors = np.cumprod([1.0, *(1 / (1 + rate) for rate in rates.values())])
    assert study.value("municipality", "project", "npv")["central"] == pytest.approx(float(budget @ factors))
    assert nominal_rates(case.with_({"case.horizon": 0}, accept=True), viewpoint) == {}


def test_schema_1_keeps_its_numbers_and_is_told() -> None:
    lines = line("wage", index="wages") + line("fixed", basis="nominal", index="wages") + line("rent")
    case = case_of(lines, schema="")
    # An index of its own moved nominal euros alone: 100 of 2026 a year, the fixed amount by its own index.
    assert npv(case) == pytest.approx(-(2 * by_hand(0.0) + by_hand(1 / 1.03 - 1)), rel=1e-12)
    assert nominal(case)["wage"] == pytest.approx(-100 * 1.03 ** np.arange(6), rel=1e-12)
    assert "schema_1_index" in {point.id for point in points(case)}
    assert "schema_1_index" not in {point.id for point in points(case_of(line("rent"), schema=""))}


def test_an_adopted_case_of_before_the_one_deflator_does_not_move(tmp_path: Path) -> None:
    path = tmp_path / "adopted.yaml"
    text = HEAD.format(schema="schema: 2", timing="mid_year", more=", status: vastgesteld")
    path.write_text(text + line("wage", index="wages") + OTHER, encoding="utf-8")
    assert main(["lock", str(path)]) == 0
    assert npv(load_case(path)) == pytest.approx(-by_hand(1.03 / 1.02 - 1), rel=1e-12)
    # A lock of before the one deflator does not name it, nor what followed from it.
    lock = tmp_path / "adopted.lock.json"
    content = json.loads(lock.read_text(encoding="utf-8"))
    del content["state"]["rules"]["deflator"]
    del content["state"]["numbers"]["lines.wage.amounts"]["index"]
    del content["state"]["numbers"]["lines.other.price"]["index"]
    text = json.dumps(content["state"], sort_keys=True, ensure_ascii=False)
    content["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    lock.write_text(json.dumps(content), encoding="utf-8")
    older = load_case(path)
    assert npv(older) == pytest.approx(-by_hand(0.0), rel=1e-12)
    assert nominal(older)["wage"] == pytest.approx(-100 * 1.03 ** np.arange(6), rel=1e-12)


PAID_FOR_RESULTS = """
  investor:
    kind: cash_flow
    alternative: project
    payer: investors
    receiver: resources
    basis: {advanced}
    {index}
    amounts: {{value: 100, unit: EUR, price_year: 2026, source: count, quality: A}}
  outcome:
    kind: outcome_payment
    alternative: project
    payer: municipality
    receiver: investors
    basis: {paid}
    outcomes: {{value: 1, unit: household, source: count, quality: A}}
    price: {{value: 1000000, unit: EUR/household, price_year: 2026, source: count, quality: A}}
    advanced: {{first: {{ref: lines.investor.amounts}}}}
    cap: {{value: 0.1, unit: 1/yr, source: count, quality: A}}
parties: {{investors: {{title: {{nl: Investeerders, en: Investors}}}}}}
"""


@pytest.mark.parametrize("paid", ["real", "nominal"])
@pytest.mark.parametrize(
    ("advanced", "index", "growth"),
    [
        # Euros of each year: 100 in every year, whatever prices do.
        ("nominal", "", 0.0),
        # Euros of 2026 that follow prices: 100, 102, 104.04.
        ("real", "", PRICES),
        # Or wages: 100, 103, 106.09.
        ("real", "index: wages", WAGES),
    ],
)
def test_what_was_advanced_is_paid_back_in_the_euros_in_which_it_was_advanced(
    advanced: str, index: str, growth: float, paid: str
) -> None:
    """The results are worth far more, so that each year pays the claim: what was advanced in that year."""
    case = case_of(PAID_FOR_RESULTS.format(advanced=advanced, index=index, paid=paid))
    expected = [100.0 * (1 + growth) ** year for year in range(6)]
    assert -nominal(case)["outcome"] == pytest.approx(expected, rel=1e-12)
    # The investors get back what they put in.
    real = sum(
        euros / (1 + PRICES) ** year / (1 + RATE) ** (year + 0.5) for year, euros in enumerate(expected)
    )
    assert npv(case) == pytest.approx(-real, rel=1e-12)
