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
class Identity:
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


def checks(study: Study) -> list[Identity]:
    """Every identity for every alternative and perspective."""
    identities: list[Identity] = []
    for alternative in study.case.projects:
        identities += _parties(study, alternative)
        identities += _phases(study, alternative)
        identities += _budget(study, alternative)
        identities += _tables(study, alternative)
        identities += _bridge(study, alternative)
        for perspective in study.case.perspectives:
            identities += _valuation(study, perspective, alternative)
    return [*identities, *_detections(study)]


def broken(study: Study) -> list[Identity]:
    """The identities that do not hold: where there is one, no number of the study may be used."""
    return [identity for identity in checks(study) if not identity.holds]


def _parties(study: Study, alternative: str) -> Iterator[Identity]:
    party_npvs = [balance.npv for balance in incidence(study, alternative)]
    society_npv = float(study.stream(SOCIETY, alternative).npv[0])
    yield Identity(
        "parties_add_up", alternative, SOCIETY, sum(party_npvs) - society_npv, sum(map(abs, party_npvs))
    )


def _phases(study: Study, alternative: str) -> Iterator[Identity]:
    phase_costs = costs_by_phase(study, alternative).values()
    society_pv_costs = float(study.stream(SOCIETY, alternative).pv_costs[0])
    yield Identity(
        "phases_add_up", alternative, SOCIETY, sum(phase_costs) - society_pv_costs, sum(map(abs, phase_costs))
    )


def _budget(study: Study, alternative: str) -> Iterator[Identity]:
    cash_budget = budget_table(study, alternative, accounting="cash", years=None)
    flow_by_year = study.stream(MUNICIPALITY, alternative).yearly[:, 0]
    if study.case.perspectives[MUNICIPALITY].prices == "nominal":
        largest_difference = float(np.abs(cash_budget.total() - flow_by_year).max())
        yield Identity(
            "budget_adds_up", alternative, MUNICIPALITY, largest_difference, float(np.abs(flow_by_year).sum())
        )


def _tables(study: Study, alternative: str) -> Iterator[Identity]:
    """Totals of the tables are the sums of their parts, by line, year, party, group and draw."""
    incidence_by_party, society_stream = (
        incidence_table(study, alternative),
        study.stream(SOCIETY, alternative),
    )
    largest_difference = np.abs(incidence_by_party.total_by_year() - society_stream.discounted[:, 0]).max()
    sum_of_sizes = sum(
        float(np.abs(incidence_by_party.by_year[party]).sum()) for party in incidence_by_party.parties
    )
    yield Identity("party_years_add_up", alternative, SOCIETY, float(largest_difference), sum_of_sizes)
    value_by_line = {
        line_value.line: line_value.present_value or 0.0
        for line_value in line_values(study, alternative, SOCIETY)
    }
    totals_by_line = incidence_by_party.total_by_line()
    largest_by_line = max(
        (
            abs(totals_by_line.get(line_id, 0.0) - value_by_line.get(line_id, 0.0))
            for line_id in {*totals_by_line, *value_by_line}
        ),
        default=0.0,
    )
    yield Identity("party_lines_add_up", alternative, SOCIETY, largest_by_line, sum_of_sizes)
    drawn_sum = sum(study.by_draw.parties[alternative, party] for party in incidence_by_party.parties)
    difference_by_draw = np.abs(drawn_sum - study.outcomes[SOCIETY, alternative, "npv"])
    sum_of_sizes = float(
        sum(np.abs(study.by_draw.parties[alternative, party]).max() for party in incidence_by_party.parties)
    )
    yield Identity("party_draws_add_up", alternative, SOCIETY, float(difference_by_draw.max()), sum_of_sizes)
    whole_budget = budget_table(study, alternative, years=None)
    sum_of_sizes = sum(
        float(np.abs(line.amounts).sum()) for line in whole_budget.lines if line.amounts is not None
    )
    for key in BUDGET_KEYS:
        group_sum = sum(
            (group.amounts for group in whole_budget.groups(key)), np.zeros(len(whole_budget.years))
        )
        largest_difference = np.abs(group_sum - whole_budget.total()).max()
        yield Identity(
            "budget_groups_add_up", alternative, MUNICIPALITY, float(largest_difference), sum_of_sizes
        )


