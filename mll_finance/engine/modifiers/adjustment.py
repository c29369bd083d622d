"""The adjustment for optimism: a mean shift of a line."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier


class Adjustment(Modifier):
    """Amounts times 1 + adjustment, unless the case leaves adjustments out."""

    FIELDS = ("adjustment",)
    ORDER = 30

    def modified(self, euros: Any, at: LineInTime) -> Any:
        if at.line.adjustment is None or not at.adjusted:
            return euros
        return euros * (1.0 + at.values.adjustment)
