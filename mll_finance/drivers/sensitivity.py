"""What drives the result and at which value the choice flips, one input at a time.

Everything is the central case with one number (or two) moved. All inputs go through one evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.points import Input, costs_at, inputs, npv_at, one_at_a_time, uncertain
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.uncertainty import sensitivity as arrays

Array = npt.NDArray[np.float64]
Place = Literal["range", "support", "outside", "certain"]
LOW, HIGH = 0.1, 0.9
"""Ends of the bar of an uncertain input: its 10th and 90th percentile."""
WITHIN = (0.05, 0.95)
"""Percentiles between which a switching value counts as within the input's range."""
SHARE = 0.1
"""Share by which every input is moved up and down, certain ones too."""
STEP = 0.01
"""The one percent of the guide of the European Commission (2014): a critical variable moves the NPV by more."""
_STEPS = 16
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
        """Whether one percent of the input moves the NPV by more than one percent."""
        return abs(self.value) > 1


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
        larger = max(abs(self.npv.value), abs(self.best.value))
        return abs(self.npv.value - self.best.value) > SAME_VALUE * larger


def best_alternative(study: Study, perspective: str = SOCIETY) -> str:
    """The project alternative with the highest central NPV, the first of equals."""
    values = npv_at(study, {}, perspective, study.case.projects)[:, 0]
    return study.case.projects[int(np.argmax(values))]


def tornado(study: Study, alternative: str, *, perspective: str = SOCIETY) -> Tornado:
    """Each uncertain input at its 10th and 90th percentile."""
    varied = uncertain(study)
    values = np.array([one.quantiles([LOW, HIGH]) for one in varied]).reshape(len(varied), 2)
    return _tornado(study, alternative, perspective=perspective, varied=varied, values=values)


def tornado_share(
    study: Study, alternative: str, *, share: float = SHARE, perspective: str = SOCIETY
) -> Tornado:
    """Every input, also the certain ones, a share below and above its central value, as far as it can go."""
    varied = inputs(study)
    values = np.array([_around(one, share) for one in varied]).reshape(len(varied), 2)
    return _tornado(study, alternative, perspective=perspective, varied=varied, values=values)


def elasticities(study: Study, alternative: str, *, perspective: str = SOCIETY) -> tuple[Elasticity, ...]:
    """Elasticity of every input that has one and is not zero, the largest first."""
    varied = inputs(study)
    values = np.array([_around(one, STEP) for one in varied]).reshape(len(varied), 2)
    points = one_at_a_time(varied, values)
    outcomes = npv_at(study, points, perspective, [alternative])[0].reshape(values.shape)
    central = np.array([one.central for one in varied])
    base = float(npv_at(study, {}, perspective, [alternative])[0, 0])
    found = arrays.elasticity(values, outcomes, central=central, base=base)
    made = [
        Elasticity(one, float(value))
        for one, value in zip(varied, found, strict=True)
        if np.isfinite(value) and value != 0
    ]
    return tuple(sorted(made, key=lambda one: -abs(one.value)))


def switching_values(study: Study, alternative: str, *, perspective: str = SOCIETY) -> tuple[Switching, ...]:
    """For every input that has one: where the alternative's NPV is zero, and where another choice becomes the best.

    Notes
    -----
    Convention: the nearest value to the central one, all else central, within the input's support and between nothing
    and ten times its central value (a share between 0 and 1). The baseline is one of the choices, at zero.
    """
    varied, names = inputs(study), study.case.projects
    if not varied:
        return ()
    ends = np.array([one.span for one in varied])
    central = np.array([one.central for one in varied])
    scanned = arrays.scan_points(ends[:, 0], ends[:, 1], central=central, steps=_STEPS)
    all_npv = npv_at(study, one_at_a_time(varied, scanned), perspective, names)
    all_npv = all_npv.reshape(len(names), *scanned.shape)
    chosen = names.index(alternative)
    best = int(np.argmax([0.0, *all_npv[:, 0, _STEPS]]))
    problem = _Problem(study, perspective, varied, chosen, best)
    found = arrays.crossings(
        np.concatenate([scanned, scanned]),
        np.concatenate([all_npv[chosen], _margin(all_npv, best)]),
        outcome=problem.outcomes,
        central=np.concatenate([central, central]),
    )
    return _switching(problem, found[: len(varied)], found[len(varied) :])


