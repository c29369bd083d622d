"""Delay as an adjustment of time."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier, later


class Delay(Modifier):
    """The line comes whole years later, unless the case leaves adjustments out."""

    FIELDS = ("delay",)
    ORDER = 50

    def modified(self, euros: Any, at: LineInTime) -> Any:
        if not at.line.delay or not at.adjusted:
            return euros
        return later(euros, at.line.delay, len(at.time.span))
