"""From an offer to help accepted."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Uptake(Quantity):
    """How many are reached and how many accept: contacted = of x contact_rate, accepted = contacted x acceptance_rate.

    With ``ramp_up: n`` the way of working is taken up linearly: year k counted from ``start`` gets min(1, k / n).
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"contacted": "count_per_year", "accepted": "count_per_year"}
    SHARES: ClassVar[tuple[str, ...]] = ("contact_rate", "acceptance_rate")
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of",)

    kind: Literal["uptake"]
    """From an offer to help accepted."""
    of: Assumption
    """Number of offers a year, usually a ref to another quantity."""
    contact_rate: Assumption
    """Share of the offers in which somebody is reached."""
    acceptance_rate: Assumption
    """Share of those reached that accept."""
    start: int | None = None
    """Year in which it begins; without it the first year of the case."""
    ramp_up: int | None = Field(default=None, ge=1)
    """Years until full uptake, linear."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        people_contacted = values.of * values.contact_rate
        if self.ramp_up is not None or self.start is not None:
            start_year = time.span[0] if self.start is None else self.start
            people_contacted = people_contacted * time.ramp(start=start_year, length=self.ramp_up)
        return {"contacted": people_contacted, "accepted": people_contacted * values.acceptance_rate}
