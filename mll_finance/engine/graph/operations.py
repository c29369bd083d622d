"""The one list of operations that the arithmetic of a case may use.

Each has a name and the numpy function that it is; the printers under ``report/`` give each its text in a workbook, and
a test fails until they do. Beside these a graph holds only what is not arithmetic: numbers, inputs, named rows, and
years taken from other nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "negative": np.negative,
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "absolute": np.absolute,
    "ceil": np.ceil,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "where": np.where,
}
NAMES: dict[Any, str] = {function: name for name, function in OPERATIONS.items()}
"""Name by numpy function."""
COMPARISONS = frozenset({"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"})
"""Operations that are true or false: 1 or 0 where they are calculated with."""
