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
    constants = np.zeros(weights.shape[0])
    left: dict[Monomial, Array] = {}
    for place in np.flatnonzero(weights.any(axis=0)).tolist():
        if monomials[place] == ONE:
            constants = weights[:, place]
        else:
            left[monomials[place]] = weights[:, place]
    columns: list[_Column] = []
    places = {monomial: place for place, monomial in enumerate(left)}
    for atom, of_atom in _powered(left).items():
        for rest, powers in _by_rest(left, atom, of_atom, places).items():
            if len(powers) >= _FEWEST and powers[-1] - powers[0] <= 3 * len(powers):
                table = np.stack([left.pop(_with(rest, atom, power)) for power in powers], axis=1)
                columns += _polynomials(arrangement, atom, rest, powers, table)
    columns += [_Column(monomial, -1, column) for monomial, column in left.items()]
    _group(arrangement, columns, constants)
    return arrangement


def _powered(monomials: dict[Monomial, Array]) -> dict[int, list[Monomial]]:
    """The atoms that stand in powers with the monomials they are in, those that are powers in most of them first."""
    counts: dict[int, int] = {}
    within: dict[int, list[Monomial]] = {}
    for monomial in monomials:
        for atom, power in monomial:
            within.setdefault(atom, []).append(monomial)
            if power not in (0, 1):
                counts[atom] = counts.get(atom, 0) + 1
    return {atom: within[atom] for atom in sorted(counts, key=lambda atom: (-counts[atom], atom))}


def _by_rest(
    left: dict[Monomial, Array], atom: int, of_atom: list[Monomial], places: dict[Monomial, int]
) -> dict[Monomial, list[int]]:
    """Powers of an atom, in order, by what it is multiplied with; without it the power is 0."""
    powers: dict[Monomial, list[int]] = {}
    first: dict[Monomial, int] = {}
    for monomial in of_atom:
        if monomial in left:
            rest = tuple(pair for pair in monomial if pair[0] != atom)
            powers.setdefault(rest, []).append(next(power for each, power in monomial if each == atom))
            first.setdefault(rest, places[monomial])
    for rest, each in powers.items():
        if rest in left:
            each.append(0)
            first[rest] = min(first[rest], places[rest])
    in_order = sorted(powers, key=first.__getitem__)
    return {
        rest: sorted(powers[rest]) for rest in in_order if any(power not in (0, 1) for power in powers[rest])
    }


def _with(rest: Monomial, atom: int, power: int) -> Monomial:
    return tuple(sorted((*rest, (atom, power)))) if power else rest


def _polynomials(
    arrangement: Factored, atom: int, rest: Monomial, powers: list[int], table: Array
) -> list[_Column]:
    """The columns of one atom's powers (outputs, powers): one polynomial for each proportion of the powers."""
    columns: list[_Column] = []
    counts = (table != 0.0).sum(axis=1)
    plain = np.where((counts == 1)[:, None], table, 0.0)
    columns += [
        _Column(_with(rest, atom, power), -1, plain[:, place])
        for place, power in enumerate(powers)
        if plain[:, place].any()
    ]
    rows = np.flatnonzero(counts > 1)
    while rows.size:
        first = table[rows[0]]
        pivot = int(np.abs(first).argmax())
        steps = table[rows, pivot] / first[pivot]
        same = (np.abs(table[rows] - steps[:, None] * first) <= _SAME * np.abs(steps[:, None] * first)).all(
            axis=1
        )
        weights = np.zeros(table.shape[0])
        weights[rows[same]] = steps[same]
        columns.append(_Column(rest, _noted(arrangement, atom, powers, first), weights))
        rows = rows[~same]
    return columns


def _noted(arrangement: Factored, atom: int, powers: list[int], coefficients: Array) -> int:
    """The place of a polynomial among those known, its coefficients from the lowest power that it has on."""
    used_indices = np.flatnonzero(coefficients)
    low, high = powers[used_indices[0]], powers[used_indices[-1]]
    dense = [0.0] * (high - low + 1)
    for place in used_indices:
        dense[powers[place] - low] = float(coefficients[place])
    arrangement.polynomials.append((atom, low, tuple(dense)))
    return len(arrangement.polynomials) - 1


def _group(arrangement: Factored, columns: list[_Column], constants: Array) -> None:
    """Columns in the same proportion over the outputs are added up before they are weighed."""
    places: dict[bytes, int] = {}
    patterns: list[Array] = []
    for column in columns:
        first = float(column.weights[int(np.flatnonzero(column.weights)[0])])
        pattern = column.weights / first
        place = places.setdefault((np.round(pattern, 13) + 0.0).tobytes(), len(patterns))
        if place == len(patterns):
            patterns.append(pattern)
            arrangement.groups.append([])
        arrangement.groups[place].append((column.monomial, column.polynomial, first))
    for output, constant in enumerate(constants.tolist()):
        parts = [(place, float(pattern[output])) for place, pattern in enumerate(patterns) if pattern[output]]
        arrangement.rows.append((constant, parts))
