"""The numbers of a case put into its graph: central, for drawn inputs, or as coefficients of what is drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.central import central_values
from mll_finance.engine.graph.folding import Atom, Folding
from mll_finance.engine.graph.inputs import by_year, filled_by, to_level
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.polynomial import ONE, Monomial, Polynomial
from mll_finance.engine.graph.program import Program
from mll_finance.engine.model import place, source_of
from mll_finance.engine.structure import Given, Structure, structure_of
from mll_finance.engine.variants import Variants
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output

Array = npt.NDArray[np.float64]
_FOLDINGS = 2
"""Sets of drawn paths whose folding is kept; the oldest goes first."""
_PROGRAMS = 2
"""Programs of the same lines that are kept: one each for two sets of perspectives or alternatives."""
_KEPT_BYTES = 100_000_000
"""Bytes of the coefficients of all lines together up to which they are kept: with growth drawn on every line there is a
column for each line and year, and a table of them for each line."""
_FAR = 10.0
"""Times its central value that a number without an end is expected to come to at most."""


class Arithmetic:
    """A case's graph with its numbers in it, and what was found out about sets of drawn inputs.

    Parameters
    ----------
    case : Case
        The case.
    given : tuple of (path, alternative)
        Assumptions that are drawn in one alternative, as ``path@alternative``.
    lines : frozenset of str, optional
        The lines that are read; all without them.
    """

    def __init__(self, case: Case, given: Given = (), lines: frozenset[str] | None = None) -> None:
        self.case = case
        self.structure: Structure = structure_of(case, given, lines)
        self._foldings: dict[frozenset[str], Folding] = {}

    @cached_property
    def central(self) -> list[Array]:
        """Central values of each node, (years,) or (1,)."""
        return central_values(self.structure.nodes, self.filled)

    @cached_property
    def filled(self) -> dict[Slot, Array]:
        """The central value of each input, (years,) or (1,)."""
        return filled_by(self.case, self.structure.slots)

    def folding(self, drawn: Iterable[str]) -> Folding:
        """The graph with everything folded that is not drawn."""
        drawn_paths = frozenset(drawn)
        if drawn_paths not in self._foldings:
            while len(self._foldings) >= _FOLDINGS:
                self._foldings.pop(next(iter(self._foldings)))
            self._foldings[drawn_paths] = Folding(
                self.structure.nodes, self.structure.slots, self.central, self._reach_by_slot(drawn_paths)
            )
        return self._foldings[drawn_paths]

    def folded(self, drawn: frozenset[str], lines: frozenset[str] | None) -> Folded:
        """The lines with everything folded that is not drawn; all of them without ``lines``.

        Kept with the structure: a case of which only what is drawn has other values has the same.
        """
        reach_by_slot = self._reach_by_slot(drawn)
        # Of a map by year what is drawn is the factor on it.
        fixed_bytes = b"".join(
            values.tobytes()
            for slot, values in self.filled.items()
            if slot not in reach_by_slot or values.size > 1
        )
        drawn_sizes = tuple(
            (self.filled[slot].tobytes(), reach)
            for slot, reach in reach_by_slot.items()
            if slot in self.filled
        )

        def folded_anew() -> Folded:
            return Folded.of(self.structure, self.folding(drawn), lines, drawn_sizes)

        folded_lines = self.structure.folded.get((drawn, lines, fixed_bytes), folded_anew)
        return folded_lines if folded_lines.sizes in (None, drawn_sizes) else folded_anew()

    def _reach_by_slot(self, drawn: frozenset[str]) -> dict[Slot, float]:
        return {slot_of(path): self._reach(path) for path in sorted(drawn)}

    def line(self, name: str, alternative: str) -> int:
        """Node of the euros of a line; of what is one assumption as it stands, that of the assumption."""
        return self.structure.lines_unchanged[name, place(self.case, f"lines.{name}", alternative)]

    def lines_moved(self, drawn: Iterable[str]) -> frozenset[str]:
        """Names of the lines of which the euros depend on a drawn number."""
        slots, nodes = self.structure.slots, self.structure.nodes
        slot_mask = sum(1 << slots[slot] for slot in map(slot_of, drawn) if slot in slots)
        return frozenset(
            name
            for (name, _), node_index in self.structure.lines.items()
            if nodes[node_index].leaves & slot_mask
        )

    def outputs(self, name: str, alternative: str) -> dict[str, int]:
        """Nodes of the outputs of a quantity."""
        alternative_as_kept = place(self.case, f"quantities.{name}", alternative)
        return {
            output: self.structure.outputs[name, alternative_as_kept, output]
            for output in self.case.quantities[name].units()
            if (name, alternative_as_kept, output) in self.structure.outputs
        }

    def _reach(self, path: str) -> float:
        """The largest size that a drawn number is expected to have."""
        leaf_of_path = self.case.graph.leaves.get(path)
        if leaf_of_path is None:
            return 1.0
        if isinstance(leaf_of_path.assumption.central, dict):
            return _FAR
        central_size = abs(leaf_of_path.assumption.central)
        if leaf_of_path.assumption.distribution is None:
            return central_size
        support_ends = [abs(end) for end in leaf_of_path.assumption.distribution.support]
        return max(central_size, *(end if np.isfinite(end) else _FAR * central_size for end in support_ends))


def slot_of(path: str) -> Slot:
    """The input of a drawn path."""
    return Slot("given" if "@" in path else "leaf", path)


class Amounts(Protocol):
    """Arrays of a case's lines: by year, and by draw or monomial."""

    columns: int
    is_kept: bool
    """Whether its arrays are few or small enough to be kept; else each is made anew for whoever reads it."""

    def line(self, name: str, alternative: str) -> Array:
        """Euros of a line (years, columns)."""
        ...


