"""Whether ranges that were given beforehand held what came of them as often as they should.

References
----------
Gneiting, T., Balabdaoui, F. and Raftery, A.E. (2007), "Probabilistic forecasts, calibration and sharpness", Journal of
the Royal Statistical Society B 69: 243-268. Clopper, C. and Pearson, E.S. (1934), Biometrika 26: 404-413.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Calibration:
    """How many of some numbers fell within their range, and how many should."""

    count: int
    inside: int
    expected: float
    """How many should be inside on average."""
    low: int
    high: int
    """Between these lies the number inside, where the ranges are right, with the sureness that was asked for."""

    @property
    def fits(self) -> bool:
        """Whether the number inside is one that right ranges give."""
        return self.low <= self.inside <= self.high


def calibration(inside: int, count: int, *, share: float, sureness: float) -> Calibration:
    """How many of some numbers should fall within their range.

    Parameters
    ----------
    inside : int
        Numbers within their range.
    count : int
        All numbers.
    share : float
        Share (0 to 1) of the outcomes that a right range holds.
    sureness : float
        Chance (0 to 1) that the count lies between the ends at the least.

    Notes
    -----
    Convention: each number falls inside or not independently of the others (binomial); half of what is left of the
    sureness lies beyond each end at the most.

    Examples
    --------
    >>> calibration(12, 20, share=0.9, sureness=0.95)
    Calibration(count=20, inside=12, expected=18.0, low=15, high=20)
    """
    from scipy.stats import binom  # takes longer to import than all that most commands calculate

    share_of_each_tail = (1.0 - sureness) / 2.0
    if count == 0:
        return Calibration(0, 0, 0.0, 0, 0)
    lower_count_bound, upper_count_bound = binom.ppf(
        [share_of_each_tail, 1.0 - share_of_each_tail], count, share
    )
    return Calibration(count, inside, count * share, int(lower_count_bound), int(upper_count_bound))
