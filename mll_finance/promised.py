"""Numbers in the figures that can be promised: an input as it was entered, an outcome as every processor gives it.

Another processor, or another build of a library, may differ in the last binary digit of a logarithm or a sum. A file
that holds no more than what is the same everywhere can be compared byte by byte.
"""

from __future__ import annotations

from typing import Any

_HELD, _FIGURES, _DECIMALS = 15, 12, 9
"""Significant figures that a spreadsheet holds, and those of an outcome that every processor gives; decimals beyond
which a sum that is zero leaves a rest."""
_ERROR_FIGURES = 6
"""Significant figures of what says how well an outcome is known: a small difference between large outcomes."""


def promised(value: float) -> float:
    """A number that goes in, as a spreadsheet holds it: fifteen significant figures.

    Examples
    --------
    >>> promised(0.1 + 0.2), promised(1200)
    (0.3, 1200)
    """
    return value if isinstance(value, int) else float(f"{value:.{_HELD}g}")


def calculated(value: float | str) -> float | str:
    """An outcome in the twelve figures that every processor gives; a rest of a sum that is zero is zero.

    Examples
    --------
    >>> calculated(1e-12), calculated(1234.5 / 3)
    (0.0, 411.5)
    """
    if isinstance(value, str):
        return value
    return _outcome(float(value), _FIGURES)


def outcomes(node: Any, key: str = "") -> Any:
    """A document of outcomes in the figures that every processor gives: its floats, in mappings and lists.

    Examples
    --------
    >>> outcomes({"npv": [0.1 + 0.2, None], "count": 3, "mcse": 1.23456789})
    {'npv': [0.3, None], 'count': 3, 'mcse': 1.23457}
    """
    if isinstance(node, dict):
        return {name: outcomes(child, str(name)) for name, child in node.items()}
    if isinstance(node, (list, tuple)):
        return [outcomes(child, key) for child in node]
    if not isinstance(node, float):
        return node
    return _outcome(node, _ERROR_FIGURES if key == "mcse" or key.endswith("error") else _FIGURES)


def _outcome(value: float, figures: int) -> float:
    return float(f"{round(value, _DECIMALS) + 0.0:.{figures}g}")
