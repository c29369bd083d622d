"""Effects that last: who is helped in a year benefits for some years, with drop-off."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Cohort(Quantity):
    """Persistence: active(t) = sum over ages k = 0..years-1 of new(t - lag - k) x (1 - drop_off)^k.

    Who is helped in year t benefits from year t + lag for ``years`` years. What lies beyond the last year of the case
    is not counted.

    References
    ----------
    Nicholls, J. et al. (2012), A Guide to Social Return on Investment, stage 4.5 (drop-off).
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"active": "count_per_year", "new": "count_per_year"}
    SHARES: ClassVar[tuple[str, ...]] = ("drop_off",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of",)

    kind: Literal["cohort"]
    """Effects that last for some years."""
    of: Assumption
    """Number that is helped anew each year."""
    years: int = Field(ge=1, le=100)
    """Years that the effect lasts."""
    lag: int = Field(default=0, ge=0, le=100)
    """Whole years before the effect begins."""
    drop_off: Assumption | None = None
    """Share of the effect lost each year."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        count = len(time.span)
        new = np.broadcast_to(values.of, (count, values.of.shape[1]))
        nobody = new[:1] * 0.0
        active = new * 0.0
        for age in range(self.years):
            shift = self.lag + age
            if shift >= count:
                break
            earlier = new if shift == 0 else np.concatenate([*[nobody] * shift, new[:-shift]])
            left = 1.0 if self.drop_off is None else (1.0 - values.drop_off) ** float(age)
            active = active + earlier * left
        return {"active": active, "new": new}
