"""Quantiles of draws, several at once: sorted once, which is faster than a search for each of them.

References
----------
Hyndman, R.J. and Fan, Y. (1996), "Sample quantiles in statistical packages", The American Statistician 50: 361-365
(type 7, linear between the draws).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def quantiles(draws: Array, shares: npt.ArrayLike) -> Array:
    """Quantiles of draws, those that ``numpy.quantile`` gives, to the last bit.

    Parameters
    ----------
    draws : ndarray
        Draws (..., draws).
    shares : array_like
        The share of the draws below each quantile (quantiles,), between 0 and 1.

    Returns
    -------
    ndarray
        Shape (quantiles, ...), in the unit of the draws.

    Examples
    --------
    >>> quantiles(np.array([4.0, 1.0, 3.0, 2.0]), [0.1, 0.5]).tolist()
    [1.3, 2.5]
    """
    return quantiles_in_order(np.sort(draws, axis=-1), shares)


def quantiles_in_order(ordered: Array, shares: npt.ArrayLike) -> Array:
    """The same of draws that rise already (..., draws)."""
    rank_positions = np.asarray(shares, dtype=float) * (ordered.shape[-1] - 1)
    ranks_below = np.floor(rank_positions).astype(np.intp)
    ranks_above = np.minimum(ranks_below + 1, ordered.shape[-1] - 1)
    numbers_below, numbers_above = (
        np.moveaxis(ordered[..., ranks], -1, 0) for ranks in (ranks_below, ranks_above)
    )
    parts_of_step = (rank_positions - ranks_below).reshape(-1, *[1] * (ordered.ndim - 1))
    rank_steps = numbers_above - numbers_below
    # From half-way on from above, as numpy does: the quantile then never passes the draw above it.
    from_above = numbers_above - rank_steps * (1 - parts_of_step)
    return np.asarray(np.where(parts_of_step >= 0.5, from_above, numbers_below + rank_steps * parts_of_step))
