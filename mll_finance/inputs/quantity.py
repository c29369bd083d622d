"""The base of quantity kinds."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from typing import Any, ClassVar

from mll_finance.inputs.base import Strict, Text
from mll_finance.inputs.kinds import discover
from mll_finance.inputs.time_axis import Time
from mll_finance.inputs.values import Values


class Quantity(Strict):
    """A physical quantity with one or more named outputs.

    A kind is one subclass in one file of ``inputs/quantities``: its fields are the keys of the case, ``OUTPUTS`` names
    what it gives with the unit (an id of ``data/terms.csv``), and :meth:`outputs` holds the arithmetic.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {}

    kind: str
    """Kind of quantity."""
    title: Text | None = None
    """Name for readers."""
    unit: str | None = None
    """Unit for readers, where the kind does not fix it."""
    note: Text | None = None
    """What a reader should know."""

    @abstractmethod
    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        """Each output as an array that broadcasts to (years, draws)."""


@lru_cache(maxsize=1)
def quantity_kinds() -> dict[str, type[Quantity]]:
    """Quantity kinds by the word that a case writes."""
    from mll_finance.inputs import quantities

    return discover(quantities, Quantity)
