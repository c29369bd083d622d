"""Value of information against closed forms: normal, beta-binomial and gamma-Poisson decisions, and a trap.

Two options, nothing and a net benefit that is normal with mean m and spread s: V(m, s) = s phi(m/s) + m Phi(m/s) -
max(m, 0). Conjugate priors give the value of a pilot as a sum over its findings.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from mll_finance.uncertainty.information.conditional_means import conditional_means, parts_of
from mll_finance.uncertainty.information.controls import Brought, InputCurves, brought
from mll_finance.uncertainty.information.perfect import evpi, evppi, gains
from mll_finance.uncertainty.information.pilot import Sample, best_by_finding, evsi
from mll_finance.uncertainty.information.reach import best_size, population_value

Array = npt.NDArray[np.float64]
REPLICATES = 16
CLOSE = 0.01
"""Share of the value of perfect information within which an estimate stands; the most that is asked for is 0.02."""


def normal_draws(inputs: int, seed: int = 1, per_replicate: int = 1024) -> Array:
    """Independent standard normal draws (inputs, draws): scrambled Sobol' points, as the suite draws."""
    points = [stats.qmc.Sobol(inputs, seed=seed + turn).random(per_replicate) for turn in range(REPLICATES)]
    return np.asarray(stats.norm.ppf(np.concatenate(points)).T)


def value_of_choosing(mean: float, spread: float) -> float:
    ratio = mean / spread
    return float(spread * stats.norm.pdf(ratio) + mean * stats.norm.cdf(ratio) - max(mean, 0.0))


def beside_nothing(net_benefit: Array) -> Array:
    return np.stack([np.zeros(net_benefit.size), net_benefit])


def test_a_difference_of_two_normal_inputs() -> None:
    standard = normal_draws(2)
    first, second = 1.0 + standard[0], 2.0 * standard[1]
    payoffs = beside_nothing(first - second)
    whole = value_of_choosing(1.0, math.sqrt(5.0))
    assert whole == pytest.approx(0.4798107063483925)
    assert evpi(payoffs, replicates=REPLICATES).value == pytest.approx(whole, abs=CLOSE * whole)
    for inputs, expected in (
        (first[None], 0.0833154705876864),
        (second[None], 0.39559311480261217),
        (np.stack([first, second]), whole),
    ):
        partial = evppi(inputs, payoffs, replicates=REPLICATES)
        assert partial.value == pytest.approx(expected, abs=CLOSE * whole)
        assert partial.error is not None and 0.0 < partial.error < CLOSE * whole
        assert abs(partial.value - expected) < 4 * partial.error + 1e-4


def test_an_effect_that_turns_round_is_seen() -> None:
    standard = normal_draws(2)
    expected = 2.0 * float(stats.norm.pdf(1.0))
    payoffs = beside_nothing(standard[0] ** 2 - 1.0 + standard[1])
    assert evppi(standard[:1], payoffs, replicates=REPLICATES).value == pytest.approx(expected, rel=0.01)
    assert evppi(standard[1:], payoffs, replicates=REPLICATES).value == pytest.approx(
        value_of_choosing(0.0, 1.0), rel=0.01
    )


def all_brought(inputs: Array, payoffs: Array, is_tied: npt.NDArray[np.bool_]) -> Brought:
    curves, outcomes = InputCurves.of(inputs), gains(payoffs)
    alone = curves.additive_parts(outcomes)
    return brought(inputs, outcomes, curves=curves, alone=alone, is_tied=is_tied)


def knowing_one_of(standard: Array, payoffs: Array, is_tied: npt.NDArray[np.bool_]) -> list[Any]:
    taken_off = all_brought(standard, payoffs, is_tied)
    return [
        evppi(
            row[None],
            payoffs,
            replicates=REPLICATES,
            brought=taken_off.beside(frozenset(np.flatnonzero(is_tied[place]).tolist())),
        )
        for place, row in enumerate(standard)
    ]


