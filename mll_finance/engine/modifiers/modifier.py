"""The base of modifiers: what each reads and gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


@dataclass(frozen=True)
class LineInTime:
    """A line in one alternative, with what a modifier may read of it and of the case."""

    line: Line
    values: Values
    """Its assumptions, those of the modifiers included: symbols (1, 1) or (years, 1)."""
    time: Time
    level_year: int
    """Year of the price level of the case."""
    adjusted: bool
    """Whether adjustments for optimism count."""
    waits: int
    """Years that the line comes later because its alternative waits for its preconditions."""
    before: Callable[[Modifier], Any] | None
    """The baseline's euros after the modifiers that come before one; None where it has no such line, or no number."""
    deflated_by: str
    """Price index that brings its nominal euros to the price level."""
    deflator: Callable[[str], Any]
    """Factors (years, 1) from euros of each year to the price level, by price index."""
    real_index: Callable[[str], Any]
    """Factors (years, 1) by which a price index has outgrown consumer prices since the price level."""

    @property
    def active(self) -> list[int]:
        """The years in which the line runs."""
        span = self.time.span
        return list(span) if self.line.years is None else self.line.years.active(span)


class Modifier(ABC):
    """One way in which a line's amounts are shaped over the years.

    A modifier is one subclass in one file of ``engine/modifiers``; a file in the folder is found. The central case, the
    draws, parties, budget and workbook all follow from it. Its arithmetic is that of a kind: no ``if`` on values.
    """

    FIELDS: ClassVar[tuple[str, ...]]
    """Fields of a line that it covers."""
    ORDER: ClassVar[int]
    """Its place among the modifiers: those with a lower number come first."""

    @abstractmethod
    def modified(self, euros: Any, at: LineInTime) -> Any:
        """The euros (years, 1) or (1, 1) after it; the same where it does not apply to the line."""


def later(euros: Any, years: int, count: int) -> Any:
    """The same amounts some years later; what falls beyond the last year of the case is not counted."""
    every_year = np.broadcast_to(euros, (count, euros.shape[1]))
    zero_year = every_year[:1] * 0.0
    return np.concatenate(
        [*[zero_year] * min(years, count), *([every_year[: count - years]] if years < count else [])]
    )
