"""Whether the euros of a case are linear in some of its numbers together: proved on the graph, not tried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mll_finance.engine.arithmetic import slot_of
from mll_finance.engine.graph.folding import DRAWN, SUM, Atom
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.polynomial import Monomial
from mll_finance.engine.study import Study

_NO_DEGREE = float("inf")
"""Degree of what is no polynomial."""


def is_linear(study: Study, paths: Iterable[str]) -> bool:
    """Whether every line is a sum of what does not depend on the numbers and of what is proportional to them.

    Parameters
    ----------
    study : Study
        The study.
    paths : iterable of str
        Numbers that move together, in proportion.

    Notes
    -----
    Convention: the other uncertain numbers of the case count as drawn, so that it holds for every draw. A minimum, a
    maximum, a condition or a quotient by one of the numbers is not linear, also where it would not bite.
    """
    moved_paths = tuple(paths)
    arithmetic = study.arithmetic
    folding = arithmetic.folding({*study.draws.uncertain, *moved_paths})
    slots_of_paths = {slot_of(path) for path in moved_paths}
    node_indices = {
        arithmetic.structure.unchanged(node_index) for node_index in arithmetic.structure.lines.values()
    }
    monomials = {
        monomial for node_index in node_indices for monomial in folding.polynomial(node_index).monomials
    }
    degrees = _degrees(folding.atoms, slots_of_paths)
    return all(_degree(monomial, degrees) <= 1 for monomial in monomials)


def _degrees(atoms: Sequence[Atom], slots: set[Slot]) -> list[float]:
    """The degree of each atom in the numbers of some slots; an atom reads those before it."""
    degree_by_atom: list[float] = []
    for atom in atoms:
        if atom.operation == DRAWN:
            degree_by_atom.append(float(atom.slot in slots))
            continue
        term_degrees = [
            _degree(monomial, degree_by_atom) for scalar in atom.arguments for monomial, _ in scalar
        ]
        highest_degree = max(term_degrees, default=0.0)
        degree_by_atom.append(highest_degree if atom.operation == SUM or not highest_degree else _NO_DEGREE)
    return degree_by_atom


def _degree(monomial: Monomial, degrees: Sequence[float]) -> float:
    degree_and_power_pairs = [(degrees[atom], power) for atom, power in monomial if degrees[atom]]
    return sum(degree * power if power > 0 else _NO_DEGREE for degree, power in degree_and_power_pairs)
