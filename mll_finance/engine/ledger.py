"""The ledger: the euros of every line by year and draw, and what a perspective sees of them.

Amounts are ex btw at the price level of the case. A flow is seen as project minus baseline, through the fence and lens
of a perspective. Lines without a number (PM) stand aside: they are named, never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from mll_finance.engine.arithmetic import Amounts, Arithmetic, DrawnAmounts
from mll_finance.engine.capital import charged
from mll_finance.engine.lens import View, view
from mll_finance.errors import InputError, Phrase, Problem
from mll_finance.formulas.discounting import TIMINGS, discount_factors, forward_rates
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import Perspective
from mll_finance.inputs.grammar.sections import BASELINE, Rate
from mll_finance.inputs.tables.in_force import discount_steps

Array = npt.NDArray[np.float64]
_LARGEST = 1e18
"""Euros in a year beyond which a number is a slip, far above any economy."""
Accounting = Literal["cash", "budget"]
Steps = tuple[tuple[int, float], ...]
"""First years with the forward rate from then on."""
_Look = tuple[str, Line, View]


def steps(case: Case, viewpoint: Perspective) -> Steps:
    """Forward-rate steps (first year, rate) by which a perspective discounts; the case's own rate or schedule wins."""
    case_discounting = case.settings.discounting
    return (
        ((1, case_discounting.rate),)
        if isinstance(case_discounting, Rate)
        else discount_steps(case.tables)[case_discounting or viewpoint.schedule]
    )


def factors(case: Case, viewpoint: Perspective, timing: str, *, years: int | None = None) -> Array:
    """Real discount factors (years,) of a perspective under a timing, to 1 January of the base year."""
    last_year_index = case.settings.horizon if years is None else years
    return _factors(steps(case, viewpoint), last_year_index, timing)


def factor_after(case: Case, viewpoint: Perspective, years: float) -> float:
    """What a euro some years (a part of one too) after the start of the base year is worth then, to a perspective."""
    whole_years = int(years)
    forward_by_year = forward_rates(steps(case, viewpoint), whole_years + 1)
    return float(discount_factors(forward_by_year, timing=years - whole_years)[whole_years])


def flat_factors(case: Case, rate: float, timing: str) -> Array:
    """Real discount factors (years,) at one flat rate a year, whatever the case or its perspectives say."""
    return _factors(((1, rate),), case.settings.horizon, timing)


@lru_cache(maxsize=256)
def _factors(forward: tuple[tuple[int, float], ...], horizon: int, timing: str) -> Array:
    """The factors of a schedule, read only: every line of every table asks for the same few."""
    factor_by_year = discount_factors(forward_rates(forward, horizon + 1), timing=TIMINGS[timing])
    factor_by_year.flags.writeable = False
    return factor_by_year


def inflators(case: Case, index: str) -> Array:
    """Factors (years,) by which an index rises from the price level of the case to each year."""
    return np.array([case.prices.to_nominal(index, year) for year in case.years])


def nominal_rates(case: Case, viewpoint: Perspective) -> dict[int, float]:
    """The nominal discount rate (1/year) by which a perspective comes to each year from the year before.

    ``(1 + r_t) P_t / P_(t-1) - 1``, with r the real forward rate and P consumer prices.
    """
    real_rate_by_year = forward_rates(steps(case, viewpoint), max(1, case.settings.horizon))
    price_growth_by_year = inflators(case, CPI)[1:] / inflators(case, CPI)[:-1]
    nominal_by_year = (1.0 + real_rate_by_year[: price_growth_by_year.size]) * price_growth_by_year - 1.0
    return {year: float(rate) for year, rate in zip(case.years[1:], nominal_by_year, strict=True)}


@dataclass(frozen=True)
class Seen:
    """One line of one alternative as a perspective sees it."""

    line: str
    view: View
    timing: str
    difference: Array
    """Euros of the line, project minus baseline (years, draws); nominal charges where it is activated in the budget."""
    inflation: Array
    """Factors (years,) from real euros to euros of each year."""
    is_charged: bool = False
    """Whether the difference is in nominal charges."""

    @cached_property
    def real(self) -> Array:
        """Euros into the fence at the price level of the case, project minus baseline (years, draws)."""
        return self.nominal / self.inflation[:, None] if self.is_charged else self.view.net * self.difference

    @cached_property
    def nominal(self) -> Array:
        """The same in euros of each year."""
        return self.view.net * self.difference if self.is_charged else self.real * self.inflation[:, None]

    def present_value(self, real_factors: Array) -> Array:
        """Sum over the years of the real flow times discount factors (years,), per draw."""
        if self.is_charged:
            return np.asarray((self.real * real_factors[:, None]).sum(axis=0))
        return self.view.net * np.asarray((self.difference * real_factors[:, None]).sum(axis=0))


