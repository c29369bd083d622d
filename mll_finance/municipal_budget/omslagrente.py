"""The budget at the omslagrente of the municipality, beside the one with the interest that lines name themselves.

A controller charges every asset the omslagrente; a business case may hold another rate, such as that of a loan for the
project. The outlay stays as it is: only the interest in the charges differs. Beside it the present value of the
liquidity table at the omslagrente, the nominal rate that municipalities discount with, and the one at the schedule of
the case.

References
----------
BBV, Notitie rente (the omslagrente is charged to all assets, rounded within half a percentage point).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.capital import charged
from mll_finance.engine.study import Study
from mll_finance.formulas.discounting import TIMINGS
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.municipal_budget.budget import YEARS, budget_settings, budget_table, outlay_by_line

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AtOmslagrente:
    """The budget of an alternative with every activated line charged at the omslagrente; positive is favourable."""

    rate: float
    """The omslagrente as it is charged (1/year)."""
    source: str
    years: tuple[int, ...]
    balance: Array
    """Balance by year at the omslagrente (years,), nominal EUR."""
    as_budgeted: Array
    """Balance by year with the interest of the lines themselves (years,), nominal EUR."""
    lines: tuple[str, ...]
    """Activated lines that name another interest."""
    present_value: float
    """Present value of the liquidity table of every year at the omslagrente (EUR), to 1 January of the base year."""
    npv: float
    """The same at the discount schedule of the municipality: its NPV (EUR)."""


def at_omslagrente(study: Study, alternative: str, *, years: int | None = YEARS) -> AtOmslagrente | None:
    """The variant of an alternative; None where the case names no omslagrente."""
    omslagrente_terms = budget_settings(study).omslagrente
    if omslagrente_terms is None:
        return None
    budget, omslagrente = budget_table(study, alternative, years=years), omslagrente_terms.charged
    budgeted_balance_by_year = budget.total()
    balance_by_year, lines_with_own_interest = budgeted_balance_by_year.copy(), []
    for line_id, outlay in outlay_by_line(study, alternative).items():
        activation = study.case.lines[line_id].activation
        if activation is None or activation.interest == omslagrente:
            continue
        lines_with_own_interest.append(line_id)
        charges_at_rate = charged(outlay, activation.model_copy(update={"interest": omslagrente}))
        balance_by_year += (charges_at_rate - charged(outlay, activation))[: len(budget.years), 0]
    return AtOmslagrente(
        omslagrente,
        omslagrente_terms.source,
        budget.years,
        balance_by_year,
        budgeted_balance_by_year,
        tuple(lines_with_own_interest),
        _present_value(study, alternative, omslagrente),
        float(study.stream(MUNICIPALITY, alternative).npv[0]),
    )


def _present_value(study: Study, alternative: str, rate: float) -> float:
    viewpoint, year_numbers = study.case.perspectives[MUNICIPALITY], np.arange(len(study.case.years))
    return float(
        sum(
            (seen_line.nominal[:, 0] * (1.0 + rate) ** -(year_numbers + TIMINGS[seen_line.timing])).sum()
            for seen_line in study.central.seen_by(viewpoint, alternative)
        )
    )
