"""The stop criteria of a case against what came of it: of its evaluation, its gates, and what a model must achieve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from mll_finance.inputs.actuals.rows import Actual
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.gates import GatedPhase, Gates
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.judgement.achieving.acceptance import acceptance
from mll_finance.judgement.finding_out.stage_gates import staged_plans
from mll_finance.judgement.tracking.observed import Observed

Origin = Literal["evaluation", "gate", "acceptance"]


@dataclass(frozen=True)
class StopCheck:
    """One stop criterion, with the last that is known of the number that it is about.

    Parameters
    ----------
    origin : str
        What of the case asks it.
    name : str
        Of a gate its plan, of an acceptance its quantity; else empty.
    words : Words or None
        What the case says of it.
    path : str or None
        The number; None where the criterion has none.
    alternative : str or None
        The alternative that it is about; None where it is about whatever is carried out.
    border : float or None
        Where one stops, in the unit of the number.
    stops_below : bool
        Whether one stops below the border, or above it.
    actual : Actual or None
        The last that is known.
    """

    origin: Origin
    name: str
    words: Words | None
    path: str | None
    alternative: str | None
    border: float | None
    stops_below: bool
    actual: Actual | None

    @property
    def is_stop(self) -> bool | None:
        """Whether one has to stop; None where that cannot be told yet."""
        if self.actual is None or self.border is None:
            return None
        return (
            self.actual.whole_year < self.border if self.stops_below else self.actual.whole_year > self.border
        )

    def as_json(self) -> dict[str, Any]:
        """What ``mll track`` says of it."""
        return {
            "origin": self.origin,
            "name": self.name,
            "criterion": None if self.words is None else self.words.model_dump(),
            "path": self.path,
            "alternative": self.alternative,
            "border": self.border,
            "stops": "below" if self.stops_below else "above",
            "actual": None if self.actual is None else self.actual.whole_year,
            "year": None if self.actual is None else self.actual.year,
            "stop": self.is_stop,
        }


def stop_checks(observed: Observed) -> tuple[StopCheck, ...]:
    """Every stop criterion of the case: of the evaluation, of the gates, and of what a model must achieve."""
    return (*_of_evaluation(observed), *_of_gates(observed), *_of_acceptance(observed))


def _of_evaluation(observed: Observed) -> Iterator[StopCheck]:
    evaluation = observed.study.case.section(Evaluation)
    for stop_criterion in evaluation.stop if evaluation is not None else ():
        indicator = (
            evaluation.indicators.get(stop_criterion.indicator or "") if evaluation is not None else None
        )
        path = None if indicator is None else indicator.path
        border_or_none = stop_criterion.below if stop_criterion.below is not None else stop_criterion.above
        yield StopCheck(
            "evaluation",
            "",
            stop_criterion.criterion,
            path,
            None,
            border_or_none,
            stop_criterion.below is not None,
            None if path is None else _last(observed, path, None),
        )


def _of_gates(observed: Observed) -> Iterator[StopCheck]:
    plan_by_name = observed.study.case.parts(Gates)
    for staged in staged_plans(observed.study):
        if staged.plan.alternative not in observed.alternatives:
            continue
        for phase_index, phase in enumerate(plan_by_name[staged.name].phases):
            agreed_border = phase.at_least if phase.at_least is not None else phase.at_most
            rule = staged.gates[phase_index].rule if staged.gates else None
            path = (
                _learnt(observed, phase) if agreed_border is not None else None if rule is None else rule.path
            )
            if path is None:
                continue
            border_or_none = agreed_border if agreed_border is not None else None if rule is None else rule.at
            is_below = (
                phase.at_least is not None
                if agreed_border is not None
                else rule is not None and rule.stops_below
            )
            alternative = staged.plan.alternative
            yield StopCheck(
                "gate",
                staged.name,
                phase.title,
                path,
                alternative,
                border_or_none,
                is_below,
                _last(observed, path, alternative),
            )


def _learnt(observed: Observed, phase: GatedPhase) -> str | None:
    """The one number of which a phase has an agreed border."""
    learnt_paths = phase.learns or observed.study.case.parts(Pilot)[str(phase.pilot)].informs
    return next(iter(learnt_paths), None)


def _of_acceptance(observed: Observed) -> Iterator[StopCheck]:
    for criterion in acceptance(observed.study):
        if criterion.alternative not in observed.alternatives or criterion.stage != "contract":
            continue
        path = f"quantities.{criterion.quantity}.{criterion.measure}"
        yield StopCheck(
            "acceptance",
            criterion.quantity,
            None,
            path,
            criterion.alternative,
            criterion.value,
            True,
            _last(observed, path, criterion.alternative),
        )


def _last(observed: Observed, path: str, alternative: str | None) -> Actual | None:
    """The last that is known of a path, by itself or under the alternative for which it is written."""
    plain_path, _, alternative_meant = path.partition(".by_alternative.")
    actuals_of_path = [
        actual
        for actual in observed.actuals
        if (
            actual.path == path
            or (actual.path == plain_path and alternative_meant in ("", "default", actual.alternative))
        )
        and (
            actual.alternative == alternative if alternative else actual.alternative in observed.alternatives
        )
    ]
    return actuals_of_path[-1] if actuals_of_path else None
