"""Other points than the draws: the one place through which tornado, switching values, grids and sweeps evaluate.

A point is one column: a value for some paths, everything else central. Whoever wants many points asks for all of them
at once; how they are evaluated is decided here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

import numpy as np
import numpy.typing as npt

from mll_finance.engine.evaluator import Evaluator, Sums
from mll_finance.engine.stream import Stream
from mll_finance.engine.study import Study
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.uncertainty.distributions import Distribution
from mll_finance.uncertainty.distributions.fixed import Fixed
from mll_finance.uncertainty.sampling import BLOCK

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Points = Mapping[str, Array]
"""Path to values, each (points,), in the unit and price year of the path; of a map by year, the factor on all of it."""
_FAR = threshold("switching_reach")
"""An amount is looked at from nothing to this many times its central value."""
_TAIL = threshold("switching_tail")
"""Probability left out at an end of a distribution that has no end."""
_SHARES = ("fraction",)
_TOGETHER = 96
"""Inputs that go through the evaluator together."""


@dataclass(frozen=True)
class Input:
    """A number of the case that can take other values."""

    leaf: Leaf

    @property
    def path(self) -> str:
        """Its path."""
        return self.leaf.path

    @property
    def by_year(self) -> bool:
        """Whether it is a map by year, which varies by one factor on the whole map."""
        return isinstance(self.leaf.assumption.central, dict)

    @cached_property
    def central(self) -> float:
        """Central value; 1 for a map by year."""
        central_number = self.leaf.assumption.central
        return 1.0 if isinstance(central_number, dict) else float(central_number)

    @cached_property
    def distribution(self) -> Distribution | None:
        """Its distribution, where it is uncertain."""
        distribution: Distribution | None = self.leaf.assumption.distribution
        return None if isinstance(distribution, Fixed) else distribution

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Values that it can take at all: a share lies between 0 and 1, other numbers keep their sign."""
        unit_of_number = self.leaf.assumption.unit
        if self.by_year:
            largest_central = max(abs(value) for value in self.leaf.assumption.central.values())  # type: ignore[union-attr]
            return 0.0, 1.0 / max(
                largest_central, 1e-300
            ) if unit_of_number in _SHARES and largest_central <= 1 else np.inf
        if self.path.endswith((".growth", ".adjustment")):
            return -1.0, np.inf
        if unit_of_number in _SHARES and 0 <= self.central <= 1:
            return 0.0, 1.0
        if unit_of_number == "1/yr" and 0 <= self.central <= 1:
            return 0.0, 1.0
        return (0.0, np.inf) if self.central >= 0 else (-np.inf, 0.0)

    def between(self, values: Array) -> Array:
        """The values, held within what the number can be."""
        lowest_allowed, highest_allowed = self.bounds
        if self.distribution is not None:
            lowest_allowed, highest_allowed = (
                min(lowest_allowed, self.distribution.support[0]),
                max(highest_allowed, self.distribution.support[1]),
            )
        return np.clip(values, lowest_allowed, highest_allowed)

    def quantiles(self, shares: Sequence[float]) -> Array:
        """Values below which these shares of the probability lie; the central value where it is certain."""
        if self.distribution is None:
            return np.full(len(shares), self.central)
        # Every distribution is a frozen dataclass.
        quantile_by_share: tuple[float, ...] = _quantiles(cast(Hashable, self.distribution), tuple(shares))
        return np.array(quantile_by_share, dtype=float)

    @cached_property
    def span(self) -> tuple[float, float]:
        """The ends between which a switching value is looked for."""
        span_start, span_end = self.bounds
        central_number = self.central
        if self.path.endswith((".growth", ".adjustment")):
            span_start, span_end = -0.5, 1.0
        if not np.isfinite(span_start):
            span_start = _FAR * central_number
        if not np.isfinite(span_end):
            span_end = _FAR * central_number
        if self.distribution is not None:
            support_start, support_end = self.distribution.support
            tail_quantiles = self.quantiles([_TAIL, 1 - _TAIL])
            span_start = min(
                span_start, support_start if np.isfinite(support_start) else float(tail_quantiles[0])
            )
            span_end = max(span_end, support_end if np.isfinite(support_end) else float(tail_quantiles[1]))
        return min(span_start, central_number), max(span_end, central_number)