def test_what_two_inputs_bring_together_is_no_noise_for_the_others() -> None:
    # A product of independent inputs around zero is zero on average whatever one of them is: |slope| phi(0) is left.
    standard, slopes = normal_draws(6), np.array([1.0, -2.0, 3.0, 1.0, 2.0, 4.0])
    products = standard[0] * standard[1] + standard[2] * standard[3] - standard[4] * standard[5]
    payoffs = beside_nothing(slopes @ standard + 6.0 * products)
    taken_off = all_brought(standard, payoffs, np.eye(6, dtype=bool))
    assert {tuple(sorted(pair)) for pair in taken_off.pairs} == {(0, 1), (2, 3), (4, 5)}
    for slope, worth in zip(slopes, knowing_one_of(standard, payoffs, np.eye(6, dtype=bool)), strict=True):
        exact = abs(slope) * float(stats.norm.pdf(0.0))
        # Without the products the error of a slope alone would be ten times this.
        assert worth.value == pytest.approx(exact, abs=0.004)
        assert abs(worth.value - exact) < 4 * worth.error + 2e-3


def test_what_moves_together_keeps_its_product() -> None:
    # x y with correlation rho: E[x y | x] = rho x^2, so 6 rho x^2 - 3 is what knowing x tells.
    standard, correlation = normal_draws(3), 0.7
    tied = correlation * standard[0] + math.sqrt(1.0 - correlation**2) * standard[1]
    inputs = np.stack([standard[0], tied, standard[2]])
    payoffs = beside_nothing(6.0 * inputs[0] * inputs[1] - 3.0 + standard[2])
    is_tied = np.array([[True, True, False], [True, True, False], [False, False, True]])
    root = math.sqrt(3.0 / (6.0 * correlation))
    # E max(0, a x^2 - b) above a mean of a - b, with a = 6 rho and b = 3, by the moments of a normal beyond the root.
    beyond = 2.0 * (stats.norm.sf(root) + root * stats.norm.pdf(root))
    expected = 6.0 * correlation * beyond - 3.0 * 2.0 * stats.norm.sf(root) - (6.0 * correlation - 3.0)
    assert all_brought(inputs, payoffs, is_tied).pairs == ()
    worths = knowing_one_of(inputs, payoffs, is_tied)
    assert worths[0].value == pytest.approx(expected, rel=0.02)
    assert worths[1].value == pytest.approx(expected, rel=0.02)


def test_a_product_that_would_be_known_is_not_taken_off() -> None:
    # Who knows both factors knows the product: E max(0, x y) = 1 / pi.
    standard = normal_draws(2)
    payoffs = beside_nothing(standard[0] * standard[1])
    taken_off = all_brought(standard, payoffs, np.eye(2, dtype=bool))
    assert taken_off.pairs == ((0, 1),)
    both = evppi(standard, payoffs, replicates=REPLICATES, brought=taken_off.beside(frozenset({0, 1})))
    assert both.value == pytest.approx(1.0 / math.pi, rel=0.01)
    for place in (0, 1):
        alone = evppi(
            standard[place][None],
            payoffs,
            replicates=REPLICATES,
            brought=taken_off.beside(frozenset({place})),
        )
        assert alone.value < 1e-3


@pytest.mark.parametrize("correlation", [-0.9, -0.3, 0.0, 0.6, 0.95])
def test_an_input_tells_of_what_moves_with_it(correlation: float) -> None:
    # x - y with E[y | x] = rho x: knowing x leaves (1 - rho) x.
    standard = normal_draws(2)
    with_first = correlation * standard[0] + math.sqrt(1.0 - correlation**2) * standard[1]
    payoffs = beside_nothing(standard[0] - with_first)
    whole = value_of_choosing(0.0, math.sqrt(2.0 - 2.0 * correlation))
    partial = evppi(standard[:1], payoffs, replicates=REPLICATES)
    assert partial.value == pytest.approx(value_of_choosing(0.0, 1.0 - correlation), abs=CLOSE * whole)


