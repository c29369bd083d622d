"""What a kind calculates with: its assumptions as arrays (or symbols) under the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Values:
    """The resolved assumptions of one quantity or line, in one alternative.

    Each is an array that broadcasts to (years, draws): (1, 1) or (1, draws) for a number, (years, 1) for a map by
    year; or the workbook's symbol of the same. ``values.wage`` is the field ``wage``; ``values.factors`` is a mapping.
    Euro amounts are at the price level of the case.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(name) from None

    def __contains__(self, name: str) -> bool:
        return name in self._fields
