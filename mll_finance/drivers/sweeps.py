"""The result over a whole span of values: of inputs (spider, grid), of the discount rate, of the horizon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.points import Input, npv_at, npv_moved
from mll_finance.engine.criteria import internal_rates
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.reference_data.thresholds import threshold

Array = npt.NDArray[np.float64]
RATES = (threshold("rate_lowest"), threshold("rate_highest"))
"""Lowest and highest flat discount rate of a profile (a year)."""
RATE_STEPS = 21
"""Rates of a profile: half a percent point apart."""


@dataclass(frozen=True)
class Spider:
    """NPV (inputs, percentiles) of an alternative as each input moves through its distribution."""

    inputs: tuple[Input, ...]
    percentiles: Array
    npv: Array


@dataclass(frozen=True)
class Grid:
    """NPV (second, first) of an alternative over two inputs together."""

    first: Input
    second: Input
    first_values: Array
    second_values: Array
    npv: Array

    @property
    def not_negative(self) -> float:
        """Share of the points at which the NPV is not below zero."""
        return float((self.npv >= 0).mean())


@dataclass(frozen=True)
class RateProfile:
    """NPV (alternatives, rates) at flat discount rates, with the internal rates of return of each alternative."""

    rates: Array
    npv: Array
    roots: tuple[tuple[float, ...], ...]


def spider(
    study: Study, alternative: str, varied: Sequence[Input], *, steps: int = 9, perspective: str = SOCIETY
) -> Spider:
    """Each input from its 5th to its 95th percentile, the others central."""
    lowest = threshold("spider_percentile")
    shares = np.linspace(lowest, 1 - lowest, steps)
    values = np.array([moved.quantiles(list(shares)) for moved in varied]).reshape(len(varied), steps)
    npv = npv_moved(study, varied, values, perspective=perspective, alternatives=[alternative])[0]
    return Spider(tuple(varied), shares, npv)


def grid(
    study: Study, alternative: str, pair: tuple[Input, Input], *, steps: int = 25, perspective: str = SOCIETY
) -> Grid:
    """Two inputs over their spans together: between the 1st and 99th percentile, or half to twice a certain one."""
    first, second = (_span(moved, steps) for moved in pair)
    across, along = np.meshgrid(first, second)
    points = {pair[0].path: across.ravel(), pair[1].path: along.ravel()}
    npv = npv_at(study, points, perspective, [alternative])[0]
    return Grid(pair[0], pair[1], first, second, npv.reshape(across.shape))


def _span(moved: Input, steps: int) -> Array:
    if moved.distribution is not None:
        tail = threshold("grid_percentile")
        low, high = moved.quantiles([tail, 1 - tail])
    else:
        ends = np.array([threshold("grid_least"), threshold("grid_most")])
        low, high = np.sort(moved.between(ends * moved.central))
    return np.linspace(low, high, steps)


def rate_profile(study: Study, rates: Array | None = None, *, perspective: str = SOCIETY) -> RateProfile:
    """NPV of every alternative at flat rates, from the central net flows; over the usual range without rates.

    Notes
    -----
    Convention: the flows are at the price level of the case and so the rates are real, whatever the perspective. A zero
    of the profile is an internal rate of return.
    """
    rates = np.linspace(*RATES, RATE_STEPS) if rates is None else rates
    rows, roots = [], []
    for alternative in study.case.projects:
        flow = study.stream(perspective, alternative)
        factors = (1.0 + rates[:, None]) ** -flow.moments[None, :]
        rows.append(factors @ flow.real_at_moments[:, 0])
        roots.append(tuple(internal_rates(flow).rates))
    return RateProfile(rates, np.array(rows), tuple(roots))


def horizon_profile(study: Study, *, perspective: str = SOCIETY) -> Array:
    """NPV (alternatives, years) if nothing counted after each year: the running total of the central present values."""
    return np.array([study.stream(perspective, project).cumulative[:, 0] for project in study.case.projects])
