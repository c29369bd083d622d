"""Additionality: which part of an outcome would not have happened anyway."""

from typing import Any, NamedTuple

import numpy as np

from mll_finance.formulas._arrays import FloatArray, require_shares


class Impact(NamedTuple):
    """A gross impact and the adjustments of the Additionality Guide, each a number or an array (draws,)."""

    gross: Any
    leakage: Any = 0.0
    displacement: Any = 0.0
    substitution: Any = 0.0
    multiplier: Any = 1.0


def net_share(*, deadweight: Any = 0.0, displacement: Any = 0.0, attribution: Any = 0.0) -> Any:
    """Return the share of an outcome that is due to the project.

    Parameters
    ----------
    deadweight : number or array (draws,)
        Share (0 to 1) that would have happened anyway.
    displacement : number or array (draws,)
        Share (0 to 1) that was only moved from elsewhere.
    attribution : number or array (draws,)
        Share (0 to 1) that others bring about.

    Returns
    -------
    number or ndarray (draws,)
        Share (0 to 1).

    Notes
    -----
    Convention: the layers are independent, so they multiply; each layer enters once.
    ``net = (1 - deadweight) * (1 - displacement) * (1 - attribution)``

    References
    ----------
    Nicholls, Lawlor, Neitzert, Goodspeed (2012), A Guide to Social Return on Investment, The SROI Network,
    stage 4.

    Examples
    --------
    >>> round(net_share(deadweight=0.1, attribution=0.35), 6)
    0.585
    """
    require_shares(deadweight=deadweight, displacement=displacement, attribution=attribution)
    return (1.0 - deadweight) * (1.0 - displacement) * (1.0 - attribution)


def drop_off(share: Any, years: int) -> FloatArray:
    """Return what is left of an outcome in each year that it lasts.

    Parameters
    ----------
    share : number or array (draws,)
        Share (0 to 1) of the outcome that is lost each year after the first.
    years : int
        Years that the outcome lasts, at least 1.

    Returns
    -------
    ndarray (years,) or (years, draws)
        1 in the first year.

    Notes
    -----
    Convention: the first year is whole, the loss compounds.
    ``left_k = (1 - share) ** (k - 1)``

    References
    ----------
    Nicholls, Lawlor, Neitzert, Goodspeed (2012), A Guide to Social Return on Investment, The SROI Network,
    stage 4.

    Examples
    --------
    >>> drop_off(0.1, 3).round(4).tolist()
    [1.0, 0.9, 0.81]
    """
    require_shares(share=share)
    if years < 1:
        raise ValueError(f"years: found {years}; at least 1 is needed")
    years_passed = np.arange(float(years))
    remaining_share: FloatArray = (1.0 - share) ** (years_passed[:, None] if np.ndim(share) else years_passed)
    return remaining_share


def additional_reference_case(intervention: Impact, reference: Impact) -> Any:
    """Return the net additional impact: the intervention less the reference case, each adjusted by itself.

    Parameters
    ----------
    intervention, reference : Impact
        Gross impact (any unit) with leakage, displacement and substitution (shares, 0 to 1) and multiplier
        (1).

    Returns
    -------
    number or ndarray (draws,)
        In the unit of the gross impact.

    Notes
    -----
    Convention: deadweight is the whole reference case and is subtracted, not a share that is multiplied; the
    two forms agree only where the adjustments of both cases are equal.
    ``net = GI (1-L)(1-Dp)(1-S) M - GI* (1-L*)(1-Dp*)(1-S*) M*``

    References
    ----------
    English Partnerships (2008), Additionality Guide, 3rd ed.; Homes and Communities Agency (2014), 4th ed.

    Examples
    --------
    >>> round(additional_reference_case(Impact(100.0, leakage=0.1), Impact(20.0)), 6)
    70.0
    """
    return _net_impact(intervention) - _net_impact(reference)


def _net_impact(impact: Impact) -> Any:
    require_shares(leakage=impact.leakage, displacement=impact.displacement, substitution=impact.substitution)
    kept_share = (1.0 - impact.leakage) * (1.0 - impact.displacement) * (1.0 - impact.substitution)
    return impact.gross * kept_share * impact.multiplier
