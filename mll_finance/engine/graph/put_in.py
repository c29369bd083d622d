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
    needed, open_nodes = set[int](), list(wanted)
    while open_nodes:
        node = open_nodes.pop()
        if node not in needed:
            needed.add(node)
            open_nodes += nodes[node].arguments
    return sorted(needed)


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
    values: dict[int, Array] = {}
    with np.errstate(all="ignore"):
        for index in needed:
            values[index] = _value(nodes[index], values, filled)
            if index in put_in:
                values[index] = put_in[index](values[index])
    return values


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
        rows = [values[arguments[which]][year] for which, year in node.detail]
        return np.stack(np.broadcast_arrays(*rows))
    if operation == "where":
        condition, if_true, if_false = (values[argument] for argument in arguments)
        return np.where(condition != 0.0, if_true, if_false)
    node_values = OPERATIONS[operation](*[values[argument] for argument in arguments])
    return node_values.astype(float) if operation in COMPARISONS else np.asarray(node_values)
