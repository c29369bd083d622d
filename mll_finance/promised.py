"""Numbers in the figures that can be promised: an input as it was entered, an outcome as every processor gives it.

Another processor, or another build of a library, may differ in the last binary digit of a logarithm or a sum. A file
that holds no more than what is the same everywhere can be compared byte by byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_HELD, _FIGURES, _DECIMALS = 15, 12, 9
"""Significant figures that a spreadsheet holds, and those of an outcome that every processor gives; the most decimals
of an outcome, beyond which a sum that is zero leaves a rest. Below a hundred these are fewer than twelve figures: a
rate of 3.5 % has eight, and what is below half a milliardth is zero."""
_FACTOR_FIGURES = 14
"""Significant figures of what is calculated with further: two more than of an outcome, so that a balance of large
amounts that cancel keeps its own."""
_ERROR_FIGURES = 6
"""Significant figures of what says how well an outcome is known, a small difference between large outcomes; it has no
more decimals than an outcome either."""


def promised(value: float) -> float:
    """A number that goes in, as a spreadsheet holds it: fifteen significant figures.

    Examples
    --------
    >>> promised(0.1 + 0.2), promised(1200)
    (0.3, 1200)
    """
    return value if isinstance(value, int) else float(f"{value:.{_HELD}g}")


def calculated(value: float | str) -> float | str:
    """An outcome in at most twelve figures and nine decimals: what every processor gives.

    A rest of a sum that is zero is zero.

    Examples
    --------
    >>> calculated(1e-12), calculated(12345 / 7), calculated(0.0345678912345)
    (0.0, 1763.57142857, 0.034567891)
    """
    if isinstance(value, str):
        return value
    return _outcome(float(value), _FIGURES)


def factor(value: float) -> float:
    """A number that is calculated with further: fourteen significant figures, however small it is.

    Examples
    --------
    >>> factor(1 / 3e12), factor(0.1 + 0.2)
    (3.3333333333333e-13, 0.3)
    """
    return float(f"{value:.{_FACTOR_FIGURES}g}")


def factors(node: Any) -> Any:
    """A document with its floats as :func:`factor` gives them, in mappings and lists."""
    return _each_float(node, lambda value, _: factor(value))


def outcomes(node: Any, key: str = "") -> Any:
    """A document of outcomes in the figures and decimals that every processor gives: its floats, in mappings and lists.

    Examples
    --------
    >>> outcomes({"npv": [0.1 + 0.2, None], "count": 3, "mcse": 1.23456789})
    {'npv': [0.3, None], 'count': 3, 'mcse': 1.23457}
    """
    return _each_float(
        node,
        lambda value, name: _outcome(
            value, _ERROR_FIGURES if name == "mcse" or name.endswith("error") else _FIGURES
        ),
        key,
    )


def _each_float(node: Any, of: Callable[[float, str], float], key: str = "") -> Any:
    """A document with something of each of its floats and the key that it stands under, in mappings and lists."""
    if isinstance(node, dict):
        return {name: _each_float(child, of, str(name)) for name, child in node.items()}
    if isinstance(node, (list, tuple)):
        return [_each_float(child, of, key) for child in node]
    return of(node, key) if isinstance(node, float) else node


def _outcome(value: float, figures: int) -> float:
    return float(f"{round(value, _DECIMALS) + 0.0:.{figures}g}")
