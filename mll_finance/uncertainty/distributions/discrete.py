"""Named values with weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, demand, described


@described
@dataclass(frozen=True)
class Discrete:
    """A few ``values``, each with a weight; the weights need not add up to 1."""

    kind: ClassVar[str] = "discrete"
    UNITLESS: ClassVar[tuple[str, ...]] = ("weights",)
    LISTS: ClassVar[tuple[str, ...]] = ("values", "weights")
    values: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        demand(
            len(self.values) > 0,
            Phrase.of("demand_at_least_one_value_is_needed", "at least one value is needed"),
        )
        demand(
            len(self.values) == len(self.weights),
            Phrase.of("demand_there_must_be_as_many_weights", "there must be as many weights as values"),
        )
        demand(
            all(weight > 0 for weight in self.weights),
            Phrase.of("demand_weights_must_be_above", "weights must be above 0"),
        )

    def ppf(self, u: Array) -> Array:
        value_order = np.argsort(self.values, kind="stable")
        cumulative_weights = np.cumsum(np.array(self.weights)[value_order])
        cumulative_weights /= cumulative_weights[-1]
        return np.array(self.values)[value_order][np.searchsorted(cumulative_weights[:-1], u, side="left")]

    @property
    def mean(self) -> float:
        return float(np.average(self.values, weights=self.weights))

    @property
    def support(self) -> tuple[float, float]:
        return min(self.values), max(self.values)

    def scaled(self, factor: float) -> Discrete:
        return replace(self, values=tuple(number * factor for number in self.values))
