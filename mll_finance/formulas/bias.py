"""Optimism bias: the systematic gap between estimates and outturn, as an uplift."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, finite, require_shares, unwrap

SHARE_ROUNDING = 1e-9


def combined_upper_bound(shares: npt.ArrayLike, bounds: npt.ArrayLike) -> FloatArray:
    """Return the upper bound of a project that combines several project types.

    Parameters
    ----------
    shares : array (types,)
        Share (0 to 1) of each type in the capital costs; they sum to 1.
    bounds : array (types,) or (types, kinds)
        Upper bound (1) of each type, for one or more kinds such as capital costs and works duration.

    Returns
    -------
    number or ndarray (kinds,)

    Notes
    -----
    Convention: a bound of 0.51 means outturn 51% above the estimate.
    ``bound = sum(share_i * bound_i)``

    References
    ----------
    HM Treasury (2003), Supplementary Green Book Guidance: Optimism Bias.

    Examples
    --------
    >>> round(float(combined_upper_bound([0.3, 0.7], [0.51, 0.24])), 6)
    0.321
    """
    share_array, bound_array = finite(shares, "shares"), finite(bounds, "bounds")
    require_shares(shares=share_array)
    if share_array.ndim != 1 or bound_array.shape[:1] != share_array.shape:
        raise ValueError(
            f"bounds: found shape {bound_array.shape}; the first axis needs one bound for each share"
        )
    if abs(share_array.sum() - 1.0) > SHARE_ROUNDING:
        raise ValueError(f"shares: they sum to {share_array.sum():g}; they must sum to 1")
    return unwrap(np.tensordot(share_array, bound_array, axes=1))


def adjusted(base: Any, *, bias: Any, mitigation: Any = 0.0) -> Any:
    """Return an estimate with its optimism bias added.

    Parameters
    ----------
    base : number or array
        Estimate without bias (euro or any unit).
    bias : number or array
        Uplift (1), negative for benefits.
    mitigation : number or array
        Share (0 to 1) of the bias that is already managed away, with evidence.

    Returns
    -------
    number or ndarray

    Notes
    -----
    Convention: the uplift works on the estimate as a whole.
    ``adjusted = base * (1 + bias * (1 - mitigation))``

    References
    ----------
    HM Treasury (2003), Supplementary Green Book Guidance: Optimism Bias.

    Examples
    --------
    >>> round(adjusted(100.0, bias=0.4, mitigation=0.25), 6)
    130.0
    """
    require_shares(mitigation=mitigation)
    return base * (1.0 + bias * (1.0 - mitigation))
