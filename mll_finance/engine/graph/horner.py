"""Weighted sums of monomials, arranged so that little is calculated: powers by Horner's rule, equal parts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.polynomial import ONE, Monomial

Array = npt.NDArray[np.float64]
_FEWEST = 3
"""Powers of one atom from which on Horner's rule is used."""
_SAME = 1e-14
"""Relative difference up to which coefficients are in the same proportion."""


@dataclass
class Factored:
    """Outputs as weighted sums of groups, and groups as weighted sums of monomials times polynomials in one atom."""

    polynomials: list[tuple[int, int, tuple[float, ...]]] = field(default_factory=list)
    """Atom, lowest power, and the coefficients from that power on."""
    groups: list[list[tuple[Monomial, int, float]]] = field(default_factory=list)
    """Monomial, polynomial (-1 for none) and weight of each term."""
    rows: list[tuple[float, list[tuple[int, float]]]] = field(default_factory=list)
    """Of each output its constant, and its groups with their weights."""


@dataclass(frozen=True)
class _Column:
    """What a monomial times a polynomial weighs in each output."""

    monomial: Monomial
    polynomial: int
    weights: Array


def factored(monomials: Sequence[Monomial], weights: Array) -> Factored:
    """The arrangement of outputs (outputs, monomials)."""
    arrangement = Factored()
    constant_by_output = np.zeros(weights.shape[0])
    coefficients_by_monomial: dict[Monomial, Array] = {}
    for column_index in np.flatnonzero(weights.any(axis=0)).tolist():
        if monomials[column_index] == ONE:
            constant_by_output = weights[:, column_index]
        else:
            coefficients_by_monomial[monomials[column_index]] = weights[:, column_index]
    weighted_columns: list[_Column] = []
    column_by_monomial = {
        monomial: column_index for column_index, monomial in enumerate(coefficients_by_monomial)
    }
    for atom_index, monomials_with_atom in _powered(coefficients_by_monomial).items():
        for rest, powers in _by_rest(
            coefficients_by_monomial, atom_index, monomials_with_atom, column_by_monomial
        ).items():
            if len(powers) >= _FEWEST and powers[-1] - powers[0] <= 3 * len(powers):
                coefficient_table = np.stack(
                    [coefficients_by_monomial.pop(_with(rest, atom_index, power)) for power in powers], axis=1
                )
                weighted_columns += _polynomials(arrangement, atom_index, rest, powers, coefficient_table)
    weighted_columns += [
        _Column(monomial, -1, column) for monomial, column in coefficients_by_monomial.items()
    ]
    _group(arrangement, weighted_columns, constant_by_output)
    return arrangement


def _powered(monomials: dict[Monomial, Array]) -> dict[int, list[Monomial]]:
    """The atoms that stand in powers with the monomials they are in, those that are powers in most of them first."""
    count_by_atom: dict[int, int] = {}
    monomials_by_atom: dict[int, list[Monomial]] = {}
    for monomial in monomials:
        for atom_index, power in monomial:
            monomials_by_atom.setdefault(atom_index, []).append(monomial)
            if power not in (0, 1):
                count_by_atom[atom_index] = count_by_atom.get(atom_index, 0) + 1
    return {
        atom_index: monomials_by_atom[atom_index]
        for atom_index in sorted(count_by_atom, key=lambda atom: (-count_by_atom[atom], atom))
    }


def _by_rest(
    left: dict[Monomial, Array], atom: int, of_atom: list[Monomial], places: dict[Monomial, int]
) -> dict[Monomial, list[int]]:
    """Powers of an atom, in order, by what it is multiplied with; without it the power is 0."""
    powers_by_rest: dict[Monomial, list[int]] = {}
    first_column_by_rest: dict[Monomial, int] = {}
    for monomial in of_atom:
        if monomial in left:
            factors_without_atom = tuple(pair for pair in monomial if pair[0] != atom)
            powers_by_rest.setdefault(factors_without_atom, []).append(
                next(power for base, power in monomial if base == atom)
            )
            first_column_by_rest.setdefault(factors_without_atom, places[monomial])
    for factors_without_atom, powers in powers_by_rest.items():
        if factors_without_atom in left:
            powers.append(0)
            first_column_by_rest[factors_without_atom] = min(
                first_column_by_rest[factors_without_atom], places[factors_without_atom]
            )
    rests_in_order = sorted(powers_by_rest, key=first_column_by_rest.__getitem__)
    return {
        factors_without_atom: sorted(powers_by_rest[factors_without_atom])
        for factors_without_atom in rests_in_order
        if any(power not in (0, 1) for power in powers_by_rest[factors_without_atom])
    }


