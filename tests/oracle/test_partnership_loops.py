"""Naive loops and other libraries beside the formulas of sharing, coalitions and forms."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import numpy_financial
import pytest
from scipy.optimize import linprog

from mll_finance.engine.ledger import Ledger
from mll_finance.engine.study import appraise
from mll_finance.formulas.coalitions import least_payments, sampled_shapley, shapley
from mll_finance.formulas.funding import capped_payments, peak_funding
from mll_finance.formulas.sharing import founders_and_joiners
from mll_finance.inputs.case.case import case_from_text
from mll_finance.parties.partnership import comparison, payments
from mll_finance.parties.sharing import sharing

CASE = """\
case: {id: small, base_year: 2026, horizon: 3, price_level: 2026, municipality: Eindhoven, inflation: {rate: 0.02}}
alternatives: {baseline: {title: Baseline}, project: {title: Project}}
quantities:
  helped:
    kind: product
    unit: household/yr
    factors: {places: {value: {2026: 0, 2027: 50, 2029: 0}, unit: household/yr, source: x, quality: B}}
lines:
  making:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {value: {2026: 100000}, unit: EUR, price_year: 2026, source: x, quality: B}
  running:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {value: {2027: 20000, 2028: 20000, 2029: 20000}, unit: EUR, price_year: 2026, source: x, quality: B}
  saving:
    kind: cash_flow
    alternative: project
    payer: resources
    receiver: municipality
    cash: true
    amounts: {value: {2027: 70000, 2028: 70000, 2029: 70000}, unit: EUR, price_year: 2026, source: x, quality: B}
partnership:
  form: FORM
  alternative: project
  costs: {development: making, operation: running}
  outcome: quantities.helped
  terms:
    licence_price: {value: 0.25, unit: EUR/inhabitant/yr, price_year: 2026, source: x, quality: B}
    inhabitants: {value: 200000, unit: inhabitant, source: x, quality: B}
    outcome_price: {value: 1500, unit: EUR/household, price_year: 2026, source: x, quality: B}
    outcome_cap: {value: 0.08, unit: 1/yr, source: x, quality: B}
  rates:
    partner: {value: 0.10, unit: 1/yr, source: x, quality: B}
sharing:
  alternative: project
  development: making
  fixed: running
  key: founders
  participants:
    Eindhoven: {inhabitants: {value: 200000, unit: inhabitant, source: x, quality: B}}
    Helmond: {inhabitants: {value: 100000, unit: inhabitant, source: x, quality: B}}
    Best: {inhabitants: {value: 50000, unit: inhabitant, source: x, quality: B}, joins: 2028}
"""


def small(form: str = "saas_licence"):
    """The study of the small case in a form."""
    return appraise(case_from_text(CASE.replace("FORM", form)))


def result(form: str):
    """The comparison's row of a form."""
    return next(one for one in comparison(small(form)) if one.form == form)


# --- Formulas -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("players", [1, 2, 4, 6])
def test_shapley_as_the_average_over_all_orders(players: int) -> None:
    generator = np.random.default_rng(players)
    worth = {}

    def value(coalition: frozenset[int]) -> float:
        return worth.setdefault(coalition, float(generator.normal())) if coalition else 0.0

    orders = list(permutations(range(players)))
    expected = np.zeros(players)
    for order in orders:
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            expected[player] += (value(before | {player}) - value(before)) / len(orders)
    assert shapley(value, players) == pytest.approx(expected, abs=1e-12)


def test_a_sampled_shapley_value_adds_up_and_lies_within_its_error() -> None:
    generator = np.random.default_rng(5)
    worth = {}

    def gain(coalition: frozenset[int]) -> np.ndarray:
        if coalition not in worth:
            worth[coalition] = np.array([len(coalition) ** 2, 0.0]) + generator.normal(size=2)
        return worth[coalition]

    players = 7
    exact = shapley(gain, players)
    sampled = sampled_shapley(gain, players, pairs=100, seed=3)
    assert sampled.shares.sum(axis=0) == pytest.approx(gain(frozenset(range(players))), abs=1e-10)
    # Fourteen shares: four standard errors is a bound that chance passes in fewer than one of a thousand such tests.
    assert (np.abs(sampled.shares - exact) <= 4 * sampled.errors).all()
    assert sampled.errors.max() < 0.2


