"""The municipal budget, the bridge and the draws against a second implementation: plain loops over years and lines.

The loops read the price indices with the csv module and share nothing with the engine but the text of the rulings.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.facade import frames
from mll_finance.inputs.case.case import case_from_text
from mll_finance.municipal_budget.budget import budget_table, left_to_charge
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.municipal_budget.procurement import routes
from mll_finance.municipal_budget.resilience import resilience
from mll_finance.parties.bridge import bridge
from mll_finance.parties.incidence import by_group, incidence_table, wrong_pocket
from mll_finance.report.blocks import Table
from mll_finance.report.page import section

DATA = Path(__file__).resolve().parents[2] / "data"
YEARS = range(2027, 2033)

CASE = """\
case: {id: by_hand, base_year: 2027, horizon: 5, price_level: 2026, timing: mid_year, draws: 64}
alternatives:
  baseline: {title: Baseline}
  project: {title: Project}
budget:
  omslagrente: {rate: 0.0187, step: 0.005, mode: nearest, source: goirle_2018, quality: B}
  programmes: {social: {title: Social}}
  taakvelden: {"6.3": {title: Income schemes, programme: social}}
lines:
  system:            # capital, half of the btw compensated, written off over 3 years from half a year on
    kind: purchase
    alternative: project
    payer: municipality
    receiver: resources
    btw: {rate: 0.21, compensable: 0.5}
    nature: capital
    activation: {years: 3, first_year: 0.5, source: own_estimate}
    duration: incidental
    category: ict
    taakveld: "0.4"
    amount: {value: {2027: 100000, 2030: 20000}, unit: EUR, price_year: 2026, source: s, quality: B}
  staff:             # wages rise with their own index
    kind: staffing
    alternative: project
    payer: municipality
    receiver: resources
    index: wages
    duration: structural
    category: staff
    taakveld: "6.3"
    years: {from: 2028}
    fte: {value: 0.5, unit: fte, source: s, quality: B}
    wage: {value: 80000, unit: EUR/fte/yr, price_year: 2026, source: s, quality: B, index: wages,
           distribution: {kind: uniform, low: 70000, high: 90000}}
  contract:          # a clause of its own: fixed euros of each year
    kind: purchase
    alternative: project
    payer: municipality
    receiver: partner
    basis: nominal
    btw: {rate: 0.21, compensable: 1.0}
    duration: structural
    category: ict
    taakveld: "6.3"
    amount: {value: {2028: 10000, 2029: 10300, 2030: 10609}, unit: EUR, source: s, quality: B}
  saving:            # a budget that really goes down
    kind: cash_flow
    alternative: project
    payer: resources
    receiver: municipality
    cash: true
    release: {owner: manager, taakveld: "6.3", year: 2029, action: two posts fewer}
    duration: structural
    category: staff
    taakveld: "6.3"
    amounts: {value: {2029: 30000, 2030: 30000, 2031: 30000, 2032: 30000}, unit: EUR, price_year: 2026, source: s,
              quality: B}
  time_freed:        # no budget goes down
    kind: cash_flow
    alternative: project
    payer: resources
    receiver: municipality
    cash: false
    amounts: {value: {2029: 8000, 2030: 8000}, unit: EUR, price_year: 2026, source: s, quality: B}
  relief:            # well-being of residents
    kind: cash_flow
    alternative: project
    payer: welfare
    receiver: residents
    group: low_income
    amounts: {value: {2029: 50000, 2030: 60000}, unit: EUR, price_year: 2026, source: s, quality: B}
  burden:            # and what they lose
    kind: cash_flow
    alternative: project
    payer: residents
    receiver: welfare
    cash: false
    amounts: {value: {2028: 2000}, unit: EUR, price_year: 2026, source: s, quality: B}
  old_system:        # runs in the baseline, not in the project
    kind: cash_flow
    alternative: baseline
    payer: municipality
    receiver: resources
    category: ict
    taakveld: "0.4"
    amounts: {value: {2028: 4000, 2029: 4000}, unit: EUR, price_year: 2026, source: s, quality: B}
