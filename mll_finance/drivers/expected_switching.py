"""At which value of a number the expected balance is zero: that number fixed, the others drawn as before.

The switching values of :mod:`mll_finance.drivers.sensitivity` are those of the central case. An advice rests on the
mean, which may have another sign; what turns the advice is the value at which the mean is zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.points import Input
from mll_finance.drivers.sensitivity import NEARNESS, Scan, place_of, scan_of
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.uncertainty.sensitivity import crossings

Array = npt.NDArray[np.float64]
REACH = threshold("turning_reach")
"""Times what a number without a spread is now, up or down, beyond which a turning point is out of reach."""
_TRIED = 12
"""Numbers that are tried on the draws, those that seem nearest by the central case first."""


@dataclass(frozen=True)
class ExpectedSwitch:
    """A number with the value at which the mean NPV over the draws is zero, the number fixed at it in each of them."""

    input: Input
    value: float
    expected: float
    """What it is now: the mean of its draws; the central value where it is certain."""

    @property
    def distance(self) -> tuple[int, float]:
        """Within its range first, then by how far it has to move, as a share of what it is now."""
        relative_move = abs(self.value / self.expected - 1) if self.expected else np.inf
        return NEARNESS[place_of(self.input, self.value)], relative_move

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it lies outside what the number can be, or too many times what a number without a spread is now."""
        place_of_value = place_of(self.input, self.value)
        if place_of_value != "certain":
            return place_of_value == "outside"
        if self.expected == 0:
            return False
        value_ratio = self.value / self.expected
        return not 1 / REACH <= value_ratio <= REACH


def expected_switching_values(study: Study, alternative: str) -> tuple[ExpectedSwitch, ...]:
    """Numbers that by themselves bring the mean NPV to society to zero, those within their range first.

    Parameters
    ----------
    study : Study
        The study.
    alternative : str
        Id of the alternative.

    Notes
    -----
    Convention: a value lies within the span of a switching value; the other numbers keep their draws, also those that
    move together with it. A dozen numbers are tried: those that come nearest where the central balance is shifted to
    the mean, which is exact for a number that the balance is linear in.
    """
    return study.once(("expected switching", alternative), lambda: _switches(study, alternative))


def _switches(study: Study, alternative: str) -> tuple[ExpectedSwitch, ...]:
    scan = scan_of(study)
    if not scan.varied:
        return ()
    scanned_npv = scan.npv[study.case.projects.index(alternative)]
    mean_npv = float(np.mean(study.outcomes[SOCIETY, alternative, "npv"]))
    npv_shift = mean_npv - float(study.stream(SOCIETY, alternative).npv[0])
    crossing_inputs, scanned_values = _candidates(scan, scanned_npv + npv_shift)
    if not crossing_inputs:
        return ()
    expected_by_path = {number.path: expected_of(study, number) for number in crossing_inputs}

    def outcome(which: npt.NDArray[np.intp], values: Array) -> Array:
        input_indices_and_values = zip(which.tolist(), values.tolist(), strict=True)
        return np.array(
            [
                _mean_at(study, alternative, crossing_inputs, (input_index, fixed_at))
                for input_index, fixed_at in input_indices_and_values
            ]
        )

    input_indices = np.repeat(np.arange(len(crossing_inputs)), scanned_values.shape[1])
    npv_at_scanned = outcome(input_indices, scanned_values.ravel()).reshape(scanned_values.shape)
    expected_value_by_input = np.array([expected_by_path[number.path] for number in crossing_inputs])
    crossings_by_input = crossings(
        scanned_values, npv_at_scanned, outcome=outcome, central=expected_value_by_input
    )
    switches = [
        ExpectedSwitch(number, float(values[0]), expected_by_path[number.path])
        for number, values in zip(crossing_inputs, crossings_by_input, strict=True)
        if values.size
    ]
    return tuple(sorted(switches, key=lambda switch: switch.distance))


def expected_npv(study: Study, alternative: str, number: Input, values: Array) -> Array:
    """The mean NPV to society with a number fixed at each of these values (values,), the others drawn as before."""
    return np.array(
        [_mean_at(study, alternative, [number], (0, fixed_at)) for fixed_at in values.tolist()], dtype=float
    )


def _candidates(scan: Scan, npv: Array) -> tuple[list[Input], Array]:
    """Inputs whose shifted balance crosses zero, with the ends of their span and of the crossing (inputs, points)."""
    candidate_crossings: list[tuple[float, int, Array]] = []
    for input_index, (varied_input, scanned_values, npv_at_scanned) in enumerate(
        zip(scan.varied, scan.values, npv, strict=True)
    ):
        is_positive = npv_at_scanned >= 0
        sign_change_indices = np.flatnonzero(is_positive[1:] != is_positive[:-1])
        if not sign_change_indices.size:
            continue
        left_index = int(
            sign_change_indices[np.argmin(np.abs(scanned_values[sign_change_indices] - varied_input.central))]
        )
        scan_indices = (
            max(left_index - 1, 0),
            left_index,
            left_index + 1,
            min(left_index + 2, len(scanned_values) - 1),
        )
        relative_distance = abs(scanned_values[left_index] - varied_input.central) / (
            abs(varied_input.central) or 1.0
        )
        candidate_crossings.append((relative_distance, input_index, scanned_values[[0, *scan_indices, -1]]))
    candidate_crossings.sort(key=lambda candidate: candidate[:2])
    tried_candidates = candidate_crossings[:_TRIED]
    return [scan.varied[input_index] for _, input_index, _ in tried_candidates], np.array(
        [values for _, _, values in tried_candidates]
    )


def expected_of(study: Study, number: Input) -> float:
    """What a number is on average over the draws."""
    if number.path not in study.draws.uncertain:
        return number.central
    return float(np.mean(study.draws.of_path(number.path)))


def _mean_at(study: Study, alternative: str, numbers: list[Input], move: tuple[int, float]) -> float:
    """The mean NPV with one of the numbers fixed; all of them are points, so that one program serves each."""
    evaluator = study.evaluator(SOCIETY, (alternative,))
    input_index, fixed_value = move
    npv_sum, draw_count = 0.0, 0
    for draws_block in study.draws.blocks():
        block_size = len(next(iter(draws_block.values()))) if draws_block else 1
        values_by_path: dict[str, Array] = dict(draws_block)
        for varied_input in numbers:
            if varied_input.path not in values_by_path:
                values_by_path[varied_input.path] = np.full(block_size, varied_input.central)
        values_by_path[numbers[input_index].path] = np.full(block_size, fixed_value)
        npv_sum += float(_npv(evaluator.sums(values_by_path), alternative).sum())
        draw_count += block_size
    return npv_sum / draw_count


def _npv(sums: Mapping[tuple[str, str], object], alternative: str) -> Array:
    npv: Array = sums[SOCIETY, alternative].npv  # type: ignore[attr-defined]
    return npv
