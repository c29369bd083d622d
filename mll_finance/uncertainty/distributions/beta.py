"""The beta distribution between two ends.

References
----------
Johnson, N.L., Kotz, S., Balakrishnan, N. (1995), Continuous Univariate Distributions, vol. 2, 2nd ed., ch. 25.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from scipy import special

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described
from mll_finance.uncertainty.quantile_table import beta_table


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
