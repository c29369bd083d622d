"""Adoption along an S-curve."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values

_FAR = 700.0
"""Exponent beyond which the curve is flat to the last digit, short of overflow."""


class Adoption(Quantity):
    """Logistic adoption: share(t) = ceiling / (1 + exp(-speed x (t - midpoint))), t in years since ``start``.

    Before the start it is zero.

    References
    ----------
    Griliches, Z. (1957), "Hybrid corn: an exploration in the economics of technological change", Econometrica 25(4).
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"users": "count_per_year", "share": "fraction"}
    SHARES: ClassVar[tuple[str, ...]] = ("ceiling",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of",)

    kind: Literal["adoption"]
    """Adoption along an S-curve."""
    of: Assumption
    """Number that could use it, a year."""
    ceiling: Assumption
    """Share that uses it in the end."""
    midpoint: Assumption
    """Years after the start at which half of the ceiling is reached."""
    speed: Assumption
    """Steepness of the curve, per year."""
    start: int | None = None
    """Year in which it begins; without it the first year of the case."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        years_since_start = time.since(time.span[0] if self.start is None else self.start)
        steepness = np.clip(-1.0 * values.speed * (years_since_start - values.midpoint), -_FAR, _FAR)
        adoption_share = values.ceiling / (1.0 + np.exp(steepness))
        adoption_share = np.where(years_since_start >= 0.0, adoption_share, 0.0)
        return {"users": values.of * adoption_share, "share": adoption_share}
