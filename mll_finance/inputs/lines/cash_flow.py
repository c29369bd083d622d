"""The general line: amounts by year."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class CashFlow(Line):
    """Amounts by year; one number stands for each year in which the line runs."""

    MONEY: ClassVar[tuple[str, ...]] = ("amounts",)
    LITERAL: ClassVar[tuple[str, ...]] = ("amounts",)

    kind: Literal["cash_flow"]
    """Amounts by year."""
    amounts: Assumption
    """Euros in each year; a map names the years, what is not named is zero."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.amounts
