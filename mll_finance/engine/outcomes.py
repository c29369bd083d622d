"""The outcomes per draw: what the evaluator gives is kept, what follows from it is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine import criteria
from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator, Pair, Sums
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.recurrence import RecurringYears
from mll_finance.engine.stream import Stream

Array = npt.NDArray[np.float64]
OutcomeKey = tuple[str, str, str]
"""Perspective, alternative, criterion."""


@dataclass(frozen=True)
class KeptSums:
    """What the criteria that are always kept read of a stream, without its years."""

    npv: Array
    pv_costs: Array
    pv_benefits: Array
    running: Array
    """Net flow of the first period only (1, draws)."""
    year_factors: Array
    recurring: RecurringYears
    invests_first: bool


class Outcomes(Mapping[OutcomeKey, Array]):
    """Criteria per draw (draws,), by perspective, alternative and criterion.

    Costs, benefits and the flow of year 0 are kept: 24 bytes for each draw, perspective and alternative. The other
    criteria follow from them. What is asked for on request, such as the internal rate, is kept too.

    Parameters
    ----------
    sums : mapping
        Sums per draw, by perspective and alternative.
    on_request : mapping
        Further criteria per draw.
    central : callable
        The central net flow by perspective and alternative: what does not differ between draws is read from it.
    """

    def __init__(
        self,
        sums: Mapping[Pair, Sums],
        on_request: Mapping[OutcomeKey, Array],
        central: Callable[[str, str], Stream],
    ) -> None:
        self._sums, self._on_request, self._central = sums, on_request, central
        criterion_ids_on_request = {criterion for _, _, criterion in on_request}
        self._keys: dict[OutcomeKey, None] = {
            (*pair, criterion.id): None
            for pair in sums
            for criterion in criteria.CRITERIA
            if criterion.always or criterion.id in criterion_ids_on_request
        }

    def __getitem__(self, key: OutcomeKey) -> Array:
        if key in self._on_request:
            return self._on_request[key]
        if key not in self._keys:
            raise KeyError(key)
        perspective, alternative, criterion = key
        sums_of_pair, central_stream = (
            self._sums[perspective, alternative],
            self._central(perspective, alternative),
        )
        return criteria.BY_ID[criterion].of(
            KeptSums(
                sums_of_pair.npv,
                sums_of_pair.pv_costs,
                sums_of_pair.pv_benefits,
                sums_of_pair.first_flow[None, :],
                central_stream.year_factors,
                central_stream.recurring,
                central_stream.invests_first,
            )
        )

    def __iter__(self) -> Iterator[OutcomeKey]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def outcomes(evaluator: Evaluator, draws: Draws, *, per_draw: tuple[str, ...] = ()) -> Outcomes:
    """The outcomes of a case for all its draws, a block at a time.

    Parameters
    ----------
    evaluator : Evaluator
        Of every perspective and alternative of the case.
    draws : Draws
        Its draws.
    per_draw : tuple of str
        Criteria beside those that are always kept, such as ``irr``; they need the euros of each year.
    """
    case, draw_count = evaluator.case, draws.plan.total
    _refuse_too_large(evaluator.central)
    pairs = [(perspective, alternative) for perspective in case.perspectives for alternative in case.projects]
    sums_by_pair = {
        perspective_and_alternative: Sums(np.empty(draw_count), np.empty(draw_count), np.empty(draw_count))
        for perspective_and_alternative in pairs
    }
    asked_criteria = [
        criterion for criterion in criteria.CRITERIA if not criterion.always and criterion.id in per_draw
    ]
    values_by_request = {
        (*perspective_and_alternative, criterion.id): np.empty(draw_count)
        for perspective_and_alternative in pairs
        for criterion in asked_criteria
    }
    for first_draw, end_draw in draws.plan.blocks():
        drawn_inputs = draws.block(first_draw, end_draw)
        for perspective_and_alternative, sums_of_pair in evaluator.sums(drawn_inputs).items():
            sums_by_pair[perspective_and_alternative].pv_costs[first_draw:end_draw] = sums_of_pair.pv_costs
            sums_by_pair[perspective_and_alternative].pv_benefits[first_draw:end_draw] = (
                sums_of_pair.pv_benefits
            )
            sums_by_pair[perspective_and_alternative].first_flow[first_draw:end_draw] = (
                sums_of_pair.first_flow
            )
        if asked_criteria:
            for perspective_and_alternative, flow in evaluator.streams(drawn_inputs).items():
                for criterion in asked_criteria:
                    values_by_request[(*perspective_and_alternative, criterion.id)][first_draw:end_draw] = (
                        criterion.of(flow)
                    )
    return Outcomes(sums_by_pair, values_by_request, evaluator.central_stream)


def _refuse_too_large(central: Ledger) -> None:
    """Refuse a case whose central amounts nobody could pay, before anything is drawn."""
    for line_id, line in central.case.lines.items():
        for alternative in line.alternative:
            central.euros(line_id, alternative)
