"""The euros of a case for its draws, with what some years have shown put in the place of what was drawn.

The draws, the graph and the ledger are those of the study: only the numbers, outputs and lines that are known have
other values, in the years in which they are known and, where asked, in those after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.engine.arithmetic import Arithmetic
from mll_finance.engine.graph.inputs import by_year
from mll_finance.engine.graph.nodes import INPUT, Slot
from mll_finance.engine.graph.put_in import PutIn, needed_nodes, values_by_draw
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.sections import BASELINE

Array = npt.NDArray[np.float64]
AT_ONCE = 2048
"""Draws that are worked out together: the values of every node are held for these."""
LineKey = tuple[str, str]
"""Line and alternative."""
OutputKey = tuple[str, str, str]
"""Quantity, alternative and output."""


class Blend(NamedTuple):
    """What stands in the place of values by year: ``add + times x`` these; a share stays between 0 and 1."""

    add: Array
    """(years,), in the unit of the values."""
    times: Array
    """(years,)"""
    is_share: bool = False

    def of(self, values: Array) -> Array:
        """The values (years, draws) that count."""
        blended_by_year = self.add[:, None] + self.times[:, None] * values
        return np.clip(blended_by_year, 0.0, 1.0) if self.is_share else blended_by_year


@dataclass(frozen=True)
class KnownNumbers:
    """What is put in: numbers by path, outputs by quantity, alternative and name, lines (real euros) by alternative."""

    numbers: Mapping[str, Blend] = field(default_factory=dict)
    outputs: Mapping[OutputKey, Blend] = field(default_factory=dict)
    lines: Mapping[LineKey, Blend] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownYears:
    """A study of which some numbers may have a value of their own in each year.

    Parameters
    ----------
    study : Study
        The study; its draws are those that count.
    paths : tuple of str
        The numbers that may be put in.
    """

    study: Study
    paths: tuple[str, ...] = ()

    @cached_property
    def case(self) -> Case:
        """The same case in which each of these numbers is written by year."""
        case = self.study.case
        change_by_path = {}
        for path in self.paths:
            central_number = case.graph.leaves[path].assumption.central
            if not isinstance(central_number, dict):
                change_by_path[path] = dict.fromkeys(case.years, float(central_number))
        return case.unlimited(change_by_path) if change_by_path else case

    @cached_property
    def arithmetic(self) -> Arithmetic:
        """Its graph."""
        return Arithmetic(self.case)

    def base(self, path: str, drawn: Mapping[str, Array]) -> Array:
        """The values (years or 1, draws or 1) of a number as the case expects it."""
        number_leaf = self.study.case.graph.leaves[path]
        central_by_year = by_year(number_leaf, self.case.years)[:, None]
        if path not in drawn:
            return central_by_year
        is_map = isinstance(number_leaf.assumption.central, dict)
        return np.asarray((central_by_year if is_map else 1.0) * drawn[path][None, :])

    def chunks(self) -> Iterator[dict[str, Array]]:
        """The draws of the study, so many at a time."""
        for draws_block in self.study.draws.blocks():
            draw_count = len(next(iter(draws_block.values()))) if draws_block else 1
            for first_draw in range(0, draw_count, AT_ONCE):
                yield {path: draws[first_draw : first_draw + AT_ONCE] for path, draws in draws_block.items()}

    def nodes_of(self, lines: Mapping[LineKey, object], outputs: Mapping[OutputKey, object]) -> list[int]:
        """The nodes of lines and outputs."""
        arithmetic = self.arithmetic
        return [
            *(arithmetic.line(*key) for key in lines),
            *(arithmetic.outputs(name, alternative)[output] for name, alternative, output in outputs),
        ]

    def depends(self, line: LineKey, known: KnownNumbers) -> bool:
        """Whether the euros of a line follow from one of the numbers or outputs that are put in."""
        structure_nodes = self.arithmetic.structure.nodes
        slots_of_known_numbers = {Slot("leaf", path) for path in known.numbers}
        known_node_indices = set(self.nodes_of({}, known.outputs))
        return any(
            node_index in known_node_indices
            or (
                structure_nodes[node_index].operation == INPUT
                and structure_nodes[node_index].detail in slots_of_known_numbers
            )
            for node_index in needed_nodes(structure_nodes, [self.arithmetic.line(*line)])
        )

    def euros(self, keys: list[LineKey], known: KnownNumbers) -> dict[LineKey, Array]:
        """Real euros (years, draws) of lines, those of the lines that are put in apart."""
        euros_by_node = self._by_draw(self.nodes_of(dict.fromkeys(keys), {}), known)
        return {key: euros_by_node[self.arithmetic.line(*key)] for key in keys}

    def output(self, key: OutputKey, known: KnownNumbers) -> Array:
        """An output (years, draws) of a quantity."""
        (node_index,) = self.nodes_of({}, {key: None})
        return self._by_draw([node_index], known)[node_index]

    def number(self, path: str) -> Array:
        """A number (years, draws) as the case expects it."""
        number_chunks = [self.base(path, draws_chunk) for draws_chunk in self.chunks()]
        draw_count = self.study.draws.plan.total
        if number_chunks[0].shape[1] == 1:
            return np.broadcast_to(number_chunks[0], (len(self.case.years), draw_count))
        number_by_draw = np.concatenate(number_chunks, axis=1)
        return np.broadcast_to(number_by_draw, (len(self.case.years), draw_count))

    def npv(self, pairs: list[tuple[str, str]], known: KnownNumbers) -> dict[tuple[str, str], Array]:
        """Net present value (draws,) by perspective and alternative."""
        npv_chunks_by_pair: dict[tuple[str, str], list[Array]] = {pair: [] for pair in pairs}
        recurring_years_by_alternative = {
            alternative: self.study.stream(perspective, alternative).recurring
            for perspective, alternative in pairs
        }
        alternative_ids = {BASELINE, *(alternative for _, alternative in pairs)}
        line_keys = [
            (name, alternative)
            for name, line in self.case.lines.items()
            for alternative in line.alternative
            if alternative in alternative_ids and not self.study.central.is_pm(name, alternative)
        ]
        for draws_chunk in self.chunks():
            draw_count = len(next(iter(draws_chunk.values()))) if draws_chunk else 1
            values_by_node = self._chunk(self.nodes_of(dict.fromkeys(line_keys), {}), known, draws_chunk)
            euros_by_line = {
                key: known.lines[key].of(values_by_node[self.arithmetic.line(*key)])
                if key in known.lines
                else values_by_node[self.arithmetic.line(*key)]
                for key in line_keys
            }
            ledger = _Ledger(self.case, amounts=_Amounts(euros_by_line, draw_count), like=self.study.central)
            for perspective, alternative in pairs:
                net_flow = stream(
                    ledger,
                    self.case.perspectives[perspective],
                    alternative,
                    recurring=recurring_years_by_alternative[alternative],
                )
                npv_chunks_by_pair[perspective, alternative].append(net_flow.npv)
        return {pair: np.concatenate(npvs) for pair, npvs in npv_chunks_by_pair.items()}

    def _by_draw(self, wanted: list[int], known: KnownNumbers) -> dict[int, Array]:
        year_count, chunks_by_node = (
            len(self.case.years),
            {node_index: list[Array]() for node_index in wanted},
        )
        for draws_chunk in self.chunks():
            draw_count = len(next(iter(draws_chunk.values()))) if draws_chunk else 1
            for node_index, values_of_node in self._chunk(wanted, known, draws_chunk).items():
                chunks_by_node[node_index].append(np.broadcast_to(values_of_node, (year_count, draw_count)))
        return {
            node_index: np.concatenate(chunks_of_node, axis=1)
            for node_index, chunks_of_node in chunks_by_node.items()
        }

    def _chunk(self, wanted: list[int], known: KnownNumbers, drawn: Mapping[str, Array]) -> dict[int, Array]:
        nodes = self.arithmetic.structure.nodes
        values_by_slot = {slot: values[:, None] for slot, values in self.arithmetic.filled.items()}
        needed_indices = needed_nodes(nodes, wanted)
        needed_slots = {
            nodes[node_index].detail for node_index in needed_indices if nodes[node_index].operation == INPUT
        }
        for path in {*drawn, *known.numbers}:
            slot = Slot("leaf", path)
            if slot in needed_slots:
                expected_values = self.base(path, drawn)
                by_year_and_draw = (
                    known.numbers[path].of(expected_values) if path in known.numbers else expected_values
                )
                # A number that is written by year has a row for each, whether it is known or not.
                values_by_slot[slot] = np.broadcast_to(
                    by_year_and_draw,
                    (max(len(by_year_and_draw), len(values_by_slot[slot])), by_year_and_draw.shape[1]),
                )
        blending_by_node: dict[int, PutIn] = {
            node_index: blend.of
            for node_index, blend in zip(
                self.nodes_of({}, known.outputs), known.outputs.values(), strict=True
            )
        }
        values_by_node = values_by_draw(nodes, values_by_slot, needed_indices, blending_by_node)
        return {node_index: values_by_node[node_index] for node_index in wanted}


class _Amounts:
    """Real euros of each line in each alternative, for some draws."""

    def __init__(self, euros: Mapping[LineKey, Array], columns: int) -> None:
        self.euros, self.columns, self.is_kept = euros, columns, True

    def line(self, name: str, alternative: str) -> Array:
        """Euros of a line (years, draws)."""
        return self.euros[name, alternative]


class _Ledger(Ledger):
    """A ledger in which a line may differ between alternatives that share it in the case: one of them is known."""

    def euros(self, line: str, alternative: str) -> Array | None:
        """Euros (years, draws); None where the line is PM or does not stand."""
        if alternative not in self.case.lines[line].alternative or self.is_pm(line, alternative):
            return None
        return self.amounts.line(line, alternative)

    def difference(self, line: str, alternative: str) -> Array | None:
        """Project minus baseline (years, draws)."""
        return self._difference(line, alternative)


__all__ = ["Blend", "KnownNumbers", "KnownYears", "LineKey", "Output", "OutputKey"]
