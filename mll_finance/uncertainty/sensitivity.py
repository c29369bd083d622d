"""One-at-a-time sensitivity on arrays: ranges and their order, elasticities, crossings of zero.

Every function takes outcomes that somebody else evaluated, so that all inputs go through one evaluation with many
columns.

References
----------
Eschenbach, T.G. (1992), "Spiderplots versus tornado diagrams for sensitivity analysis", Interfaces 22(6): 40-46.
European Commission (2014), Guide to Cost-Benefit Analysis of Investment Projects, sect. 2.9 (critical variables,
switching values).
Dowell, M. and Jarratt, P. (1971), "A modified regula falsi method for computing the root of an equation", BIT 11:
168-174 (the Illinois rule, by which a crossing is narrowed down for all inputs at once).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Outcome = Callable[[Indices, Array], Array]
"""Input numbers (n,) and a value for each (n,) to outcomes (n,), all other inputs central."""
TOLERANCE = 1e-12
"""Relative width of the bracket at which a crossing is found."""
_TURNS = 200
"""More than any bracket needs: three turns at least halve it."""


def ranges(low: Array, high: Array) -> Array:
    """Length of each bar of a tornado: the difference between the outcomes at the two ends of an input.

    Parameters
    ----------
    low, high : ndarray
        Outcomes at the low and the high end of each input, shape (inputs,).

    Examples
    --------
    >>> ranges(np.array([-2369.22, 1403.31]), np.array([2526.86, -1245.67])).round(2).tolist()
    [4896.08, 2648.98]
    """
    return np.asarray(np.abs(np.asarray(high, dtype=float) - np.asarray(low, dtype=float)))


def order(low: Array, high: Array) -> Indices:
    """Inputs from the longest bar to the shortest; equal bars keep their order.

    Parameters
    ----------
    low, high : ndarray
        Outcomes at the low and the high end of each input, shape (inputs,).
    """
    return np.argsort(-ranges(low, high), kind="stable")


def inverse(low: Array, high: Array) -> npt.NDArray[np.bool_]:
    """Whether an input drives the outcome down: its high end gives the lower outcome (inputs,)."""
    return np.asarray(high, dtype=float) < np.asarray(low, dtype=float)


def elasticity(values: Array, outcomes: Array, *, central: Array, base: float) -> Array:
    """Percentage change of the outcome for one percent more of each input.

    Parameters
    ----------
    values : ndarray
        A value just below and one just above the central one, shape (inputs, 2).
    outcomes : ndarray
        The outcomes at these, shape (inputs, 2).
    central : ndarray
        Central values (inputs,).
    base : float
        Outcome of the central case.

    Returns
    -------
    ndarray
        (inputs,); NaN where the input or the outcome is zero, so that a percentage of it means nothing.

    Notes
    -----
    Convention: the change counts against the size of the base outcome, so a positive elasticity is an improvement
    also where the outcome is negative.
    """
    input_step = values[:, 1] - values[:, 0]
    is_defined = (input_step != 0) & (central != 0) & (base != 0)
    outcome_slope = (outcomes[:, 1] - outcomes[:, 0]) / np.where(is_defined, input_step, 1.0)
    return np.where(is_defined, outcome_slope * np.abs(central) / (abs(base) or 1.0), np.nan)


def scan_points(low: Array, high: Array, *, central: Array, steps: int) -> Array:
    """Values between two ends, closer together near the central one, shape (inputs, 2 steps + 1) and rising.

    Parameters
    ----------
    low, high : ndarray
        Ends (inputs,).
    central : ndarray
        Central values (inputs,), between the ends.
    steps : int
        Number of values on each side.

    Examples
    --------
    >>> scan_points(np.array([0.0]), np.array([12.0]), central=np.array([4.0]), steps=2).tolist()
    [[0.0, 3.0, 4.0, 6.0, 12.0]]
    """
    share_by_step = (np.arange(1, steps + 1) / steps) ** 2
    share_by_step[-1] = 1.0
    points_below_central = central[:, None] + (low - central)[:, None] * share_by_step[::-1]
    points_above_central = central[:, None] + (high - central)[:, None] * share_by_step
    return np.concatenate([points_below_central, central[:, None], points_above_central], axis=1)


def crossings(scanned: Array, outcomes: Array, *, outcome: Outcome, central: Array) -> list[Array]:
    """Values at which the outcome of each input crosses zero, the nearest to the central value first.

    Parameters
    ----------
    scanned : ndarray
        Rising values of each input, shape (inputs, points).
    outcomes : ndarray
        Outcomes at these, shape (inputs, points).
    outcome : callable
        Evaluates inputs by number at values of their own, all in one call.
    central : ndarray
        Central values (inputs,).

    Returns
    -------
    list of ndarray
        For each input every crossing that the scan brackets; empty where there is none.

    Notes
    -----
    Convention: an outcome of zero counts as positive. Between two scanned points an even number of crossings is not
    seen; a zero that is touched but not crossed is none.
    """
    is_positive = outcomes >= 0
    input_index, point_index = np.nonzero(is_positive[:, 1:] != is_positive[:, :-1])
    roots_by_input: list[list[float]] = [[] for _ in scanned]
    if input_index.size:
        bracket_inputs = scanned[input_index, point_index], scanned[input_index, point_index + 1]
        bracket_outcomes = outcomes[input_index, point_index], outcomes[input_index, point_index + 1]
        for crossed_input, root in zip(
            input_index,
            _narrowed(outcome, input_index, ends=bracket_inputs, values=bracket_outcomes),
            strict=True,
        ):
            roots_by_input[crossed_input].append(float(root))
    return [
        _nearest_first(roots, middle) for roots, middle in zip(roots_by_input, central.tolist(), strict=True)
    ]


def _nearest_first(roots: list[float], central: float) -> Array:
    return np.array(sorted(roots, key=lambda root: abs(root - central)))


def _narrowed(
    outcome: Outcome, input_number: Indices, *, ends: tuple[Array, Array], values: tuple[Array, Array]
) -> Array:
    """The crossing within each bracket, all brackets together; those that are done are no longer evaluated."""
    low_input, high_input = (end.astype(float) for end in ends)
    outcome_at_low, outcome_at_high = (outcome_there.astype(float) for outcome_there in values)
    turns_kept, width_before = np.zeros(input_number.shape), high_input - low_input
    for turn_number in range(_TURNS):
        unsolved_indices = np.flatnonzero(
            (high_input - low_input > TOLERANCE * np.maximum(np.abs(low_input), np.abs(high_input)))
            & (outcome_at_low != 0)
        )
        unsolved_indices = unsolved_indices[outcome_at_high[unsolved_indices] != 0]
        if not unsolved_indices.size:
            break
        unsolved_low, unsolved_high, low_outcome, high_outcome = (
            low_input[unsolved_indices],
            high_input[unsolved_indices],
            outcome_at_low[unsolved_indices],
            outcome_at_high[unsolved_indices],
        )
        # An end that stays put a second time counts for half, a third time for a quarter (Illinois). A bracket that
        # three turns have not halved is halved.
        low_outcome = low_outcome * 0.5 ** np.maximum(turns_kept[unsolved_indices] - 1, 0)
        high_outcome = high_outcome * 0.5 ** np.maximum(-turns_kept[unsolved_indices] - 1, 0)
        trial_input = (unsolved_low * high_outcome - unsolved_high * low_outcome) / (
            high_outcome - low_outcome
        )
        if turn_number % 3 == 2:
            trial_input = np.where(
                unsolved_high - unsolved_low > width_before[unsolved_indices] / 2,
                (unsolved_low + unsolved_high) / 2,
                trial_input,
            )
            width_before[unsolved_indices] = unsolved_high - unsolved_low
        # At least half the width asked for from either end, so that an end at the crossing closes the bracket.
        smallest_step = TOLERANCE / 2 * np.maximum(np.abs(unsolved_low), np.abs(unsolved_high))
        trial_input = np.clip(trial_input, unsolved_low + smallest_step, unsolved_high - smallest_step)
        middle_input = np.where(
            (trial_input > unsolved_low) & (trial_input < unsolved_high),
            trial_input,
            (unsolved_low + unsolved_high) / 2,
        )
        outcome_at_middle = outcome(input_number[unsolved_indices], middle_input)
        is_same_sign = (outcome_at_middle >= 0) == (outcome_at_low[unsolved_indices] >= 0)
        turns_kept[unsolved_indices] = np.where(
            is_same_sign,
            np.minimum(turns_kept[unsolved_indices], 0) - 1,
            np.maximum(turns_kept[unsolved_indices], 0) + 1,
        )
        low_input[unsolved_indices], outcome_at_low[unsolved_indices] = (
            np.where(is_same_sign, middle_input, unsolved_low),
            np.where(is_same_sign, outcome_at_middle, outcome_at_low[unsolved_indices]),
        )
        high_input[unsolved_indices], outcome_at_high[unsolved_indices] = (
            np.where(is_same_sign, unsolved_high, middle_input),
            np.where(is_same_sign, outcome_at_high[unsolved_indices], outcome_at_middle),
        )
    return np.asarray(np.where(np.abs(outcome_at_low) <= np.abs(outcome_at_high), low_input, high_input))
