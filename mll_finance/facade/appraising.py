"""From a case to its study."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mll_finance.engine import study as engine
from mll_finance.inputs.case.case import Case
from mll_finance.judgement.admission import admitted


def appraise(
    case: Case, *, draws: int | None = None, seed: int | None = None, per_draw: Iterable[str] = ()
) -> engine.Study:
    """The study of a case: what its tables are read from. Nothing is calculated before it is asked for.

    Parameters
    ----------
    case : Case
        The case, from ``load_case``, ``case.in_scenario`` or ``case.with_``.
    draws : int or None
        Number of draws, rounded up to 16 times a power of two; the case's own number without it.
    seed : int or None
        Seed of the draws; that of the case without it.
    per_draw : iterable of str
        Criteria that are kept for every draw beside NPV, costs and benefits: ``irr``, ``mirr``, ``payback``,
        ``discounted_payback``.

    Raises
    ------
    InputError
        Where the number of draws or the seed is not allowed, or where the numbers of the case may not be shown.

    Examples
    --------
    >>> from mll_finance import load_case
    >>> study = appraise(load_case("two_years"))
    >>> round(study.value("society", "project", "npv")["central"], 2)
    115.65
    """
    number_by_path: dict[str, Any] = {
        path: number for path, number in (("case.draws", draws), ("case.seed", seed)) if number is not None
    }
    return engine.appraise(
        admitted(case.with_(number_by_path) if number_by_path else case), per_draw=per_draw
    )