def test_a_product_is_worth_something_together_and_nothing_apart() -> None:
    # E[xy | x] = 0, so one factor tells nothing; E max(xy, 0) = E|x| E|y| / 2 = 1 / pi.
    standard = normal_draws(3)
    payoffs = beside_nothing(standard[0] * standard[1] + standard[2])
    together = evppi(standard[:2], payoffs, replicates=REPLICATES)
    apart = evppi(standard[:1], payoffs, replicates=REPLICATES)
    assert together.value == pytest.approx(1.0 / math.pi, rel=0.01)
    assert apart.value <= 3 * (apart.error or 0.0) + 1e-3


def test_what_cannot_change_the_choice_is_worth_nothing_and_says_how_sure_that_is() -> None:
    standard = normal_draws(3)
    payoffs = beside_nothing(standard[0] + 2.0 * standard[1])
    unrelated = evppi(standard[2:], payoffs, replicates=REPLICATES)
    assert unrelated.value <= 3 * (unrelated.error or 0.0)
    assert (unrelated.error or 0.0) > 0.0
    certain = evppi(np.ones((1, standard.shape[1])), payoffs, replicates=REPLICATES)
    assert certain.value == 0.0
    far_off = beside_nothing(standard[0] - 100.0)
    assert evpi(far_off, replicates=REPLICATES).value == 0.0
    assert evppi(standard[:1], far_off, replicates=REPLICATES).value == 0.0


@pytest.mark.parametrize(
    ("size", "expected"), [(1, 0.0251272708300061), (10, 0.07232512026086235), (100, 0.08211760559711401)]
)
def test_a_pilot_that_measures_a_mean(size: int, expected: float) -> None:
    standard = normal_draws(2)
    informed = 1.0 + standard[0]
    payoffs = beside_nothing(informed - 2.0 * standard[1])
    (sampled,) = evsi(informed, payoffs, sample=Sample("normal", (size,)), replicates=REPLICATES)
    assert sampled.value == pytest.approx(expected, abs=CLOSE * expected)
    assert expected == pytest.approx(value_of_choosing(1.0, math.sqrt(size / (size + 1))))


@pytest.mark.parametrize("size", [1, 5, 20, 100, 1000, 5000])
def test_a_pilot_that_counts_a_share_with_three_options(size: int) -> None:
    standard = normal_draws(2)
    share = stats.beta.ppf(stats.norm.cdf(standard[0]), 4, 6)
    payoffs = np.stack([np.zeros(share.size), 1000 * share - 420 + 100 * standard[1], 800 * share - 300])
    counts = np.arange(size + 1)
    after = (4 + counts) / (10 + size)
    chances = stats.betabinom.pmf(counts, size, 4, 6)
    best_after = np.maximum.reduce([np.zeros(size + 1), 1000 * after - 420, 800 * after - 300])
    expected = float(chances @ best_after) - 20.0
    (sampled,) = evsi(share, payoffs, sample=Sample("binomial", (size,)), replicates=REPLICATES)
    assert sampled.value == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("size", [1, 5, 20, 100, 1000])
def test_a_pilot_that_counts_events(size: int) -> None:
    standard = normal_draws(1)
    rate = stats.gamma.ppf(stats.norm.cdf(standard[0]), 3, scale=0.5)
    counts = np.arange(40 * size + 60)
    chances = stats.nbinom.pmf(counts, 3, 2.0 / (2.0 + size))
    expected = float(chances @ np.maximum(0.0, 100 * (3 + counts) / (2 + size) - 140)) - 10.0
    (sampled,) = evsi(
        rate, beside_nothing(100 * rate - 140), sample=Sample("count", (size,)), replicates=REPLICATES
    )
    assert sampled.value == pytest.approx(expected, rel=2e-3)


