"""How many people a comparison of two shares needs, and what a comparison of a given size can show."""

from math import ceil, sqrt
from statistics import NormalDist

_STEPS = 200
"""Halvings until the smallest difference is known to the last digit."""


def required_sample(first: float, second: float, *, significance: float, power: float) -> int:
    """Return how many people each of two equal groups needs to show the difference between two shares.

    Parameters
    ----------
    first, second : float
        Shares in the two groups (fraction, 0 to 1), different from each other.
    significance : float
        Two-sided chance of seeing a difference that is not there (fraction).
    power : float
        Chance of seeing the difference if it is there (fraction).

    Returns
    -------
    int
        People in each group, rounded up.

    Notes
    -----
    Convention: two independent groups of equal size, normal approximation without continuity correction, pooled
    variance under no difference.
    ``n = (z_a sqrt(2 m (1 - m)) + z_b sqrt(p1 (1 - p1) + p2 (1 - p2)))^2 / (p1 - p2)^2`` with ``m = (p1 + p2) / 2``

    References
    ----------
    Fleiss, J.L., Levin, B., Paik, M.C. (2003), Statistical Methods for Rates and Proportions, 3rd ed., ch. 4.
    R Core Team, manual of stats::power.prop.test, whose examples are the tests.

    Examples
    --------
    >>> required_sample(0.50, 0.75, significance=0.05, power=0.90)
    77
    """
    _shares(first=first, second=second, significance=significance, power=power)
    if first == second:
        raise ValueError("second: found the same share twice; a difference of zero cannot be shown")
    standard_normal = NormalDist()
    numerator = standard_normal.inv_cdf(1 - significance / 2) * _pooled(first, second)
    numerator += standard_normal.inv_cdf(power) * _separate(first, second)
    return ceil((numerator / (first - second)) ** 2)


def detection_power(first: float, second: float, *, per_group: float, significance: float) -> float:
    """Return the chance that two equal groups show the difference between two shares.

    Parameters
    ----------
    first, second : float
        Shares in the two groups (fraction, 0 to 1).
    per_group : float
        People in each group.
    significance : float
        Two-sided chance of seeing a difference that is not there (fraction).

    Returns
    -------
    float
        Power (fraction).

    Notes
    -----
    Convention: that of :func:`required_sample`; a rejection on the wrong side is not counted.

    References
    ----------
    Fleiss, J.L., Levin, B., Paik, M.C. (2003), Statistical Methods for Rates and Proportions, 3rd ed., ch. 4.
    R Core Team, manual of stats::power.prop.test.

    Examples
    --------
    >>> round(detection_power(0.50, 0.75, per_group=50, significance=0.05), 3)
    0.74
    """
    _shares(first=first, second=second, significance=significance)
    if per_group <= 0:
        raise ValueError(f"per_group: found {per_group}; a group holds people")
    sd_separate = _separate(first, second)
    standard_normal = NormalDist()
    scaled_difference = sqrt(per_group) * abs(first - second) - standard_normal.inv_cdf(
        1 - significance / 2
    ) * _pooled(first, second)
    if sd_separate == 0:
        return float(scaled_difference > 0)
    return standard_normal.cdf(scaled_difference / sd_separate)


def detectable_share(first: float, *, per_group: float, significance: float, power: float) -> float | None:
    """Return the smallest larger share that two equal groups can tell from the first.

    Parameters
    ----------
    first : float
        Share in the comparison group (fraction, 0 to 1).
    per_group : float
        People in each group.
    significance : float
        Two-sided chance of seeing a difference that is not there (fraction).
    power : float
        Chance of seeing the difference if it is there (fraction).

    Returns
    -------
    float or None
        The share in the other group; None where even the whole group would not be enough.

    Notes
    -----
    Convention: that of :func:`required_sample`, solved for the second share by halving.

    References
    ----------
    Fleiss, J.L., Levin, B., Paik, M.C. (2003), Statistical Methods for Rates and Proportions, 3rd ed., ch. 4.
    R Core Team, manual of stats::power.prop.test.

    Examples
    --------
    >>> round(detectable_share(0.5, per_group=50, significance=0.05, power=0.90), 4)
    0.8026
    """
    _shares(first=first, significance=significance, power=power)
    share_too_small, share_large_enough = first, 1.0
    if first == 1.0 or detection_power(first, 1.0, per_group=per_group, significance=significance) < power:
        return None
    for _ in range(_STEPS):
        share_between = (share_too_small + share_large_enough) / 2
        if detection_power(first, share_between, per_group=per_group, significance=significance) < power:
            share_too_small = share_between
        else:
            share_large_enough = share_between
    return share_large_enough


def _pooled(first: float, second: float) -> float:
    mean_share = (first + second) / 2
    return sqrt(2 * mean_share * (1 - mean_share))


def _separate(first: float, second: float) -> float:
    return sqrt(first * (1 - first) + second * (1 - second))


def _shares(**fractions: float) -> None:
    for argument, fraction in fractions.items():
        is_allowed = 0 <= fraction <= 1 if argument in ("first", "second") else 0 < fraction < 1
        if not is_allowed:
            raise ValueError(f"{argument}: found {fraction}; allowed is a fraction from 0 to 1")
