"""Global sensitivity on arrays: Sobol' indices, elementary effects, and rank regression.

=================  ==========================================================================================
method             when it is valid
=================  ==========================================================================================
Sobol' indices     independent inputs; any model; shares of the variance, interactions in the total order
elementary effects independent inputs; any model; a cheap screening: which inputs may be left at one value
rank regression    also correlated inputs; a monotone model: the ``fit`` says how much of the ranks it explains
=================  ==========================================================================================

References
----------
Saltelli, A. et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics Communications
181: 259-270 (first order: eq. (b) of Table 2; total order: Jansen's, eq. (f)).
Jansen, M.J.W. (1999), "Analysis of variance designs for model output", Computer Physics Communications 117: 35-43.
Morris, M.D. (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33: 161-174.
Campolongo, F., Cariboni, J. and Saltelli, A. (2007), Environmental Modelling & Software 22: 1509-1518 (mu*).
Iman, R.L. and Conover, W.J. (1979), "The use of the rank transform in regression", Technometrics 21: 499-509.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
LEVELS = 4
"""Levels p of each input in the screening, as Morris proposes: 0, 1/(p-1), ..., 1, with a step of p / (2(p-1))."""


_NOTHING = 1e-10
"""Slope between ranks that is rounding only."""


@dataclass(frozen=True)
class Sobol:
    """Sobol' indices (inputs,) with the standard error of each, from the spread between replicates."""

    first: Array
    total: Array
    first_error: Array
    total_error: Array
    sum_error: float = 0.0
    """Standard error of the sum of the first-order indices."""


def sobol(at_a: Array, at_b: Array, *, at_ab: Array, replicates: int) -> Sobol:
    """First and total order indices from three sets of outcomes.

    Parameters
    ----------
    at_a, at_b : ndarray
        Outcomes at two independent sets of draws, shape (draws,), replicates one after the other.
    at_ab : ndarray
        Outcomes at the first set with one input taken from the second, shape (inputs, draws).
    replicates : int
        Number of independent replicates, at least 2.

    Returns
    -------
    Sobol
        NaN where the outcome does not vary.

    Notes
    -----
    Convention: inputs are independent. The mean is taken off first, which lowers the error of the first order. The
    error is the standard deviation between the replicates' own indices over the root of their number; an index may
    come out slightly below zero.
    """
    all_indices = _indices(at_a, at_b, at_ab)
    indices_by_replicate = [
        _indices(a, b, ab)
        for a, b, ab in zip(
            np.split(at_a, replicates),
            np.split(at_b, replicates),
            np.split(at_ab, replicates, axis=1),
            strict=True,
        )
    ]
    standard_errors = [
        np.std([indices[order_index] for indices in indices_by_replicate], axis=0, ddof=1)
        / np.sqrt(replicates)
        for order_index in (0, 1)
    ]
    first_order_sums = [float(first.sum()) for first, _ in indices_by_replicate]
    sum_error = float(np.std(first_order_sums, ddof=1) / np.sqrt(replicates))
    return Sobol(all_indices[0], all_indices[1], standard_errors[0], standard_errors[1], sum_error)


def _indices(at_a: Array, at_b: Array, at_ab: Array) -> tuple[Array, Array]:
    all_outcomes = np.concatenate([at_a, at_b])
    outcome_mean, outcome_variance = all_outcomes.mean(), all_outcomes.var()
    if outcome_variance <= 0:
        undefined_indices = np.full(at_ab.shape[0], np.nan)
        return undefined_indices, undefined_indices
    first_order = np.mean((at_b - outcome_mean) * (at_ab - at_a), axis=1) / outcome_variance
    total_order = np.mean((at_a - at_ab) ** 2, axis=1) / 2 / outcome_variance
    return first_order, total_order


def trajectories(inputs: int, count: int, *, seed: int) -> Array:
    """Points of the screening: walks along which one input after the other takes a step.

    Parameters
    ----------
    inputs : int
        Number of inputs.
    count : int
        Number of walks.
    seed : int
        Seed.

    Returns
    -------
    ndarray
        Points (count, inputs + 1, inputs) of the unit cube: parts of the way from the low to the high end of the
        probability of each input.

    Notes
    -----
    Convention: the grid of Morris with four levels 0, 1/3, 2/3, 1 and a step of 2/3. An even number of levels and this
    step make each level as likely as any other. The middles of equal parts with a step of 1/2 look at a function that
    is symmetric, such as a square of a sine, where it has the same value twice, and see no effect.
    """
    generator = np.random.default_rng(seed)
    level_step = LEVELS // 2
    start_levels = generator.integers(0, LEVELS, size=(count, inputs))
    end_levels = np.where(start_levels < level_step, start_levels + level_step, start_levels - level_step)
    moving_order = np.argsort(generator.random((count, inputs)), axis=1)
    moving_turn = np.argsort(moving_order, axis=1)
    has_moved = np.arange(inputs + 1)[None, :, None] > moving_turn[:, None, :]
    return np.asarray((np.where(has_moved, end_levels[:, None, :], start_levels[:, None, :])) / (LEVELS - 1))


