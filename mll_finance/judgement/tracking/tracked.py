"""Everything that ``mll track`` says of one case and its actuals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mll_finance.engine.study import Study
from mll_finance.inputs.actuals.rows import Actual
from mll_finance.judgement.tracking.causes import LineVariance, line_variances
from mll_finance.judgement.tracking.forecast import RULES, Forecast
from mll_finance.judgement.tracking.observed import Observed
from mll_finance.judgement.tracking.ranges import Ranged, counted_once, ranged, record_as_json, recorded
from mll_finance.judgement.tracking.register import Benefit, benefits
from mll_finance.judgement.tracking.stops import StopCheck, stop_checks
from mll_finance.uncertainty.calibration import Calibration


@dataclass(frozen=True)
class Tracked:
    """A case with its actuals, and what follows from them; nothing is worked out before it is asked for.

    Parameters
    ----------
    study : Study
        What was expected.
    actuals : tuple of Actual
        What came of it.
    """

    study: Study
    actuals: tuple[Actual, ...]

    @cached_property
    def observed(self) -> Observed:
        """The study with its actuals."""
        return Observed(self.study, self.actuals)

    @cached_property
    def lines(self) -> tuple[LineVariance, ...]:
        """Each line whose amount is known, by cause."""
        return line_variances(self.observed)

    @cached_property
    def ranges(self) -> tuple[Ranged, ...]:
        """Each actual beside the range that was expected."""
        return ranged(self.observed)

    @cached_property
    def forecast(self) -> Forecast:
        """What is expected now."""
        return Forecast(self.observed)

    @cached_property
    def benefits(self) -> tuple[Benefit, ...]:
        """The register of benefits."""
        return benefits(self.observed)

    @cached_property
    def stops(self) -> tuple[StopCheck, ...]:
        """The stop criteria."""
        return stop_checks(self.observed)

    @cached_property
    def record(self) -> Calibration:
        """How many numbers were within their range, and how many should."""
        return recorded(counted_once(self.ranges))

    def as_json(self) -> dict[str, Any]:
        """What ``mll track --format json`` says of it."""
        return {
            "case": self.study.case.settings.id,
            "fingerprint": self.study.fingerprint,
            "until": self.observed.last_year,
            "alternatives": list(self.observed.alternatives),
            "rules": list(RULES),
            "lines": [part.as_json() for part in self.lines],
            "ranges": [part.as_json() for part in self.ranges],
            "npv": [part.as_json() for part in self.forecast.outlooks],
            "forecast": [part.as_json() for part in self.forecast.lines],
            "benefits": [part.as_json() for part in self.benefits],
            "stops": [part.as_json() for part in self.stops],
            "record": record_as_json(self.record),
        }


def record_of(tracked: list[Tracked]) -> Calibration:
    """How many numbers of several cases were within their range, and how many should."""
    return recorded([ranged_actual for case in tracked for ranged_actual in counted_once(case.ranges)])
