"""Observations, each as likely as the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described


@described
@dataclass(frozen=True)
class Empirical:
    """Observed ``values``, each as likely as the others; or a ``file``: a CSV, one number a row below a heading."""

    kind: ClassVar[str] = "empirical"
    LISTS: ClassVar[tuple[str, ...]] = ("values",)
    FILE: ClassVar[str] = "values"
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        demand(
            len(self.values) > 0,
            Phrase.of("demand_at_least_one_value_is_needed", "at least one value is needed"),
        )

    def ppf(self, u: Array) -> Array:
        sorted_values = np.sort(np.array(self.values))
        value_ranks = np.ceil(u * sorted_values.size).astype(np.int64) - 1
        return np.asarray(sorted_values[np.clip(value_ranks, 0, sorted_values.size - 1)])

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    @property
    def support(self) -> tuple[float, float]:
        return min(self.values), max(self.values)

    def scaled(self, factor: float) -> Empirical:
        return Empirical(tuple(number * factor for number in self.values))