def test_information_is_worth_more_as_there_is_more_of_it() -> None:
    generator = np.random.default_rng(7)
    standard = normal_draws(3, seed=11)
    for _ in range(6):
        share = stats.beta.ppf(stats.norm.cdf(standard[0]), *generator.uniform(0.6, 9, 2))
        payoffs = np.stack(
            [
                np.zeros(share.size),
                *(
                    generator.normal(0, 50)
                    + generator.normal(0, 300) * (share - share.mean())
                    + generator.normal(0, 40) * standard[1] * standard[2]
                    + generator.normal(0, 40) * np.abs(standard[2])
                    for _ in range(3)
                ),
            ]
        )
        whole = evpi(payoffs, replicates=REPLICATES).value
        partial = evppi(share[None], payoffs, replicates=REPLICATES).value
        sizes = (0, 1, 2, 5, 20, 100, 2000)
        sampled = [
            s.value for s in evsi(share, payoffs, sample=Sample("binomial", sizes), replicates=REPLICATES)
        ]
        assert sampled[0] == 0.0
        assert all(fewer <= more + 1e-6 * whole for fewer, more in pairwise(sampled))
        assert sampled[-1] <= partial + 1e-6 * whole
        assert partial <= whole * (1 + CLOSE)


def test_a_threshold_in_one_of_two_numbers_is_seen_together() -> None:
    # 200 higher where the second number is above -0.5: a curve rounds that jump off.
    standard = normal_draws(3)
    payoffs = beside_nothing(60 * standard[0] + 200 * (standard[1] > -0.5) + 150 * standard[2] - 140.0)
    above = float(stats.norm.sf(-0.5))
    # E max(0, X), of which choosing once brings the mean of 200 above - 140 where that is above zero.
    parts = ((above, 60.0), (1 - above, -140.0))
    knowing = sum(chance * (value_of_choosing(mean, 60.0) + max(mean, 0.0)) for chance, mean in parts)
    known = evppi(standard[:2], payoffs, replicates=REPLICATES)
    expected = knowing - max(200 * above - 140.0, 0.0)
    assert known.value == pytest.approx(expected, abs=0.02 * evpi(payoffs, replicates=REPLICATES).value)


def test_what_bends_away_from_the_choice_has_no_error_of_a_line() -> None:
    # Far below the best whatever the number is, and bent: a straight line would cross the best.
    standard = normal_draws(2)
    payoffs = np.stack(
        [np.zeros(standard.shape[1]), -30.0 - 100.0 * np.exp(-standard[0]) + 40.0 * standard[1]]
    )
    payoffs = np.concatenate([payoffs, [-20.0 + 60.0 * standard[1]]])
    known = evppi(standard[:1], payoffs, replicates=REPLICATES)
    assert known.value == 0.0
    assert known.error is not None and known.error <= 0.02 * evpi(payoffs, replicates=REPLICATES).value


def test_permuting_or_repeating_options_changes_nothing() -> None:
    standard = normal_draws(2)
    payoffs = beside_nothing(1.0 + standard[0] - 2.0 * standard[1])
    for others in (payoffs[::-1], np.concatenate([payoffs, payoffs]), payoffs + 5.0 * standard[1]):
        assert evpi(others, replicates=REPLICATES).value == pytest.approx(
            evpi(payoffs, replicates=REPLICATES).value, rel=1e-9
        )
        assert evppi(standard[:1], others, replicates=REPLICATES).value == pytest.approx(
            evppi(standard[:1], payoffs, replicates=REPLICATES).value, rel=1e-6
        )


def test_discrete_decisions_of_textbooks() -> None:
    # Probabilities .5, .3, .2 with 1,500/300/-800, 900/600/-200 and 500: perfect information 350; .6/.4: 28,000.
    states = np.repeat([0, 1, 2], [5, 3, 2])
    payoffs = np.array([[1500.0, 300, -800], [900, 600, -200], [500, 500, 500]])[:, states]
    assert evpi(payoffs, replicates=1).value == pytest.approx(350.0)
    every_state = np.tile(states, 32).astype(float)[None]
    assert evppi(every_state, np.tile(payoffs, 32), replicates=1).value == pytest.approx(350.0)
    other_states = np.repeat([0, 1], [6, 4])
    other = np.array([[50e3, 30e3], [100e3, -40e3], [30e3, 10e3]])[:, other_states]
    assert evpi(other, replicates=1).value == pytest.approx(28_000.0)


