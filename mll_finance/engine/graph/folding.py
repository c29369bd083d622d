"""Folding: a graph for a set of drawn inputs, with everything else as numbers.

What remains is kept factored. A sum that has the same proportions in every year becomes an atom before it is
multiplied, so that powers stay powers of 1 + growth or 1 - drop-off; exp, if, minimum, maximum and quotients are atoms
by year. A product of two sums of which the proportions change from year to year is written out only while it has few
terms and an error bound holds, otherwise one of the sums becomes an atom for each year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.nodes import INPUT, ROW, TAKE, Node, Slot
from mll_finance.engine.graph.polynomial import (
    ONE,
    Monomial,
    Polynomial,
    Scalar,
    added,
    collected,
    constant,
    multiplied,
    scaled,
    to_power,
    used,
)

Array = npt.NDArray[np.float64]
_TERMS = 2048
"""Terms that a product written out has at most."""
_GROWTH = 64.0
"""How much larger the terms of a product written out may be together than the product: 64 roundings are below 1e-14."""
_SAME = 4e-15
"""Relative difference up to which proportions are the same: a few roundings."""
DRAWN, SUM = "drawn", "sum"


@dataclass(frozen=True, slots=True)
class Atom:
    """A drawn number, a sum, or an operation on sums that is not written out."""

    operation: str
    """``drawn``, ``sum`` or the name of an operation."""
    arguments: tuple[Scalar, ...]
    slot: Slot | None = None


class Folding:
    """The nodes of a graph as polynomials in what is drawn.

    Parameters
    ----------
    nodes : sequence of Node
        The graph.
    slots : mapping of Slot to int
        Bit of each input.
    central : sequence of ndarray
        Central values of each node, (years,) or (1,).
    drawn : mapping of Slot to float
        The inputs that are drawn, each with the largest value that it is expected to take, for the error bound.
    each_year : bool
        Whether a map by year is a number of its own in each year, instead of one factor on the whole map.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        slots: Mapping[Slot, int],
        central: Sequence[Array],
        drawn: Mapping[Slot, float],
        *,
        each_year: bool = False,
    ) -> None:
        self.nodes, self.central, self.drawn, self.each_year = nodes, central, drawn, each_year
        self.atoms: list[Atom] = []
        self._sizes: list[tuple[float, float]] = []
        self._places: dict[Atom, int] = {}
        self._known: dict[int, Polynomial] = {}
        self.weighs_sizes = False
        """Whether how it is folded rests on the sizes of what is drawn: else only on what is not drawn."""
        self._mask = sum(1 << slots[slot] for slot in drawn if slot in slots)

    def depends(self, node: int) -> bool:
        """Whether a drawn input is behind a node."""
        return bool(self.nodes[node].leaves & self._mask)

    def polynomial(self, node: int) -> Polynomial:
        """A node as a polynomial in the atoms."""
        if node not in self._known:
            for node_index in self._behind(node):
                self._known[node_index] = self._folded(self.nodes[node_index])
        return self._known[node]

    def _behind(self, node: int) -> list[int]:
        """What has to be folded for a node, in order."""
        needed_node_indices, node_indices_to_follow = set(), [node]
        while node_indices_to_follow:
            node_index = node_indices_to_follow.pop()
            if node_index not in needed_node_indices and node_index not in self._known:
                needed_node_indices.add(node_index)
                node_indices_to_follow += self.nodes[node_index].arguments if self.depends(node_index) else ()
        return sorted(needed_node_indices)

    def _folded(self, node: Node) -> Polynomial:
        if not self.depends(node.index):
            return constant(self.central[node.index])
        polynomial_by_argument = [self._known[node_index] for node_index in node.arguments]
        if node.operation == INPUT:
            return self._input(node)
        if node.operation == ROW:
            return polynomial_by_argument[0]
        if node.operation == TAKE:
            return _taken(polynomial_by_argument, node.detail)
        folding_rule = _RULES.get(node.operation)
        folded_polynomial = folding_rule(self, *polynomial_by_argument) if folding_rule is not None else None
        return self._by_year(node, polynomial_by_argument) if folded_polynomial is None else folded_polynomial

    def _input(self, node: Node) -> Polynomial:
        """A drawn number; of a map by year a draw is the factor on the whole map."""
        central_by_year, input_slot = self.central[node.index], node.detail
        is_map = node.years > 1
        if is_map and self.each_year:
            reach = self.drawn[input_slot]
            return _one_a_year(
                [
                    (
                        1.0,
                        ((self._atom(Atom(DRAWN, (), slot_in_year(input_slot, year)), size, reach), 1),),
                    )
                    for year, size in enumerate(central_by_year.tolist())
                ]
            )
        typical_size = 1.0 if is_map else float(central_by_year[0])
        atom_index = self._atom(
            Atom(DRAWN, (), input_slot), typical_size, max(abs(typical_size), self.drawn[input_slot])
        )
        return Polynomial((((atom_index, 1),),), central_by_year[:, None] if is_map else np.ones((1, 1)))

    def _atom(self, atom: Atom, central: float, reach: float) -> int:
        atom_index = self._places.setdefault(atom, len(self.atoms))
        if atom_index == len(self.atoms):
            self.atoms.append(atom)
            self._sizes.append((central, reach))
        return atom_index

    def at_centre(self, scalar: Scalar) -> float:
        """A polynomial of one year at the central values."""
        return float(sum(coefficient * self._size(monomial, 0) for monomial, coefficient in scalar))

    def reach(self, scalar: Scalar) -> float:
        """What the terms of a polynomial of one year come to together at most."""
        return float(sum(abs(coefficient * self._size(monomial, 1)) for monomial, coefficient in scalar))

    def _size(self, monomial: Monomial, which: int) -> float:
        monomial_size = 1.0
        for atom_index, power in monomial:
            atom_size = self._sizes[atom_index][which if power > 0 else 0]
            try:
                monomial_size *= atom_size**power
            except (OverflowError, ZeroDivisionError):
                return np.inf
        return monomial_size

    def _sum(self, scalar: Scalar) -> tuple[float, Monomial]:
        """A polynomial of one year as a number times one monomial; a sum becomes an atom."""
        if not scalar:
            return 0.0, ONE
        if len(scalar) == 1:
            return scalar[0][1], scalar[0][0]
        # The terms keep their own size: what cancels exactly in the kind's arithmetic cancels exactly here.
        return 1.0, ((self._atom(Atom(SUM, (scalar,)), self.at_centre(scalar), self.reach(scalar)), 1),)

    def single(self, polynomial: Polynomial) -> Polynomial | None:
        """A polynomial as one monomial with a coefficient of each year, if its proportions are those of one year."""
        if len(polynomial.monomials) <= 1:
            return polynomial
        coefficient_table = polynomial.coefficients
        largest_coefficients = coefficient_table[int(np.abs(coefficient_table).max(axis=1).argmax())]
        pivot_column = int(np.abs(largest_coefficients).argmax())
        multiple_by_year = coefficient_table[:, pivot_column] / largest_coefficients[pivot_column]
        if np.any(
            np.abs(coefficient_table - multiple_by_year[:, None] * largest_coefficients)
            > _SAME * np.abs(multiple_by_year[:, None] * largest_coefficients)
        ):
            return None
        largest_sum, monomial = self._sum(
            tuple(zip(polynomial.monomials, largest_coefficients.tolist(), strict=True))
        )
        return Polynomial((monomial,), (multiple_by_year * largest_sum)[:, None])

    def singles(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial with one monomial in each year; a sum becomes an atom for each of its proportions."""
        single_polynomial = self.single(polynomial)
        if single_polynomial is not None:
            return single_polynomial
        sums_by_year = [self._sum(polynomial.year(year)) for year in range(polynomial.years)]
        return _one_a_year(sums_by_year)

    def times(self, first: Polynomial, second: Polynomial) -> Polynomial:
        """The product of two polynomials."""
        for scalar_factor, other_factor in ((first, second), (second, first)):
            if scalar_factor.is_constant:
                return (
                    scaled(other_factor, scalar_factor.coefficients[:, 0])
                    if scalar_factor.monomials
                    else scalar_factor
                )
        first_single, second_single = self.single(first), self.single(second)
        if first_single is not None or second_single is not None:
            return multiplied(first_single or first, second_single or second)
        if self._may_write_out(first, second):
            return multiplied(first, second)
        shorter_factor, longer_factor = sorted((first, second), key=lambda each: len(each.monomials))
        return multiplied(shorter_factor, self.singles(longer_factor))

    def _may_write_out(self, first: Polynomial, second: Polynomial) -> bool:
        """Whether a product has few terms, and its terms are together not much larger than it is."""
        used_counts = [(polynomial.coefficients != 0.0).sum(axis=1) for polynomial in (first, second)]
        if int(np.sum(used_counts[0] * used_counts[1])) > _TERMS:
            return False
        for year_index in range(max(first.years, second.years)):
            scalar_pair = first.year(year_index), second.year(year_index)
            if min(len(scalar_pair[0]), len(scalar_pair[1])) > 1:
                self.weighs_sizes = True
                product_size = abs(self.at_centre(scalar_pair[0]) * self.at_centre(scalar_pair[1]))
                if not self.reach(scalar_pair[0]) * self.reach(scalar_pair[1]) <= _GROWTH * product_size:
                    return False
        return True

    def over(self, first: Polynomial, second: Polynomial) -> Polynomial | None:
        """The quotient of two polynomials."""
        if second.is_constant:
            with np.errstate(all="ignore"):
                divided_table = first.coefficients / second.coefficients[:, :1]
            return Polynomial(first.monomials, divided_table) if np.isfinite(divided_table).all() else None
        single_divisor = self.singles(second)
        if not single_divisor.coefficients.any(axis=1).all():
            return None
        return self.times(first, _powers(single_divisor, np.full(1, -1.0)))

    def to_the(self, base: Polynomial, exponent: Polynomial) -> Polynomial | None:
        """A whole power that is not drawn."""
        if not exponent.is_constant:
            return None
        exponent_by_year = exponent.coefficients[:, 0] if exponent.monomials else np.zeros(1)
        if np.any(exponent_by_year != np.round(exponent_by_year)) or np.abs(exponent_by_year).max() > 10_000:
            return None
        single_base = self.singles(base)
        if exponent_by_year.min() < 0 and not single_base.coefficients.any(axis=1).all():
            return None
        return _powers(single_base, exponent_by_year)

    def chosen(self, condition: Polynomial, chosen: Polynomial, other: Polynomial) -> Polynomial | None:
        """One of two by a condition that is not drawn."""
        if not condition.is_constant:
            return None
        holds_by_year = (
            condition.coefficients[:, 0] != 0.0 if condition.monomials else np.zeros(1, dtype=bool)
        )
        year_count = max(holds_by_year.size, chosen.years, other.years)
        return _taken(
            [chosen, other],
            [(int(not holds), year) for year, holds in enumerate(np.broadcast_to(holds_by_year, year_count))],
        )

    def _by_year(self, node: Node, arguments: list[Polynomial]) -> Polynomial:
        """An operation that is not written out: an atom for each year in which it differs."""
        atom_by_year: list[tuple[float, Monomial]] = []
        central_by_year = self.central[node.index]
        for year_index in range(node.years):
            scalar_by_argument = tuple(argument.year(year_index) for argument in arguments)
            if all(monomial == ONE for scalar in scalar_by_argument for monomial, _ in scalar):
                atom_by_year.append((float(central_by_year[year_index]), ONE))
                continue
            central_size = float(central_by_year[year_index])
            largest_size = max([abs(central_size), *(self.reach(scalar) for scalar in scalar_by_argument)])
            largest_size = largest_size if node.operation in _WITHIN else abs(central_size)
            atom_by_year.append(
                (
                    1.0,
                    ((self._atom(Atom(node.operation, scalar_by_argument), central_size, largest_size), 1),),
                )
            )
        return _one_a_year(atom_by_year)


_WITHIN = ("minimum", "maximum", "where", "absolute")
"""Operations that give no more than the largest of what they are given."""
_RULES: dict[str, Callable[..., Polynomial | None]] = {
    "add": lambda folding, first, second: added(first, second),
    "subtract": lambda folding, first, second: added(first, second, -1.0),
    "negative": lambda folding, only: scaled(only, np.full(1, -1.0)),
    "multiply": Folding.times,
    "divide": Folding.over,
    "power": Folding.to_the,
    "where": Folding.chosen,
}
"""Operations that are written out; the others are atoms."""


def slot_in_year(slot: Slot, year: int) -> Slot:
    """The input of one year, counted from 0, of a map by year."""
    return Slot(f"{slot.kind}_in_year", f"{slot.key}@{year}")


def _one_a_year(parts: list[tuple[float, Monomial]]) -> Polynomial:
    monomial_by_year = [monomial for _, monomial in parts]
    return collected(monomial_by_year, np.diag([coefficient for coefficient, _ in parts]))


def _powers(base: Polynomial, exponents: Array) -> Polynomial:
    """One monomial a year to a whole power of each year."""
    year_count = max(base.years, exponents.size)
    coefficient_table = np.broadcast_to(base.coefficients, (year_count, base.coefficients.shape[1]))
    exponent_by_year = np.broadcast_to(exponents, year_count)
    power_by_year: list[tuple[float, Monomial]] = []
    for year_index in range(year_count):
        used_indices = np.flatnonzero(coefficient_table[year_index])
        monomial_index = int(used_indices[0]) if used_indices.size else 0
        coefficient = float(coefficient_table[year_index, monomial_index]) if used_indices.size else 0.0
        monomial = base.monomials[monomial_index] if used_indices.size else ONE
        exponent = int(exponent_by_year[year_index])
        power_by_year.append((float(np.float64(coefficient) ** exponent), to_power(monomial, exponent)))
    if len({monomial for _, monomial in power_by_year}) == 1:
        return Polynomial(
            (power_by_year[0][1],), np.array([[coefficient] for coefficient, _ in power_by_year])
        )
    return _one_a_year(power_by_year)


def _taken(arguments: list[Polynomial], places: Sequence[tuple[int, int]]) -> Polynomial:
    if len(arguments) == 1:
        (only_argument,) = arguments
        if only_argument.years == 1:
            return only_argument
        return used(only_argument.monomials, only_argument.coefficients[[year for _, year in places]])
    column_by_monomial: dict[Monomial, int] = {}
    for argument in arguments:
        for monomial in argument.monomials:
            column_by_monomial.setdefault(monomial, len(column_by_monomial))
    coefficient_table = np.zeros((len(places), len(column_by_monomial)))
    columns_by_argument = [
        [column_by_monomial[monomial] for monomial in argument.monomials] for argument in arguments
    ]
    for row_index, (argument_index, year_index) in enumerate(places):
        argument = arguments[argument_index]
        coefficient_table[row_index, columns_by_argument[argument_index]] = argument.coefficients[
            year_index if argument.years > 1 else 0
        ]
    return used(tuple(column_by_monomial), coefficient_table)
