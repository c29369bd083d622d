"""What came of an amount against what was expected: by price, by volume, and by the year in which it falls.

References
----------
Horngren, C.T., Datar, S.M. and Rajan, M.V. (2015), Cost Accounting: A Managerial Emphasis, 15th ed., Pearson, ch. 7
(price variance on the actual quantity, efficiency variance at the budgeted price).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Variances:
    """Parts (years,) of a difference; they add up to it. EUR, or the unit of the amounts."""

    price: Array
    volume: Array
    timing: Array
    other: Array
    """What no count and no price tells apart."""

    @property
    def total(self) -> Array:
        """The whole difference (years,)."""
        return self.price + self.volume + self.timing + self.other


def variances(
    actual: Array, *, expected: Array, at_volume: Array, at_price: Array, known: tuple[Truths, Truths]
) -> Variances:
    """The difference between what an amount was and what was expected, by cause.

    Parameters
    ----------
    actual : ndarray
        What it was (years,).
    expected : ndarray
        What was expected (years,).
    at_volume : ndarray
        The same with the volumes that were counted, at the expected price (years,).
    at_price : ndarray
        The same with the prices that were paid as well (years,).
    known : tuple of ndarray
        Whether (years,) a volume of it is counted, and whether a price of it is known.

    Notes
    -----
    Convention: the volume variance is at the expected price, the price variance on the actual volume. What is then
    left belongs to the price where the volume alone is known, and to the volume where the price alone is. Of volume
    and of what nobody can tell apart, what a later year makes up for is timing: it adds up to zero over the years.

    References
    ----------
    Horngren, Datar and Rajan (2015), Cost Accounting, 15th ed., ch. 7.

    Examples
    --------
    Expected 100 hours at 50 in each of two years; 80 at 55, then 120 at 50: 20 hours came a year later.

    >>> parts = variances(
    ...     np.array([4400.0, 6000.0]), expected=np.full(2, 5000.0), at_volume=np.array([4000.0, 6000.0]),
    ...     at_price=np.array([4400.0, 6000.0]), known=(np.full(2, True), np.full(2, True)))
    >>> parts.price.tolist(), parts.volume.tolist(), parts.timing.tolist(), parts.other.tolist()
    ([400.0, 0.0], [0.0, 0.0], [-1000.0, 1000.0], [0.0, 0.0])
    """
    is_counted, is_priced = known
    volume_difference, price_difference, rest_difference = (
        at_volume - expected,
        at_price - at_volume,
        actual - at_price,
    )
    price_difference = price_difference + np.where(is_counted & ~is_priced, rest_difference, 0.0)
    volume_difference = volume_difference + np.where(is_priced & ~is_counted, rest_difference, 0.0)
    remaining_difference = np.where(is_counted == is_priced, rest_difference, 0.0)
    made_up_volume, made_up_other = made_up_for(volume_difference), made_up_for(remaining_difference)
    return Variances(
        price_difference,
        volume_difference - made_up_volume,
        made_up_volume + made_up_other,
        remaining_difference - made_up_other,
    )


def made_up_for(differences: Array) -> Array:
    """The part (years,) of each difference that a difference of the other sign in another year makes up for.

    Parameters
    ----------
    differences : ndarray
        What came of an amount less what was expected (years,).

    Notes
    -----
    Convention: a difference first makes up for the earliest that is still open.

    References
    ----------
    Horngren, Datar and Rajan (2015), Cost Accounting, 15th ed., ch. 7 (a variance of a year is no saving where the next
    one pays for it).

    Examples
    --------
    >>> made_up_for(np.array([-40.0, 10.0, 50.0])).tolist()
    [-40.0, 10.0, 30.0]
    """
    made_up_part, differences_left = np.zeros(len(differences)), np.array(differences, dtype=float)
    for year_index in range(len(differences)):
        for earlier_year in range(year_index):
            if differences_left[year_index] * differences_left[earlier_year] < 0:
                made_up_amount = min(abs(differences_left[year_index]), abs(differences_left[earlier_year]))
                for pair_year in (earlier_year, year_index):
                    signed_amount = float(np.copysign(made_up_amount, differences_left[pair_year]))
                    made_up_part[pair_year] += signed_amount
                    differences_left[pair_year] -= signed_amount
    return made_up_part
