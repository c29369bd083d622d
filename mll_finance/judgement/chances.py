"""The one rule for a chance beside what is unknown: none where unknown costs or harms have no bound, else how sure.

A chance is counted over the draws with unknown costs and harms at the most that they can be and unknown benefits at
nothing: no balance can turn out lower. So what an unknown takes part in makes of the count a bound: of what is less
likely as a balance is better (a loss) the chance is at most that, of what is more likely (being the best) at least.
Where unknowns push both ways it is neither, and no chance is told. What is unknown counts only in the perspectives and
for the parties that it belongs to (docs/advies.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mll_finance.engine.criteria import PROBABILITY
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.unknowns import (
    Unknown,
    at_bounds,
    unknowns,
    unknowns_of_budget,
    unknowns_of_party,
)
from mll_finance.municipal_budget.resilience import budgeted, is_worse
from mll_finance.parties.incidence import is_wrong_pocket
from mll_finance.uncertainty.summary import Estimate, share

Array = npt.NDArray[np.float64]
Bound = Literal["is", "at_most", "at_least"]
RAREST = threshold("chance_rarest")
REASON = "unknown costs or harms have no bound"
BOTH_WAYS = "unknowns work both ways"


@dataclass(frozen=True)
class Chance:
    """A chance as it may be told."""

    share: float | None
    """Share of the draws; None where no one can tell it."""
    error: float | None = None
    """Monte Carlo error of the share."""
    bound: Bound = "is"
    """Whether the chance is that share, or at most or at least that, as unknowns can only move it one way."""
    reason: str | None = None
    """Why there is none."""

    @property
    def told_bound(self) -> Bound | None:
        """What the share is, for a file; None where there is none."""
        return None if self.share is None else self.bound

    @property
    def otherwise(self) -> Chance:
        """The chance that it does not happen: what is at most so likely otherwise is at least so likely.

        Examples
        --------
        >>> Chance(0.75, bound="at_most").otherwise.bound, Chance(0.75).otherwise.share
        ('at_least', 0.25)
        """
        bound_when_turned: dict[Bound, Bound] = {"is": "is", "at_most": "at_least", "at_least": "at_most"}
        share_otherwise = None if self.share is None else 1 - self.share
        return Chance(share_otherwise, self.error, bound_when_turned[self.bound], self.reason)

    def as_json(self, field: str) -> dict[str, Any]:
        """The chance as fields of ``results.json``, with its bound or the reason why there is none."""
        return {field: self.share, f"{field}_bound": self.told_bound, f"{field}_reason": self.reason}

    def told(self) -> tuple[Literal["below", "above", "at_most", "at_least", "is"], float] | None:
        """The chance for a reader: never surer than so many draws can be; None where it excludes nothing.

        Examples
        --------
        >>> Chance(0.004).told(), Chance(0.31).told(), Chance(0.999).told()
        (('below', 0.01), ('is', 0.31), ('above', 0.99))
        >>> Chance(0.31, bound="at_most").told(), Chance(0.004, bound="at_most").told()
        (('at_most', 0.31), ('below', 0.01))
        >>> Chance(0.999, bound="at_most").told() is None
        True
        """
        if self.share is None:
            return None
        if self.share < RAREST:
            return None if self.bound == "at_least" else ("below", RAREST)
        if self.share > 1 - RAREST:
            return None if self.bound == "at_most" else ("above", 1 - RAREST)
        return self.bound, self.share


UNTOLD = Chance(None, reason=REASON)


def bounded_chance(
    counted: Estimate, *, falls_with: Sequence[Unknown] = (), rises_with: Sequence[Unknown] = ()
) -> Chance:
    """What a share of the draws says of a chance, with unknowns of balances that it falls or rises with.

    Parameters
    ----------
    counted : Estimate
        The share, counted where no balance can turn out lower.
    falls_with, rises_with : sequence of Unknown
        The unknowns of the balances that make it less likely, and more likely, as they are better.
    """
    if falls_with and rises_with:
        return Chance(None, reason=BOTH_WAYS)
    bound_of_share: Bound = "at_most" if falls_with else "at_least" if rises_with else "is"
    return Chance(counted.value, counted.error, bound_of_share)


def chance_negative(study: Study, perspective: str, alternative: str) -> Chance:
    """Chance that the balance of an alternative to a perspective is negative."""

    def counted(study: Study) -> Estimate:
        probability_row = study.value(perspective, alternative, PROBABILITY)
        return Estimate(probability_row["mean"], probability_row["mcse"])

    return _at_worst(study, counted, falls_with=unknowns(study, perspective)[alternative])


def chance_of_loss(study: Study, alternative: str, party: str) -> Chance:
    """Chance that a party loses by an alternative, under the lens of society."""
    return _at_worst(
        study,
        lambda study: _share(study, study.by_draw.parties[alternative, party] < 0),
        falls_with=unknowns_of_party(study, alternative, party),
    )


def chance_of_wrong_pocket(study: Study, alternative: str) -> Chance:
    """Chance that society gains by an alternative while the municipality loses, under the lens of society."""
    return _at_worst(
        study,
        lambda study: _share(study, is_wrong_pocket(study, alternative)),
        falls_with=unknowns_of_party(study, alternative, MUNICIPALITY),
        rises_with=unknowns(study)[alternative],
    )


def chance_of_worse_than_budgeted(study: Study, alternative: str) -> Chance:
    """Chance that the four-year budget turns out worse than budgeted, where what is PM is budgeted at nothing."""
    budgeted_total = budgeted(study, alternative)
    return _at_worst(
        study,
        lambda study: _share(study, is_worse(study.by_draw.budget[alternative], budgeted_total)),
        falls_with=unknowns_of_budget(study, alternative),
    )


def _at_worst(
    study: Study,
    counted: Callable[[Study], Estimate],
    *,
    falls_with: Sequence[Unknown] = (),
    rises_with: Sequence[Unknown] = (),
) -> Chance:
    """A chance counted with unknown costs and harms at the most that they can be; none where one has no bound."""
    number_by_path = at_bounds(unknown for unknown in (*falls_with, *rises_with) if unknown.against)
    if number_by_path is None:
        return UNTOLD
    counted_share = counted(study.changed(number_by_path) if number_by_path else study)
    return bounded_chance(counted_share, falls_with=falls_with, rises_with=rises_with)


def _share(study: Study, holds: npt.NDArray[np.bool_]) -> Estimate:
    return share(holds, study.draws.plan.replicates)


def results(study: Study) -> list[dict[str, Any]]:
    """The long table of results, with the chance of a negative balance as it may be told."""
    return [_chance_row(study, row) if row["criterion"] == PROBABILITY else row for row in study.rows]


def _chance_row(study: Study, row: dict[str, Any]) -> dict[str, Any]:
    """The row of that chance: None with its reason where no one can tell it, else with its bound."""
    chance = chance_negative(study, row["perspective"], row["alternative"])
    told_fields = {"mean": chance.share, "mcse": chance.error, "bound": chance.told_bound}
    return {**row, **told_fields, "reason": chance.reason or row["reason"]}
