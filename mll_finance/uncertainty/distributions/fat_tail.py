"""Cost overruns: mostly a triangle, with some probability a Pareto tail, cut short by whoever stops the project.

References
----------
Flyvbjerg, B. et al. (2025), Project Management Journal, doi 10.1177/87569728251340590: overruns of IT projects have a
Pareto tail with an exponent of at most 1, so that without a cap there is no mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described
from mll_finance.uncertainty.distributions.triangular import Triangular


@described
@dataclass(frozen=True)
class FatTail:
    """A triangle on ``low``, ``mode``, ``start``; with probability ``tail`` a Pareto tail from ``start`` up to ``cap``.

    In the tail the probability of more than x is (start / x)^alpha. What would go beyond ``cap`` stands at ``cap``:
    there the project is stopped. All are shares of the estimate for an overrun, or all are amounts.
    """

    kind: ClassVar[str] = "fat_tail"
    UNITLESS: ClassVar[tuple[str, ...]] = ("tail", "alpha")
    low: float
    mode: float
    start: float
    tail: float
    alpha: float
    cap: float

    def __post_init__(self) -> None:
        demand(self.low < self.start, Phrase.of("demand_low_must_be_below_start", "low must be below start"))
        demand(
            self.low <= self.mode <= self.start,
            Phrase.of("demand_mode_must_lie_between_low_and_start", "mode must lie between low and start"),
        )
        demand(
            0 < self.start < self.cap,
            Phrase.of("demand_start_must_be_above_and_below", "start must be above 0 and below cap"),
        )
        demand(
            0 < self.tail < 1,
            Phrase.of("demand_tail_is_a_probability_between_and", "tail is a probability between 0 and 1"),
        )
        demand(self.alpha > 0, Phrase.of("demand_alpha_must_be_above", "alpha must be above 0"))

    @property
    def body(self) -> Triangular:
        """The distribution without the tail."""
        return Triangular(self.low, self.mode, self.start)

    def ppf(self, u: Array) -> Array:
        body_probability = 1.0 - self.tail
        body_quantile = self.body.ppf(np.minimum(u / body_probability, 1.0))
        tail_share = np.minimum((1.0 - u) / self.tail, 1.0)
        tail_quantile = np.minimum(self.start * tail_share ** (-1.0 / self.alpha), self.cap)
        return np.where(u < body_probability, body_quantile, tail_quantile)

    @property
    def mean(self) -> float:
        return (1.0 - self.tail) * self.body.mean + self.tail * self._tail_mean()

    def _tail_mean(self) -> float:
        """Mean of the capped tail: start plus the integral of (start / x)^alpha up to the cap."""
        cap_to_start = self.cap / self.start
        if math.isclose(self.alpha, 1.0):
            return self.start * (1.0 + math.log(cap_to_start))
        return float(self.start * (1.0 + (cap_to_start ** (1.0 - self.alpha) - 1.0) / (1.0 - self.alpha)))

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.cap

    def scaled(self, factor: float) -> FatTail:
        return replace(
            self,
            low=self.low * factor,
            mode=self.mode * factor,
            start=self.start * factor,
            cap=self.cap * factor,
        )
