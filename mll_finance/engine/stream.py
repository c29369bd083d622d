"""The net flow of an alternative through a perspective: what every criterion reads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import Ledger, factors, inflators, steps
from mll_finance.engine.recurrence import RecurringYears, recurring_years
from mll_finance.formulas import criteria
from mll_finance.formulas.discounting import TIMINGS, forward_rates
from mll_finance.formulas.irr import Roots, irr_roots
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.parties import Perspective

Array = npt.NDArray[np.float64]
START = "start_of_year"


@dataclass(frozen=True)
class Flows:
    """What is linear in the euros: of draws (draws,), or of coefficients (monomials,)."""

    pv_costs: Array
    pv_benefits: Array
    by_timing: dict[str, Array]
    """Net flow by year (years, draws) of the lines of one timing, in the price basis of the perspective."""
    worth: dict[str, Array]
    """Their present value by year (years, draws)."""

    def rows(self) -> list[Array]:
        """Everything, one (draws,) after the other."""
        tables_by_year = [*self.by_timing.values(), *self.worth.values()]
        return [
            self.pv_costs,
            self.pv_benefits,
            *(row for flow_table in tables_by_year for row in flow_table),
        ]

    def like(self, rows: Array) -> Flows:
        """The same of other columns, from what :meth:`rows` gives."""
        timings = list(self.by_timing)
        if not timings:
            return Flows(rows[0], rows[1], {}, {})
        flow_tables = rows[2:].reshape(2 * len(timings), -1, rows.shape[1])
        flow_by_timing = dict(zip(timings, flow_tables[: len(timings)], strict=True))
        return Flows(
            rows[0], rows[1], flow_by_timing, dict(zip(timings, flow_tables[len(timings) :], strict=True))
        )


@dataclass(frozen=True)
class Stream:
    """One alternative through one perspective, project minus baseline.

    Euros are at the price level of the case, or of each year where the perspective is nominal; present values are
    the same in both. Arrays are (draws,) or (years, draws).
    """

    flows: Flows
    case: Case
    perspective: Perspective
    pm: tuple[str, ...]
    """Lines that would count but have no number."""
    recurring: RecurringYears
    """The years over which an annual equivalent is spread."""

    @property
    def pv_costs(self) -> Array:
        """Present value of the costs."""
        return self.flows.pv_costs

    @property
    def pv_benefits(self) -> Array:
        """Present value of the benefits."""
        return self.flows.pv_benefits

    @property
    def npv(self) -> Array:
        """Net present value."""
        return self.pv_benefits - self.pv_costs

    @cached_property
    def yearly(self) -> Array:
        """Net flow by year (years, draws), in the price basis of the perspective."""
        return self._all(self.flows.by_timing.values())

    @cached_property
    def discounted(self) -> Array:
        """Its present value by year (years, draws)."""
        return self._all(self.flows.worth.values())

    @cached_property
    def is_mixed(self) -> bool:
        """Whether some lines count at the start of a year and others later in it."""
        start_flows = self.flows.by_timing.get(START)
        later_tables = (
            flow_by_year for timing, flow_by_year in self.flows.by_timing.items() if timing != START
        )
        return (
            start_flows is not None
            and bool(np.any(start_flows))
            and any(bool(np.any(flow_by_year)) for flow_by_year in later_tables)
        )

    @cached_property
    def running(self) -> Array:
        """Net flow by period, for what counts time.

        By year, unless some lines count at the start of a year and others later in it. Then (years + 1, draws), 1
        January to 1 January: what comes later in year t stands in t + 1.
        """
        return self._by_period(self.flows.by_timing) if self.is_mixed else self.yearly

    @cached_property
    def running_discounted(self) -> Array:
        """Its present value by period."""
        return self._by_period(self.flows.worth) if self.is_mixed else self.discounted

    @cached_property
    def moments(self) -> Array:
        """Times (in years from 1 January of the base year) at which flows fall."""
        return np.asarray(self._moments / 2.0)

    @cached_property
    def at_moments(self) -> Array:
        """Net flow at each of these times (moments, draws)."""
        return np.asarray(self._grid[self._moments])

    @cached_property
    def real_at_moments(self) -> Array:
        """Net flow at each of these times at the price level of the case (moments, draws)."""
        if self.perspective.prices == "real":
            return self.at_moments
        real_by_timing = {
            timing: flow_by_year / factors(self.case, self.perspective, timing)[:, None]
            for timing, flow_by_year in self.flows.worth.items()
        }
        return np.asarray(self._at_half_years(real_by_timing)[self._moments])

    @cached_property
    def internal_rates(self) -> Roots:
        """All internal rates of return of the first draw: real, as the discount rate is."""
        return irr_roots(self.real_at_moments[:, 0], times=self.moments)

    @cached_property
    def modified_rate(self) -> Array:
        """Modified internal rate of return of each draw (draws,); NaN where it does not exist."""
        if len(self.running) == 1:
            return np.full(self.npv.shape, math.nan)
        unit_factors = np.ones(len(self.running))
        return np.atleast_1d(
            criteria.mirr(self.running_discounted, unit_factors, horizon_factor=self.horizon_factor)
        )

    @cached_property
    def discounted_payback(self) -> Array:
        """Years until the outlay is earned back, discounted (draws,); NaN where it never is."""
        return np.atleast_1d(criteria.payback(self.running_discounted))

    @cached_property
    def hurdle(self) -> float | None:
        """The real discount rate (1/year) until the last moment at which money falls; None where it changes before."""
        year_count = max(1, math.ceil(self.moments[-1]))
        hurdle_rates = forward_rates(steps(self.case, self.perspective), year_count)
        return float(hurdle_rates[0]) if np.all(hurdle_rates == hurdle_rates[0]) else None

    @cached_property
    def invests_first(self) -> bool:
        """Whether year 0 holds most of the outlay and what follows earns on it: of the first draw, discounted."""
        return not self.outlay_is_later and self.receives_later

    @cached_property
    def outlay_is_later(self) -> bool:
        """Whether more net outlay follows year 0 than falls in it."""
        discounted_flow = self.running_discounted[:, 0]
        return float(np.maximum(-discounted_flow[1:], 0.0).sum()) > -float(discounted_flow[0])

    @cached_property
    def receives_later(self) -> bool:
        """Whether what follows year 0 brings something on balance."""
        return float(self.running_discounted[1:, 0].sum()) > 0.0

    @cached_property
    def year_factors(self) -> Array:
        """Discount factors (years,) at the timing of what recurs, in the price basis of the perspective.

        Where that is nominal, an annual equivalent is an equal amount in euros of each year: in prices of the level it
        shrinks by CPI. Elsewhere it is equal in prices of the level. Its present value is the NPV in both.
        """
        factor_by_year = factors(self.case, self.perspective, self.recurring.timing)
        is_nominal = self.perspective.prices == "nominal"
        return factor_by_year * (1.0 / inflators(self.case, CPI)) if is_nominal else factor_by_year

    @cached_property
    def horizon_factor(self) -> float:
        """Real discount factor of 1 January of the last period."""
        closing_timing = "end_of_year" if self.is_mixed else START
        return float(factors(self.case, self.perspective, closing_timing)[-1])

    @cached_property
    def cumulative(self) -> Array:
        """Running total of the present values (years, draws)."""
        return np.asarray(np.cumsum(self.discounted, axis=0))

    @property
    def horizon(self) -> int:
        """Number of years after year 0."""
        return len(self.case.years) - 1

    def _all(self, tables: Iterable[Array]) -> Array:
        total_by_year = np.zeros((len(self.case.years), self.pv_costs.size))
        for flow_by_year in tables:
            total_by_year += flow_by_year
        return total_by_year

    def _by_period(self, tables: dict[str, Array]) -> Array:
        year_count = len(self.case.years)
        total_by_period = np.zeros((year_count + 1, self.pv_costs.size))
        for timing, flow_by_year in tables.items():
            period_shift = int(timing != START)
            total_by_period[period_shift : period_shift + year_count] += flow_by_year
        return total_by_period

    @cached_property
    def _grid(self) -> Array:
        return self._at_half_years(self.flows.by_timing)

    def _at_half_years(self, tables: Mapping[str, Array]) -> Array:
        year_count = len(self.case.years)
        flow_by_half_year = np.zeros((2 * year_count + 1, self.pv_costs.size))
        for timing, flow_by_year in tables.items():
            half_year_offset = int(2 * TIMINGS[timing])
            flow_by_half_year[half_year_offset : half_year_offset + 2 * year_count - 1 : 2] += flow_by_year
        return flow_by_half_year

    @cached_property
    def _moments(self) -> npt.NDArray[np.intp]:
        used_half_years = np.flatnonzero(np.any(self._grid != 0, axis=1))
        return used_half_years if used_half_years.size else np.array([0])


def stream(
    ledger: Ledger, viewpoint: Perspective, alternative: str, *, recurring: RecurringYears | None = None
) -> Stream:
    """The net flow of an alternative through a perspective.

    Parameters
    ----------
    ledger : Ledger
        The euros, central or drawn.
    viewpoint : Perspective
        Fence and lens.
    alternative : str
        Id of the alternative.
    recurring : RecurringYears, optional
        Its recurring years where they are known, which are the same through every perspective.
    """
    pm_line_ids = tuple(ledger.pm(viewpoint, alternative))
    years_recurring = recurring_years(ledger, alternative) if recurring is None else recurring
    return Stream(flows(ledger, viewpoint, alternative), ledger.case, viewpoint, pm_line_ids, years_recurring)


def flows(ledger: Ledger, viewpoint: Perspective, alternative: str) -> Flows:
    """What a stream is made of, of draws or of coefficients."""
    case, is_nominal = ledger.case, viewpoint.prices == "nominal"
    year_count, draw_count = len(case.years), ledger.columns
    pv_by_side = {"costs": np.zeros(draw_count), "benefits": np.zeros(draw_count)}
    flow_by_timing: dict[str, Array] = {}
    worth_by_timing: dict[str, Array] = {}
    for seen_line in ledger.each_seen_by(viewpoint, alternative):
        factor_by_year = ledger.factors(viewpoint, seen_line.timing)
        for flow_by_timing_to_fill, flow_by_year in (
            (flow_by_timing, seen_line.nominal if is_nominal else seen_line.real),
            (worth_by_timing, seen_line.real * factor_by_year[:, None]),
        ):
            if seen_line.timing not in flow_by_timing_to_fill:
                flow_by_timing_to_fill[seen_line.timing] = np.zeros((year_count, draw_count))
            flow_by_timing_to_fill[seen_line.timing] += flow_by_year
        pv_by_side[seen_line.view.side] += seen_line.present_value(factor_by_year)
    return Flows(-pv_by_side["costs"], pv_by_side["benefits"], flow_by_timing, worth_by_timing)
