"""Acceptance criteria: what a trial of a model must show, and what the contract asks of it afterwards.

They follow from what the model must achieve (:mod:`mll_finance.judgement.achieving.demands`): the precision at which
it equals the best other choice, rounded up, with the cases that show it. Nothing is demanded where any precision is
enough, where none is, and where the alternative cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from mll_finance.drivers.selection import AdjustableSelection, adjustable
from mll_finance.engine.study import Study
from mll_finance.formulas.proof_size import required_proof
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.gates import WEEKS_A_YEAR
from mll_finance.inputs.method.knowledge import Knowledge
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.achieving.demands import Demand, demand_of, demanded

SURENESS = threshold("acceptance_sureness")
POWER = threshold("acceptance_power")
_HOPED = threshold("tornado_high")
_MEASURER = "evaluator"
"""The role that measures: who supplies the model does not."""

Stage = Literal["pilot", "contract"]
IfNot = Literal["do_not_continue", "repair_or_end"]


@dataclass(frozen=True)
class Proof:
    """The cases that show a demand to be met."""

    cases: int
    right: int
    """Of these, right at the least."""
    assumed: float
    """Precision that is thought to be there."""
    hoped: bool
    """Whether that is more than the case expects: the high end of its range."""
    weeks: float | None
    """Weeks in which so many are followed up; None where that is not known."""


@dataclass(frozen=True)
class Criterion:
    """One thing that a trial or a contract is held to."""

    stage: Stage
    alternative: str
    quantity: str
    measure: Literal["precision"]
    value: float
    """What is demanded at the least: the break-even, rounded up."""
    break_even: float
    error: float | None
    """Monte Carlo standard error of the break-even."""
    expected: float
    """What the case expects."""
    flags: float
    """Length of the list a year on which it is measured."""
    proof: Proof | None
    """None where what the case holds possible does not exceed the demand: no trial can be expected to show it."""
    by: date
    """When it is known: of a contract the first time, then each year."""
    who: Words | None
    """Who measures; None where nobody is named yet."""
    if_not: IfNot
    instead: str
    """The choice that is better where it is not met."""

    @property
    def margin(self) -> float:
        """What the case expects beyond the demand; below zero where it expects less."""
        return self.expected - self.value

    @property
    def points(self) -> float:
        """The margin in percentage points, whatever its sign."""
        return abs(100 * self.margin)

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "stage": self.stage,
            "alternative": self.alternative,
            "quantity": self.quantity,
            "measure": self.measure,
            "value": self.value,
            "break_even": self.break_even,
            "break_even_error": self.error,
            "expected": self.expected,
            "margin": self.margin,
            "flags": self.flags,
            "sureness": SURENESS,
            "power": POWER,
            "sample": None if self.proof is None else vars(self.proof),
            "by": self.by.isoformat(),
            "who": None if self.who is None else self.who.model_dump(),
            "if_not": self.if_not,
            "instead": self.instead,
        }


def acceptance(study: Study) -> tuple[Criterion, ...]:
    """What a trial and the contract of each model are held to, the trial first; none where nothing can be demanded."""
    return study.once("acceptance", lambda: tuple(_criteria(study)))


def _criteria(study: Study) -> Iterator[Criterion]:
    for selection in adjustable(study):
        demand = demand_of(study, selection)
        # What takes no calculation is asked first.
        if demand is None or not demand.learns or not demand.feasible:
            continue
        if not selection.moves_euros or not demand.needed:
            continue
        least_precision = demanded(demand.needed)
        trial_end, contract_year = _dates(study, demand.alternative)
        stages: tuple[tuple[Stage, date, IfNot], ...] = (
            ("pilot", trial_end, "do_not_continue"),
            ("contract", date(contract_year, 12, 31), "repair_or_end"),
        )
        for stage, by, if_not in stages:
            yield Criterion(
                stage,
                demand.alternative,
                demand.quantity,
                "precision",
                value=least_precision,
                break_even=demand.needed,
                error=demand.error,
                expected=demand.expected.precision,
                flags=demand.expected.flags,
                proof=_proof(selection, demand, least_precision),
                by=by,
                who=_measurer(study),
                if_not=if_not,
                instead=demand.against,
            )


def _proof(selection: AdjustableSelection, demand: Demand, least: float) -> Proof | None:
    """The cases that show the precision to exceed what is demanded: as the case expects it, or as it hopes for."""
    hoped_precision = float(np.quantile(selection.drawn_precision, _HOPED))
    assumed_precision = demand.expected.precision if demand.expected.precision > least else hoped_precision
    proof = required_proof(least, min(assumed_precision, 1.0), significance=1 - SURENESS, power=POWER)
    if proof is None:
        return None
    proof_cases, right_cases = proof
    flags_a_week = demand.expected.flags / WEEKS_A_YEAR
    return Proof(
        proof_cases,
        right_cases,
        assumed_precision,
        assumed_precision > demand.expected.precision,
        proof_cases / flags_a_week if flags_a_week else None,
    )


def _dates(study: Study, alternative: str) -> tuple[date, int]:
    """The day on which the trial has ended, and the year of the contract's first count.

    Notes
    -----
    Convention: a trial starts on 1 January of the first year with a line of the phase ``pilot``, else of go-live in the
    evaluation, else of the first year of use; it takes the weeks of the longest pilot of the alternative, else a year.
    """
    case_years, recurring_years = study.case.years, study.stream(SOCIETY, alternative).recurring
    first_of_use = case_years[min(max(recurring_years.first, 0), len(case_years) - 1)]
    first_year = _pilot_year(study, alternative) or _go_live(study) or first_of_use
    pilot_weeks = max(
        (pilot.weeks for pilot in study.case.parts(Pilot).values() if pilot.alternative == alternative),
        default=0.0,
    )
    last_day = date(max(first_year, study.case.years[-1]), 12, 31)
    most_weeks = WEEKS_A_YEAR * len(study.case.years)
    trial_end = (
        date(first_year, 12, 31)
        if pilot_weeks <= 0
        else date(first_year, 1, 1) + timedelta(weeks=min(pilot_weeks, most_weeks))
    )
    return min(trial_end, last_day), max(trial_end.year + 1, first_of_use)


def _pilot_year(study: Study, alternative: str) -> int | None:
    """The first year in which a line of the phase pilot has an amount."""
    case_years = study.case.years
    first_years: list[int] = []
    for line_id, line in study.case.lines.items():
        if line.phase != "pilot" or alternative not in line.alternative:
            continue
        line_euros = study.central.euros(line_id, alternative)
        if line_euros is not None:
            by_year = np.broadcast_to(line_euros, (len(case_years), 1))[:, 0]
            first_years += [year for year, amount in zip(case_years, by_year, strict=True) if amount][:1]
    return min(first_years, default=None)


def _go_live(study: Study) -> int | None:
    evaluation = study.case.section(Evaluation)
    return None if evaluation is None else evaluation.go_live


def _measurer(study: Study) -> Words | None:
    """Who has the role of evaluator."""
    knowledge = study.case.section(Knowledge)
    role = knowledge.roles.get(_MEASURER) if knowledge is not None else None
    return None if role is None or role.level == "none" else role.who
