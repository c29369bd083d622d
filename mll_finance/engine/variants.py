"""Studies of the same case with something changed, shared by everything that asks for the same change.

A report asks for each scenario more than once: for the central case, by draws, and through another perspective. What is
kept is bounded by the bytes of the outcomes per draw, which are most of a study; what was asked for longest ago goes
first, and it changes no figure.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from mll_finance.inputs.case.case import Case

LIMIT = 256 * 2**20
"""Bytes of outcomes per draw that are kept at most."""
_MOST = 64
"""Studies that are kept at most, however few draws they have."""
Kept = TypeVar("Kept")


def room(case: Case, draws: int, *, limit: int = LIMIT) -> int:
    """Number of studies of so many draws whose outcomes fit within the limit: three numbers a draw for each result."""
    bytes_per_variant = 3 * 8 * draws * len(case.perspectives) * max(1, len(case.projects))
    return min(_MOST, limit // bytes_per_variant)


class Variants(Generic[Kept]):
    """What was asked for before, by what was asked, up to a number of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._by_key: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The one of a key, made where it is not kept."""
        with self._lock:
            if key in self._by_key:
                self._by_key.move_to_end(key)
                return self._by_key[key]
        variant = make()
        with self._lock:
            variant = self._by_key.setdefault(key, variant)
            while len(self._by_key) > self.most:
                self._by_key.popitem(last=False)
        return variant
