"""A count that follows the number of inhabitants."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class PerInhabitant(Quantity):
    """Inhabitants times a rate: number = inhabitants / per x rate.

    Without ``inhabitants`` it is the table of municipalities at the municipality of the case, so that
    ``--municipality`` scales the case.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"number": "count_per_year"}
    COUNTS: ClassVar[tuple[str, ...]] = ("per",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("rate", "inhabitants")

    kind: Literal["per_inhabitant"]
    """A count that follows the number of inhabitants."""
    rate: Assumption
    """Count per ``per`` inhabitants, a year."""
    per: int = Field(default=1, ge=1)
    """Number of inhabitants that the rate is given for, such as 1000."""
    inhabitants: Assumption = Assumption(table="municipalities", id="inhabitants", local=True)
    """Number of inhabitants."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        return {"number": values.inhabitants / values.per * values.rate}
