"""What drives the result and at which value the choice flips, one input at a time.

Everything is the central case with one number moved. The inputs go through the evaluator a few at a time, so time is
linear in their number and memory bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.points import (
    Input,
    costs_of_moves,
    inputs,
    npv_at,
    npv_moved,
    npv_of_moves,
    uncertain,
)
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.uncertainty import sensitivity as arrays

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Place = Literal["range", "support", "outside", "certain"]
LOW, HIGH = threshold("tornado_low"), threshold("tornado_high")
"""Ends of the bar of an uncertain input: its 10th and 90th percentile."""
WITHIN = (threshold("range_low"), threshold("range_high"))
"""Percentiles between which a switching value counts as within the input's range."""
SHARE = threshold("tornado_share")
"""Share by which every input is moved up and down, certain ones too."""
STEP = threshold("elasticity_step")
"""The one percent of the guide of the European Commission (2014): a critical variable moves the NPV by more."""
CRITICAL = threshold("critical_elasticity")
"""Elasticity above which an input is critical."""
ROUNDING = 1e-6
"""Elasticity that is rounding only: a difference of two NPVs over two percent of a third."""
_STEPS = 16
"""Points of the search for a switching value, before it is refined."""
SAME_VALUE = 1e-6
"""Relative difference below which two switching values are the same number, found by two searches."""


@dataclass(frozen=True)
class Bar:
    """One input of a tornado: its two values and the NPV at each."""

    input: Input
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def range(self) -> float:
        """Length of the bar (EUR)."""
        return abs(self.at_high - self.at_low)

    @property
    def inverse(self) -> bool:
        """Whether more of it lowers the NPV."""
        return self.at_high < self.at_low


@dataclass(frozen=True)
class Tornado:
    """The inputs of one alternative from the longest bar to the shortest; those that move nothing are left out."""

    perspective: str
    alternative: str
    central: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Elasticity:
    """Percentage change of the NPV for one percent more of an input."""

    input: Input
    value: float

    @property
    def critical(self) -> bool:
        """Whether one percent of the input moves the NPV by more than one percent, beyond rounding."""
        return abs(self.value) > CRITICAL + ROUNDING


@dataclass(frozen=True)
class Switch:
    """A value at which something flips."""

    value: float
    of_central: float | None
    """As a share of the central value; None where that is zero."""
    place: Place
    """Whether it lies in the input's range (P5 to P95), its support, outside, or the input is certain."""
    to: str = ""
    """The alternative that is best beyond it."""
    others: tuple[float, ...] = ()
    """Further values at which it flips, of an input that works both ways."""
    bcr: bool = True
    """Whether the benefit-cost ratio is one there too; it is not where there are no costs to divide by."""


@dataclass(frozen=True)
class Switching:
    """The switching values of one input: of the alternative's NPV and of the choice; None where there is none."""

    input: Input
    npv: Switch | None
    best: Switch | None

    @property
    def is_apart(self) -> bool:
        """Whether the choice flips at another value than the sign of the NPV."""
        if self.best is None or self.npv is None:
            return self.best is not None
        larger_size = max(abs(self.npv.value), abs(self.best.value))
        return abs(self.npv.value - self.best.value) > SAME_VALUE * larger_size


def tornado(study: Study, alternative: str, *, perspective: str = SOCIETY) -> Tornado:
    """Each uncertain input at its 10th and 90th percentile."""

    def moved_both_ways() -> tuple[list[Input], Array, Array]:
        varied = uncertain(study)
        values_at_ends = np.array([moved.quantiles([LOW, HIGH]) for moved in varied]).reshape(len(varied), 2)
        project_ids = study.case.projects
        return (
            varied,
            values_at_ends,
            npv_moved(study, varied, values_at_ends, perspective=perspective, alternatives=project_ids),
        )

    varied, end_values, npv_by_alternative = study.once(("tornado", perspective), moved_both_ways)
    npv_at_ends = npv_by_alternative[study.case.projects.index(alternative)]
    return _tornado(
        study, alternative, perspective=perspective, varied=varied, values=end_values, npv_at_ends=npv_at_ends
    )


def tornado_share(
    study: Study, alternative: str, *, share: float = SHARE, perspective: str = SOCIETY
) -> Tornado:
    """Every input, also the certain ones, a share below and above its central value, as far as it can go."""
    varied = inputs(study)
    values_at_ends = np.array([_around(moved, share) for moved in varied]).reshape(len(varied), 2)
    npv_at_ends = npv_moved(
        study, varied, values_at_ends, perspective=perspective, alternatives=[alternative]
    )[0]
    return _tornado(
        study,
        alternative,
        perspective=perspective,
        varied=varied,
        values=values_at_ends,
        npv_at_ends=npv_at_ends,
    )


