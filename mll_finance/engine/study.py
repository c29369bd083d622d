"""The study: one case, one set of draws, and everything that is read from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.engine import criteria
from mll_finance.engine.arithmetic import Arithmetic
from mll_finance.engine.by_draw import ByDraw, by_draw
from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.fingerprint import fingerprint
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.number_of_draws import draws_of
from mll_finance.engine.outcomes import OutcomeKey, outcomes
from mll_finance.engine.stream import Stream
from mll_finance.engine.variants import Kept, Variants, room
from mll_finance.inputs.case.case import Case
from mll_finance.uncertainty.summary import Ordered

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Study:
    """A case appraised. Nothing is calculated before it is asked for, and nothing twice.

    Parameters
    ----------
    case : Case
        The case.
    per_draw : tuple of str
        Criteria that are kept for every draw beside those that always are, such as ``irr``.
    """

    case: Case
    per_draw: tuple[str, ...] = ()

    @cached_property
    def draws(self) -> Draws:
        """The draws, shared by all alternatives and perspectives."""
        return draws_of(self.case)

    @cached_property
    def central(self) -> Ledger:
        """The ledger of the central case: a run with one draw."""
        return self.whole.central

    def stream(self, perspective: str, alternative: str) -> Stream:
        """The central net flow of an alternative through a perspective."""
        return self.whole.central_stream(perspective, alternative)

    @cached_property
    def _evaluators(self) -> dict[tuple[str, tuple[str, ...]], Evaluator]:
        return {}

    def evaluator(self, perspective: str, alternatives: tuple[str, ...]) -> Evaluator:
        """The fast way to the NPV of some alternatives through a perspective, for points of one's own."""
        evaluator_key = (perspective, alternatives)
        if evaluator_key not in self._evaluators:
            self._evaluators[evaluator_key] = self.whole.only((perspective,), alternatives)
        return self._evaluators[evaluator_key]

    @property
    def arithmetic(self) -> Arithmetic:
        """The graph of the case with its numbers in it."""
        return self.whole.arithmetic

    @cached_property
    def whole(self) -> Evaluator:
        """The evaluator of every perspective and alternative, which the draws go through."""
        return Evaluator(self.case)

    @cached_property
    def outcomes(self) -> Mapping[OutcomeKey, Array]:
        """Criteria per draw (draws,), by perspective, alternative and criterion."""
        return outcomes(self.whole, self.draws, per_draw=self.per_draw)

    @cached_property
    def by_draw(self) -> ByDraw:
        """What every draw gives beside the criteria: parties, budgets and contracts; made when it is asked for."""
        return by_draw(self.whole, self.draws)

    def changed(self, changes: Mapping[str, Any]) -> Study:
        """The study of the case with other values at some paths; the same changes give the same study.

        Parameters
        ----------
        changes : mapping
            As :meth:`Case.unlimited` takes them, in their order.
        """
        changes_key = json.dumps(list(changes.items()), default=repr)
        return self._variants.get(f"changed {changes_key}", lambda: Study(self.case.unlimited(changes)))

    def in_scenario(self, name: str) -> Study:
        """The study of the case under one of its scenarios, or under several put together as ``a+b``."""
        return self._variants.get(f"scenario {name}", lambda: Study(self.case.in_scenario(name)))

    @cached_property
    def _variants(self) -> Variants[Study]:
        return Variants(room(self.case, self.draws.plan.total))

    def once(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What ``make`` gives, made once for this study: for readers that ask for one thing in several tables."""
        if key not in self._made_once:
            self._made_once[key] = make()
        answer_kept: Kept = self._made_once[key]
        return answer_kept

    @cached_property
    def _made_once(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The long table of results, one mapping a row, in the form of ``results.json``."""
        return [
            self.value(perspective, alternative, criterion)
            for perspective in self.case.perspectives
            for alternative in self.case.projects
            for criterion in (*criteria.BY_ID, criteria.PROBABILITY)
        ]

    def value(self, perspective: str, alternative: str, criterion: str) -> dict[str, Any]:
        """The row of one criterion, which alone is worked out."""
        row_key = (perspective, alternative, criterion)
        if row_key not in self._rows:
            self._rows.update(self._rows_of((perspective, alternative), criterion))
        return self._rows[row_key]

    @cached_property
    def _rows(self) -> dict[OutcomeKey, dict[str, Any]]:
        return {}

    @cached_property
    def fingerprint(self) -> dict[str, Any]:
        """Hashes of case, data and code, with version, seed, draws and overrides: what the numbers depend on."""
        return fingerprint(self.case, draws=self.draws.plan.total)

    def _rows_of(self, pair: tuple[str, str], criterion: str) -> dict[OutcomeKey, dict[str, Any]]:
        """The row of a criterion by its key; with that of the NPV its chance, which reads the same ordered draws."""
        central_flow = self.stream(*pair)
        if criterion not in ("npv", criteria.PROBABILITY):
            return {(*pair, criterion): self._row(pair, criteria.BY_ID[criterion], central_flow, None)}
        npv_in_order = Ordered(self.outcomes[*pair, "npv"], self.draws.plan.replicates)
        return {
            (*pair, "npv"): self._row(pair, criteria.BY_ID["npv"], central_flow, npv_in_order),
            (*pair, criteria.PROBABILITY): self._probability(*pair, central_flow, npv_in_order),
        }

    def _row(
        self, pair: tuple[str, str], criterion: criteria.Criterion, flow: Stream, in_order: Ordered | None
    ) -> dict[str, Any]:
        result_row: dict[str, Any] = {
            "perspective": pair[0],
            "alternative": pair[1],
            "criterion": criterion.id,
            "unit": criterion.unit,
            **criteria.central(criterion, flow),
        }
        value_by_draw = self.outcomes.get((*pair, criterion.id))
        if self.draws.plan.total == 1:
            value_by_draw = criterion.of(flow)
        statistic_by_name = (
            dict.fromkeys(_STATISTICS)
            if value_by_draw is None
            else self._summary(value_by_draw, result_row["central"], in_order)
        )
        result_row.update(statistic_by_name)
        result_row["pm"] = list(flow.pm)
        return result_row

    def _summary(self, drawn: Array, central: float | None, in_order: Ordered | None) -> dict[str, Any]:
        """What the draws of a criterion say; the draws in which it does not exist are counted and left out."""
        is_finite = np.isfinite(drawn)
        undefined_count = drawn.size - int(np.count_nonzero(is_finite))
        statistic_by_name: dict[str, Any] = dict.fromkeys(_STATISTICS)
        if undefined_count:
            statistic_by_name["undefined_draws"] = undefined_count
        if undefined_count == drawn.size:
            return statistic_by_name
        replicate_count = 1 if undefined_count else self.draws.plan.replicates
        if in_order is None or undefined_count:
            in_order = Ordered(drawn[is_finite] if undefined_count else drawn, replicate_count)
        drawn_summary = in_order.summary()
        estimate_by_name = {"mean": drawn_summary.mean, "sd": drawn_summary.sd}
        estimate_by_name.update(zip(("p05", "p50", "p95"), drawn_summary.percentiles, strict=True))
        if central is not None and drawn.size > 1:
            estimate_by_name["central_percentile"] = in_order.place_of(central)
        for statistic_name, figure in estimate_by_name.items():
            statistic_by_name[statistic_name] = figure.value
            statistic_by_name["mcse" if statistic_name == "mean" else f"{statistic_name}_error"] = (
                None if undefined_count else figure.error
            )
        return statistic_by_name

    def _probability(self, perspective: str, alternative: str, flow: Stream, npv: Ordered) -> dict[str, Any]:
        share_negative = npv.share_below(0.0)
        return {
            "perspective": perspective,
            "alternative": alternative,
            "criterion": criteria.PROBABILITY,
            "unit": "fraction",
            "central": None,
            "reason": "a probability has no central value",
            **dict.fromkeys(_STATISTICS),
            "mean": share_negative.value,
            "mcse": share_negative.error,
            "pm": list(flow.pm),
        }


_ERRORS = ("sd_error", "p05_error", "p50_error", "p95_error")
_STATISTICS = (
    "mean",
    "sd",
    "p05",
    "p50",
    "p95",
    "mcse",
    *_ERRORS,
    "central_percentile",
    "central_percentile_error",
)


def appraise(case: Case, *, per_draw: Iterable[str] = ()) -> Study:
    """The study of a case.

    Examples
    --------
    >>> from mll_finance.inputs.case.loading import load_case
    >>> from mll_finance.resources import resource
    >>> study = appraise(load_case(resource("parameters", "two_years.yaml")))
    >>> round(study.value("society", "project", "npv")["central"], 2)
    115.65
    """
    return Study(case, tuple(per_draw))
