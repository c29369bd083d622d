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
    Investigation,
    Knowing,
    Trial,
    investigation,
)
from mll_finance.judgement.finding_out.research import TOGETHER, FindingOut, find_out_first, finding_out
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
    costs: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    """What finding them out costs (EUR), where the case says so of all of them."""
    first: FindingOut | None = None
    """What is worth finding out before the choice, all at once."""
    after: Mapping[str, tuple[ChoiceAfter, ...]] = field(default_factory=dict)
    """What to choose after each finding of a pilot that pays, at its best size."""

    @property
    def telling(self) -> tuple[Knowing, ...]:
        """Numbers that are worth something, and enough to be seen beside everything."""
        least = SEEN * self.everything.value
        return tuple(
            knowing for knowing in self.alone if knowing.is_worth_something and knowing.worth.value > least
        )

    @property
    def best_sizes(self) -> dict[str, BestSize | None]:
        """The best size of each pilot; None where no size is worth its price."""
        return {
            name: _best(self.trials, name) for name in dict.fromkeys(trial.pilot for trial in self.trials)
        }

    @property
    def best_trials(self) -> tuple[Trial, ...]:
        """Each pilot that pays, at its best size."""
        best = self.best_sizes
        return tuple(
            trial
            for trial in self.trials
            if (size := best[trial.pilot]) is not None and size.size == trial.size
        )

    def as_json(self) -> dict[str, Any]:
        """The part ``voi`` of ``mll appraise --voi --format json``."""
        sizes = self.best_sizes
        groups = [*self.alone, *([self.together] if self.together else [])]
        document: dict[str, Any] = {
            "evpi": self.everything.value,
            "evpi_error": self.everything.error,
            "evppi": [{**knowing.as_json(), "cost": self.costs.get(knowing.inputs)} for knowing in groups],
            "evsi": [trial.as_json() for trial in self.trials],
            "best_n": {name: None if best is None else best.size for name, best in sizes.items()},
            "near_best": {name: None if best is None else list(best.near) for name, best in sizes.items()},
        }
        document["find_out_first"] = None if self.first is None else self.first.as_json()
        document["choices_after"] = {
            name: [choice.as_json() for choice in choices] for name, choices in self.after.items()
        }
        if not self.trials:
            document["evsi_reason"] = "the case has no pilots"
        return document


def information(study: Study) -> Information:
    """What finding out is worth before the choice of a study."""
    return study.once("information", lambda: _information(investigation(study)))


def _information(open_choice: Investigation) -> Information:
    if not open_choice.is_open:
        return Information(Estimate(0.0, 0.0), (), None, ())
    alone = [open_choice.knowing(paths) for paths in _groups(open_choice.study)]
    in_order = tuple(sorted(alone, key=lambda knowing: -knowing.worth.value))
    together = _together(open_choice, in_order)
    priced = [finding_out(open_choice, knowing) for knowing in (*alone, *([together] if together else []))]
    return Information(
        open_choice.field.perfect_information,
        in_order,
        together,
        open_choice.trials,
        {found_out.knowing.inputs: found_out.cost for found_out in priced if found_out is not None},
        find_out_first(open_choice.study),
        {
            best.pilot: open_choice.choices_after(best)
            for name in open_choice.study.case.parts(Pilot)
            if (best := open_choice.best_of(name)) is not None
        },
    )


def _together(open_choice: Investigation, in_order: tuple[Knowing, ...]) -> Knowing | None:
    """The first few numbers that are worth anything, known at once."""
    worthwhile = [knowing for knowing in in_order if len(knowing.inputs) == 1 and knowing.is_worth_something][
        :TOGETHER
    ]
    paths = tuple(path for knowing in worthwhile for path in knowing.inputs)
    return open_choice.knowing(paths) if len(paths) > 1 else None


def _groups(study: Study) -> list[tuple[str, ...]]:
    """Every uncertain number by itself, and those that move together as a group too."""
    paths = [number.path for number in uncertain(study)]
    groups = [copula.names for copula in study.draws.copulas]
    return [*((path,) for path in paths), *groups]


def _best(trials: tuple[Trial, ...], name: str) -> BestSize | None:
    in_order = sorted((trial for trial in trials if trial.pilot == name), key=lambda trial: trial.size)
    return best_size(
        np.array([trial.size for trial in in_order]),
        np.array([trial.net for trial in in_order]),
        near_share=NEAR,
    )
