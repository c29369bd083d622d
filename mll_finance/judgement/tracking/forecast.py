"""The new forecast: what is known put in for the years that have passed, and the years after it by two rules.

``as_planned``: the years that remain are as the case expects them. ``as_seen``: what is known of a number, an output or
a line that recurs keeps, in the years that remain, the ratio to its expectation of the last year in which it is known.
What is one-off stays as planned. The counterfactual stays as the case expects it: nobody sees what would have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.known_years import Blend, KnownNumbers, LineKey, OutputKey
from mll_finance.inputs.actuals.rows import Actual
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.judgement.tracking.observed import Observed, by_place
from mll_finance.uncertainty.summary import Summary, summarise

Array = npt.NDArray[np.float64]
ForecastRule = Literal["as_planned", "as_seen"]
RULES: tuple[ForecastRule, ...] = ("as_planned", "as_seen")


@dataclass(frozen=True)
class Outlook:
    """The net present value (EUR) of an alternative through a perspective: as it was expected, and by each rule."""

    perspective: str
    alternative: str
    expected: Summary
    by_rule: dict[ForecastRule, Summary]

    def as_json(self) -> dict[str, Any]:
        """What ``mll track`` says of it."""
        return {
            "perspective": self.perspective,
            "alternative": self.alternative,
            "expected": _figures(self.expected),
            **{rule: _figures(summary) for rule, summary in self.by_rule.items()},
        }


@dataclass(frozen=True)
class LineForecast:
    """A line in one year (EUR of that year, ex btw): as it was expected, and as it is or is expected now."""

    line: str
    alternative: str
    year: int
    expected: float
    forecast: float
    is_known: bool
    """Whether the amount of that year, or part of it, is known."""

    def as_json(self) -> dict[str, Any]:
        """What ``mll track`` says of it."""
        return {
            "line": self.line,
            "alternative": self.alternative,
            "year": self.year,
            "expected": self.expected,
            "forecast": self.forecast,
            "is_known": self.is_known,
        }


@dataclass(frozen=True)
class Forecast:
    """What is expected now of a case with its actuals."""

    observed: Observed

    @cached_property
    def known(self) -> dict[ForecastRule, KnownNumbers]:
        """What is put in by each rule."""
        return {rule: self._known(is_carried=rule == "as_seen") for rule in RULES}

    @cached_property
    def outlooks(self) -> tuple[Outlook, ...]:
        """The net present values of the alternatives that were carried out, to society and to the municipality."""
        study = self.observed.study
        perspective_ids = [name for name in (SOCIETY, MUNICIPALITY) if name in study.case.perspectives]
        perspectives_and_alternatives = [
            (perspective_id, alternative)
            for alternative in self.observed.alternatives
            for perspective_id in perspective_ids
        ]
        npv_by_rule = {
            rule: self.observed.known_years.npv(perspectives_and_alternatives, known)
            for rule, known in self.known.items()
        }
        replicates = study.draws.plan.replicates
        return tuple(
            Outlook(
                *perspective_and_alternative,
                summarise(study.outcomes[(*perspective_and_alternative, "npv")], replicates),
                {
                    rule: summarise(npv_by_rule[rule][perspective_and_alternative], replicates)
                    for rule in RULES
                },
            )
            for perspective_and_alternative in perspectives_and_alternatives
        )

    @cached_property
    def lines(self) -> tuple[LineForecast, ...]:
        """Every line of the alternatives that were carried out, by year, as seen."""
        observed, central_ledger = self.observed, self.observed.study.central
        line_keys = [
            (name, alternative)
            for alternative in observed.alternatives
            for name, line in observed.study.case.lines.items()
            if alternative in line.alternative and not central_ledger.is_pm(name, alternative)
        ]
        seen_numbers = self.known["as_seen"]
        expected_euros_by_line = observed.known_years.euros(line_keys, KnownNumbers())
        seen_euros_by_line = observed.known_years.euros(line_keys, seen_numbers)
        known_keys = {
            (str(actual.place.line), actual.alternative, actual.year) for actual in observed.of_kind("amount")
        }
        forecast_rows = []
        for key in line_keys:
            line_euros = (
                seen_numbers.lines[key].of(seen_euros_by_line[key])
                if key in seen_numbers.lines
                else seen_euros_by_line[key]
            )
            factor_to_paid = central_ledger.inflation_of(key[0])
            for year_index, calendar_year in enumerate(observed.study.case.years):
                expected_mean, forecast_mean = (
                    float(euros_by_year[year_index].mean() * factor_to_paid[year_index])
                    for euros_by_year in (expected_euros_by_line[key], line_euros)
                )
                forecast_rows.append(
                    LineForecast(
                        *key, calendar_year, expected_mean, forecast_mean, (*key, calendar_year) in known_keys
                    )
                )
        return tuple(forecast_rows)

    def _known(self, *, is_carried: bool) -> KnownNumbers:
        """Numbers first, then outputs in the order in which they follow from each other, then lines."""
        observed, known_years = self.observed, self.observed.known_years
        actuals_by_observable = by_place(observed.of_kind("quantity", "price"))
        blend_by_path: dict[str, Blend] = {}
        for observable, actuals_of_number in actuals_by_observable:
            if observable.leaf is not None:
                expected_by_year = known_years.number(observable.leaf.path).mean(axis=1)
                blend_by_path[observable.leaf.path] = self._blend(
                    actuals_of_number, expected_by_year, is_carried=is_carried
                )
        blend_by_output: dict[OutputKey, Blend] = {}
        keys_and_actuals = [
            (observed.output_key(observable), actuals_of_output)
            for observable, actuals_of_output in actuals_by_observable
            if observable.output
        ]
        for key, actuals_of_number in sorted(
            keys_and_actuals, key=lambda pair: known_years.nodes_of({}, {pair[0]: None})
        ):
            expected_by_year = known_years.output(key, KnownNumbers(blend_by_path, blend_by_output)).mean(
                axis=1
            )
            blend_by_output[key] = self._blend(actuals_of_number, expected_by_year, is_carried=is_carried)
        blend_by_line: dict[LineKey, Blend] = {}
        amounts_by_observable = by_place(observed.of_kind("amount"))
        line_keys = [
            (str(observable.line), observable.alternative) for observable, _ in amounts_by_observable
        ]
        euros_by_line = (
            known_years.euros(line_keys, KnownNumbers(blend_by_path, blend_by_output)) if line_keys else {}
        )
        for line_key, (_, actuals_of_number) in zip(line_keys, amounts_by_observable, strict=True):
            is_line_carried = is_carried and self._recurs(line_key[0])
            blend_by_line[line_key] = self._blend(
                actuals_of_number, euros_by_line[line_key].mean(axis=1), is_carried=is_line_carried
            )
        return KnownNumbers(blend_by_path, blend_by_output, blend_by_line)

    def _recurs(self, line_id: str) -> bool:
        line = self.observed.study.case.lines[line_id]
        return line.duration != "incidental" and line.nature != "capital"

    def _blend(self, rows: list[Actual], base: Array, *, is_carried: bool) -> Blend:
        """What is known, and of the rest of a year and the years after it what is expected, at its last ratio."""
        observed, last_actual = self.observed, rows[-1]
        last_year = observed.year(last_actual)
        last_ratio = 1.0
        if is_carried and base[last_year] != 0.0:
            last_ratio = observed.in_case(last_actual, last_actual.whole_year) / float(base[last_year])
        known_amount_by_year, expected_part_by_year = np.zeros(base.size), np.ones(base.size)
        expected_part_by_year[last_year:] = last_ratio
        for actual in rows:
            year_index = observed.year(actual)
            known_amount_by_year[year_index] = observed.in_case(actual, actual.value) * (
                1.0 if actual.is_flow else actual.share
            )
            expected_part_by_year[year_index] = (1.0 - actual.share) * (
                last_ratio if year_index == last_year else 1.0
            )
        return Blend(known_amount_by_year, expected_part_by_year, is_share=last_actual.unit == "fraction")


def _figures(summary: Summary) -> dict[str, float | None]:
    p05, p50, p95 = (percentile.value for percentile in summary.percentiles)
    return {"mean": summary.mean.value, "mcse": summary.mean.error, "p05": p05, "p50": p50, "p95": p95}
