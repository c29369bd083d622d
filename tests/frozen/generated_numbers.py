"""Numbers of generated cases: choices, distributions, maps by year and amounts, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeVar

KNOWN = {"source": "x", "quality": "B"}
Choice = TypeVar("Choice")


class Numbers:
    """Numbers and choices from one generator; only its ``random()`` is used, which Python promises to keep."""

    def __init__(self, source: random.Random) -> None:
        self.random = source.random

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of several."""
        return choices[int(self.random() * len(choices))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, high excluded."""
        return low + int(self.random() * (high - low))

    def between(self, low: float, high: float) -> float:
        """A number from low to high, in four decimals."""
        return round(low + self.random() * (high - low), 4)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in a share of the cases."""
        return self.random() < share

    def spread(self, low: float, high: float) -> dict[str, Any]:
        """A distribution between two numbers, more or less."""
        kind = self.pick(("uniform", "triangular", "pert", "normal", "interval"))
        if kind == "normal":
            return {"kind": kind, "mean": round((low + high) / 2, 4), "sd": round((high - low) / 10, 6)}
        ends = {"kind": kind, "low": low, "high": high}
        return ends | {"mode": self.between(low, high)} if kind in ("triangular", "pert") else ends

    def number(
        self, low: float, high: float, unit: str, *, drawn: bool | None = None, **more: Any
    ) -> dict[str, Any]:
        """An assumption between two numbers, certain or drawn."""
        if self.chance(0.5) if drawn is None else drawn:
            return {"distribution": self.spread(low, high), "unit": unit, **KNOWN, **more}
        return {"value": self.between(low, high), "unit": unit, **KNOWN, **more}

    def by_year(self, case: dict[str, Any], low: float, high: float) -> dict[int, float]:
        """A map by year that begins in the first year of the case."""
        base, horizon = case["case"]["base_year"], case["case"]["horizon"]
        later = sorted({base + self.whole(1, horizon + 1) for _ in range(3)})
        return {year: self.between(low, high) for year in (base, *later)}

    def euros(self, low: float, high: float, unit: str = "EUR/yr", **more: Any) -> dict[str, Any]:
        """An amount in prices of some year."""
        index = {"index": "wages"} if self.chance(0.2) else {}
        return self.number(low, high, unit, price_year=self.whole(2016, 2026), **index, **more)
