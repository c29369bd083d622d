"""A number that is certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mll_finance.uncertainty.distribution import Array, described


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
