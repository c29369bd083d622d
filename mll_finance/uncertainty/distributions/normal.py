"""The normal distribution.

References
----------
Johnson, N.L., Kotz, S., Balakrishnan, N. (1994), Continuous Univariate Distributions, vol. 1, 2nd ed., ch. 13.
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
        standard_score = (x - self.mean) / self.sd
        return self.mean * float(self.cdf(x)) - self.sd * math.exp(
            -standard_score * standard_score / 2
        ) / math.sqrt(2 * math.pi)
