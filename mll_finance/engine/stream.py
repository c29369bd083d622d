"""The net flow of an alternative through a perspective: what every criterion reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import Ledger, factors, inflators
from mll_finance.formulas.criteria import present_value
from mll_finance.formulas.discounting import TIMINGS
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.parties import Perspective

Array = npt.NDArray[np.float64]
START = "start_of_year"


@dataclass(frozen=True)
class Stream:
    """One alternative through one perspective, project minus baseline.

    Euros are at the price level of the case, or of each year where the perspective is nominal; present values are
    the same in both. Arrays are (draws,) or (years, draws).
    """

    npv: Array
    pv_costs: Array
    pv_benefits: Array
    yearly: Array
    """Net flow by year (years, draws), in the price basis of the perspective."""
    discounted: Array
    """Its present value by year (years, draws)."""
    running: Array
    """Net flow by period, for what counts time: the flow by year, unless some lines count at the start of a year and
    others later in it. Then (years + 1, draws), 1 January to 1 January: what comes later in year t stands in t + 1."""
    running_discounted: Array
    """Its present value by period."""
    moments: Array
    """Times (in years from 1 January of the base year) at which flows fall."""
    at_moments: Array
    """Net flow at each of these times (moments, draws)."""
    year_factors: Array
    """Discount factors (years,) at the timing of the case, in the price basis of the perspective."""
    horizon_factor: float
    """Discount factor of 1 January of the last period, in the price basis of the perspective."""
    pm: tuple[str, ...]
    """Lines that would count but have no number."""

    @cached_property
    def cumulative(self) -> Array:
        """Running total of the present values (years, draws)."""
        return np.asarray(np.cumsum(self.discounted, axis=0))

    @cached_property
    def horizon(self) -> int:
        """Number of years after year 0."""
        return int(self.yearly.shape[0]) - 1


def stream(ledger: Ledger, perspective: Perspective, alternative: str) -> Stream:
    """The net flow of an alternative through a perspective.

    Parameters
    ----------
    ledger : Ledger
        The euros, central or drawn.
    perspective : Perspective
        Fence and lens.
    alternative : str
        Id of the alternative.
    """
    case, through = ledger.case, perspective
    nominal = through.prices == "nominal"
    years, draws = len(case.years), _draws(ledger)
    yearly, discounted = np.zeros((years, draws)), np.zeros((years, draws))
    grid = np.zeros((2 * years + 1, draws))
    sides = {"costs": np.zeros(draws), "benefits": np.zeros(draws)}
    running, running_discounted = np.zeros((2, years + 1, draws)), np.zeros((2, years + 1, draws))
    for seen in ledger.seen_by(through, alternative):
        real_factors = factors(case, through, seen.timing)
        shown = seen.nominal if nominal else seen.real
        yearly += shown
        worth = seen.real * real_factors[:, None]
        discounted += worth
        later = int(seen.timing != START)
        running[later, later : later + years] += shown
        running_discounted[later, later : later + years] += worth
        offset = int(2 * TIMINGS[seen.timing])
        grid[offset : offset + 2 * years - 1 : 2] += shown
        sign = -1.0 if seen.view.side == "costs" else 1.0
        sides[seen.view.side] += sign * np.asarray(present_value(seen.real, real_factors))
    used = np.flatnonzero(np.any(grid != 0, axis=1))
    used = used if used.size else np.array([0])
    moments = np.arange(2 * years + 1) / 2.0
    mixed = bool(np.any(running[0]) and np.any(running[1]))
    closing = year_factors(case, through, "end_of_year" if mixed else START)
    return Stream(
        npv=sides["benefits"] - sides["costs"],
        pv_costs=sides["costs"],
        pv_benefits=sides["benefits"],
        yearly=yearly,
        discounted=discounted,
        running=running.sum(axis=0) if mixed else yearly,
        running_discounted=running_discounted.sum(axis=0) if mixed else discounted,
        moments=moments[used],
        at_moments=grid[used],
        year_factors=year_factors(case, through),
        horizon_factor=float(closing[-1]),
        pm=tuple(ledger.pm(through, alternative)),
    )


def year_factors(case: Case, perspective: Perspective, timing: str | None = None) -> Array:
    """Discount factors (years,) in the price basis of a perspective; at the timing of the case unless given."""
    real = factors(case, perspective, timing or case.settings.timing)
    return real * (1.0 / inflators(case, None)) if perspective.prices == "nominal" else real


def _draws(ledger: Ledger) -> int:
    drawn = ledger.model.drawn
    return int(next(iter(drawn.values())).shape[0]) if drawn else 1
