"""A social benefit that need not be paid: the reversal of a transfer, not a gain to society."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class AvoidedBenefit(Line):
    """Benefits (uitkeringen) that are no longer paid: the budget gains what the resident loses.

    Euros = number x amount, from the resident who no longer receives it to the party that no longer pays it. What
    society gains, production, is a line of its own.
    """

    MONEY: ClassVar[tuple[str, ...]] = ("amount",)
    REAL_PARTIES: ClassVar[bool] = True
    LINKED: ClassVar[str | None] = "wages"
    # Bijstand follows the net minimum wage, and that the contract wages (Participatiewet art. 37, WML art. 14).
    SCALES: ClassVar[bool] = False
    # Budgets for bijstand are shares of one macro budget that follows what all spend: where all save, it falls.

    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("number", "amount")

    kind: Literal["avoided_benefit"]
    """A social benefit that need not be paid: a transfer reversed."""
    payer: str = "residents"
    """Party that no longer receives the benefit."""
    receiver: str = "municipality"
    """Party that no longer pays it."""
    number: Assumption
    """Benefits avoided, in benefit-years a year."""
    amount: Assumption
    """Euros of one benefit a year."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.number * values.amount
