"""Waiting for preconditions: until an alternative starts, what the baseline has goes on."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier, later


class Waiting(Modifier):
    """The line of an alternative that waits: the baseline's amounts, and its own difference from them later.

    ``before(t) + (own - before)(t - years)``; where the baseline has no such line, the line's own amounts later.
    """

    FIELDS = ("phase",)
    ORDER = 60

    def modified(self, euros: Any, at: LineInTime) -> Any:
        if not at.waits:
            return euros
        year_count = len(at.time.span)
        if at.before is None:
            return later(euros, at.waits, year_count)
        baseline_euros = at.before(self)
        return baseline_euros + later(euros - baseline_euros, at.waits, year_count)
