"""The standard sensitivities of a Dutch social cost-benefit analysis: rows of ``data/standard_sensitivities.csv``.

A row names its kind; a kind is a function of ``KINDS`` that says what the row does to a case, or None where it does not
apply. Most kinds weigh the same euros otherwise (another rate, an earlier end), which goes through the program of the
draws; the others change the case. A further sensitivity is a row, a further kind a function and a place in ``KINDS``.

References
----------
Romijn, G. and Renes, G. (2013), Algemene leidraad voor maatschappelijke kosten-batenanalyse, CPB/PBL, ch. 6 and 8.
Werkgroep discontovoet (2025), for the default rate; Werkgroep discontovoet (2015), p. 29, for relative prices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import Ledger, Seen, flat_factors
from mll_finance.engine.recurrence import years_of_use
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI, WAGES
from mll_finance.inputs.grammar.parties import SOCIETY, WELFARE
from mll_finance.inputs.quantities.brought_forward import BroughtForward
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.inputs.tables.table import Row

Array = npt.NDArray[np.float64]
TABLE = "standard_sensitivities"
SCALE = "scale"
"""Kind of the rows that bound the search of :mod:`scale`."""
Weigh = Callable[[Seen, str], Array]
"""Present value (columns,) of what society sees of a line in an alternative."""
_PER_QALY = "/QALY"


class PresentValues(NamedTuple):
    """Costs and benefits of an alternative to society (EUR), each (draws,)."""

    costs: Array
    benefits: Array

    @property
    def npv(self) -> Array:
        """Net present value (draws,)."""
        return self.benefits - self.costs


@dataclass(frozen=True)
class Variation:
    """What a row does to a case."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    """Values by path, as :meth:`Case.unlimited` takes them."""
    weigh: Weigh | None = None
    """How the euros are weighed instead; as the case says where it is None."""
    until: Mapping[str, int] = field(default_factory=dict)
    """Last year in which an alternative counts (0 is the base year), where that is not left to the case."""
    amount: float | None = None
    """What a reader is told that it takes, where that is not the value of the row."""


Kind = Callable[[Study, Row], Variation | None]


def standard_rows() -> tuple[Row, ...]:
    """The rows that change a result, in the order of the table."""
    return tuple(row for row in SHIPPED.table(TABLE).rows if row.extra["kind"] != SCALE)


def variation(study: Study, row: Row) -> Variation | None:
    """What a row does to a case; None where it does not apply to it."""
    return KINDS[row.extra["kind"]](study, row)


def present_values(study: Study, weigh: Weigh) -> dict[str, PresentValues]:
    """Costs and benefits of every alternative to society, weighed otherwise, for the study's own draws.

    Parameters
    ----------
    study : Study
        The study.
    weigh : callable
        Present value of what society sees of a line.
    """
    viewpoint, alternative_ids = study.case.perspectives[SOCIETY], study.case.projects

    def rows(ledger: Ledger) -> dict[tuple[str, str], Array]:
        sum_by_alternative_and_side = {
            (name, side): np.zeros(ledger.columns)
            for name in alternative_ids
            for side in ("costs", "benefits")
        }
        for alternative_id in alternative_ids:
            for seen_line in ledger.each_seen_by(viewpoint, alternative_id):
                sign_of_side = -1.0 if seen_line.view.side == "costs" else 1.0
                sum_by_alternative_and_side[alternative_id, seen_line.view.side] += sign_of_side * weigh(
                    seen_line, alternative_id
                )
        return sum_by_alternative_and_side

    sums_by_block = [study.whole.linear(rows, draws_block) for draws_block in study.draws.blocks()]
    return {
        name: PresentValues(
            *(
                np.concatenate([sums_of_block[name, side] for sums_of_block in sums_by_block])
                for side in ("costs", "benefits")
            )
        )
        for name in alternative_ids
    }


def welfare_lines(case: Case) -> set[str]:
    """The lines that are paid by or to well-being: what is no money."""
    return {name for name, line in case.lines.items() if WELFARE in (line.payer, line.receiver)}


def discount_rate(study: Study, row: Row) -> Variation:
    """Every year discounted at one flat real rate, and so what a quantity brings forward (its own ``discount``)."""
    case, flat_rate = study.case, row.value
    brought_names = [
        name for name, quantity in case.quantities.items() if isinstance(quantity, BroughtForward)
    ]
    change_by_path = {
        f"quantities.{name}.discount": {"value": flat_rate, "unit": row.unit, **_source(row)}
        for name in brought_names
    }
    return Variation(
        change_by_path, lambda seen, _: seen.present_value(flat_factors(case, flat_rate, seen.timing))
    )


def horizon(study: Study, row: Row) -> Variation | None:
    """The case ends in another year: sooner, with what comes after left out; or later, as the case then goes on."""
    return _ending(study, round(row.value))


def horizon_times(study: Study, row: Row) -> Variation | None:
    """The horizon of the case times a number, where it is longer than the longest of the rows in years."""
    longest_horizon = max(
        other_row.value for other_row in standard_rows() if other_row.extra["kind"] == "horizon"
    )
    case_horizon = study.case.settings.horizon
    return _ending(study, round(case_horizon * row.value)) if case_horizon > longest_horizon else None


def _ending(study: Study, last: int) -> Variation | None:
    case_horizon = study.case.settings.horizon
    if last == case_horizon or last < 1:
        return None
    if last > case_horizon:
        return Variation(changes={"case.horizon": last}, amount=last)
    last_year_by_alternative = dict.fromkeys(study.case.projects, last)
    return Variation(
        weigh=_ended(study, last_year_by_alternative), until=last_year_by_alternative, amount=last
    )


def equal_use(study: Study, row: Row) -> Variation | None:
    """Every alternative is used for as many years as the one that is used the shortest, each from its own start.

    Notes
    -----
    Convention: the years of use are those in which a gain recurs (``engine/recurrence.py``), discounted to the date of
    the case. Costs and effects end with use; what a line of the phase exit costs is then paid in its last year.
    """
    years_of_use_by_alternative = {name: years_of_use(study.central, name) for name in study.case.projects}
    years_in_use_by_alternative = {
        name: use.last - use.first + 1 for name, use in years_of_use_by_alternative.items()
    }
    shortest_use = min(years_in_use_by_alternative.values())
    if shortest_use < row.value or shortest_use == max(years_in_use_by_alternative.values()):
        return None
    last_year_by_alternative = {
        name: use.first + shortest_use - 1 for name, use in years_of_use_by_alternative.items()
    }
    return Variation(
        weigh=_ended(study, last_year_by_alternative), until=last_year_by_alternative, amount=shortest_use
    )


def _ended(study: Study, until: Mapping[str, int]) -> Weigh:
    """Nothing counts after a year of each alternative, and what its exit costs after it is paid in that year."""
    viewpoint = study.case.perspectives[SOCIETY]

    def weigh(seen: Seen, alternative: str) -> Array:
        discount_factors = study.central.factors(viewpoint, seen.timing)
        year_indices, last_year = np.arange(discount_factors.size), until[alternative]
        if study.case.lines[seen.line].phase == "exit":
            return seen.present_value(discount_factors[np.minimum(year_indices, last_year)])
        return seen.present_value(np.where(year_indices <= last_year, discount_factors, 0.0))

    return weigh


def income_elasticity(study: Study, row: Row) -> Variation | None:
    """Welfare values grow with real wages: by the elasticity times their growth, instead of any growth of their own.

    Notes
    -----
    Formula: the factor of year t is (W_t P_p / (W_p P_t))^elasticity, with W and P the indices of wages and prices of
    the case and p its price level. Gains and losses of welfare alike.
    """
    case = study.case
    welfare_line_ids = welfare_lines(case)
    if not welfare_line_ids:
        return None
    real_wage_by_year = [
        case.prices.to_nominal(WAGES, year) / case.prices.to_nominal(CPI, year) for year in case.years
    ]
    welfare_factor_by_year = np.array(real_wage_by_year) ** row.value
    viewpoint = case.perspectives[SOCIETY]

    def weigh(seen: Seen, _: str) -> Array:
        discount_factors = study.central.factors(viewpoint, seen.timing)
        return seen.present_value(
            discount_factors * welfare_factor_by_year if seen.line in welfare_line_ids else discount_factors
        )

    growing_line_ids = [
        name for name in case.lines if name in welfare_line_ids and case.lines[name].growth is not None
    ]
    return Variation(
        {f"lines.{name}.growth": {"value": 0, "unit": "1/yr", **_source(row)} for name in growing_line_ids},
        weigh,
    )


def qaly(study: Study, row: Row) -> Variation | None:
    """Every price of a QALY at another value."""
    only_source = row.extra.get("only_source")
    qaly_paths = [
        path
        for path, leaf in study.case.graph.leaves.items()
        if (leaf.assumption.unit or "").endswith(_PER_QALY)
        and leaf.assumption.ref is None
        and leaf.assumption.pm is None
        and (not only_source or leaf.assumption.source == only_source)
    ]
    qaly_price = {"value": row.value, "unit": row.unit, "price_year": row.price_year, **_source(row)}
    return Variation(dict.fromkeys(qaly_paths, qaly_price)) if qaly_paths else None


def wages(study: Study, row: Row) -> Variation:
    """Wages rise faster than the case reckons with."""
    return _kadernota(study, row, WAGES, "wages")


def prices(study: Study, row: Row) -> Variation:
    """Prices rise faster than the case reckons with."""
    if study.case.settings.inflation is not None:
        return Variation({"case.inflation": {"rate": study.case.settings.inflation.rate + row.value}})
    return _kadernota(study, row, CPI, "prices")


def _kadernota(study: Study, row: Row, index: str, part: str) -> Variation:
    """The growth of an index in each year after the price level, so much higher."""
    case_prices = study.case.prices
    rate_by_year = {
        year: case_prices.rate(index, year) + row.value
        for year in range(case_prices.level_year + 1, case_prices.last + 1)
    }
    return Variation({"case.kadernota": {part: rate_by_year, "source": row.source}} if rate_by_year else {})


_STANDARD = {"nl": "standaardgevoeligheid", "en": "standard sensitivity"}
"""Who accepts an own estimate of the table."""


def _source(row: Row) -> dict[str, Any]:
    acceptance_note = {"accepted_by": _STANDARD} if row.quality == "D" else {}
    return {"source": row.source, "quality": row.quality, **acceptance_note}


KINDS: Mapping[str, Kind] = {
    "discount_rate": discount_rate,
    "horizon": horizon,
    "horizon_times": horizon_times,
    "equal_use": equal_use,
    "qaly": qaly,
    "income_elasticity": income_elasticity,
    "wages": wages,
    "prices": prices,
}
"""How each kind of row is applied."""
