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
        replicate_count, draws_per_replicate = self.parts.shape
        replicate_means = self.parts.mean(axis=1)
        draw_deviations = self.parts - replicate_means[:, None]
        squares_by_replicate = np.einsum("ij,ij->i", draw_deviations, draw_deviations)
        overall_mean = float(replicate_means.mean())
        sum_of_squares = float(
            squares_by_replicate.sum() + draws_per_replicate * np.square(replicate_means - overall_mean).sum()
        )
        overall_sd = (
            float(np.sqrt(sum_of_squares / (replicate_count * draws_per_replicate - 1)))
            if replicate_count * draws_per_replicate > 1
            else 0.0
        )
        percentile_list = _of_all(self.parts).tolist()
        sd_by_replicate = np.sqrt(squares_by_replicate / max(draws_per_replicate - 1, 1))
        standard_errors = _between(np.stack([replicate_means, sd_by_replicate, *_at_levels(self.parts).T]))
        return Summary(
            Estimate(overall_mean, standard_errors[0]),
            Estimate(overall_sd, standard_errors[1] if draws_per_replicate > 1 else None),
            tuple(map(Estimate, percentile_list, standard_errors[2:])),
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
        replicate_shares = np.asarray(counts, dtype=float) / self.parts.shape[1]
        return Estimate(float(replicate_shares.mean()), between(replicate_shares))


def summarise(draws: Array, replicates: int) -> Summary:
    """The summary of draws (draws,), replicates one after the other.

    Examples
    --------
    >>> made = summarise(np.array([1.0, 3.0, 2.0, 6.0, 5.0, 1.0, 0.0, 2.0]), 4)
    >>> made.mean.value, made.percentiles[1].value
    (2.5, 2.0)
    """
    return Ordered(draws, replicates).summary()


def share(holds: npt.NDArray[np.bool_] | Array, replicates: int) -> Estimate:
    """The share of draws (draws,) in which something holds: a probability. A draw may count for a part."""
    return Estimate(float(holds.mean()), between(holds.reshape(replicates, -1).mean(axis=1)))


def between(figures: npt.ArrayLike) -> float:
    """Standard error of a figure from its values in the replicates; zero for a single replicate, which is certain."""
    return _between(np.asarray(figures, dtype=float)[None, :])[0]


def _between(figures: Array) -> list[float]:
    """Standard error of each row of figures (rows, replicates)."""
    replicate_count = figures.shape[1]
    standard_errors: list[float] = (
        (figures.std(axis=1, ddof=1) / np.sqrt(replicate_count)).tolist()
        if replicate_count > 1
        else [0.0] * len(figures)
    )
    return standard_errors


def _at_levels(ordered: Array) -> Array:
    """Percentiles (rows, levels) of sorted rows, linear between the draws."""
    lower_rank, upper_rank, share_above = _ranks(ordered.shape[1])
    return np.asarray(
        ordered[:, lower_rank] + (ordered[:, upper_rank] - ordered[:, lower_rank]) * share_above
    )


def _of_all(parts: Array) -> Array:
    """Percentiles (levels,) of sorted rows taken together.

    Notes
    -----
    The draw of rank k lies between the least and the largest of the draws of rank k / rows within the rows: only the
    columns that have something between these are put in order.
    """
    row_count = parts.shape[0]
    lower_rank, upper_rank, share_above = _ranks(parts.size)
    least_by_column, largest_by_column = parts.min(axis=0), parts.max(axis=0)
    numbers_at_lower_rank, numbers_at_upper_rank = np.empty(len(LEVELS)), np.empty(len(LEVELS))
    for level_index, (rank_below, rank_above) in enumerate(
        zip(lower_rank.tolist(), upper_rank.tolist(), strict=True)
    ):
        first_column = int(largest_by_column.searchsorted(least_by_column[rank_below // row_count], "left"))
        end_column = int(least_by_column.searchsorted(largest_by_column[rank_above // row_count], "right"))
        ordered_numbers = np.sort(parts[:, first_column:end_column], axis=None)
        numbers_at_lower_rank[level_index], numbers_at_upper_rank[level_index] = ordered_numbers[
            [rank_below - row_count * first_column, rank_above - row_count * first_column]
        ]
    return np.asarray(numbers_at_lower_rank + (numbers_at_upper_rank - numbers_at_lower_rank) * share_above)


def _ranks(count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Array]:
    """The ranks below and above each level among so many draws, and how far the level lies between them."""
    rank_position = np.array(LEVELS) * (count - 1)
    lower_rank = np.floor(rank_position).astype(np.intp)
    return lower_rank, np.minimum(lower_rank + 1, count - 1), rank_position - lower_rank
