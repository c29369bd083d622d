"""A distribution in words."""

from __future__ import annotations

from mll_finance.inputs.assumption import Assumption
from mll_finance.report.numbers import show
from mll_finance.terms import Language, sentence
from mll_finance.uncertainty.distributions import parameters


def spread(found: Assumption, language: Language) -> str:
    """How uncertain a number is, in words; a dash where it is certain.

    Parameters
    ----------
    found : Assumption
        The assumption.
    language : str
        ``nl`` or ``en``.
    """
    made = found.distribution
    if made is None:
        return "-"
    form = "percent" if found.unit == "fraction" else "number"
    values = {name: show(getattr(made, name), form, language) for name in parameters(made.kind)}  # type: ignore[arg-type]
    return sentence(f"spread_{made.kind}", language, **values)
