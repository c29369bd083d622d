"""Staff hours saved, and the part that lowers a budget."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class HoursSaved(Quantity):
    """Hours = cases x minutes / 60 x realised; the cash-releasing share lowers a budget, the rest is capacity.

    Freed hours have social value if used for something; they have budget value only where formation, hiring or a
    subsidy goes down.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {
        "hours": "hours_per_year",
        "cash_releasing": "hours_per_year",
        "capacity": "hours_per_year",
    }
    SHARES: ClassVar[tuple[str, ...]] = ("realised", "cash_share")
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("cases",)
    UNITS: ClassVar[dict[str, str]] = {"minutes": "min"}

    INDEX: ClassVar[str | None] = "wages"

    kind: Literal["hours_saved"]
    """Staff hours saved."""
    cases: Assumption
    """Cases, documents or working days a year."""
    minutes: Assumption
    """Minutes saved for one of them."""
    realised: Assumption | None = None
    """Share of the measured saving that holds in daily practice; all without it."""
    cash_share: Assumption
    """Share of the hours that lowers a budget."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        hours_saved = values.cases * values.minutes / 60.0
        if self.realised is not None:
            hours_saved = hours_saved * values.realised
        released_hours = hours_saved * values.cash_share
        return {
            "hours": hours_saved,
            "cash_releasing": released_hours,
            "capacity": hours_saved - released_hours,
        }
