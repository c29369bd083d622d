"""The alternatives across the scenarios of a case: regret, robust choice, and under which conditions it fails."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.points import Input, npv_at, uncertain
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.reference_data.thresholds import threshold, whole_threshold
from mll_finance.uncertainty import robust_choice
from mll_finance.uncertainty.scenario_discovery import Box, prim

Array = npt.NDArray[np.float64]
CENTRAL = "central"
"""Name of the column of the case as it is, beside the scenarios."""
_LIMITS = whole_threshold("discovery_conditions")
_SMALLEST = threshold("discovery_smallest")
_RARE = threshold("discovery_rarest")
"""Share of the draws below which failing (or succeeding) is too rare to look for its conditions."""


@dataclass(frozen=True)
class ScenarioTable:
    """NPV of every choice in every scenario, the baseline first at zero, the case as it is in the first column."""

    choices: tuple[str, ...]
    scenarios: tuple[str, ...]
    npv: Array
    """(choices, scenarios), of the central case or the mean over the draws."""
    probabilities: Array | None
    """(scenarios,), zero for those that have none; None where the case gives no probabilities."""

    def among(self, choices: Collection[str]) -> ScenarioTable:
        """The table of some of the choices, in the same order."""
        choice_indices = [choice_index for choice_index, name in enumerate(self.choices) if name in choices]
        return replace(
            self,
            choices=tuple(self.choices[choice_index] for choice_index in choice_indices),
            npv=self.npv[choice_indices],
        )

    @property
    def regret(self) -> Array:
        """What each choice falls short of the best one (choices, scenarios)."""
        return robust_choice.regret(self.npv)

    @property
    def worst(self) -> tuple[str, ...]:
        """The scenario in which each choice has its largest regret."""
        return tuple(self.scenarios[int(choice_index)] for choice_index in np.argmax(self.regret, axis=1))

    @property
    def best(self) -> tuple[str, ...]:
        """The best choice of each scenario."""
        return tuple(self.choices[int(choice_index)] for choice_index in np.argmax(self.npv, axis=0))

    @property
    def maximin(self) -> str:
        """The choice whose worst scenario is best."""
        return self.choices[robust_choice.maximin(self.npv)]

    @property
    def minimax_regret(self) -> str:
        """The choice whose largest regret is smallest."""
        return self.choices[robust_choice.minimax_regret(self.npv)]

    @property
    def expected(self) -> Array | None:
        """Expected NPV of each choice (choices,), where scenarios have probabilities."""
        return None if self.probabilities is None else robust_choice.expected(self.npv, self.probabilities)

    @property
    def best_expected(self) -> str | None:
        """The choice with the highest expected NPV."""
        return None if self.expected is None else self.choices[int(np.argmax(self.expected))]


def scenario_table(study: Study, *, perspective: str = SOCIETY, by_draws: bool = False) -> ScenarioTable:
    """The choices of a case across its scenarios.

    Notes
    -----
    Convention: scenarios are laid over the case as it is studied. By draws, every scenario reads the same draws of the
    inputs that it leaves alone, and its cell is the mean.
    """
    case, project_ids = study.case, study.case.projects
    study_by_scenario = [study, *(study.in_scenario(scenario) for scenario in case.scenarios)]
    npv_by_scenario = [
        np.array([in_scenario.outcomes[perspective, name, "npv"].mean() for name in project_ids])
        if by_draws
        else npv_at(in_scenario, {}, perspective, project_ids)[:, 0]
        for in_scenario in study_by_scenario
    ]
    zero_by_scenario = np.zeros((1, len(study_by_scenario)))
    probability_by_scenario = [scenario.probability for scenario in case.scenarios.values()]
    has_probabilities = any(chance is not None for chance in probability_by_scenario)
    return ScenarioTable(
        (BASELINE, *project_ids),
        (CENTRAL, *case.scenarios),
        np.concatenate([zero_by_scenario, np.stack(npv_by_scenario, axis=1)]),
        np.array([0.0, *(chance or 0.0 for chance in probability_by_scenario)])
        if has_probabilities
        else None,
    )


@dataclass(frozen=True)
class Discovery:
    """The conditions under which an alternative fails (NPV below zero), or, where it mostly fails, succeeds."""

    alternative: str
    failing: float
    """Share of the draws below zero."""
    of_success: bool
    """Whether the box is about success."""
    inputs: tuple[Input, ...]
    box: Box | None
    """None where one of the two is too rare, or no conditions tell them apart."""

    @property
    def is_clear(self) -> bool:
        """Whether failing, or succeeding, is too rare to look for its conditions."""
        return not _RARE <= self.failing <= 1 - _RARE

    @property
    def share(self) -> float:
        """Share of the draws that the box is about: those that succeed, or those that fail."""
        return 1 - self.failing if self.of_success else self.failing


def discover(study: Study, alternative: str, *, perspective: str = SOCIETY) -> Discovery:
    """Look for a box of simple conditions in the study's own draws."""
    is_negative = study.outcomes[perspective, alternative, "npv"] < 0
    share_negative = float(is_negative.mean())
    inputs_with_distribution = uncertain(study)
    if not inputs_with_distribution or not _RARE <= share_negative <= 1 - _RARE:
        return Discovery(alternative, share_negative, False, tuple(inputs_with_distribution), None)
    values_by_input = np.stack([study.draws.of_path(number.path) for number in inputs_with_distribution])
    is_success_sought = share_negative > 0.5
    failing_box = prim(
        values_by_input, ~is_negative if is_success_sought else is_negative, smallest=_SMALLEST, most=_LIMITS
    )
    return Discovery(
        alternative,
        share_negative,
        is_success_sought,
        tuple(inputs_with_distribution),
        failing_box if failing_box.limits else None,
    )
