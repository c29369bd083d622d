"""Noise on a confidential number: a factor with no end on either side, drawn once and kept secret.

A grid, or noise between two bounds, has edges: whoever knows the rules knows that the number does not lie beyond them,
and some number lies at an edge. So the logarithm of the factor is normal. Its spread is the share of the p % rule
itself: three confidential numbers in ten are replaced by one that is further off, and nobody can see which.

References
----------
Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley: p % rule; multiplicative noise.
Kim, J. J. and Winkler, W. E. (2003), Multiplicative noise for masking continuous data, US Bureau of the Census.
"""

from __future__ import annotations

import math
from statistics import NormalDist

_FIGURES = 3
"""Significant figures of a number with noise; further ones would suggest that it is exact."""


def spread(share: float) -> float:
    """Standard deviation of the logarithm of the factor, for the p of the p % rule as a fraction.

    Examples
    --------
    >>> round(spread(0.1), 4)
    0.0953
    """
    return math.log1p(share)


def with_noise(number: float, standard_noise: float, share: float) -> float:
    """A number times its factor.

    Parameters
    ----------
    number : float
        The confidential number; 0 stays 0.
    standard_noise : float
        A draw from the standard normal distribution.
    share : float
        The p of the p % rule, as a fraction.

    Examples
    --------
    >>> with_noise(73219, 1.0, 0.1), with_noise(73219, -1.0, 0.1), with_noise(0, 1.0, 0.1)
    (80500.0, 66600.0, 0.0)
    """
    return float(f"{number * math.exp(spread(share) * standard_noise):.{_FIGURES}g}")


def covered_deviation(share: float, chance: float) -> float:
    """How far a number may lie above the one with noise, as a share of that: with this chance it lies no further.

    Parameters
    ----------
    share : float
        The p of the p % rule, as a fraction.
    chance : float
        Chance that it lies no further, above or below.

    Examples
    --------
    >>> round(covered_deviation(0.1, 0.99), 3)
    0.278
    """
    return math.expm1(spread(share) * NormalDist().inv_cdf((1 + chance) / 2))
