"""What is bought, as contracts, and the route that their value asks for.

The value of a contract is what it costs ex btw over its whole term, in euros of each year; the threshold is that of
the year in which the project starts. An indication: the procurement adviser decides.

References
----------
Directive 2014/24/EU, art. 4-5, with the thresholds of ``data/procurement.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mll_finance.engine.contracts import Contract, contracts
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.tables.table import Row, Table

TABLE = "procurement"


@dataclass(frozen=True)
class Route:
    """The value of a contract beside the threshold."""

    contract: Contract
    value: float
    """Central value ex btw over the whole term (EUR)."""
    p95: float
    threshold: Row
    above: float
    """Share of the draws in which the value reaches the threshold."""
    covers_year: bool
    """Whether the threshold is that of the year in which the project starts."""
    pm: tuple[str, ...]

    @property
    def european(self) -> bool:
        """Whether the central value reaches the threshold."""
        return self.value >= self.threshold.value


def threshold(table: Table, kind: str, year: int) -> tuple[Row, bool]:
    """The threshold of a kind of contract in a year, else the newest; and whether it is that year's."""
    rows_by_year = sorted((row for row in table.rows if row.id == kind), key=lambda row: row.year or 0)
    rows_valid_in_year = [
        row
        for row in rows_by_year
        if _year(row, "valid_from", year) <= year <= _year(row, "valid_until", year)
    ]
    return (rows_valid_in_year[-1], True) if rows_valid_in_year else (rows_by_year[-1], False)


def _year(row: Row, column: str, otherwise: int) -> int:
    """Year of a date of a row; another one where the row has none."""
    date_text = row.extra.get(column) or ""
    return int(date_text[:4]) if date_text[:4].isdigit() else otherwise


def days(case: Case, name: str) -> Row:
    """A statutory minimum period of the table."""
    return case.tables.table(TABLE).find(name)


def routes(study: Study, alternative: str) -> list[Route]:
    """The route of each contract of an alternative."""
    case = study.case
    contract_routes = []
    for contract in contracts(case, alternative):
        drawn_contract_values = study.by_draw.contracts[alternative, contract.id]
        central_contract_value = 0.0
        for line_id in contract.lines:
            line_euros = study.central.euros(line_id, alternative)
            if line_euros is not None:
                euros_by_year = np.broadcast_to(line_euros, (len(case.years), 1))[:, 0]
                central_contract_value += float(euros_by_year @ study.central.inflation_of(line_id))
        threshold_row, is_year_covered = threshold(
            case.tables.table(TABLE), contract.kind, case.settings.base_year
        )
        probability_above = float(np.mean(drawn_contract_values >= threshold_row.value))
        pm_lines = tuple(line_id for line_id in contract.lines if study.central.is_pm(line_id, alternative))
        contract_routes.append(
            Route(
                contract,
                central_contract_value,
                float(np.percentile(drawn_contract_values, 95)),
                threshold_row,
                probability_above,
                is_year_covered,
                pm_lines,
            )
        )
    return contract_routes
