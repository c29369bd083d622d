"""A case with every number open: one program in which each number is an input, PM included.

The graph of a case is the same whatever its numbers are, so the euros of a line in a year are a weighted sum of parts
that are written once with every number as a symbol: that is what a page evaluates after each slide. What a year and a
perspective make of the euros (discount rate, btw, charges) comes after, so that it can be changed too. A number that is
PM has a symbol; what follows from it counts as soon as all numbers that it waits for are given. Factors of a price
index are symbols too, since inflation can be tried; where such a factor multiplies the euros of a year it is left
beside the parts, so that these are the same in every year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.engine.arithmetic import Arithmetic, Coefficients, Folded
from mll_finance.engine.graph.folding import Folding, slot_in_year
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.polynomial import Monomial
from mll_finance.engine.graph.program import Program
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.study import Study
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.limits import Bounds, computed
from mll_finance.inputs.case.price_index import CPI, WAGES
from mll_finance.inputs.grammar.sections import BASELINE

Array = npt.NDArray[np.float64]
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


class PriceFactor(NamedTuple):
    """What prices make of an amount: ``deflator`` and ``real_index`` by year, ``to_level`` of the year of its price."""

    kind: str
    price_index: str


@dataclass(frozen=True)
class OpenPrice:
    """One symbol of a price index: a factor in a year, which inflation moves."""

    factor: PriceFactor
    year: int
    slot: Slot


@dataclass(frozen=True)
class OpenAmounts:
    """Amounts by year, as weighted sums of the parts that the program gives."""

    weights: Mapping[PriceFactor | None, Array]
    """(years, parts) of what a price factor of the year multiplies, and under None of what none does."""
    waits_for: tuple[str, ...]
    """Paths without a number; the amounts count once they all have one."""


@dataclass(frozen=True)
class OpenLine(OpenAmounts):
    """The euros of a line in some alternatives, project minus baseline."""

    line: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class OpenOutput(OpenAmounts):
    """A share or count that is calculated, with what it may be."""

    path: str
    limits: Bounds


@dataclass(frozen=True)
class OpenProgram:
    """A program with every number of a case as an input, and what is added up of its outputs."""

    program: Program
    lines: tuple[OpenLine, ...]
    outputs: tuple[OpenOutput, ...]

    @staticmethod
    def parts_of(amounts: OpenAmounts) -> list[int]:
        """The parts that amounts are made of."""
        return np.flatnonzero(_is_used(amounts.weights.values())).tolist()

    def numbers_of_parts(self, place_by_slot: Mapping[Slot, int]) -> list[list[int]]:
        """The places of the numbers that each part follows from, so that only what moves is worked out again."""
        inputs_by_part: dict[int, frozenset[int]] = {}
        for instruction in self.program.instructions():
            inputs_by_part[instruction.place] = (
                frozenset({place_by_slot[instruction.slot]})
                if instruction.slot is not None
                else frozenset().union(
                    *(inputs_by_part[operand] for operand in instruction.operands if isinstance(operand, int))
                )
            )
        return [
            sorted(inputs_by_part[output_part]) if isinstance(output_part, int) else []
            for output_part in self.program.outputs
        ]


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
        self.prices: tuple[OpenPrice, ...] = tuple(
            price for slot in structure.slots for price in self._prices(slot)
        )
        """The symbols of price indices."""
        self.counts: tuple[str, ...] = tuple(slot.key for slot in structure.slots if slot.kind == "count")
        """Paths of the whole numbers of quantities that are symbols."""
        self.points: tuple[str, ...] = tuple(slot.key for slot in structure.slots if slot.kind == "point")
        """Paths of the numbers of points of quantities, with the points in their order."""
        input_slots = (
            *(number.slot for number in self.numbers),
            *(Slot("count", path) for path in self.counts),
            *(Slot("point", path) for path in self.points),
            *(price.slot for price in self.prices),
        )
        self.place_by_slot: dict[Slot, int] = {
            input_slot: slot_index for slot_index, input_slot in enumerate(input_slots)
        }
        """The place of each symbol among the inputs: numbers, counts, points, prices."""

    def _prices(self, slot: Slot) -> Iterator[OpenPrice]:
        """The symbols of a price index: by year, or of a price of a year after the level, which inflation moves too."""
        if slot.kind in ("deflator", "real_index"):
            for year_index, calendar_year in enumerate(self.filled.years):
                yield OpenPrice(
                    PriceFactor(slot.kind, slot.key), calendar_year, slot_in_year(slot, year_index)
                )
        if slot.kind != "to_level":
            return
        assumption = self.filled.graph.leaves[slot.key].assumption
        price_index_name, price_year = assumption.index or CPI, assumption.price_year
        if (
            price_index_name in (CPI, WAGES)
            and price_year is not None
            and price_year > self.filled.prices.level_year
        ):
            yield OpenPrice(PriceFactor(slot.kind, price_index_name), price_year, slot)

    def _places(self, slot: Slot) -> tuple[int | None, ...]:
        """The years of a map by year; one place without a year for any other number."""
        is_map = isinstance(self.filled.graph.leaves[slot.key].assumption.central, dict)
        return tuple(range(len(self.filled.years))) if is_map else (None,)

    @cached_property
    def _folding(self) -> Folding:
        structure = self.arithmetic.structure
        price_slots = {slot for slot in structure.slots for _ in self._prices(slot)}
        reach_by_slot = {
            slot: _FAR * float(np.abs(self.arithmetic.central[node.index]).max() or 1.0)
            for node in structure.nodes
            if isinstance(slot := node.detail, Slot)
            and (slot.kind in ("leaf", "count", "point") or slot in price_slots)
        }
        return Folding(
            structure.nodes, structure.slots, self.arithmetic.central, reach_by_slot, each_year=True
        )

    @cached_property
    def _price_by_slot(self) -> dict[Slot | None, OpenPrice]:
        return {price.slot: price for price in self.prices}

    @cached_property
    def program(self) -> OpenProgram:
        """The parts of which the euros of every line, and what has to stay within limits, are weighted sums."""
        folded_lines = Folded.of(self.arithmetic.structure, self._folding, None, None)
        coefficients = Coefficients(self.arithmetic, folded_lines)
        column_by_monomial = dict(folded_lines.places)
        open_lines, open_outputs = (
            list(self._lines(coefficients, column_by_monomial)),
            list(self._outputs(column_by_monomial)),
        )
        column_count = len(column_by_monomial)
        is_used = np.zeros(column_count, dtype=bool)
        for weighed_part in (*open_lines, *open_outputs):
            is_weighed = _is_used(weighed_part.weights.values())
            is_used[: is_weighed.size] |= is_weighed

        def narrowed(weights: Mapping[PriceFactor | None, Array]) -> dict[PriceFactor | None, Array]:
            return {factor: _widened(table, column_count)[:, is_used] for factor, table in weights.items()}

        program = Program(self._folding.atoms, tuple(column_by_monomial), np.eye(column_count)[is_used])
        return OpenProgram(
            program,
            tuple(replace(line, weights=narrowed(line.weights)) for line in open_lines),
            tuple(replace(output, weights=narrowed(output.weights)) for output in open_outputs),
        )

    def _lines(self, coefficients: Coefficients, places: dict[Monomial, int]) -> Iterator[OpenLine]:
        ledger = Ledger(self.filled, amounts=coefficients)
        for line_id, line in self.case.lines.items():
            alternatives_by_amounts: dict[tuple[tuple[str, ...], bytes], list[str]] = {}
            weights_by_amounts: dict[tuple[tuple[str, ...], bytes], Array] = {}
            for alternative in self.case.projects:
                alternative_ids_with_line = [
                    alternative_id
                    for alternative_id in (alternative, BASELINE)
                    if alternative_id in line.alternative
                ]
                lacking_paths = self._lacking(f"lines.{line_id}", alternative_ids_with_line)
                line_difference = None if lacking_paths is None else ledger.difference(line_id, alternative)
                if lacking_paths is not None and line_difference is not None and line_difference.any():
                    weights_key = (lacking_paths, line_difference.tobytes())
                    alternatives_by_amounts.setdefault(weights_key, []).append(alternative)
                    weights_by_amounts[weights_key] = line_difference
            for weights_key, alternatives in alternatives_by_amounts.items():
                weights_by_factor = self._beside_prices(weights_by_amounts[weights_key], places)
                yield OpenLine(weights_by_factor, weights_key[0], line_id, tuple(alternatives))

    def _beside_prices(self, weights: Array, places: dict[Monomial, int]) -> dict[PriceFactor | None, Array]:
        """Weights by monomial with what multiplies the euros of its own year left beside it; new ones get a place."""
        monomials, year_index_by_year = (
            list(places),
            {year: year_index for year_index, year in enumerate(self.filled.years)},
        )
        parts_by_factor: dict[PriceFactor | None, list[tuple[int, Array]]] = {}
        for monomial_index in np.flatnonzero(weights.any(axis=0)).tolist():
            monomial, weight_by_year = monomials[monomial_index], weights[:, monomial_index]
            price_powers = [
                (atom, power)
                for atom, power in monomial
                if (slot := self._folding.atoms[atom].slot) is not None and slot in self._price_by_slot
            ]
            price_factor, without_price = None, monomial
            if len(price_powers) == 1 and price_powers[0][1] == 1:
                open_price = self._price_by_slot[self._folding.atoms[price_powers[0][0]].slot]
                if (
                    np.flatnonzero(weight_by_year).tolist() == [year_index_by_year.get(open_price.year)]
                    and open_price.factor.kind != "to_level"
                ):
                    price_factor, without_price = (
                        open_price.factor,
                        tuple(pair for pair in monomial if pair not in price_powers),
                    )
            parts_by_factor.setdefault(price_factor, []).append(
                (places.setdefault(without_price, len(places)), weight_by_year)
            )
        weights_by_factor: dict[PriceFactor | None, Array] = {}
        for price_factor, column_and_weights in parts_by_factor.items():
            weights_by_factor[price_factor] = np.zeros((weights.shape[0], len(places)))
            for column_of_monomial, weight_by_year in column_and_weights:
                weights_by_factor[price_factor][:, column_of_monomial] += weight_by_year
        return weights_by_factor

    def _outputs(self, places: dict[Monomial, int]) -> Iterator[OpenOutput]:
        """What :func:`computed` names, in each alternative; monomials of its own get a column behind the others."""
        known_weights: set[tuple[str, bytes]] = set()
        for path, output, output_limits in dict.fromkeys(computed(self.case.graph, whatever=True)):
            for alternative in self.case.alternatives:
                lacking_paths = self._lacking(f"quantities.{output.quantity}", [alternative])
                node_index = (
                    None
                    if lacking_paths is None
                    else self.arithmetic.outputs(output.quantity, alternative).get(output.name)
                )
                if lacking_paths is None or node_index is None:
                    continue
                polynomial = self._folding.polynomial(node_index)
                column_indices = [
                    places.setdefault(monomial, len(places)) for monomial in polynomial.monomials
                ]
                output_weights = np.zeros((polynomial.years, len(places)))
                output_weights[:, column_indices] = polynomial.coefficients
                weights_key = (path, output_weights.tobytes())
                if weights_key not in known_weights:
                    known_weights.add(weights_key)
                    yield OpenOutput({None: output_weights}, lacking_paths, path, output_limits)

    def _lacking(self, owner: str, alternatives: Sequence[str]) -> tuple[str, ...] | None:
        """The numbers that a line or quantity lacks in some alternatives; None where one cannot be given."""
        lacking_paths = {
            path
            for alternative_id in alternatives
            for path in self.case.graph.unknown_leaves(owner, alternative_id)
        }
        return tuple(sorted(lacking_paths)) if lacking_paths <= set(self.unknown) else None


def open_case(study: Study) -> OpenCase:
    """The case of a study with every number open, made once."""
    return study.once("open case", lambda: OpenCase(study.case))


def _is_used(tables: Iterable[Array]) -> npt.NDArray[np.bool_]:
    """Which parts have a weight in any of the tables."""
    tables = list(tables)
    column_count = max((weight_table.shape[1] for weight_table in tables), default=0)
    is_used = np.zeros(column_count, dtype=bool)
    for table in tables:
        is_used[: table.shape[1]] |= table.any(axis=0)
    return is_used


def _widened(weights: Array, columns: int) -> Array:
    """The same with zeros for the parts that came later."""
    return np.pad(weights, ((0, 0), (0, columns - weights.shape[1])))


def _unknown_paths(case: Case) -> list[str]:
    return [path for path, leaf in case.graph.leaves.items() if leaf.assumption.pm is not None]


def _takes_a_number(case: Case, path: str) -> bool:
    """Whether a number in the place of a PM makes a valid case."""
    try:
        case.unlimited({path: 1.0})
    except InputError:
        return False
    return True
