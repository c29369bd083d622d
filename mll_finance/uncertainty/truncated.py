"""A distribution cut off below, above or on both sides: what lies outside cannot happen, the rest keeps its shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mll_finance.errors import Phrase
from mll_finance.uncertainty.distribution import Array, Continuous, Distribution, demand, described

_LEAST = 1e-6
"""Smallest probability that may be left: less is no cut but another distribution."""


@described
@dataclass(frozen=True)
class Truncated:
    """A distribution between ``low`` and ``high``; None where it is not cut off on that side."""

    kind: ClassVar[str] = "truncated"
    of: Distribution
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        demand(
            isinstance(self.of, Continuous),
            Phrase.of("demand_cut_off", "{kind} cannot be cut off", kind=self.of.kind),
        )
        support_start, support_end = self.support
        demand(
            support_start < support_end,
            Phrase.of(
                "demand_truncate_leaves_nothing_its_low_must",
                "truncate leaves nothing: its low must be below its high, within the distribution",
            ),
        )
        probability_at_low, probability_at_high = self._ends
        demand(
            probability_at_high - probability_at_low >= _LEAST,
            Phrase.of(
                "demand_leaves_less", "truncate leaves less than {least:g} of the probability", least=_LEAST
            ),
        )

    @property
    def _ends(self) -> tuple[float, float]:
        """Probabilities at which it is cut off."""
        distribution = self._continuous
        return (
            0.0 if self.low is None else float(distribution.cdf(self.low)),
            1.0 if self.high is None else float(distribution.cdf(self.high)),
        )

    @property
    def _continuous(self) -> Continuous:
        assert isinstance(self.of, Continuous)
        return self.of

    def ppf(self, u: Array) -> Array:
        probability_at_low, probability_at_high = self._ends
        return np.clip(
            self.of.ppf(probability_at_low + (probability_at_high - probability_at_low) * u), *self.support
        )

    def cdf(self, x: Array | float) -> Array:
        probability_at_low, probability_at_high = self._ends
        return np.clip(
            (self._continuous.cdf(x) - probability_at_low) / (probability_at_high - probability_at_low),
            0.0,
            1.0,
        )

    @property
    def mean(self) -> float:
        probability_at_low, probability_at_high = self._ends
        distribution = self._continuous
        mean_below_low = 0.0 if self.low is None else distribution.partial_mean(self.low)
        mean_below_high = self.of.mean if self.high is None else distribution.partial_mean(self.high)
        return (mean_below_high - mean_below_low) / (probability_at_high - probability_at_low)

    @property
    def support(self) -> tuple[float, float]:
        support_start, support_end = self.of.support
        return (
            max(support_start, -math.inf if self.low is None else self.low),
            min(support_end, math.inf if self.high is None else self.high),
        )

    def scaled(self, factor: float) -> Truncated:
        return Truncated(
            self.of.scaled(factor),
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
        )
