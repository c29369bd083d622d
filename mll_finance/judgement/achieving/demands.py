"""What the selection of an alternative must achieve: the precision and recall at which it equals the best other choice.

The other choice is that of the advice: the best of the rest, doing nothing or a rule included, by the expected balance
to society. What has no number counts as nothing here; what has a bound counts at its bound, as in the advice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.selection import POINTS, AdjustableSelection, Performance, selections
from mll_finance.engine.study import Study
from mll_finance.formulas.selection import worthwhile_from
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.achieving.thresholds import DecisionCurve, Place, decision_curve, places
from mll_finance.judgement.contenders import Contender, Contenders, contenders
from mll_finance.uncertainty.summary import between

SHARES_OF_LIST = (1.0, 0.75, 0.5, 0.25)
"""Parts of what can be followed up for which the precision needed is told: a table of quarters."""
_PLACES = 7
"""Points of the part of the frontier on which recall matters."""
_STEP = 1e-3
"""Precision, or share of the list, over which a slope is measured."""
_ALMOST_ALL = threshold("capacity_binds")
_ROUNDED_TO = threshold("acceptance_step")
_OF_PEOPLE = ("rule", "staff", "none")
"""Ways of getting an alternative in which nothing learns or measures."""


@dataclass(frozen=True, eq=False)
class Demand:
    """What one selection must achieve to be no worse than the best other choice, worked out as it is asked for."""

    selection: AdjustableSelection
    own: Contender
    """The alternative that the selection is made in."""
    rival: Contender
    """The best other choice."""
    field: Contenders

    @property
    def quantity(self) -> str:
        """The detection whose selection it is."""
        return self.selection.quantity

    @property
    def alternative(self) -> str:
        """The alternative that it is made in."""
        return self.own.id

    @property
    def against(self) -> str:
        """The best other choice."""
        return self.rival.id

    @property
    def expected(self) -> Performance:
        """What the case expects of it."""
        return self.selection.performance

    @property
    def _shift(self) -> float:
        """What the unknowns of the alternative at their bound do to its balance (EUR)."""
        return self.own.lower.mean - self.own.known.mean if self.own.bounded else 0.0

    @property
    def _asked(self) -> float:
        """The balance of what has a number that equals the best other choice (EUR)."""
        return self.rival.lower.mean - self._shift

    @cached_property
    def needed(self) -> float | None:
        """Precision from which it is no worse, as far as can be followed up; 0 where any will do, None where none."""
        return self.selection.lowest_precision(self._asked)

    @cached_property
    def error(self) -> float | None:
        """Monte Carlo standard error of that precision: that of the difference over its slope."""
        if not self.needed:
            return None
        replicates = self.selection.study.draws.plan.replicates
        npv_lead = self.selection.balances(self.needed) - self.rival.lower.npv
        lower_precision, higher_precision = max(self.needed - _STEP, 0.0), min(self.needed + _STEP, 1.0)
        npv_per_precision = (self.selection.mean(higher_precision) - self.selection.mean(lower_precision)) / (
            higher_precision - lower_precision
        )
        return (
            None
            if npv_per_precision <= 0
            else between(npv_lead.reshape(replicates, -1).mean(axis=1)) / npv_per_precision
        )

    @property
    def difference(self) -> float:
        """Expected balance less that of the other choice as the case has it (EUR)."""
        return self.own.known.mean - self._asked

    @property
    def at_perfect(self) -> float:
        """The same where every selection is right (EUR)."""
        return self.selection.mean(1.0) - self._asked

    @property
    def profile(self) -> tuple[tuple[float, float], ...]:
        """Precision, from 0 to 1, with the same difference at it (EUR)."""
        scanned_precisions = np.linspace(0.0, 1.0, POINTS + 1).tolist()
        return tuple(
            (precision, self.selection.mean(precision) - self._asked) for precision in scanned_precisions
        )

    @cached_property
    def recall_needed(self) -> float | None:
        """Recall below which no precision is enough."""
        return self.selection.lowest_recall(self._asked) if self.needed else None

    @cached_property
    def against_each(self) -> Mapping[str, float | None]:
        """The same precision against each other choice of the ranking."""
        return {
            other_contender.id: self.needed
            if other_contender is self.rival
            else self.selection.lowest_precision(other_contender.lower.mean - self._shift)
            for other_contender in self.field.ranking
            if other_contender.id != self.own.id
        }

    @property
    def capacity_binds(self) -> float:
        """Share of the draws in which the capacity, and nothing else, ends the list."""
        return self.selection.capacity_binds

    @cached_property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Pairs of recall and precision at which it equals the other choice, recall rising to that of a full list."""
        if not self.needed or self.recall_needed is None:
            return ()
        recall_at_full_list = min(1.0, float(self.selection.full_from(self.needed).max()))
        has_room = recall_at_full_list > self.recall_needed
        recalls = (
            np.linspace(self.recall_needed, recall_at_full_list, _PLACES)[1:].tolist() if has_room else []
        )
        recall_precisions = [
            (recall, self.selection.lowest_precision(self._asked, recall)) for recall in recalls
        ]
        recall_precision_pairs = [(self.recall_needed, 1.0)]
        recall_precision_pairs += [
            (recall, precision) for recall, precision in recall_precisions if precision is not None
        ]
        return tuple(
            [*recall_precision_pairs, (1.0, self.needed)]
            if recall_at_full_list < 1
            else recall_precision_pairs
        )

    @cached_property
    def by_length(self) -> tuple[tuple[float, float | None], ...]:
        """Share of the list that is followed up, with the precision needed then."""
        return tuple(
            (share, self.needed if share == 1 else self.selection.lowest_precision(self._asked, length=share))
            for share in SHARES_OF_LIST
        )

    @cached_property
    def _worth_of_one(self) -> tuple[float | None, float | None]:
        return _worth_of_one(self.selection)

    @property
    def gain(self) -> float | None:
        """What a true positive brings (EUR, present value); None where no selection is made."""
        return self._worth_of_one[0]

    @property
    def loss(self) -> float | None:
        """What a false positive costs (EUR, present value)."""
        return self._worth_of_one[1]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Places on the curve behind the precision, the shortest list first; none without a curve."""
        return places(self.selection, self._asked)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Lines of the alternative without a number, which count as nothing here."""
        if self.own.bounded:
            return ()
        return tuple(line for unknown in self.own.unknown for line in unknown.lines)

    @property
    def learns(self) -> bool:
        """Whether it is a model: not a rule, nor people who select, of whom precision is a result and no demand."""
        return _learns(self.selection.study, self.own.id)

    @property
    def feasible(self) -> bool:
        """Whether it can be chosen at all: no precision lifts a refused veto."""
        return self.own.feasible

    @property
    def worthwhile_from(self) -> float | None:
        """Probability of being right from which a selection is worth following up; None where none is."""
        return None if self.gain is None or self.loss is None else worthwhile_from(self.gain, self.loss)

    @property
    def is_met(self) -> bool:
        """Whether the case expects no less than is demanded."""
        return self.needed is not None and self.expected.precision >= demanded(self.needed)

    @property
    def list_is_too_long(self) -> bool:
        """Whether no precision is enough only since the list holds more than there are cases."""
        return self.shorter_list is not None and self.expected.flags > self.expected.cases

    @property
    def falls(self) -> bool:
        """Whether the balance is lower where more selections are right."""
        return self.at_perfect < self.profile[0][1]

    @property
    def recall_is_worthless(self) -> bool:
        """Whether finding more brings nothing: the capacity ends the list in almost every draw."""
        return self.capacity_binds >= _ALMOST_ALL

    @property
    def shorter_list(self) -> tuple[float, float] | None:
        """The longest shorter list with which some precision is enough, where none is with the list of the case."""
        if self.needed is not None:
            return None
        return next(((share, needed) for share, needed in self.by_length if needed is not None), None)

    @property
    def best_place(self) -> Place | None:
        """The place on the curve with the highest expected balance; of equals the shortest list."""
        return max(self.places, key=lambda place: place.balance, default=None)

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        best_threshold_on_curve = self.best_place
        return {
            "alternative": self.alternative,
            "quantity": self.quantity,
            "against": self.against,
            "expected": vars(self.expected),
            "precision_needed": self.needed,
            "precision_error": self.error,
            "difference": self.difference,
            "difference_at_perfect": self.at_perfect,
            "recall_needed": self.recall_needed,
            "against_each": dict(self.against_each),
            "capacity_binds": self.capacity_binds,
            "points": [{"recall": recall, "precision": precision} for recall, precision in self.points],
            "by_length": [{"share": share, "precision": needed} for share, needed in self.by_length],
            "gain": self.gain,
            "loss": self.loss,
            "worthwhile_from": self.worthwhile_from,
            "places": [threshold_place.as_json() for threshold_place in self.places],
            "best_place": None if best_threshold_on_curve is None else best_threshold_on_curve.as_json(),
            "without_number": list(self.unknown),
            "is_model": self.learns,
            "feasible": self.feasible,
        }


