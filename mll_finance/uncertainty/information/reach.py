"""What information is worth to all who decide with it, and the size of a pilot that is worth its price.

References
----------
Heath, A., Kunst, N. and Jackson, C. (2024), Value of Information for Healthcare Decision-Making, CRC Press (population
value; expected net benefit of sampling, and the sizes that come near the best).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def population_value(per_decision: float, *, decisions: float, rate: float, years: float) -> float:
    """Present value of information to all decisions of some years.

    Parameters
    ----------
    per_decision : float
        What it is worth to one decision (EUR).
    decisions : float
        Decisions a year.
    rate : float
        Continuous discount rate (1/yr).
    years : float
        Years in which decisions are taken with it.

    Examples
    --------
    >>> round(population_value(1.0, decisions=100.0, rate=0.035, years=10.0), 6)
    843.748315
    >>> population_value(1.0, decisions=100.0, rate=0.0, years=10.0)
    1000.0
    """
    discounted_years = years if rate == 0.0 else -math.expm1(-rate * years) / rate
    return per_decision * decisions * discounted_years


@dataclass(frozen=True)
class BestSize:
    """The size of a pilot with the highest net benefit, and the sizes that come near it."""

    size: float
    net_benefit: float
    """Its value less its cost (EUR)."""
    near: tuple[float, float]
    """The smallest and the largest size, on both sides of the best without a break, that come near it."""


def best_size(sizes: Array, net_benefits: Array, *, near_share: float) -> BestSize | None:
    """The best size of a pilot; None where no size is worth its price.

    Parameters
    ----------
    sizes : ndarray
        Numbers of cases (sizes,), rising.
    net_benefits : ndarray
        Value less cost of each (EUR).
    near_share : float
        Share of the best net benefit by which another may fall short and still be near.

    Examples
    --------
    >>> best_size(np.array([10.0, 20.0, 40.0, 80.0]), np.array([-5.0, 99.0, 100.0, 60.0]), near_share=0.05)
    BestSize(size=40.0, net_benefit=100.0, near=(20.0, 40.0))
    """
    best_size_index = int(np.argmax(net_benefits))
    if not net_benefits[best_size_index] > 0.0:
        return None
    is_far_below_best = net_benefits < (1.0 - near_share) * net_benefits[best_size_index]
    far_below, far_above = (
        np.flatnonzero(is_far_below_best[:best_size_index]),
        np.flatnonzero(is_far_below_best[best_size_index:]),
    )
    first_near_index = int(far_below[-1]) + 1 if far_below.size else 0
    last_near_index = best_size_index + int(far_above[0]) - 1 if far_above.size else sizes.size - 1
    return BestSize(
        float(sizes[best_size_index]),
        float(net_benefits[best_size_index]),
        (float(sizes[first_near_index]), float(sizes[last_near_index])),
    )
