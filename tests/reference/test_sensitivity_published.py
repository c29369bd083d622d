"""Sensitivity against published tables and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mll_finance.uncertainty import global_sensitivity as screening
from mll_finance.uncertainty import robust_choice, sensitivity
from mll_finance.uncertainty.sampling import Plan

PLAN = Plan(seed=11, replicates=16, per_replicate=2**9)


def sobol_of(model, count, plan=PLAN):
    """Sobol' indices of a function of uniforms, with the draws that a study would use."""
    first = np.stack([plan.uniforms(f"x{i}", 0, plan.total) for i in range(count)])
    second = np.stack([plan.uniforms(f"y{i}", 0, plan.total) for i in range(count)])
    mixed = []
    for i in range(count):
        one = first.copy()
        one[i] = second[i]
        mixed.append(model(one))
    return screening.sobol(model(first), model(second), at_ab=np.array(mixed), replicates=plan.replicates)


def assert_within(found, error, expected):
    """Within four standard errors, and the errors themselves are small enough to mean something."""
    assert np.all(error < 0.03)
    assert np.all(np.abs(found - expected) <= 4 * error + 1e-9), (found, expected, error)


# --- Tornado ------------------------------------------------------------------------------------------------------


def test_tornado_of_project_s():
    """Brigham & Houston, Fundamentals of Financial Management, ch. 12, Project S: NPV at +25% and -25%.

    Units, price, variable cost and fixed cost in another order than printed; printed to the cent, the ranges of price
    and variable cost are printed a cent apart from the difference of the printed ends.
    """
    names = ["units", "price", "variable", "fixed"]
    minus = np.array([-1044.73, -2369.22, 1403.31, 1029.78])
    plus = np.array([1202.37, 2526.86, -1245.67, -872.14])
    assert [names[place] for place in sensitivity.order(minus, plus)] == [
        "price",
        "variable",
        "units",
        "fixed",
    ]
    printed = [2247.10, 4896.07, 2648.97, 1901.92]
    assert sensitivity.ranges(minus, plus) == pytest.approx(printed, abs=0.011)
    assert sensitivity.inverse(minus, plus).tolist() == [False, False, True, True]


def test_equal_bars_keep_their_order():
    low = np.array([0.0, 3.0, 0.0])
    assert sensitivity.order(low, np.array([3.0, 0.0, 3.0])).tolist() == [0, 1, 2]


# --- Sobol' indices -----------------------------------------------------------------------------------------------


def test_ishigami():
    """Ishigami & Homma (1990), a = 7, b = 0.1; closed forms as in Saltelli et al. (2008)."""

    def model(u):
        x = math.pi * (2 * u - 1)
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    found = sobol_of(model, 3)
    assert_within(found.first, found.first_error, [0.31390519114781146, 0.4424111447900409, 0.0])
    assert_within(
        found.total, found.total_error, [0.5575888552099592, 0.4424111447900409, 0.2436836640621477]
    )


