"""Own staff."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Staffing(Line):
    """Full-time equivalents times the wage cost of one: euros = fte x wage. Own labour carries no btw."""

    MONEY: ClassVar[tuple[str, ...]] = ("wage",)
    INDEX: ClassVar[str | None] = "wages"
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("fte", "wage")
    UNITS: ClassVar[dict[str, str]] = {"fte": "fte", "wage": "EUR/fte"}

    kind: Literal["staffing"]
    """Own staff: fte x wage."""
    fte: Assumption
    """Full-time equivalents."""
    wage: Assumption
    """Wage cost of one fte a year, in euros."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.fte * values.wage
