"""Line kinds: one file each. Money from a payer to a receiver, in time."""

from __future__ import annotations

from functools import lru_cache

from mll_finance.inputs.grammar.kinds import discover
from mll_finance.inputs.grammar.line import Line


@lru_cache(maxsize=1)
def line_kinds() -> dict[str, type[Line]]:
    """Line kinds by the word that a case writes."""
    return discover(__name__, Line)
