"""The cache of draws, kept between studies: a changed case asks again for most of the numbers that it had.

A number drawn is settled by its path, its distribution, the plan and what it moves together with, so it is kept under
these and found again by every study that asks for the same. What is kept is bounded and read only; it changes no bit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
LIMIT = 256 * 2**20
"""Bytes that are kept at most; what was asked for longest ago goes first."""


class DrawCache:
    """Arrays by key, up to a number of bytes.

    Parameters
    ----------
    limit : int
        Bytes that are kept at most.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit, self.size = limit, 0
        self._arrays: OrderedDict[Hashable, Array] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Array]) -> Array:
        """The array of a key, made where it is not kept; it cannot be written to."""
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
                return self._arrays[key]
        array_of_key = np.asarray(make())
        array_of_key.flags.writeable = False
        with self._lock:
            if key not in self._arrays and array_of_key.nbytes <= self.limit:
                self._arrays[key] = array_of_key
                self.size += array_of_key.nbytes
                while self.size > self.limit:
                    self.size -= self._arrays.popitem(last=False)[1].nbytes
        return array_of_key

    def fits(self, nbytes: int) -> bool:
        """Whether a study of so many bytes is worth keeping: it leaves room for another."""
        return 2 * nbytes <= self.limit

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._arrays.clear()
            self.size = 0


DRAW_CACHE = DrawCache()