@dataclass(frozen=True)
class _Problem:
    """The outcomes whose zeros are looked for, of inputs by number at values of their own."""

    study: Study
    perspective: str
    varied: Sequence[Input]
    chosen: int
    best: int

    def points(self, which: npt.NDArray[np.intp], values: Array) -> dict[str, Array]:
        """One point for each pair of input and value."""
        made = {}
        for index in np.unique(which):
            column = np.full(which.shape, self.varied[index].central)
            column[which == index] = values[which == index]
            made[self.varied[index].path] = column
        return made

    def all_npv(self, which: npt.NDArray[np.intp], values: Array) -> Array:
        """NPV of every project alternative (alternatives, points)."""
        return npv_at(self.study, self.points(which, values), self.perspective, self.study.case.projects)

    def outcomes(self, which: npt.NDArray[np.intp], values: Array) -> Array:
        """NPV of the alternative; for numbers past the last input, how far the best choice is ahead of the next."""
        all_npv = self.all_npv(which % len(self.varied), values)
        return np.where(which < len(self.varied), all_npv[self.chosen], _margin(all_npv, self.best))


def _margin(all_npv: Array, best: int) -> Array:
    """NPV of a choice less that of the best other one; choice 0 is the baseline."""
    choices = np.concatenate([np.zeros_like(all_npv[:1]), all_npv])
    return np.asarray(choices[best] - np.delete(choices, best, axis=0).max(axis=0))


def _switching(problem: _Problem, zero: list[Array], flips: list[Array]) -> tuple[Switching, ...]:
    study, varied = problem.study, problem.varied
    at_zero = [(index, found[0]) for index, found in enumerate(zero) if found.size]
    which = np.array([index for index, _ in at_zero], dtype=np.intp)
    costs = np.zeros(0)
    if which.size:
        points = problem.points(which, np.array([value for _, value in at_zero]))
        name = study.case.projects[problem.chosen]
        costs = costs_at(study, points, problem.perspective, [name])[0]
    has_ratio = {index: bool(cost > 0) for (index, _), cost in zip(at_zero, costs, strict=True)}
    beyond = _beyond(problem, flips)
    made = []
    for index, one in enumerate(varied):
        npv = _switch(one, zero[index], bcr=has_ratio.get(index, True))
        best = _switch(one, flips[index], to=beyond.get(index, ""))
        if npv is not None or best is not None:
            made.append(Switching(one, npv, best))
    return tuple(sorted(made, key=_distance))


def _beyond(problem: _Problem, flips: list[Array]) -> dict[int, str]:
    """The best choice just beyond the nearest flip of each input."""
    found = [(index, values[0]) for index, values in enumerate(flips) if values.size]
    if not found:
        return {}
    which = np.array([index for index, _ in found], dtype=np.intp)
    central = np.array([problem.varied[index].central for index in which])
    values = np.array([value for _, value in found])
    width = np.array([np.ptp(problem.varied[index].span) for index in which])
    ahead = problem.all_npv(which, values + np.sign(values - central) * width * 1e-6)
    choices = np.concatenate([np.zeros_like(ahead[:1]), ahead])
    choices[problem.best] = -np.inf
    names = [BASELINE, *problem.study.case.projects]
    return {int(index): names[int(row)] for index, row in zip(which, choices.argmax(axis=0), strict=True)}


def _switch(one: Input, found: Array, *, to: str = "", bcr: bool = True) -> Switch | None:
    if not found.size:
        return None
    value = float(found[0])
    share = value / one.central if one.central else None
    others = tuple(float(other) for other in found[1:])
    return Switch(value, share, _place(one, value), to, others, bcr)


def _place(one: Input, value: float) -> Place:
    if one.distribution is None:
        return "certain"
    low, high = one.quantiles(WITHIN)
    if low <= value <= high:
        return "range"
    least, most = one.distribution.support
    return "support" if least <= value <= most else "outside"


_NEARNESS: dict[str, int] = {"range": 0, "support": 1, "outside": 2, "certain": 2}


def _distance(found: Switching) -> tuple[int, float]:
    """Within the range first, then by how little the value has to move."""
    switches = [one for one in (found.npv, found.best) if one is not None]
    places = min(_NEARNESS[one.place] for one in switches)
    moves = [abs(one.of_central - 1) if one.of_central is not None else np.inf for one in switches]
    return places, min(moves)


def _around(one: Input, share: float) -> Array:
    return one.between(np.array([one.central * (1 - share), one.central * (1 + share)]))


def _tornado(
    study: Study, alternative: str, *, perspective: str, varied: Sequence[Input], values: Array
) -> Tornado:
    outcomes = npv_at(study, one_at_a_time(varied, values), perspective, [alternative])[0]
    pairs = outcomes.reshape(values.shape) if varied else np.zeros((0, 2))
    central = float(npv_at(study, {}, perspective, [alternative])[0, 0])
    bars = [
        Bar(varied[place], *map(float, (*values[place], *pairs[place])))
        for place in arrays.order(pairs[:, 0], pairs[:, 1])
        if pairs[place, 0] != pairs[place, 1]
    ]
    return Tornado(perspective, alternative, central, tuple(bars))
