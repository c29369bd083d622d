"""A one-off purchase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import RESOURCES
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values
from mll_finance.terms import phrase


class Purchase(Line):
    """Goods or services bought in named years, ex btw."""

    MONEY: ClassVar[tuple[str, ...]] = ("amount",)
    LITERAL: ClassVar[tuple[str, ...]] = ("amount",)
    BTW_REQUIRED: ClassVar[bool] = True
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("amount",)

    kind: Literal["purchase"]
    """Goods or services bought in named years."""
    receiver: str = RESOURCES
    """Party that receives: labour and goods have a cost to society; a supplier only with its own costs in the case."""
    amount: Assumption
    """Euros ex btw, in each of the years named by ``years`` or by its own map."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.amount

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        is_year_map = [isinstance(leaf.value, dict) for _, leaf in self.amount.leaves("")]
        if self.years is None and not all(is_year_map):
            yield Problem(
                "years",
                phrase("problem_a_purchase_of_which_no"),
                phrase("problem_a_purchase_happens_in_named"),
                phrase("problem_add_years_or_give_the"),
            )
