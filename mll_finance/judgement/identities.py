"""The model checks itself: the identities that must hold, as a table that every report prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy_financial

from mll_finance.engine import criteria
from mll_finance.engine.ledger import factors
from mll_finance.engine.study import Study
from mll_finance.formulas.discounting import TIMINGS
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.quantities.detection import Detection
from mll_finance.municipal_budget.budget import Key, budget_table
from mll_finance.parties.bridge import bridge
from mll_finance.parties.incidence import (
    costs_by_phase,
    incidence,
    incidence_table,
    line_values,
)

BUDGET_KEYS: tuple[Key, ...] = ("duration", "programme", "taakveld", "category")
TOLERANCE = 1e-9
"""Largest difference, relative to the sum of the absolute amounts compared."""


@dataclass(frozen=True)
class Check:
    """One identity of one alternative."""

    id: str
    alternative: str
    perspective: str
    difference: float
    """What is left over (EUR or count); zero but for rounding."""
    scale: float
    """Size of what is compared."""

    @property
    def holds(self) -> bool:
        """Whether the difference is rounding."""
        return bool(abs(self.difference) <= TOLERANCE * max(self.scale, 1.0))


def checks(study: Study) -> list[Check]:
    """Every identity for every alternative and perspective."""
    made: list[Check] = []
    for alternative in study.case.projects:
        made += _parties(study, alternative)
        made += _phases(study, alternative)
        made += _budget(study, alternative)
        made += _tables(study, alternative)
        made += _bridge(study, alternative)
        for perspective in study.case.perspectives:
            made += _valuation(study, perspective, alternative)
    return [*made, *_detections(study)]


def _parties(study: Study, alternative: str) -> Iterator[Check]:
    shares = [share.npv for share in incidence(study, alternative)]
    whole = float(study.stream(SOCIETY, alternative).npv[0])
    yield Check("parties_add_up", alternative, SOCIETY, sum(shares) - whole, sum(map(abs, shares)))


def _phases(study: Study, alternative: str) -> Iterator[Check]:
    costs = costs_by_phase(study, alternative).values()
    whole = float(study.stream(SOCIETY, alternative).pv_costs[0])
    yield Check("phases_add_up", alternative, SOCIETY, sum(costs) - whole, sum(map(abs, costs)))


def _budget(study: Study, alternative: str) -> Iterator[Check]:
    table = budget_table(study, alternative, accounting="cash", years=None)
    yearly = study.stream(MUNICIPALITY, alternative).yearly[:, 0]
    if study.case.perspectives[MUNICIPALITY].prices == "nominal":
        left = float(np.abs(table.total() - yearly).max())
        yield Check("budget_adds_up", alternative, MUNICIPALITY, left, float(np.abs(yearly).sum()))


def _tables(study: Study, alternative: str) -> Iterator[Check]:
    """Totals of the tables are the sums of their parts, by line, year, party, group and draw."""
    table, flow = incidence_table(study, alternative), study.stream(SOCIETY, alternative)
    left = np.abs(table.total_by_year() - flow.discounted[:, 0]).max()
    size = sum(float(np.abs(table.by_year[party]).sum()) for party in table.parties)
    yield Check("party_years_add_up", alternative, SOCIETY, float(left), size)
    lines = {value.line: value.present_value or 0.0 for value in line_values(study, alternative, SOCIETY)}
    both = table.total_by_line()
    apart = max((abs(both.get(name, 0.0) - lines.get(name, 0.0)) for name in {*both, *lines}), default=0.0)
    yield Check("party_lines_add_up", alternative, SOCIETY, apart, size)
    drawn = sum(study.by_draw.parties[alternative, party] for party in table.parties)
    each = np.abs(drawn - study.outcomes[SOCIETY, alternative, "npv"])
    size = float(sum(np.abs(study.by_draw.parties[alternative, party]).max() for party in table.parties))
    yield Check("party_draws_add_up", alternative, SOCIETY, float(each.max()), size)
    budget = budget_table(study, alternative, years=None)
    size = sum(float(np.abs(line.amounts).sum()) for line in budget.lines if line.amounts is not None)
    for key in BUDGET_KEYS:
        parts = sum((group.amounts for group in budget.groups(key)), np.zeros(len(budget.years)))
        left = np.abs(parts - budget.total()).max()
        yield Check("budget_groups_add_up", alternative, MUNICIPALITY, float(left), size)


def _bridge(study: Study, alternative: str) -> Iterator[Check]:
    found = bridge(study, alternative)
    yield Check("bridge_reaches_npv", alternative, MUNICIPALITY, found.left_at_npv, found.scale)
    yield Check("bridge_reaches_budget", alternative, MUNICIPALITY, found.left_at_budget, found.scale)


def _valuation(study: Study, perspective: str, alternative: str) -> Iterator[Check]:
    flow, through = study.stream(perspective, alternative), study.case.perspectives[perspective]
    npv = float(flow.npv[0])
    values = [value.present_value or 0.0 for value in line_values(study, alternative, perspective)]
    size = sum(map(abs, values))
    yield Check("lines_add_up", alternative, perspective, sum(values) - npv, size)
    yield Check("years_add_up", alternative, perspective, float(flow.discounted[:, 0].sum()) - npv, size)
    nominal = 0.0
    for seen in study.central.seen_by(through, alternative):
        discount = factors(study.case, through, seen.timing) / study.central.inflation(
            study.case.lines[seen.line].index
        )
        nominal += float(discount @ seen.nominal[:, 0])
    yield Check("real_equals_nominal", alternative, perspective, nominal - npv, size)
    yield from _library(study, perspective, alternative)
    for rate in criteria.internal_rates(flow).rates:
        # Relative to the largest factor, so that the euros compared are those of the flow.
        weights = (1.0 + rate) ** -flow.moments
        at_rate = flow.at_moments[:, 0] * (weights / weights.max())
        # A rate is known to the spacing of numbers; near -100% that alone moves the sum.
        blur = 1.0 + flow.moments * np.finfo(float).eps / (1.0 + rate) / TOLERANCE
        size = float((np.abs(at_rate) * blur).sum())
        yield Check("zero_at_irr", alternative, perspective, float(at_rate.sum()), size)


def _library(study: Study, perspective: str, alternative: str) -> Iterator[Check]:
    """The NPV again, by numpy-financial, where one flat rate holds in every year."""
    through = study.case.perspectives[perspective]
    yearly = factors(study.case, through, "start_of_year")
    rates = yearly[:-1] / yearly[1:] - 1.0
    if rates.size == 0 or np.ptp(rates) > TOLERANCE:
        return
    rate = float(rates[0])
    again = size = 0.0
    for seen in study.central.seen_by(through, alternative):
        at_start = float(numpy_financial.npv(rate, seen.real[:, 0]))
        again += at_start * (1.0 + rate) ** -TIMINGS[seen.timing]
        size += abs(at_start)
    yield Check(
        "library_agrees",
        alternative,
        perspective,
        again - float(study.stream(perspective, alternative).npv[0]),
        size,
    )


def _detections(study: Study) -> Iterator[Check]:
    for name, quantity in study.case.quantities.items():
        if not isinstance(quantity, Detection):
            continue
        for alternative in study.case.alternatives:
            if (f"quantities.{name}", alternative) in study.case.graph.pm:
                continue
            found = study.central.model.quantity(name, alternative)
            left = found["true_positives"] + found["false_positives"] - found["flags"]
            yield Check(
                "flags_add_up",
                alternative,
                "",
                float(np.abs(left).max()),
                float(np.abs(found["flags"]).max()),
            )
