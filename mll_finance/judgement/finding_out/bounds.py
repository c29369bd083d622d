"""Uncertain numbers that mostly change nothing because a capacity is full: more of them only makes the queue longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.points import Input, uncertain
from mll_finance.engine.study import Study
from mll_finance.inputs.case.graph import Graph, Output
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.quantities.detection import Detection
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.comparison import gross

MOSTLY = threshold("capacity_full_mostly")
_ENDS = (0.05, 0.95)
"""P5 and P95, the range of every figure."""
_ROUNDING = 1e-9
"""Part of the gross present values within which two balances are the same."""


@dataclass(frozen=True)
class FullCapacity:
    """An uncertain number that mostly changes nothing, and the selection of which the capacity is full then."""

    number: Input
    quantity: str
    share: float
    """Share of the draws in which the asked alternative is the same at its P5 and at its P95."""


def full_capacities(study: Study) -> tuple[FullCapacity, ...]:
    """The uncertain numbers behind a capacity that is mostly full, in the order of the case.

    Such a number lies behind the population of a selection with a capacity, and the asked alternative has the same
    balance at its P5 and at its P95 in most draws.
    """
    return study.once("full_capacities", lambda: tuple(_full_capacities(study)))


def _full_capacities(study: Study) -> Iterator[FullCapacity]:
    graph, asked_alternative_id = study.case.graph, asked_alternative(study)
    for quantity_id, quantity in study.case.quantities.items():
        if not isinstance(quantity, Detection) or quantity.capacity is None:
            continue
        paths_behind_population = set(
            _numbers_behind(graph, f"quantities.{quantity_id}.population", asked_alternative_id)
        )
        for uncertain_input in uncertain(study):
            if (
                uncertain_input.path in paths_behind_population
                and (unmoved_share := _unmoved_share(study, uncertain_input)) > MOSTLY
            ):
                yield FullCapacity(uncertain_input, quantity_id, unmoved_share)


def _numbers_behind(graph: Graph, path: str, alternative: str) -> Iterator[str]:
    """Paths of the numbers from which an assumption follows in one alternative."""
    leaf_path = graph.leaf_for(path, alternative)
    ref_path = graph.leaves[leaf_path].assumption.ref
    ref_target = leaf_path if ref_path is None else graph.target(ref_path)
    if ref_target == leaf_path:
        yield leaf_path
    elif isinstance(ref_target, Output):
        for path_of_quantity in graph.paths_of(f"quantities.{ref_target.quantity}"):
            yield from _numbers_behind(graph, path_of_quantity, alternative)
    elif ref_target is not None:
        yield from _numbers_behind(graph, ref_target, alternative)


def _unmoved_share(study: Study, number: Input) -> float:
    """Share of the draws in which the asked alternative has the same balance at both ends of a number."""
    assert number.distribution is not None
    perspective_and_alternative = SOCIETY, asked_alternative(study)
    range_ends = number.distribution.ppf(np.array(_ENDS)).tolist()
    npv_at_low, npv_at_high = (
        study.changed({number.path: end}).outcomes[*perspective_and_alternative, "npv"] for end in range_ends
    )
    gross_value = gross(
        *(study.outcomes[*perspective_and_alternative, side] for side in ("pv_costs", "pv_benefits"))
    )
    return float(np.mean(np.abs(npv_at_high - npv_at_low) <= _ROUNDING * gross_value))