@pytest.mark.parametrize("rule", ["proportional", "largest_first"])
@pytest.mark.parametrize("seed", range(6))
def test_least_payments_against_a_linear_programme(rule, seed: int) -> None:
    # Least total of payments x_ij >= 0 with nobody who may pay below zero and every loser at zero or better.
    generator = np.random.default_rng(seed)
    gains = generator.normal(0.4, 1.0, 6) * 1000
    able = generator.random(6) < 0.8
    able[np.argmax(gains)] = True
    if gains[able & (gains > 0)].sum() <= -gains[gains < 0].sum():
        gains[np.argmax(gains)] += -gains[gains < 0].sum()
    count = gains.size
    # What a party pays less what it receives is at most what it gains.
    constraints = []
    for party in range(count):
        row = np.zeros((count, count))
        row[party, :] += 1.0
        row[:, party] -= 1.0
        constraints.append(row.ravel())
    bounds = [(0.0, None if able[payer] else 0.0) for payer in range(count) for _ in range(count)]
    solved = linprog(np.ones(count * count), A_ub=np.array(constraints), b_ub=gains, bounds=bounds)
    found = least_payments(gains, rule=rule, may_pay=able)
    assert solved.status == 0
    assert found.paid.sum() == pytest.approx(solved.fun, rel=1e-7)
    after = gains - found.paid.sum(axis=1) + found.paid.sum(axis=0)
    assert after.min() > -1e-6 and found.short.max() < 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_capped_payments_by_a_loop(seed: int) -> None:
    generator = np.random.default_rng(seed)
    due, advanced = generator.uniform(0, 80, 8), generator.uniform(0, 50, 8)
    claim, expected = 0.0, []
    for year in range(8):
        claim = claim * 1.07 + advanced[year]
        expected.append(min(due[year], claim))
        claim -= expected[-1]
    assert capped_payments(due, advanced, cap=0.07) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_a_cap_by_year_is_what_the_claim_grows_with_in_that_year(seed: int) -> None:
    generator = np.random.default_rng(seed)
    outcomes, advanced = generator.uniform(0, 8, 5).round(1), generator.uniform(0, 500, 5).round(2)
    caps = {2026: 0.04, 2027: 0.12, 2028: 0.12, 2029: 0.0, 2030: 0.05}
    claim, expected = 0.0, []
    for year, cap in enumerate(caps.values()):
        claim = claim * (1.0 + cap) + float(advanced[year])
        expected.append(min(90.0 * float(outcomes[year]), claim))
        claim -= expected[-1]

    def by_year(numbers: np.ndarray) -> str:
        return "{" + ", ".join(f"{2026 + year}: {number}" for year, number in enumerate(numbers)) + "}"

    case = case_from_text(f"""
case: {{id: bond, base_year: 2026, horizon: 4, draws: 64, inflation: {{rate: 0.0}}}}
alternatives: {{baseline: {{}}, project: {{}}}}
lines:
  pay:
    kind: outcome_payment
    alternative: project
    payer: municipality
    receiver: residents
    outcomes: {{value: {by_year(outcomes)}, unit: count/yr, source: x, quality: B}}
    price: {{value: 90, unit: EUR, price_year: 2026, source: x, quality: B}}
    advanced: {{fund: {{value: {by_year(advanced)}, unit: EUR, price_year: 2026, source: x, quality: B}}}}
    cap: {{value: {{2026: 0.04, 2027: 0.12, 2029: 0.0, 2030: 0.05}}, unit: 1/yr, source: x, quality: B}}
""")
    paid = Ledger(case).euros("pay", "project")
    assert paid is not None and paid[:, 0] == pytest.approx(expected, abs=1e-9)
    # The factor on the whole map scales each of its rates.
    drawn = Ledger(case, {"lines.pay.cap": np.array([1.0, 0.0])}).euros("pay", "project")
    assert drawn is not None and drawn[:, 0] == pytest.approx(expected, abs=1e-9)
    without = capped_payments(90.0 * outcomes, advanced, cap=0.0)
    assert drawn[:, 1] == pytest.approx(without, abs=1e-9)


def test_capped_payments_with_draws() -> None:
    due, advanced = np.array([[0.0, 0.0], [60.0, 200.0], [60.0, 200.0]]), np.array([[100.0], [0.0], [0.0]])
    paid = capped_payments(due, advanced, cap=np.array([[0.1, 0.0]]))
    assert paid == pytest.approx(np.array([[0.0, 0.0], [60.0, 100.0], [55.0, 0.0]]))


def test_founders_and_joiners_by_a_loop() -> None:
    costs, weights, joins = [120.0, 30.0, 10.0], [3.0, 2.0, 1.0, 4.0], [0, 0, 1, 2]
    paid_so_far, spent = [0.0] * 4, 0.0
    expected = []
    for year, cost in enumerate(costs):
        spent += cost
        present = [weight if join <= year else 0.0 for weight, join in zip(weights, joins, strict=True)]
        target = [weight / sum(present) * spent for weight in present]
        expected.append([after - before for after, before in zip(target, paid_so_far, strict=True)])
        paid_so_far = target
    assert founders_and_joiners(costs, weights, joins=joins) == pytest.approx(np.array(expected))


def test_peak_funding_by_a_loop() -> None:
    flows = [-5.0, 3.0, -9.0, 2.0, -1.0, 20.0]
    total, lowest, when = 0.0, 0.0, None
    for year, flow in enumerate(flows):
        total += flow
        if total < lowest:
            lowest, when = total, year
    assert peak_funding(flows) == (-lowest, when)


# --- A form, by hand ----------------------------------------------------------------------------------------------


