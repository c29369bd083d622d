"""Recursions over the years, in a form that runs on arrays and on the workbook's symbols."""

from collections.abc import Callable
from typing import Any

import numpy as np


def scan(step: Callable[..., Any], start: Any, *values: Any, name: str = "state") -> Any:
    """Return the states of a recursion, one for each year.

    Parameters
    ----------
    step : callable (state, *values of the year) -> state
        The recursion; its arguments have one year on the first axis.
    start : number or array (1, draws)
        State before year 0.
    values : arrays (years,), (years, draws) or (1, draws)
        What the step reads; an array with one year holds in every year.
    name : str
        Name of the states, for the row that they get in the workbook.

    Returns
    -------
    array (years,) or (years, draws)
        Element t is the state at the end of year t.

    Notes
    -----
    Convention: the first axis is the year. Anything with ``shape``, slices over the first axis and
    ``np.concatenate`` will do; where it has ``recorder(name)`` each state becomes a cell of its own, so that a
    formula of year t reads the cell of year t - 1 and does not repeat all that came before.
    ``s(t) = step(s(t - 1), v(t))``

    References
    ----------
    Bird, R. (1988), Lectures on Constructive Functional Programming, Oxford PRG-69, sect. 1.5 (scan, or accumulate).

    Examples
    --------
    >>> stock = scan(lambda left, inflow: 0.5 * left + inflow, 0.0, np.array([8.0, 0.0, 4.0]))
    >>> stock.tolist()
    [8.0, 4.0, 6.0]
    """
    if not values:
        raise ValueError("values: found none; at least one gives the years")
    year_count = max(sequence.shape[0] for sequence in values)
    state_recorders = (
        sequence.recorder(name) for sequence in (start, *values) if hasattr(sequence, "recorder")
    )
    record_state = next(state_recorders, _as_is)
    state_by_year, current_state = [], start
    for year_index in range(year_count):
        current_state = record_state(
            year_index, step(current_state, *(_of_year(sequence, year_index) for sequence in values))
        )
        state_by_year.append(current_state)
    state_shape = np.broadcast_shapes(*(np.shape(sequence) for sequence in state_by_year), (1,))
    return np.concatenate([np.broadcast_to(sequence, state_shape) for sequence in state_by_year])


def named(expression: Any, name: str) -> Any:
    """Return an intermediate result, with a row of its own in the workbook.

    Parameters
    ----------
    expression : array (years, draws)
        The result, in any unit.
    name : str
        Id of what it is.

    Returns
    -------
    array, the expression itself

    Notes
    -----
    Convention: on arrays nothing happens; a symbol of the workbook writes its formulas in a row and goes on as the
    cells of that row, which keeps the formulas after it short.

    References
    ----------
    FAST Standard Organisation (2019), The FAST Standard 02c, 3.03-01 (break down complex calculations).

    Examples
    --------
    >>> named(np.array([1.0, 2.0]), "served").tolist()
    [1.0, 2.0]
    """
    return expression.named(name) if hasattr(expression, "named") else expression


def _of_year(values: Any, year: int) -> Any:
    return values if values.shape[0] == 1 else values[year : year + 1]


def _as_is(year: int, state: Any) -> Any:
    return state