"""


def levels(name: str) -> dict[int, float]:
    with (DATA / "price_index.csv").open(encoding="utf-8", newline="") as handle:
        found = {int(row["year"]): float(row["value"]) for row in csv.DictReader(handle) if row["id"] == name}
    for year in range(max(found) + 1, 2040):
        found[year] = found[year - 1] * found[year - 1] / found[year - 2]
    return found


CPI, WAGES = levels("cpi"), levels("wages")
RATE = 0.02  # 1.87% rounded to the nearest half point


def rise(index: dict[int, float], year: int) -> float:
    return index[year] / index[2026]


def outlays() -> dict[int, float]:
    """What is paid for the system in euros of each year, with the half of the btw that nobody compensates."""
    kept = 1 + 0.21 - 0.5 * 0.21
    return {2027: 100_000 * kept * rise(CPI, 2027), 2030: 20_000 * kept * rise(CPI, 2030)}


def charges() -> tuple[dict[int, float], float]:
    """Charges by year, year after year from the book value on 1 January; and what is left after the last year."""
    made = dict.fromkeys(YEARS, 0.0)
    left = 0.0
    for start, outlay in outlays().items():
        book = outlay
        for year in range(start, 2033):
            share = 0.5 if year == start else 1.0
            depreciation = min(book, outlay / 3 * share)
            made[year] += depreciation + book * RATE * share
            book -= depreciation
        left += book
    return made, left


def budget() -> dict[str, dict[int, float]]:
    """The accrual budget by line and year."""
    system, _ = charges()
    return {
        "system": {year: -system[year] for year in YEARS},
        "staff": {year: -0.5 * 80_000 * rise(WAGES, year) if year >= 2028 else 0.0 for year in YEARS},
        "contract": {year: -{2028: 10_000, 2029: 10_300, 2030: 10_609}.get(year, 0.0) for year in YEARS},
        "saving": {year: 30_000 * rise(CPI, year) if year >= 2029 else 0.0 for year in YEARS},
        "old_system": {year: 4_000 * rise(CPI, year) if year in (2028, 2029) else 0.0 for year in YEARS},
    }


@pytest.fixture(scope="module")
def study() -> Study:
    return appraise(case_from_text(CASE))


def test_the_accrual_budget(study: Study) -> None:
    table = budget_table(study, "project", years=None)
    expected = budget()
    assert {line.line for line in table.lines} == set(expected)
    for line in table.lines:
        assert line.amounts.tolist() == pytest.approx(list(expected[line.line].values())), line.line
    left = charges()[1]
    assert left > 1_000 and left_to_charge(study, "project") == pytest.approx(left)


def test_the_liquidity_budget(study: Study) -> None:
    table = budget_table(study, "project", accounting="cash", years=None)
    expected = budget()
    expected["system"] = {year: -outlays().get(year, 0.0) for year in YEARS}
    for line in table.lines:
        assert line.amounts.tolist() == pytest.approx(list(expected[line.line].values())), line.line


def test_four_years_by_taakveld_duration_and_kind(study: Study) -> None:
    table, expected = budget_table(study, "project"), budget()
    belongs = {
        "taakveld": {"0.4": ["system", "old_system"], "6.3": ["staff", "contract", "saving"]},
        "duration": {
            "incidental": ["system"],
            "structural": ["staff", "contract", "saving"],
            None: ["old_system"],
        },
        "category": {"ict": ["system", "contract", "old_system"], "staff": ["staff", "saving"]},
        "programme": {"social": ["staff", "contract", "saving"], None: ["system", "old_system"]},
    }
    for key, parts in belongs.items():
        found: dict[str | None, np.ndarray] = {}
        for group in table.groups(key):  # type: ignore[arg-type]
            found[group.names[0]] = found.get(group.names[0], 0.0) + group.amounts
        assert set(found) == set(parts), key
        for name, lines in parts.items():
            sums = [sum(expected[line][year] for line in lines) for year in range(2027, 2031)]
            assert found[name].tolist() == pytest.approx(sums), (key, name)
    (saving,) = [
        group for group in table.groups("category") if group.side == "benefits" and group.names == ("staff",)
    ]
    assert saving.amounts[2] == pytest.approx(30_000 * rise(CPI, 2029))


def test_structural_charges_ask_for_structural_cover(study: Study) -> None:
    # The system is incidental; the old system says neither and counts as structural, on the prudent side.
    found, expected = covered_budget(study, "project"), budget()
    years = range(2027, 2031)
    incidental = [expected["system"][year] for year in years]
    rest = [sum(amounts[year] for name, amounts in expected.items() if name != "system") for year in years]
    assert found.incidental.tolist() == pytest.approx(incidental)
    assert found.structural.tolist() == pytest.approx(rest)
    short = {year: -value for year, value in zip(years, rest, strict=True) if value < 0}
    assert 0 < len(short) < 4 and found.structural_gap == pytest.approx(short)


def discount(year: int) -> float:
    """nl_2025 at mid-year: 2.8% a year, half a year less in the base year."""
    return 1.028 ** -(year - 2027 + 0.5)


def real(line: str) -> dict[int, float]:
    """Euros ex btw at the price level of 2026, as paid."""
    held = {
        "system": {2027: 100_000, 2030: 20_000},
        "staff": dict.fromkeys(range(2028, 2033), 40000),
        "contract": {y: v / rise(CPI, y) for y, v in {2028: 10_000, 2029: 10_300, 2030: 10_609}.items()},
        "saving": dict.fromkeys(range(2029, 2033), 30000),
        "time_freed": {2029: 8_000, 2030: 8_000},
        "relief": {2029: 50_000, 2030: 60_000},
        "burden": {2028: 2_000},
        "old_system": {2028: 4_000, 2029: 4_000},
    }
    return held[line]


def worth(line: str, share: float) -> float:
    return share * sum(amount * discount(year) for year, amount in real(line).items())


def test_the_bridge_item_by_item(study: Study) -> None:
    found = bridge(study, "project")
    society = (
        worth("system", -1.21)
        + worth("staff", -1)
        + worth("saving", 1)
        + worth("time_freed", 1)
        + worth("relief", 1)
        + worth("burden", -1)
        + worth("old_system", 1)
    )
    assert found.society == pytest.approx(society)
    items = {(item.id, item.party): item.amount for item in (*found.to_npv, *found.to_budget)}
    assert items["others", "residents"] == pytest.approx(-worth("relief", 1) + worth("burden", 1))
    assert items["others", "partner"] == pytest.approx(-worth("contract", 1))
    assert items["others", "state"] == 0
    # Half of 21% on the system comes back; the btw of the contract is paid to the state and comes back whole.
    assert items["btw_compensated", None] == pytest.approx(worth("system", 0.105))
    assert items["not_in_money", None] == 0
    assert items["not_cash_releasing", None] == pytest.approx(-worth("time_freed", 1))
    assert items["btw_rule", None] == 0 and items["schedule", None] == 0
    municipality = worth("system", -1.105) + worth("staff", -1) + worth("contract", -1) + worth("saving", 1)
    municipality += worth("old_system", 1)
    assert found.municipality == pytest.approx(municipality)
    shares = {"system": -1.105, "staff": -1, "contract": -1, "saving": 1, "old_system": 1}
    undiscounted = sum(share * sum(real(line).values()) for line, share in shares.items())
    assert items["discounting", None] == pytest.approx(undiscounted - municipality)
    expected = budget()
    cash = {**expected, "system": {year: -outlays().get(year, 0.0) for year in YEARS}}
    nominal = sum(sum(line.values()) for line in cash.values())
    assert items["price_basis", None] == pytest.approx(nominal - undiscounted)
    assert items["accounting", None] == pytest.approx(sum(outlays().values()) - sum(charges()[0].values()))
    later = sum(line[year] for line in expected.values() for year in (2031, 2032))
    assert items["later_years", None] == pytest.approx(-later)
    assert found.budget == pytest.approx(sum(sum(line.values()) for line in expected.values()) - later)
    assert abs(found.left_at_npv) < 1e-9 * found.scale and abs(found.left_at_budget) < 1e-9 * found.scale


def test_the_same_as_data_frames(study: Study) -> None:
    found = frames.bridge(study, "project")
    ends = found.set_index("step")["balance"]
    assert found["step"].iloc[0] == "society" and found["step"].iloc[-1] == "budget"
    assert ends["later_years"] == pytest.approx(ends["budget"])
    assert ends["schedule"] == pytest.approx(ends["municipality"])
    lines = frames.incidence(study, "project")
    assert lines.loc["contract", "partner"] == pytest.approx(worth("contract", 1))
    assert lines.loc["relief"].dropna().to_dict() == {"residents": pytest.approx(worth("relief", 1))}


def test_who_pays_and_who_gains(study: Study) -> None:
    table = incidence_table(study, "project")
    assert table.npv("residents") == pytest.approx(worth("relief", 1) - worth("burden", 1))
    # The partner sells: under the lens of society it gains the price, the municipality loses it, the state nothing.
    assert table.by_line["partner"] == {"contract": pytest.approx(worth("contract", 1))}
    assert table.by_year["partner"][1] == pytest.approx(10_000 / rise(CPI, 2028) * discount(2028))
    groups = by_group(study, "project")
    assert groups == {
        "low_income": pytest.approx(worth("relief", 1)),
        None: pytest.approx(-worth("burden", 1)),
    }
    pocket = wrong_pocket(study, "project")
    own = worth("system", -1.105) + worth("staff", -1) + worth("contract", -1) + worth("old_system", 1)
    assert pocket.paid == pytest.approx(-own)  # a cost that is saved lowers what is paid
    assert pocket.received == pytest.approx(worth("saving", 1) + worth("time_freed", 1))
    assert pocket.gap == pytest.approx(pocket.society - own - pocket.received)


@pytest.fixture(scope="module")
def wage(study: Study) -> np.ndarray:
    (block,) = list(study.draws.blocks())
    (drawn,) = block.values()
    assert drawn.size == 64 and np.ptp(drawn) > 10_000
    return drawn


def test_every_draw_is_the_case_with_the_drawn_values(study: Study, wage: np.ndarray) -> None:
    for place in (0, 17, 63):
        fixed = appraise(study.case.with_({"lines.staff.wage": float(wage[place])}))
        table = incidence_table(fixed, "project")
        for party in table.parties:
            drawn = study.by_draw.parties["project", party][place]
            assert drawn == pytest.approx(table.npv(party), abs=1e-6)
        total = budget_table(fixed, "project").total().sum()
        assert study.by_draw.budget["project"][place] == pytest.approx(total)


def test_the_risk_is_the_worse_tenth_beside_the_budget(study: Study, wage: np.ndarray) -> None:
    # Four years hold three years of half an fte: the balance falls by 1.5 times the index for every euro of wage.
    factor = 0.5 * sum(rise(WAGES, year) for year in (2028, 2029, 2030))
    balances = sorted(
        sum(sum(line[y] for y in range(2027, 2031)) for line in budget().values()) - factor * (w - 80_000)
        for w in wage
    )
    effect = resilience(study, "project")
    place = 0.1 * (len(balances) - 1)
    low = int(place)
    at_risk = balances[low] + (place - low) * (balances[low + 1] - balances[low])
    assert effect.at_risk == pytest.approx(at_risk)
    assert effect.probability == pytest.approx(np.mean(wage > 80_000))
    assert effect.risk == pytest.approx(effect.chance * (effect.budgeted - at_risk))
    assert effect.ratio_after is None


def test_the_value_of_what_is_bought(study: Study) -> None:
    (route,) = routes(study, "project")
    value = 100_000 * rise(CPI, 2027) + 20_000 * rise(CPI, 2030) + 10_000 + 10_300 + 10_609
    assert set(route.contract.lines) == {"system", "contract"} and route.value == pytest.approx(value)
    assert not route.european and route.above == 0 and route.threshold.value == 216_000


@pytest.mark.parametrize(("btw", "bought"), [({"rate": 0.21, "compensable": 1.0}, True), (None, False)])
def test_what_carries_btw_is_bought_whatever_its_kind(btw: dict[str, float] | None, bought: bool) -> None:
    # 300,000 to a supplier, written as amounts by year: above the European threshold of 216,000. Own labour has no btw.
    line = {
        "kind": "cash_flow",
        "alternative": "project",
        "payer": "municipality",
        "receiver": "resources",
        "basis": "nominal",
        "amounts": {"value": {2026: 300_000}, "unit": "EUR", "source": "offer", "quality": "B"},
        **({"btw": btw} if btw else {}),
    }
    case = {
        "case": {"id": "bought", "base_year": 2026, "horizon": 1, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": {"system": line},
    }
    found = routes(appraise(case_from_text(yaml.dump(case, Dumper=yaml.CSafeDumper))), "project")
    assert [(route.contract.lines, route.value, route.european) for route in found] == (
        [(("system",), pytest.approx(300_000), True)] if bought else []
    )


@pytest.mark.parametrize(("sign", "shown"), [("plus", -300_000), ("minus", 300_000)])
def test_the_sign_of_a_municipality_holds_in_the_proposal_and_beside_its_reserves(
    sign: str, shown: float
) -> None:
    case = {
        "case": {"id": "sign", "base_year": 2026, "horizon": 3, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": {
            "system": {
                "kind": "cash_flow",
                "alternative": "project",
                "payer": "municipality",
                "receiver": "resources",
                "basis": "nominal",
                "amounts": {"value": {2026: 300_000}, "unit": "EUR", "source": "offer", "quality": "B"},
            }
        },
        "budget": {"sign": sign},
    }
    found = appraise(case_from_text(yaml.dump(case, Dumper=yaml.CSafeDumper)))
    tables = {
        block.anchor: block for block in section("council_proposal", found, "en") if isinstance(block, Table)
    }
    amount = str(tables["table-decisions"].rows[-1].cells[0].value).replace("−", "-")
    assert "300,000" in amount and ("-" in amount.partition("300,000")[0][-4:]) == (shown < 0)
    beside = {block.anchor: block for block in section("coverage", found, "en") if isinstance(block, Table)}
    assert beside["table-resilience"].rows[0].cells[0].value == pytest.approx(shown)
    (change_table,) = (
        block
        for block in section("budget_summary", found, "en")
        if isinstance(block, Table) and block.anchor == "table-change"
    )
    change = change_table.rows[-1].cells[0].value
    assert change == pytest.approx(shown)
