"""The map of a case: which numbers go into which quantities and lines, and who pays or gains by them.

It is read off the graph that every result follows from, so that it cannot say anything else than the arithmetic does. A
number that is PM has its place too: the graph is that of the case with every number open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from mll_finance.engine.arithmetic import Arithmetic
from mll_finance.engine.graph.nodes import INPUT, TAKE, Node
from mll_finance.engine.ledger import factors
from mll_finance.engine.lens import view
from mll_finance.engine.model import place, source_of
from mll_finance.engine.structure import owners
from mll_finance.engine.study import Study
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.case.signing import GRADES
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.what_if.open_case import open_case
from mll_finance.municipal_budget.cover import HALF_A_EURO

NodeKind = Literal["number", "quantity", "line", "party"]
PM = "PM"
_WEAKEST_FIRST = (PM, *sorted(GRADES, reverse=True))


_YearOfNode = tuple[int, int]


class MapSpot(NamedTuple):
    """A node in one alternative; a number of the case is the same in all of them."""

    id: str
    alternative: str = ""


@dataclass(frozen=True)
class MapNode:
    """A number, an output of a quantity, a line or a party."""

    id: str
    """Path of the number, ``quantities.<quantity>.<output>``, ``lines.<line>`` or ``parties.<party>``."""
    kind: NodeKind
    grade: str
    """Quality of a number, PM without one; of anything else the weakest of the numbers behind it."""


@dataclass(frozen=True)
class MapEdge:
    """What goes into what; for a party also whether it is better off by the line."""

    source: str
    target: str
    sign: int = 0
    """Of an edge to a party: 1 where the line leaves it with more than the baseline does, -1 with less."""


@dataclass(frozen=True)
class MapOf:
    """The map of one alternative, project minus baseline: nodes in the order of the case, numbers first."""

    alternative: str
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]

    def of_kind(self, kind: NodeKind) -> tuple[MapNode, ...]:
        """The nodes of one kind."""
        return tuple(node for node in self.nodes if node.kind == kind)

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """What goes into each node, by its id."""
        sources_by_id: dict[str, tuple[str, ...]] = {}
        for edge in self.edges:
            sources_by_id[edge.target] = (*sources_by_id.get(edge.target, ()), edge.source)
        return sources_by_id


class CaseMap:
    """The map of a study, for each of its alternatives.

    Parameters
    ----------
    study : Study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self.study, self.case = study, study.case
        opened_case = open_case(study)
        self._filled = opened_case.filled
        self._sources = dict(self._traced(opened_case.arithmetic))

    def _traced(self, arithmetic: Arithmetic) -> Iterator[tuple[MapSpot, tuple[MapSpot, ...]]]:
        """What goes into each output and line, as the graph has it; without a graph the numbers that it waits for."""
        structure = arithmetic.structure
        spot_by_node = {
            node_index: MapSpot(f"quantities.{name}.{output}", alternative)
            for (name, alternative, output), node_index in structure.outputs.items()
        }
        node_by_spot = {spot: node_index for node_index, spot in spot_by_node.items()}
        node_by_spot |= {
            MapSpot(f"lines.{name}", alternative): node_index
            for (name, alternative), node_index in structure.lines.items()
        }
        graph_reading = _Reading(arithmetic, spot_by_node)
        for spot, node_index in node_by_spot.items():
            yield spot, graph_reading.read_by(node_index)
        for owner_path, alternative in owners(self.case):
            if owner_path.startswith("lines.") and MapSpot(owner_path, alternative) not in node_by_spot:
                unknown_paths = self.case.graph.unknown_leaves(owner_path, alternative)
                yield MapSpot(owner_path, alternative), tuple(MapSpot(path) for path in sorted(unknown_paths))

    @property
    def spots(self) -> tuple[MapSpot, ...]:
        """Every output and line that is worked out, in each alternative in which it is another."""
        return tuple(self._sources)

    def sources_of(self, spot: MapSpot) -> tuple[MapSpot, ...]:
        """What goes into an output or line in one alternative."""
        return self._sources.get(spot, ())

    def ends(self, alternative: str) -> dict[str, tuple[MapSpot, ...]]:
        """The lines in which an alternative differs from the baseline, each as it is worked out in both."""
        ends_by_line: dict[str, tuple[MapSpot, ...]] = {}
        for line_id, line in self.case.lines.items():
            owner_path = f"lines.{line_id}"
            alternative_ids_with_line = [
                alternative_id
                for alternative_id in (alternative, BASELINE)
                if alternative_id in line.alternative
            ]
            if alternative_ids_with_line and not (
                len(alternative_ids_with_line) == 2 and self._is_alike(owner_path, *alternative_ids_with_line)
            ):
                ends_by_line[owner_path] = tuple(
                    MapSpot(owner_path, place(self._filled, owner_path, alternative_id))
                    for alternative_id in alternative_ids_with_line
                )
        return ends_by_line

    def read(self, path: str, alternative: str) -> str:
        """The number or output that an assumption of a quantity or line stands for in an alternative, by its id."""
        number_source = source_of(self._filled, path, alternative)
        if isinstance(number_source, Output):
            return f"quantities.{number_source.quantity}.{number_source.name}"
        return self.read(number_source, alternative) if isinstance(number_source, str) else number_source.path

    def _is_alike(self, id_: str, first: str, second: str) -> bool:
        """Whether an output or line is worked out from the same numbers in two alternatives."""
        owner_path = ".".join(id_.split(".")[:2])
        spots_of_alternatives = [
            MapSpot(id_, place(self._filled, owner_path, alternative)) for alternative in (first, second)
        ]
        if spots_of_alternatives[0] == spots_of_alternatives[1]:
            return True
        read_ids = {source.id for spot in spots_of_alternatives for source in self.sources_of(spot)}
        for path in self._filled.graph.paths_of(owner_path):
            read_in_first, read_in_second = self.read(path, first), self.read(path, second)
            if not {read_in_first, read_in_second} & read_ids:
                continue
            is_number = read_in_first in self._filled.graph.leaves
            if read_in_first != read_in_second or not (
                is_number or self._is_alike(read_in_first, first, second)
            ):
                return False
        return True

    def behind(self, spot: MapSpot) -> frozenset[MapSpot]:
        """Everything that a node follows from, itself included."""
        known_spots, spots_to_follow = set(), [spot]
        while spots_to_follow:
            next_spot = spots_to_follow.pop()
            if next_spot not in known_spots:
                known_spots.add(next_spot)
                spots_to_follow += self.sources_of(next_spot)
        return frozenset(known_spots)

    def of(self, alternative: str) -> MapOf:
        """The map of one alternative.

        Parameters
        ----------
        alternative : str
            A project alternative; the map is of what it differs in from the baseline.
        """
        spots_by_line = self.ends(alternative)
        spots = frozenset[MapSpot]().union(
            *(self.behind(spot) for spots in spots_by_line.values() for spot in spots)
        )
        map_edges = dict.fromkeys(
            MapEdge(source.id, spot.id)
            for spot in self._in_order(spots)
            for source in self._in_order(frozenset(self.sources_of(spot)))
        )
        payment_edges = [edge for line in spots_by_line for edge in self._payments(line, alternative)]
        party_ids = dict.fromkeys(edge.target for edge in payment_edges)
        grade_by_id = self._grades(spots)
        spot_ids = dict.fromkeys(spot.id for spot in self._in_order(spots))
        map_nodes = [
            MapNode(id_, _kind_of(id_, self.case.graph.leaves), grade_by_id[id_]) for id_ in spot_ids
        ]
        for party in self.case.perspectives[SOCIETY].parties:
            if f"parties.{party}" in party_ids:
                payer_ids = [edge.source for edge in payment_edges if edge.target == f"parties.{party}"]
                map_nodes.append(
                    MapNode(f"parties.{party}", "party", weakest(grade_by_id[line] for line in payer_ids))
                )
        return MapOf(alternative, tuple(map_nodes), (*map_edges, *payment_edges))

    def _in_order(self, spots: frozenset[MapSpot]) -> list[MapSpot]:
        """Numbers as the case has them, then outputs and lines as they are worked out."""
        return sorted(spots, key=lambda spot: self._place_by_id[spot.id, spot.alternative])

    @cached_property
    def _place_by_id(self) -> dict[tuple[str, str], int]:
        spot_keys = [*((path, "") for path in self.case.graph.leaves), *self._sources]
        return {key: place_of_key for place_of_key, key in enumerate(spot_keys)}

    def _grades(self, spots: frozenset[MapSpot]) -> dict[str, str]:
        """The grade of each node by its id."""
        leaf_by_path = self.case.graph.leaves
        grades_by_id: dict[str, list[str]] = {}
        for spot in spots:
            number_paths = [other.id for other in self.behind(spot) if other.id in leaf_by_path]
            grades_by_id.setdefault(spot.id, []).extend(self._grade(path) for path in number_paths)
        return {id_: weakest(grades) for id_, grades in grades_by_id.items()}

    def _grade(self, path: str) -> str:
        assumption = self.case.graph.leaves[path].assumption
        return PM if assumption.pm is not None else assumption.quality or GRADES[-1]

    def _payments(self, line_path: str, alternative: str) -> Iterator[MapEdge]:
        """Who pays and who gains by a line, in the order of the parties."""
        line_id = line_path.removeprefix("lines.")
        line, society = self.case.lines[line_id], self.case.perspectives[SOCIETY]
        line_direction = self._direction(line_id, alternative)
        for party in society.parties:
            line_view = view(line, society.around(party))
            if line_view is not None:
                payment_sign = line_direction if line_view.net > 0 else -line_direction
                yield MapEdge(line_path, f"parties.{party}", payment_sign)

    def _direction(self, name: str, alternative: str) -> int:
        """1 where the alternative has more of a line than the baseline, -1 where it has less."""
        line, society = self.case.lines[name], self.case.perspectives[SOCIETY]
        euro_difference = self.study.central.difference(name, alternative)
        if euro_difference is not None:
            timing = line.timing or self.case.settings.timing
            present_value = float((euro_difference[:, 0] * factors(self.case, society, timing)).sum())
            if abs(present_value) >= HALF_A_EURO:
                return 1 if present_value > 0 else -1
        return 1 if alternative in line.alternative else -1


