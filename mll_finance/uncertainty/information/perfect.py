"""What it is worth to know everything, or some inputs, before choosing between alternatives.

References
----------
Raiffa, H. and Schlaifer, R. (1961), Applied Statistical Decision Theory, Harvard (perfect information).
Strong, M., Oakley, J.E. and Brennan, A. (2014), Medical Decision Making 34: 311-326 (partial, by regression).
Efron, B. and Stein, C. (1981), "The jackknife estimate of variance", Annals of Statistics 9: 586-596.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.information.conditional_means import conditional_means, parts_of
from mll_finance.uncertainty.summary import Estimate, between

Array = npt.NDArray[np.float64]


def gains(payoffs: Array) -> Array:
    """What each alternative brings above the one that is best on average (alternatives, draws).

    Parameters
    ----------
    payoffs : ndarray
        Payoff of each alternative that may be chosen at each draw (alternatives, draws); higher is better.
    """
    return np.asarray(payoffs - payoffs[int(np.argmax(payoffs.mean(axis=1)))])


def evpi(payoffs: Array, *, replicates: int) -> Estimate:
    """Expected value of perfect information: what it is worth to know every input before choosing.

    Parameters
    ----------
    payoffs : ndarray
        Payoff of each alternative at each draw (alternatives, draws), in euros of one moment.
    replicates : int
        Number of independent replicates, one after the other.

    Returns
    -------
    Estimate
        The unit of the payoffs; never below zero.

    Examples
    --------
    >>> evpi(np.array([[0.0, 0.0, 0.0, 0.0], [5.0, -2.0, 5.0, -4.0]]), replicates=2).value
    1.5
    """
    best_gains = gains(payoffs).max(axis=0)
    means_of_parts = [float(best_gains[part].mean()) for part in parts_of(best_gains.size, replicates)]
    return Estimate(float(best_gains.mean()), between(means_of_parts))


def evppi(inputs: Array, payoffs: Array, *, replicates: int, brought: Array | float = 0.0) -> Estimate:
    """Expected value of perfect information on some inputs: what it is worth to know these before choosing.

    Parameters
    ----------
    inputs : ndarray
        The inputs that would be known (inputs, draws).
    payoffs : ndarray
        Payoff of each alternative at the same draws (alternatives, draws).
    replicates : int
        Number of independent replicates, one after the other.
    brought : ndarray, optional
        What inputs that are independent of these bring to the gains (alternatives, draws), zero on average over all
        that may be drawn: it is taken off, which lowers the error and changes nothing else.

    Returns
    -------
    Estimate
        The unit of the payoffs, never below zero. The error counts the draws and the fit.

    Notes
    -----
    Convention: the error is that of the jackknife over the replicates; where nothing but chance is seen it is at least
    what straight lines through the draws would show.
    """
    payoff_means = conditional_means(inputs, gains(payoffs) - brought, replicates=replicates)
    values_without = _values_without(parts_of(payoffs.shape[1], replicates), payoff_means.left_out)
    knowing_value, knowing_error = _value(payoff_means.fitted), jackknife_error(values_without)
    return Estimate(
        knowing_value,
        max(knowing_error, _value(payoff_means.lines)) if knowing_value == 0.0 else knowing_error,
    )


def jackknife_error(values_without: Array) -> float:
    """Standard error of a figure from its values (parts,) without each part of the draws."""
    deviations = values_without - values_without.mean()
    part_count = values_without.size
    return float(np.sqrt((part_count - 1) / part_count * np.square(deviations).sum()))


def _value(means: Array) -> float:
    """What choosing by the means (alternatives, draws) brings above choosing once."""
    return float(means.max(axis=0).mean() - means.mean(axis=1).max())


def _values_without(parts: Sequence[slice], left_out: Array) -> Array:
    """The same (parts,) without each part of the draws, by the means (parts, alternatives, draws) fitted so."""
    is_left = np.ones((len(parts), left_out.shape[2]))
    for part_index, part_slice in enumerate(parts):
        is_left[part_index, part_slice] = 0.0
    best_sums = np.einsum("pd,pd->p", left_out.max(axis=1), is_left)
    alternative_sums = np.einsum("pad,pd->pa", left_out, is_left)
    return np.asarray((best_sums - alternative_sums.max(axis=1)) / is_left.sum(axis=1))
