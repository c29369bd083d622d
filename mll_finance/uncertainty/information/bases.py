"""Functions of some inputs in which a conditional mean is written: lines, cubic splines, and products of these.

References
----------
de Boor, C. (1978), A Practical Guide to Splines, Springer (B-splines).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.quantiles import quantiles_in_order

Array = npt.NDArray[np.float64]
FEW = 24
"""Different numbers that an input may have to be taken as a list of them: each then has a mean of its own."""
INTERIOR_KNOTS = (0, 1, 2, 4, 8, 16)
"""Knots within the range of one input, from the smoothest spline to the most supple one."""
GROUP_KNOTS = (0, 4, 16)
"""The same where several inputs stand together; products of the most supple splines have too many columns."""
_CURVE_KNOTS = 1
_DEGREE = 3
_COLUMNS = 240
"""Columns of a basis of several inputs at most: what has more is not tried."""


def bases(inputs: Array) -> Iterator[Array]:
    """Bases (draws, columns) for a function of some inputs, from the simplest to the most supple.

    Parameters
    ----------
    inputs : ndarray
        Draws of the inputs (inputs, draws), without an input that does not vary.

    Notes
    -----
    Convention: the first is a constant; it says that the inputs tell nothing. Several inputs stand beside each other,
    then in products of two and three lines, then in products of two splines, so that a product of inputs, a threshold
    and an effect that turns round can all be followed.
    """
    draw_count = inputs.shape[1]
    yield np.ones((draw_count, 1))
    input_lines = np.stack([_standardised(row) for row in inputs], axis=1)
    yield _with_constant(input_lines)
    if len(inputs) == 1:
        yield from _of_one(inputs[0])
        return
    yield from _of_several(inputs, input_lines)


def curve(draws: Array, *, is_line: bool) -> Array:
    """Columns (draws, columns) of a smooth curve of one input, or of a straight line; each with a mean of zero."""
    if np.ptp(draws) == 0:
        return np.zeros((draws.size, 1))
    curve_columns = (
        _standardised(draws)[:, None] if is_line else _spline(draws, np.sort(draws), _CURVE_KNOTS)[:, :-1]
    )
    return np.asarray(curve_columns - curve_columns.mean(axis=0))


def _of_one(draws: Array) -> Iterator[Array]:
    ordered_draws = np.sort(draws)
    if np.count_nonzero(np.diff(ordered_draws)) < FEW:
        distinct_draws, number_indices = np.unique(draws, return_inverse=True)
        yield np.asarray(number_indices[:, None] == np.arange(distinct_draws.size), dtype=float)
        return
    for knot_count in INTERIOR_KNOTS:
        yield _spline(draws, ordered_draws, knot_count)


def _of_several(inputs: Array, lines: Array) -> Iterator[Array]:
    """Bases of at most so many columns; what would have more is not made."""
    input_count = len(inputs)

    def products(size: int) -> list[Array]:
        return [
            np.prod(lines[:, list(group)], axis=1, keepdims=True)
            for group in combinations(range(input_count), size)
        ]

    pair_count, triple_count = comb(input_count, 2), comb(input_count, 3)
    if 1 + input_count + pair_count <= _COLUMNS:
        yield _with_constant(np.concatenate([lines, *products(2)], axis=1))
    if input_count > 2 and 1 + input_count + pair_count + triple_count <= _COLUMNS:
        yield _with_constant(np.concatenate([lines, *products(2), *products(3)], axis=1))
    ordered_inputs = np.sort(inputs, axis=1)
    splines_by_knots = {
        knots: [_spline(*each, knots) for each in zip(inputs, ordered_inputs, strict=True)]
        for knots in GROUP_KNOTS
    }
    for splines in splines_by_knots.values():
        column_count = sum(spline.shape[1] for spline in splines)
        if column_count <= _COLUMNS:
            yield np.concatenate(splines, axis=1)
        if 1 + column_count + pair_count <= _COLUMNS:
            yield _with_constant(np.concatenate([*splines, *products(2)], axis=1))
    for splines in splines_by_knots.values():
        spline_pairs = list(combinations(splines, 2))
        if sum(first.shape[1] * second.shape[1] for first, second in spline_pairs) <= _COLUMNS:
            yield np.concatenate([_product(first, second) for first, second in spline_pairs], axis=1)


def _spline(draws: Array, ordered: Array, knot_count: int) -> Array:
    """Cubic B-splines (draws, columns) with knots where equal parts of the draws end; their sum is one everywhere."""
    from scipy.interpolate import BSpline  # takes longer to import than all that most commands calculate

    least_draw, largest_draw = ordered[[0, -1]].tolist()
    inner_shares = np.linspace(0.0, 1.0, knot_count + 2)[1:-1]
    inner_knots = np.unique(quantiles_in_order(ordered, inner_shares))
    inner_knots = inner_knots[(inner_knots > least_draw) & (inner_knots < largest_draw)]
    all_knots = np.concatenate([[least_draw] * (_DEGREE + 1), inner_knots, [largest_draw] * (_DEGREE + 1)])
    # No draw lies beyond the knots: scipy need not look through them for it, which takes it longer than the rest.
    return np.asarray(BSpline.design_matrix(draws, all_knots, _DEGREE, extrapolate=True).toarray())


def _product(first: Array, second: Array) -> Array:
    """Every column of one basis times every column of another (draws, columns)."""
    return np.asarray((first[:, :, None] * second[:, None, :]).reshape(len(first), -1))


def _with_constant(columns: Array) -> Array:
    return np.concatenate([np.ones((len(columns), 1)), columns], axis=1)


def _standardised(draws: Array) -> Array:
    return np.asarray((draws - draws.mean()) / draws.std())
