"""Weighted sums over the years of a line, without the euros of each year.

A criterion that is linear in the flows, such as the NPV, needs of a line only ``sum(w_t euros_t)``: with discount
factors as weights its present value. Where a line is one amount a year times what depends on the year alone (its years,
ramp-up, deflator, a certain growth), that sum is one number times the amount. Uncertain growth is a polynomial in
1 + growth, taken by Horner's rule, so that no power is calculated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.numbers import CPI
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.values import Values

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """What a line does over the years apart from its amount and growth.

    Parameters
    ----------
    weights : ndarray
        One row for each sum that is asked for (sums, years), on the amount of each year before growth: the years in
        which the line runs, its ramp-up, its delay and its deflator are in them.
    first : int
        Power of 1 + growth in year 0: the years from the price level of the case to its base year.
    adjusted : bool
        Whether the line's adjustment for optimism counts.
    """

    weights: Array
    first: int
    adjusted: bool

    def sums(self, euros: Array, values: Values) -> list[Array]:
        """The sums, each (draws,), for amounts that broadcast to (years, draws) and the values of the line."""
        if self.adjusted:
            euros = euros * (1.0 + values.adjustment)
        weights, growth = self.weights, values.growth if "growth" in values else None
        if growth is None:
            return [_weighted(row, euros) for row in weights]
        base = 1.0 + growth
        if base.shape[1] == 1:
            powers = base ** (self.first + np.arange(weights.shape[1], dtype=float))[:, None]
            return [_weighted(row * powers[:, 0], euros) for row in weights]
        if base.shape[0] > 1:
            grown = euros * base ** (self.first + np.arange(weights.shape[1], dtype=float))[:, None]
            return [_weighted(row, grown) for row in weights]
        return [_polynomial(row, euros, base[0], self.first) for row in weights]


def profile(case: Case, line: Line, weights: Array) -> Profile:
    """The profile of a line under weights (sums, years) on the euros of each year."""
    span, settings = case.years, case.settings
    count = len(span)
    shape = np.array(weights, dtype=float)
    if line.basis == "nominal":
        shape = shape / np.array([case.prices.to_nominal(line.index or CPI, year) for year in span])
    if line.delay and settings.adjusted:
        late = min(line.delay, count)
        shape = np.concatenate([shape[:, late:], np.zeros((shape.shape[0], late))], axis=1)
    active = list(span) if line.years is None else line.years.active(span)
    shape = np.where(np.isin(np.array(span), active), shape, 0.0)
    if line.ramp_up is not None:
        steps = np.array(span) - active[0] + 1.0
        shape = shape * np.clip(steps / line.ramp_up, 0.0, 1.0)
    first = settings.base_year - case.prices.level_year
    return Profile(shape, first, line.adjustment is not None and settings.adjusted)


def weighted_sums(weights: Array, euros: Array) -> list[Array]:
    """The sums over the years, each (draws,), of weights (sums, years) times euros (years, draws)."""
    return [_weighted(row, euros) for row in weights]


def _weighted(row: Array, euros: Array) -> Array:
    """Sum over the years of weight times euros (draws,), year by year so that no draw depends on its neighbours."""
    if euros.shape[0] == 1:
        return np.asarray(row.sum() * euros[0])
    used = np.flatnonzero(row)
    if used.size == 0:
        return np.zeros(euros.shape[1])
    total = row[used[0]] * euros[used[0]]
    part = np.empty_like(total)
    for year in used[1:]:
        np.multiply(euros[year], row[year], out=part)
        total += part
    return np.asarray(total)


def _polynomial(row: Array, euros: Array, base: Array, first: int) -> Array:
    """Sum over t of row_t euros_t base^(first + t), by Horner's rule."""
    used = np.flatnonzero(row)
    if used.size == 0:
        return np.zeros(max(euros.shape[1], base.size))
    low, high = int(used[0]), int(used[-1])
    flat = euros.shape[0] == 1
    total = np.full(base.size, row[high]) if flat else row[high] * euros[high] + np.zeros(base.size)
    part: Any = np.empty(base.size)
    for year in range(high - 1, low - 1, -1):
        total *= base
        if row[year] != 0.0:
            total += row[year] if flat else np.multiply(euros[year], row[year], out=part)
    total *= whole_power(base, first + low)
    return np.asarray(total * euros[0] if flat else total)


def whole_power(base: Array, power: int) -> Array:
    """``base ** power`` for a whole power, by repeated multiplication.

    Examples
    --------
    >>> whole_power(np.array([2.0, 0.5]), 3).tolist(), whole_power(np.array([2.0]), -2).tolist()
    ([8.0, 0.125], [0.25])
    """
    made, factor, left = np.ones_like(base), base, abs(power)
    while left:
        if left & 1:
            made = made * factor
        factor = factor * factor if left > 1 else factor
        left >>= 1
    return 1.0 / made if power < 0 else made
