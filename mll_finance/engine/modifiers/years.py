"""The years in which a line runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier


class ActiveYears(Modifier):
    """Nothing outside the years of the line."""

    FIELDS = ("years",)
    ORDER = 40

    def modified(self, euros: Any, at: LineInTime) -> Any:
        span, active_years = at.time.span, at.active
        if len(active_years) == len(span):
            return euros
        return np.where(np.array([[year in active_years] for year in span]), euros, 0.0)
