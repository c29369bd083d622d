"""The mean of outcomes given some of the inputs, by regression on the draws of everything.

What a regression of an outcome on some inputs gives is the mean over all that is left uncertain. It is right for inputs
that move together, and needs no draws within draws.

References
----------
Strong, M., Oakley, J.E. and Brennan, A. (2014), "Estimating multiparameter partial expected value of perfect
information from a probabilistic sensitivity analysis sample: a nonparametric regression approach", Medical Decision
Making 34: 311-326.
Hastie, T., Tibshirani, R. and Friedman, J. (2009), The Elements of Statistical Learning, 2nd ed., sect. 7.10
(cross-validation; the simplest model within one standard error of the best).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

from mll_finance.uncertainty.information.bases import bases

Array = npt.NDArray[np.float64]
PARTS = 16
"""Parts of the draws that are left out in turn where these come as a single replicate."""
_DEPENDENT = 1e-10
"""Share of the largest eigenvalue below which columns say nothing that others do not."""
_CLOSE_TO_DEPENDENT = 1e-6
"""The same for a pivot, below which the quick way to solve is not exact enough."""


@dataclass(frozen=True)
class ConditionalMeans:
    """Means of outcomes given the inputs, at every draw.

    Parameters
    ----------
    fitted : ndarray
        The means (outcomes, draws).
    left_out : ndarray
        The same (parts, outcomes, draws) from the draws without one part of them.
    lines : ndarray
        The same (outcomes, draws); by straight lines where the inputs seem to tell nothing of an outcome, which is what
        chance may show there.
    """

    fitted: Array
    left_out: Array
    lines: Array


def conditional_means(inputs: Array, outcomes: Array, *, replicates: int) -> ConditionalMeans:
    """Means of outcomes given some inputs; which basis serves is found by cross-validation, for each outcome.

    Parameters
    ----------
    inputs : ndarray
        Draws (inputs, draws); one that does not vary is left out.
    outcomes : ndarray
        Outcomes at the same draws (outcomes, draws).
    replicates : int
        Number of independent replicates, which stand one after the other; each is left out in turn. A single one is
        split into parts.

    Notes
    -----
    Convention: the simplest basis whose error outside the draws that it was fitted to is within one standard error of
    the least. A constant is among them, so inputs that tell nothing give the mean itself.
    """
    left_out_parts = parts_of(outcomes.shape[1], replicates)
    outcome_columns = np.ascontiguousarray(outcomes.T)
    outcomes_by_part = _by_part(outcome_columns, left_out_parts)
    varied_inputs = inputs[np.ptp(inputs, axis=1) > 0]
    candidate_fits = [
        _Fit.of(basis, outcome_columns, left_out_parts, outcomes_by_part)
        for basis in (bases(varied_inputs) if len(varied_inputs) else [np.ones((outcomes.shape[1], 1))])
    ]
    fitted_means = np.empty(outcomes.shape)
    means_of_left_out_parts = np.empty((len(left_out_parts), *outcomes.shape))
    linear_fit = candidate_fits[min(1, len(candidate_fits) - 1)]
    linear_means = (linear_fit.basis @ linear_fit.coefficients).T
    for alternative_index in range(len(outcomes)):
        simplest_index = _simplest(
            np.stack([candidate.errors[:, alternative_index] for candidate in candidate_fits])
        )
        simplest_fit = candidate_fits[simplest_index]
        fitted_means[alternative_index] = simplest_fit.basis @ simplest_fit.coefficients[:, alternative_index]
        if simplest_index > 0:
            linear_means[alternative_index] = fitted_means[alternative_index]
        means_of_left_out_parts[:, alternative_index] = (
            simplest_fit.without[:, :, alternative_index] @ simplest_fit.basis.T
        )
    return ConditionalMeans(fitted_means, means_of_left_out_parts, linear_means)


def parts_of(draw_count: int, replicates: int) -> list[slice]:
    """The parts of the draws that are left out in turn: the replicates, or of a single one every so manieth draw."""
    if replicates > 1:
        part_size = draw_count // replicates
        return [
            slice(first_of_part, first_of_part + part_size)
            for first_of_part in range(0, draw_count, part_size)
        ]
    part_count = min(PARTS, draw_count)
    return [slice(first_of_part, None, part_count) for first_of_part in range(part_count)]


@dataclass(frozen=True)
class _Fit:
    """Least squares on one basis, with every part left out in turn."""

    basis: Array
    coefficients: Array
    """(columns, outcomes)."""
    without: Array
    """The same (parts, columns, outcomes) without one part."""
    errors: Array
    """Mean squared error (parts, outcomes) at the part that was left out."""

    @classmethod
    def of(
        cls, basis: Array, outcome_columns: Array, parts: Sequence[slice], outcomes_by_part: Array
    ) -> _Fit:
        """Fit on orthogonal columns: all draws first, then without each part by what that part brings."""
        orthogonal_columns = _orthogonal(basis)
        columns_by_part = _by_part(orthogonal_columns, parts)
        rows_by_part = columns_by_part.transpose(0, 2, 1)
        coefficients = orthogonal_columns.T @ outcome_columns
        grams_without = np.eye(orthogonal_columns.shape[1]) - rows_by_part @ columns_by_part
        right_sides = coefficients - rows_by_part @ outcomes_by_part
        without = np.stack([_solved(*of_part) for of_part in zip(grams_without, right_sides, strict=True)])
        residuals_by_part = outcomes_by_part - columns_by_part @ without
        squared_errors = np.einsum("pdo,pdo->po", residuals_by_part, residuals_by_part)
        part_sizes = np.array(_sizes(parts, len(outcome_columns)))
        return cls(orthogonal_columns, coefficients, without, squared_errors / part_sizes[:, None])


def _by_part(rows: Array, parts: Sequence[slice]) -> Array:
    """Rows (draws, columns) by part (parts, draws, columns); a shorter part ends in zeros, which add nothing."""
    largest_size = max(_sizes(parts, len(rows)))
    if parts[0].step is None and len(parts) * largest_size == len(rows):
        return rows.reshape(len(parts), largest_size, -1)
    filled_up = np.zeros((len(parts), largest_size, rows.shape[1]))
    for part_index, part_slice in enumerate(parts):
        filled_up[part_index, : len(rows[part_slice])] = rows[part_slice]
    return filled_up


def _sizes(parts: Sequence[slice], draw_count: int) -> list[int]:
    """Number of draws in each part."""
    return [len(range(draw_count)[part_slice]) for part_slice in parts]


def _solved(gram: Array, right_side: Array) -> Array:
    """The coefficients that a gram matrix gives; by singular values only where columns hardly differ, which is slow."""
    cholesky_factor, error_code = lapack.dpotrf(gram, lower=True)
    if error_code or np.square(cholesky_factor.diagonal()).min() < _CLOSE_TO_DEPENDENT:
        return np.asarray(np.linalg.lstsq(gram, right_side, rcond=_DEPENDENT)[0])
    return np.asarray(lapack.dpotrs(cholesky_factor, right_side, lower=True)[0])


def _orthogonal(basis: Array) -> Array:
    """Columns (draws, columns) of length one that span what the basis spans."""
    eigenvalues, eigenvectors = np.linalg.eigh(basis.T @ basis)
    is_independent = eigenvalues > _DEPENDENT * eigenvalues[-1]
    return np.asarray(basis @ (eigenvectors[:, is_independent] / np.sqrt(eigenvalues[is_independent])))


def _simplest(errors: Array) -> int:
    """The first candidate whose error (candidates, parts) is within one standard error of the least."""
    best_model_index = int(np.argmin(errors.mean(axis=1)))
    excess_errors = errors - errors[best_model_index]
    standard_errors = excess_errors.std(axis=1, ddof=1) / np.sqrt(excess_errors.shape[1])
    return int(np.argmax(excess_errors.mean(axis=1) <= standard_errors))
