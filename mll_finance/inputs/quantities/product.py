"""The general quantity: any number of named factors."""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Any, ClassVar, Literal

from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class ProductQuantity(Quantity):
    """The product of its factors, for what no other kind covers."""

    OUTPUTS: ClassVar[dict[str, str]] = {"number": "count_per_year"}

    kind: Literal["product"]
    """The product of named factors."""
    factors: dict[str, Assumption] = Field(min_length=1)
    """The factors, each an assumption."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        return {"number": reduce(mul, values.factors.values())}
