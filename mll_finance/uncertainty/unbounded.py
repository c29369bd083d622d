"""Distributions without an upper end: normal, lognormal, gamma, and an interval that somebody is sure of.

References
----------
Johnson, N.L., Kotz, S., Balakrishnan, N. (1994), Continuous Univariate Distributions, vol. 1, 2nd ed., ch. 13, 14, 17.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from scipy import special

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described
from mll_finance.uncertainty.quantile_table import gamma_table


@described
@dataclass(frozen=True)
class Normal:
    """The normal distribution with ``mean`` and standard deviation ``sd``."""

    kind: ClassVar[str] = "normal"
    mean: float
    sd: float

    def __post_init__(self) -> None:
        demand(self.sd > 0, Phrase.of("demand_sd_must_be_above", "sd must be above 0"))

    def ppf(self, u: Array) -> Array:
        return np.asarray(self.mean + self.sd * special.ndtri(u))

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def scaled(self, factor: float) -> Normal:
        return Normal(self.mean * factor, self.sd * factor)

    def cdf(self, x: Array | float) -> Array:
        return np.asarray(special.ndtr((x - self.mean) / self.sd))

    def partial_mean(self, x: float) -> float:
        standardised = (x - self.mean) / self.sd
        return self.mean * float(self.cdf(x)) - self.sd * math.exp(
            -standardised * standardised / 2
        ) / math.sqrt(2 * math.pi)


@described
@dataclass(frozen=True)
class Lognormal:
    """A variable above 0 whose logarithm is normal, given by its own ``mean`` and standard deviation ``sd``."""

    kind: ClassVar[str] = "lognormal"
    mean: float
    sd: float

    def __post_init__(self) -> None:
        demand(
            self.mean > 0 and self.sd > 0,
            Phrase.of("demand_mean_and_sd_must_be_above", "mean and sd must be above 0"),
        )

    @property
    def logarithm(self) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm."""
        variance = math.log1p((self.sd / self.mean) ** 2)
        return math.log(self.mean) - variance / 2, math.sqrt(variance)

    def ppf(self, u: Array) -> Array:
        log_mean, log_sd = self.logarithm
        return np.asarray(np.exp(log_mean + log_sd * special.ndtri(u)))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    def scaled(self, factor: float) -> Lognormal:
        return Lognormal(self.mean * factor, self.sd * factor)

    def cdf(self, x: Array | float) -> Array:
        log_mean, log_sd = self.logarithm
        nonnegative = np.maximum(x, 0.0)
        with np.errstate(divide="ignore"):
            return np.asarray(special.ndtr((np.log(nonnegative) - log_mean) / log_sd))

    def partial_mean(self, x: float) -> float:
        log_mean, log_sd = self.logarithm
        if x <= 0:
            return 0.0
        return self.mean * float(special.ndtr((math.log(x) - log_mean) / log_sd - log_sd))


@described
@dataclass(frozen=True)
class Gamma:
    """A variable above 0 with a longer tail upwards, given by its ``mean`` and standard deviation ``sd``."""

    kind: ClassVar[str] = "gamma"
    mean: float
    sd: float

    def __post_init__(self) -> None:
        demand(
            self.mean > 0 and self.sd > 0,
            Phrase.of("demand_mean_and_sd_must_be_above", "mean and sd must be above 0"),
        )

    @property
    def shape(self) -> float:
        """Shape: (mean / sd)^2; the scale is sd^2 / mean."""
        return (self.mean / self.sd) ** 2

    def ppf(self, u: Array) -> Array:
        shape = self.shape

        def exact(at: Array) -> Array:
            return np.asarray(special.gammaincinv(shape, at))

        table = gamma_table(shape)
        return np.asarray(self.sd**2 / self.mean * (exact(u) if table is None else table.ppf(u, exact)))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    def scaled(self, factor: float) -> Gamma:
        return Gamma(self.mean * factor, self.sd * factor)

    def cdf(self, x: Array | float) -> Array:
        return np.asarray(special.gammainc(self.shape, np.maximum(x, 0.0) * self.mean / self.sd**2))

    def partial_mean(self, x: float) -> float:
        return self.mean * float(special.gammainc(self.shape + 1, max(x, 0.0) * self.mean / self.sd**2))


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
        mean = math.exp(log_mean + log_sd**2 / 2)
        return Lognormal(mean, mean * math.sqrt(math.expm1(log_sd**2)))

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
