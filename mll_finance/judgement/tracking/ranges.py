"""Whether what came of each number fell within the range that was expected, and over many how often it should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mll_finance.inputs.actuals.rows import Actual
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.tracking.observed import Observed
from mll_finance.uncertainty.calibration import Calibration, calibration
from mll_finance.uncertainty.summary import LEVELS, summarise

Record = Calibration
SURENESS = threshold("calibration_sureness")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Ranged:
    """An actual beside the range that was expected of it, in its own unit and for its own part of the year."""

    actual: Actual
    mean: float | None
    low: float | None
    middle: float | None
    high: float | None
    below: float | None
    """Share of the draws below it."""

    @property
    def has_range(self) -> bool:
        """Whether the case held more than one value possible."""
        return (
            self.low is not None
            and self.high is not None
            and self.high - self.low > _ROUNDING * abs(self.high)
        )

    @property
    def is_inside(self) -> bool | None:
        """Whether it is within P5 to P95; None where no range was given."""
        if not self.has_range or self.low is None or self.high is None:
            return None
        rounding_slack = _ROUNDING * max(abs(self.low), abs(self.high))
        return self.low - rounding_slack <= self.actual.value <= self.high + rounding_slack

    def as_json(self) -> dict[str, Any]:
        """What ``mll track`` says of it."""
        return {
            "year": self.actual.year,
            "path": self.actual.path,
            "alternative": self.actual.alternative,
            "kind": self.actual.kind,
            "unit": self.actual.unit,
            "share_of_year": self.actual.share,
            "actual": self.actual.value,
            "mean": self.mean,
            "p05": self.low,
            "p50": self.middle,
            "p95": self.high,
            "share_below": self.below,
            "inside": self.is_inside,
            "source": self.actual.source,
        }


def ranged(observed: Observed) -> tuple[Ranged, ...]:
    """Every actual beside its range."""
    return tuple(_ranged(observed, actual) for actual in observed.actuals)


def _ranged(observed: Observed, actual: Actual) -> Ranged:
    if not observed.is_expected(actual.place):
        return Ranged(actual, None, None, None, None, None)
    draws = observed.expected(actual)
    summary = summarise(draws, observed.study.draws.plan.replicates)
    low_value, middle_value, high_value = (percentile.value for percentile in summary.percentiles)
    return Ranged(
        actual, summary.mean.value, low_value, middle_value, high_value, float(np.mean(draws < actual.value))
    )


def recorded(counted: Iterable[Ranged]) -> Calibration:
    """How many of some numbers, each counted once, were within their range."""
    is_inside_by_actual = [ranged_actual.is_inside for ranged_actual in counted]
    return calibration(
        sum(map(bool, is_inside_by_actual)),
        len(is_inside_by_actual),
        share=LEVELS[-1] - LEVELS[0],
        sureness=SURENESS,
    )


def counted_once(ranges: Iterable[Ranged]) -> list[Ranged]:
    """The numbers with a range, each in the last whole year in which it is known, else in the largest part of one."""
    ranges_in_order = sorted(
        (ranged_actual for ranged_actual in ranges if ranged_actual.has_range),
        key=lambda ranged_actual: (ranged_actual.actual.share, ranged_actual.actual.year),
    )
    return list(
        {ranged_actual.actual.place.identity: ranged_actual for ranged_actual in ranges_in_order}.values()
    )


def record_as_json(record: Calibration) -> dict[str, Any]:
    """What ``mll track`` says of a record."""
    return {
        "count": record.count,
        "inside": record.inside,
        "expected": record.expected,
        "low": record.low,
        "high": record.high,
        "sureness": SURENESS,
        "fits": record.fits,
    }
