"""An interval that somebody is sure of for a share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from scipy import special

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described
from mll_finance.uncertainty.distributions.lognormal import Lognormal
from mll_finance.uncertainty.distributions.normal import Normal


@described
@dataclass(frozen=True)
class Interval:
    """Somebody is sure for a share ``level`` (0.9 without it) that the value lies between ``low`` and ``high``.

    What is left lies half below and half above. The ``shape`` is normal, or lognormal for a value above 0 that may
    turn out a few times as large.
    """

    kind: ClassVar[str] = "interval"
    UNITLESS: ClassVar[tuple[str, ...]] = ("level",)
    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {"shape": ("normal", "lognormal")}
    low: float
    high: float
    level: float = 0.9
    shape: str = "normal"

    def __post_init__(self) -> None:
        demand(self.low < self.high, Phrase.of("demand_low_must_be_below_high", "low must be below high"))
        demand(
            0 < self.level < 1,
            Phrase.of(
                "demand_level_must_lie_between_and_such", "level must lie between 0 and 1, such as 0.9"
            ),
        )
        demand(
            self.shape != "lognormal" or self.low > 0,
            Phrase.of("demand_low_must_be_above_for_a", "low must be above 0 for a lognormal shape"),
        )

    @property
    def inner(self) -> Normal | Lognormal:
        """The distribution that has these percentiles."""
        half_width_in_sd = float(special.ndtri((1 + self.level) / 2))
        if self.shape == "normal":
            return Normal((self.low + self.high) / 2, (self.high - self.low) / 2 / half_width_in_sd)
        log_mean = (math.log(self.low) + math.log(self.high)) / 2
        log_sd = (math.log(self.high) - math.log(self.low)) / 2 / half_width_in_sd
        linear_mean = math.exp(log_mean + log_sd**2 / 2)
        return Lognormal(linear_mean, linear_mean * math.sqrt(math.expm1(log_sd**2)))

    def ppf(self, u: Array) -> Array:
        return self.inner.ppf(u)

    @property
    def mean(self) -> float:
        return self.inner.mean

    @property
    def support(self) -> tuple[float, float]:
        return self.inner.support

    def scaled(self, factor: float) -> Interval:
        return replace(self, low=self.low * factor, high=self.high * factor)

    def cdf(self, x: Array | float) -> Array:
        return self.inner.cdf(x)

    def partial_mean(self, x: float) -> float:
        return self.inner.partial_mean(x)
