"""Plans in phases of a case: what each is worth with the right to stop, what to do at each gate, and whether to wait.

After its last gate a plan is what the case says of its alternative: the expected balance to society, brought back over
the years that the phases take at the discount rates of the case. Doing nothing is always there, with a balance of zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import factor_after
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.method.gates import WEEKS_A_YEAR, GatedPhase, Gates
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.contenders import contenders
from mll_finance.judgement.finding_out.few_draws import drawn, few, independent_of
from mll_finance.judgement.finding_out.gate_findings import Findings, found_in_phase, learnt
from mll_finance.uncertainty.information.controls import InputCurves
from mll_finance.uncertainty.stage_gates.boundary import Boundary, boundary
from mll_finance.uncertainty.stage_gates.tree import Gate, Phase, Staged, begun_later, staged

Array = npt.NDArray[np.float64]
Action = Literal["go_on", "stop", "by_border", "by_balance"]
Start = Literal["now", "later", "never"]
NoWorth = Literal["bound", "choice"]
"""Why a plan has no value: the alternative has an unknown without a bound, or it cannot be chosen."""
_NO_WORTH: dict[NoWorth, str] = {
    "bound": "unknown costs or harms of the alternative have no bound",
    "choice": "the alternative cannot be chosen",
}
KEPT = threshold("gate_rule_kept")
_MONTHS = 12
_FIGURES = 3


@dataclass(frozen=True)
class StopRule:
    """The border of one number on which a gate decides: a measure, a value and the side that stops.

    Parameters
    ----------
    path : str
        The number, by its path.
    pilot : str or None
        The pilot that measures it; None where the number itself is known.
    cases : float or None
        Number of cases of that pilot.
    at : float
        The border, in the unit of the number.
    stops_below : bool
        Whether one stops below the border, or above it.
    kept : float
        Share of what the gate is worth that this border alone keeps.
    """

    path: str
    pilot: str | None
    cases: float | None
    at: float
    stops_below: bool
    kept: float

    @property
    def shown(self) -> float:
        """The border in three significant figures: draws tell it no better."""
        return float(f"{self.at:.{_FIGURES}g}")

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "path": self.path,
            "pilot": self.pilot,
            "n": self.cases,
            "at": self.at,
            "stops": "below" if self.stops_below else "above",
            "kept": self.kept,
        }


@dataclass(frozen=True)
class GateWorth:
    """One gate of a plan: when it is, what to do there, and what the right to stop there is worth (EUR)."""

    phase: GatedPhase
    years: float
    """Years from the start of the case to the gate."""
    day: date
    """The month in which it falls, by its first day."""
    gate: Gate
    rule: StopRule | None

    @property
    def action(self) -> Action:
        """What to do there: go on or stop whatever is found, by a border on one number, or by the whole balance."""
        worth_of_going_on_by_draw = self.gate.going_on[self.gate.is_reached]
        if not worth_of_going_on_by_draw.size or bool((worth_of_going_on_by_draw <= self.gate.salvage).all()):
            return "stop"
        if bool((worth_of_going_on_by_draw > self.gate.salvage).all()):
            return "go_on"
        return "by_border" if self.rule is not None and self.rule.kept >= KEPT else "by_balance"

    @property
    def rolled_out(self) -> float | None:
        """Mean of going on over the draws that do (EUR, present value); None where none does."""
        is_gone_on = self.gate.is_reached & (self.gate.going_on > self.gate.salvage)
        return float(self.gate.going_on[is_gone_on].mean()) if is_gone_on.any() else None

    @property
    def leaves(self) -> float:
        """Chance that its phase is held and nothing goes on after it."""
        return self.gate.failed + self.gate.stopped

    @property
    def goes_on(self) -> float:
        """Chance that its phase is held and the plan goes on after it."""
        return self.gate.reached - self.leaves

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "date": self.day.isoformat(),
            "reached": self.gate.reached,
            "failed": self.gate.failed,
            "stopped": self.gate.stopped,
            "alone": self.gate.alone,
            "on_top": self.gate.on_top,
            "action": self.action,
            "rule": None if self.rule is None else self.rule.as_json(),
        }


@dataclass(frozen=True)
class LaterStart:
    """What a plan is worth (EUR) where its first phase begins some years later, and the chance that it begins then."""

    years: float
    value: float
    begins: float


@dataclass(frozen=True)
class StartTimes:
    """Starting now, later or never: doing nothing is worth zero."""

    now: float
    later: tuple[LaterStart, ...]

    @property
    def best_later(self) -> LaterStart:
        """The later start that is worth most; of equals the first."""
        return max(self.later, key=lambda start: start.value)

    @property
    def start(self) -> Start:
        """When to start."""
        if max(self.now, self.best_later.value) <= 0.0:
            return "never"
        return "now" if self.now >= self.best_later.value else "later"

    @property
    def option_value(self) -> float:
        """What the right to wait adds to the better of now and never."""
        return max(self.best_later.value - max(self.now, 0.0), 0.0)

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "now": self.now,
            "later": [
                {"years": start.years, "value": start.value, "begins": start.begins} for start in self.later
            ],
            "never": 0.0,
            "start": self.start,
            "option_value": self.option_value,
        }


@dataclass(frozen=True)
class StagedPlan:
    """One plan of the section ``gates`` and what it is worth; or the reason why that cannot be told.

    Parameters
    ----------
    name : str
        Its name in the case.
    plan : Gates
        What the case says of it.
    worth : Staged or None
        Its value (EUR, present value to society) once it is begun; None where it has no phase or no value.
    at_once : float
        What the alternative brings where it is rolled out at the start of the case, without phases (EUR).
    now : float or None
        What beginning now is worth; that of the alternative itself where the plan has no phase.
    gates : tuple of GateWorth
        In the order of the phases.
    waiting : StartTimes or None
        Now, later or never; None where the case does not say what waiting is.
    no_worth : str or None
        Why it has no value; None where it has one.
    """

    name: str
    plan: Gates
    worth: Staged | None
    at_once: float
    now: float | None
    gates: tuple[GateWorth, ...]
    waiting: StartTimes | None
    no_worth: NoWorth | None = None

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        staged_worth = self.worth
        plan_results: dict[str, Any] = {
            "alternative": self.plan.alternative,
            "value": self.now,
            "error": None if staged_worth is None else staged_worth.value.error,
            "at_once": self.at_once if self.now is not None else None,
            "committed": self.now if staged_worth is None else staged_worth.committed,
            "option_value": staged_worth.option_value if staged_worth else None if self.now is None else 0.0,
            "perfect": None if staged_worth is None else staged_worth.perfect,
            "agreed": None if staged_worth is None else staged_worth.agreed,
            "by_gate": [gate.as_json() for gate in self.gates],
            "wait": None if self.waiting is None else self.waiting.as_json(),
        }
        if self.no_worth is not None:
            plan_results["reason"] = _NO_WORTH[self.no_worth]
        elif self.waiting is None:
            plan_results["wait_reason"] = "the plan has no wait"
        return plan_results


def staged_plans(study: Study) -> tuple[StagedPlan, ...]:
    """Every plan of the section ``gates`` of a study; none where the case has none."""
    return study.once("staged_plans", lambda: tuple(_plans(study)))


def gates_document(study: Study) -> dict[str, Any]:
    """The part ``gates`` of ``mll appraise --voi --format json``."""
    return {plan.name: plan.as_json() for plan in staged_plans(study)}


def _plans(study: Study) -> Sequence[StagedPlan]:
    contenders_of_choice = contenders(study)
    plans_with_worth = []
    for plan_id, plan in study.case.parts(Gates).items():
        planned_contender = contenders_of_choice.by_id[plan.alternative]
        if planned_contender.ranked:
            plans_with_worth.append(
                _Plan(study, plan_id, plan, few(study, planned_contender.lower.npv)).told()
            )
            continue
        no_worth_reason: NoWorth = "bound" if planned_contender.feasible else "choice"
        plans_with_worth.append(StagedPlan(plan_id, plan, None, 0.0, None, (), None, no_worth_reason))
    return plans_with_worth


@dataclass(frozen=True)
class _Plan:
    """A plan of which the alternative has a balance (draws,)."""

    study: Study
    name: str
    plan: Gates
    balances: Array

    def told(self) -> StagedPlan:
        findings_by_phase = [
            found_in_phase(self.study, self.name, phase_index, phase)
            for phase_index, phase in enumerate(self.plan.phases)
        ]
        phases = self._phases(findings_by_phase)
        plan_years = sum(phase.weeks for phase in self.plan.phases) / WEEKS_A_YEAR
        payoff_by_draw = self.balances * self._factor(plan_years)
        plan_worth = (
            staged(phases, payoff_by_draw, replicates=self.study.draws.plan.replicates) if phases else None
        )
        npv_now = plan_worth.value.value if plan_worth else float(payoff_by_draw.mean())
        return StagedPlan(
            self.name,
            self.plan,
            plan_worth,
            float(self.balances.mean()),
            npv_now,
            self._gates(plan_worth, findings_by_phase),
            self._waiting(findings_by_phase, npv_now),
        )

    def _phases(self, findings: Sequence[Findings], wait_years: float = 0.0) -> list[Phase]:
        """The phases in present values, where the first begins after a wait; what is learnt then is known before."""
        learnt_paths = self.plan.wait.learns if wait_years and self.plan.wait else ()
        valued_phases, start_in_years = [], wait_years
        for phase, phase_findings in zip(self.plan.phases, findings, strict=True):
            end_in_years = start_in_years + phase.weeks / WEEKS_A_YEAR
            learnt_paths = (*learnt_paths, *phase_findings.paths)
            valued_phases.append(
                Phase(
                    phase.cost * self._factor(start_in_years),
                    phase.passes,
                    phase.salvage * self._factor(end_in_years),
                    phase_findings.known,
                    self._brought(learnt_paths),
                    phase_findings.meets(phase),
                )
            )
            start_in_years = end_in_years
        return valued_phases

    def _brought(self, learnt_paths: tuple[str, ...]) -> Array | float:
        """What numbers that are independent of all that is learnt bring to the balances (draws,), zero on average."""
        independent_paths = independent_of(self.study, learnt_paths)
        if not learnt_paths or not independent_paths:
            return 0.0
        return self.study.once(
            ("brought to a plan", self.plan.alternative, independent_paths),
            lambda: np.asarray(
                InputCurves.of(drawn(self.study, independent_paths))
                .additive_parts(self.balances[None, :])
                .sum(axis=0)[0]
            ),
        )

    def _factor(self, years: float) -> float:
        """What a euro some years after the start of the case is worth at its start, to society."""
        return factor_after(self.study.case, self.study.case.perspectives[SOCIETY], years)

    def _gates(self, worth: Staged | None, findings: Sequence[Findings]) -> tuple[GateWorth, ...]:
        gate_worths, gate_years = [], 0.0
        for gate_index, gate in enumerate(worth.gates if worth else ()):
            phase = self.plan.phases[gate_index]
            gate_years += phase.weeks / WEEKS_A_YEAR
            stop_rule = _rule(
                gate, [findings[gate_index]] if findings[gate_index].paths else findings[: gate_index + 1]
            )
            gate_worths.append(GateWorth(phase, gate_years, self._day(gate_years), gate, stop_rule))
        return tuple(gate_worths)

    def _day(self, years: float) -> date:
        whole_years, month_offset = divmod(round(years * _MONTHS), _MONTHS)
        return date(self.study.case.settings.base_year + whole_years, month_offset + 1, 1)

    def _waiting(self, findings: Sequence[Findings], now: float) -> StartTimes | None:
        wait = self.plan.wait
        if wait is None:
            return None
        learnt_findings = learnt(self.study, wait.learns)
        years_of_phases = sum(phase.weeks for phase in self.plan.phases) / WEEKS_A_YEAR
        later_starts = []
        for years_to_wait in wait.years:
            payoff_by_draw = self.balances * self._factor(years_to_wait + years_of_phases)
            wait_phase = Phase(wait.cost, known=learnt_findings.known, brought=self._brought(wait.learns))
            later_worth, begin_chance = begun_later(
                self._phases(findings, years_to_wait),
                payoff_by_draw,
                pause=wait_phase,
                replicates=self.study.draws.plan.replicates,
            )
            later_starts.append(LaterStart(years_to_wait, later_worth, begin_chance))
        return StartTimes(now, tuple(later_starts))


def _rule(gate: Gate, findings: Sequence[Findings]) -> StopRule | None:
    """The border on one of the numbers that are known at a gate that decides best."""
    possible_stop_rules = [
        StopRule(
            path, phase_findings.pilot, phase_findings.cases, border.at, border.goes_on_above, border.kept
        )
        for phase_findings in findings
        for path, numbers_by_draw in zip(phase_findings.paths, phase_findings.rows, strict=True)
        if (border := _border(gate, numbers_by_draw)) is not None
    ]
    return max(possible_stop_rules, key=lambda rule: rule.kept, default=None)


def _border(gate: Gate, row: Array) -> Boundary | None:
    return boundary(row[gate.is_reached], (gate.going_on - gate.salvage)[gate.is_reached])
