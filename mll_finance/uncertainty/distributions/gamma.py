"""The gamma distribution.

References
----------
Johnson, N.L., Kotz, S., Balakrishnan, N. (1994), Continuous Univariate Distributions, vol. 1, 2nd ed., ch. 17.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import special

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described
from mll_finance.uncertainty.quantile_table import gamma_table


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
