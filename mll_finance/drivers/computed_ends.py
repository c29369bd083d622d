"""Between which ends the shares and counts lie that a case calculates, over all its draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from mll_finance.engine.arithmetic import Arithmetic, DrawnAmounts, slot_of
from mll_finance.engine.draws import Draws
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.case.limits import Bounds, computed

Computed = tuple[str, Output, Bounds]
"""A number with limits that points at an output of a quantity."""


class Ends:
    """The least and the most of what a case calculates and has limits.

    Parameters
    ----------
    case : Case
        The case.
    like : Ends, optional
        Those of a case of which this one is a scenario: what follows from numbers that are the same in both has the
        same ends, and is not worked out again.
    """

    def __init__(self, case: Case, *, like: Ends | None = None) -> None:
        self.case = case
        self.numbers: list[Computed] = list(dict.fromkeys(computed(case.graph)))
        self._ends_by_node: dict[int, Bounds] = {}
        if self.numbers:
            self.arithmetic, self.draws = Arithmetic(case), Draws.of(case)
            if like is not None and like.numbers and self._is_comparable(like):
                self._take_over(like)

    def by_number(self) -> dict[Computed, Bounds]:
        """The ends of every number with limits that is calculated, over the alternatives in which it is no PM."""
        nodes_by_number = {
            computed_number: node_indices
            for computed_number in self.numbers
            if (node_indices := self._nodes_of(computed_number))
        }
        self._work_out(node_index for node_indices in nodes_by_number.values() for node_index in node_indices)
        ends_by_number = {}
        for computed_number, node_indices in nodes_by_number.items():
            lowest_values, highest_values = zip(
                *(self._ends_by_node[node_index] for node_index in node_indices), strict=True
            )
            ends_by_number[computed_number] = min(lowest_values), max(highest_values)
        return ends_by_number

    def _nodes_of(self, number: Computed) -> list[int]:
        _, quantity_output, _ = number
        return [
            self.arithmetic.outputs(quantity_output.quantity, alternative)[quantity_output.name]
            for alternative in self.case.alternatives
            if (f"quantities.{quantity_output.quantity}", alternative) not in self.case.graph.pm
        ]

    def _work_out(self, nodes: Iterable[int]) -> None:
        unknown_node_indices = [
            node_index for node_index in dict.fromkeys(nodes) if node_index not in self._ends_by_node
        ]
        for draws_block in self.draws.blocks() if unknown_node_indices else ():
            drawn_amounts = DrawnAmounts(self.arithmetic, draws_block)
            for node_index in unknown_node_indices:
                drawn_values = drawn_amounts.node(node_index)
                lowest, highest = self._ends_by_node.get(node_index, (np.inf, -np.inf))
                self._ends_by_node[node_index] = (
                    min(lowest, float(np.min(drawn_values))),
                    max(highest, float(np.max(drawn_values))),
                )

    def _is_comparable(self, like: Ends) -> bool:
        """Whether both have one graph, drawn in one way."""
        if self.arithmetic.structure is not like.arithmetic.structure or self.draws.plan != like.draws.plan:
            return False
        tied_numbers, tied_numbers_like = (
            [(copula.names, copula.root.tobytes()) for copula in ends.draws.copulas] for ends in (self, like)
        )
        return tied_numbers == tied_numbers_like

    def _take_over(self, like: Ends) -> None:
        """The ends of the nodes that follow from nothing that differs."""
        slots, nodes = self.arithmetic.structure.slots, self.arithmetic.structure.nodes
        number_by_slot, number_by_slot_like = self.arithmetic.filled, like.arithmetic.filled
        slots_drawn_otherwise = {slot_of(path) for path in self._drawn_otherwise(like)}
        slots_drawn_otherwise |= {
            slot for slot in slots if not np.array_equal(number_by_slot[slot], number_by_slot_like[slot])
        }
        slot_mask = sum(1 << slots[slot] for slot in slots_drawn_otherwise if slot in slots)
        self._ends_by_node = {
            node_index: ends
            for node_index, ends in like._ends_by_node.items()
            if not nodes[node_index].leaves & slot_mask
        }

    def _drawn_otherwise(self, like: Ends) -> Iterator[str]:
        for number_by_path, number_by_path_like in (
            (self.draws.uncertain, like.draws.uncertain),
            (self.draws.fixed, like.draws.fixed),
        ):
            for path in {**number_by_path, **number_by_path_like}:
                if (
                    path not in number_by_path
                    or path not in number_by_path_like
                    or number_by_path[path] != number_by_path_like[path]
                ):
                    yield path
