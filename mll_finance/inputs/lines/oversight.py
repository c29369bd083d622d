"""Human oversight: minutes of staff for every flag."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Oversight(Line):
    """Staff who judge what a model proposes: euros = flags x minutes / 60 x wage an hour. Own labour carries no btw.

    References
    ----------
    Regulation (EU) 2024/1689 (AI Act), art. 14 and 26(2): oversight by people with competence, training and authority.
    """

    MONEY: ClassVar[tuple[str, ...]] = ("wage",)
    INDEX: ClassVar[str | None] = "wages"
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("flags", "minutes", "wage")
    UNITS: ClassVar[dict[str, str]] = {"minutes": "min", "wage": "EUR/hour"}

    kind: Literal["oversight"]
    """Human oversight: minutes for every flag."""
    flags: Assumption
    """Flags a year, usually a ref to a detection."""
    minutes: Assumption
    """Minutes of staff for one flag."""
    wage: Assumption
    """Wage cost of one hour, in euros."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.flags * values.minutes / 60.0 * values.wage
