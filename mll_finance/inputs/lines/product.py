"""The general line: any number of named factors, one of them in euros."""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Any, ClassVar, Literal

from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Product(Line):
    """The product of its factors, for what no other kind covers."""

    MONEY: ClassVar[tuple[str, ...]] = ("factors",)

    kind: Literal["product"]
    """The product of named factors."""
    factors: dict[str, Assumption] = Field(min_length=1)
    """The factors, each an assumption; exactly one is in euros."""

    def euros(self, values: Values, time: Time) -> Any:
        return reduce(mul, values.factors.values())
