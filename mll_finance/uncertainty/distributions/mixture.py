"""A mixture: one of several distributions, each with its weight, such as a usual course and a rare bad one.

References
----------
McLachlan, G. and Peel, D. (2000), Finite Mixture Models, Wiley, sect. 1.4 (the distribution is the weighted sum).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, Part, Summable, demand, described, shares

_TURNS = 64
"""Halvings after which a bracket is as narrow as numbers are."""


@described
@dataclass(frozen=True)
class Mixture:
    """Several ``parts``, each a distribution with a ``weight``; the weights need not add up to 1.

    A part may be any distribution that can be cut off with ``truncate``, also when it is, and a fixed value.
    """

    kind: ClassVar[str] = "mixture"
    PARTS: ClassVar[tuple[str, ...]] = ("parts",)
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        demand(
            len(self.parts) > 1,
            Phrase.of("demand_at_least_two_parts_are_needed", "at least two parts are needed"),
        )
        demand(
            all(part.weight > 0 for part in self.parts),
            Phrase.of("demand_weights_must_be_above", "weights must be above 0"),
        )
        for mixture_part in self.parts:
            demand(
                isinstance(mixture_part.of, Summable),
                Phrase.of("demand_part", "{kind} cannot be a part of a mixture", kind=mixture_part.of.kind),
            )

    def ppf(self, u: Array) -> Array:
        # Between the least and the largest quantile of the parts lies that of the mixture.
        part_quantiles = np.stack([np.asarray(part.of.ppf(u), dtype=float) for part in self.parts])
        lower_bound, upper_bound = part_quantiles.min(axis=0), part_quantiles.max(axis=0)
        for _ in range(_TURNS):
            midpoint = lower_bound + (upper_bound - lower_bound) / 2
            is_reached = self.cdf(midpoint) >= u
            lower_bound, upper_bound = (
                np.where(is_reached, lower_bound, midpoint),
                np.where(is_reached, midpoint, upper_bound),
            )
        return np.asarray(upper_bound)

    @property
    def mean(self) -> float:
        return sum(share * part.of.mean for share, part in zip(shares(self.parts), self.parts, strict=True))

    @property
    def support(self) -> tuple[float, float]:
        part_supports = [part.of.support for part in self.parts]
        return min(low for low, _ in part_supports), max(high for _, high in part_supports)

    def scaled(self, factor: float) -> Mixture:
        return Mixture(tuple(replace(part, of=part.of.scaled(factor)) for part in self.parts))

    def cdf(self, x: Array | float) -> Array:
        summed_probability = np.zeros(np.shape(x))
        for share, mixture_part in zip(shares(self.parts), self.parts, strict=True):
            assert isinstance(mixture_part.of, Summable)
            summed_probability = summed_probability + share * mixture_part.of.cdf(x)
        return summed_probability
