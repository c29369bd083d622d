"""The years of a case, as an array for the model or as symbols for the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Time:
    """The year axis on which kinds do their arithmetic.

    Parameters
    ----------
    span : range
        Calendar years 0..horizon of the case.
    years : array (years, 1) or its symbol
        The same years, to calculate with; in the workbook they are cells, so that formulas stay live.
    """

    span: range
    years: Any

    @classmethod
    def of(cls, span: range) -> Time:
        """The axis as numbers."""
        return cls(span=span, years=np.array(span, dtype=float)[:, None])

    def since(self, year: int) -> Any:
        """Years gone by since the start of ``year`` (years, 1): 0 in that year, negative before it."""
        return self.years - float(year)

    def ramp(self, *, start: int, length: int | None) -> Any:
        """Linear ramp-up: year k = 1, 2, ... from ``start`` gets min(1, k / length), and 0 before it."""
        years_since_start = self.since(start) + 1.0
        return np.clip(years_since_start / float(length or 1), 0.0, 1.0)