def demanded(needed: float) -> float:
    """A break-even precision as it is asked for: rounded up, so that what meets it is no worse.

    Examples
    --------
    >>> demanded(0.35620163), demanded(0.357), demanded(0.99999)
    (0.357, 0.357, 1.0)
    """
    return round(min(1.0, math.ceil(round(needed / _ROUNDED_TO, 6)) * _ROUNDED_TO), 9)


def demands(study: Study) -> tuple[Demand, ...]:
    """What each selection must achieve to be no worse than the best other choice, in the order of the case."""
    each_demand = (demand_of(study, selection) for selection in selections(study))
    return tuple(demand for demand in each_demand if demand is not None)


def demand_of(study: Study, selection: AdjustableSelection) -> Demand | None:
    """What one selection must achieve; None where there is no other choice."""
    demand_key = ("demand", selection.quantity, selection.alternative)
    return study.once(demand_key, lambda: _demand(selection, contenders(study)))


def model_demands(study: Study) -> tuple[Demand, ...]:
    """What each model must achieve, that of the alternative in question first."""
    asked_alternative_id = asked_alternative(study)
    learning_demands = [demand for demand in demands(study) if demand.learns]
    return tuple(sorted(learning_demands, key=lambda demand: demand.alternative != asked_alternative_id))