def _bridge(study: Study, alternative: str) -> Iterator[Identity]:
    npv_to_budget = bridge(study, alternative)
    yield Identity(
        "bridge_reaches_npv", alternative, MUNICIPALITY, npv_to_budget.left_at_npv, npv_to_budget.scale
    )
    yield Identity(
        "bridge_reaches_budget", alternative, MUNICIPALITY, npv_to_budget.left_at_budget, npv_to_budget.scale
    )


def _valuation(study: Study, perspective: str, alternative: str) -> Iterator[Identity]:
    net_flow, viewpoint = study.stream(perspective, alternative), study.case.perspectives[perspective]
    npv_of_stream = float(net_flow.npv[0])
    present_value_by_line = [
        line_value.present_value or 0.0 for line_value in line_values(study, alternative, perspective)
    ]
    sum_of_sizes = sum(map(abs, present_value_by_line))
    yield Identity(
        "lines_add_up", alternative, perspective, sum(present_value_by_line) - npv_of_stream, sum_of_sizes
    )
    yield Identity(
        "years_add_up",
        alternative,
        perspective,
        float(net_flow.discounted[:, 0].sum()) - npv_of_stream,
        sum_of_sizes,
    )
    nominal_npv = 0.0
    for seen_line in study.central.seen_by(viewpoint, alternative):
        nominal_factors = factors(study.case, viewpoint, seen_line.timing) / study.central.inflation_of(
            seen_line.line
        )
        nominal_npv += float(nominal_factors @ seen_line.nominal[:, 0])
    yield Identity("real_equals_nominal", alternative, perspective, nominal_npv - npv_of_stream, sum_of_sizes)
    yield from _library(study, perspective, alternative)
    for internal_rate in criteria.internal_rates(net_flow).rates:
        # Relative to the largest factor, so that the euros compared are those of the flow.
        log_factors = -net_flow.moments * np.log1p(internal_rate)
        discounted_flow = net_flow.real_at_moments[:, 0] * np.exp(log_factors - log_factors.max())
        # A rate is known to the spacing of numbers; near -100% that alone moves the sum.
        rounding_factors = 1.0 + net_flow.moments * np.finfo(float).eps / (1.0 + internal_rate) / TOLERANCE
        sum_of_sizes = float((np.abs(discounted_flow) * rounding_factors).sum())
        yield Identity("zero_at_irr", alternative, perspective, float(discounted_flow.sum()), sum_of_sizes)


def _library(study: Study, perspective: str, alternative: str) -> Iterator[Identity]:
    """The NPV again, by numpy-financial, where one flat rate holds in every year."""
    viewpoint = study.case.perspectives[perspective]
    # The rate of the last year counts too: what comes later in that year is discounted by it.
    last_year_end_factor = factors(study.case, viewpoint, "end_of_year")[-1:]
    year_factors = np.append(factors(study.case, viewpoint, "start_of_year"), last_year_end_factor)
    yearly_rates = year_factors[:-1] / year_factors[1:] - 1.0
    if yearly_rates.size == 0 or np.ptp(yearly_rates) > TOLERANCE:
        return
    flat_rate = float(yearly_rates[0])
    library_npv = sum_of_sizes = 0.0
    for seen_line in study.central.seen_by(viewpoint, alternative):
        npv_at_start = float(numpy_financial.npv(flat_rate, seen_line.real[:, 0]))
        library_npv += npv_at_start * (1.0 + flat_rate) ** -TIMINGS[seen_line.timing]
        sum_of_sizes += abs(npv_at_start)
    yield Identity(
        "library_agrees",
        alternative,
        perspective,
        library_npv - float(study.stream(perspective, alternative).npv[0]),
        sum_of_sizes,
    )


def _detections(study: Study) -> Iterator[Identity]:
    for quantity_id, quantity in study.case.quantities.items():
        if not isinstance(quantity, Detection):
            continue
        for alternative in study.case.alternatives:
            if (f"quantities.{quantity_id}", alternative) in study.case.graph.pm:
                continue
            output_by_name = study.central.model.quantity(quantity_id, alternative)
            flag_difference = (
                output_by_name["true_positives"] + output_by_name["false_positives"] - output_by_name["flags"]
            )
            yield Identity(
                "flags_add_up",
                alternative,
                "",
                float(np.abs(flag_difference).max()),
                float(np.abs(output_by_name["flags"]).max()),
            )
