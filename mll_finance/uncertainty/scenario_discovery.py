"""Under which conditions does it fail: the patient rule induction method (PRIM), on arrays.

A box of simple limits on a few inputs is peeled out of the draws, a thin slice at a time, so that the share of failures
inside rises. Coverage is the share of all failures that lie in the box, density the share of failures within it.

References
----------
Friedman, J.H. and Fisher, N.I. (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9: 123-143.
Bryant, B.P. and Lempert, R.J. (2010), "Thinking inside the box", Technological Forecasting and Social Change 77: 34-49
(coverage, density, and as few restricted inputs as a reader can hold).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.quantiles import quantiles

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
PEEL = 0.05
"""Share of the draws in the box that one peel takes off."""
GAIN = 0.01
"""What a limit must add to the balance of coverage and density to be worth a reader's attention."""


@dataclass(frozen=True)
class Limit:
    """One side of a box: an input by number, at least or at most a value."""

    input: int
    at_least: bool
    value: float


@dataclass(frozen=True)
class Box:
    """A region of the inputs with how much of the failures it holds."""

    limits: tuple[Limit, ...]
    coverage: float
    """Share of all failures that lie in the box."""
    density: float
    """Share of the draws in the box that fail."""
    support: float
    """Share of all draws that lie in the box."""

    @property
    def quality(self) -> float:
        """Harmonic mean of coverage and density, by which boxes are compared."""
        summed_shares = self.coverage + self.density
        return 2 * self.coverage * self.density / summed_shares if summed_shares else 0.0


def inside(limits: tuple[Limit, ...], inputs: Array) -> Mask:
    """Which draws (draws,) satisfy every limit; ``inputs`` has shape (inputs, draws)."""
    is_in_box = np.ones(inputs.shape[1], dtype=bool)
    for limit in limits:
        input_draws = inputs[limit.input]
        is_in_box &= input_draws >= limit.value if limit.at_least else input_draws <= limit.value
    return is_in_box


def judged(limits: tuple[Limit, ...], inputs: Array, *, failed: Mask) -> Box:
    """The box of some limits with its coverage, density and support."""
    is_in_box = inside(limits, inputs)
    failures_in_box, in_box_count, failure_count = (
        int((is_in_box & failed).sum()),
        int(is_in_box.sum()),
        int(failed.sum()),
    )
    return Box(
        limits,
        failures_in_box / failure_count if failure_count else 0.0,
        failures_in_box / in_box_count if in_box_count else 0.0,
        in_box_count / failed.size,
    )


def prim(inputs: Array, failed: Mask, *, smallest: float, most: int) -> Box:
    """The box with the best balance of coverage and density on the path of peeling.

    Parameters
    ----------
    inputs : ndarray
        Shape (inputs, draws).
    failed : ndarray of bool
        Shape (draws,).
    smallest : float
        Share of the draws below which a box is too small to say anything.
    most : int
        Number of limits that a reader can hold; the least useful ones beyond it are dropped.

    Returns
    -------
    Box
        Without limits where no box is better than everything.

    Notes
    -----
    Convention: each peel takes five percent off one side of one input, where the share of failures in what remains is
    highest, the first of equals. A limit is dropped when the box is nearly as good without it. Equal draws give equal
    boxes.
    """
    if inputs.shape[1] != failed.shape[0]:
        raise ValueError(f"failed: found {failed.shape[0]} draws; the inputs have {inputs.shape[1]}")
    bound_by_side: dict[tuple[int, bool], float] = {}
    kept_draws = np.arange(failed.size)
    best_box = judged((), inputs, failed=failed)
    while True:
        limit_and_draws_inside = _peel(inputs[:, kept_draws], failed[kept_draws])
        if limit_and_draws_inside is None:
            break
        peeled_limit, draws_inside = limit_and_draws_inside
        kept_draws = kept_draws[draws_inside]
        if kept_draws.size < smallest * failed.size:
            break
        bound_by_side[peeled_limit.input, peeled_limit.at_least] = peeled_limit.value
        peeled_box = judged(
            tuple(
                Limit(input_number, at_least, bound)
                for (input_number, at_least), bound in bound_by_side.items()
            ),
            inputs,
            failed=failed,
        )
        best_box = peeled_box if peeled_box.quality > best_box.quality else best_box
    return _simplified(best_box, inputs, failed=failed, most=most)


def _peel(inputs: Array, failed: Mask) -> tuple[Limit, Mask] | None:
    """The side whose peel leaves the densest box; None where nothing can come off or all of the box fails."""
    if failed.size == 0 or failed.all() or not failed.any():
        return None
    outer_quantiles = quantiles(inputs, [PEEL, 1 - PEEL])
    densest_cut: tuple[float, Limit, Mask] | None = None
    for input_number, input_draws in enumerate(inputs):
        for at_least, outer_quantile in (
            (True, float(outer_quantiles[0, input_number])),
            (False, float(outer_quantiles[1, input_number])),
        ):
            peeled_slice = _slice(input_draws, at_least, outer_quantile)
            if peeled_slice is None:
                continue
            slice_end, draws_inside = peeled_slice
            failure_density = float(failed[draws_inside].mean())
            if densest_cut is None or failure_density > densest_cut[0]:
                densest_cut = failure_density, Limit(input_number, at_least, slice_end), draws_inside
    return None if densest_cut is None else densest_cut[1:]


def _slice(row: Array, at_least: bool, end: float) -> tuple[float, Mask] | None:
    """The limit of one peel and what stays; of many equal values the whole end value comes off."""
    draws_inside = row >= end if at_least else row <= end
    if not draws_inside.all():
        return end, draws_inside
    draws_inside = row > row.min() if at_least else row < row.max()
    if not draws_inside.any():
        return None
    return float(row[draws_inside].min() if at_least else row[draws_inside].max()), draws_inside


def _simplified(box: Box, inputs: Array, *, failed: Mask, most: int) -> Box:
    """Without the limits that the box does not need, and without the least useful ones beyond ``most``."""
    while box.limits:
        boxes_without_limit = [
            judged((*box.limits[:dropped_index], *box.limits[dropped_index + 1 :]), inputs, failed=failed)
            for dropped_index in range(len(box.limits))
        ]
        best_box_without = max(boxes_without_limit, key=lambda box_without: box_without.quality)
        if best_box_without.quality < box.quality - GAIN and len(box.limits) <= most:
            return box
        box = best_box_without
    return box
