"""Two alternatives beside each other: the band below which they are equal, and when one is clearly better.

The borders are rows of ``data/thresholds.csv``; the words are those of docs/advies.md. Nothing here treats a gain
otherwise than a loss: what is clear for a over b on one side of zero is clear for b over a on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.uncertainty.summary import Estimate, share

Array = npt.NDArray[np.float64]
BAND = threshold("advice_band")
DOUBT = threshold("advice_doubt")
ERRORS = threshold("advice_errors")
ROUNDING = 1e-12
"""Part of the gross present value within which two draws are the same."""


@dataclass(frozen=True)
class Balances:
    """NPV to society per draw, with what it is the balance of (EUR)."""

    npv: Array
    """Per draw (draws,); infinite where an unknown benefit has no bound."""
    gross: float
    """The larger of the mean present values of costs and of benefits, whatever their sign."""
    replicates: int

    @cached_property
    def mean(self) -> float:
        """The expected balance."""
        return float(np.mean(self.npv))


def gross(costs: Array, benefits: Array) -> float:
    """The larger mean present value (EUR) of costs and benefits by draw; those saved or lost count as much."""
    return max(abs(float(np.mean(costs))), abs(float(np.mean(benefits))))


def band(a: Balances, b: Balances) -> float:
    """The difference below which two alternatives cannot be told apart (EUR)."""
    return BAND * max(a.gross, b.gross)


def chance_not_better(a: Balances, b: Balances) -> Estimate:
    """Share of the draws in which a is not better than b, with its Monte Carlo error."""
    rounding_euros = ROUNDING * max(a.gross, b.gross)
    return share(a.npv - b.npv <= rounding_euros, a.replicates)


def expected_loss(a: Balances, b: Balances) -> float:
    """What choosing a costs on average where b was better (EUR)."""
    return float(np.mean(np.maximum(b.npv - a.npv, 0.0)))


def clear(a: Balances, b: Balances) -> bool:
    """Whether a is clearly better than b."""
    if np.isinf(b.npv).any() or a.mean - b.mean <= band(a, b):
        return False
    probability_not_better = chance_not_better(a, b)
    is_sure = probability_not_better.value + ERRORS * (probability_not_better.error or 0.0) <= DOUBT
    return is_sure or expected_loss(a, b) <= band(a, b)


def difference(a: Balances, b: Balances) -> float:
    """How far the expected balances are apart (EUR)."""
    return abs(a.mean - b.mean)


def within_band(a: Balances, b: Balances) -> bool:
    """Whether the two cannot be told apart."""
    return difference(a, b) <= band(a, b)
