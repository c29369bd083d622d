"""The register of benefits: who answers for each, what was expected by now, what came of it, and how that is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from mll_finance.drivers.known_years import KnownNumbers
from mll_finance.engine.lens import view
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.judgement.tracking.observed import Observed

Evidence = Literal["booked", "counted", "none"]
"""The amount itself is known; numbers that it follows from are; nothing of it is."""


@dataclass(frozen=True)
class Benefit:
    """A benefit of an alternative up to the last year of which anything is known (EUR of each year, ex btw)."""

    line: str
    alternative: str
    owner: Words | None
    """Who answers for it; None where the case names nobody."""
    action: Words | None
    """What releases the money, where it is to be released."""
    expected: float
    realised: float | None
    """None where nothing of it is known."""
    evidence: Evidence
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """What ``mll track`` says of it."""
        return {
            "line": self.line,
            "alternative": self.alternative,
            "owner": None if self.owner is None else self.owner.model_dump(),
            "action": None if self.action is None else self.action.model_dump(),
            "expected": self.expected,
            "realised": self.realised,
            "evidence": self.evidence,
            "sources": list(self.sources),
        }


def benefits(observed: Observed) -> tuple[Benefit, ...]:
    """The benefits of the alternatives that were carried out, in the order of the case."""
    return tuple(
        benefit for alternative in observed.alternatives for benefit in _of_alternative(observed, alternative)
    )


def _of_alternative(observed: Observed, alternative: str) -> Iterator[Benefit]:
    case, central_ledger = observed.study.case, observed.study.central
    benefit_line_ids = [
        name
        for name, line in case.lines.items()
        if alternative in line.alternative
        and not central_ledger.is_pm(name, alternative)
        and any(
            (line_view := view(line, case.perspectives[perspective])) is not None
            and line_view.side == "benefits"
            for perspective in (SOCIETY, MUNICIPALITY)
            if perspective in case.perspectives
        )
    ]
    if not benefit_line_ids:
        return
    known_years = observed.known_years
    number_actuals = observed.of_kind("quantity", "price")
    actual_numbers = observed.shown(number_actuals)
    line_keys = [(name, alternative) for name in benefit_line_ids]
    expected_euros_by_line, counted_euros_by_line = (
        known_years.euros(line_keys, KnownNumbers()),
        known_years.euros(line_keys, actual_numbers),
    )
    for line_id, key in zip(benefit_line_ids, line_keys, strict=True):
        booked_actuals = [
            actual for actual in observed.of_kind("amount") if (actual.place.line, actual.alternative) == key
        ]
        dependent_actuals = [
            actual for actual in number_actuals if known_years.depends(key, observed.shown([actual]))
        ]
        telling_actuals = booked_actuals or dependent_actuals
        evidence: Evidence = "booked" if booked_actuals else "counted" if dependent_actuals else "none"
        share_by_year = {observed.year(actual): actual.share for actual in telling_actuals}
        factor_to_paid = central_ledger.inflation_of(line_id)

        def until_now(euros: Any, shares: dict[int, float], factors: Any) -> float:
            return float(sum(euros[year].mean() * factors[year] * share for year, share in shares.items()))

        share_one_by_year = {
            year: 1.0 for year, _ in enumerate(case.years) if case.years[year] <= observed.last_year
        }
        release_of_line = case.lines[line_id].release
        yield Benefit(
            line_id,
            alternative,
            None if release_of_line is None else release_of_line.owner,
            None if release_of_line is None else release_of_line.action,
            until_now(expected_euros_by_line[key], share_by_year or share_one_by_year, factor_to_paid),
            sum(actual.value for actual in booked_actuals)
            if booked_actuals
            else until_now(counted_euros_by_line[key], share_by_year, factor_to_paid)
            if dependent_actuals
            else None,
            evidence,
            tuple(dict.fromkeys(actual.source for actual in telling_actuals)),
        )
