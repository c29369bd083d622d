"""The criteria: one function and one registry row each, reading the net flow of an alternative.

A criterion gives an array (draws,), NaN where it does not exist; ``why`` says why in one sentence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.engine.stream import Stream
from mll_finance.formulas import criteria as formulas
from mll_finance.formulas import irr

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Criterion:
    """One way to judge an alternative."""

    id: str
    unit: str
    of: Callable[[Any], Array]
    """The criterion of a :class:`Stream`; what is always kept reads only the sums and year 0."""
    why: Callable[[Stream], str]
    """Why it does not exist, for the central case."""
    always: bool
    """Whether it is kept for every draw, or only on request."""


def _irr(stream: Stream) -> Array:
    if stream.npv.size == 1:
        roots = internal_rates(stream).rates
        return np.array([roots[0] if len(roots) == 1 else math.nan])
    rates, _ = irr.irr_unique(stream.at_moments, times=stream.moments)
    return np.atleast_1d(rates)


def internal_rates(stream: Stream) -> irr.Roots:
    """All internal rates of return of a stream with one draw."""
    return stream.internal_rates


def _why_no_irr(stream: Stream) -> str:
    roots = internal_rates(stream)
    if len(roots.rates) > 1:
        return f"{len(roots.rates)} internal rates of return: none of them alone says whether the project is worth it"
    return roots.reason or "no internal rate of return"


def _mirr(stream: Stream) -> Array:
    if len(stream.running) == 1:
        return np.full(stream.npv.shape, math.nan)
    ones = np.ones(len(stream.running))
    return np.atleast_1d(formulas.mirr(stream.running_discounted, ones, horizon_factor=stream.horizon_factor))


def _why_no_mirr(stream: Stream) -> str:
    return "it needs both an outlay and a receipt, in different years"


def _why_no_payback(stream: Stream) -> str:
    if not np.any(stream.running < 0):
        return "there is no net outlay to pay back"
    return "the net outlay is not paid back within the horizon"


CRITERIA: tuple[Criterion, ...] = (
    Criterion("npv", "EUR", lambda s: s.npv, lambda s: "", True),
    Criterion("pv_costs", "EUR", lambda s: s.pv_costs, lambda s: "", True),
    Criterion("pv_benefits", "EUR", lambda s: s.pv_benefits, lambda s: "", True),
    Criterion(
        "bcr",
        "ratio",
        lambda s: np.atleast_1d(formulas.benefit_cost_ratio(s.pv_benefits, s.pv_costs)),
        lambda s: "the costs of this perspective are not above zero",
        True,
    ),
    Criterion("irr", "1/yr", _irr, _why_no_irr, False),
    Criterion("mirr", "1/yr", _mirr, _why_no_mirr, False),
    Criterion("payback", "yr", lambda s: np.atleast_1d(formulas.payback(s.running)), _why_no_payback, False),
    Criterion(
        "discounted_payback",
        "yr",
        lambda s: np.atleast_1d(formulas.payback(s.running_discounted)),
        _why_no_payback,
        False,
    ),
    Criterion(
        "annual_equivalent",
        "EUR/yr",
        lambda s: np.atleast_1d(formulas.annual_equivalent(s.npv, s.year_factors)),
        lambda s: "there is no year after year 0",
        True,
    ),
    Criterion(
        "profitability_index",
        "ratio",
        lambda s: np.atleast_1d(formulas.profitability_index(s.npv, s.running[0])),
        lambda s: "there is no net outlay in year 0",
        True,
    ),
)
BY_ID = {criterion.id: criterion for criterion in CRITERIA}
ON_REQUEST = tuple(criterion.id for criterion in CRITERIA if not criterion.always)
PROBABILITY = "probability_npv_negative"


def central(criterion: Criterion, stream: Stream) -> dict[str, Any]:
    """The central value of a criterion, or null with the reason; the internal rate of return with all its roots."""
    figure = float(criterion.of(stream)[0])
    fields: dict[str, Any] = {"central": figure if math.isfinite(figure) else None}
    if criterion.id == "irr":
        roots = internal_rates(stream)
        fields["roots"] = list(roots.rates)
        if len(roots.rates) > 1:
            fields["central"] = None
    if fields["central"] is None:
        fields["reason"] = criterion.why(stream)
    return fields
