"""What draws say, and how sure that is: mean, spread and percentiles, each with its Monte Carlo error.

The draws come as independent replicates one after the other; the error of a figure is the spread of that figure
between the replicates over the square root of their number. That holds for a percentile and a probability as for a
mean, and for draws that are more even than chance, for which the textbook formulas are far too large.

References
----------
L'Ecuyer, P. (2018), "Randomized quasi-Monte Carlo: an introduction for practitioners", sect. 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Estimate:
    """A figure over all draws, with its Monte Carlo standard error; None where that is not known."""

    value: float
    error: float | None


@dataclass(frozen=True)
class Summary:
    """Mean, standard deviation and percentiles (those of ``LEVELS``) of draws."""

    mean: Estimate
    sd: Estimate
    percentiles: tuple[Estimate, ...]


def summarise(draws: Array, replicates: int) -> Summary:
    """The summary of draws (draws,), replicates one after the other.

    Examples
    --------
    >>> made = summarise(np.array([1.0, 3.0, 2.0, 6.0, 5.0, 1.0, 0.0, 2.0]), 4)
    >>> made.mean.value, made.percentiles[1].value
    (2.5, 2.0)
    """
    per_replicate = np.sort(draws.reshape(replicates, -1), axis=1)
    per_part = _at_levels(per_replicate)
    percentiles = _at_levels(np.sort(draws)[None, :])[0]
    sd = float(draws.std(ddof=1)) if draws.size > 1 else 0.0
    has_spread = per_replicate.shape[1] > 1
    return Summary(
        Estimate(float(draws.mean()), between(per_replicate.mean(axis=1))),
        Estimate(sd, between(per_replicate.std(axis=1, ddof=1)) if has_spread else None),
        tuple(
            Estimate(float(percentile), between(column))
            for percentile, column in zip(percentiles, per_part.T, strict=True)
        ),
    )


def share(holds: npt.NDArray[np.bool_], replicates: int) -> Estimate:
    """The share of draws (draws,) in which something holds: a probability."""
    return Estimate(float(holds.mean()), between(holds.reshape(replicates, -1).mean(axis=1)))


def below(draws: Array, threshold: float, *, replicates: int) -> Estimate:
    """The place of a value among the draws: the share below it, ties counted half."""
    rank_score = (draws < threshold) + 0.5 * (draws == threshold)
    return Estimate(float(rank_score.mean()), between(rank_score.reshape(replicates, -1).mean(axis=1)))


def between(figures: npt.ArrayLike) -> float:
    """Standard error of a figure from its values in the replicates; zero for a single replicate, which is certain."""
    estimates = np.asarray(figures, dtype=float)
    return float(estimates.std(ddof=1) / np.sqrt(estimates.size)) if estimates.size > 1 else 0.0


def _at_levels(ordered: Array) -> Array:
    """Percentiles (rows, levels) of sorted rows, linear between the draws."""
    position = np.array(LEVELS) * (ordered.shape[1] - 1)
    low = np.floor(position).astype(int)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, low] + (ordered[:, high] - ordered[:, low]) * (position - low))
