"""What each input brings by itself, and two together: taken off an outcome, it leaves less noise around another input.

An input that is independent of the ones that would be known adds the same on average whatever these are. Subtracting
what it brings, as far as that is a sum of curves, changes no conditional mean and removes most of the chance in it. So
does the product of two independent inputs that have a mean of zero, as long as one of them would not be known.

References
----------
Hastie, T. and Tibshirani, R. (1990), Generalized Additive Models, Chapman and Hall.
Glasserman, P. (2003), Monte Carlo Methods in Financial Engineering, Springer, sect. 4.1 (control variates).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.information.bases import curve

Array = npt.NDArray[np.float64]
_COLUMNS = 400
"""Columns of all curves together at most; with more inputs each gets a straight line."""
_PAIRS = 100
"""Pairs of inputs of which a product is taken off, at most."""
_SEEN = 4.0
"""Standard errors from which a product is taken off; chance alone shows one in some ten thousands."""
_DEPENDENT = 1e-10


@dataclass(frozen=True)
class InputCurves:
    """A curve of each of some inputs, in which outcomes are written.

    Parameters
    ----------
    columns : ndarray
        Columns of all curves beside each other (draws, columns), each with a mean of zero.
    ends : tuple of int
        Where the columns of each input end.
    """

    columns: Array
    ends: tuple[int, ...]

    @classmethod
    def of(cls, inputs: Array) -> InputCurves:
        """InputCurves of inputs (inputs, draws); straight lines where there are many."""
        input_curves = [curve(row, is_line=len(inputs) * 4 > _COLUMNS) for row in inputs]
        return cls(
            np.concatenate(input_curves, axis=1),
            tuple(accumulate(part.shape[1] for part in input_curves)),
        )

    def additive_parts(self, outcomes: Array) -> Array:
        """What each input brings to each outcome by itself, by least squares on a curve of each.

        Parameters
        ----------
        outcomes : ndarray
            Outcomes at the same draws (outcomes, draws).

        Returns
        -------
        ndarray
            Shape (inputs, outcomes, draws), each with a mean of zero.
        """
        slopes = _slopes(self.columns, outcomes)
        return np.stack(
            [(self.columns[:, start:end] @ slopes[start:end]).T for start, end in pairwise((0, *self.ends))]
        )


@dataclass(frozen=True)
class Brought:
    """What inputs bring to outcomes, each by itself and two together.

    Parameters
    ----------
    alone : ndarray
        What each brings by itself (inputs, outcomes, draws), with a mean of zero.
    pairs : tuple of (int, int)
        Places of two independent inputs that bring something together.
    together : ndarray
        What each pair brings (pairs, outcomes, draws): zero on average over all that may be drawn. Its mean over
        these draws is chance, and goes with it.
    """

    alone: Array
    pairs: tuple[tuple[int, int], ...]
    together: Array

    def beside(self, known: frozenset[int]) -> Array:
        """What is brought (outcomes, draws) where some inputs, and all that moves with them, would be known."""
        known_pair_indices = [index for index, pair in enumerate(self.pairs) if known.issuperset(pair)]
        brought_by_known = self.alone[sorted(known)].sum(axis=0)
        brought_by_known = brought_by_known + self.together[known_pair_indices].sum(axis=0)
        return np.asarray(self._everything - brought_by_known)

    @cached_property
    def _everything(self) -> Array:
        """What all of them bring (outcomes, draws)."""
        return np.asarray(self.alone.sum(axis=0) + self.together.sum(axis=0))


def brought(
    inputs: Array,
    outcomes: Array,
    *,
    curves: InputCurves,
    alone: Array,
    is_tied: npt.NDArray[np.bool_],
) -> Brought:
    """What inputs bring to outcomes: a curve of each, and the products of two that show.

    Parameters
    ----------
    inputs : ndarray
        Draws (inputs, draws).
    outcomes : ndarray
        Outcomes at the same draws (outcomes, draws).
    curves : InputCurves
        A curve of each input.
    alone : ndarray
        What each brings by itself (inputs, outcomes, draws), by these curves.
    is_tied : ndarray
        Whether two inputs move together (inputs, inputs): of these no product is taken off.

    Notes
    -----
    Convention: first the curves, then the products of what they leave, then the curves of what the products leave.
    """
    unit_inputs = np.stack([_unit(row) for row in inputs])
    remaining_outcomes = outcomes - outcomes.mean(axis=1, keepdims=True) - alone.sum(axis=0)
    showing_pairs = _pairs_that_show(unit_inputs, remaining_outcomes, is_tied)
    if not showing_pairs:
        return Brought(alone, (), np.empty((0, *outcomes.shape)))
    pair_products = np.stack(
        [unit_inputs[first] * unit_inputs[second] for first, second in showing_pairs], axis=1
    )
    part_by_pair = pair_products.T[:, None, :] * _slopes(pair_products, remaining_outcomes)[:, :, None]
    return Brought(curves.additive_parts(outcomes - part_by_pair.sum(axis=0)), showing_pairs, part_by_pair)


def _pairs_that_show(
    centred: Array, left: Array, is_tied: npt.NDArray[np.bool_]
) -> tuple[tuple[int, int], ...]:
    """The pairs of which the product explains more of what is left of some outcome than chance does."""
    chance_size = np.sqrt(
        np.square(centred) @ np.square(centred).T * np.square(left).mean(axis=1)[:, None, None]
    )
    is_tied_or_nothing = is_tied[None] | (chance_size == 0.0)
    product_sizes = np.abs([(centred * row) @ centred.T for row in left])
    standard_errors = np.divide(
        product_sizes, chance_size, out=np.zeros_like(chance_size), where=~is_tied_or_nothing
    ).max(axis=0)
    first_indices, second_indices = np.triu_indices(len(centred), 1)
    pair_strengths = standard_errors[first_indices, second_indices]
    strongest_pairs = np.argsort(-pair_strengths, kind="stable")[:_PAIRS]
    return tuple(
        (int(first_indices[at]), int(second_indices[at]))
        for at in strongest_pairs
        if pair_strengths[at] > _SEEN
    )


def _unit(draws: Array) -> Array:
    """Draws with a mean of zero and a spread of one; zero where they do not vary."""
    draw_sd = draws.std()
    return np.asarray((draws - draws.mean()) / (draw_sd if np.ptp(draws) > 0 else 1.0))


def _slopes(columns: Array, outcomes: Array) -> Array:
    """Slopes (columns, outcomes) by least squares on columns (draws, columns), a constant apart."""
    deviations = (outcomes - outcomes.mean(axis=1, keepdims=True)).T
    return np.asarray(np.linalg.lstsq(columns.T @ columns, columns.T @ deviations, rcond=_DEPENDENT)[0])
