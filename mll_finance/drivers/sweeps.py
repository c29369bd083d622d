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
    lowest_percentile = threshold("spider_percentile")
    share_by_step = np.linspace(lowest_percentile, 1 - lowest_percentile, steps)
    value_by_step = np.array([moved.quantiles(list(share_by_step)) for moved in varied]).reshape(
        len(varied), steps
    )
    npv_by_step = npv_moved(
        study, varied, value_by_step, perspective=perspective, alternatives=[alternative]
    )[0]
    return Spider(tuple(varied), share_by_step, npv_by_step)


def grid(
    study: Study, alternative: str, pair: tuple[Input, Input], *, steps: int = 25, perspective: str = SOCIETY
) -> Grid:
    """Two inputs over their spans together: between the 1st and 99th percentile, or half to twice a certain one."""
    first_scan_values, second_scan_values = (_span(moved, steps) for moved in pair)
    first_mesh, second_mesh = np.meshgrid(first_scan_values, second_scan_values)
    mesh_by_path = {pair[0].path: first_mesh.ravel(), pair[1].path: second_mesh.ravel()}
    npv_by_mesh_point = npv_at(study, mesh_by_path, perspective, [alternative])[0]
    return Grid(
        pair[0], pair[1], first_scan_values, second_scan_values, npv_by_mesh_point.reshape(first_mesh.shape)
    )


def _span(moved: Input, steps: int) -> Array:
    if moved.distribution is not None:
        tail_share = threshold("grid_percentile")
        low_end, high_end = moved.quantiles([tail_share, 1 - tail_share])
    else:
        end_shares = np.array([threshold("grid_least"), threshold("grid_most")])
        low_end, high_end = np.sort(moved.between(end_shares * moved.central))
    return np.linspace(low_end, high_end, steps)


def rate_profile(study: Study, rates: Array | None = None, *, perspective: str = SOCIETY) -> RateProfile:
    """NPV of every alternative at flat rates, from the central net flows; over the usual range without rates.

    Notes
    -----
    Convention: the flows are at the price level of the case and so the rates are real, whatever the perspective. A zero
    of the profile is an internal rate of return.
    """
    rates = np.linspace(*RATES, RATE_STEPS) if rates is None else rates
    npv_by_alternative, roots_by_alternative = [], []
    for alternative in study.case.projects:
        net_flow = study.stream(perspective, alternative)
        discount_factors = (1.0 + rates[:, None]) ** -net_flow.moments[None, :]
        npv_by_alternative.append(discount_factors @ net_flow.real_at_moments[:, 0])
        roots_by_alternative.append(tuple(internal_rates(net_flow).rates))
    return RateProfile(rates, np.array(npv_by_alternative), tuple(roots_by_alternative))


def horizon_profile(study: Study, *, perspective: str = SOCIETY) -> Array:
    """NPV (alternatives, years) if nothing counted after each year: the running total of the central present values."""
    return np.array([study.stream(perspective, project).cumulative[:, 0] for project in study.case.projects])
