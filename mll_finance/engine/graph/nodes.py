"""The nodes of an expression graph, each made once.

A node is an operation on other nodes for all years at once: it has one year (the same in every year) or all years of
the case. It knows no number of the case and no text of a workbook.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
NUMBER, INPUT, ROW, TAKE = "number", "input", "row", "take"
"""What a graph holds beside operations: a number, an input, a named row, and years taken from other nodes."""


class Slot(NamedTuple):
    """An input of the arithmetic, which a case fills with its own number."""

    kind: str
    """``leaf``, a number of the case; ``to_level``, its factor to the price level; ``deflator``, an index's factors
    from euros of each year to that level; ``real_index``, its factors over those of consumer prices; ``count``, a whole
    number of a quantity; ``point``, a number of one of its points; ``years``, calendar years; ``given``, an assumption
    that takes a value of its own in one alternative; with ``_in_year`` behind it what it is in one year."""
    key: str
    """Path, name of the index, path and alternative, or path and place of the year."""


@dataclass(frozen=True, slots=True)
class Node:
    """One expression.

    Parameters
    ----------
    index : int
        Its place among the nodes; arguments come before it.
    operation : str
        A name of ``OPERATIONS``, or ``number``, ``input``, ``row``, ``take``.
    arguments : tuple of int
        Places of the nodes that it reads.
    detail : hashable
        Of a number its values by year, of an input its slot, of a row its number and first year, of ``take`` which
        argument and which of its years stands in each year.
    years : int
        Years on its first axis, 1 or those of the case.
    leaves : int
        The slots that it depends on, one bit each.
    """

    index: int
    operation: str
    arguments: tuple[int, ...]
    detail: Any
    years: int
    leaves: int


@dataclass
class Row:
    """What has a name of its own: an output, the euros of a line, something in between or the state of a recursion."""

    owner: str
    alternative: str
    name: str
    is_output: bool
    """Whether it is an output or the euros of a line, not something in between."""
    cells: list[tuple[int, int]] = field(default_factory=list)
    """Node and its year, for each year of the row."""


class Nodes:
    """The nodes and named rows of a graph while it is traced; equal expressions are one node."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.rows: list[Row] = []
        self.slots: dict[Slot, int] = {}
        self._known: dict[Hashable, Node] = {}
        self._owners: list[tuple[str, str]] = []

    def add(self, operation: str, arguments: Sequence[int], *, years: int, detail: Hashable = None) -> Node:
        """The node of an operation on other nodes."""
        node_key = (operation, tuple(arguments), detail)
        node = self._known.get(node_key)
        if node is None:
            slot_mask = 0
            for argument_index in arguments:
                slot_mask |= self.nodes[argument_index].leaves
            if operation == INPUT:
                slot_mask = 1 << self.slots.setdefault(detail, len(self.slots))  # type: ignore[arg-type]
            node = Node(len(self.nodes), *node_key, years, slot_mask)
            self._known[node_key] = node
            self.nodes.append(node)
        return node

    def number(self, values: npt.ArrayLike) -> Node:
        """A node for a number, or for one in each year: (), (1,), (1, 1) or (years, 1)."""
        number_array = np.asarray(values, dtype=float)
        if (
            number_array.ndim > 2
            or (number_array.ndim == 2 and number_array.shape[1] != 1)
            or (number_array.ndim == 1 and number_array.size > 1)
        ):
            raise ValueError(f"found shape {number_array.shape}; years stand on the first axis, (years, 1)")
        number_tuple = tuple(number_array.ravel().tolist())
        if not all(map(math.isfinite, number_tuple)):
            raise ValueError(
                f"{number_tuple} cannot stand in the arithmetic of a case; every number must be finite"
            )
        return self.add(NUMBER, (), years=len(number_tuple), detail=number_tuple)

    def input(self, slot: Slot, years: int) -> Node:
        """A node for an input of one year or all."""
        return self.add(INPUT, (), years=years, detail=slot)

    def take(self, places: Sequence[tuple[int, int]]) -> Node:
        """The years of a node one by one, each as (node, year of it)."""
        argument_indices = tuple(dict.fromkeys(node_index for node_index, _ in places))
        first_node = self.nodes[argument_indices[0]]
        if len(argument_indices) == 1 and [year for _, year in places] == list(range(first_node.years)):
            return first_node
        place_by_argument = {
            node_index: argument_index for argument_index, node_index in enumerate(argument_indices)
        }
        places_by_year = tuple((place_by_argument[node_index], year) for node_index, year in places)
        return self.add(TAKE, argument_indices, years=len(places_by_year), detail=places_by_year)

    @contextmanager
    def of(self, owner: str, alternative: str) -> Iterator[None]:
        """While it lasts, named rows belong to a quantity or line."""
        self._owners.append((owner, alternative))
        yield
        self._owners.pop()

    def open_row(self, name: str, *, is_output: bool = False) -> int:
        """A new row of the quantity or line at hand; gives its number."""
        owner_path, alternative = self._owners[-1] if self._owners else ("", "")
        self.rows.append(Row(owner_path, alternative, name, is_output))
        return len(self.rows) - 1

    def cell(self, row: int, node: Node, *, first: int = 0) -> Node:
        """Write the years of a node in a row; gives the node of these cells."""
        self.rows[row].cells += [(node.index, year) for year in range(node.years)]
        return self.add(ROW, (node.index,), years=node.years, detail=(row, first))
