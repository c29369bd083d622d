"""A quantity at a price."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import WELFARE
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class QuantityPrice(Line):
    """Units times the price of one: euros = quantity x price x share."""

    MONEY: ClassVar[tuple[str, ...]] = ("price",)
    SHARES: ClassVar[tuple[str, ...]] = ("share",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("price",)

    kind: Literal["quantity_price"]
    """A quantity at a price."""
    quantity: Assumption
    """Number of units a year, usually a ref to a quantity."""
    price: Assumption
    """Euros for one unit."""
    share: Assumption | None = None
    """Share that counts, such as what would not have happened anyway; all without it."""

    def never_negative(self) -> tuple[str, ...]:
        """A price is 0 or more; what an effect is worth to those who feel it may be a loss."""
        return () if self.payer == WELFARE else self.NEVER_NEGATIVE

    def euros(self, values: Values, time: Time) -> Any:
        euros_by_year = values.quantity * values.price
        return euros_by_year if self.share is None else euros_by_year * values.share
