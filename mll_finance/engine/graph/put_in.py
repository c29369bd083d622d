"""The values of nodes by year and draw, with some nodes put in place: what a year has shown instead of a draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.nodes import INPUT, NUMBER, ROW, TAKE, Node, Slot
from mll_finance.engine.graph.operations import COMPARISONS, OPERATIONS

Array = npt.NDArray[np.float64]
PutIn = Callable[[Array], Array]
"""What stands in the place of the values (years, draws) of a node, given these."""


def needed_nodes(nodes: Sequence[Node], wanted: Iterable[int]) -> list[int]:
    """The nodes that some nodes follow from, and these, in the order in which they are worked out."""
    needed_node_indices, node_indices_to_follow = set[int](), list(wanted)
    while node_indices_to_follow:
        node_index = node_indices_to_follow.pop()
        if node_index not in needed_node_indices:
            needed_node_indices.add(node_index)
            node_indices_to_follow += nodes[node_index].arguments
    return sorted(needed_node_indices)


def values_by_draw(
    nodes: Sequence[Node],
    filled: Mapping[Slot, Array],
    needed: Sequence[int],
    put_in: Mapping[int, PutIn],
) -> dict[int, Array]:
    """Values (years or 1, draws or 1) of some nodes.

    Parameters
    ----------
    nodes : sequence of Node
        The graph.
    filled : mapping of Slot to ndarray
        Values (years or 1, draws or 1) of each input.
    needed : sequence of int
        The nodes that are worked out: what a node reads comes before it.
    put_in : mapping of int to callable
        By node what makes of its values those that count.
    """
    values_by_node: dict[int, Array] = {}
    with np.errstate(all="ignore"):
        for node_index in needed:
            values_by_node[node_index] = _value(nodes[node_index], values_by_node, filled)
            if node_index in put_in:
                values_by_node[node_index] = put_in[node_index](values_by_node[node_index])
    return values_by_node


def _value(node: Node, values: Mapping[int, Array], filled: Mapping[Slot, Array]) -> Array:
    operation, arguments = node.operation, node.arguments
    if operation == NUMBER:
        return np.array(node.detail, dtype=float)[:, None]
    if operation == INPUT:
        return filled[node.detail]
    if operation == ROW:
        return values[arguments[0]]
    if operation == TAKE and len(arguments) == 1:
        return values[arguments[0]][[year for _, year in node.detail]]
    if operation == TAKE:
        argument_values = [values[arguments[argument_index]][year] for argument_index, year in node.detail]
        return np.stack(np.broadcast_arrays(*argument_values))
    if operation == "where":
        condition_values, values_if_true, values_if_false = (values[argument] for argument in arguments)
        return np.where(condition_values != 0.0, values_if_true, values_if_false)
    node_values = OPERATIONS[operation](*[values[argument] for argument in arguments])
    return node_values.astype(float) if operation in COMPARISONS else np.asarray(node_values)
