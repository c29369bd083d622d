"""The base of quantity kinds."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Quantity(Part):
    """A physical quantity with one or more named outputs.

    A kind is one subclass in one file of ``inputs/quantities``: its fields are the keys of the case, ``OUTPUTS`` names
    what it gives with the unit (an id of ``data/terms.csv``), and :meth:`outputs` holds the arithmetic.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {}
    INDEX: ClassVar[str | None] = None
    """Price index that a line follows which values this quantity and names no index; that of the line without it."""

    unit: str | None = None
    """Unit for readers, where the kind does not fix it."""

    def units(self) -> dict[str, str]:
        """Unit of each output, as an id of the terms."""
        return self.OUTPUTS

    def output_title(self, output: str) -> Words | None:
        """Reader's name of an output that is no concept of the terms; None where it is one."""
        return None

    @abstractmethod
    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        """Each output as an array that broadcasts to (years, draws)."""
