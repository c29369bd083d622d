"""Readers' names of what a quantity gives."""

from __future__ import annotations

from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.terms import Language, term


def output_name(quantity: Quantity, output: str, language: Language) -> str:
    """Name of an output: its own where it has one, else the concept's.

    Parameters
    ----------
    quantity : Quantity
        The quantity.
    output : str
        Name of the output in the case.
    language : str
        ``nl`` or ``en``.
    """
    own = quantity.output_title(output)
    return own.text(language) if own is not None else term(output, language)
