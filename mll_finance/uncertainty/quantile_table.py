"""Quantiles of a slow distribution from a table: a fifth-degree polynomial in each part of the probability axis.

The inverse of the incomplete beta function takes more than a microsecond a number; the polynomials take some twenty
nanoseconds. The parts are sixteenths of each power of two of the probability, counted from both ends, so they are as
fine as the distribution needs where a tail begins. Each polynomial has the value, the slope and the curvature of the
quantile at both its ends. How far it is off is calculated, not assumed: in the middle of each part, where a polynomial
of that kind is furthest off, the distribution function says to which probability the value really belongs. Where the
error is too large (shapes far below 1) there is no table and the function itself is used.

References
----------
Leydold, J., Hormann, W. (2011), "Generating generalized inverse Gaussian random variates by fast inversion",
Computational Statistics and Data Analysis 55: 213-217 (numerical inversion with an error that is monitored).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]

ALLOWED_ERROR = 5e-10
"""Largest error of a table, relative to the width of a beta or the standard deviation of a gamma."""
_SMALLEST = -34
"""Power of two of the smallest tail probability in the table: draws are no smaller than 2^-33."""
_BITS = 4
_PARTS = (-1 - _SMALLEST) * 2**_BITS
_KEPT = np.int64(2 ** (52 - _BITS) - 1)
_ONE = np.float64(1.0).view(np.int64)
_ORIGIN = np.float64(2.0**_SMALLEST).view(np.int64) >> (52 - _BITS)
_BELOW_HALF = np.nextafter(0.5, 0.0)


@dataclass(frozen=True)
class Tail:
    """One half of a distribution as its tail probability sees it.

    Parameters
    ----------
    quantile, probability : callable
        Value at a tail probability, and back.
    density, slope : callable
        Density at a value, and the derivative of its logarithm.
    sign : float
        +1 where the value rises with the tail probability, -1 where it falls.
    """

    quantile: Callable[[Array], Array]
    probability: Callable[[Array], Array]
    density: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    sign: float


@dataclass(frozen=True)
class QuantileTable:
    """Coefficients (6, 2 x parts), lower half first, with the largest error found."""

    coefficients: Array
    error: float

    def ppf(self, u: Array, exact: Callable[[Array], Array]) -> Array:
        """Quantiles at ``u``; beyond the table, at tails below 2^-34, from ``exact``."""
        tail_probability = np.minimum(u, 1.0 - u)
        np.minimum(tail_probability, _BELOW_HALF, out=tail_probability)
        probability_bits = tail_probability.view(np.int64)
        interval_index = probability_bits >> (52 - _BITS)
        interval_index -= _ORIGIN
        is_any_below = interval_index.min(initial=0) < 0
        if is_any_below:
            is_below_table = interval_index < 0
            interval_index[is_below_table] = 0
        interval_index += np.where(u > 0.5, _PARTS, 0)
        step_in_interval = ((probability_bits & _KEPT) | _ONE).view(np.float64)
        step_in_interval -= 1.0
        quantiles = self.coefficients[5].take(interval_index)
        for power in (4, 3, 2, 1, 0):
            quantiles *= step_in_interval
            quantiles += self.coefficients[power].take(interval_index)
        if is_any_below:
            quantiles[is_below_table] = exact(u[is_below_table])
        return np.asarray(quantiles)


@lru_cache(maxsize=512)
def beta_table(first: float, second: float) -> QuantileTable | None:
    """Table of the beta distribution on 0 to 1; None where it would be off by more than 5e-10.

    Examples
    --------
    >>> table = beta_table(1.0, 1.0)
    >>> table.error < 1e-14
    True
    """
    lower_coefficients, lower_error = _half(_beta_tail(first, second))
    upper_coefficients, upper_error = _half(_beta_tail(second, first))
    upper_coefficients = -upper_coefficients
    upper_coefficients[0] += 1.0
    return _table(lower_coefficients, upper_coefficients, max(lower_error, upper_error))


@lru_cache(maxsize=512)
def gamma_table(shape: float) -> QuantileTable | None:
    """Table of the gamma distribution with scale 1; None where it would be off by more than 5e-10 sd."""
    log_normaliser = special.gammaln(shape)

    def density(x: Array) -> Array:
        return np.asarray(np.exp((shape - 1.0) * np.log(x) - x - log_normaliser))

    def slope(x: Array) -> Array:
        return (shape - 1.0) / x - 1.0

    lower_coefficients, lower_error = _half(
        Tail(
            lambda v: special.gammaincinv(shape, v), lambda x: special.gammainc(shape, x), density, slope, 1.0
        )
    )
    upper_coefficients, upper_error = _half(
        Tail(
            lambda v: special.gammainccinv(shape, v),
            lambda x: special.gammaincc(shape, x),
            density,
            slope,
            -1.0,
        )
    )
    return _table(lower_coefficients, upper_coefficients, max(lower_error, upper_error) / np.sqrt(shape))


def _beta_tail(first: float, second: float) -> Tail:
    log_normaliser = special.betaln(first, second)

    def density(x: Array) -> Array:
        return np.asarray(np.exp((first - 1.0) * np.log(x) + (second - 1.0) * np.log1p(-x) - log_normaliser))

    def slope(x: Array) -> Array:
        return (first - 1.0) / x - (second - 1.0) / (1.0 - x)

    return Tail(
        lambda v: special.betaincinv(first, second, v),
        lambda x: special.betainc(first, second, x),
        density,
        slope,
        1.0,
    )


def _table(lower: Array, upper: Array, error: float) -> QuantileTable | None:
    coefficients = np.concatenate([lower, upper], axis=1)
    if not np.isfinite(coefficients).all() or not error <= ALLOWED_ERROR:
        return None
    return QuantileTable(coefficients, float(error))


def _half(tail: Tail) -> tuple[Array, float]:
    """Coefficients (6, parts) in the part of a power of two that is gone by, and the largest error."""
    powers_of_two = 2.0 ** np.arange(_SMALLEST, -1)
    knot_probabilities = np.append(
        (powers_of_two[:, None] * (1.0 + np.arange(2**_BITS) / 2**_BITS)).ravel(), 0.5
    )
    with np.errstate(all="ignore"):
        knot_quantiles = tail.quantile(knot_probabilities)
        knot_density = tail.density(knot_quantiles)
        first_derivative = tail.sign / knot_density
        second_derivative = -tail.slope(knot_quantiles) / knot_density**2
        knot_widths = np.diff(knot_probabilities)
        start_quantile, end_quantile = knot_quantiles[:-1], knot_quantiles[1:]
        end_slopes = first_derivative[:-1] * knot_widths, first_derivative[1:] * knot_widths
        end_bends = second_derivative[:-1] * knot_widths**2, second_derivative[1:] * knot_widths**2
        quantile_rise = end_quantile - start_quantile
        coefficient_rows = [
            start_quantile,
            end_slopes[0],
            end_bends[0] / 2,
            10 * quantile_rise
            - 6 * end_slopes[0]
            - 4 * end_slopes[1]
            - 1.5 * end_bends[0]
            + 0.5 * end_bends[1],
            -15 * quantile_rise + 8 * end_slopes[0] + 7 * end_slopes[1] + 1.5 * end_bends[0] - end_bends[1],
            6 * quantile_rise
            - 3 * end_slopes[0]
            - 3 * end_slopes[1]
            - 0.5 * end_bends[0]
            + 0.5 * end_bends[1],
        ]
        value_at_middle = sum(coefficient * 0.5**power for power, coefficient in enumerate(coefficient_rows))
        quantile_deviation = (
            tail.probability(value_at_middle) - (knot_probabilities[:-1] + knot_widths / 2)
        ) / tail.density(value_at_middle)
    # The step within a part is 0 to 2^-bits of a power of two.
    coefficients = np.array(
        [coefficient * 2.0 ** (_BITS * power) for power, coefficient in enumerate(coefficient_rows)]
    )
    largest_deviation = float(np.abs(quantile_deviation).max())
    return coefficients, largest_deviation if np.isfinite(largest_deviation) else np.inf