@lru_cache(maxsize=4096)
def _quantiles(distribution: Distribution, shares: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of a distribution, kept: every table asks for the same, also after another number has changed."""
    return tuple(distribution.ppf(np.array(shares, dtype=float)).tolist())


def inputs(study: Study) -> list[Input]:
    """Every number of the case, in its order; references and PM are none."""
    return list(study.once("inputs", lambda: _inputs(study)))


def _inputs(study: Study) -> list[Input]:
    return [
        Input(leaf)
        for leaf in study.case.graph.leaves.values()
        if leaf.assumption.ref is None and leaf.assumption.pm is None
    ]


def uncertain(study: Study) -> list[Input]:
    """The uncertain numbers of the case, in its order."""
    return [number for number in inputs(study) if number.distribution is not None]


def npv_at(study: Study, points: Points, perspective: str, alternatives: Sequence[str]) -> Array:
    """NPV of some alternatives through a perspective at other points (alternatives, points).

    Parameters
    ----------
    study : Study
        The study.
    points : mapping of str to ndarray
        Values by path; what is not named stays central.
    perspective : str
        Id of the perspective.
    alternatives : sequence of str
        Ids of alternatives; not the baseline, whose NPV is zero.
    """
    return _read(study, points, perspective, alternatives, lambda sums: sums.npv)


def costs_at(study: Study, points: Points, perspective: str, alternatives: Sequence[str]) -> Array:
    """Present value of the costs at other points (alternatives, points): where it is not above zero there is no BCR."""
    return _read(study, points, perspective, alternatives, lambda sums: sums.pv_costs)


def npv_moved(
    study: Study, varied: Sequence[Input], values: Array, *, perspective: str, alternatives: Sequence[str]
) -> Array:
    """NPV as one input after the other takes its values and the others stay central (alternatives, inputs, values).

    Parameters
    ----------
    study : Study
        The study.
    varied : sequence of Input
        The inputs.
    values : ndarray
        Values of each, shape (inputs, values).
    perspective : str
        Id of the perspective.
    alternatives : sequence of str
        Ids of alternatives.
    """
    input_indices = np.repeat(np.arange(len(varied)), values.shape[1])
    npv_by_move = npv_of_moves(
        study, varied, input_indices, values.ravel(), perspective=perspective, alternatives=alternatives
    )
    return npv_by_move.reshape(len(alternatives), *values.shape)


def npv_of_moves(
    study: Study,
    varied: Sequence[Input],
    which: Indices,
    values: Array,
    *,
    perspective: str,
    alternatives: Sequence[str],
) -> Array:
    """NPV (alternatives, moves) of moves of one input each: input number ``which`` at ``values``, all else central.

    Notes
    -----
    Inputs go through the evaluator a few at a time, since a line is calculated in every column of a call that moves
    one of its numbers: all of them at once would take time and memory with the square of the number of inputs.
    """
    _expect(study, varied, perspective)
    npv_by_alternative_and_move = np.empty((len(alternatives), len(which)))
    for move_indices, values_by_path in _grouped(varied, which, values):
        npv_by_alternative_and_move[:, move_indices] = npv_at(
            study, values_by_path, perspective, alternatives
        )
    return npv_by_alternative_and_move


def costs_of_moves(
    study: Study,
    varied: Sequence[Input],
    which: Indices,
    values: Array,
    *,
    perspective: str,
    alternative: str,
) -> Array:
    """Present value of the costs (moves,) of moves of one input each; where it is not above zero there is no BCR."""
    costs_by_move = np.empty(len(which))
    for move_indices, values_by_path in _grouped(varied, which, values):
        costs_by_move[move_indices] = costs_at(study, values_by_path, perspective, [alternative])[0]
    return costs_by_move


def _grouped(
    varied: Sequence[Input], which: Indices, values: Array
) -> Iterator[tuple[Indices, dict[str, Array]]]:
    """The moves of each group of inputs with their points: every input of the group, so that a group is one program."""
    for first_input_index, inputs_of_group in _groups(varied):
        move_indices = np.flatnonzero(
            (which >= first_input_index) & (which < first_input_index + len(inputs_of_group))
        )
        if move_indices.size:
            central_by_input = np.array([moved.central for moved in inputs_of_group])
            values_by_input = np.repeat(central_by_input[:, None], move_indices.size, axis=1)
            values_by_input[which[move_indices] - first_input_index, np.arange(move_indices.size)] = values[
                move_indices
            ]
            yield (
                move_indices,
                {
                    moved.path: values_of_input
                    for moved, values_of_input in zip(inputs_of_group, values_by_input, strict=True)
                },
            )


def _groups(varied: Sequence[Input]) -> Iterator[tuple[int, Sequence[Input]]]:
    """The inputs that go through the evaluator together, with the place of the first."""
    for first_input in range(0, len(varied), _TOGETHER):
        yield first_input, varied[first_input : first_input + _TOGETHER]


def _expect(study: Study, varied: Sequence[Input], perspective: str) -> None:
    """Tell the evaluator of the groups that are to come, where there are several."""
    if len(varied) > _TOGETHER:
        path_groups = [frozenset(moved.path for moved in group) for _, group in _groups(varied)]
        study.evaluator(perspective, study.case.projects).expect(path_groups)


def _evaluator(study: Study, points: Points, perspective: str) -> tuple[Evaluator, Mapping[str, float]]:
    """The evaluator of all alternatives, with what is fixed beside the points.

    Where every uncertain number moves it is that of the draws, which has a program.
    """
    if points.keys() == study.draws.uncertain.keys():
        return study.whole, study.draws.fixed
    return study.evaluator(perspective, study.case.projects), {}


def _read(
    study: Study,
    points: Points,
    perspective: str,
    alternatives: Sequence[str],
    of: Callable[[Sums | Stream], Array],
) -> Array:
    if not points:
        return np.stack([of(study.stream(perspective, alternative)) for alternative in alternatives])
    evaluator, fixed_numbers = _evaluator(study, points, perspective)
    point_count = max((len(values) for values in points.values()), default=1)
    sums_by_block = []
    for first_point in range(0, point_count, BLOCK):
        values_by_path = {
            path: np.asarray(values[first_point : first_point + BLOCK]) for path, values in points.items()
        }
        block_size = len(next(iter(values_by_path.values())))
        values_by_path |= {
            path: np.broadcast_to(number, block_size) for path, number in fixed_numbers.items()
        }
        sums_of_block = evaluator.sums(values_by_path)
        sums_by_block.append(
            np.stack([of(sums_of_block[perspective, alternative]) for alternative in alternatives])
        )
    return np.concatenate(sums_by_block, axis=1)
