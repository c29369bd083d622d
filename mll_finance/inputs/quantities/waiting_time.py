"""Days that people wait less."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class WaitingTime(Quantity):
    """Waiting days = cases x days; give ``days`` by_alternative, so that the comparison gives the days won."""

    OUTPUTS: ClassVar[dict[str, str]] = {"waiting_days": "days_per_year"}
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("cases", "days")
    UNITS: ClassVar[dict[str, str]] = {"days": "day"}

    kind: Literal["waiting_time"]
    """Days that people wait."""
    cases: Assumption
    """Applications or requests a year."""
    days: Assumption
    """Days that one of them waits."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        return {"waiting_days": values.cases * values.days}
