"""Quantity kinds: one file each. Physical counts only, no money."""

from __future__ import annotations

from functools import lru_cache

from mll_finance.inputs.grammar.kinds import discover
from mll_finance.inputs.grammar.quantity import Quantity


@lru_cache(maxsize=1)
def quantity_kinds() -> dict[str, type[Quantity]]:
    """Quantity kinds by the word that a case writes."""
    return discover(__name__, Quantity)
