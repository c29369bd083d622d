"""An open choice and what may be found out before it: knowing some numbers, and pilots of every size.

The choice is that of the advice: among all that can be chosen, doing nothing included, by the expected balance to
society. What cannot change that choice is worth nothing, however uncertain it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import factor_after
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.method.gates import WEEKS_A_YEAR
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.judgement.contenders import Contenders, contenders
from mll_finance.judgement.finding_out.few_draws import drawn, few, independent_of, moving_with
from mll_finance.uncertainty.information import pilot as arrays
from mll_finance.uncertainty.information.controls import Brought, InputCurves, brought
from mll_finance.uncertainty.information.perfect import evppi, gains
from mll_finance.uncertainty.summary import Estimate

Array = npt.NDArray[np.float64]
_FAR = 2.0
"""How many times what a number brings by itself must fall short before nothing is fitted."""
_FEW = 2
"""Numbers at most that are judged so: of more, products may bring what none brings by itself."""


@dataclass(frozen=True)
class Knowing:
    """What it is worth to know some numbers (EUR), each by its path."""

    inputs: tuple[str, ...]
    worth: Estimate

    @property
    def is_worth_something(self) -> bool:
        """Whether it is worth more than chance shows: more than two standard errors."""
        return self.worth.value > 2 * (self.worth.error or 0.0)

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "inputs": list(self.inputs),
            "value": self.worth.value,
            "error": self.worth.error,
        }


@dataclass(frozen=True)
class Trial:
    """What a pilot of one size is worth, what it costs, and what is lost by waiting for it (EUR)."""

    pilot: str
    size: float
    worth: Estimate
    cost: float
    waiting: float
    to_others: float
    """What it is worth to the others that it informs (``reach``), discounted; no part of the own balance."""

    @property
    def worth_after_waiting(self) -> float:
        """Its worth to this municipality's choice, less what waiting for it loses."""
        return self.worth.value - self.waiting

    @property
    def net(self) -> float:
        """The same less what it costs."""
        return self.worth_after_waiting - self.cost

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            "pilot": self.pilot,
            "n": self.size,
            "value": self.worth.value,
            "error": self.worth.error,
            "cost": self.cost,
            "waiting": self.waiting,
            "net": self.net,
            "to_others": self.to_others,
        }


