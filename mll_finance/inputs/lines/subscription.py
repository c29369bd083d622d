"""A licence or service paid for by the year."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import RESOURCES
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Subscription(Line):
    """A price a year, for one or for a number of units, ex btw: euros = price x units."""

    MONEY: ClassVar[tuple[str, ...]] = ("price",)
    BTW_REQUIRED: ClassVar[bool] = True
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("price", "units")

    kind: Literal["subscription"]
    """A licence or service paid for by the year."""
    receiver: str = RESOURCES
    """Party that receives: labour and goods have a cost to society; a supplier only with its own costs in the case."""
    price: Assumption
    """Euros ex btw a year, for one unit."""
    units: Assumption | None = None
    """Number of units, such as users or inhabitants; one without it."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.price if self.units is None else values.price * values.units
