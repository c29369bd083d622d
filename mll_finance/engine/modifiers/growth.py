"""Real growth, counted from the price level."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier


class RealGrowth(Modifier):
    """Amounts grow by (1 + growth)^(t - price level)."""

    FIELDS = ("growth",)
    ORDER = 20

    def modified(self, euros: Any, at: LineInTime) -> Any:
        if at.line.growth is None:
            return euros
        return euros * (1.0 + at.values.growth) ** at.time.since(at.level_year)