@dataclass(frozen=True)
class ChoiceAfter:
    """What to choose from some finding of a pilot on, up to the next."""

    lowest: float
    """The lowest finding: a number of cases or events, or a mean."""
    choice: str
    chance: float
    """Chance that a finding falls here, before the pilot."""

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it; the lowest of measurements is null."""
        return {
            "from": self.lowest if math.isfinite(self.lowest) else None,
            "choice": self.choice,
            "probability": self.chance,
        }


@dataclass(frozen=True)
class Investigation:
    """What may be found out before a choice among some contenders.

    Parameters
    ----------
    study : Study
        The study of which the inputs are uncertain.
    field : Contenders
        What can be chosen, each with its balance.
    """

    study: Study
    field: Contenders

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose between and something uncertain."""
        return len(self.field.ranking) > 1 and self.study.draws.plan.total > 1

    @cached_property
    def payoffs(self) -> Array:
        """The balance of everything that can be chosen at each draw (contenders, draws)."""
        return np.stack([self._few(row) for row in self.field.payoffs])

    def knowing(self, paths: tuple[str, ...]) -> Knowing:
        """What it is worth to know some numbers, worked out once."""
        if paths not in self._known:
            self._known[paths] = Knowing(paths, self._worth_of_knowing(paths))
        return self._known[paths]

    @cached_property
    def _known(self) -> dict[tuple[str, ...], Knowing]:
        return {}

    def _worth_of_knowing(self, paths: tuple[str, ...]) -> Estimate:
        if self._are_settled(paths):
            return Estimate(0.0, 0.0)
        moving_paths = moving_with(self.study, paths)
        moving_indices = frozenset(
            input_index for input_index, path in enumerate(self.study.draws.uncertain) if path in moving_paths
        )
        brought_by_others = self._brought.beside(moving_indices)
        return evppi(self._drawn(paths), self.payoffs, replicates=self._replicates, brought=brought_by_others)

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """Every pilot of the case at every size that can be had; none where nothing is open."""
        if not self.is_open:
            return ()
        return tuple(
            trial
            for name, pilot in self.study.case.parts(Pilot).items()
            for trial in self._trials(name, pilot)
        )

    def pays(self, alternative: str) -> bool:
        """Whether a pilot of an alternative is worth more than its price and the wait, at a size that can be had."""
        return self.best_trial(alternative) is not None

    def best_trial(self, alternative: str) -> Trial | None:
        """The pilot of an alternative that is worth most after its price and the wait; None where none is worth it."""
        pilot_by_id = self.study.case.parts(Pilot)
        trials = (
            self.best_of(name) for name, pilot in pilot_by_id.items() if pilot.alternative == alternative
        )
        return max(filter(None, trials), key=lambda trial: trial.net, default=None)

    def best_of(self, pilot: str) -> Trial | None:
        """The size of a pilot that is worth most after its price and the wait; None where none is worth it."""
        paying_trials = [trial for trial in self.trials if trial.net > 0 and trial.pilot == pilot]
        return max(paying_trials, key=lambda trial: trial.net, default=None)

    def _trials(self, name: str, pilot: Pilot) -> Iterator[Trial]:
        reach_beyond_own = (pilot.reach or 1.0) - 1.0
        case = self.study.case
        later_factor = factor_after(case, case.perspectives[SOCIETY], pilot.weeks / WEEKS_A_YEAR)
        for pilot_size, worth in zip(pilot.sizes, self._worth_by_size(name, pilot), strict=True):
            trial_cost = pilot.cost.fixed + pilot.cost.per_case * pilot_size
            waiting_loss = self.lost_by_waiting(worth.value, pilot.alternative, pilot.weeks)
            yield Trial(
                name,
                pilot_size,
                worth,
                trial_cost,
                waiting_loss,
                worth.value * reach_beyond_own * later_factor,
            )

    def lost_by_waiting(self, worth: float, alternative: str, weeks: float) -> float:
        """What is lost by waiting (EUR): of what the choice brings afterwards, the share of the years that pass."""
        highest_mean_npv = float(self.payoffs.mean(axis=1).max())
        return (highest_mean_npv + worth) * share_of_use_lost(self.study, alternative, weeks)

    def choices_after(self, trial: Trial) -> tuple[ChoiceAfter, ...]:
        """What to choose after each finding of a pilot; none where it tells of several numbers at once."""
        pilot = self.study.case.parts(Pilot)[trial.pilot]
        if len(pilot.informs) > 1:
            return ()
        best_choosings = arrays.best_by_finding(
            self._drawn(pilot.informs)[0],
            self.payoffs,
            sample=arrays.Sample(pilot.data, (trial.size,), pilot.sd or 1.0),
            replicates=self._replicates,
            brought=self._brought_by_others(pilot.informs),
        )
        return tuple(
            ChoiceAfter(choosing.lowest, self.field.ranking[choosing.alternative].id, choosing.chance)
            for choosing in best_choosings
        )

    def _worth_by_size(self, name: str, pilot: Pilot) -> list[Estimate]:
        """What each size of a pilot is worth: no more than knowing the numbers that it tells of."""
        worth_known = self.knowing(pilot.informs).worth.value
        return [
            Estimate(min(worth_of_size.value, worth_known), worth_of_size.error)
            for worth_of_size in self._sampled_by_size(name, pilot)
        ]

    def _sampled_by_size(self, name: str, pilot: Pilot) -> list[Estimate]:
        """What each size of a pilot is worth; one number exactly, several by simulated findings."""
        sample_of_pilot = arrays.Sample(pilot.data, tuple(pilot.sizes), pilot.sd or 1.0)
        draws = self._drawn(pilot.informs)
        if len(draws) == 1:
            return arrays.evsi(
                draws[0],
                self.payoffs,
                sample=sample_of_pilot,
                replicates=self._replicates,
                brought=self._brought_by_others(pilot.informs),
            )
        plan = self.study.draws.plan
        chances_by_path = [
            self._few(plan.uniforms(f"pilots.{name}.{path}", 0, plan.total)) for path in pilot.informs
        ]
        return arrays.evsi_jointly(
            draws,
            self.payoffs,
            sample=sample_of_pilot,
            chances=np.stack(chances_by_path),
            replicates=self._replicates,
        )

    def _brought_by_others(self, paths: tuple[str, ...]) -> Array:
        """What the numbers that move with none of these bring to the gains (contenders, draws)."""
        parts_of_others = [self._parts[path] for path in independent_of(self.study, paths)]
        return np.sum(parts_of_others, axis=0) if parts_of_others else np.zeros_like(self.payoffs)

    def _are_settled(self, paths: tuple[str, ...]) -> bool:
        """Whether the choice stays however these numbers turn out, by far.

        What is left uncertain averages out, so knowing a number moves the mean of a gain by what it brings itself;
        where that, doubled for what curves miss, never makes another choice better, nothing need be fitted.
        """
        part_by_path = [self._parts[path] for path in moving_with(self.study, paths)]
        most_brought_by_alternative = np.sum([part.max(axis=1) for part in part_by_path], axis=0)
        best_alternative_index = int(np.argmax(self._mean_payoffs))
        mean_gain_by_alternative = self._mean_payoffs - self._mean_payoffs[best_alternative_index]
        highest_gain_by_rival = np.delete(
            mean_gain_by_alternative + _FAR * most_brought_by_alternative, best_alternative_index
        )
        return bool(np.all(highest_gain_by_rival < 0.0)) and len(part_by_path) <= _FEW

    @cached_property
    def _mean_payoffs(self) -> Array:
        """The balance of everything that can be chosen on average (contenders,)."""
        return np.asarray(self.payoffs.mean(axis=1))

    @cached_property
    def _parts(self) -> dict[str, Array]:
        """What each uncertain number brings by itself to the gains (contenders, draws), by its path."""
        paths = tuple(self.study.draws.uncertain)
        return dict(zip(paths, self._alone, strict=True))

    @cached_property
    def _alone(self) -> Array:
        """The same (numbers, contenders, draws), in their order."""
        return self._curves.additive_parts(gains(self.payoffs))

    @cached_property
    def _curves(self) -> InputCurves:
        """A curve of each uncertain number, in their order."""
        return InputCurves.of(self._drawn(tuple(self.study.draws.uncertain)))

    @cached_property
    def _brought(self) -> Brought:
        """What the uncertain numbers bring to the gains, each by itself and two together, in their order."""
        paths = tuple(self.study.draws.uncertain)
        moving_paths_by_path = [moving_with(self.study, (path,)) for path in paths]
        is_tied = np.array(
            [[path in moving_paths for path in paths] for moving_paths in moving_paths_by_path]
        )
        return brought(
            self._drawn(paths),
            gains(self.payoffs),
            curves=self._curves,
            alone=self._alone,
            is_tied=is_tied,
        )

    @property
    def _replicates(self) -> int:
        return self.study.draws.plan.replicates

    def _drawn(self, paths: tuple[str, ...]) -> Array:
        """Draws of some numbers (inputs, draws)."""
        return drawn(self.study, paths)

    def _few(self, draws: Array) -> Array:
        """The first draws of each replicate, as many as serve."""
        return few(self.study, draws)


def investigation(study: Study) -> Investigation:
    """What may be found out before the choice of a study."""
    return study.once("investigation", lambda: Investigation(study, contenders(study)))


def knowing(study: Study, paths: tuple[str, ...]) -> Knowing:
    """What it is worth to know some numbers before the choice of a study."""
    return investigation(study).knowing(paths)


def share_of_use_lost(study: Study, alternative: str, weeks: float) -> float:
    """Share of the years of use of an alternative that pass while the choice waits some weeks."""
    recurring_years = study.stream(SOCIETY, alternative).recurring
    years_of_use = max(recurring_years.last - recurring_years.first + 1, 1)
    return min(1.0, weeks / WEEKS_A_YEAR / years_of_use)
