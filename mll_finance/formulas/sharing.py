"""Cost keys: how participants divide a common cost, and what a joiner pays to those who were there before."""

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, finite, require_shares


def equal_shares(participants: int) -> FloatArray:
    """Return the shares of a cost that everybody bears alike.

    Parameters
    ----------
    participants : int
        Number of participants, at least 1.

    Returns
    -------
    ndarray (participants,)
        Shares (0 to 1) that add up to 1.

    Notes
    -----
    Convention: one share for each participant, whatever its size.
    ``share_i = 1 / n``

    References
    ----------
    VNG Realisatie, Handreiking open source, step 4: a yearly cost of 100,000 euro over 20 municipalities is 5,000 each.

    Examples
    --------
    >>> equal_shares(4).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    if participants < 1:
        raise ValueError(f"participants: found {participants}; at least 1 is needed")
    return np.full(participants, 1.0 / participants)


def weighted_shares(weights: npt.ArrayLike) -> FloatArray:
    """Return the shares of a cost that is divided by size: inhabitants, cases, users.

    Parameters
    ----------
    weights : array (participants,)
        Size of each participant (inhabitants, cases a year), none negative and not all zero.

    Returns
    -------
    ndarray (participants,)
        Shares (0 to 1) that add up to 1.

    Notes
    -----
    Convention: a participant of size zero pays nothing.
    ``share_i = w_i / sum(w)``

    References
    ----------
    Moulin, H. (2002), "Axiomatic cost and surplus sharing", Handbook of Social Choice and Welfare, vol. 1, ch. 6:
    proportional cost sharing.

    Examples
    --------
    >>> weighted_shares([300.0, 100.0]).tolist()
    [0.75, 0.25]
    """
    weight_array = finite(weights, "weights")
    if (
        weight_array.ndim != 1
        or weight_array.size == 0
        or (weight_array < 0).any()
        or weight_array.sum() <= 0
    ):
        raise ValueError(
            f"weights: found {weight_array.tolist()}; sizes of 0 or more are needed, one of them above 0"
        )
    share_by_party: FloatArray = weight_array / weight_array.sum()
    return share_by_party


def fixed_and_variable_shares(weights: npt.ArrayLike, *, equal_part: float) -> FloatArray:
    """Return the shares of a cost of which a part is borne alike and the rest by size.

    Parameters
    ----------
    weights : array (participants,)
        Size of each participant (inhabitants, cases a year).
    equal_part : float
        Part of the cost (0 to 1) that everybody bears alike.

    Returns
    -------
    ndarray (participants,)
        Shares (0 to 1) that add up to 1.

    Notes
    -----
    Convention: a two-part tariff; 0 gives the key by size and 1 the equal key.
    ``share_i = a / n + (1 - a) w_i / sum(w)``

    References
    ----------
    Young, H. P. (1994), "Cost allocation", Handbook of Game Theory, vol. 2, ch. 34.

    Examples
    --------
    >>> fixed_and_variable_shares([300.0, 100.0], equal_part=0.5).tolist()
    [0.625, 0.375]
    """
    require_shares(equal_part=equal_part)
    shares_by_size = weighted_shares(weights)
    share_by_party: FloatArray = (
        equal_part * equal_shares(shares_by_size.size) + (1.0 - equal_part) * shares_by_size
    )
    return share_by_party


def founders_and_joiners(costs: npt.ArrayLike, weights: npt.ArrayLike, *, joins: npt.ArrayLike) -> FloatArray:
    """Return what each participant pays each year when joiners buy themselves in.

    Parameters
    ----------
    costs : array (years,)
        Common cost of each year (euro), not negative.
    weights : array (participants,)
        Size by which those who are present divide the cost; ones for equal shares.
    joins : array of int (participants,)
        Year, counted from 0, in which each participant enters; somebody is there in year 0.

    Returns
    -------
    ndarray (years, participants)
        Euro paid; negative where an entry fee comes back to those who were there before.

    Notes
    -----
    Convention: no interest and no premium. After each year everybody present has paid its share of all that was
    spent so far, so a joiner pays at entry what it would have paid as a founder, and the others get it back.
    ``paid so far_i(t) = w_i / sum(w of those present) x sum(cost up to t)``

    References
    ----------
    Sprumont, Y. (1990), "Population monotonic allocation schemes for cooperative games with transferable utility",
    Games and Economic Behavior 2(4), 378-394: nobody present pays more when somebody joins.

    Examples
    --------
    >>> founders_and_joiners([90.0, 0.0], [1.0, 1.0, 1.0], joins=[0, 0, 1]).round(6).tolist()
    [[45.0, 45.0, 0.0], [-15.0, -15.0, 30.0]]
    """
    cumulative_cost_by_year, weight_array = np.cumsum(finite(costs, "costs")), finite(weights, "weights")
    entry_years = np.asarray(joins, dtype=int)
    has_joined = entry_years[None, :] <= np.arange(cumulative_cost_by_year.size)[:, None]
    weights_present = np.where(has_joined, weight_array, 0.0)
    if (
        entry_years.shape != weight_array.shape
        or (weight_array < 0).any()
        or (weights_present.sum(axis=1) <= 0).any()
    ):
        raise ValueError(
            "joins: a year for each participant is needed, and somebody of size above 0 present in year 0"
        )
    cumulative_paid = (
        weights_present / weights_present.sum(axis=1, keepdims=True) * cumulative_cost_by_year[:, None]
    )
    payment_by_year_and_party: FloatArray = np.diff(cumulative_paid, axis=0, prepend=0.0)
    return payment_by_year_and_party


def break_even_participants(fixed: float, gain: float) -> int | None:
    """Return the least number of equal participants at which a common cost pays.

    Parameters
    ----------
    fixed : float
        Common cost (euro) that does not depend on the number of participants.
    gain : float
        What one participant gains (euro) after its own costs and before its share of the common cost.

    Returns
    -------
    int or None
        Number of participants; None where no number is enough because a participant gains nothing.

    Notes
    -----
    Convention: the cost is common to all; at break-even nobody loses under equal shares.
    ``n = ceil(fixed / gain)``, at least 1

    References
    ----------
    Brealey, Myers, Allen (2020), Principles of Corporate Finance, 13th ed., ch. 10: break-even on present values.

    Examples
    --------
    >>> break_even_participants(100.0, 40.0), break_even_participants(100.0, 0.0), break_even_participants(0.0, 1.0)
    (3, None, 1)
    """
    if not (np.isfinite(fixed) and np.isfinite(gain)):
        raise ValueError(f"fixed and gain: found {fixed} and {gain}; finite numbers are needed")
    if fixed <= 0 and gain >= 0:
        return 1
    if gain <= 0:
        return None
    # A count that is whole but for rounding is not pushed up by it.
    return max(1, int(np.ceil(fixed / gain * (1.0 - 1e-12))))
