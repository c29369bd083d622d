"""Amounts on a nominal basis, brought to the price level of the case."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier
from mll_finance.inputs.case.price_index import CPI


class PriceBasis(Modifier):
    """Nominal euros of each year over the price index of the line, cpi without one."""

    FIELDS = ("basis", "index")
    ORDER = 70

    def modified(self, euros: Any, at: LineInTime) -> Any:
        if at.line.basis != "nominal":
            return euros
        return euros * at.deflator(at.line.index or CPI)
