"""Rank correlations through a Gaussian copula: each input keeps its own distribution, and its draws if it stands alone.

References
----------
Iman, R.L. and Conover, W.J. (1982), Communications in Statistics B11(3): 311-334 (rank correlation of inputs).
Kruskal, W.H. (1958), JASA 53: 814-861, sect. 8: rho_S = 6/pi arcsin(rho/2) for the bivariate normal.
Higham, N.J. (2002), "Computing the nearest correlation matrix", IMA J. Numerical Analysis 22: 329-343.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import overload

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]

POSITIVE = 1e-8
"""Smallest eigenvalue of a matrix that counts as possible."""
_FURTHEST = 2.0**-33
_ITERATIONS = 1000
_SEARCHED = 5
"""Largest set of inputs that is searched for in full."""


@overload
def normal_correlation(rank: float) -> float: ...
@overload
def normal_correlation(rank: Array) -> Array: ...
def normal_correlation(rank: float | Array) -> float | Array:
    """Correlation of two normal variables whose rank (Spearman) correlation is ``rank``: 2 sin(pi rank / 6).

    Examples
    --------
    >>> round(float(normal_correlation(0.5)), 6)
    0.517638
    """
    return 2.0 * np.sin(np.pi * np.asarray(rank)[()] / 6.0)


def rank_correlation(normal: Array) -> Array:
    """Rank correlation of normal variables with correlation ``normal``: 6/pi arcsin(normal / 2)."""
    return np.asarray(6.0 / np.pi * np.arcsin(np.asarray(normal) / 2.0))


@dataclass(frozen=True)
class Copula:
    """Inputs that move together.

    Parameters
    ----------
    names : tuple of str
        The inputs.
    root : ndarray
        Lower triangular root (inputs, inputs) of the correlations of their normal scores.
    """

    names: tuple[str, ...]
    root: Array

    def uniforms(self, independent: Mapping[str, Array]) -> dict[str, Array]:
        """Correlated uniform draws (draws,) by name, from independent ones of the same names."""
        normal_scores = [special.ndtri(independent[name]) for name in self.names]
        uniforms_by_name = {}
        for row_index, name_of_input in enumerate(self.names):
            root_row = self.root[row_index, : row_index + 1]
            if not root_row[:-1].any():
                uniforms_by_name[name_of_input] = independent[name_of_input]
                continue
            # A sum in a fixed order, not a matrix product, so that the size of a block does not change a bit.
            normal_score = root_row[0] * normal_scores[0]
            for root_weight, earlier_score in zip(root_row[1:], normal_scores[1:], strict=False):
                normal_score = normal_score + root_weight * earlier_score
            uniforms_by_name[name_of_input] = np.clip(special.ndtr(normal_score), _FURTHEST, 1.0 - _FURTHEST)
        return uniforms_by_name


def copulas(ranks: Mapping[tuple[str, str], float]) -> list[Copula]:
    """The groups of inputs that are tied together, directly or through others; what is not named is 0.

    Raises
    ------
    ValueError
        For correlations that cannot hold together.
    """
    independent_groups = []
    for names_of_group in groups(ranks):
        correlation_matrix = normal_correlation(rank_matrix(names_of_group, ranks))
        if not possible(correlation_matrix):
            raise ValueError(f"correlations of {', '.join(names_of_group)} cannot hold together")
        independent_groups.append(
            Copula(names_of_group, np.asarray(np.linalg.cholesky(correlation_matrix), dtype=np.float64))
        )
    return independent_groups


def groups(ranks: Mapping[tuple[str, str], float]) -> list[tuple[str, ...]]:
    """Inputs tied together, each group and the groups in alphabetical order.

    Examples
    --------
    >>> groups({("c", "a"): 0.1, ("d", "e"): 0.2, ("a", "b"): 0.3})
    [('a', 'b', 'c'), ('d', 'e')]
    """
    group_by_name: dict[str, set[str]] = {}
    for first_name, second_name in ranks:
        group_of_both = group_by_name.get(first_name, {first_name}) | group_by_name.get(
            second_name, {second_name}
        )
        group_by_name.update(dict.fromkeys(group_of_both, group_of_both))
    return sorted({tuple(sorted(joined)) for joined in group_by_name.values()})


def rank_matrix(names: Sequence[str], ranks: Mapping[tuple[str, str], float]) -> Array:
    """The matrix (inputs, inputs) of rank correlations; 0 where none is given."""
    correlation_matrix = np.eye(len(names))
    for row_index, column_index in combinations(range(len(names)), 2):
        name_pair = (names[row_index], names[column_index])
        correlation_matrix[row_index, column_index] = correlation_matrix[column_index, row_index] = ranks.get(
            name_pair, ranks.get(name_pair[::-1], 0.0)
        )
    return correlation_matrix


def possible(matrix: Array) -> bool:
    """Whether correlations can hold together: no eigenvalue below zero."""
    return bool(np.linalg.eigvalsh(matrix)[0] > POSITIVE)


def culprits(matrix: Array) -> tuple[int, ...]:
    """The fewest inputs whose correlations cannot hold together; all where only larger sets than five clash.

    Examples
    --------
    >>> culprits(np.array([[1, 0.9, 0, 0.9], [0.9, 1, 0, -0.9], [0, 0, 1, 0], [0.9, -0.9, 0, 1]]))
    (0, 1, 3)
    """
    name_count = len(matrix)
    for subset_size in range(2, min(name_count, _SEARCHED) + 1):
        for row_indices in combinations(range(name_count), subset_size):
            if not possible(matrix[np.ix_(row_indices, row_indices)]):
                return row_indices
    return tuple(range(name_count))


def nearest_ranks(ranks: Array, *, decimals: int = 2) -> Array:
    """The nearest rank correlations (inputs, inputs) that can hold together, rounded and still possible.

    Examples
    --------
    >>> nearest_ranks(np.array([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])).round(2).tolist()
    [[1.0, 0.48, 0.48], [0.48, 1.0, -0.48], [0.48, -0.48, 1.0]]
    """
    eigenvalue_floor = 1e-6
    while True:
        nearest_matrix = np.round(
            rank_correlation(_nearest(normal_correlation(ranks), eigenvalue_floor)), decimals
        )
        np.fill_diagonal(nearest_matrix, 1.0)
        if possible(normal_correlation(nearest_matrix)):
            return nearest_matrix
        eigenvalue_floor = min(1.0, 4.0 * eigenvalue_floor)


def _nearest(matrix: Array, floor: float) -> Array:
    """Higham's alternating projections onto the matrices without small eigenvalues and those with a unit diagonal."""
    nearest_matrix, projection_step = matrix.copy(), np.zeros_like(matrix)
    for _ in range(_ITERATIONS):
        shifted_matrix = nearest_matrix - projection_step
        eigenvalues, eigenvectors = np.linalg.eigh(shifted_matrix)
        projected_matrix = (eigenvectors * np.maximum(eigenvalues, floor)) @ eigenvectors.T
        projection_step = projected_matrix - shifted_matrix
        matrix_before, nearest_matrix = nearest_matrix, (projected_matrix + projected_matrix.T) / 2.0
        np.fill_diagonal(nearest_matrix, 1.0)
        if np.abs(nearest_matrix - matrix_before).max() < 1e-10:
            break
    return nearest_matrix
