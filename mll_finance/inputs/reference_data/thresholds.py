"""The numbers of policy by which the suite judges and shows: rows of ``data/thresholds.csv``, each with its reason.

A module that needs one names it once, at its top: ``YEARS = whole_threshold("budget_years")``.
"""

from __future__ import annotations

from mll_finance.inputs.tables.in_force import SHIPPED

TABLE = "thresholds"


def threshold(name: str) -> float:
    """The value of a threshold, in the unit of its row.

    Raises
    ------
    LookupError
        No row has this id; the text says which are near.

    Examples
    --------
    >>> threshold("tornado_share")
    0.1
    """
    return SHIPPED.table(TABLE).find(name).value


def whole_threshold(name: str) -> int:
    """The value of a threshold that counts something, such as years.

    Raises
    ------
    ValueError
        The row holds a fraction.

    Examples
    --------
    >>> whole_threshold("budget_years")
    4
    """
    threshold_value = threshold(name)
    if threshold_value != int(threshold_value):
        raise ValueError(
            f"data/thresholds.csv: {name} is {threshold_value}; it counts something; write a whole number"
        )
    return int(threshold_value)
