"""A number that grows from year to year."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Growth(Quantity):
    """number(t) = of x (1 + rate)^(t - year): a population that is known in one year and grows."""

    OUTPUTS: ClassVar[dict[str, str]] = {"number": "count_per_year"}
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of",)
    CHANGES: ClassVar[tuple[str, ...]] = ("rate",)

    kind: Literal["growth"]
    """A number that grows from year to year."""
    of: Assumption
    """The number in the year in which it is known."""
    rate: Assumption
    """Growth a year, as a fraction."""
    year: int
    """Year in which the number is known."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        return {"number": values.of * (1.0 + values.rate) ** time.since(self.year)}
