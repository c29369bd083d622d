"""A case with every number open: one program in which each number is an input, PM included.

The graph of a case is the same whatever its numbers are, so the euros of a line in a year are a weighted sum of parts
that are written once with every number as a symbol: that is what a page evaluates after each slide. What a year and a
perspective make of the euros (discount rate, btw, charges) comes after, so that it can be changed too. A number that is
PM has a symbol; what follows from it counts as soon as all numbers that it waits for are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.arithmetic import Arithmetic, Coefficients, Folded
from mll_finance.engine.graph.folding import Folding, slot_in_year
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.polynomial import Monomial
from mll_finance.engine.graph.program import Program
from mll_finance.engine.ledger import Ledger
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.limits import Bounds, computed
from mll_finance.inputs.grammar.sections import BASELINE

Array = npt.NDArray[np.float64]
_FAR = 10.0
"""Times its central value that a number is expected to be moved to at most."""


@dataclass(frozen=True)
class OpenNumber:
    """One symbol: a number of the case, or one year of a map by year."""

    path: str
    year: int | None
    """Place of the year, 0 for the base year; None for a number that is the same in every year."""

    @property
    def slot(self) -> Slot:
        """The input of the graph that it is."""
        leaf_slot = Slot("leaf", self.path)
        return leaf_slot if self.year is None else slot_in_year(leaf_slot, self.year)


@dataclass(frozen=True)
class OpenAmounts:
    """Amounts by year, as weighted sums of the parts that the program gives."""

    weights: Array
    """(years, parts)."""
    waits_for: tuple[str, ...]
    """Paths without a number; the amounts count once they all have one."""


@dataclass(frozen=True)
class OpenLine(OpenAmounts):
    """The euros of a line in some alternatives, project minus baseline."""

    line: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class OpenOutput(OpenAmounts):
    """A share or count that is calculated, with what it may be."""

    path: str
    limits: Bounds


@dataclass(frozen=True)
class OpenProgram:
    """A program with every number of a case as an input, and what is added up of its outputs."""

    program: Program
    lines: tuple[OpenLine, ...]
    outputs: tuple[OpenOutput, ...]

    def numbers_of_parts(self, place_by_slot: Mapping[Slot, int]) -> list[list[int]]:
        """The places of the numbers that each part follows from, so that only what moves is worked out again."""
        behind: dict[int, frozenset[int]] = {}
        for step in self.program.instructions():
            behind[step.place] = (
                frozenset({place_by_slot[step.slot]})
                if step.slot is not None
                else frozenset().union(*(behind[each] for each in step.operands if isinstance(each, int)))
            )
        return [sorted(behind[part]) if isinstance(part, int) else [] for part in self.program.outputs]


class OpenCase:
    """The graph of a case with every number as a symbol.

    Parameters
    ----------
    case : Case
        The case.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.unknown = tuple(path for path in _unknown_paths(case) if _takes_a_number(case, path))
        """Paths that are PM and can be given a number."""
        self.filled = case.unlimited(dict.fromkeys(self.unknown, 1.0)) if self.unknown else case
        self.arithmetic = Arithmetic(self.filled)
        structure = self.arithmetic.structure
        self.numbers: tuple[OpenNumber, ...] = tuple(
            OpenNumber(slot.key, year)
            for slot in structure.slots
            if slot.kind == "leaf"
            for year in self._places(slot)
        )
        """The symbols, in the order in which the case is calculated."""

    def _places(self, slot: Slot) -> tuple[int | None, ...]:
        """The years of a map by year; one place without a year for any other number."""
        is_map = isinstance(self.filled.graph.leaves[slot.key].assumption.central, dict)
        return tuple(range(len(self.filled.years))) if is_map else (None,)

    @cached_property
    def _folding(self) -> Folding:
        structure = self.arithmetic.structure
        reach_by_slot = {
            slot: _FAR * float(np.abs(self.arithmetic.central[node.index]).max() or 1.0)
            for node in structure.nodes
            if isinstance(slot := node.detail, Slot) and slot.kind == "leaf"
        }
        return Folding(
            structure.nodes, structure.slots, self.arithmetic.central, reach_by_slot, each_year=True
        )

    @cached_property
    def program(self) -> OpenProgram:
        """The parts of which the euros of every line, and what has to stay within limits, are weighted sums."""
        folded = Folded.of(self.arithmetic.structure, self._folding, None, None)
        coefficients = Coefficients(self.arithmetic, folded)
        places = dict(folded.places)
        lines, outputs = list(self._lines(coefficients)), list(self._outputs(places))
        columns = len(places)
        tables = [_widened(amounts.weights, columns) for amounts in (*lines, *outputs)]
        is_used = (
            np.any([table.any(axis=0) for table in tables], axis=0) if tables else np.zeros(columns, bool)
        )
        used_lines = [replace(line, weights=_widened(line.weights, columns)[:, is_used]) for line in lines]
        used_outputs = [
            replace(output, weights=_widened(output.weights, columns)[:, is_used]) for output in outputs
        ]
        program = Program(self._folding.atoms, tuple(places), np.eye(columns)[is_used])
        return OpenProgram(program, tuple(used_lines), tuple(used_outputs))

    def _lines(self, coefficients: Coefficients) -> Iterator[OpenLine]:
        ledger = Ledger(self.filled, amounts=coefficients)
        for name, line in self.case.lines.items():
            alternatives_by_amounts: dict[tuple[tuple[str, ...], bytes], list[str]] = {}
            weights_by_amounts: dict[tuple[tuple[str, ...], bytes], Array] = {}
            for alternative in self.case.projects:
                places = [place for place in (alternative, BASELINE) if place in line.alternative]
                lacking = self._lacking(f"lines.{name}", places)
                difference = None if lacking is None else ledger.difference(name, alternative)
                if lacking is not None and difference is not None and difference.any():
                    key = (lacking, difference.tobytes())
                    alternatives_by_amounts.setdefault(key, []).append(alternative)
                    weights_by_amounts[key] = difference
            for key, alternatives in alternatives_by_amounts.items():
                yield OpenLine(weights_by_amounts[key], key[0], name, tuple(alternatives))

    def _outputs(self, places: dict[Monomial, int]) -> Iterator[OpenOutput]:
        """What :func:`computed` names, in each alternative; monomials of its own get a column behind the others."""
        known_weights: set[tuple[str, bytes]] = set()
        for path, output, limits in dict.fromkeys(computed(self.case.graph)):
            for alternative in self.case.alternatives:
                lacking = self._lacking(f"quantities.{output.quantity}", [alternative])
                node = (
                    None
                    if lacking is None
                    else self.arithmetic.outputs(output.quantity, alternative).get(output.name)
                )
                if lacking is None or node is None:
                    continue
                polynomial = self._folding.polynomial(node)
                columns = [places.setdefault(monomial, len(places)) for monomial in polynomial.monomials]
                weights = np.zeros((polynomial.years, len(places)))
                weights[:, columns] = polynomial.coefficients
                key = (path, weights.tobytes())
                if key not in known_weights:
                    known_weights.add(key)
                    yield OpenOutput(weights, lacking, path, limits)

    def _lacking(self, owner: str, alternatives: Sequence[str]) -> tuple[str, ...] | None:
        """The numbers that a line or quantity lacks in some alternatives; None where one cannot be given."""
        lacking = {path for place in alternatives for path in self.case.graph.unknown_leaves(owner, place)}
        return tuple(sorted(lacking)) if lacking <= set(self.unknown) else None


def _widened(weights: Array, columns: int) -> Array:
    """The same with zeros for the parts that came later."""
    return np.pad(weights, ((0, 0), (0, columns - weights.shape[1])))


def _unknown_paths(case: Case) -> list[str]:
    return [path for path, leaf in case.graph.leaves.items() if leaf.assumption.pm is not None]


def _takes_a_number(case: Case, path: str) -> bool:
    """Whether a number in the place of a PM makes a valid case."""
    try:
        case.unlimited({path: 1.0})
    except InputError:
        return False
    return True
