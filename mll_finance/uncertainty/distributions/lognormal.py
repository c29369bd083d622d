"""The lognormal distribution.

References
----------
Johnson, N.L., Kotz, S., Balakrishnan, N. (1994), Continuous Univariate Distributions, vol. 1, 2nd ed., ch. 14.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import special

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described


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
        log_variance = math.log1p((self.sd / self.mean) ** 2)
        return math.log(self.mean) - log_variance / 2, math.sqrt(log_variance)

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
        floored_x = np.maximum(x, 0.0)
        with np.errstate(divide="ignore"):
            return np.asarray(special.ndtr((np.log(floored_x) - log_mean) / log_sd))

    def partial_mean(self, x: float) -> float:
        log_mean, log_sd = self.logarithm
        if x <= 0:
            return 0.0
        return self.mean * float(special.ndtr((math.log(x) - log_mean) / log_sd - log_sd))
