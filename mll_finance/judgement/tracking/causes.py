"""What actual line came to against what was expected, by cause: price, volume, timing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.known_years import KnownNumbers
from mll_finance.formulas.variances import variances
from mll_finance.inputs.actuals.rows import Actual
from mll_finance.judgement.tracking.observed import Observed, by_place


@dataclass(frozen=True)
class LineVariance:
    """A line in one year, or part of it (EUR of that year, ex btw); the causes add up to the difference."""

    actual: Actual
    expected: float | None
    """Mean over the draws; None where the line has no number in the case."""
    price: float | None = None
    volume: float | None = None
    timing: float | None = None
    other: float | None = None

    @property
    def difference(self) -> float | None:
        """What it came to more than was expected."""
        return None if self.expected is None else self.actual.value - self.expected

    def place_among(self, lines: Sequence[str]) -> tuple[str, int, int]:
        """Where it stands among others, by alternative, line and year."""
        return self.actual.alternative, lines.index(str(self.actual.place.line)), self.actual.year

    def as_json(self) -> dict[str, Any]:
        """What ``mll track`` says of it."""
        variance_results: dict[str, Any] = {
            "year": self.actual.year,
            "line": self.actual.place.line,
            "alternative": self.actual.alternative,
            "share_of_year": self.actual.share,
            "expected": self.expected,
            "actual": self.actual.value,
            "difference": self.difference,
            "price": self.price,
            "volume": self.volume,
            "timing": self.timing,
            "other": self.other,
            "source": self.actual.source,
        }
        if self.expected is None:
            variance_results["reason"] = "the line has no number in the case"
        return variance_results


def line_variances(observed: Observed) -> tuple[LineVariance, ...]:
    """Every amount that is known, in the order of the lines of the case."""
    line_ids = list(observed.study.case.lines)
    variances_of_lines = [*_with_number(observed), *_without_number(observed)]
    return tuple(sorted(variances_of_lines, key=lambda variance: variance.place_among(line_ids)))


def _with_number(observed: Observed) -> Iterator[LineVariance]:
    amount_actuals = observed.of_kind("amount")
    line_keys = list(dict.fromkeys((str(actual.place.line), actual.alternative) for actual in amount_actuals))
    if not line_keys:
        return
    volume_actuals, price_actuals = observed.of_kind("quantity"), observed.of_kind("price")
    known_years = observed.known_years
    euros_by_run = [
        known_years.euros(line_keys, known)
        for known in (
            KnownNumbers(),
            observed.shown(volume_actuals),
            observed.shown([*volume_actuals, *price_actuals]),
        )
    ]
    for observable, actuals_of_line in by_place(amount_actuals):
        line_key = str(observable.line), observable.alternative
        year_indices = [observed.year(actual) for actual in actuals_of_line]
        share_of_year = np.array([actual.share for actual in actuals_of_line])
        factor_to_paid = observed.to_paid(observable)[year_indices] * share_of_year
        expected_euros, euros_at_volume, euros_at_price = (
            run[line_key][year_indices].mean(axis=1) * factor_to_paid for run in euros_by_run
        )
        variances_by_cause = variances(
            np.array([actual.value for actual in actuals_of_line]),
            expected=expected_euros,
            at_volume=euros_at_volume,
            at_price=euros_at_price,
            known=(
                _tells(observed, actuals_of_line, volume_actuals),
                _tells(observed, actuals_of_line, price_actuals),
            ),
        )
        for actual_index, actual in enumerate(actuals_of_line):
            yield LineVariance(
                actual,
                float(expected_euros[actual_index]),
                float(variances_by_cause.price[actual_index]),
                float(variances_by_cause.volume[actual_index]),
                float(variances_by_cause.timing[actual_index]),
                float(variances_by_cause.other[actual_index]),
            )


def _tells(observed: Observed, rows: Sequence[Actual], numbers: Sequence[Actual]) -> npt.NDArray[np.bool_]:
    """Whether (rows,) some numbers of the same year tell of a line."""
    line_key = str(rows[0].place.line), rows[0].alternative
    return np.array(
        [
            observed.known_years.depends(
                line_key, observed.shown([actual for actual in numbers if actual.year == row.year])
            )
            for row in rows
        ]
    )


def _without_number(observed: Observed) -> Iterator[LineVariance]:
    for actual in observed.actuals:
        if actual.kind == "amount" and not observed.is_expected(actual.place):
            yield LineVariance(actual, None)