def elasticities(study: Study, alternative: str, *, perspective: str = SOCIETY) -> tuple[Elasticity, ...]:
    """Elasticity of every input that has one and is not zero, the largest first."""
    varied = inputs(study)
    values_around = np.array([_around(moved, STEP) for moved in varied]).reshape(len(varied), 2)
    npv_around = npv_moved(study, varied, values_around, perspective=perspective, alternatives=[alternative])[
        0
    ]
    central_values = np.array([moved.central for moved in varied])
    base_npv = float(npv_at(study, {}, perspective, [alternative])[0, 0])
    elasticity_by_input = arrays.elasticity(values_around, npv_around, central=central_values, base=base_npv)
    known_elasticities = [
        Elasticity(moved, float(elasticity))
        for moved, elasticity in zip(varied, elasticity_by_input, strict=True)
        if np.isfinite(elasticity) and abs(elasticity) > ROUNDING
    ]
    # Equal but for rounding, they stay in the order of the case.
    return tuple(sorted(known_elasticities, key=lambda elasticity: -round(abs(elasticity.value) / ROUNDING)))


def switching_values(
    study: Study, alternative: str, *, perspective: str = SOCIETY, choices: tuple[str, ...] | None = None
) -> tuple[Switching, ...]:
    """For every input that has one: where the alternative's NPV is zero, and where another choice becomes the best.

    Notes
    -----
    Convention: the nearest value to the central one, all else central, within the input's support and between nothing
    and ten times its central value (a share between 0 and 1). The baseline, at zero, is one of the choices where these
    are not named: those that can be the best.
    """
    scan = scan_of(study, perspective, choices)
    if not scan.varied:
        return ()
    return _switching(scan, alternative)


@dataclass(frozen=True)
class Scan:
    """Every input over its span, for every alternative: what the switching values of each of them start from."""

    study: Study
    perspective: str
    varied: Sequence[Input]
    central: Array
    """Central values (inputs,)."""
    values: Array
    """Scanned values (inputs, points)."""
    npv: Array
    """NPV at these (alternatives, inputs, points)."""
    choices: tuple[str, ...]
    """What can be the best."""
    best: int
    """Place among these of the best one of the central case."""

    def npv_of(self, which: Indices, values: Array) -> Array:
        """NPV of every alternative (alternatives, moves), where input number ``which`` takes a value."""
        project_ids = self.study.case.projects
        return npv_of_moves(
            self.study, self.varied, which, values, perspective=self.perspective, alternatives=project_ids
        )

    @cached_property
    def crossed(self) -> list[list[Array]]:
        """Values of each input at which the NPV of each alternative is zero, and last those at which the choice flips.

        They are narrowed down together: every round of the search is one evaluation for all of them.
        """
        kind_count, input_count = len(self.npv) + 1, len(self.varied)

        def outcome(which: Indices, values: Array) -> Array:
            kind_index, input_number = np.divmod(which, input_count)
            return self._with_lead(self.npv_of(input_number, values))[kind_index, np.arange(which.size)]

        crossings_by_kind = arrays.crossings(
            np.tile(self.values, (kind_count, 1)),
            self._with_lead(self.npv).reshape(kind_count * input_count, -1),
            outcome=outcome,
            central=np.tile(self.central, kind_count),
        )
        return [
            crossings_by_kind[start_index : start_index + input_count]
            for start_index in range(0, kind_count * input_count, input_count)
        ]

    def _with_lead(self, all_npv: Array) -> Array:
        """The NPV of every alternative, and below them that of the best choice less that of the next."""
        npv_by_choice = _npv_of_choices(self.study, all_npv, self.choices)
        return np.concatenate([all_npv, _lead(npv_by_choice, self.best)[None]])

    @property
    def flips(self) -> list[Array]:
        """Values of each input at which another choice becomes the best; the same for every alternative."""
        return self.crossed[-1]

    @cached_property
    def beyond(self) -> dict[int, str]:
        """The best choice just beyond the nearest flip of each input."""
        nearest_flip_by_input = {
            index: flip_values[0] for index, flip_values in enumerate(self.flips) if flip_values.size
        }
        if not nearest_flip_by_input:
            return {}
        input_indices = np.array(list(nearest_flip_by_input), dtype=np.intp)
        flip_values = np.array(list(nearest_flip_by_input.values()))
        span_width_by_input = np.array([np.ptp(self.varied[index].span) for index in input_indices])
        values_past = (
            flip_values + np.sign(flip_values - self.central[input_indices]) * span_width_by_input * 1e-6
        )
        npv_past = self.npv_of(input_indices, values_past)
        npv_by_choice = _npv_of_choices(self.study, npv_past, self.choices)
        npv_by_choice[self.best] = -np.inf
        return {
            int(index): self.choices[int(row)]
            for index, row in zip(input_indices, npv_by_choice.argmax(axis=0), strict=True)
        }


def scan_of(study: Study, perspective: str = SOCIETY, choices: tuple[str, ...] | None = None) -> Scan:
    """Every input of a study over its span, made once."""
    alternatives_taking_part = (BASELINE, *study.case.projects) if choices is None else choices
    return study.once(
        ("scan", perspective, alternatives_taking_part),
        lambda: _scanned(study, perspective, alternatives_taking_part),
    )


