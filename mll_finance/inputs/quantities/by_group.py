"""A quantity split over groups of residents."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class ByGroup(Quantity):
    """The number in each group = of x share of the group; each group is an output of its own."""

    SHARES: ClassVar[tuple[str, ...]] = ("groups",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of",)

    kind: Literal["by_group"]
    """A quantity split over groups of residents."""
    of: Assumption
    """Number to split, a year."""
    groups: dict[str, Assumption] = Field(min_length=1)
    """Share of each group."""

    def units(self) -> dict[str, str]:
        return dict.fromkeys(self.groups, "count_per_year")

    def output_title(self, output: str) -> Words | None:
        return self.groups[output].title or Words(nl=output.replace("_", " "), en=output.replace("_", " "))

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        return {name: values.of * share for name, share in values.groups.items()}
