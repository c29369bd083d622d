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


class Ordered:
    """Draws in order within each replicate: sorted once for every figure that is read of them.

    Parameters
    ----------
    draws : ndarray
        The draws (draws,), replicates one after the other.
    replicates : int
        Number of replicates.
    """

    def __init__(self, draws: Array, replicates: int) -> None:
        self.parts: Array = np.sort(draws.reshape(replicates, -1), axis=1)

    def summary(self) -> Summary:
        """Mean, spread and percentiles.

        Notes
        -----
        Convention: the sum of squares of all draws is that within the replicates and that between their means.
        """
        count, size = self.parts.shape
        means = self.parts.mean(axis=1)
        centred = self.parts - means[:, None]
        within = np.einsum("ij,ij->i", centred, centred)
        mean = float(means.mean())
        squares = float(within.sum() + size * np.square(means - mean).sum())
        sd = float(np.sqrt(squares / (count * size - 1))) if count * size > 1 else 0.0
        percentiles = _at_levels(np.sort(self.parts, axis=None)[None, :])[0].tolist()
        spreads = np.sqrt(within / max(size - 1, 1))
        errors = _between(np.stack([means, spreads, *_at_levels(self.parts).T]))
        return Summary(
            Estimate(mean, errors[0]),
            Estimate(sd, errors[1] if size > 1 else None),
            tuple(map(Estimate, percentiles, errors[2:])),
        )

    def share_below(self, threshold: float) -> Estimate:
        """The share of the draws below a value."""
        return self._share([part.searchsorted(threshold, "left") for part in self.parts])

    def place_of(self, threshold: float) -> Estimate:
        """The place of a value among the draws: the share below it, ties counted half."""
        return self._share(
            [
                (part.searchsorted(threshold, "left") + part.searchsorted(threshold, "right")) / 2
                for part in self.parts
            ]
        )

    def _share(self, counts: npt.ArrayLike) -> Estimate:
        shares = np.asarray(counts, dtype=float) / self.parts.shape[1]
        return Estimate(float(shares.mean()), between(shares))


def summarise(draws: Array, replicates: int) -> Summary:
    """The summary of draws (draws,), replicates one after the other.

    Examples
    --------
    >>> made = summarise(np.array([1.0, 3.0, 2.0, 6.0, 5.0, 1.0, 0.0, 2.0]), 4)
    >>> made.mean.value, made.percentiles[1].value
    (2.5, 2.0)
    """
    return Ordered(draws, replicates).summary()


def share(holds: npt.NDArray[np.bool_], replicates: int) -> Estimate:
    """The share of draws (draws,) in which something holds: a probability."""
    return Estimate(float(holds.mean()), between(holds.reshape(replicates, -1).mean(axis=1)))


def between(figures: npt.ArrayLike) -> float:
    """Standard error of a figure from its values in the replicates; zero for a single replicate, which is certain."""
    return _between(np.asarray(figures, dtype=float)[None, :])[0]


def _between(figures: Array) -> list[float]:
    """Standard error of each row of figures (rows, replicates)."""
    count = figures.shape[1]
    errors: list[float] = (
        (figures.std(axis=1, ddof=1) / np.sqrt(count)).tolist() if count > 1 else [0.0] * len(figures)
    )
    return errors


def _at_levels(ordered: Array) -> Array:
    """Percentiles (rows, levels) of sorted rows, linear between the draws."""
    position = np.array(LEVELS) * (ordered.shape[1] - 1)
    low = np.floor(position).astype(int)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, low] + (ordered[:, high] - ordered[:, low]) * (position - low))
