"""Between two ends, with a most likely value: a triangle.

References
----------
Kotz, S. and Van Dorp, J.R. (2004), Beyond Beta, World Scientific, ch. 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described


@described
@dataclass(frozen=True)
class Triangular:
    """Straight lines from ``low`` up to ``mode`` and down to ``high``."""

    kind: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        demand(self.low < self.high, Phrase.of("demand_low_must_be_below_high", "low must be below high"))
        demand(
            self.low <= self.mode <= self.high,
            Phrase.of("demand_mode_must_lie_between_low_and", "mode must lie between low and high"),
        )

    def ppf(self, u: Array) -> Array:
        width, rising_width, falling_width = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising_quantile = self.low + np.sqrt(u * width * rising_width)
        falling_quantile = self.high - np.sqrt((1.0 - u) * width * falling_width)
        return np.where(u * width < rising_width, rising_quantile, falling_quantile)

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def scaled(self, factor: float) -> Triangular:
        return Triangular(self.low * factor, self.mode * factor, self.high * factor)

    def cdf(self, x: Array | float) -> Array:
        width, clipped_x = self.high - self.low, np.clip(x, self.low, self.high)
        rising_width, falling_width = self.mode - self.low, self.high - self.mode
        rising_probability = (clipped_x - self.low) ** 2 / (width * (rising_width or 1.0))
        falling_probability = 1.0 - (self.high - clipped_x) ** 2 / (width * (falling_width or 1.0))
        return np.where(clipped_x <= self.mode, rising_probability, falling_probability)

    def partial_mean(self, x: float) -> float:
        clipped_x = float(np.clip(x, self.low, self.high))
        if clipped_x <= self.mode:
            # The mean of a triangle that rises to the cut lies two thirds of the way.
            return float(self.cdf(clipped_x)) * (self.low + 2 * clipped_x) / 3
        return self.mean - (1.0 - float(self.cdf(clipped_x))) * (self.high + 2 * clipped_x) / 3
