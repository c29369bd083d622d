"""Between two ends, with a most likely value: a smooth curve.

References
----------
Clark, C.E. (1962), "The PERT model for the distribution of an activity time", Operations Research 10(3): 405-406.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described
from mll_finance.uncertainty.distributions.beta import Beta


@described
@dataclass(frozen=True)
class Pert:
    """A beta distribution on ``low`` to ``high`` with mean (low + 4 mode + high) / 6 (Clark 1962)."""

    kind: ClassVar[str] = "pert"
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        demand(self.low < self.high, Phrase.of("demand_low_must_be_below_high", "low must be below high"))
        demand(
            self.low <= self.mode <= self.high,
            Phrase.of("demand_mode_must_lie_between_low_and", "mode must lie between low and high"),
        )

    @property
    def shapes(self) -> tuple[float, float]:
        """The two shape parameters of the beta distribution."""
        range_width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / range_width, 1 + 4 * (self.high - self.mode) / range_width

    @property
    def beta(self) -> Beta:
        """The same as a beta distribution."""
        return Beta(*self.shapes, self.low, self.high)

    def ppf(self, u: Array) -> Array:
        return self.beta.ppf(u)

    @property
    def mean(self) -> float:
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def scaled(self, factor: float) -> Pert:
        return Pert(self.low * factor, self.mode * factor, self.high * factor)

    def cdf(self, x: Array | float) -> Array:
        return self.beta.cdf(x)

    def partial_mean(self, x: float) -> float:
        return self.beta.partial_mean(x)
