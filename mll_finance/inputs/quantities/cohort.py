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
        year_count = len(time.span)
        entrants = np.broadcast_to(values.of, (year_count, values.of.shape[1]))
        zero_entrants = entrants[:1] * 0.0
        active_people = entrants * 0.0
        for age in range(self.years):
            years_shifted = self.lag + age
            if years_shifted >= year_count:
                break
            earlier_entrants = (
                entrants
                if years_shifted == 0
                else np.concatenate([*[zero_entrants] * years_shifted, entrants[:-years_shifted]])
            )
            remaining_share = 1.0 if self.drop_off is None else (1.0 - values.drop_off) ** float(age)
            active_people = active_people + earlier_entrants * remaining_share
        return {"active": active_people, "new": entrants}
