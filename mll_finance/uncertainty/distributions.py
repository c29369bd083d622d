"""Probability distributions of assumptions.

A distribution is one frozen dataclass with ``ppf``, ``mean`` and ``support``; its fields are the keys that a case
writes. A new distribution is one class here. The special functions are scipy's (``scipy.special``), which loads in a
fraction of the time that ``scipy.stats`` takes.

References
----------
Clark, C.E. (1962), "The PERT model for the distribution of an activity time", Operations Research 10(3): 405-406.
Kotz, S. and Van Dorp, J.R. (2004), Beyond Beta, World Scientific, ch. 1 (triangular).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]


class Distribution(Protocol):
    """What every distribution offers."""

    kind: ClassVar[str]

    def ppf(self, u: Array) -> Array:
        """Value below which the share ``u`` of the probability lies (same shape as ``u``)."""
        ...

    @property
    def mean(self) -> float:
        """Expected value."""
        ...

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        ...


class DistributionError(ValueError):
    """The parameters of a distribution contradict each other."""


def _demand(condition: bool, message: str) -> None:
    if not condition:
        raise DistributionError(message)


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


@dataclass(frozen=True)
class Uniform:
    """Every value between ``low`` and ``high`` equally likely."""

    kind: ClassVar[str] = "uniform"
    low: float
    high: float

    def __post_init__(self) -> None:
        _demand(self.low < self.high, "low must be below high")

    def ppf(self, u: Array) -> Array:
        return self.low + (self.high - self.low) * u

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Triangular:
    """Straight lines from ``low`` up to ``mode`` and down to ``high``."""

    kind: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _demand(self.low < self.high, "low must be below high")
        _demand(self.low <= self.mode <= self.high, "mode must lie between low and high")

    def ppf(self, u: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1.0 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Pert:
    """A beta distribution on ``low`` to ``high`` with mean (low + 4 mode + high) / 6 (Clark 1962)."""

    kind: ClassVar[str] = "pert"
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _demand(self.low < self.high, "low must be below high")
        _demand(self.low <= self.mode <= self.high, "mode must lie between low and high")

    @property
    def shapes(self) -> tuple[float, float]:
        """The two shape parameters of the beta distribution."""
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width

    def ppf(self, u: Array) -> Array:
        first, second = self.shapes
        return np.asarray(self.low + (self.high - self.low) * special.betaincinv(first, second, u))

    @property
    def mean(self) -> float:
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Normal:
    """The normal distribution with ``mean`` and standard deviation ``sd``."""

    kind: ClassVar[str] = "normal"
    mean: float
    sd: float

    def __post_init__(self) -> None:
        _demand(self.sd > 0, "sd must be above 0")

    def ppf(self, u: Array) -> Array:
        return np.asarray(self.mean + self.sd * special.ndtri(u))

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf


@dataclass(frozen=True)
class Lognormal:
    """A variable above 0 whose logarithm is normal, given by its own ``mean`` and standard deviation ``sd``."""

    kind: ClassVar[str] = "lognormal"
    mean: float
    sd: float

    def __post_init__(self) -> None:
        _demand(self.mean > 0 and self.sd > 0, "mean and sd must be above 0")

    def ppf(self, u: Array) -> Array:
        variance = math.log1p((self.sd / self.mean) ** 2)
        centre = math.log(self.mean) - variance / 2
        return np.asarray(np.exp(centre + math.sqrt(variance) * special.ndtri(u)))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf


KINDS: dict[str, type] = {made.kind: made for made in (Fixed, Uniform, Triangular, Pert, Normal, Lognormal)}


def parameters(kind: str) -> tuple[str, ...]:
    """Names of the numbers that a distribution asks for.

    Examples
    --------
    >>> parameters("pert")
    ('low', 'mode', 'high')
    """
    return tuple(field.name for field in fields(KINDS[kind]))


def scaled(distribution: Distribution, factor: float) -> Distribution:
    """The distribution of ``factor`` times the variable, for a factor above 0.

    Every parameter of the kinds here is in the unit of the variable, so each is multiplied.

    Examples
    --------
    >>> scaled(Uniform(1.0, 2.0), 10.0)
    Uniform(low=10.0, high=20.0)
    """
    values = {name: getattr(distribution, name) * factor for name in parameters(distribution.kind)}
    made: Distribution = KINDS[distribution.kind](**values)
    return made
