"""The border of one number on which a gate may decide: from where on going on is worth more than stopping.

References
----------
Wald, A. (1947), Sequential Analysis, Wiley (a border on what is observed as the rule to stop).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Boundary:
    """A border on one number at a gate.

    Parameters
    ----------
    at : float
        Where it lies, in the unit of the number: half-way between the last draw that stops and the first that does not.
    goes_on_above : bool
        Whether one goes on above it and stops below it, or the other way round.
    kept : float
        Share (0 to 1) of what the gate is worth by all that is known there that the border on this number alone keeps.
    """

    at: float
    goes_on_above: bool
    kept: float


def boundary(number: Array, gains: Array) -> Boundary | None:
    """The border on a number by which stopping is best decided; None where one border changes nothing.

    Parameters
    ----------
    number : ndarray
        Draws of the number (draws,).
    gains : ndarray
        What going on brings above stopping (draws,), given all that is known.

    Notes
    -----
    Convention: of all borders, upward and downward, that which loses least against deciding draw by draw. A border of
    which nothing lies on one side is none.

    Examples
    --------
    >>> boundary(np.array([4.0, 1.0, 2.0, 3.0]), np.array([50.0, -30.0, -10.0, 20.0]))
    Boundary(at=2.5, goes_on_above=True, kept=1.0)
    """
    different_numbers, number_indices = np.unique(number, return_inverse=True)
    if different_numbers.size < 2:
        return None
    gain_of_number = np.bincount(number_indices, weights=gains)
    gain_below = np.cumsum(gain_of_number)[:-1]
    gain_above = gain_of_number.sum() - gain_below
    gain_without = max(float(gain_of_number.sum()), 0.0)
    largest_gain = float(np.maximum(gains, 0.0).sum()) - gain_without
    index_for_above, index_for_below = int(np.argmax(gain_above)), int(np.argmax(gain_below))
    is_upward = bool(gain_above[index_for_above] >= gain_below[index_for_below])
    border_index = index_for_above if is_upward else index_for_below
    saved_gain = float(gain_above[border_index] if is_upward else gain_below[border_index]) - gain_without
    # Less than rounding of the largest sum is nothing.
    if saved_gain <= 1e-12 * float(np.abs(gains).sum()):
        return None
    border_number = (different_numbers[border_index] + different_numbers[border_index + 1]) / 2
    return Boundary(float(border_number), is_upward, min(saved_gain / largest_gain, 1.0))
