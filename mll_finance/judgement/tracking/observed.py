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
        paths = [
            actual.place.leaf.path
            for actual in self.actuals
            if actual.place.leaf and self.is_expected(actual.place)
        ]
        return KnownYears(self.study, tuple(dict.fromkeys(paths)))

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The alternatives that were carried out: those of the rows, and all where these are of the baseline alone."""
        carried_out = dict.fromkeys(
            actual.alternative for actual in self.actuals if actual.alternative != BASELINE
        )
        return tuple(carried_out) or tuple(self.study.case.projects)

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
        case, ones = self.study.case, np.ones(len(self.study.case.years))
        if place.line is not None:
            return self.study.central.inflation_of(place.line)
        if not place.is_money:
            return ones
        if place.leaf is None:
            return self.study.central.inflation(None)
        if not place.leaf.owner.startswith(_SECTION):
            price_index = place.leaf.assumption.index or CPI
            return to_level(case, place.leaf) * self._index(price_index)
        line_id = place.leaf.owner.removeprefix(_SECTION)
        line = case.lines[line_id]
        factors = ones if place.leaf.nominal else to_level(case, place.leaf) * self._index(line.index or CPI)
        model, alternative = self.study.central.model, place.alternative
        if line.growth is not None:
            growth_rate = model.assumption(f"{place.leaf.owner}.growth", alternative)[:, 0]
            factors = factors * (1.0 + growth_rate) ** (np.array(case.years) - case.prices.level_year)
        if line.adjustment is not None and case.settings.adjusted:
            factors = factors * (1.0 + model.assumption(f"{place.leaf.owner}.adjustment", alternative)[:, 0])
        return np.asarray(factors)

    def _index(self, index: str) -> Array:
        return np.array([self.study.case.prices.to_nominal(index, year) for year in self.study.case.years])

    def expected(self, actual: Actual) -> Array:
        """What was expected (draws,) of the same year and part of it, in euros of that year where it is money."""
        place, year_place = actual.place, self.year(actual)
        if place.leaf is not None:
            values_by_year = self.known_years.number(place.leaf.path)
        elif place.output is not None:
            values_by_year = self.known_years.output(self.output_key(place), KnownNumbers())
        else:
            line_key = str(place.line), place.alternative
            values_by_year = self.known_years.euros([line_key], KnownNumbers())[line_key]
        year_share = actual.share if actual.is_flow else 1.0
        return np.asarray(values_by_year[year_place] * self.to_paid(place)[year_place] * year_share)

    def shown(self, actuals: Iterable[Actual]) -> KnownNumbers:
        """Numbers and outputs as they were, in the years and over the whole of the years in which they are known."""
        numbers: dict[str, Blend] = {}
        outputs: dict[OutputKey, Blend] = {}
        for place, rows in by_place(actuals):
            add, times = np.zeros(len(self.study.case.years)), np.ones(len(self.study.case.years))
            for row in rows:
                add[self.year(row)], times[self.year(row)] = self.in_case(row, row.whole_year), 0.0
            if place.leaf is not None:
                numbers[place.leaf.path] = Blend(add, times)
            else:
                outputs[self.output_key(place)] = Blend(add, times)
        return KnownNumbers(numbers, outputs)

    def in_case(self, actual: Actual, value: float) -> float:
        """A value as the case writes it: real euros of a line, a price of its price year."""
        return float(value / self.to_paid(actual.place)[self.year(actual)])


def by_place(actuals: Iterable[Actual]) -> list[tuple[Observable, list[Actual]]]:
    """Actuals of one thing together, by year."""
    actuals_by_thing: dict[tuple[object, ...], list[Actual]] = {}
    for actual in actuals:
        actuals_by_thing.setdefault(actual.place.identity, []).append(actual)
    return [(rows[0].place, rows) for rows in actuals_by_thing.values()]
