"""Ramp-up: the full amount is reached step by step."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier


class RampUp(Modifier):
    """Linear ramp-up: year k of the line gets min(1, k / n)."""

    FIELDS = ("ramp_up",)
    ORDER = 10

    def modified(self, euros: Any, at: LineInTime) -> Any:
        if at.line.ramp_up is None:
            return euros
        return euros * at.time.ramp(start=at.active[0], length=at.line.ramp_up)
