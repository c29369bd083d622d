"""Cases that do not happen."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class CasesAvoided(Quantity):
    """Avoided = helped x risk x effect: who would have got into trouble without help, and now does not."""

    OUTPUTS: ClassVar[dict[str, str]] = {"avoided": "count_per_year", "remaining": "count_per_year"}
    SHARES: ClassVar[tuple[str, ...]] = ("risk",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("helped",)

    kind: Literal["cases_avoided"]
    """Cases that do not happen."""
    helped: Assumption
    """Number that is helped a year."""
    risk: Assumption
    """Share of them that would have got into trouble without help."""
    effect: Assumption
    """Share by which help lowers that risk."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        expected_cases = values.helped * values.risk
        cases_avoided = expected_cases * values.effect
        return {"avoided": cases_avoided, "remaining": expected_cases - cases_avoided}
