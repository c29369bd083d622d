"""What finding out is worth before the choice: everything, each number by itself, and every pilot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mll_finance.drivers.points import uncertain
from mll_finance.engine.study import Study
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.finding_out.investigation import (
    ChoiceAfter,
    Knowing,
    Trial,
    investigation,
    knowing,
)
from mll_finance.judgement.finding_out.research import TOGETHER, FindingOut, find_out_first, research_cost
from mll_finance.uncertainty.information.reach import BestSize, best_size
from mll_finance.uncertainty.summary import Estimate

NEAR = threshold("pilot_near_best")
SEEN = threshold("worth_seen")


@dataclass(frozen=True)
class Information:
    """What finding out is worth before the choice (EUR, present value)."""

    everything: Estimate
    alone: tuple[Knowing, ...]
    """Each uncertain number by itself, and numbers that move together; the most worth knowing first."""
    together: Knowing | None
    """The first few at once; None where no more than one is worth anything."""
    trials: tuple[Trial, ...]
    """Every pilot at every size that can be had."""
    costs: Mapping[tuple[str, ...], float | None] = field(default_factory=dict)
    """What finding each of these out costs (EUR); None where the case does not say so of all of them."""
    first: FindingOut | None = None
    """What is worth finding out before the choice, all at once."""
    best_trials: tuple[Trial, ...] = ()
    """Each pilot that pays, at its best size."""
    after: Mapping[str, tuple[ChoiceAfter, ...]] = field(default_factory=dict)
    """What to choose after each finding of a pilot that pays, at its best size."""

    @property
    def telling(self) -> tuple[Knowing, ...]:
        """Numbers that are worth something, and enough to be seen beside everything."""
        least_worth = SEEN * self.everything.value
        return tuple(
            known for known in self.alone if known.is_worth_something and known.worth.value > least_worth
        )

    @property
    def best_sizes(self) -> dict[str, BestSize | None]:
        """The best size of each pilot; None where no size is worth its price."""
        return {
            name: _best(self.trials, name) for name in dict.fromkeys(trial.pilot for trial in self.trials)
        }

    def as_json(self) -> dict[str, Any]:
        """The part ``voi`` of ``mll appraise --voi --format json``."""
        best_size_by_pilot = self.best_sizes
        known_groups = [*self.alone, *([self.together] if self.together else [])]
        information_results: dict[str, Any] = {
            "evpi": self.everything.value,
            "evpi_error": self.everything.error,
            "evppi": [{**known.as_json(), "cost": self.costs[known.inputs]} for known in known_groups],
            "evsi": [trial.as_json() for trial in self.trials],
            "best_n": {
                name: None if best_size_of_pilot is None else best_size_of_pilot.size
                for name, best_size_of_pilot in best_size_by_pilot.items()
            },
            "near_best": {
                name: None if best_size_of_pilot is None else list(best_size_of_pilot.near)
                for name, best_size_of_pilot in best_size_by_pilot.items()
            },
        }
        information_results["find_out_first"] = None if self.first is None else self.first.as_json()
        information_results["choices_after"] = {
            name: [choice.as_json() for choice in choices] for name, choices in self.after.items()
        }
        if not self.trials:
            information_results["evsi_reason"] = "the case has no pilots"
        return information_results


def information(study: Study) -> Information:
    """What finding out is worth before the choice of a study."""
    return study.once("information", lambda: _information(study))


def _information(study: Study) -> Information:
    open_choice = investigation(study)
    if not open_choice.is_open:
        return Information(Estimate(0.0, 0.0), (), None, ())
    known_groups_alone = [knowing(study, paths) for paths in _groups(study)]
    most_worth_first = tuple(sorted(known_groups_alone, key=lambda known: -known.worth.value))
    knowing_together = _together(study, most_worth_first)
    known_groups = [*known_groups_alone, *([knowing_together] if knowing_together else [])]
    best_trial_of_each_pilot = tuple(filter(None, map(open_choice.best_of, study.case.parts(Pilot))))
    return Information(
        open_choice.field.perfect_information,
        most_worth_first,
        knowing_together,
        open_choice.trials,
        {known.inputs: research_cost(study, known.inputs) for known in known_groups},
        find_out_first(study),
        best_trial_of_each_pilot,
        {trial.pilot: open_choice.choices_after(trial) for trial in best_trial_of_each_pilot},
    )


def _together(study: Study, in_order: tuple[Knowing, ...]) -> Knowing | None:
    """The first few numbers that are worth anything, known at once."""
    worthwhile_numbers = [known for known in in_order if len(known.inputs) == 1 and known.is_worth_something]
    paths = tuple(path for known in worthwhile_numbers[:TOGETHER] for path in known.inputs)
    return knowing(study, paths) if len(paths) > 1 else None


def _groups(study: Study) -> list[tuple[str, ...]]:
    """Every uncertain number by itself, and those that move together as a group too."""
    uncertain_paths = [number.path for number in uncertain(study)]
    copula_groups = [copula.names for copula in study.draws.copulas]
    return [*((path,) for path in uncertain_paths), *copula_groups]


def _best(trials: tuple[Trial, ...], name: str) -> BestSize | None:
    trials_by_size = sorted((trial for trial in trials if trial.pilot == name), key=lambda trial: trial.size)
    return best_size(
        np.array([trial.size for trial in trials_by_size]),
        np.array([trial.net for trial in trials_by_size]),
        near_share=NEAR,
    )
