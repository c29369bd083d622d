"""Money that passes between two real parties and is nothing to society."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Transfer(Line):
    """A grant, contribution, fee or benefit from one party to another: income of the one, outlay of the other."""

    MONEY: ClassVar[tuple[str, ...]] = ("amount",)
    LITERAL: ClassVar[tuple[str, ...]] = ("amount",)
    REAL_PARTIES: ClassVar[bool] = True
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("amount",)

    kind: Literal["transfer"]
    """Money that passes between two real parties."""
    amount: Assumption
    """Euros in each year in which the line runs, or a map of years; for one unit where ``quantity`` is given."""
    quantity: Assumption | None = None
    """Number of units a year; one without it."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.amount if self.quantity is None else values.amount * values.quantity
