"""How much money must be at hand before a cash flow comes back, and a claim that earns no more than agreed."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import by_year
from mll_finance.formulas.recursion import scan


class Funding(NamedTuple):
    """Deepest point of a cumulative cash flow (euro, positive) and the year in which it lies, counted from 0."""

    need: float
    year: int | None


def peak_funding(flows: npt.ArrayLike) -> Funding:
    """Return the peak funding need of a cash flow.

    Parameters
    ----------
    flows : array (years,)
        Net flows by year (euro), year 0 first.

    Returns
    -------
    Funding
        Need (euro, not negative) and its first year; no year where the cumulative flow is never below zero.

    Notes
    -----
    Convention: undiscounted, at the end of a year; within a year the need may be larger.
    ``need = max(0, -min over t of sum(flow_0 .. flow_t))``

    References
    ----------
    Brealey, Myers, Allen (2020), Principles of Corporate Finance, 13th ed., ch. 29 (cumulative capital requirement).

    Examples
    --------
    >>> peak_funding([-100.0, -20.0, 80.0, 80.0])
    Funding(need=120.0, year=1)
    """
    flow_array = by_year(flows, "flows")
    if flow_array.ndim != 1:
        raise ValueError(f"flows: found shape {flow_array.shape}; one flow (years,) is needed")
    cumulative_flows = np.cumsum(flow_array)
    lowest_year = int(np.argmin(cumulative_flows))
    if cumulative_flows[lowest_year] >= 0:
        return Funding(0.0, None)
    return Funding(float(-cumulative_flows[lowest_year]), lowest_year)


def capped_payments(due: Any, advanced: Any, *, cap: Any) -> Any:
    """Return payments that stop where what was advanced has been repaid with the return that was agreed at most.

    Parameters
    ----------
    due : array (years,) or (years, draws)
        What the results of each year earn (euro), not negative.
    advanced : array of the same shape
        What the financier puts in each year (euro), not negative.
    cap : number, or array of the same shape or with one year
        Highest return a year (fraction); that of year t is what the claim of year t - 1 grows with.

    Returns
    -------
    array (years,) or (years, draws)
        Euro paid.

    Notes
    -----
    Convention: claims grow from one year to the next with the highest return; a payment lowers the claim at once.
    The internal rate of the financier is then never above the cap, and equal to it where the claim ends at zero.
    ``claim_t = (claim_(t-1) - paid_(t-1)) (1 + cap_t) + advanced_t``, ``paid_t = min(due_t, claim_t)``

    References
    ----------
    Fisher, I. (1930), The Theory of Interest, ch. 13 (value of a claim with interest less what is repaid). The cap as
    a yearly percentage of what was put in is that of the social impact bonds of Rotterdam and Utrecht.

    Examples
    --------
    >>> capped_payments(np.array([0.0, 60.0, 60.0]), np.array([100.0, 0.0, 0.0]), cap=0.1).round(6).tolist()
    [0.0, 60.0, 55.0]
    """
    advanced_by_year = advanced + due * 0.0
    due_by_year = due + advanced_by_year * 0.0
    cap_by_year = cap if np.ndim(cap) else np.full(1, cap)
    open_claim_by_year = scan(
        lambda open_, put_in, asked, rate: np.maximum(open_ * (1.0 + rate) + put_in - asked, 0.0),
        advanced_by_year[:1] * 0.0,
        advanced_by_year,
        due_by_year,
        cap_by_year,
        name="claim_left",
    )
    claim_before_by_year = np.concatenate([advanced_by_year[:1] * 0.0, open_claim_by_year[:-1]])
    return np.minimum(due_by_year, claim_before_by_year * (1.0 + cap_by_year) + advanced_by_year)
