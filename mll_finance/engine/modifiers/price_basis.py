"""One deflator: an index of a line's own moves its real amount, and nominal euros come to the price level by prices."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.modifiers.modifier import LineInTime, Modifier
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.line import Line


class PriceBasis(Modifier):
    """The real amount of a year t, of price level p, with the index I of the line and consumer prices P.

    ``real``: ``amount x (I_t / I_p) / (P_t / P_p)``, the amount itself where the line follows prices. ``nominal``:
    ``amount x P_p / P_t``, whatever index the line names. So nominal euros are real ones times ``P_t / P_p`` for every
    line. Where each line has a deflator of its own (schema 1) that stands in the place of P.
    """

    FIELDS = ("basis", "index")
    ORDER = 70

    def modified(self, euros: Any, at: LineInTime) -> Any:
        if at.line.basis == "nominal":
            return euros * at.deflator(at.deflated_by)
        index_name = outgrowing_index(at.line, at.deflated_by)
        if index_name is None or at.line.INDEX_WITHIN:
            return euros
        return euros * at.real_index(index_name)


def outgrowing_index(line: Line, deflated_by: str) -> str | None:
    """The price index that moves the real amounts of a line; None where it is the one that deflates them."""
    index_name = line.index or CPI
    return None if index_name == deflated_by else index_name
