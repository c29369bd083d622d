"""Places on the developers' own precision-recall curve: what each brings, and the net benefit by threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.selection import AdjustableSelection, Performance
from mll_finance.formulas.selection import net_benefit
from mll_finance.inputs.quantities.precision_curve import PrecisionCurve

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """A place on a curve, as the developers give it and as the case expects it."""

    curve_recall: float | None
    """Recall of the point; None for the whole list, which need not be a point."""
    curve_precision: float | None
    expected: Performance
    """What it is expected to do here."""
    balance: float
    """Expected balance less that of the best other choice (EUR)."""

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "curve_recall": self.curve_recall,
            "curve_precision": self.curve_precision,
            "expected": vars(self.expected),
            "difference": self.balance,
        }


def places(selection: AdjustableSelection, asked: float) -> tuple[Place, ...]:
    """The points of the curve within what can be followed up, and the whole list; none without a curve.

    Parameters
    ----------
    selection : AdjustableSelection
        The selection.
    asked : float
        Expected balance of the best other choice (EUR).
    """
    if selection.curve is None:
        return ()
    precision_curve = selection.study.case.quantities[selection.curve]
    assert isinstance(precision_curve, PrecisionCurve)
    thresholds_on_curve, most_flags = [], 0.0
    for recall, precision in precision_curve.curve:
        performance, npv_by_draw = selection.at_threshold(recall / precision)
        if performance.flags <= most_flags or performance.flags >= _WHOLE * selection.performance.flags:
            continue
        most_flags = performance.flags
        thresholds_on_curve.append(Place(recall, precision, performance, float(npv_by_draw.mean()) - asked))
    performance, npv_by_draw = selection.at_threshold(np.inf)
    return (*thresholds_on_curve, Place(None, None, performance, float(npv_by_draw.mean()) - asked))


EVERYONE = "everyone"
_MOST = 0.5
"""Highest threshold that is told: who needs more than even odds is not helped by a list."""
_PARTS = 10
_WHOLE = 0.99
"""Part of the whole list from which a point of a curve is the whole list."""
_PEOPLE = 1000.0
"""Persons for whom a net benefit is told."""


@dataclass(frozen=True)
class DecisionCurve:
    """Net benefit by threshold of each way of selecting, and of following up everybody; selecting nobody is 0."""

    quantity: str
    thresholds: tuple[float, ...]
    """Probability of being right from which somebody would follow up, rising from 0."""
    benefits: Mapping[str, tuple[float, ...]]
    """Net benefit in true positives for each 1,000 persons, by alternative and for everybody."""
    worthwhile_from: float | None
    """The threshold that follows from the euros of the case; None where no selection is worth following up."""

    @property
    def least_shown(self) -> float:
        """Where a figure of it is cut off: as far below zero as the best of all lies above."""
        return -max(max(net_benefits) for net_benefits in self.benefits.values())

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "quantity": self.quantity,
            "thresholds": list(self.thresholds),
            "worthwhile_from": self.worthwhile_from,
            "net_benefit_per_1000": {
                name: list(net_benefits) for name, net_benefits in self.benefits.items()
            },
        }


def decision_curve(
    quantity: str, ways: Mapping[str, Sequence[Performance]], worthwhile_from: float | None
) -> DecisionCurve | None:
    """The decision curve of a selection; None where there is nobody to select from.

    Parameters
    ----------
    quantity : str
        Id of the detection.
    ways : mapping of str to sequence of Performance
        By way of selecting what it does; of several places on a curve the best at each threshold.
    worthwhile_from : float or None
        The threshold that follows from the euros of the case (fraction): the axis reaches twice as far.

    Notes
    -----
    Convention: net benefit = TP / n - FP / n x pt / (1 - pt), in true positives for each person of the population.

    References
    ----------
    Vickers, A.J. and Elkin, E.B. (2006), Medical Decision Making 26(6): 565-574.
    """
    first_performance = next(
        (
            way_performances[0]
            for way_performances in ways.values()
            if way_performances and way_performances[0].population > 0
        ),
        None,
    )
    if first_performance is None:
        return None
    prevalence_of_cases = first_performance.cases / first_performance.population
    highest_threshold = min(_MOST, 2 * max(prevalence_of_cases, worthwhile_from or 0.0))
    thresholds = np.linspace(0.0, highest_threshold or _MOST, _PARTS + 1)
    benefits_by_way = {name: _best(way_performances, thresholds) for name, way_performances in ways.items()}
    benefits_by_way[EVERYONE] = np.asarray(
        net_benefit(prevalence_of_cases, 1.0 - prevalence_of_cases, threshold=thresholds)
    )
    return DecisionCurve(
        quantity,
        tuple(thresholds.tolist()),
        {name: tuple((_PEOPLE * net_benefits).tolist()) for name, net_benefits in benefits_by_way.items()},
        worthwhile_from,
    )


def _best(performances: Sequence[Performance], thresholds: Array) -> Array:
    """The net benefit of the best of some places at each threshold."""
    return np.asarray(np.max([_benefit(performance, thresholds) for performance in performances], axis=0))


def _benefit(performance: Performance, thresholds: Array) -> Array:
    if not performance.population:
        return np.zeros_like(thresholds)
    right_selected_share = performance.flags * performance.precision / performance.population
    wrong_selected_share = performance.flags * (1 - performance.precision) / performance.population
    return np.asarray(net_benefit(right_selected_share, wrong_selected_share, threshold=thresholds))
