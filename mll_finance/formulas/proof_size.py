"""How many cases a trial needs to show that a share is above what is demanded, exactly."""

from math import exp, lgamma, log, log1p
from statistics import NormalDist

import numpy as np

_WIDTH = 40.0
"""Standard deviations beyond which a tail adds nothing to sixteen digits."""
_SAW_LEAST, _SAW_MOST = 16, 256
"""Numbers of right cases below the border that are looked at one by one: at least, and at most."""
_MOST = 2**31
"""Cases beyond which no trial is held: the search ends."""


def binomial_tail(least: int, cases: int, *, share: float) -> float:
    """Return the chance that at least so many of a number of cases are right.

    Parameters
    ----------
    least : int
        Cases that are right, at the least (count).
    cases : int
        Cases (count).
    share : float
        Share that is right (fraction, 0 to 1).

    Returns
    -------
    float
        Probability (fraction).

    Notes
    -----
    Convention: independent cases; ``P(X >= least)`` of a binomial variable, summed term by term.

    References
    ----------
    Johnson, N.L., Kemp, A.W., Kotz, S. (2005), Univariate Discrete Distributions, 3rd ed., ch. 3.

    Examples
    --------
    >>> round(binomial_tail(12, 35, share=0.2), 4)
    0.0344
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share: found {share}; allowed is a fraction from 0 to 1")
    if least <= 0:
        return 1.0
    if least > cases or share == 0:
        return 0.0
    if share == 1:
        return 1.0
    mean_right_count, right_count_deviation = cases * share, (cases * share * (1 - share)) ** 0.5
    cases_in_window = int(_WIDTH * right_count_deviation) + 50
    if least > mean_right_count:
        return _summed(np.arange(least, min(cases, least + cases_in_window) + 1), cases, share)
    return 1.0 - _summed(np.arange(max(0, least - 1 - cases_in_window), least), cases, share)


def required_proof(
    demanded: float, true: float, *, significance: float, power: float
) -> tuple[int, int] | None:
    """Return the cases that show a share to be above what is demanded, and how many of them must be right.

    Parameters
    ----------
    demanded : float
        The share that has to be exceeded (fraction, 0 to 1).
    true : float
        The share as it is thought to be (fraction, 0 to 1).
    significance : float
        One-sided chance of calling a share enough that is not (fraction).
    power : float
        Chance of calling it enough where it is as thought (fraction).

    Returns
    -------
    tuple of int, or None
        Cases, and those that must be right at the least; None where the true share is not above what is demanded.

    Notes
    -----
    Convention: the exact one-sided binomial test of one share; the fewest cases n with a number c for which
    ``P(X >= c | n, demanded) <= significance`` and ``P(X >= c | n, true) >= power``. A larger trial may need one case
    more than its neighbour, as a count is whole.

    References
    ----------
    A'Hern, R.P. (2001), "Sample size tables for exact single-stage phase II designs", Statistics in Medicine 20:
    859-866.

    Examples
    --------
    >>> required_proof(0.2, 0.4, significance=0.05, power=0.8)
    (35, 12)
    """
    for argument, fraction in (("significance", significance), ("power", power)):
        if not 0 < fraction < 1:
            raise ValueError(f"{argument}: found {fraction}; allowed is a fraction between 0 and 1")
    if not (0 <= demanded <= 1 and 0 <= true <= 1):
        raise ValueError(f"demanded, true: found {demanded} and {true}; allowed are fractions from 0 to 1")
    if true <= demanded:
        return None
    if demanded == 0:
        return _fewest(1, true, power=power), 1

    right_count = _fewest_right(demanded, true, significance=significance, power=power)
    return None if right_count is None else (_fewest(right_count, true, power=power), right_count)


def _fewest_right(demanded: float, true: float, *, significance: float, power: float) -> int | None:
    """The fewest right cases of which the fewest cases that show the true share also rule out what is demanded."""

    def fits(right: int) -> bool:
        fewest_cases = _fewest(right, true, power=power)
        return binomial_tail(right, fewest_cases, share=demanded) <= significance

    # More cases show more, but not evenly, as a count is whole: just below the border some numbers fit too.
    too_few_cases, enough_cases = 0, max(1, _about(demanded, true, significance=significance, power=power))
    while not fits(enough_cases):
        too_few_cases, enough_cases = enough_cases, 2 * enough_cases
        if enough_cases > _MOST:
            return None
    while enough_cases - too_few_cases > 1:
        middle_cases = (enough_cases + too_few_cases) // 2
        too_few_cases, enough_cases = (
            (too_few_cases, middle_cases) if fits(middle_cases) else (middle_cases, enough_cases)
        )
    cases_to_look_back = min(_SAW_LEAST + enough_cases // 4, _SAW_MOST)
    return next(
        right_count
        for right_count in range(max(1, enough_cases - cases_to_look_back), enough_cases + 1)
        if fits(right_count)
    )


def _fewest(right: int, share: float, *, power: float) -> int:
    """The fewest cases of which at least so many are right with this chance."""
    too_few_cases, enough_cases = right - 1, max(right, int(right / share) + 1)
    while binomial_tail(right, enough_cases, share=share) < power:
        too_few_cases, enough_cases = enough_cases, 2 * enough_cases
    while enough_cases - too_few_cases > 1:
        middle_cases = (enough_cases + too_few_cases) // 2
        is_enough = binomial_tail(right, middle_cases, share=share) >= power
        too_few_cases, enough_cases = (
            (too_few_cases, middle_cases) if is_enough else (middle_cases, enough_cases)
        )
    return enough_cases


def _about(demanded: float, true: float, *, significance: float, power: float) -> int:
    """Right cases by the normal approximation: where the search begins."""
    normal = NormalDist()
    spread_of_share = normal.inv_cdf(1 - significance) * (demanded * (1 - demanded)) ** 0.5
    spread_of_share += normal.inv_cdf(power) * (true * (1 - true)) ** 0.5
    return int((max(spread_of_share, 0.0) / (true - demanded)) ** 2 * true)


def _summed(counts: np.ndarray, cases: int, share: float) -> float:
    """The sum of binomial terms of consecutive counts."""
    if counts.size == 0:
        return 0.0
    first_count = int(counts[0])
    first_log_term = lgamma(cases + 1) - lgamma(first_count + 1) - lgamma(cases - first_count + 1)
    first_log_term += first_count * log(share) + (cases - first_count) * log1p(-share)
    log_ratios = np.log((cases - counts[:-1]) / (counts[:-1] + 1.0)) + log(share) - log1p(-share)
    log_terms = first_log_term + np.concatenate([[0.0], np.cumsum(log_ratios)])
    largest_log_term = float(log_terms.max())
    return min(1.0, exp(largest_log_term) * float(np.exp(log_terms - largest_log_term).sum()))
