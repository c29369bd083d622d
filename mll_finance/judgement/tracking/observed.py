"""A case with its actuals: what was expected of each, in the euros and for the part of the year that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.known_years import Blend, KnownNumbers, KnownYears, OutputKey
from mll_finance.engine.graph.inputs import to_level
from mll_finance.engine.study import Study
from mll_finance.inputs.actuals.places import Observable
from mll_finance.inputs.actuals.rows import Actual
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.sections import BASELINE

Array = npt.NDArray[np.float64]
_SECTION = "lines."


@dataclass(frozen=True)
class Observed:
    """A study with the actuals of its case.

    Parameters
    ----------
    study : Study
        What was expected.
    actuals : tuple of Actual
        What came of it, by year.
    """

    study: Study
    actuals: tuple[Actual, ...]

    @cached_property
    def known_years(self) -> KnownYears:
        """The study in which the numbers that are known may be put in."""
        expected_paths = [
            actual.place.leaf.path
            for actual in self.actuals
            if actual.place.leaf and self.is_expected(actual.place)
        ]
        return KnownYears(self.study, tuple(dict.fromkeys(expected_paths)))

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The alternatives that were carried out: those of the rows, and all where these are of the baseline alone."""
        carried_out_ids = dict.fromkeys(
            actual.alternative for actual in self.actuals if actual.alternative != BASELINE
        )
        return tuple(carried_out_ids) or tuple(self.study.case.projects)

    @property
    def last_year(self) -> int:
        """The last year of which anything is known."""
        return max(actual.year for actual in self.actuals)

    def of_kind(self, *kinds: str) -> tuple[Actual, ...]:
        """The actuals of some kinds of which the case expects something."""
        return tuple(
            actual for actual in self.actuals if actual.kind in kinds and self.is_expected(actual.place)
        )

    def year(self, actual: Actual) -> int:
        """The place of its year among those of the case."""
        return self.study.case.years.index(actual.year)

    def is_expected(self, place: Observable) -> bool:
        """Whether the case has a number for it, and not PM."""
        if place.leaf is not None:
            return place.leaf.assumption.pm is None
        if place.output is not None:
            return (f"quantities.{place.output.quantity}", place.alternative) not in self.study.case.graph.pm
        return not self.study.central.is_pm(str(place.line), place.alternative)

    def output_key(self, place: Observable) -> OutputKey:
        """The output that a place is."""
        assert place.output is not None
        return place.output.quantity, place.alternative, place.output.name

    def to_paid(self, place: Observable) -> Array:
        """Factors (years,) from the numbers of the case to what is read in the books: euros of the year itself."""
        case, ones_by_year = self.study.case, np.ones(len(self.study.case.years))
        if place.line is not None:
            return self.study.central.inflation_of(place.line)
        if not place.is_money:
            return ones_by_year
        if place.leaf is None:
            return self.study.central.inflation(None)
        if not place.leaf.owner.startswith(_SECTION):
            price_index_name = place.leaf.assumption.index or CPI
            return to_level(case, place.leaf) * self._index(price_index_name)
        line_id = place.leaf.owner.removeprefix(_SECTION)
        line = case.lines[line_id]
        factor_by_year = (
            ones_by_year
            if place.leaf.nominal
            else to_level(case, place.leaf) * self._index(line.index or CPI)
        )
        central_amounts, alternative = self.study.central.model, place.alternative
        if line.growth is not None:
            growth_rate = central_amounts.assumption(f"{place.leaf.owner}.growth", alternative)[:, 0]
            factor_by_year = factor_by_year * (1.0 + growth_rate) ** (
                np.array(case.years) - case.prices.level_year
            )
        if line.adjustment is not None and case.settings.adjusted:
            factor_by_year = factor_by_year * (
                1.0 + central_amounts.assumption(f"{place.leaf.owner}.adjustment", alternative)[:, 0]
            )
        return np.asarray(factor_by_year)

    def _index(self, index: str) -> Array:
        return np.array([self.study.case.prices.to_nominal(index, year) for year in self.study.case.years])

    def expected(self, actual: Actual) -> Array:
        """What was expected (draws,) of the same year and part of it, in euros of that year where it is money."""
        observable, year_index = actual.place, self.year(actual)
        if observable.leaf is not None:
            values_by_year = self.known_years.number(observable.leaf.path)
        elif observable.output is not None:
            values_by_year = self.known_years.output(self.output_key(observable), KnownNumbers())
        else:
            line_key = str(observable.line), observable.alternative
            values_by_year = self.known_years.euros([line_key], KnownNumbers())[line_key]
        share_of_year = actual.share if actual.is_flow else 1.0
        return np.asarray(values_by_year[year_index] * self.to_paid(observable)[year_index] * share_of_year)

    def shown(self, actuals: Iterable[Actual]) -> KnownNumbers:
        """Numbers and outputs as they were, in the years and over the whole of the years in which they are known."""
        blend_by_path: dict[str, Blend] = {}
        blend_by_output: dict[OutputKey, Blend] = {}
        for observable, actuals_of_number in by_place(actuals):
            known_by_year, expected_part_by_year = (
                np.zeros(len(self.study.case.years)),
                np.ones(len(self.study.case.years)),
            )
            for actual in actuals_of_number:
                known_by_year[self.year(actual)], expected_part_by_year[self.year(actual)] = (
                    self.in_case(actual, actual.whole_year),
                    0.0,
                )
            if observable.leaf is not None:
                blend_by_path[observable.leaf.path] = Blend(known_by_year, expected_part_by_year)
            else:
                blend_by_output[self.output_key(observable)] = Blend(known_by_year, expected_part_by_year)
        return KnownNumbers(blend_by_path, blend_by_output)

    def in_case(self, actual: Actual, value: float) -> float:
        """A value as the case writes it: real euros of a line, a price of its price year."""
        return float(value / self.to_paid(actual.place)[self.year(actual)])


def by_place(actuals: Iterable[Actual]) -> list[tuple[Observable, list[Actual]]]:
    """Actuals of one thing together, by year."""
    actuals_by_thing: dict[tuple[object, ...], list[Actual]] = {}
    for actual in actuals:
        actuals_by_thing.setdefault(actual.place.identity, []).append(actual)
    return [
        (actuals_of_observable[0].place, actuals_of_observable)
        for actuals_of_observable in actuals_by_thing.values()
    ]
