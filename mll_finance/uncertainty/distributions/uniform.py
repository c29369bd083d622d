"""Between two ends, nothing else known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described


@described
@dataclass(frozen=True)
class Uniform:
    """Every value between ``low`` and ``high`` equally likely."""

    kind: ClassVar[str] = "uniform"
    low: float
    high: float

    def __post_init__(self) -> None:
        demand(self.low < self.high, Phrase.of("demand_low_must_be_below_high", "low must be below high"))

    def ppf(self, u: Array) -> Array:
        return self.low + (self.high - self.low) * u

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def scaled(self, factor: float) -> Uniform:
        return Uniform(self.low * factor, self.high * factor)

    def cdf(self, x: Array | float) -> Array:
        return np.asarray(np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0))

    def partial_mean(self, x: float) -> float:
        return float(self.cdf(x)) * (self.low + float(np.clip(x, self.low, self.high))) / 2