def test_the_partner_under_a_licence_by_hand() -> None:
    # The partner bears 100,000 and 20,000 a year and gets 0.25 x 200,000 = 50,000 a year from 2027; nominal at 2%.
    inflation = 1.02 ** np.arange(4)
    flows = np.array([-100_000, 30_000, 30_000, 30_000]) * inflation
    view = result("saas_licence").partners[0]
    assert view.yearly == pytest.approx(flows)
    assert view.npv == pytest.approx(numpy_financial.npv(0.10, flows))
    assert view.irr == pytest.approx([numpy_financial.irr(flows)])
    assert (view.funding, view.funding_year) == (pytest.approx(100_000), 2026)
    assert view.payback is None


def test_procurement_by_hand() -> None:
    # Cost plus 15% in the same year: the partner keeps 15% of 100,000 and 20,000 a year.
    view = result("procurement").partners[0]
    assert view.yearly == pytest.approx(np.array([15_000, 3_000, 3_000, 3_000]) * 1.02 ** np.arange(4))
    assert view.funding == 0.0 and view.irr == ()


def test_outcome_contract_by_hand() -> None:
    # Due 75,000 in 2027 and 2028. Claims: 100,000; 108,000 + 20,000 = 128,000, paid 75,000, left 53,000; 57,240 +
    # 20,000 = 77,240, paid 75,000, left 2,240; then nothing is due.
    view = result("outcome_contract").partners[0]
    real = np.array([-100_000, 75_000 - 20_000, 75_000 - 20_000, -20_000.0])
    assert view.yearly == pytest.approx(real * 1.02 ** np.arange(4))


def test_payments_by_hand() -> None:
    # Present values by 1.028: development and running to resources, the same from the partner, the licence back.
    factors = 1.028 ** -np.arange(4.0)
    costs = float(np.array([100_000, 20_000, 20_000, 20_000]) @ factors)
    found = {(flow.payer, flow.receiver): flow.amount for flow in payments(small(), "project")}
    assert found == {
        ("municipality", "resources"): pytest.approx(costs),
        ("partner", "municipality"): pytest.approx(costs),
        ("municipality", "partner"): pytest.approx(50_000 * float(factors[1:].sum())),
        ("resources", "municipality"): pytest.approx(70_000 * float(factors[1:].sum())),
    }


def test_the_subsidy_counts_as_aid_where_a_company_gets_it() -> None:
    text = CASE.replace("FORM", "subsidy").replace("  rates:", "  roles: {beneficiary: partner}\n  rates:")
    (found,) = [one for one in comparison(appraise(case_from_text(text))) if one.form == "subsidy"]
    assert found.aid == pytest.approx(0.5 * 100_000)
    assert result("subsidy").aid == 0.0


# --- Sharing, by hand ---------------------------------------------------------------------------------------------


def test_sharing_by_hand() -> None:
    # Founders Eindhoven and Helmond (2 : 1); Best (a seventh of all) joins in 2028 and buys in with 100,000/7.
    factors = 1.028 ** -np.arange(4.0)
    people = np.array([200_000.0, 100_000.0, 50_000.0])
    two, three = people * [1, 1, 0] / 300_000, people / 350_000
    buys_in = 100_000 * (three - two)
    yearly = np.array([100_000 * two, 20_000 * two, 20_000 * three + buys_in, 20_000 * three])
    found = sharing(small())
    assert found is not None
    assert found.yearly == pytest.approx(yearly)
    assert found.keys["founders"] == pytest.approx(factors @ yearly)
    gain = 70_000 * float(factors[1:].sum())
    common = 100_000 + 20_000 * float(factors[1:].sum())
    assert [one.gain for one in found.members] == pytest.approx([gain, gain / 2, gain / 4])
    assert found.common == pytest.approx(common)
    assert found.break_even == int(np.ceil(common / (gain * 1.75 / 3)))
    assert found.steps[-1].net == pytest.approx(1.75 * gain - common)
    # Eindhoven leaves: Helmond founds alone, Best joins in 2028.
    alone, both = np.array([1.0, 0.0]), np.array([2 / 3, 1 / 3])
    after = np.array(
        [100_000 * alone, 20_000 * alone, 20_000 * both + 100_000 * (both - alone), 20_000 * both]
    )
    assert [one.pays for one in found.leaving] == pytest.approx(factors @ after)


def test_a_saving_on_bijstand_is_not_multiplied() -> None:
    benefit = """\
  benefits:
    kind: avoided_benefit
    alternative: project
    number: {value: 2, unit: benefit-year/yr, source: x, quality: B}
    amount: {value: 15000, unit: EUR/benefit-year, price_year: 2026, source: x, quality: B}
partnership:
"""
    plain = sharing(small())
    found = sharing(
        appraise(case_from_text(CASE.replace("partnership:\n", benefit).replace("FORM", "in_house")))
    )
    assert found is not None and plain is not None
    saved = 30_000 * float((1.028 ** -np.arange(4.0)).sum())
    assert found.bijstand == pytest.approx(saved)
    assert [one.gain for one in found.members] == pytest.approx([one.gain for one in plain.members])
    assert [one.net for one in found.steps] == pytest.approx([one.net + saved for one in plain.steps])
    assert [one.lost for one in found.steps] == pytest.approx([0, saved / 2, saved * 0.75])