def test_sobol_g():
    """Sobol' G function (Saltelli & Sobol' 1995): V_i = 1/3/(1+a_i)^2, V = prod(1 + V_i) - 1."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    part = 1 / 3 / (1 + a) ** 2
    whole = np.prod(1 + part) - 1
    first = part / whole
    total = part * np.prod(1 + part) / (1 + part) / whole
    found = sobol_of(lambda u: np.prod((np.abs(4 * u - 2) + a[:, None]) / (1 + a[:, None]), axis=0), 4)
    assert_within(found.first, found.first_error, first)
    assert_within(found.total, found.total_error, total)


def test_linear_model():
    """A sum of five equal independent inputs: each has a fifth, without interaction."""
    found = sobol_of(lambda u: u.sum(axis=0), 5)
    assert_within(found.first, found.first_error, 0.2)
    assert_within(found.total, found.total_error, 0.2)


def test_an_outcome_that_does_not_vary_has_no_indices():
    found = sobol_of(lambda u: 0 * u[0] + 3.0, 2)
    assert np.isnan(found.first).all() and np.isnan(found.total).all()


# --- Screening ----------------------------------------------------------------------------------------------------


def test_elementary_effects_of_a_linear_model_are_its_coefficients():
    """Morris (1991): of a linear model every effect equals the coefficient, so the spread is zero."""
    coefficients = np.array([3.0, -2.0, 0.0, 0.5])
    points = screening.trajectories(4, 8, seed=3)
    found = screening.elementary_effects(points, points @ coefficients)
    assert found.mean == pytest.approx(coefficients, abs=1e-12)
    assert found.size == pytest.approx(np.abs(coefficients), abs=1e-12)
    assert found.spread == pytest.approx(np.zeros(4), abs=1e-12)


def test_elementary_effects_of_a_product():
    """Of x1 x2 the effect of x1 is x2: on the levels 0, 1/3, 2/3, 1 its mean is 1/2 and its variance 5/36."""
    points = screening.trajectories(2, 4000, seed=5)
    found = screening.elementary_effects(points, points[:, :, 0] * points[:, :, 1])
    assert found.mean == pytest.approx([0.5, 0.5], abs=0.03)
    assert found.spread == pytest.approx([math.sqrt(5) / 6] * 2, abs=0.01)


def test_elementary_effects_of_ishigami():
    """Morris' grid of four levels and a step of 2/3, as SALib documents it (num_levels = 4).

    On x = pi (2 u - 1) the levels are -pi, -pi/3, pi/3, pi. x2: 7 sin^2 is 0, 5.25, 5.25, 0, so every step is
    5.25 / (2/3) = 7.875, up or down: mu* = 7.875, mu = 0. x1: a step is sqrt(3)/2 x 3/2 x (1 + 0.1 x3^4), with x3^4 on
    average pi^4 (1 + 1/81) / 2 = 49.306. x3: 0.1 pi^4 (1 - 1/81) x 3/2 x |sin x1|, on average sqrt(3)/4.
    """
    points = screening.trajectories(3, 20_000, seed=9)
    x = np.moveaxis(math.pi * (2 * points - 1), 2, 0)
    outcomes = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    found = screening.elementary_effects(points, outcomes)
    by_hand = [
        math.sqrt(3) / 2 * 1.5 * (1 + 0.1 * math.pi**4 * (1 + 1 / 81) / 2),
        7.875,
        0.1 * math.pi**4 * (1 - 1 / 81) * 1.5 * math.sqrt(3) / 4,
    ]
    assert by_hand == pytest.approx([7.7037, 7.875, 6.2488], abs=1e-3)
    assert found.size == pytest.approx(by_hand, abs=0.08)
    assert found.size[1] == pytest.approx(7.875, abs=1e-9) and found.mean[1] == pytest.approx(0, abs=0.2)


def test_every_step_moves_one_input_by_two_thirds():
    points = screening.trajectories(6, 20, seed=1)
    steps = np.abs(np.diff(points, axis=1))
    assert np.all(np.isin(np.round(3 * points, 9), [0, 1, 2, 3]))
    assert np.all(np.sort(steps, axis=2)[:, :, :-1] == 0) and steps.max(axis=2) == pytest.approx(2 / 3)
    assert steps.sum(axis=1) == pytest.approx(2 / 3)


# --- Rank regression ----------------------------------------------------------------------------------------------


def test_a_monotone_model_of_one_input_is_explained_in_full():
    u = np.stack([PLAN.uniforms(name, 0, PLAN.total) for name in ("a", "b")])
    found = screening.rank_regression(u, np.exp(5 * u[0]))
    assert found.srrc == pytest.approx([1, 0], abs=1e-9)
    assert found.prcc == pytest.approx([1, 0], abs=1e-9)
    assert found.fit == pytest.approx(1)


def test_rank_coefficients_of_a_linear_model_of_correlated_uniform_ranks():
    """With ranks as inputs and outcome a permutation mixture the coefficients are those of ordinary regression.

    y = x1 + e and x2 correlated with x1 by r, all normal: the partial correlation of x2 with y is zero and that of x1
    is sqrt((1 - r^2) / (1 - r^2 + s^2)) (Kendall's closed form for normals; ranks differ from it by a few percent).
    """
    from scipy.special import ndtri

    r, s = 0.8, 0.5
    z = ndtri(np.stack([PLAN.uniforms(name, 0, PLAN.total) for name in ("a", "b", "e")]))
    x = np.stack([z[0], r * z[0] + math.sqrt(1 - r**2) * z[1]])
    found = screening.rank_regression(x, x[0] + s * z[2])
    assert found.prcc[0] == pytest.approx(math.sqrt((1 - r**2) / (1 - r**2 + s**2)), abs=0.05)
    assert found.prcc[1] == pytest.approx(0, abs=0.06)


# --- Robust choice ------------------------------------------------------------------------------------------------


def test_regret_of_a_published_payoff_table():
    """The discrete example of the reference list (three options, three states, p = .5, .3, .2): EV 680, 590, 500.

    Regrets by hand: the best by state is 1,500, 600, 500.
    """
    payoffs = np.array([[1500.0, 300, -800], [900, 600, -200], [500, 500, 500]])
    assert robust_choice.expected(payoffs, np.array([0.5, 0.3, 0.2])).tolist() == pytest.approx(
        [680, 590, 500]
    )
    assert robust_choice.regret(payoffs).tolist() == [[0, 300, 1300], [600, 0, 700], [1000, 100, 0]]
    assert robust_choice.maximin(payoffs) == 2
    assert robust_choice.minimax_regret(payoffs) == 1
