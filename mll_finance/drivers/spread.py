"""The spread of one alternative's NPV over the study's draws: by year, and around the central case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.reference_data.thresholds import threshold

Array = npt.NDArray[np.float64]
_OUTER, _INNER = threshold("fan_outer"), threshold("fan_inner")
FAN = tuple(round(100 * share) for share in (_OUTER, _INNER, 0.5, 1 - _INNER, 1 - _OUTER))
"""Percentiles of the fan."""


@dataclass(frozen=True)
class Cumulative:
    """The NPV (EUR) below which a share of the draws lies, evenly over the shares."""

    values: Array
    shares: Array

    def at(self, shares: Sequence[float]) -> list[float]:
        """NPV at some shares of the draws, linear between the steps (EUR)."""
        return [float(np.interp(share, self.shares, self.values)) for share in shares]


def fan(study: Study, alternative: str, *, perspective: str = SOCIETY) -> Array:
    """Percentiles of the running total of present values (percentiles, years)."""
    evaluator = study.evaluator(perspective, (alternative,))
    cumulative_by_block = [
        evaluator.streams(draws_block)[perspective, alternative].cumulative
        for draws_block in study.draws.blocks()
    ]
    return np.asarray(np.percentile(np.concatenate(cumulative_by_block, axis=1), FAN, axis=1))


def base_percentile(study: Study, alternative: str, *, perspective: str = SOCIETY) -> float:
    """Share of the draws whose NPV is at most that of the central case."""
    central_npv = study.value(perspective, alternative, "npv")["central"]
    return float(np.mean(study.outcomes[perspective, alternative, "npv"] <= central_npv))


def cumulative_probability(
    study: Study, alternative: str, *, steps: int = 200, perspective: str = SOCIETY
) -> Cumulative:
    """NPV (steps + 1,) and the share of the draws at most that, evenly over the shares."""
    shares_of_draws = np.linspace(0.0, 1.0, steps + 1)
    return Cumulative(
        np.quantile(study.outcomes[perspective, alternative, "npv"], shares_of_draws), shares_of_draws
    )
