"""The criteria: one function and one registry row each, reading the net flow of an alternative.

A criterion gives an array (draws,), NaN where it does not exist; ``why`` gives the key of the reason, which
``reasons.py`` has in English and ``data/sentences.yaml`` as ``why_<key>`` in both languages.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.engine.reasons import WHY
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
    always: bool
    """Whether it is kept for every draw, or only on request."""
    special: tuple[tuple[str, Callable[[Stream], bool]], ...] = ()
    """Special reasons why it may not exist in the central case, by key, each with when it is the one."""

    def why(self, stream: Stream) -> str:
        """The key of the reason why it does not exist in the central case: the first that holds, else its own id."""
        return next((key for key, is_special_for in self.special if is_special_for(stream)), self.id)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The keys of every reason that it may give."""
        return (*(key for key, _ in self.special), self.id)


def _irr(stream: Stream) -> Array:
    """The one real rate of an outlay that is earned back, where one discount rate stands beside it."""
    if stream.hurdle is None:
        return np.full(stream.npv.shape, math.nan)
    if stream.npv.size == 1:
        irr_roots = internal_rates(stream).rates
        irr_by_draw = np.array([irr_roots[0] if len(irr_roots) == 1 else math.nan])
    else:
        irr_by_draw = np.atleast_1d(irr.irr_unique(stream.real_at_moments, times=stream.moments)[0])
    return np.where(_borrows(stream) | ~_is_return(irr_by_draw), math.nan, irr_by_draw)


def _borrows(stream: Stream) -> npt.NDArray[np.bool_]:
    """Whether the first money of each draw (draws,) comes in: a rate is then the price of a loan."""
    net_flow_by_moment = stream.real_at_moments
    first_flow_year = np.argmax(net_flow_by_moment != 0.0, axis=0)
    return np.asarray(np.take_along_axis(net_flow_by_moment, first_flow_year[None, :], axis=0)[0] > 0.0)


def _is_return(rates: Array) -> npt.NDArray[np.bool_]:
    """Whether rates are those of an outlay that is earned back: not below zero, but for rounding."""
    return np.asarray(rates >= -ROUNDING)


def internal_rates(stream: Stream) -> irr.Roots:
    """All internal rates of return of a stream with one draw."""
    return stream.internal_rates


def _mirr(stream: Stream) -> Array:
    """The modified rate of an outlay that is earned back, where one discount rate stands beside it."""
    if stream.hurdle is None:
        return np.full(stream.npv.shape, math.nan)
    return np.where(_is_return(stream.modified_rate), stream.modified_rate, math.nan)


def _bcr(stream: Stream) -> Array:
    """Benefits per euro of costs; none where no draw has a benefit."""
    bcr_by_draw = np.atleast_1d(formulas.benefit_cost_ratio(stream.pv_benefits, stream.pv_costs))
    return bcr_by_draw if stream.pv_benefits.any() else np.full(bcr_by_draw.shape, math.nan)


def _index(stream: Stream) -> Array:
    """The profitability index, where year 0 holds the outlay that the later years earn back."""
    index_by_draw = np.atleast_1d(formulas.profitability_index(stream.npv, stream.running[0]))
    return index_by_draw if stream.invests_first else np.full(index_by_draw.shape, math.nan)


def _has_several_rates(stream: Stream) -> bool:
    return len(internal_rates(stream).rates) > 1


def _payback(stream: Stream) -> Array:
    """Undiscounted payback, where the outlay is earned back discounted too: elsewhere the NPV is below zero."""
    payback_years = np.atleast_1d(formulas.payback(stream.running))
    return np.where(np.isnan(stream.discounted_payback), np.nan, payback_years)


def _reopens(balance: Array) -> bool:
    """Whether a running total (years,) was below zero, came back, and is below zero at the end."""
    negative_years = np.flatnonzero(balance < 0.0)
    return negative_years.size > 0 and bool(balance[-1] < 0.0 and np.any(balance[negative_years[0] :] >= 0.0))