def case_map(study: Study) -> CaseMap:
    """The map of a study, made once."""
    return study.once("map of the case", lambda: CaseMap(study))


def weakest(grades: Iterator[str] | list[str]) -> str:
    """The weakest of some grades; the strongest there is where nothing is behind it.

    Examples
    --------
    >>> weakest(["B", "D", "A"]), weakest(["A", "PM"])
    ('D', 'PM')
    """
    present_grades = set(grades)
    return next((grade for grade in _WEAKEST_FIRST if grade in present_grades), GRADES[0])


class _Reading:
    """Walks the graph year by year, past what is nothing whatever the numbers are: times zero, to the power zero."""

    def __init__(self, arithmetic: Arithmetic, spot_by_node: Mapping[int, MapSpot]) -> None:
        self._structure, self._spot_by_node = arithmetic.structure, spot_by_node
        self._central = arithmetic.central
        self._numbers_mask = sum(
            1 << bit for slot, bit in self._structure.slots.items() if slot.kind == "leaf"
        )

    def read_by(self, row_node: int) -> tuple[MapSpot, ...]:
        """The outputs of quantities and the numbers of the case that a row is worked out from, at least in one year."""
        row_of_node = self._structure.nodes[row_node]
        read_spots: dict[MapSpot, None] = {}
        cells_to_follow = [
            read_cell for year in range(row_of_node.years) for read_cell in self._arguments(row_of_node, year)
        ]
        known_cells: set[_YearOfNode] = set()
        while cells_to_follow:
            read_cell = cells_to_follow.pop()
            if read_cell in known_cells:
                continue
            known_cells.add(read_cell)
            node_index, year_index = read_cell
            node = self._structure.nodes[node_index]
            if node_index in self._spot_by_node:
                read_spots[self._spot_by_node[node_index]] = None
            elif node.operation == INPUT and node.detail.kind == "leaf":
                read_spots[MapSpot(node.detail.key)] = None
            else:
                cells_to_follow += self._arguments(node, year_index)
        return tuple(read_spots)

    def _arguments(self, node: Node, year: int) -> list[_YearOfNode]:
        if node.operation == TAKE:
            argument_index, year_of_argument = node.detail[year]
            return [(node.arguments[argument_index], year_of_argument)]
        node_years = [
            (argument_node, min(year, self._structure.nodes[argument_node].years - 1))
            for argument_node in node.arguments
        ]
        constant_by_cell = [self._constant(*cell) for cell in node_years]
        if node.operation == "multiply" and 0.0 in constant_by_cell:
            return []
        if node.operation == "power" and constant_by_cell[1] == 0.0:
            return []
        if node.operation == "where" and constant_by_cell[0] is not None:
            return [node_years[1 if constant_by_cell[0] else 2]]
        return node_years

    def _constant(self, index: int, year: int) -> float | None:
        """What a node is in a year where no number of the case is behind it."""
        open_numbers_mask = self._structure.nodes[index].leaves & self._numbers_mask
        return None if open_numbers_mask else float(self._central[index][year])


def _kind_of(id_: str, leaves: Mapping[str, object]) -> NodeKind:
    return "number" if id_ in leaves else "quantity" if id_.startswith("quantities.") else "line"
