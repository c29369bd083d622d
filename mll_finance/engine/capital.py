"""Capital charges in the budget: what an activated outlay costs in each year, derived from the one line.

The outlay stands in the cash flow and its charges in the accrual budget, never both in one table.

References
----------
Besluit begroting en verantwoording provincies en gemeenten (BBV), art. 59-65. Gemeente De Fryske Marren (2023),
Perspectiefnota: half of the charges in the year of the investment.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mll_finance.formulas.capital import Charges, annuity_charges, linear_charges
from mll_finance.inputs.grammar.line import Activation

Array = npt.NDArray[np.float64]


def unit_charges(activation: Activation) -> Charges:
    """Charges by year on one euro of outlay; element 0 is the year of the outlay."""
    interest_rate = activation.interest or 0.0
    if activation.method == "linear":
        return linear_charges(
            1.0, rate=interest_rate, years=activation.years, first_year_fraction=activation.first_year
        )
    annuity_per_euro = annuity_charges(1.0, rate=interest_rate, years=activation.years)
    if activation.first_year == 1.0:
        return annuity_per_euro
    investment_year_charges = (0.0, 0.0, 1.0, 0.0)
    return Charges(
        *(
            np.concatenate([[investment_year_part], part])
            for investment_year_part, part in zip(investment_year_charges, annuity_per_euro, strict=True)
        )
    )


def charged(outlay: Array, activation: Activation) -> Array:
    """Charges by year (years, draws) of outlays by year (years, draws), signs kept; later years are cut off.

    Examples
    --------
    >>> found = Activation(years=2, interest=0.0, source="example")
    >>> charged(np.array([[-100.0], [0.0], [-50.0]]), found).ravel().tolist()
    [-50.0, -50.0, -25.0]
    """
    return _spread(outlay, unit_charges(activation).charge)


def interest(outlay: Array, activation: Activation) -> Array:
    """The part of the charges that is interest (years, draws)."""
    return _spread(outlay, unit_charges(activation).interest)


def _spread(outlay: Array, unit: Array) -> Array:
    charges_by_year = np.zeros_like(outlay)
    for outlay_year_index in range(outlay.shape[0]):
        year_count = min(unit.size, outlay.shape[0] - outlay_year_index)
        charges_by_year[outlay_year_index : outlay_year_index + year_count] += (
            unit[:year_count, None] * outlay[outlay_year_index]
        )
    return charges_by_year