class DrawnAmounts:
    """The lines and quantities of a case for draws, or the central case as a run with one.

    Parameters
    ----------
    arithmetic : Arithmetic
        The case's graph.
    drawn : mapping of str to ndarray
        Draws (draws,) by path; empty for the central case.
    """

    def __init__(self, arithmetic: Arithmetic, drawn: Mapping[str, Array]) -> None:
        self.arithmetic, self.drawn = arithmetic, dict(drawn)
        self.columns = len(next(iter(drawn.values()))) if drawn else 1
        self.is_kept = True
        self._known: dict[int, Array] = {}

    def line(self, name: str, alternative: str) -> Array:
        """Euros a year of a line, (years, draws) or (years, 1)."""
        return self._array(self.arithmetic.line(name, alternative))

    def quantity(self, name: str, alternative: str) -> dict[str, Array]:
        """Outputs of a quantity in one alternative, each (years, draws) or (years, 1)."""
        node_by_output = self.arithmetic.outputs(name, alternative)
        return {output: self._array(node_index) for output, node_index in node_by_output.items()}

    def node(self, node: int) -> Array:
        """What a node of the graph comes to, (years, draws) or (years, 1)."""
        return self._array(node)

    def assumption(self, path: str, alternative: str) -> Array:
        """An assumption in one alternative, references followed; at the price level of the case."""
        case = self.arithmetic.case
        leaf_or_output = source_of(case, path, alternative)
        if isinstance(leaf_or_output, Output):
            return self.quantity(leaf_or_output.quantity, alternative)[leaf_or_output.name]
        if isinstance(leaf_or_output, str):
            return self.assumption(leaf_or_output, alternative)
        number_by_year = by_year(leaf_or_output, case.years)[:, None]
        if leaf_or_output.path in self.drawn:
            factor_of_number = (
                number_by_year if isinstance(leaf_or_output.assumption.central, dict) else np.ones((1, 1))
            )
            number_by_year = factor_of_number * self.drawn[leaf_or_output.path][None, :]
        return np.asarray(number_by_year * to_level(case, leaf_or_output))

    def _array(self, node: int) -> Array:
        if node not in self._known:
            self._known[node] = self._evaluated(node)
        return self._known[node]

    def _evaluated(self, node: int) -> Array:
        drawn_folding = self.arithmetic.folding(self.drawn)
        if not drawn_folding.depends(node):
            return self.arithmetic.central[node][:, None]
        polynomial = drawn_folding.polynomial(node)
        program = Program(drawn_folding.atoms, polynomial.monomials, polynomial.coefficients)
        return program.evaluate({slot_of(path): draws for path, draws in self.drawn.items()}, self.columns)


