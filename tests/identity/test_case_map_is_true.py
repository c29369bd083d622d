"""The map of a case is true: what leads from a number to a node is there exactly when a change of it can move the node.

Every number of every example, and of cases that were generated, is changed by itself at several points, at which all
other numbers are others too; what moves is compared with what the map says. A map that says too much fails as much as
one that says too little.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from mll_finance import load_case
from mll_finance.engine.arithmetic import Arithmetic
from mll_finance.engine.by_draw import party_balances
from mll_finance.engine.graph.nodes import INPUT, NUMBER, ROW, TAKE, Slot
from mll_finance.engine.graph.operations import OPERATIONS
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import flows, stream
from mll_finance.engine.study import Study
from mll_finance.judgement.what_if.case_map import CaseMap, MapSpot
from mll_finance.judgement.what_if.open_case import OpenCase
from mll_finance.resources import resource

sys.path.append(str(Path(__file__).parents[1] / "frozen"))
from generate import document, text
from recompute import study_of

Array = npt.NDArray[np.float64]
EXAMPLES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))
GENERATED = (3, 41, 118, 160, 203)
POINTS, ROUNDS = 4, 40
"""Points at which each number is changed in a round, and rounds at most: a minimum is reached at some of them."""


@dataclass(frozen=True)
class Worked:
    """Euros of every line as they were worked out, one column for each change."""

    arithmetic: Arithmetic
    by_node: list[Array]
    columns: int
    is_kept: bool = True

    def node(self, node: int) -> Array:
        return np.broadcast_to(self.by_node[node], (len(self.arithmetic.case.years), self.columns))

    def line(self, name: str, alternative: str) -> Array:
        return self.node(self.arithmetic.line(name, alternative))


def points(central: dict[Slot, Array], round_: int) -> Iterator[dict[Slot, Array]]:
    """Other numbers in every slot of the case: near and far, and none of them zero."""
    dice = np.random.default_rng(20261129 + round_)
    for reach in (0.3, 2.0, 5.0, 8.0):
        yield {
            slot: np.where(numbers == 0.0, 0.2, numbers) * np.exp(dice.uniform(-reach, reach, numbers.size))
            if slot.kind == "leaf"
            else numbers
            for slot, numbers in central.items()
        }


def worked(arithmetic: Arithmetic, round_: int) -> tuple[list[str], Worked]:
    """Each number that the graph reads, and the columns: of each point first as it is, then each number changed."""
    paths = [slot.key for slot in arithmetic.structure.slots if slot.kind == "leaf"]
    columns_by_slot: dict[Slot, list[Array]] = {slot: [] for slot in arithmetic.structure.slots}
    for point in points(dict(arithmetic.filled), round_):
        for slot, columns in columns_by_slot.items():
            columns.append(point[slot])
            columns += [point[slot] * 1.3 if slot == Slot("leaf", path) else point[slot] for path in paths]
    filled = {slot: np.stack(columns, axis=1) for slot, columns in columns_by_slot.items()}
    with np.errstate(all="ignore"):
        return paths, Worked(arithmetic, evaluated(arithmetic, filled), POINTS * (1 + len(paths)))


def evaluated(arithmetic: Arithmetic, filled: dict[Slot, Array]) -> list[Array]:
    """Every node for all columns, (years, columns) or (1, columns)."""
    known: list[Array] = []
    for node in arithmetic.structure.nodes:
        arguments = [known[place] for place in node.arguments]
        if node.operation == NUMBER:
            known.append(np.array(node.detail)[:, None])
        elif node.operation == INPUT:
            known.append(filled[node.detail])
        elif node.operation == ROW:
            known.append(arguments[0])
        elif node.operation == TAKE:
            columns = max(argument.shape[1] for argument in arguments)
            taken = [np.broadcast_to(arguments[which][year], columns) for which, year in node.detail]
            known.append(np.stack(taken))
        elif node.operation == "where":
            known.append(np.where(arguments[0] != 0.0, arguments[1], arguments[2]))
        else:
            known.append(np.asarray(OPERATIONS[node.operation](*arguments), dtype=float))
    return known


def moved(paths: list[str], amounts: Array) -> set[str]:
    """The numbers of which a change moved an amount (years, columns), at one point or another.

    What a number has nothing to do with is worked out in the same way again, to the last bit.
    """
    by_point = amounts.reshape(-1, POINTS, 1 + len(paths))
    moves = (by_point != by_point[:, :, :1]).any(axis=(0, 1))
    return {path for path, is_moved in zip(paths, moves[1:], strict=True) if is_moved}


def movements(study: Study, open_case: OpenCase, round_: int) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """For every output, line, difference of a line, party and result the numbers that move it in a round."""
    paths, amounts = worked(open_case.arithmetic, round_)
    structure = open_case.arithmetic.structure
    for (quantity, alternative, output), node in structure.outputs.items():
        yield (f"quantities.{quantity}.{output}", alternative), moved(paths, amounts.node(node))
    for (line, alternative), node in structure.lines.items():
        yield (f"lines.{line}", alternative), moved(paths, amounts.node(node))
    ledger = Ledger(open_case.filled, amounts=amounts)
    for alternative in study.case.projects:
        for line in study.case.lines:
            difference = ledger.difference(line, alternative)
            if difference is not None:
                yield ("difference", line, alternative), moved(paths, difference)
        for party, balance in party_balances(ledger, alternative).items():
            yield ("party", party, alternative), moved(paths, balance[None, :])
        through = [flows(ledger, viewpoint, alternative) for viewpoint in study.case.perspectives.values()]
        seen = [amount for flow in through for amount in (flow.pv_costs, flow.pv_benefits)]
        yield ("result", "", alternative), moved(paths, np.stack(seen))


def said_of(study: Study, drawn_map: CaseMap) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """The same, as the map has it."""

    def numbers(*spots: MapSpot) -> set[str]:
        behind = frozenset[MapSpot]().union(*map(drawn_map.behind, spots))
        return {spot.id for spot in behind} & set(study.case.graph.leaves)

    yield from ((tuple(spot), numbers(spot)) for spot in drawn_map.spots)
    for alternative in study.case.projects:
        ends, whole = drawn_map.ends(alternative), drawn_map.of(alternative)
        for line, spots in ends.items():
            yield ("difference", line.removeprefix("lines."), alternative), numbers(*spots)
        for party in whole.of_kind("party"):
            spots = [spot for line in whole.sources[party.id] for spot in ends[line]]
            yield ("party", party.id.removeprefix("parties."), alternative), numbers(*spots)
        yield ("result", "", alternative), {node.id for node in whole.of_kind("number")}


def study_named(name: str) -> Study:
    if name in EXAMPLES:
        return Study(load_case(name))
    return study_of(text(document(int(name))))


@pytest.mark.parametrize("name", [*EXAMPLES, *map(str, GENERATED)])
def test_a_way_leads_from_a_number_exactly_where_a_change_of_it_moves_something(name: str) -> None:
    study = study_named(name)
    open_case = OpenCase(study.case)
    said = dict(said_of(study, CaseMap(study)))
    found: dict[tuple[str, ...], set[str]] = {key: set() for key in said}
    for round_ in range(ROUNDS):
        for key, numbers in movements(study, open_case, round_):
            found.setdefault(key, set()).update(numbers)
            assert found[key] <= said.get(key, set()), key
        if lacking(said, found) == {}:
            break
    assert lacking(said, found) == {}


def lacking(
    said: dict[tuple[str, ...], set[str]], found: dict[tuple[str, ...], set[str]]
) -> dict[tuple[str, ...], set[str]]:
    """What the map says and no change has shown; what is paid within a fence moves its parties, not its balance."""
    return {
        key: numbers - found[key]
        for key, numbers in said.items()
        if key[0] != "result" and numbers != found[key]
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_number_that_counts_in_a_result_is_on_the_map(name: str) -> None:
    """The other way round, through the case itself: each number doubled, by the way of `--set`."""
    study = study_named(name)
    whole = CaseMap(study)
    on_the_map = {node.id for each in study.case.projects for node in whole.of(each).of_kind("number")}
    delivered = npvs(study)
    for path, leaf in study.case.graph.leaves.items():
        if leaf.assumption.ref is None and leaf.assumption.pm is None and path not in on_the_map:
            assert npvs(Study(study.case.unlimited({path: {"times": 1.5}}))) == delivered, path


def npvs(study: Study) -> list[float]:
    return [
        float(amount)
        for alternative in study.case.projects
        for viewpoint in study.case.perspectives.values()
        for amount in stream(Ledger(study.case), viewpoint, alternative).npv
    ]