def _has_no_outlay(stream: Stream) -> bool:
    return not np.any(stream.running < 0)


NO_OUTLAY = "no_outlay"
PAYBACK = (
    (NO_OUTLAY, _has_no_outlay),
    ("payback_reopens", lambda s: _reopens(formulas.cumulative_flow(s.running)[:, 0])),
    ("payback_discounted", lambda s: bool(formulas.cumulative_flow(s.running)[-1, 0] >= 0)),
)
DISCOUNTED_PAYBACK = (
    (NO_OUTLAY, _has_no_outlay),
    ("payback_reopens", lambda s: _reopens(formulas.cumulative_flow(s.running_discounted)[:, 0])),
)
IRR = (
    ("several_roots", _has_several_rates),
    ("irr_nowhere", lambda s: not internal_rates(s).rates and internal_rates(s).sign_changes > 0),
    ("rate_changes", lambda s: bool(internal_rates(s).rates) and s.hurdle is None),
    ("loan", lambda s: bool(internal_rates(s).rates) and bool(_borrows(s)[0])),
    ("no_return", lambda s: bool(internal_rates(s).rates)),
)
MIRR = (
    ("rate_changes", lambda s: math.isfinite(s.modified_rate[0]) and s.hurdle is None),
    ("no_return", lambda s: math.isfinite(s.modified_rate[0])),
)
BCR = (("no_benefit", lambda s: bool(s.pv_costs[0] > 0)),)
INDEX = (
    ("index_later", lambda s: bool(s.running[0, 0] < 0) and s.outlay_is_later),
    ("index_nothing", lambda s: bool(s.running[0, 0] < 0)),
)
HURDLED = ("irr", "mirr")
"""Rates of return, beside which the discount rate stands."""
ROUNDING = 1e-12
"""Rate below zero that is rounding only."""
CRITERIA: tuple[Criterion, ...] = (
    Criterion("npv", "EUR", lambda s: s.npv, True),
    Criterion("pv_costs", "EUR", lambda s: s.pv_costs, True),
    Criterion("pv_benefits", "EUR", lambda s: s.pv_benefits, True),
    Criterion("bcr", "ratio", _bcr, True, BCR),
    Criterion("irr", "1/yr", _irr, False, IRR),
    Criterion("mirr", "1/yr", _mirr, False, MIRR),
    Criterion("discounted_payback", "yr", lambda s: s.discounted_payback, False, DISCOUNTED_PAYBACK),
    Criterion("payback", "yr", _payback, False, PAYBACK),
    Criterion(
        "annual_equivalent",
        "EUR/yr",
        lambda s: np.atleast_1d(
            formulas.annual_equivalent(s.npv, s.year_factors, first=s.recurring.first, last=s.recurring.last)
        ),
        True,
    ),
    Criterion("profitability_index", "ratio", _index, True, INDEX),
)
BY_ID = {criterion.id: criterion for criterion in CRITERIA}
ON_REQUEST = tuple(criterion.id for criterion in CRITERIA if not criterion.always)
PROBABILITY = "probability_npv_negative"


def central(criterion: Criterion, stream: Stream) -> dict[str, Any]:
    """The central value of a criterion, or null with the reason; a return with its hurdle, the IRR with all roots."""
    central_value = float(criterion.of(stream)[0])
    central_fields: dict[str, Any] = {"central": central_value if math.isfinite(central_value) else None}
    if criterion.id == "irr":
        central_fields["roots"] = list(internal_rates(stream).rates)
    if criterion.id in HURDLED:
        central_fields["hurdle"] = stream.hurdle
    if central_fields["central"] is None:
        root_texts = [f"{rate:.1%}" for rate in central_fields.get("roots", ())]
        central_fields["reason"] = WHY[criterion.why(stream)].format(
            count=len(root_texts), roots="; ".join(root_texts)
        )
    return central_fields
