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
    step = values[:, 1] - values[:, 0]
    exists = (step != 0) & (central != 0) & (base != 0)
    slope = (outcomes[:, 1] - outcomes[:, 0]) / np.where(exists, step, 1.0)
    return np.where(exists, slope * np.abs(central) / (abs(base) or 1.0), np.nan)


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
    shares = (np.arange(1, steps + 1) / steps) ** 2
    shares[-1] = 1.0
    left = central[:, None] + (low - central)[:, None] * shares[::-1]
    right = central[:, None] + (high - central)[:, None] * shares
    return np.concatenate([left, central[:, None], right], axis=1)


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
    positive = outcomes >= 0
    which, left = np.nonzero(positive[:, 1:] != positive[:, :-1])
    found: list[list[float]] = [[] for _ in scanned]
    if which.size:
        ends = scanned[which, left], scanned[which, left + 1]
        values = outcomes[which, left], outcomes[which, left + 1]
        for index, value in zip(which, _narrowed(outcome, which, ends=ends, values=values), strict=True):
            found[index].append(float(value))
    return [_nearest_first(values, middle) for values, middle in zip(found, central.tolist(), strict=True)]


def _nearest_first(values: list[float], middle: float) -> Array:
    return np.array(sorted(values, key=lambda value: abs(value - middle)))


def _narrowed(
    outcome: Outcome, which: Indices, *, ends: tuple[Array, Array], values: tuple[Array, Array]
) -> Array:
    """The crossing within each bracket, all brackets together; those that are done are no longer evaluated."""
    low, high = (end.astype(float) for end in ends)
    at_low, at_high = (value.astype(float) for value in values)
    kept, before = np.zeros(which.shape), high - low
    for turn in range(_TURNS):
        open_ = np.flatnonzero(
            (high - low > TOLERANCE * np.maximum(np.abs(low), np.abs(high))) & (at_low != 0)
        )
        open_ = open_[at_high[open_] != 0]
        if not open_.size:
            break
        a, b, fa, fb = low[open_], high[open_], at_low[open_], at_high[open_]
        # An end that stays put a second time counts for half, a third time for a quarter (Illinois). A bracket that
        # three turns have not halved is halved.
        fa = fa * 0.5 ** np.maximum(kept[open_] - 1, 0)
        fb = fb * 0.5 ** np.maximum(-kept[open_] - 1, 0)
        guess = (a * fb - b * fa) / (fb - fa)
        if turn % 3 == 2:
            guess = np.where(b - a > before[open_] / 2, (a + b) / 2, guess)
            before[open_] = b - a
        # At least half the width asked for from either end, so that an end at the crossing closes the bracket.
        least = TOLERANCE / 2 * np.maximum(np.abs(a), np.abs(b))
        guess = np.clip(guess, a + least, b - least)
        middle = np.where((guess > a) & (guess < b), guess, (a + b) / 2)
        at_middle = outcome(which[open_], middle)
        same = (at_middle >= 0) == (at_low[open_] >= 0)
        kept[open_] = np.where(same, np.minimum(kept[open_], 0) - 1, np.maximum(kept[open_], 0) + 1)
        low[open_], at_low[open_] = np.where(same, middle, a), np.where(same, at_middle, at_low[open_])
        high[open_], at_high[open_] = np.where(same, b, middle), np.where(same, at_high[open_], at_middle)
    return np.asarray(np.where(np.abs(at_low) <= np.abs(at_high), low, high))