def _with(rest: Monomial, atom: int, power: int) -> Monomial:
    return tuple(sorted((*rest, (atom, power)))) if power else rest


def _polynomials(
    arrangement: Factored, atom: int, rest: Monomial, powers: list[int], table: Array
) -> list[_Column]:
    """The columns of one atom's powers (outputs, powers): one polynomial for each proportion of the powers."""
    polynomial_columns: list[_Column] = []
    nonzero_count_by_row = (table != 0.0).sum(axis=1)
    single_power_table = np.where((nonzero_count_by_row == 1)[:, None], table, 0.0)
    polynomial_columns += [
        _Column(_with(rest, atom, power), -1, single_power_table[:, power_index])
        for power_index, power in enumerate(powers)
        if single_power_table[:, power_index].any()
    ]
    open_row_indices = np.flatnonzero(nonzero_count_by_row > 1)
    while open_row_indices.size:
        row_to_compare_with = table[open_row_indices[0]]
        pivot_index = int(np.abs(row_to_compare_with).argmax())
        multiple_by_row = table[open_row_indices, pivot_index] / row_to_compare_with[pivot_index]
        is_multiple = (
            np.abs(table[open_row_indices] - multiple_by_row[:, None] * row_to_compare_with)
            <= _SAME * np.abs(multiple_by_row[:, None] * row_to_compare_with)
        ).all(axis=1)
        weight_by_row = np.zeros(table.shape[0])
        weight_by_row[open_row_indices[is_multiple]] = multiple_by_row[is_multiple]
        polynomial_columns.append(
            _Column(rest, _noted(arrangement, atom, powers, row_to_compare_with), weight_by_row)
        )
        open_row_indices = open_row_indices[~is_multiple]
    return polynomial_columns


def _noted(arrangement: Factored, atom: int, powers: list[int], coefficients: Array) -> int:
    """The place of a polynomial among those known, its coefficients from the lowest power that it has on."""
    used_indices = np.flatnonzero(coefficients)
    lowest_power, highest_power = powers[used_indices[0]], powers[used_indices[-1]]
    dense_coefficients = [0.0] * (highest_power - lowest_power + 1)
    for power_index in used_indices:
        dense_coefficients[powers[power_index] - lowest_power] = float(coefficients[power_index])
    arrangement.polynomials.append((atom, lowest_power, tuple(dense_coefficients)))
    return len(arrangement.polynomials) - 1


def _group(arrangement: Factored, columns: list[_Column], constants: Array) -> None:
    """Columns in the same proportion over the outputs are added up before they are weighed."""
    index_by_pattern: dict[bytes, int] = {}
    patterns: list[Array] = []
    for column in columns:
        first_weight = float(column.weights[int(np.flatnonzero(column.weights)[0])])
        pattern = column.weights / first_weight
        pattern_index = index_by_pattern.setdefault((np.round(pattern, 13) + 0.0).tobytes(), len(patterns))
        if pattern_index == len(patterns):
            patterns.append(pattern)
            arrangement.groups.append([])
        arrangement.groups[pattern_index].append((column.monomial, column.polynomial, first_weight))
    for output_index, constant in enumerate(constants.tolist()):
        pattern_indices_and_weights = [
            (pattern_index, float(pattern[output_index]))
            for pattern_index, pattern in enumerate(patterns)
            if pattern[output_index]
        ]
        arrangement.rows.append((constant, pattern_indices_and_weights))