@dataclass(frozen=True)
class Screening:
    """Elementary effects (inputs,): their mean, the mean of their size (mu*), and their spread (sigma)."""

    mean: Array
    size: Array
    spread: Array


def elementary_effects(points: Array, outcomes: Array) -> Screening:
    """Effects of the steps of the screening.

    Parameters
    ----------
    points : ndarray
        Points of the walks (count, inputs + 1, inputs), as of :func:`trajectories`.
    outcomes : ndarray
        Outcomes at these (count, inputs + 1).

    Notes
    -----
    Convention: change of the outcome per whole way from one end to the other. A spread that is large beside the size
    points at interaction or curvature.
    """
    point_steps = np.diff(points, axis=1)
    moved_input_index = np.argmax(np.abs(point_steps), axis=2)
    step_sizes = np.take_along_axis(point_steps, moved_input_index[:, :, None], axis=2)[:, :, 0]
    effects_by_trajectory = np.empty(moved_input_index.shape)
    np.put_along_axis(
        effects_by_trajectory, moved_input_index, np.diff(outcomes, axis=1) / step_sizes, axis=1
    )
    effect_sd = (
        effects_by_trajectory.std(axis=0, ddof=1)
        if len(effects_by_trajectory) > 1
        else np.zeros(effects_by_trajectory.shape[1])
    )
    return Screening(
        effects_by_trajectory.mean(axis=0), np.abs(effects_by_trajectory).mean(axis=0), effect_sd
    )


@dataclass(frozen=True)
class RankRegression:
    """Standardised (srrc) and partial (prcc) rank coefficients (inputs,), and the share of the ranks explained."""

    srrc: Array
    prcc: Array
    fit: float


def rank_regression(inputs: Array, outcomes: Array) -> RankRegression:
    """Regression of the outcome's ranks on the ranks of all inputs together.

    Parameters
    ----------
    inputs : ndarray
        Shape (inputs, draws).
    outcomes : ndarray
        Shape (draws,).

    Returns
    -------
    RankRegression
        Zero for an input that does not vary; NaN throughout where the outcome does not vary.

    Notes
    -----
    Convention: equal values share the mean of their ranks. The partial coefficient is the correlation between an input
    and the outcome once the other inputs are taken off both, so it holds for correlated inputs too. Where ``fit`` is
    low the model is not monotone and neither coefficient says much.
    """
    is_varied = np.ptp(inputs, axis=1) > 0
    if np.ptp(outcomes) == 0 or not is_varied.any():
        undefined_coefficients = np.full(inputs.shape[0], np.nan)
        return RankRegression(undefined_coefficients, undefined_coefficients, float("nan"))
    input_ranks = np.stack([_standardised(_ranks(row)) for row in inputs[is_varied]])
    outcome_ranks = _standardised(_ranks(outcomes))
    rank_slopes = np.linalg.lstsq(input_ranks.T, outcome_ranks, rcond=None)[0]
    rank_residuals = outcome_ranks - rank_slopes @ input_ranks
    unexplained_variance = float(np.mean(rank_residuals**2))
    # Partial correlation from the slope: its t value over the root of t squared plus the degrees of freedom.
    variance_inflation = 1.0 / np.diag(np.linalg.pinv(np.atleast_2d(np.cov(input_ranks, bias=True))))
    partial_slopes = rank_slopes * np.sqrt(np.maximum(variance_inflation, 0.0))
    full_srrc, full_prcc = np.zeros(len(inputs)), np.zeros(len(inputs))
    full_srrc[is_varied] = rank_slopes
    partial_scale = np.sqrt(partial_slopes**2 + unexplained_variance)
    # Without a slope there is no partial correlation, also where nothing is left to explain.
    full_prcc[is_varied] = np.divide(
        partial_slopes, partial_scale, out=np.zeros_like(partial_slopes), where=np.abs(rank_slopes) > _NOTHING
    )
    return RankRegression(full_srrc, full_prcc, 1.0 - unexplained_variance)


def _ranks(values: Array) -> Array:
    """Ranks from 1, equal values at the mean of theirs."""
    _, value_positions, equal_counts = np.unique(values, return_inverse=True, return_counts=True)
    last_ranks = np.cumsum(equal_counts)
    return np.asarray((last_ranks - (equal_counts - 1) / 2)[value_positions], dtype=float)


def _standardised(values: Array) -> Array:
    centred_values = values - values.mean()
    return np.asarray(centred_values / centred_values.std())
