"""What each input brings by itself: taken off an outcome, it leaves less noise around what another input tells.

An input that is independent of the ones that would be known adds the same on average whatever these are. Subtracting
what it brings, as far as that is a sum of curves, changes no conditional mean and removes most of the chance in it.

References
----------
Hastie, T. and Tibshirani, R. (1990), Generalized Additive Models, Chapman and Hall.
Glasserman, P. (2003), Monte Carlo Methods in Financial Engineering, Springer, sect. 4.1 (control variates).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.information.bases import curve

Array = npt.NDArray[np.float64]
_COLUMNS = 400
"""Columns of all curves together at most; with more inputs each gets a straight line."""
_DEPENDENT = 1e-10


def additive_parts(inputs: Array, outcomes: Array) -> Array:
    """What each input brings to each outcome by itself, by least squares on a curve of each.

    Parameters
    ----------
    inputs : ndarray
        Draws (inputs, draws).
    outcomes : ndarray
        Outcomes at the same draws (outcomes, draws).

    Returns
    -------
    ndarray
        Shape (inputs, outcomes, draws), each with a mean of zero.
    """
    curves = [curve(row, is_line=len(inputs) * 4 > _COLUMNS) for row in inputs]
    columns = np.concatenate(curves, axis=1)
    slopes = np.linalg.lstsq(
        columns.T @ columns,
        columns.T @ (outcomes - outcomes.mean(axis=1, keepdims=True)).T,
        rcond=_DEPENDENT,
    )[0]
    ends = np.cumsum([part.shape[1] for part in curves])
    return np.stack(
        [
            (part @ slopes[end - part.shape[1] : end]).T
            for part, end in zip(curves, ends.tolist(), strict=True)
        ]
    )
