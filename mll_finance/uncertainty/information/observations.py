"""What a pilot may observe, and how likely each finding is given the number that it informs.

References
----------
Raiffa, H. and Schlaifer, R. (1961), Applied Statistical Decision Theory, Harvard, ch. 7 to 10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]
POINTS = 400
"""Findings that are told apart at most; where more are possible, neighbours are taken together."""
_WIDTH = 8.0
"""Standard deviations beyond the draws of the informed number where the findings end."""


@dataclass(frozen=True)
class Observation:
    """One kind of data.

    Parameters
    ----------
    below : callable
        ``below(findings, numbers, size, sd)``: chance of a finding at or below each of ``findings`` (findings, 1),
        given the informed numbers (numbers,), for a pilot of ``size`` cases; shape (findings, numbers).
    spread : callable
        ``spread(numbers, size, sd)``: mean and standard deviation (numbers,) of the finding.
    drawn : callable
        ``drawn(chances, numbers, size, sd)``: the finding (draws,) below which a chance (draws,) of all findings lies.
    is_count : bool
        Whether a finding is a whole number from zero.
    highest : float
        The largest number that can be informed so: one for a share.
    lowest : float
        The smallest.
    """

    below: Callable[[Array, Array, float, float], Array]
    spread: Callable[[Array, float, float], tuple[Array, Array]]
    drawn: Callable[[Array, Array, float, float], Array]
    is_count: bool
    lowest: float
    highest: float

    def starts(self, numbers: Array, size: float, sd: float) -> Array:
        """The lowest finding (findings,) of each group of :meth:`chances`; of measurements the first has no end."""
        interval_ends = self._ends(numbers, size, sd)
        return (
            np.concatenate([[0.0], interval_ends + 1.0])
            if self.is_count
            else np.concatenate([[-np.inf], interval_ends])
        )

    def chances(self, numbers: Array, size: float, sd: float) -> Array:
        """Chance (findings, numbers) of each finding, or of each group of neighbours, given the informed number."""
        chances_below = self.below(self._ends(numbers, size, sd)[:, None], numbers, size, sd)
        chance_edges = np.concatenate(
            [np.zeros((1, numbers.size)), chances_below, np.ones((1, numbers.size))], axis=0
        )
        return np.asarray(np.maximum(np.diff(chance_edges, axis=0), 0.0))

    def _ends(self, numbers: Array, size: float, sd: float) -> Array:
        """Where each group of findings ends, the last group apart."""
        finding_mean, finding_sd = self.spread(numbers, size, sd)
        first_end, last_end = (
            (finding_mean - _WIDTH * finding_sd).min(),
            (finding_mean + _WIDTH * finding_sd).max(),
        )
        if not self.is_count:
            return np.linspace(first_end, last_end, POINTS)
        whole_number_ends = np.unique(np.round(np.linspace(max(first_end, -1.0), max(last_end, 0.0), POINTS)))
        return np.asarray(whole_number_ends[whole_number_ends >= 0.0])


def _binomial_below(findings: Array, numbers: Array, size: float, sd: float) -> Array:
    finding_counts = np.minimum(findings, size - 1.0)
    return np.where(
        findings >= size, 1.0, special.betainc(size - finding_counts, finding_counts + 1.0, 1.0 - numbers)
    )


def _binomial_drawn(chances: Array, numbers: Array, size: float, sd: float) -> Array:
    from scipy.stats import binom  # takes longer to import than all that most commands calculate

    return np.asarray(binom.ppf(chances, size, numbers))


def _normal_below(findings: Array, numbers: Array, size: float, sd: float) -> Array:
    return np.asarray(special.ndtr((findings - numbers) / (sd / np.sqrt(size))))


def _count_below(findings: Array, numbers: Array, size: float, sd: float) -> Array:
    return np.asarray(special.gammaincc(findings + 1.0, size * numbers))


def _count_drawn(chances: Array, numbers: Array, size: float, sd: float) -> Array:
    from scipy.stats import poisson  # as above

    return np.asarray(poisson.ppf(chances, size * numbers))


OBSERVATIONS = {
    "binomial": Observation(
        _binomial_below,
        lambda numbers, size, sd: (size * numbers, np.sqrt(size * numbers * (1.0 - numbers))),
        _binomial_drawn,
        True,
        0.0,
        1.0,
    ),
    "normal": Observation(
        _normal_below,
        lambda numbers, size, sd: (numbers, np.full(numbers.shape, sd / np.sqrt(size))),
        lambda chances, numbers, size, sd: np.asarray(numbers + special.ndtri(chances) * sd / np.sqrt(size)),
        False,
        -np.inf,
        np.inf,
    ),
    "count": Observation(
        _count_below,
        lambda numbers, size, sd: (size * numbers, np.sqrt(size * numbers)),
        _count_drawn,
        True,
        0.0,
        np.inf,
    ),
}
"""Kinds of data by name: how many of ``size`` cases, the mean of ``size`` measurements, events in ``size`` cases."""
