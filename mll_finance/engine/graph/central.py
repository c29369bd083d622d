"""The central values of every node of a graph, in one pass over the nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.nodes import INPUT, NUMBER, ROW, TAKE, Node, Slot
from mll_finance.engine.graph.operations import COMPARISONS, OPERATIONS

Array = npt.NDArray[np.float64]


def central_values(nodes: Sequence[Node], filled: Mapping[Slot, Array]) -> list[Array]:
    """The values of each node, (years,) or (1,), for inputs that are filled.

    Parameters
    ----------
    nodes : sequence of Node
        The graph.
    filled : mapping of Slot to ndarray
        The values of each input, (years,) or (1,).
    """
    values_by_node: list[Array] = []
    with np.errstate(all="ignore"):
        for node in nodes:
            values_by_node.append(_value(node, values_by_node, filled))
    return values_by_node


def _value(node: Node, values: list[Array], filled: Mapping[Slot, Array]) -> Array:
    operation, arguments = node.operation, node.arguments
    if operation == NUMBER:
        return np.array(node.detail)
    if operation == INPUT:
        return filled[node.detail]
    if operation == ROW:
        return values[arguments[0]]
    if operation == TAKE:
        return np.array([values[arguments[argument_index]][year] for argument_index, year in node.detail])
    if operation == "where":
        condition_values, values_if_true, values_if_false = (values[node_index] for node_index in arguments)
        return np.where(condition_values != 0.0, values_if_true, values_if_false)
    node_values = OPERATIONS[operation](*[values[node_index] for node_index in arguments])
    return node_values.astype(float) if operation in COMPARISONS else np.asarray(node_values)
