"""Plans in phases and the option to wait, against decision trees worked out by hand and closed forms.

The options to wait, to grow and to abandon of the reference page; the oil wildcatter of Raiffa; the robots of Brigham
and Ehrhardt; integrals of normal numbers; and every policy of small trees, tried one by one.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from mll_finance.uncertainty.stage_gates.boundary import boundary
from mll_finance.uncertainty.stage_gates.tree import Phase, staged

Array = npt.NDArray[np.float64]
REPLICATES = 16


def normal_draws(inputs: int, per_replicate: int = 1024) -> Array:
    points = [stats.qmc.Sobol(inputs, seed=turn).random(per_replicate) for turn in range(REPLICATES)]
    return np.asarray(stats.norm.ppf(np.concatenate(points)).T)


def value_of_choosing(mean: float, spread: float) -> float:
    """E max(X, 0) of a normal X."""
    return float(spread * stats.norm.pdf(mean / spread) + mean * stats.norm.cdf(mean / spread))


def npv(rate: float, *amounts: float) -> float:
    return sum(amount / (1.0 + rate) ** year for year, amount in enumerate(amounts))


def test_the_option_to_wait() -> None:
    # 10 %: -1,000 and two years of 800 (.25), 600 (.5) or 500 (.25); after a year the state is known.
    states = np.array([npv(0.10, -1000, each, each) for each in (800, 600, 600, 500)])
    assert states.tolist() == pytest.approx([388.43, 41.32, 41.32, -132.23], abs=0.005)
    assert states.mean() == pytest.approx(84.71, abs=0.005)
    later = staged([Phase(0.0, known=states[None, :])], states / 1.10)
    assert later.value.value == pytest.approx(107.06, abs=0.005)
    assert later.value.value - states.mean() == pytest.approx(22.35, abs=0.005)
    assert later.gates[0].stopped == pytest.approx(0.25)


def test_the_option_to_grow() -> None:
    # 8 %: stage 1 costs 1m and brings 1.8m a year later (.5) or nothing; success allows 1m for 3.6m (.5) or nothing.
    first_alone = -1e6 + 0.5 * 1.8e6 / 1.08
    assert first_alone == pytest.approx(-166_666.67, abs=0.005)
    growth = staged([Phase(0.0, passes=0.5), Phase(1e6 / 1.08, passes=0.5)], np.array([3.6e6 / 1.08**2]))
    assert growth.value.value == pytest.approx(308_641.98, abs=0.005)
    assert first_alone + growth.value.value == pytest.approx(141_975.31, abs=0.005)
    # Who is committed pays the second stage after a failure too.
    assert growth.committed == pytest.approx(-1e6 / 1.08 + 0.25 * 3.6e6 / 1.08**2)
    assert growth.option_value == pytest.approx(0.5 * 1e6 / 1.08)
    # The three paths of the page, each by its own probability.
    paths = (
        (0.25, npv(0.08, -1e6, 0.8e6, 3.6e6)),
        (0.25, npv(0.08, -1e6, 0.8e6)),
        (0.50, -1e6),
    )
    assert [path for _, path in paths] == pytest.approx([2_827_160.49, -259_259.26, -1e6], abs=0.005)
    assert sum(chance * path for chance, path in paths) == pytest.approx(141_975.31, abs=0.005)


def test_the_option_to_abandon() -> None:
    plan = staged([Phase(300.0, passes=0.5, salvage=250 / 1.1)], np.array([575 / 1.1]))
    assert plan.committed == pytest.approx(-38.64, abs=0.005)
    assert plan.value.value == pytest.approx(75.00, abs=0.005)
    assert plan.gates[0].alone == plan.gates[0].on_top == pytest.approx(75.00 + 38.64, abs=0.01)
    assert plan.gates[0].failed == 0.5 and plan.gates[0].stopped == 0.0


def test_perfect_information_is_a_phase_that_tells_the_state() -> None:
    # EVPI 28,000 of the page's second table is among three options; against nothing, with (50k, 30k) less 44k sure:
    # .6 x max(6, 0) + .4 x max(-14, 0) = 3.6 against max(.6 x 6 - .4 x 14, 0) = 0.
    states = np.array([6.0, 6.0, 6.0, -14.0, -14.0])
    plan = staged([Phase(0.0, known=states[None, :])], states)
    assert plan.value.value == pytest.approx(3.6) == pytest.approx(plan.perfect)
    assert plan.committed == pytest.approx(-2.0)


def test_oil_wildcatter_of_raiffa() -> None:
    # Raiffa (1968), Decision Analysis, the oil wildcatter (as in Raiffa and Schlaifer 1961, sect. 1.4): drilling costs
    # 70,000; dry (.5) 0, wet (.3) 120,000, soaking (.2) 270,000; soundings cost 10,000 and tell no structure, open or
    # closed: P(no, open, closed | dry) = .6, .3, .1; wet .3, .4, .3; soaking .1, .4, .5. By hand: P(no) = .41,
    # open .35, closed .24; drilling given these: -30,487.80, 32,857.14, 87,500; so .35 x 32,857.14 + .24 x 87,500 =
    # 32,500 less 10,000 = 22,500, against 20,000 of drilling at once: the optimum is 22,500.
    net = {"dry": -70_000.0, "wet": 50_000.0, "soaking": 200_000.0}
    chance = {"dry": 50, "wet": 30, "soaking": 20}
    told = {"dry": (6, 3, 1), "wet": (3, 4, 3), "soaking": (1, 4, 5)}
    draws = [
        (structure, net[state])
        for state in net
        for structure, parts in enumerate(told[state])
        for _ in range(40 * chance[state] * parts)
    ]
    structures, payoffs = np.array(draws).T
    assert payoffs.mean() == pytest.approx(20_000)
    plan = staged([Phase(10_000.0, known=structures[None, :])], payoffs)
    assert plan.value.value == pytest.approx(22_500, abs=0.01)
    assert plan.committed == pytest.approx(10_000)
    assert plan.gates[0].stopped == pytest.approx(0.41)
    border = boundary(structures, plan.gates[0].going_on)
    assert (
        border is not None and border.at == 0.5 and border.goes_on_above and border.kept == pytest.approx(1.0)
    )


THOUSANDS = {10_000.0: 0.3, 4_000.0: 0.4, -2_000.0: 0.3}
"""Yearly flow of the plant of United Robotics, and its chance."""


def test_robots_of_brigham_and_ehrhardt() -> None:
    # Brigham and Ehrhardt, Financial Management: Theory and Practice (decision trees, United Robotics), thousands of
    # dollars, 11.5 %: a market study of 500, success .8; a prototype of 1,000 a year later, success .6; a plant of
    # 10,000 a year after that, then four years of the flows above. Printed: path NPVs 15,250, 436, (14,379), (1,397)
    # and (500), expected NPV (338); closing the plant after a first bad year: (10,883) and 166.
    factor = [1.115**-year for year in range(7)]
    plants = np.array(
        [flow * sum(factor[3:]) for flow in (10e3, 10e3, 10e3, 4e3, 4e3, 4e3, 4e3, -2e3, -2e3, -2e3)]
    )
    before_plant = 500 + 1000 * factor[1] + 10_000 * factor[2]
    assert sorted(set((plants - before_plant).round())) == [-14_379, 436, 15_250]
    study, prototype = Phase(500.0, passes=0.8), Phase(1000 * factor[1], passes=0.6)
    built = staged([study, prototype], plants - 10_000 * factor[2])
    assert built.value.value == pytest.approx(-338, abs=0.5)
    assert built.committed == pytest.approx(
        -500 - 1000 * factor[1] + 0.48 * (plants.mean() - 10_000 * factor[2])
    )
    first, second = built.gates
    assert (first.reached, first.failed, second.reached, second.failed) == pytest.approx((1, 0.2, 0.8, 0.32))
    # Alone, the first gate saves the prototype after a failed study; nothing is left to save at the second.
    assert first.alone == pytest.approx(0.2 * 1000 * factor[1]) == pytest.approx(first.on_top)
    assert second.alone == pytest.approx(0.0, abs=1e-9) == pytest.approx(second.on_top, abs=1e-9)
    # The plant as a third phase: its outlay and first year, after which the flow is known; three years follow.
    mean_flow = sum(flow * chance for flow, chance in THOUSANDS.items())
    plant = Phase(10_000 * factor[2] - mean_flow * factor[3], known=plants[None, :])
    closing = staged([study, prototype, plant], plants * sum(factor[4:]) / sum(factor[3:]))
    assert closing.value.value == pytest.approx(166, abs=0.5)
    assert closing.gates[2].stopped == pytest.approx(0.48 * 0.3)
    assert closing.gates[2].on_top == pytest.approx(166 + 338, abs=1.0)


def test_two_gates_that_learn_against_integrals() -> None:
    # Payoff x + y + z, normal; x known at the first gate, y at the second, z never. Second gate: E max(x + y, s2) is
    # a closed form given x; the first is its integral over x.
    standard = normal_draws(3)
    x, y, z = 10 + 60 * standard[0], 45 * standard[1], 80 * standard[2]
    costs, salvages, passes = (12.0, 9.0), (4.0, 6.0), (0.9, 0.8)

    def second(known: float | Array) -> float:
        return salvages[1] + value_of_choosing(float(known) - salvages[1], 45.0)

    def first(known: float) -> float:
        going_on = -costs[1] + passes[1] * second(known) + (1 - passes[1]) * salvages[1]
        return max(going_on, salvages[0])

    grid = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    folded = float(np.mean([first(10 + 60 * point) for point in grid]))
    by_hand = -costs[0] + passes[0] * folded + (1 - passes[0]) * salvages[0]
    phases = [
        Phase(costs[0], passes[0], salvages[0], known=x[None, :], brought=y + z),
        Phase(costs[1], passes[1], salvages[1], known=y[None, :], brought=z),
    ]
    plan = staged(phases, x + y + z, replicates=REPLICATES)
    spread = plan.perfect - plan.committed
    assert plan.value.value == pytest.approx(by_hand, abs=0.01 * spread)
    assert (
        plan.value.error is not None
        and abs(plan.value.value - by_hand) < 4 * plan.value.error + 1e-3 * spread
    )
    assert plan.committed == pytest.approx(-sum(costs) + 0.72 * 10, abs=0.05)
    assert plan.committed < plan.value.value < plan.perfect
    # On average the same without what was taken off: it lowers the error alone.
    rough = staged([Phase(p.cost, p.passes, p.salvage, known=p.known) for p in phases], x + y + z)
    assert rough.value.value == pytest.approx(by_hand, abs=0.02 * spread)
    # Where the first gate stops, on x alone: first(x) = 4.
    border = boundary(x, plan.gates[0].going_on - salvages[0])
    lowest, highest = -400.0, 400.0
    for _ in range(30):
        middle = (lowest + highest) / 2
        lowest, highest = (middle, highest) if first(middle) <= salvages[0] else (lowest, middle)
    assert border is not None and border.goes_on_above and border.at == pytest.approx(lowest, abs=3.0)
    assert border.kept > 0.999


def test_the_error_is_that_of_draws_and_fit() -> None:
    # Thirty times the same plan on plain draws of its own: the error that it states is the spread of its values. The
    # spread of what each draw brings under the rule is a quarter more: it holds noise that the fit has taken off.
    values, errors = [], []
    for seed in range(30):
        x, y, z = np.random.default_rng(seed).standard_normal((3, 1600))
        phases = [
            Phase(1.0, 0.9, 0.1, known=x[None, :], brought=3.0 * y + 3.0 * z),
            Phase(0.5, 0.8, 0.2, known=(y + 0.3 * x**2)[None, :], brought=3.0 * z),
        ]
        plan = staged(phases, 2.0 + 2.0 * x + 3.0 * y + 3.0 * z, replicates=REPLICATES)
        values.append(plan.value.value)
        errors.append(plan.value.error)
    # A spread of thirty values is known within 13 %; one and a half times that on either side.
    assert 0.8 < float(np.mean(errors)) / float(np.std(values, ddof=1)) < 1.2


@pytest.mark.parametrize("seed", range(40))
def test_every_set_of_gates_against_all_policies(seed: int) -> None:
    """Chances and salvages drawn at random: the best of every way to stop or go on, path by path."""
    made = np.random.default_rng(seed)
    count = int(made.integers(1, 4))
    costs, salvages = made.uniform(0, 50, count), made.uniform(-20, 40, count)
    passes, payoff = made.uniform(0, 1, count), float(made.uniform(-100, 300))
    phases = [Phase(*row) for row in zip(costs, passes, salvages, strict=True)]
    plan = staged(phases, np.array([payoff]))

    def best(gates: set[int]) -> float:
        """The best policy: at each gate one of stop and go, apart for what failed and what did not."""
        choices = [(gate, failed) for gate in sorted(gates) for failed in (False, True)]
        values = []
        for stops in np.ndindex(*[2] * len(choices)):
            stop = {choice for choice, is_stopped in zip(choices, stops, strict=True) if is_stopped}
            values.append(follow(0, False, stop))
        return max(values)

    def follow(place: int, failed: bool, stop: set[tuple[int, bool]]) -> float:
        if place == count:
            return 0.0 if failed else payoff
        total = -costs[place]
        for outcome, chance in ((False, passes[place]), (True, 1 - passes[place])):
            now = failed or outcome
            stops = (place, now) in stop
            total += chance * (salvages[place] if stops else follow(place + 1, now, stop))
        return float(total)

    everywhere = set(range(count))
    assert plan.value.value == pytest.approx(best(everywhere), abs=1e-9)
    assert plan.committed == pytest.approx(follow(0, False, set()), abs=1e-9)
    for place, gate in enumerate(plan.gates):
        assert gate.alone == pytest.approx(best({place}) - follow(0, False, set()), abs=1e-9)
        assert gate.on_top == pytest.approx(best(everywhere) - best(everywhere - {place}), abs=1e-9)


def test_a_rule_agreed_beforehand_is_never_better_than_the_best() -> None:
    standard = normal_draws(2)
    payoffs = 100 * standard[0] + 50 * standard[1]

    def plan(border: float) -> float | None:
        phase = Phase(10.0, known=standard[:1], brought=50 * standard[1], goes_on=standard[0] >= border)
        return staged([phase], payoffs, replicates=REPLICATES).agreed

    # E[100 x; x >= b] - 10 = 100 phi(b) - 10.
    for border in (-1.0, 0.0, 0.7):
        assert plan(border) == pytest.approx(100 * stats.norm.pdf(border) - 10, abs=0.2)
    assert staged([Phase(10.0, known=standard[:1])], payoffs, replicates=REPLICATES).agreed is None


def test_a_border_downward_a_plateau_and_none() -> None:
    number = np.linspace(0, 1, 101)
    downward = boundary(number, 0.3 - number)
    assert downward is not None and not downward.goes_on_above
    assert downward.at == pytest.approx(0.3, abs=0.01) and downward.kept == 1.0
    assert boundary(number, np.ones(101)) is None
    assert boundary(number, -np.ones(101)) is None
    assert boundary(np.ones(5), np.array([1.0, -1.0, 2.0, -2.0, 3.0])) is None
    # Worth going on at both ends: one border keeps half of it.
    ends = boundary(number, np.where(np.abs(number - 0.5) > 0.25, 1.0, -1.0) - 0.2)
    assert ends is not None and 0.3 < ends.kept < 0.7


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        staged([], np.array([1.0]))
    with pytest.raises(ValueError, match="passes"):
        Phase(1.0, passes=1.2)
    assert math.isclose(staged([Phase(0.0)], np.array([5.0])).value.value, 5.0)
