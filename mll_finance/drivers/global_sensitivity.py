"""Global sensitivity of a case: all uncertain inputs moved together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.points import Input, npv_at, uncertain
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.uncertainty import global_sensitivity as arrays
from mll_finance.uncertainty.sampling import plan

Array = npt.NDArray[np.float64]
TRUSTED = threshold("rank_fit_trusted")
"""Share of the variance of the ranks below which a rank regression says little."""
LOW, HIGH = threshold("range_low"), threshold("range_high")
"""Probabilities between which an input without ends is screened."""
WALKS = 16
"""Walks of the screening: a design of Morris takes ten or more."""
_NOTHING = 1e-12
"""Shortfall of a sum of shares that is rounding only."""
_SECOND = "\x00second"
"""Added to a path to name the second, independent set of draws of the same input."""


@dataclass(frozen=True)
class InputEffect:
    """What the three methods say of one input."""

    input: Input
    first: float
    """First-order Sobol' index: share of the variance that it explains alone."""
    first_margin: float
    """Half the width of the interval of that index: two standard errors."""
    total: float
    """Total Sobol' index: share of the variance in which it takes part."""
    total_margin: float
    size: float
    """Mean size of its elementary effects (EUR)."""
    spread: float
    """Standard deviation of its elementary effects (EUR)."""
    srrc: float
    prcc: float


@dataclass(frozen=True)
class Global:
    """What the three methods say of each uncertain input that moves the NPV at all."""

    inputs: tuple[Input, ...]
    sobol: arrays.Sobol
    screening: arrays.Screening
    ranks: arrays.RankRegression

    @property
    def exists(self) -> bool:
        """Whether there is an uncertain input and the NPV varies, so that there are indices at all."""
        return bool(self.inputs) and bool(np.isfinite(self.sobol.total).all())

    @property
    def fits(self) -> bool:
        """Whether the rank regression explains enough of the ranks to say something."""
        return self.ranks.fit >= TRUSTED

    @property
    def explained_alone(self) -> float:
        """Sum of the first-order indices: one where inputs do not interact."""
        return float(self.sobol.first.sum())

    @property
    def margin_alone(self) -> float:
        """Half the width of the interval of that sum: two standard errors."""
        return 2 * self.sobol.sum_error

    @property
    def interacts(self) -> bool:
        """Whether the first-order indices lack more of the whole than the noise of their sum."""
        return 1.0 - self.explained_alone > self.margin_alone + _NOTHING

    @property
    def effects(self) -> tuple[InputEffect, ...]:
        """The inputs with the largest total index first."""
        order_by_total = np.argsort(-self.sobol.total, kind="stable")
        effects_by_measure = (
            self.sobol.first,
            2 * self.sobol.first_error,
            self.sobol.total,
            2 * self.sobol.total_error,
            self.screening.size,
            self.screening.spread,
            self.ranks.srrc,
            self.ranks.prcc,
        )
        return tuple(
            InputEffect(
                self.inputs[input_index],
                *(float(effect_by_input[input_index]) for effect_by_input in effects_by_measure),
            )
            for input_index in order_by_total
        )