def test_what_a_kind_of_data_cannot_inform_is_refused() -> None:
    numbers, payoffs = np.linspace(-1, 2, 64), beside_nothing(np.linspace(-1, 2, 64))
    refused = (
        Sample("binomial", (5,)),
        Sample("count", (5,)),
        Sample("normal", (-1,)),
        Sample("normal", (5,), 0.0),
    )
    for sample in refused:
        with pytest.raises(ValueError, match=r"inform a number|at least zero cases"):
            evsi(numbers, payoffs, sample=sample, replicates=1)


def test_reach_and_size() -> None:
    assert population_value(1.0, decisions=100.0, rate=0.035, years=10.0) == pytest.approx(843.7483150893901)
    assert population_value(1.0, decisions=100.0, rate=0.0, years=10.0) == 1000.0
    sizes = np.array([10.0, 20.0, 40.0, 80.0])
    assert best_size(sizes, np.array([-3.0, -2.0, -4.0, 0.0]), near_share=0.05) is None
    chosen = best_size(sizes, np.array([98.0, 10.0, 100.0, 96.0]), near_share=0.05)
    assert chosen is not None and (chosen.size, chosen.near) == (40.0, (40.0, 80.0))


@pytest.mark.parametrize(("least", "first_count"), [(0.45, 10), (0.31, 6), (0.62, 14)])
def test_from_which_count_the_choice_turns(least: float, first_count: int) -> None:
    # Beta(2, 3) and k of 20: the mean afterwards is (2 + k) / 25, above `least` from k = 25 least - 2 on.
    shares = np.asarray(stats.beta.ppf(stats.norm.cdf(normal_draws(1)[0]), 2, 3))
    assert first_count == math.ceil(25 * least - 2)
    chosen = best_by_finding(
        shares, beside_nothing(shares - least), sample=Sample("binomial", (20,)), replicates=REPLICATES
    )
    assert [(choosing.lowest, choosing.alternative) for choosing in chosen] == [(0.0, 0), (first_count, 1)]
    after = stats.betabinom(20, 2, 3).sf(first_count - 1)
    assert chosen[1].chance == pytest.approx(after, abs=0.002)


def test_from_which_mean_the_choice_turns() -> None:
    # N(0, 1) measured 4 times with spread 2: the mean afterwards is half the finding, above 0.3 from 0.6 on.
    numbers = normal_draws(1)[0]
    chosen = best_by_finding(
        numbers, beside_nothing(numbers - 0.3), sample=Sample("normal", (4,), 2.0), replicates=REPLICATES
    )
    assert [choosing.alternative for choosing in chosen] == [0, 1]
    assert chosen[1].lowest == pytest.approx(0.6, abs=0.06)


def test_where_nothing_turns_the_choice_stays() -> None:
    numbers = normal_draws(1)[0]
    payoffs = beside_nothing(0.01 * numbers - 5.0)
    chosen = best_by_finding(numbers, payoffs, sample=Sample("normal", (4,), 2.0), replicates=REPLICATES)
    assert [(choosing.alternative, choosing.chance) for choosing in chosen] == [(0, pytest.approx(1.0))]


@pytest.mark.parametrize(("draw_count", "replicates"), [(1024, 16), (1001, 1)])
def test_means_without_a_part_are_those_of_the_other_draws(draw_count: int, replicates: int) -> None:
    known, noise = np.random.default_rng(4).normal(size=(2, draw_count))
    outcome = 3.0 * known + noise
    means = conditional_means(known[None, :], outcome[None, :], replicates=replicates)
    parts = parts_of(draw_count, replicates)
    assert len(parts) == len(means.left_out) == 16
    for part, left_out in zip(parts, means.left_out, strict=True):
        slope, start = np.polyfit(np.delete(known, part), np.delete(outcome, part), 1)
        np.testing.assert_allclose(left_out[0], start + slope * known, rtol=0, atol=1e-12)
