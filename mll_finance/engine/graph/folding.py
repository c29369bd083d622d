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
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        slots: Mapping[Slot, int],
        central: Sequence[Array],
        drawn: Mapping[Slot, float],
    ) -> None:
        self.nodes, self.central, self.drawn = nodes, central, drawn
        self.atoms: list[Atom] = []
        self._sizes: list[tuple[float, float]] = []
        self._places: dict[Atom, int] = {}
        self._known: dict[int, Polynomial] = {}
        self._mask = sum(1 << slots[slot] for slot in drawn if slot in slots)

    def depends(self, node: int) -> bool:
        """Whether a drawn input is behind a node."""
        return bool(self.nodes[node].leaves & self._mask)

    def polynomial(self, node: int) -> Polynomial:
        """A node as a polynomial in the atoms."""
        if node not in self._known:
            for place in self._behind(node):
                self._known[place] = self._folded(self.nodes[place])
        return self._known[node]

    def _behind(self, node: int) -> list[int]:
        """What has to be folded for a node, in order."""
        wanted, open_ = set(), [node]
        while open_:
            place = open_.pop()
            if place not in wanted and place not in self._known:
                wanted.add(place)
                open_ += self.nodes[place].arguments if self.depends(place) else ()
        return sorted(wanted)

    def _folded(self, node: Node) -> Polynomial:
        if not self.depends(node.index):
            return constant(self.central[node.index])
        arguments = [self._known[place] for place in node.arguments]
        if node.operation == INPUT:
            return self._input(node)
        if node.operation == ROW:
            return arguments[0]
        if node.operation == TAKE:
            return _taken(arguments, node.detail)
        rule = _RULES.get(node.operation)
        folded = rule(self, *arguments) if rule is not None else None
        return self._by_year(node, arguments) if folded is None else folded

    def _input(self, node: Node) -> Polynomial:
        """A drawn number; of a map by year a draw is the factor on the whole map."""
        values, slot = self.central[node.index], node.detail
        is_map = node.years > 1
        size = 1.0 if is_map else float(values[0])
        atom = self._atom(Atom(DRAWN, (), slot), size, max(abs(size), self.drawn[slot]))
        return Polynomial((((atom, 1),),), values[:, None] if is_map else np.ones((1, 1)))

    def _atom(self, atom: Atom, central: float, reach: float) -> int:
        place = self._places.setdefault(atom, len(self.atoms))
        if place == len(self.atoms):
            self.atoms.append(atom)
            self._sizes.append((central, reach))
        return place

    def at_centre(self, scalar: Scalar) -> float:
        """A polynomial of one year at the central values."""
        return float(sum(c * self._size(monomial, 0) for monomial, c in scalar))

    def reach(self, scalar: Scalar) -> float:
        """What the terms of a polynomial of one year come to together at most."""
        return float(sum(abs(c * self._size(monomial, 1)) for monomial, c in scalar))

    def _size(self, monomial: Monomial, which: int) -> float:
        size = 1.0
        for atom, power in monomial:
            base = self._sizes[atom][which if power > 0 else 0]
            try:
                size *= base**power
            except (OverflowError, ZeroDivisionError):
                return np.inf
        return size

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
        table = polynomial.coefficients
        row = table[int(np.abs(table).max(axis=1).argmax())]
        pivot = int(np.abs(row).argmax())
        steps = table[:, pivot] / row[pivot]
        if np.any(np.abs(table - steps[:, None] * row) > _SAME * np.abs(steps[:, None] * row)):
            return None
        first, monomial = self._sum(tuple(zip(polynomial.monomials, row.tolist(), strict=True)))
        return Polynomial((monomial,), (steps * first)[:, None])

    def singles(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial with one monomial in each year; a sum becomes an atom for each of its proportions."""
        single = self.single(polynomial)
        if single is not None:
            return single
        parts = [self._sum(polynomial.year(year)) for year in range(polynomial.years)]
        return _one_a_year(parts)

    def times(self, first: Polynomial, second: Polynomial) -> Polynomial:
        """The product of two polynomials."""
        for factor, other in ((first, second), (second, first)):
            if factor.is_constant:
                return scaled(other, factor.coefficients[:, 0]) if factor.monomials else factor
        left, right = self.single(first), self.single(second)
        if left is not None or right is not None:
            return multiplied(left or first, right or second)
        if self._may_write_out(first, second):
            return multiplied(first, second)
        shorter, longer = sorted((first, second), key=lambda each: len(each.monomials))
        return multiplied(shorter, self.singles(longer))

    def _may_write_out(self, first: Polynomial, second: Polynomial) -> bool:
        """Whether a product has few terms, and its terms are together not much larger than it is."""
        used = [(each.coefficients != 0.0).sum(axis=1) for each in (first, second)]
        if int(np.sum(used[0] * used[1])) > _TERMS:
            return False
        for year in range(max(first.years, second.years)):
            pair = first.year(year), second.year(year)
            if min(len(pair[0]), len(pair[1])) > 1:
                size = abs(self.at_centre(pair[0]) * self.at_centre(pair[1]))
                if not self.reach(pair[0]) * self.reach(pair[1]) <= _GROWTH * size:
                    return False
        return True

    def over(self, first: Polynomial, second: Polynomial) -> Polynomial | None:
        """The quotient of two polynomials."""
        if second.is_constant:
            with np.errstate(all="ignore"):
                divided = first.coefficients / second.coefficients[:, :1]
            return Polynomial(first.monomials, divided) if np.isfinite(divided).all() else None
        divisor = self.singles(second)
        if not divisor.coefficients.any(axis=1).all():
            return None
        return self.times(first, _powers(divisor, np.full(1, -1.0)))

    def to_the(self, base: Polynomial, exponent: Polynomial) -> Polynomial | None:
        """A whole power that is not drawn."""
        if not exponent.is_constant:
            return None
        exponents = exponent.coefficients[:, 0] if exponent.monomials else np.zeros(1)
        if np.any(exponents != np.round(exponents)) or np.abs(exponents).max() > 10_000:
            return None
        single = self.singles(base)
        if exponents.min() < 0 and not single.coefficients.any(axis=1).all():
            return None
        return _powers(single, exponents)

    def chosen(self, condition: Polynomial, chosen: Polynomial, other: Polynomial) -> Polynomial | None:
        """One of two by a condition that is not drawn."""
        if not condition.is_constant:
            return None
        holds = condition.coefficients[:, 0] != 0.0 if condition.monomials else np.zeros(1, dtype=bool)
        count = max(holds.size, chosen.years, other.years)
        return _taken(
            [chosen, other],
            [(int(not each), year) for year, each in enumerate(np.broadcast_to(holds, count))],
        )

    def _by_year(self, node: Node, arguments: list[Polynomial]) -> Polynomial:
        """An operation that is not written out: an atom for each year in which it differs."""
        parts: list[tuple[float, Monomial]] = []
        central = self.central[node.index]
        for year in range(node.years):
            scalars = tuple(argument.year(year) for argument in arguments)
            if all(monomial == ONE for scalar in scalars for monomial, _ in scalar):
                parts.append((float(central[year]), ONE))
                continue
            size = float(central[year])
            reach = max([abs(size), *(self.reach(scalar) for scalar in scalars)])
            reach = reach if node.operation in _WITHIN else abs(size)
            parts.append((1.0, ((self._atom(Atom(node.operation, scalars), size, reach), 1),)))
        return _one_a_year(parts)


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


def _one_a_year(parts: list[tuple[float, Monomial]]) -> Polynomial:
    monomials = [monomial for _, monomial in parts]
    return collected(monomials, np.diag([coefficient for coefficient, _ in parts]))


def _powers(base: Polynomial, exponents: Array) -> Polynomial:
    """One monomial a year to a whole power of each year."""
    years = max(base.years, exponents.size)
    table = np.broadcast_to(base.coefficients, (years, base.coefficients.shape[1]))
    whole = np.broadcast_to(exponents, years)
    parts: list[tuple[float, Monomial]] = []
    for year in range(years):
        used_indices = np.flatnonzero(table[year])
        place = int(used_indices[0]) if used_indices.size else 0
        coefficient = float(table[year, place]) if used_indices.size else 0.0
        monomial = base.monomials[place] if used_indices.size else ONE
        exponent = int(whole[year])
        parts.append((float(np.float64(coefficient) ** exponent), to_power(monomial, exponent)))
    if len({monomial for _, monomial in parts}) == 1:
        return Polynomial((parts[0][1],), np.array([[coefficient] for coefficient, _ in parts]))
    return _one_a_year(parts)


def _taken(arguments: list[Polynomial], places: Sequence[tuple[int, int]]) -> Polynomial:
    if len(arguments) == 1:
        (only,) = arguments
        if only.years == 1:
            return only
        return collected(only.monomials, only.coefficients[[year for _, year in places]])
    columns: dict[Monomial, int] = {}
    for argument in arguments:
        for monomial in argument.monomials:
            columns.setdefault(monomial, len(columns))
    table = np.zeros((len(places), len(columns)))
    order = [[columns[monomial] for monomial in argument.monomials] for argument in arguments]
    for row, (which, year) in enumerate(places):
        argument = arguments[which]
        table[row, order[which]] = argument.coefficients[year if argument.years > 1 else 0]
    return collected(tuple(columns), table)
