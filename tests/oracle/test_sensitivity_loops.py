"""Everything that is evaluated at many points at once, against a loop that changes the case one number at a time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from mll_finance.drivers import sensitivity, sweeps
from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.convergence import convergence
from mll_finance.drivers.points import costs_at, inputs, npv_at, npv_moved, uncertain
from mll_finance.drivers.scenarios import discover, scenario_table
from mll_finance.drivers.spread import base_percentile, fan
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.contenders import contenders
from mll_finance.resources import resource
from mll_finance.uncertainty import global_sensitivity as arrays
from mll_finance.uncertainty.scenario_discovery import Limit, inside, judged, prim
from mll_finance.uncertainty.sensitivity import crossings, scan_points

CASES = ("vroegsignalering_eindhoven", "sensor_valdetectie")


def loaded(name: str) -> Study:
    return appraise(load_case(resource("parameters", f"{name}.yaml")).unlimited({"case.draws": 512}))


@pytest.fixture(scope="module", params=CASES)
def study(request) -> Study:
    return loaded(request.param)


@pytest.fixture(scope="module")
def eindhoven() -> Study:
    return loaded("vroegsignalering_eindhoven")


def npv_of(case: Case, alternative: str, perspective: str = "society") -> float:
    return float(appraise(case).stream(perspective, alternative).npv[0])


def changed(case: Case, one, value: float) -> Case:
    """The case with one number changed by hand; of a map by year every year times the value."""
    central = one.leaf.assumption.central
    new = {year: held * value for year, held in central.items()} if isinstance(central, dict) else value
    return case.unlimited({one.path: new})


# --- Points -------------------------------------------------------------------------------------------------------


def test_points_are_the_case_changed_by_hand(study):
    alternative = asked_alternative(study)
    varied = inputs(study)[::3]
    values = np.array([[0.97 * one.central, one.central] for one in varied])
    found = npv_moved(study, varied, values, perspective="society", alternatives=[alternative])[0]
    by_hand = [npv_of(changed(study.case, one, 0.97 * one.central), alternative) for one in varied]
    assert found[:, 0] == pytest.approx(by_hand, rel=1e-9)
    assert found[:, 1] == pytest.approx(npv_of(study.case, alternative), rel=1e-12)


def test_the_draws_are_points_too(study):
    drawn = study.draws.block(0, study.draws.plan.total)
    for perspective in ("society", "municipality"):
        found = npv_at(study, drawn, perspective, study.case.projects)
        kept = [study.outcomes[perspective, name, "npv"] for name in study.case.projects]
        # The sums of fewer outcomes may be taken in another order.
        np.testing.assert_allclose(found, kept, rtol=1e-12, atol=1e-8)


def test_points_beyond_a_block_are_the_same_points(eindhoven, monkeypatch):
    one = uncertain(eindhoven)[0]
    points = {one.path: np.linspace(*one.quantiles([0.1, 0.9]), 50)}
    whole = npv_at(eindhoven, points, "society", eindhoven.case.projects)
    monkeypatch.setattr("mll_finance.drivers.points.BLOCK", 7)
    assert npv_at(eindhoven, points, "society", eindhoven.case.projects) == pytest.approx(whole, rel=1e-12)


# --- Tornado, elasticity ------------------------------------------------------------------------------------------


def test_tornado_by_hand(study):
    alternative = asked_alternative(study)
    found = sensitivity.tornado(study, alternative)
    lengths = [bar.range for bar in found.bars]
    assert lengths == sorted(lengths, reverse=True) and lengths[-1] > 0
    for bar in found.bars[:6]:
        low, high = bar.input.leaf.assumption.distribution.ppf(np.array([0.1, 0.9]))
        assert (bar.low, bar.high) == (low, high)
        assert bar.at_low == pytest.approx(npv_of(changed(study.case, bar.input, low), alternative), rel=1e-9)
        assert bar.at_high == pytest.approx(
            npv_of(changed(study.case, bar.input, high), alternative), rel=1e-9
        )
    shown = {bar.input.path for bar in found.bars}
    for one in [one for one in uncertain(study) if one.path not in shown][:5]:
        low = one.quantiles([0.1])[0]
        same = npv_of(changed(study.case, one, low), alternative)
        assert same == pytest.approx(found.central, rel=1e-12)


def test_a_step_of_a_share_by_hand(study):
    alternative = asked_alternative(study)
    for bar in sensitivity.tornado_share(study, alternative, share=0.1).bars[:5]:
        expected = npv_of(changed(study.case, bar.input, bar.high), alternative)
        assert bar.at_high == pytest.approx(expected, rel=1e-9)
        low, high = bar.input.bounds
        assert bar.high == pytest.approx(min(1.1 * bar.input.central, high))
        assert bar.low == pytest.approx(max(0.9 * bar.input.central, low))


def test_elasticity_by_hand(study):
    alternative = asked_alternative(study)
    base = npv_of(study.case, alternative)
    found = sensitivity.elasticities(study, alternative)
    for one in found[:5]:
        up, down = (
            npv_of(changed(study.case, one.input, factor * one.input.central), alternative)
            for factor in (1.01, 0.99)
        )
        assert one.value == pytest.approx((up - down) / 0.02 / abs(base), rel=1e-6)
        assert one.critical == (abs(one.value) > 1)


# --- Switching values ---------------------------------------------------------------------------------------------


def test_switching_values_by_scalar_root_finding(eindhoven):
    case, alternative = eindhoven.case, "rule"
    base = npv_of(case, alternative)
    found = [one for one in sensitivity.switching_values(eindhoven, alternative) if one.npv is not None]
    assert len(found) > 5
    for one in found[:4]:
        value = one.npv.value
        central = one.input.central
        beyond = value + 0.05 * (value - central)
        root = optimize.brentq(
            lambda x, one=one: npv_of(changed(case, one.input, x), alternative), central, beyond
        )
        assert value == pytest.approx(root, rel=1e-8)
        assert one.npv.of_central == pytest.approx(value / central)
        assert base * npv_of(changed(case, one.input, beyond), alternative) < 0


def test_where_the_asked_alternative_changes(study):
    case = study.case

    def best(changed_case: Case) -> str:
        table = {"baseline": 0.0, **{name: npv_of(changed_case, name) for name in case.projects}}
        return max(table, key=lambda name: table[name])

    alternative = asked_alternative(study)
    now = best(case)
    flips = [one for one in sensitivity.switching_values(study, alternative) if one.best is not None]
    assert flips
    for one in flips[:5]:
        value, central = one.best.value, one.input.central
        step = 1e-5 * (value - central)
        assert best(changed(case, one.input, value - step)) == now
        assert best(changed(case, one.input, value + step)) == one.best.to != now


def test_no_switching_value_means_the_sign_never_changes(eindhoven):
    alternative = asked_alternative(eindhoven)
    found = {one.input.path for one in sensitivity.switching_values(eindhoven, alternative) if one.npv}
    base = npv_of(eindhoven.case, alternative)
    for one in [one for one in inputs(eindhoven) if one.path not in found][:6]:
        for end in one.span:
            assert npv_of(changed(eindhoven.case, one, end), alternative) * base > 0


def test_benefit_cost_ratio_is_one_where_the_balance_is_zero(eindhoven):
    alternative = asked_alternative(eindhoven)
    first = next(one for one in sensitivity.switching_values(eindhoven, alternative) if one.npv)
    at = appraise(changed(eindhoven.case, first.input, first.npv.value))
    ratio = at.value("society", alternative, "bcr")["central"]
    assert first.npv.bcr == (ratio is not None)
    assert ratio == pytest.approx(1, rel=1e-6)
    points = {first.input.path: np.array([first.npv.value])}
    assert costs_at(eindhoven, points, "society", [alternative])[0, 0] == pytest.approx(
        at.value("society", alternative, "pv_costs")["central"], rel=1e-9
    )


def test_crossings_against_scipy():
    """Of curves that are not monotone: a cubic with three roots, a parabola, an exponential, one without a root."""
    curves = [
        lambda x: (x - 0.5) * (x - 2.2) * (x - 3.1),
        lambda x: (x - 1.0) ** 2 - 0.3,
        lambda x: np.exp(x) - 7.0,
        lambda x: x**2 + 1.0,
    ]

    def outcome(which, values):
        return np.array([curves[i](x) for i, x in zip(which, values, strict=True)])

    low, high, central = np.zeros(4), np.full(4, 4.0), np.full(4, 2.0)
    scanned = scan_points(low, high, central=central, steps=12)
    outcomes = np.array([curve(row) for curve, row in zip(curves, scanned, strict=True)])
    found = crossings(scanned, outcomes, outcome=outcome, central=central)
    roots = [
        [2.2, 3.1, 0.5],
        [optimize.brentq(curves[1], a, b, xtol=1e-14) for a, b in ((1, 2), (0, 1))],
        [optimize.brentq(curves[2], 0, 4, xtol=1e-14)],
        [],
    ]
    for mine, theirs in zip(found, roots, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-10)


# --- Grids and sweeps ---------------------------------------------------------------------------------------------


def test_a_grid_and_a_spider_by_hand(study):
    alternative = asked_alternative(study)
    first, second = (bar.input for bar in sensitivity.tornado(study, alternative).bars[:2])
    made = sweeps.grid(study, alternative, (first, second), steps=4)
    for row, y in enumerate(made.second_values):
        for column, x in enumerate(made.first_values):
            case = changed(changed(study.case, first, x), second, y)
            assert made.npv[row, column] == pytest.approx(npv_of(case, alternative), rel=1e-9)
    web = sweeps.spider(study, alternative, [first, second], steps=3)
    for row, one in enumerate((first, second)):
        for column, share in enumerate((0.05, 0.5, 0.95)):
            case = changed(study.case, one, one.quantiles([share])[0])
            assert web.npv[row, column] == pytest.approx(npv_of(case, alternative), rel=1e-9)


def test_rates_by_hand(study):
    rates = np.array([0.0, 0.02, 0.07])
    made = sweeps.rate_profile(study, rates)
    for column, rate in enumerate(rates):
        case = study.case.unlimited({"case.discounting": {"rate": float(rate)}})
        for row, name in enumerate(study.case.projects):
            assert made.npv[row, column] == pytest.approx(npv_of(case, name), rel=1e-9)


def test_the_profile_is_zero_at_an_internal_rate():
    study = appraise(load_case(resource("parameters", "two_years.yaml")))
    made = sweeps.rate_profile(study, np.array([0.05]))
    ((root,),) = made.roots
    assert sweeps.rate_profile(study, np.array([root])).npv[0, 0] == pytest.approx(0, abs=1e-6)
    assert root == pytest.approx(0.1306623862918075)  # 1000 = 600/(1+r) + 600/(1+r)^2


def test_horizon_is_the_sum_of_the_years_so_far(study):
    made = sweeps.horizon_profile(study)
    for row, name in enumerate(study.case.projects):
        discounted = study.stream("society", name).discounted[:, 0]
        assert made[row] == pytest.approx([discounted[: year + 1].sum() for year in range(len(discounted))])
        assert made[row, -1] == pytest.approx(npv_of(study.case, name), rel=1e-9)


# --- Scenarios ----------------------------------------------------------------------------------------------------


def test_scenarios_by_hand(study):
    made = scenario_table(study)
    for column, name in enumerate(made.scenarios[1:], start=1):
        case = study.case.unlimited(study.case.scenarios[name].set)
        expected = [0.0, *(npv_of(case, one) for one in study.case.projects)]
        assert made.npv[:, column] == pytest.approx(expected, rel=1e-9)
        assert made.regret[:, column] == pytest.approx([max(expected) - value for value in expected])
        assert made.best[column] == made.choices[int(np.argmax(expected))]
    assert made.npv[1:, 0] == pytest.approx([npv_of(study.case, one) for one in study.case.projects])


def test_scenarios_by_draws(eindhoven):
    made = scenario_table(eindhoven, by_draws=True)
    name = made.scenarios[1]
    one = appraise(eindhoven.case.in_scenario(name))
    drawn = one.outcomes["society", "rule", "npv"]
    row = made.choices.index("rule")
    assert made.npv[row, 1] == pytest.approx(drawn.mean())
    # Who is best, draw by draw; the baseline is one of the choices, at zero. Two have a harm without a highest amount.
    drawn = {choice: one.outcomes["society", choice, "npv"] for choice in ("rule", "extra_fte")}
    wins = dict.fromkeys(("baseline", *drawn), 0)
    for draw in range(one.draws.plan.total):
        npv = {"baseline": 0.0} | {choice: float(values[draw]) for choice, values in drawn.items()}
        wins[max(npv, key=npv.get)] += 1
    field = contenders(one)
    best = np.max([np.zeros(one.draws.plan.total), *drawn.values()], axis=0)
    unpriced = [one.outcomes["society", name, "npv"] for name in ("model", "fewer_contacts")]
    bound = "at_most" if any((npv >= best).any() for npv in unpriced) else "is"
    for choice, count in wins.items():
        chance = field.chance_best(choice)
        assert (chance.share, chance.bound) == (pytest.approx(count / one.draws.plan.total), bound)
    assert field.chance_best("model").share is None


# --- Spread -------------------------------------------------------------------------------------------------------


def test_the_fan_ends_at_the_percentiles_of_the_npv(study):
    alternative = asked_alternative(study)
    row = study.value("society", alternative, "npv")
    bands = fan(study, alternative)
    assert bands[[0, 2, 4], -1] == pytest.approx([row["p05"], row["p50"], row["p95"]], rel=1e-9)
    central = row["central"]
    drawn = study.outcomes["society", alternative, "npv"]
    assert base_percentile(study, alternative) == sum(value <= central for value in drawn) / len(drawn)


def test_convergence_ends_at_the_mean_and_its_error(study):
    alternative = asked_alternative(study)
    row = study.value("society", alternative, "npv")
    steps = convergence(study, "society", alternative)
    assert steps[-1].draws == study.draws.plan.total
    assert steps[-1].mean.value == pytest.approx(row["mean"])
    assert steps[-1].mean.error == pytest.approx(row["mcse"])
    first = study.outcomes["society", alternative, "npv"].reshape(16, -1)[:, 0]
    assert steps[0].mean.value == pytest.approx(first.mean())
    # Two standard errors of the mean, by hand from the means of the replicates.
    means = study.outcomes["society", alternative, "npv"].reshape(16, -1).mean(axis=1)
    assert steps[-1].margin == pytest.approx(2 * np.std(means, ddof=1) / 4)


# --- Global -------------------------------------------------------------------------------------------------------


def test_sobol_against_scipy():
    """scipy.stats.sobol_indices on the same outcomes: the same estimators, so the same numbers."""
    random = np.random.default_rng(4)
    a, b = random.random((2, 3, 512))

    def model(u):
        return u[0] + 2 * u[1] * u[2] + u[2] ** 3

    mixed = np.array([model(np.where(np.arange(3)[:, None] == i, b, a)) for i in range(3)])
    mine = arrays.sobol(model(a), model(b), at_ab=mixed, replicates=16)
    given = {"f_A": model(a)[None], "f_B": model(b)[None], "f_AB": mixed[:, None]}
    theirs = stats.sobol_indices(func=given, n=512)
    assert mine.first == pytest.approx(theirs.first_order.ravel(), abs=1e-12)
    assert mine.total == pytest.approx(theirs.total_order.ravel(), abs=1e-12)


def test_elementary_effects_by_loop():
    points = arrays.trajectories(3, 5, seed=2)
    outcomes = points[:, :, 0] ** 2 + points[:, :, 1] * points[:, :, 2]
    found = arrays.elementary_effects(points, outcomes)
    effects = {place: [] for place in range(3)}
    for walk, values in zip(points, outcomes, strict=True):
        for step in range(3):
            moved = walk[step + 1] - walk[step]
            (place,) = np.flatnonzero(moved)
            effects[place].append((values[step + 1] - values[step]) / moved[place])
    assert found.mean == pytest.approx([np.mean(effects[place]) for place in range(3)])
    assert found.size == pytest.approx([np.mean(np.abs(effects[place])) for place in range(3)])
    assert found.spread == pytest.approx([np.std(effects[place], ddof=1) for place in range(3)])


def test_rank_regression_by_residuals():
    """As it is defined: the correlation of what is left of input and outcome once the others are taken off."""
    random = np.random.default_rng(8)
    x = random.random((3, 300))
    x[1] += 0.8 * x[0]
    x[2] = np.round(x[2], 1)  # equal values
    y = np.exp(x[0]) - x[1] + 0.3 * x[2] + 0.2 * random.random(300)
    found = arrays.rank_regression(x, y)
    ranks = np.stack([stats.rankdata(row) for row in (*x, y)])
    for place in range(3):
        others = np.stack([np.ones(300), *(ranks[i] for i in range(3) if i != place)])
        left = [row - others.T @ np.linalg.lstsq(others.T, row, rcond=None)[0] for row in ranks[[place, 3]]]
        assert found.prcc[place] == pytest.approx(stats.pearsonr(*left).statistic, abs=1e-9)
    z = (ranks - ranks.mean(axis=1, keepdims=True)) / ranks.std(axis=1, keepdims=True)
    assert found.srrc == pytest.approx(np.linalg.lstsq(z[:3].T, z[3], rcond=None)[0], abs=1e-9)


# --- Scenario discovery -------------------------------------------------------------------------------------------


def test_prim_finds_a_planted_box():
    random = np.random.default_rng(1)
    u = random.random((6, 8000))
    planted = (u[1] < 0.3) & (u[4] > 0.6)
    found = prim(u, planted, smallest=0.02, most=3)
    limits = {(limit.input, limit.at_least): limit.value for limit in found.limits}
    assert set(limits) == {(1, False), (4, True)}
    assert limits[1, False] == pytest.approx(0.3, abs=0.02) and limits[4, True] == pytest.approx(
        0.6, abs=0.02
    )
    assert found.coverage > 0.93 and found.density > 0.93
    assert found.support == pytest.approx(planted.mean(), abs=0.02)


def test_prim_on_discrete_inputs_and_where_there_is_nothing():
    random = np.random.default_rng(2)
    u = np.stack([random.integers(0, 3, 3000).astype(float), random.random(3000)])
    found = prim(u, u[0] == 2, smallest=0.02, most=3)
    assert found.limits == (Limit(0, True, 2.0),) and found.coverage == found.density == 1
    assert prim(u, np.zeros(3000, dtype=bool), smallest=0.02, most=3).limits == ()
    assert prim(u, np.ones(3000, dtype=bool), smallest=0.02, most=3).limits == ()
    with pytest.raises(ValueError, match="3000"):
        prim(u, np.ones(10, dtype=bool), smallest=0.02, most=3)


def test_a_box_says_what_a_loop_counts(eindhoven):
    found = discover(eindhoven, "rule")
    assert found.box is not None and found.of_success and len(found.box.limits) <= 3
    drawn = np.stack([eindhoven.draws.of_path(one.path) for one in found.inputs])
    works = eindhoven.outcomes["society", "rule", "npv"] >= 0
    held = both = 0
    for place in range(drawn.shape[1]):
        within = all(
            (drawn[limit.input, place] >= limit.value) == limit.at_least
            or drawn[limit.input, place] == limit.value
            for limit in found.box.limits
        )
        held += within
        both += within and works[place]
    assert found.box.coverage == pytest.approx(both / works.sum())
    assert found.box.density == pytest.approx(both / held)
    assert found.box.support == pytest.approx(held / drawn.shape[1])
    assert inside(found.box.limits, drawn).sum() == held
    assert judged(found.box.limits, drawn, failed=works) == found.box


def test_one_seed_gives_one_result(eindhoven):
    again = loaded("vroegsignalering_eindhoven")
    assert discover(again, "rule").box == discover(eindhoven, "rule").box
    assert np.array_equal(fan(again, "rule"), fan(eindhoven, "rule"))


@pytest.mark.parametrize(("outcome", "most"), [(lambda x: x - 0.3, 4), (lambda x: (1 + x) ** 9 - 2.0, 16)])
def test_a_crossing_is_found_in_few_evaluations(outcome, most):
    # Whoever evaluates a case pays for each: bisection alone would need forty.
    asked = []

    def counted(which, values):
        asked.append(len(which))
        return outcome(values)

    scanned = np.array([[0.0, 1.0]])
    (found,) = crossings(scanned, outcome(scanned), outcome=counted, central=np.zeros(1))
    exact = optimize.brentq(outcome, 0.0, 1.0, xtol=1e-15)
    assert found == pytest.approx([exact], rel=2e-12)
    assert len(asked) <= most
