"""A case with every number open: programs of its results in which each number is an input, PM included.

The graph of a case is the same whatever its numbers are, so what is linear in the euros can be written once with every
number as a symbol: that is what a page evaluates after each slide. A number that is PM has a symbol too; what follows
from it stands in rows of its own, which count as soon as all numbers that they wait for are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.arithmetic import Arithmetic, Coefficients, DrawnAmounts, Folded
from mll_finance.engine.graph.folding import Folding, slot_in_year
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.program import Program
from mll_finance.engine.ledger import Ledger
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.sections import BASELINE

Array = npt.NDArray[np.float64]
RowKey = tuple[str, ...]
Rows = Callable[[Ledger, str], Mapping[RowKey, Array]]
"""Rows (columns,) by key, of a ledger in one alternative; linear in the euros."""
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
class OpenRow:
    """One output of a program."""

    alternative: str
    key: RowKey
    waits_for: tuple[str, ...]
    """Paths without a number; the row counts once they all have one."""


@dataclass(frozen=True)
class OpenProgram:
    """A program with every number of a case as an input, and what its outputs are."""

    program: Program
    rows: tuple[OpenRow, ...]


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
    def _coefficients(self) -> Coefficients:
        structure = self.arithmetic.structure
        reach_by_slot = {
            slot: _FAR * float(np.abs(self.arithmetic.central[node.index]).max() or 1.0)
            for node in structure.nodes
            if isinstance(slot := node.detail, Slot) and slot.kind == "leaf"
        }
        folding = Folding(
            structure.nodes, structure.slots, self.arithmetic.central, reach_by_slot, each_year=True
        )
        return Coefficients(self.arithmetic, Folded.of(structure, folding, None, None))

    @cached_property
    def _central(self) -> Ledger:
        return Ledger(self.filled, amounts=DrawnAmounts(self.arithmetic, {}))

    def program(self, rows: Rows) -> OpenProgram:
        """The program of some rows of every alternative; rows that are nothing are left out."""
        open_rows: list[OpenRow] = []
        weights: list[Array] = []
        for alternative in self.case.projects:
            for waits_for, line_ids in self._lines_by_lack(alternative).items():
                ledger = Ledger(
                    self.filled, amounts=self._coefficients, like=self._central, lines=frozenset(line_ids)
                )
                for key, row in rows(ledger, alternative).items():
                    if row.any():
                        open_rows.append(OpenRow(alternative, key, waits_for))
                        weights.append(row)
        weight_table = np.array(weights).reshape(len(weights), self._coefficients.columns)
        return OpenProgram(self._coefficients.program(weight_table), tuple(open_rows))

    def _lines_by_lack(self, alternative: str) -> dict[tuple[str, ...], list[str]]:
        """The lines of an alternative by the numbers that they lack, there or in the baseline."""
        graph = self.case.graph
        lines_by_lack: dict[tuple[str, ...], list[str]] = {}
        for name, line in self.case.lines.items():
            lacking: set[str] = set()
            for place in (alternative, BASELINE):
                if place in line.alternative:
                    lacking |= graph.unknown_leaves(f"lines.{name}", place)
            if lacking <= set(self.unknown):
                lines_by_lack.setdefault(tuple(sorted(lacking)), []).append(name)
        return lines_by_lack


def _unknown_paths(case: Case) -> list[str]:
    return [path for path, leaf in case.graph.leaves.items() if leaf.assumption.pm is not None]


def _takes_a_number(case: Case, path: str) -> bool:
    """Whether a number in the place of a PM makes a valid case."""
    try:
        case.unlimited({path: 1.0})
    except InputError:
        return False
    return True
