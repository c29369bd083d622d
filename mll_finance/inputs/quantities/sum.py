"""Quantities of one kind added up."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any, ClassVar, Literal

from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Sum(Quantity):
    """The sum of its parts, which are in one unit."""

    OUTPUTS: ClassVar[dict[str, str]] = {"number": "count_per_year"}

    kind: Literal["sum"]
    """Quantities of one kind added up."""
    parts: dict[str, Assumption] = Field(min_length=1)
    """The parts, each an assumption."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        return {"number": reduce(add, values.parts.values())}