class LeftAlone:
    """The central euros of the lines that a set of drawn numbers leaves alone, one column for each set.

    Parameters
    ----------
    arithmetic : Arithmetic
        The case's graph.
    moved : sequence of frozenset of str
        For each set the lines that depend on it; they are zero in its column.
    """

    def __init__(self, arithmetic: Arithmetic, moved: Sequence[frozenset[str]]) -> None:
        self.arithmetic, self.moved = arithmetic, moved
        self.columns = len(moved)
        self.is_kept = True
        self._known: dict[int, Array] = {}

    def line(self, name: str, alternative: str) -> Array:
        """Euros of a line (years, sets)."""
        node_index = self.arithmetic.line(name, alternative)
        if node_index not in self._known:
            is_unmoved = np.array([name not in lines for lines in self.moved], dtype=float)
            self._known[node_index] = self.arithmetic.central[node_index][:, None] * is_unmoved
        return self._known[node_index]


@dataclass(frozen=True)
class Folded:
    """Lines as polynomials in what is drawn."""

    atoms: Sequence[Atom]
    polynomials: Mapping[int, Polynomial]
    """By the node of a line."""
    places: Mapping[Monomial, int]
    """Column of each monomial; that of 1 is the first."""
    sizes: Hashable
    """The sizes of what is drawn on which the way of folding rests; None where it rests on none."""
    programs: Variants[Program] = field(default_factory=lambda: Variants(_PROGRAMS))
    """The last programs that were made of it, by their weights."""

    @classmethod
    def of(
        cls, structure: Structure, folding: Folding, lines: frozenset[str] | None, sizes: Hashable
    ) -> Folded:
        """The lines of a structure through a folding; all of them without ``lines``."""
        node_by_line = structure.lines_unchanged
        node_indices = [
            node_index for (name, _), node_index in node_by_line.items() if lines is None or name in lines
        ]
        polynomial_by_node = {
            node_index: folding.polynomial(node_index) for node_index in dict.fromkeys(node_indices)
        }
        column_by_monomial: dict[Monomial, int] = {ONE: 0}
        for polynomial in polynomial_by_node.values():
            for monomial in polynomial.monomials:
                column_by_monomial.setdefault(monomial, len(column_by_monomial))
        return cls(
            tuple(folding.atoms),
            polynomial_by_node,
            column_by_monomial,
            sizes if folding.weighs_sizes else None,
        )

    def program(self, weights: Array) -> Program:
        """The program of outputs (outputs, monomials)."""
        return self.programs.get(weights.tobytes(), lambda: Program(self.atoms, tuple(self.places), weights))


class Coefficients:
    """The lines of a case as coefficients of monomials in what is drawn.

    Parameters
    ----------
    arithmetic : Arithmetic
        The case's graph.
    folded : Folded
        Its lines, with everything folded that is not drawn.
    """

    def __init__(self, arithmetic: Arithmetic, folded: Folded) -> None:
        self.arithmetic, self.folded = arithmetic, folded
        self.columns = len(self.folded.places)
        polynomials = self.folded.polynomials.values()
        table_bytes = 8 * self.columns * max((polynomial.years for polynomial in polynomials), default=0)
        self.is_kept = table_bytes * len(polynomials) <= _KEPT_BYTES
        self._known: MutableMapping[int, Array] = {} if self.is_kept else WeakValueDictionary()

    def line(self, name: str, alternative: str) -> Array:
        """Coefficients of the euros of a line (years, monomials)."""
        node_index = self.arithmetic.line(name, alternative)
        coefficient_table = self._known.get(node_index)
        if coefficient_table is None:
            polynomial = self.folded.polynomials[node_index]
            coefficient_table = np.zeros((polynomial.years, self.columns))
            column_indices = [self.folded.places[monomial] for monomial in polynomial.monomials]
            coefficient_table[:, column_indices] = polynomial.coefficients
            self._known[node_index] = coefficient_table
        return coefficient_table

    def program(self, weights: Array) -> Program:
        """The program of outputs (outputs, monomials)."""
        return self.folded.program(weights)
