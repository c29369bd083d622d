"""Own staff."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values

_ROUNDING = 1e-9
"""Part of a person by which a sum that should come out whole may lie above it: rounding of a computer."""


class Staffing(Line):
    """Full-time equivalents times the wage cost of one: euros = fte x wage. Own labour carries no btw.

    With ``whole: true`` staff comes in whole posts: euros = fte rounded up x wage.
    """

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
    whole: bool = False
    """true where staff comes in whole posts: fte is rounded up."""

    def euros(self, values: Values, time: Time) -> Any:
        fte = np.ceil(values.fte - _ROUNDING) if self.whole else values.fte
        return fte * values.wage
