"""Distributions between two ends: fixed, uniform, triangular, PERT and beta.

References
----------
Clark, C.E. (1962), "The PERT model for the distribution of an activity time", Operations Research 10(3): 405-406.
Kotz, S. and Van Dorp, J.R. (2004), Beyond Beta, World Scientific, ch. 1 (triangular).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from scipy import special

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described
from mll_finance.uncertainty.quantile_table import beta_table


@described
@dataclass(frozen=True)
class Fixed:
    """One certain value."""

    kind: ClassVar[str] = "fixed"
    value: float

    def ppf(self, u: Array) -> Array:
        return np.full_like(u, self.value)

    @property
    def mean(self) -> float:
        return self.value

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    def scaled(self, factor: float) -> Fixed:
        return Fixed(self.value * factor)

    def cdf(self, x: Array | float) -> Array:
        return np.asarray(np.asarray(x) >= self.value, dtype=float)


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
        rising = self.low + np.sqrt(u * width * rising_width)
        falling = self.high - np.sqrt((1.0 - u) * width * falling_width)
        return np.where(u * width < rising_width, rising, falling)

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def scaled(self, factor: float) -> Triangular:
        return Triangular(self.low * factor, self.mode * factor, self.high * factor)

    def cdf(self, x: Array | float) -> Array:
        width, clipped = self.high - self.low, np.clip(x, self.low, self.high)
        rising_width, falling_width = self.mode - self.low, self.high - self.mode
        rising = (clipped - self.low) ** 2 / (width * (rising_width or 1.0))
        falling = 1.0 - (self.high - clipped) ** 2 / (width * (falling_width or 1.0))
        return np.where(clipped <= self.mode, rising, falling)

    def partial_mean(self, x: float) -> float:
        cut = float(np.clip(x, self.low, self.high))
        if cut <= self.mode:
            # The mean of a triangle that rises to the cut lies two thirds of the way.
            return float(self.cdf(cut)) * (self.low + 2 * cut) / 3
        return self.mean - (1.0 - float(self.cdf(cut))) * (self.high + 2 * cut) / 3


def _beta_ppf(first: float, second: float, u: Array) -> Array:
    """Quantiles of the beta distribution on 0 to 1, from its table where there is one."""

    def exact(at: Array) -> Array:
        return np.asarray(special.betaincinv(first, second, at))

    table = beta_table(first, second)
    return exact(u) if table is None else table.ppf(u, exact)


@described
@dataclass(frozen=True)
class Beta:
    """The beta distribution with shapes ``a`` and ``b``, on ``low`` to ``high`` (0 to 1 without them)."""

    kind: ClassVar[str] = "beta"
    UNITLESS: ClassVar[tuple[str, ...]] = ("a", "b")
    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        demand(
            self.a > 0 and self.b > 0, Phrase.of("demand_a_and_b_must_be_above", "a and b must be above 0")
        )
        demand(self.low < self.high, Phrase.of("demand_low_must_be_below_high", "low must be below high"))

    def ppf(self, u: Array) -> Array:
        return np.asarray(self.low + (self.high - self.low) * _beta_ppf(self.a, self.b, u))

    @property
    def mean(self) -> float:
        return self.low + (self.high - self.low) * self.a / (self.a + self.b)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def scaled(self, factor: float) -> Beta:
        return replace(self, low=self.low * factor, high=self.high * factor)

    def cdf(self, x: Array | float) -> Array:
        return np.asarray(special.betainc(self.a, self.b, self._share(x)))

    def partial_mean(self, x: float) -> float:
        unit_mean = self.a / (self.a + self.b) * float(special.betainc(self.a + 1, self.b, self._share(x)))
        return self.low * float(self.cdf(x)) + (self.high - self.low) * unit_mean

    def _share(self, x: Array | float) -> Array:
        return np.asarray(np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0))


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
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width

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