def decision_curves(study: Study) -> tuple[DecisionCurve, ...]:
    """The decision curve of each selection that a model makes in some alternative, today's selection beside it."""
    return study.once("decision curves", lambda: tuple(_decision_curves(study)))


def _decision_curves(study: Study) -> Iterator[DecisionCurve]:
    for quantity_id in dict.fromkeys(demand.quantity for demand in model_demands(study)):
        demands_of_alternative = [
            demand
            for demand in demands(study)
            if demand.quantity == quantity_id and (demand.learns or _is_rule(study, demand.alternative))
        ]
        performances_by_way: dict[str, list[Performance]] = {}
        if (f"quantities.{quantity_id}", BASELINE) not in study.case.graph.pm:
            performances_by_way[BASELINE] = [AdjustableSelection(study, quantity_id, BASELINE).performance]
        performances_by_way |= {
            demand.alternative: [demand.expected, *_expected(demand)] for demand in demands_of_alternative
        }
        threshold_of_case = next(
            (demand.worthwhile_from for demand in demands_of_alternative if demand.learns), None
        )
        benefit_curve = decision_curve(quantity_id, performances_by_way, threshold_of_case)
        if benefit_curve is not None:
            yield benefit_curve


def _expected(demand: Demand) -> list[Performance]:
    return [threshold_place.expected for threshold_place in demand.places]


def _is_rule(study: Study, name: str) -> bool:
    alternative = study.case.alternatives[name]
    return alternative.technique == "rules" or alternative.sourcing == "rule"


def _learns(study: Study, name: str) -> bool:
    alternative = study.case.alternatives[name]
    if alternative.role != "none":
        return True
    return alternative.technique != "rules" and alternative.sourcing not in _OF_PEOPLE


def _demand(selection: AdjustableSelection, field: Contenders) -> Demand | None:
    contender_of_selection = field.by_id[selection.alternative]
    rival = next(
        (
            other_contender
            for other_contender in field.ranking
            if other_contender.id != contender_of_selection.id
        ),
        None,
    )
    if rival is None:
        return None
    return Demand(selection, contender_of_selection, rival, field)


def _worth_of_one(selection: AdjustableSelection) -> tuple[float | None, float | None]:
    """What one true positive brings and one false positive costs (EUR), by what the balance does as their number moves.

    Notes
    -----
    Convention: at the expected precision P and S selections over the years of use, a step in precision turns false into
    true (gain + loss), and a shorter list loses P gain - (1 - P) loss for each selection.
    """
    precision = selection.performance.precision
    selections_over_years = selection.performance.flags * selection.years_of_use
    if selections_over_years <= 0:
        return None, None
    lower_precision, higher_precision = max(precision - _STEP, 0.0), min(precision + _STEP, 1.0)
    euros_per_right_flag = (
        (selection.mean(higher_precision) - selection.mean(lower_precision))
        / (higher_precision - lower_precision)
        / selections_over_years
    )
    shorter_npv = selection.balances(precision, selection.own_share * (1 - _STEP)).mean()
    euros_per_selection = (selection.mean(precision) - float(shorter_npv)) / _STEP / selections_over_years
    loss_per_error = precision * euros_per_right_flag - euros_per_selection
    return euros_per_right_flag - loss_per_error, loss_per_error