def global_sensitivity(
    study: Study, alternative: str, *, draws: int | None = None, perspective: str = SOCIETY
) -> Global:
    """Sobol' indices, elementary effects and rank regression of the NPV of an alternative.

    Notes
    -----
    Convention: Sobol' indices and elementary effects draw every input independently; the rank regression reads the
    study's own draws, correlations included. The Sobol' indices take as many draws as the study unless told. Inputs
    whose elementary effects are all zero are left out; the grid goes from end to end, so a rare value counts.
    """
    uncertain_inputs = uncertain(study)
    if not uncertain_inputs:
        no_effects = np.zeros(0)
        return Global(
            (),
            arrays.Sobol(no_effects, no_effects, no_effects, no_effects),
            arrays.Screening(no_effects, no_effects, no_effects),
            arrays.RankRegression(no_effects, no_effects, 1.0),
        )
    walk_points = arrays.trajectories(len(uncertain_inputs), WALKS, seed=study.case.settings.seed)
    npv_at_points = _npv(
        study,
        alternative,
        perspective,
        _values(uncertain_inputs, _probabilities(uncertain_inputs, walk_points)),
    )
    screening = arrays.elementary_effects(walk_points, npv_at_points)
    moving_indices = np.flatnonzero(screening.size > 0)
    moving_inputs = [uncertain_inputs[input_index] for input_index in moving_indices]
    drawn_values = (
        np.stack([study.draws.of_path(number.path) for number in moving_inputs])
        if moving_inputs
        else np.zeros((0, 1))
    )
    npv_by_draw = study.outcomes[perspective, alternative, "npv"]
    return Global(
        tuple(moving_inputs),
        _sobol(study, alternative, perspective, inputs=moving_inputs, draws=draws or study.draws.plan.total),
        arrays.Screening(
            screening.mean[moving_indices], screening.size[moving_indices], screening.spread[moving_indices]
        ),
        arrays.rank_regression(drawn_values, npv_by_draw)
        if moving_inputs
        else arrays.RankRegression(np.zeros(0), np.zeros(0), 1.0),
    )


def _probabilities(inputs: list[Input], points: Array) -> Array:
    """Probabilities (inputs, ...) of points of the unit cube (..., inputs); what has no end stops short of it."""
    supports = [number.distribution.support for number in inputs if number.distribution is not None]
    lowest_probability_by_input = np.array([0.0 if np.isfinite(least) else LOW for least, _ in supports])
    highest_probability_by_input = np.array([1.0 if np.isfinite(most) else HIGH for _, most in supports])
    return np.moveaxis(
        lowest_probability_by_input + points * (highest_probability_by_input - lowest_probability_by_input),
        -1,
        0,
    )


def _values(inputs: list[Input], shares: Array) -> dict[str, Array]:
    """Values of each input at probabilities (inputs, ...)."""
    return {
        number.path: number.distribution.ppf(rows)
        for number, rows in zip(inputs, shares, strict=True)
        if number.distribution is not None
    }


def _npv(study: Study, alternative: str, perspective: str, values: dict[str, Array]) -> Array:
    """NPV at points of any shape."""
    points_shape = next(iter(values.values())).shape if values else (1,)
    flat_values_by_path = {path: points.ravel() for path, points in values.items()}
    return np.asarray(npv_at(study, flat_values_by_path, perspective, [alternative])[0].reshape(points_shape))


def _sobol(
    study: Study, alternative: str, perspective: str, *, inputs: list[Input], draws: int
) -> arrays.Sobol:
    if not inputs:
        no_effects = np.zeros(0)
        return arrays.Sobol(no_effects, no_effects, no_effects, no_effects)
    draw_plan = plan(draws, seed=study.case.settings.seed)
    first_probability_matrix = np.stack(
        [draw_plan.uniforms(number.path, 0, draw_plan.total) for number in inputs]
    )
    second_probability_matrix = np.stack(
        [draw_plan.uniforms(number.path + _SECOND, 0, draw_plan.total) for number in inputs]
    )
    first_values_by_path, second_values_by_path = (
        _values(inputs, first_probability_matrix),
        _values(inputs, second_probability_matrix),
    )
    npv_at_first, npv_at_second = (
        _npv(study, alternative, perspective, input_values)
        for input_values in (first_values_by_path, second_values_by_path)
    )
    npv_at_mixed_by_input = [
        _npv(
            study,
            alternative,
            perspective,
            {**first_values_by_path, number.path: second_values_by_path[number.path]},
        )
        for number in inputs
    ]
    return arrays.sobol(
        npv_at_first, npv_at_second, at_ab=np.stack(npv_at_mixed_by_input), replicates=draw_plan.replicates
    )
