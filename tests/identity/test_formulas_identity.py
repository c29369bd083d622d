"""Identities that hold for every cash flow, schedule and asset."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mll_finance.formulas import criteria
from mll_finance.formulas.additionality import drop_off, net_share
from mll_finance.formulas.bias import adjusted
from mll_finance.formulas.capital import annuity_charges, linear_charges, round_omslagrente
from mll_finance.formulas.discounting import discount_factors, nominal_factors
from mll_finance.formulas.irr import irr_roots, irr_unique
from mll_finance.formulas.prices import nominal_rate, real_rate, to_nominal, to_real

amounts = st.integers(-1_000_000, 1_000_000).map(lambda cents: cents / 100.0)
rates = st.floats(-0.05, 0.30)
shares = st.floats(0.0, 1.0)
timings = st.sampled_from([0.0, 0.5, 1.0])


@st.composite
def flows_and_rates(draw, series=1):
    years = draw(st.integers(2, 12))
    lists = [draw(st.lists(amounts, min_size=years, max_size=years)) for _ in range(series)]
    schedule = draw(st.lists(rates, min_size=years, max_size=years))
    return (*(np.array(each) for each in lists), np.array(schedule))


@given(flows_and_rates(series=2), timings, st.floats(-10.0, 10.0))
def test_present_value_is_additive_and_homogeneous(case, timing, scale):
    first, second, schedule = case
    factors = discount_factors(schedule, timing=timing)
    together = criteria.present_value(first + scale * second, factors)
    apart = criteria.present_value(first, factors) + scale * criteria.present_value(second, factors)
    assert together == pytest.approx(apart, abs=1e-6)


@given(flows_and_rates(), st.lists(rates, min_size=12, max_size=12), timings)
def test_real_and_nominal_present_values_are_equal(case, inflation, timing):
    real_flows, schedule = case
    index = 107.3 * np.concatenate([[1.0], np.cumprod(1.0 + np.array(inflation))])[: real_flows.size]
    real_factors = discount_factors(schedule, timing=timing)
    nominal_flows = to_nominal(real_flows, index / index[0])
    nominal = criteria.present_value(nominal_flows, nominal_factors(real_factors, index))
    assert nominal == pytest.approx(criteria.present_value(real_flows, real_factors), abs=1e-6)


@given(flows_and_rates(), rates)
def test_start_of_year_nominal_factors_follow_fisher(case, inflation):
    _, schedule = case
    index = (1.0 + inflation) ** np.arange(schedule.size)
    fisher = discount_factors(nominal_rate(schedule, inflation))
    assert nominal_factors(discount_factors(schedule), index) == pytest.approx(fisher, rel=1e-11)
    assert real_rate(nominal_rate(schedule, inflation), inflation) == pytest.approx(schedule, abs=1e-12)


@given(flows_and_rates(), rates)
def test_later_timing_discounts_by_the_rate_of_the_year(case, _):
    _, schedule = case
    start, middle, end = (discount_factors(schedule, timing=timing) for timing in (0.0, 0.5, 1.0))
    assert end[:-1] == pytest.approx(start[1:], rel=1e-12)
    assert middle**2 == pytest.approx(start * end, rel=1e-12)


@given(flows_and_rates())
def test_net_present_value_at_every_rate_is_zero(case):
    flows, _ = case
    for rate in irr_roots(flows).rates:
        terms = flows * np.exp(-np.arange(flows.size) * np.log1p(rate))
        assert abs(terms.sum()) <= 1e-11 * np.abs(terms).max()


@given(flows_and_rates(), st.floats(1e-9, 1e12), st.sampled_from([-1.0, 1.0]))
def test_rates_do_not_depend_on_scale_sign_or_start(case, scale, sign):
    flows, _ = case
    expected = irr_roots(flows)
    found = irr_roots(np.concatenate([[0.0, 0.0], flows * (sign * scale), [0.0]]))
    assume(len(set(expected.multiplicities)) <= 1)
    assert found.multiplicities == expected.multiplicities
    # A rate close to -100% holds few digits of the growth factor 1 + r, and roots close together hold few as
    # well.
    assert np.array(found.rates) + 1.0 == pytest.approx(np.array(expected.rates) + 1.0, rel=1e-6)


@given(st.lists(st.floats(0.3, 3.0), min_size=1, max_size=4))
def test_rates_built_in_come_back(growth):
    growth = np.sort(growth)
    assume((np.diff(growth) > 0.05).all())
    flows = np.array([1.0])
    for factor in growth:
        flows = np.convolve(flows, [1.0, -factor])
    found = irr_roots(flows)
    assert found.rates == pytest.approx(growth - 1.0, abs=1e-8)
    assert found.multiplicities == (1,) * growth.size


@settings(max_examples=30)
@given(st.integers(2, 8), st.integers(1, 8), st.data())
def test_draws_have_the_rates_of_their_columns(years, draws, data):
    flows = np.array([data.draw(st.lists(amounts, min_size=draws, max_size=draws)) for _ in range(years)])
    found, counts = irr_unique(flows)
    for draw in range(draws):
        alone = irr_roots(flows[:, draw]).rates
        assert counts[draw] == len(alone)
        assert found[draw] == pytest.approx(alone[0] if len(alone) == 1 else np.nan, nan_ok=True)


@given(st.lists(amounts.map(abs), min_size=1, max_size=10), st.floats(1.0, 1e5), rates)
def test_one_sign_change_has_one_rate_that_splits_good_from_bad(receipts, outlay, rate):
    assume(max(receipts) > 0.0)
    flows = np.array([-outlay, *receipts])
    found, count = irr_unique(flows)
    assert count == 1
    value = criteria.present_value(flows, discount_factors(np.full(flows.size, rate)))
    if abs(rate - found) > 1e-6:
        assert (value > 0.0) == (rate < found)


@given(st.floats(0.0, 1e7), st.one_of(st.just(0.0), st.floats(1e-12, 0.5)), st.integers(1, 60))
def test_annuity_repays_the_principal(principal, rate, years):
    charges = annuity_charges(principal, rate=rate, years=years)
    assert charges.repayment.sum() == pytest.approx(principal, rel=1e-12, abs=1e-9)
    assert charges.balance[-1] == 0.0
    opening = np.concatenate([[principal], charges.balance[:-1]])
    assert charges.interest == pytest.approx(rate * opening, rel=1e-7, abs=1e-8 * max(principal, 1.0))
    discounted = criteria.present_value(charges.charge, discount_factors(np.full(years, rate), timing=1.0))
    assert discounted == pytest.approx(principal, rel=1e-10, abs=1e-9)


@given(st.floats(0.0, 1e7), rates, st.integers(1, 60), shares)
def test_linear_charges_depreciate_the_principal(principal, rate, years, fraction):
    charges = linear_charges(principal, rate=rate, years=years, first_year_fraction=fraction)
    assert charges.repayment.sum() == pytest.approx(principal, rel=1e-12, abs=1e-9)
    assert charges.balance[-1] == 0.0
    assert charges.charge == pytest.approx(charges.interest + charges.repayment)
    if fraction == 1.0:
        # Interest over the book value on 1 January is the financing cost: the charges pay back exactly at the
        # rate.
        factors = discount_factors(np.full(years, rate), timing=1.0)
        assert criteria.present_value(charges.charge, factors) == pytest.approx(
            principal, rel=1e-10, abs=1e-9
        )


@given(flows_and_rates(), st.integers(0, 11), st.floats(0.0, 1e4))
def test_more_income_never_pays_back_later(case, year, extra):
    flows, _ = case
    flows[0] = -abs(flows[0]) - 1.0
    richer = flows.copy()
    richer[1 + year % (flows.size - 1)] += extra
    before, after = criteria.payback(flows), criteria.payback(richer)
    if not np.isnan(before):
        assert after <= before + 1e-9


@given(flows_and_rates())
def test_discounted_payback_is_never_shorter(case):
    flows, schedule = case
    flows = np.concatenate([[-abs(flows[0]) - 1.0], np.abs(flows[1:])])
    undiscounted = criteria.payback(flows)
    discounted = criteria.payback(flows * discount_factors(np.abs(schedule)))
    assert np.isnan(discounted) or discounted >= undiscounted - 1e-9


@given(flows_and_rates())
def test_annual_equivalent_has_the_same_present_value(case):
    flows, schedule = case
    factors = discount_factors(schedule)
    npv = criteria.present_value(flows, factors)
    level = np.concatenate([[0.0], np.full(flows.size - 1, criteria.annual_equivalent(npv, factors))])
    assert criteria.present_value(level, factors) == pytest.approx(npv, abs=1e-6)


@given(flows_and_rates(), st.floats(0.001, 0.25))
def test_mirr_beats_the_rate_exactly_when_the_value_is_positive(case, rate):
    flows, _ = case
    factors = discount_factors(np.full(flows.size, rate))
    ours = criteria.mirr(flows, factors, horizon_factor=factors[-1])
    npv = criteria.present_value(flows, factors)
    both = criteria.mirr_two_rates(flows, finance_rate=rate, reinvest_rate=rate)
    assert ours == pytest.approx(both, rel=1e-9, abs=1e-12, nan_ok=True)
    if not np.isnan(ours) and abs(npv) > 1e-3:
        assert (npv > 0.0) == (ours > rate)


@given(st.floats(0.0, 0.12), st.sampled_from([0.001, 0.0025, 0.005, 0.01]))
def test_rounding_stays_within_one_step(rate, step):
    up, nearest, down = (
        float(round_omslagrente(rate, step=step, mode=mode)) for mode in ("up", "nearest", "down")
    )
    assert down - 1e-9 <= rate <= up + 1e-9
    assert up - down <= step + 1e-9
    assert abs(nearest - rate) <= step / 2.0 + 1e-9


@given(flows_and_rates(), st.floats(0.5, 2.0))
def test_real_amounts_come_back(case, ratio):
    flows, _ = case
    assert to_real(to_nominal(flows, ratio), ratio) == pytest.approx(flows, rel=1e-14)


@given(shares, shares, shares, st.integers(1, 20))
def test_additional_shares_stay_between_zero_and_one(deadweight, displacement, attribution, years):
    share = net_share(deadweight=deadweight, displacement=displacement, attribution=attribution)
    assert 0.0 <= share <= 1.0
    left = drop_off(deadweight, years)
    assert left[0] == 1.0
    assert (np.diff(left) <= 0.0).all()


@given(st.floats(0.0, 1e6), st.floats(0.0, 2.0), shares)
def test_mitigation_lies_between_base_and_full_bias(base, bias, mitigation):
    assert base <= adjusted(base, bias=bias, mitigation=mitigation) <= adjusted(base, bias=bias) + 1e-9
