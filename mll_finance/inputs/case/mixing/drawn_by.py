"""The settings by which other numbers are drawn from the same case, and a case drawn as another."""

from __future__ import annotations

from dataclasses import replace

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.sections import Settings

DRAWN_BY = ("draws", "draws_until", "seed", "sampling")
"""Fields of ``case`` that say how is drawn."""


def drawn_as(case: Case, settings: Settings) -> Case:
    """The same case, drawn as other settings say.

    Examples
    --------
    >>> from mll_finance import load_case
    >>> case = load_case("two_years")
    >>> drawn_as(case, case.with_({"case.seed": 7}).settings).settings.seed
    7
    """
    setting_by_name = {name: getattr(settings, name) for name in DRAWN_BY}
    return replace(case, settings=case.settings.model_copy(update=setting_by_name))
