"""The order of two columns between which lines are drawn, so that few of them cross.

References
----------
Sugiyama, K., Tagawa, S. and Toda, M. (1981), IEEE Transactions on Systems, Man, and Cybernetics 11(2), 109-125: each
node at the mean of the places of what it is joined to, from one side and then from the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

_ROUNDS = 6
"""Times that both columns are ordered by each other; the best of them is kept."""
Sources = Mapping[str, Sequence[str]]


def ordered(left: Sequence[str], right: Sequence[str], sources: Sources) -> tuple[list[str], list[str]]:
    """The two columns in an order with few crossings; equal inputs give equal orders.

    Parameters
    ----------
    left : sequence of str
        Nodes of the left column; each stands below the nodes that it reads.
    right : sequence of str
        Nodes of the right column; those that read nothing on the left come first, in their own order.
    sources : mapping
        What each node reads, by its id.

    Examples
    --------
    >>> ordered(["a", "b"], ["x", "y"], {"x": ["b"], "y": ["a"]})
    (['b', 'a'], ['x', 'y'])
    >>> ordered(["a", "b"], ["x", "y"], {"x": ["b"], "y": ["a"], "b": ["a"]})
    (['a', 'b'], ['y', 'x'])
    """
    fewest_crossings: tuple[int, list[str], list[str]] | None = None
    right_order = list(right)
    for _ in range(_ROUNDS):
        left_order = _below_sources(left, _at_readers(left, right_order, sources), sources)
        index_by_node = {node: left_index for left_index, node in enumerate(left_order)}
        right_order = sorted(
            right,
            key=lambda node: _mean(
                [index_by_node[source] for source in sources.get(node, ()) if source in index_by_node]
            ),
        )
        crossings = _crossings(index_by_node, right_order, sources)
        if fewest_crossings is None or crossings < fewest_crossings[0]:
            fewest_crossings = crossings, left_order, right_order
    return ([], list(right)) if fewest_crossings is None else fewest_crossings[1:]


def _mean(places: Sequence[float]) -> float:
    return sum(places) / len(places) if places else -1.0


def _at_readers(left: Sequence[str], right: Sequence[str], sources: Sources) -> dict[str, float]:
    """Where each node of the left column wants to stand: at the mean of its readers on the right."""
    wished_index_by_node = {node: float(right_index) for right_index, node in enumerate(right)}
    readers: dict[str, list[str]] = {}
    for node, read_sources in sources.items():
        for read_node in read_sources:
            readers.setdefault(read_node, []).append(node)
    # What is read last is known first: a node of the left column stands after what it reads in the order of the case.
    for node in reversed(_below_sources(left, dict.fromkeys(left, 0.0), sources)):
        reader_indices = [
            wished_index_by_node[reader] for reader in readers.get(node, ()) if reader in wished_index_by_node
        ]
        wished_index_by_node[node] = _mean(reader_indices)
    return wished_index_by_node


def _below_sources(left: Sequence[str], wished: Mapping[str, float], sources: Sources) -> list[str]:
    """The left column with every node below what it reads, and else in the order of its wish."""
    waiting_nodes, node_order = list(left), list[str]()
    while waiting_nodes:
        free_nodes = [
            node for node in waiting_nodes if not set(sources.get(node, ())) & set(waiting_nodes) - {node}
        ]
        chosen_node = min(free_nodes or waiting_nodes, key=lambda node: wished[node])
        waiting_nodes.remove(chosen_node)
        node_order.append(chosen_node)
    return node_order


def _crossings(rank: Mapping[str, int], right: Sequence[str], sources: Sources) -> int:
    """How many pairs of lines between the columns cross."""
    edge_ends = [
        (rank[source], right_index)
        for right_index, node in enumerate(right)
        for source in sources.get(node, ())
        if source in rank
    ]
    return sum(
        (first_left_index - second_left_index) * (first_right_index - second_right_index) < 0
        for (first_left_index, first_right_index), (second_left_index, second_right_index) in combinations(
            edge_ends, 2
        )
    )
