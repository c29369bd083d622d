"""The structure of a case, traced once: a graph of the euros of every line with each number as an input.

Alternatives, years, kinds, PM, delays, statuses, which lines stand where and whole numbers such as a ramp-up make the
structure. A changed value, slider, municipality or scenario of values has the structure of what it was changed from,
and is evaluated without another trace.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

from mll_finance.engine.graph.nodes import INPUT, ROW, TAKE, Node, Nodes, Row, Slot
from mll_finance.engine.model import Model, is_moved, place
from mll_finance.engine.modifiers.registry import NO_ARITHMETIC, modifiers
from mll_finance.engine.variants import Variants
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity

Given = tuple[tuple[str, str], ...]
"""Assumptions, by path and alternative, that take a value of their own."""
_OF_READERS = ("title", "note", "unit")
_FOLDED = 4
"""Sets of drawn numbers of which the polynomials are kept; what was asked for longest ago goes first."""
_LIMIT = 32
"""Structures that are kept at most; what was asked for longest ago goes first."""


@dataclass(frozen=True)
class Structure:
    """The graph of a case's arithmetic.

    Parameters
    ----------
    nodes : tuple of Node
        The nodes, arguments before what reads them.
    rows : tuple of Row
        What has a name of its own, in the order in which it is calculated.
    slots : dict of Slot to int
        The inputs, each with its bit in ``Node.leaves``.
    lines : dict
        Node of the euros of a line, by line and alternative.
    outputs : dict
        Node of an output of a quantity, by quantity, alternative and output.
    """

    nodes: tuple[Node, ...]
    rows: tuple[Row, ...]
    slots: dict[Slot, int]
    lines: dict[tuple[str, str], int]
    outputs: dict[tuple[str, str, str], int]

    @cached_property
    def folded(self) -> Variants[Any]:
        """What cases of this structure have alike: their lines as polynomials in what is drawn."""
        return Variants(_FOLDED)

    @cached_property
    def lines_unchanged(self) -> dict[tuple[str, str], int]:
        """For each line and alternative what :meth:`unchanged` gives of its node."""
        return {key: self.unchanged(node_index) for key, node_index in self.lines.items()}

    def unchanged(self, node: int) -> int:
        """The number or output behind a row that does nothing to it, else the row itself."""
        inner_node_index = self.nodes[node].arguments[0]
        if (
            self.nodes[inner_node_index].operation == TAKE
            and len(self.nodes[inner_node_index].arguments) == 1
        ):
            argument_node = self.nodes[self.nodes[inner_node_index].arguments[0]]
            inner_node_index = argument_node.index if argument_node.years == 1 else inner_node_index
        inner_node = self.nodes[inner_node_index]
        argument_details = [self.nodes[argument].detail for argument in inner_node.arguments]
        level_slots = [
            slot for slot in argument_details if isinstance(slot, Slot) and slot.kind == "to_level"
        ]
        is_moved_to_level = inner_node.operation == "multiply" and bool(level_slots)
        return inner_node_index if inner_node.operation in (INPUT, ROW) or is_moved_to_level else node


def structure_of(case: Case, given: Given = (), lines: frozenset[str] | None = None) -> Structure:
    """The structure of a case, or of some of its lines, traced where no case before had the same."""
    structure_id = (structure_key(case, given), lines)
    with _LOCK:
        if structure_id in _KNOWN:
            _KNOWN.move_to_end(structure_id)
            return _KNOWN[structure_id]
    structure = traced(case, given, lines)
    with _LOCK:
        _KNOWN[structure_id] = structure
        while len(_KNOWN) > _LIMIT:
            _KNOWN.popitem(last=False)
    return structure


def traced(case: Case, given: Given = (), lines: frozenset[str] | None = None) -> Structure:
    """The structure of a case, or of some of its lines and what these are made of, traced anew."""
    nodes = Nodes()
    model = Model(case, nodes, given=given)
    node_by_output, node_by_line = {}, {}
    for owner_path, alternative in owners(case):
        section_name, _, part_name = owner_path.partition(".")
        is_read = lines is None or (section_name == "lines" and part_name in lines)
        if not is_read or (owner_path, alternative) in case.graph.pm:
            continue
        if section_name == "quantities":
            for output_name, symbol in model.quantity(part_name, alternative).items():
                node_by_output[part_name, alternative, output_name] = symbol.node.index
        else:
            node_by_line[part_name, alternative] = model.line(part_name, alternative).node.index
    return Structure(tuple(nodes.nodes), tuple(nodes.rows), nodes.slots, node_by_line, node_by_output)


def owners(case: Case) -> Iterator[tuple[str, str]]:
    """Every quantity and line with each alternative in which it is calculated, in the order of calculation."""
    graph = case.graph
    for owner_id in graph.order:
        owner_path = f"quantities.{owner_id}"
        for alternative in graph.alternatives if owner_path in graph.varies else graph.alternatives[:1]:
            yield owner_path, alternative
    for owner_id, line in case.lines.items():
        for alternative in dict.fromkeys(
            place(case, f"lines.{owner_id}", alternative_id) for alternative_id in line.alternative
        ):
            yield f"lines.{owner_id}", alternative


def structure_key(case: Case, given: Given = ()) -> Hashable:
    """What the graph of a case depends on: everything of it but its numbers and what is for readers."""
    graph = case.graph
    return (
        case.years,
        case.prices.level_year,
        case.settings.adjusted,
        case.settings.deflator,
        graph.alternatives,
        graph.order,
        tuple(graph.later.items()),
        frozenset(graph.pm),
        modifiers(),
        given,
        tuple(_leaf_key(leaf) for leaf in graph.leaves.values()),
        tuple((name, _part_key(part)) for name, part in case.quantities.items()),
        tuple((name, _part_key(part)) for name, part in case.lines.items()),
    )


def _leaf_key(leaf: Leaf) -> Hashable:
    assumption = leaf.assumption
    if assumption.ref is not None or assumption.pm is not None:
        return leaf.path, assumption.ref
    return leaf.path, isinstance(assumption.value, dict), is_moved(leaf)


def _part_key(part: Quantity | Line) -> Hashable:
    """The kind and the fields that are no assumptions; those have a place among the leaves."""
    part_class = type(part)
    fields_and_values = [(name, getattr(part, name)) for name in _fields_of_structure(part_class)]
    return (
        part_class,
        tuple(len(getattr(part, name)) for name in part_class.POINTS),
        tuple(
            (name, _hashable(field_value))
            for name, field_value in fields_and_values
            if not isinstance(field_value, Assumption) and not _is_assumed(field_value)
        ),
    )


@lru_cache(maxsize=256)
def _fields_of_structure(part_class: type[Quantity | Line]) -> tuple[str, ...]:
    """The fields of a kind that shape its arithmetic."""
    skipped_field_names = NO_ARITHMETIC if issubclass(part_class, Line) else _OF_READERS
    return tuple(
        name
        for name in part_class.model_fields
        if name not in (*skipped_field_names, *part_class.COUNTS, *part_class.POINTS)
    )


def _is_assumed(field: Any) -> bool:
    return isinstance(field, dict) and any(isinstance(child, Assumption) for child in field.values())


def _hashable(field: Any) -> Hashable:
    try:
        hash(field)
    except TypeError:
        return repr(field)
    hashable_field: Hashable = field
    return hashable_field


_KNOWN: OrderedDict[Hashable, Structure] = OrderedDict()
_LOCK = Lock()