class Ledger:
    """The euros of the lines of a case, for the central case, for draws, or as coefficients of what is drawn.

    What is done with them is linear, so it can be done with coefficients once instead of with every draw.

    Parameters
    ----------
    case : Case
        The case.
    drawn : dict of str to ndarray, optional
        Draws by path, each (draws,); without them the central case, one draw.
    amounts : Amounts, optional
        Where the euros come from, in place of ``drawn``.
    like : Ledger, optional
        Another ledger of the case, of which this takes over what does not depend on the euros.
    lines : frozenset of str, optional
        The lines that it sees; all without them.
    """

    def __init__(
        self,
        case: Case,
        drawn: dict[str, Array] | None = None,
        *,
        amounts: Amounts | None = None,
        like: Ledger | None = None,
        lines: frozenset[str] | None = None,
    ) -> None:
        self.case, self.lines = case, lines
        self._inflation: dict[str, Array] = {} if like is None else like._inflation
        self._factors: dict[tuple[Steps, str], Array] = {} if like is None else like._factors
        self._seen: dict[tuple[int, Accounting], tuple[Perspective, list[_Look]]] = (
            {} if like is None else like._seen
        )
        self._differences: dict[tuple[str, Any], Array | None] = {}
        self.amounts = DrawnAmounts(Arithmetic(case), drawn or {}) if amounts is None else amounts
        # What is not kept lives as long as somebody reads it, so that two readers at once see that it is the same.
        self._euros: MutableMapping[tuple[str, str], Array] = (
            {} if self.amounts.is_kept else WeakValueDictionary()
        )

    @property
    def columns(self) -> int:
        """Number of draws, or of monomials."""
        return self.amounts.columns

    @property
    def model(self) -> DrawnAmounts:
        """Quantities and assumptions by year and draw."""
        assert isinstance(self.amounts, DrawnAmounts)
        return self.amounts

    def euros(self, line: str, alternative: str) -> Array | None:
        """Euros (years, draws), or anything that broadcasts to it; None where the line is PM or does not stand."""
        if alternative not in self.case.lines[line].alternative or self.is_pm(line, alternative):
            return None
        key = (line, alternative if f"lines.{line}" in self.case.graph.varies else "")
        line_euros = self._euros.get(key)
        if line_euros is None:
            line_euros = self._euros[key] = self._checked_euros(line, alternative)
        return line_euros

    def _checked_euros(self, line: str, alternative: str) -> Array:
        line_euros = self.amounts.line(line, alternative)
        # Coefficients and parts of the central euros are no euros of a draw.
        if isinstance(self.amounts, DrawnAmounts) and not np.abs(line_euros).max() <= _LARGEST:
            raise self._too_large(line)
        return line_euros

    def _too_large(self, line: str) -> InputError:
        size_problem = Problem(
            f"lines.{line}",
            Phrase.of(
                "problem_more_than_euros_in_a", "more than {largest:.0e} euros in a year", largest=_LARGEST
            ),
            Phrase.of("problem_an_amount_that_somebody_could", "an amount that somebody could pay"),
            Phrase.of(
                "problem_correct_the_numbers_that_it",
                "correct the numbers that it is made of, such as the unit of one or its growth",
            ),
            self.case.document.line(("lines", line)),
        )
        return InputError(size_problem, file=self.case.document.name)

    def is_pm(self, line: str, alternative: str) -> bool:
        """Whether a line has no number in an alternative."""
        return (f"lines.{line}", alternative) in self.case.graph.pm

    def difference(self, line: str, alternative: str) -> Array | None:
        """Project minus baseline (years, draws); None where nothing differs, either is PM or the line is not seen."""
        if self.lines is not None and line not in self.lines:
            return None
        # What does not vary is the same in every alternative in which it stands.
        is_varying = f"lines.{line}" in self.case.graph.varies
        if not self.amounts.is_kept:
            return self._difference(line, alternative)
        key = (line, alternative if is_varying else alternative in self.case.lines[line].alternative)
        if key not in self._differences:
            self._differences[key] = self._difference(line, alternative)
        return self._differences[key]

    def _difference(self, line: str, alternative: str) -> Array | None:
        if self.is_pm(line, alternative) or self.is_pm(line, BASELINE):
            return None
        euros_of_alternative, euros_of_baseline = self.euros(line, alternative), self.euros(line, BASELINE)
        if euros_of_alternative is euros_of_baseline:
            return None
        difference = np.asarray(
            (0.0 if euros_of_alternative is None else euros_of_alternative)
            - (0.0 if euros_of_baseline is None else euros_of_baseline)
        )
        shape_by_year_and_draw = (len(self.case.years), difference.shape[1])
        return (
            difference
            if difference.shape == shape_by_year_and_draw
            else np.broadcast_to(difference, shape_by_year_and_draw)
        )

    def seen_by(
        self, viewpoint: Perspective, alternative: str, *, accounting: Accounting = "cash"
    ) -> list[Seen]:
        """The lines that count for a perspective, as flows into its fence; activated ones as charges in the budget."""
        return list(self.each_seen_by(viewpoint, alternative, accounting=accounting))

    def each_seen_by(
        self, viewpoint: Perspective, alternative: str, *, accounting: Accounting = "cash"
    ) -> Iterator[Seen]:
        """The same one after the other, for whoever adds them up and need not hold them all."""
        for line_id, line, line_view in self._looks(viewpoint, accounting):
            euros_difference = self.difference(line_id, alternative)
            if euros_difference is None:
                continue
            timing = line.timing or self.case.settings.timing
            inflation_by_year = self.inflation_of(line_id)
            if line.activation is not None and accounting == "budget":
                nominal_charges = charged(euros_difference * inflation_by_year[:, None], line.activation)
                yield Seen(line_id, line_view, timing, nominal_charges, self.inflation(None), is_charged=True)
            else:
                yield Seen(line_id, line_view, timing, euros_difference, inflation_by_year)

    def pm(self, viewpoint: Perspective, alternative: str, *, accounting: Accounting = "cash") -> list[str]:
        """Ids of the lines that would count for a perspective but have no number."""
        return [
            name
            for name, line, _ in self._looks(viewpoint, accounting)
            if (alternative in line.alternative and self.is_pm(name, alternative))
            or (BASELINE in line.alternative and self.is_pm(name, BASELINE))
        ]

    def inflation(self, index: str | None) -> Array:
        """Factors (years,) by which an index, cpi without one, rises from the price level to each year."""
        index_name = index or CPI
        if index_name not in self._inflation:
            self._inflation[index_name] = inflators(self.case, index_name)
        return self._inflation[index_name]

    def inflation_of(self, line: str) -> Array:
        """Factors (years,) from the real euros of a line to euros of each year: those of prices for every line."""
        return self.inflation(self.case.prices.deflated_by(self.case.lines[line].index))

    def factors(self, viewpoint: Perspective, timing: str) -> Array:
        """Real discount factors (years,) of a perspective under a timing; see :func:`factors`."""
        rate_steps_and_timing = (steps(self.case, viewpoint), timing)
        if rate_steps_and_timing not in self._factors:
            self._factors[rate_steps_and_timing] = factors(self.case, viewpoint, timing)
        return self._factors[rate_steps_and_timing]

    def _looks(self, viewpoint: Perspective, accounting: Accounting) -> list[_Look]:
        """The lines that count for a perspective, with how it sees them; found once for each perspective."""
        viewpoint_key = (id(viewpoint), accounting)
        if viewpoint_key not in self._seen:
            line_views = [
                (name, line, view(line, viewpoint, accounting=accounting))
                for name, line in self.case.lines.items()
            ]
            # The perspective is kept with what it sees, so that its identity stays its own.
            visible_lines = [
                (name, line, line_view) for name, line, line_view in line_views if line_view is not None
            ]
            self._seen[viewpoint_key] = (viewpoint, visible_lines)
        return self._seen[viewpoint_key][1]