def _scanned(study: Study, perspective: str, choices: tuple[str, ...]) -> Scan:
    varied, projects = inputs(study), study.case.projects
    central_values = np.array([moved.central for moved in varied])
    span_ends = np.array([moved.span for moved in varied]).reshape(len(varied), 2)
    scan_values = arrays.scan_points(span_ends[:, 0], span_ends[:, 1], central=central_values, steps=_STEPS)
    scanned_npv = npv_moved(study, varied, scan_values, perspective=perspective, alternatives=projects)
    npv_by_choice = _npv_of_choices(study, scanned_npv, choices)
    choice_index = int(np.argmax(npv_by_choice[:, 0, _STEPS])) if varied and choices else 0
    return Scan(study, perspective, varied, central_values, scan_values, scanned_npv, choices, choice_index)


def _npv_of_choices(study: Study, all_npv: Array, choices: tuple[str, ...]) -> Array:
    """The rows of the choices, from those of every alternative; the baseline is at zero."""
    alternatives = (BASELINE, *study.case.projects)
    npv_with_baseline = np.concatenate([np.zeros_like(all_npv[:1]), all_npv])
    return npv_with_baseline[[alternatives.index(name) for name in choices]]


def _lead(npv_of_choices: Array, best: int) -> Array:
    """NPV of a choice less that of the best other one; infinite where there is no other."""
    if len(npv_of_choices) < 2:
        return np.full(npv_of_choices.shape[1:], np.inf)
    return np.asarray(npv_of_choices[best] - np.delete(npv_of_choices, best, axis=0).max(axis=0))


def _switching(scan: Scan, alternative: str) -> tuple[Switching, ...]:
    zero_crossings = scan.crossed[scan.study.case.projects.index(alternative)]
    nearest_zero_by_input = {index: values[0] for index, values in enumerate(zero_crossings) if values.size}
    costs_at_zero = costs_of_moves(
        scan.study,
        scan.varied,
        np.array(list(nearest_zero_by_input), dtype=np.intp),
        np.array(list(nearest_zero_by_input.values())),
        perspective=scan.perspective,
        alternative=alternative,
    )
    has_ratio = {
        index: bool(cost > 0) for index, cost in zip(nearest_zero_by_input, costs_at_zero, strict=True)
    }
    switchings = []
    for index, varied_input in enumerate(scan.varied):
        npv_switch = _switch(varied_input, zero_crossings[index], bcr=has_ratio.get(index, True))
        choice_switch = _switch(varied_input, scan.flips[index], to=scan.beyond.get(index, ""))
        if npv_switch is not None or choice_switch is not None:
            switchings.append(Switching(varied_input, npv_switch, choice_switch))
    return tuple(sorted(switchings, key=_distance))


def _switch(moved: Input, crossings: Array, *, to: str = "", bcr: bool = True) -> Switch | None:
    if not crossings.size:
        return None
    nearest_crossing = float(crossings[0])
    share_of_central = nearest_crossing / moved.central if moved.central else None
    later_crossings = tuple(float(other) for other in crossings[1:])
    return Switch(
        nearest_crossing, share_of_central, place_of(moved, nearest_crossing), to, later_crossings, bcr
    )


def place_of(moved: Input, switch: float) -> Place:
    """Whether a value of a number lies in its range, in its support or outside, or the number is certain."""
    if moved.distribution is None:
        return "certain"
    usual_low, usual_high = moved.quantiles(WITHIN)
    if usual_low <= switch <= usual_high:
        return "range"
    support_start, support_end = moved.distribution.support
    return "support" if support_start <= switch <= support_end else "outside"


NEARNESS: dict[Place, int] = {"range": 0, "support": 1, "outside": 2, "certain": 2}
"""Order in which switching values are told: the likely ones first."""


def _distance(switching: Switching) -> tuple[int, float]:
    """Within the range first, then by how little the value has to move."""
    switches = [switch for switch in (switching.npv, switching.best) if switch is not None]
    nearest_rank = min(NEARNESS[switch.place] for switch in switches)
    relative_moves = [
        abs(switch.of_central - 1) if switch.of_central is not None else np.inf for switch in switches
    ]
    return nearest_rank, min(relative_moves)


def _around(moved: Input, share: float) -> Array:
    return moved.between(np.array([moved.central * (1 - share), moved.central * (1 + share)]))


def _tornado(
    study: Study,
    alternative: str,
    *,
    perspective: str,
    varied: Sequence[Input],
    values: Array,
    npv_at_ends: Array,
) -> Tornado:
    central_npv = float(npv_at(study, {}, perspective, [alternative])[0, 0])
    bars = [
        Bar(varied[input_index], *map(float, (*values[input_index], *npv_at_ends[input_index])))
        for input_index in arrays.order(npv_at_ends[:, 0], npv_at_ends[:, 1])
        if npv_at_ends[input_index, 0] != npv_at_ends[input_index, 1]
    ]
    return Tornado(perspective, alternative, central_npv, tuple(bars))
