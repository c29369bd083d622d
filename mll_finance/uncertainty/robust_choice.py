"""Choice between alternatives over scenarios: regret, and the rules that need few or no probabilities.

References
----------
Savage, L.J. (1951), "The theory of statistical decision", J. American Statistical Association 46: 55-67 (regret).
Wald, A. (1950), Statistical Decision Functions, Wiley (maximin).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def regret(payoffs: Array) -> Array:
    """What each alternative falls short of the best one, by scenario.

    Parameters
    ----------
    payoffs : ndarray
        Shape (alternatives, scenarios), or (alternatives, scenarios, draws).

    Returns
    -------
    ndarray
        The same shape; zero where an alternative is the best.

    Examples
    --------
    >>> regret(np.array([[0.0, 0.0], [5.0, -2.0]])).tolist()
    [[5.0, 0.0], [0.0, 2.0]]
    """
    payoff_matrix = np.asarray(payoffs, dtype=float)
    return np.asarray(payoff_matrix.max(axis=0, keepdims=True) - payoff_matrix)


def maximin(payoffs: Array) -> int:
    """The alternative whose worst scenario is best; the first of equals.

    Examples
    --------
    >>> maximin(np.array([[0.0, 0.0], [5.0, -2.0]]))
    0
    """
    return int(np.argmax(np.min(payoffs, axis=1)))


def minimax_regret(payoffs: Array) -> int:
    """The alternative whose largest regret is smallest; the first of equals.

    Examples
    --------
    >>> minimax_regret(np.array([[0.0, 0.0], [5.0, -2.0]]))
    1
    """
    return int(np.argmin(regret(payoffs).max(axis=1)))


def expected(payoffs: Array, probabilities: Array) -> Array:
    """Expected payoff of each alternative (alternatives,).

    Parameters
    ----------
    payoffs : ndarray
        Shape (alternatives, scenarios).
    probabilities : ndarray
        Shape (scenarios,), with sum 1.
    """
    return np.asarray(np.asarray(payoffs, dtype=float) @ probabilities)
