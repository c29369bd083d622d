"""How sure a choice is, and what is lost on average by making it: the curves behind acceptability and expected loss.

References
----------
Fenwick, E., Claxton, K. and Sculpher, M. (2001), Health Economics 10: 779-787 (acceptability curves and frontiers).
Alarid-Escudero, F. et al. (2019), Medical Decision Making 39: 1024-1037 (expected loss curves).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.robust_choice import regret

Array = npt.NDArray[np.float64]


def best_by_draw(payoffs: Array, *, tolerance: float = 0.0) -> Array:
    """Whether each alternative is the best at each draw (alternatives, draws); equals share a draw.

    Parameters
    ----------
    payoffs : ndarray
        Payoff of each alternative at each draw (alternatives, draws); higher is better.
    tolerance : float
        Difference, in the unit of the payoffs, up to which two are equal.

    Examples
    --------
    >>> best_by_draw(np.array([[0.0, 0.0, 0.0], [5.0, -2.0, 0.0]])).tolist()
    [[0.0, 1.0, 0.5], [1.0, 0.0, 0.5]]
    """
    is_best = payoffs >= payoffs.max(axis=0) - tolerance
    return np.asarray(is_best / is_best.sum(axis=0))


def shares_best(payoffs: Array) -> Array:
    """Share of the draws in which each alternative is the best (alternatives,); equals share a draw.

    Parameters
    ----------
    payoffs : ndarray
        Payoff of each alternative at each draw (alternatives, draws); higher is better.

    Examples
    --------
    >>> shares_best(np.array([[0.0, 0.0, 0.0, 0.0], [5.0, -2.0, 5.0, 0.0]])).tolist()
    [0.375, 0.625]
    """
    return np.asarray(best_by_draw(payoffs).mean(axis=1))


def expected_losses(payoffs: Array) -> Array:
    """What each alternative falls short of the best on average (alternatives,), in the unit of the payoffs.

    The smallest is the expected value of perfect information: the loss that is left when the best on average is chosen.

    Parameters
    ----------
    payoffs : ndarray
        Payoff of each alternative at each draw (alternatives, draws); higher is better.

    Examples
    --------
    >>> expected_losses(np.array([[0.0, 0.0, 0.0, 0.0], [5.0, -2.0, 5.0, -4.0]])).tolist()
    [2.5, 1.5]
    """
    return np.asarray(regret(payoffs).mean(axis=1))
