"""The contenders of a decision: every alternative and doing nothing, each with its draws, its bounds and its weight.

Doing nothing is a contender like any other, with a balance of zero. What is unknown moves the two ends of a contender:
``lower`` has unknown costs and harms at the most that somebody accepted, ``upper`` has them at zero and unknown
benefits at their most (docs/advies.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.preconditions import Standing
from mll_finance.judgement.chances import UNTOLD, Chance, bounded_chance
from mll_finance.judgement.checks import checks_by_alternative
from mll_finance.judgement.comparison import ROUNDING, Balances, chance_not_better, clear, gross, within_band
from mll_finance.judgement.unknowns import Unknown, at_bounds, is_bounded, unknowns
from mll_finance.uncertainty.information.acceptability import best_by_draw
from mll_finance.uncertainty.information.perfect import evpi
from mll_finance.uncertainty.summary import Estimate, share

Array = npt.NDArray[np.float64]
_CLASSES = ("none", "minimal", "limited", "high", "prohibited")
_PERSONAL = "dpia"
"""The check that applies where personal data are used."""

NO_CHOICE = "it cannot be chosen"
Balancing = Callable[[Study, str], Balances]
"""The balance of an alternative of a study."""


@dataclass(frozen=True)
class Contender:
    """One of the things that can be chosen."""

    id: str
    known: Balances
    """What has a number; the unknown counts as nothing."""
    lower: Balances
    upper: Balances
    unknown: tuple[Unknown, ...]
    checks: tuple[Standing, ...]
    """Checks that apply to it."""
    feasible: bool
    lightness: tuple[float, ...]
    """In this order contenders that are equal go first."""

    @property
    def against(self) -> tuple[Unknown, ...]:
        """Unknown costs and harms."""
        return tuple(unknown for unknown in self.unknown if unknown.against)

    @property
    def benefits(self) -> tuple[Unknown, ...]:
        """Unknown benefits."""
        return tuple(unknown for unknown in self.unknown if not unknown.against)

    @property
    def bounded(self) -> bool:
        """Whether every unknown cost and harm has a bound that somebody accepted."""
        return is_bounded(self.unknown)

    @property
    def ranked(self) -> bool:
        """Whether it takes part in the ranking."""
        return self.feasible and self.bounded

    @property
    def chance_negative(self) -> Chance:
        """Chance that its balance is below zero."""
        if not self.bounded:
            return UNTOLD
        return bounded_chance(share(self.lower.npv < 0, self.lower.replicates), falls_with=self.unknown)

    def chance_not_better_than(self, rival: Contender) -> Chance:
        """Chance that it turns out no better than another."""
        if not (self.bounded and rival.bounded):
            return UNTOLD
        return bounded_chance(
            chance_not_better(self.lower, rival.lower), falls_with=self.unknown, rises_with=rival.unknown
        )

    def chance_not_better_than_upper(self, rival: Contender) -> Chance:
        """Chance that it turns out no better than another that has all that may speak for it."""
        counted_share = chance_not_better(self.lower, rival.upper)
        return bounded_chance(counted_share, falls_with=(*self.unknown, *rival.unknown))


@dataclass(frozen=True)
class Contenders:
    """All contenders of a case, doing nothing first, and the choice among them."""

    by_id: Mapping[str, Contender]

    @property
    def nothing(self) -> Contender:
        """Doing nothing: the baseline."""
        return self.by_id[BASELINE]

    @property
    def ranking(self) -> tuple[Contender, ...]:
        """Ranked contenders from the highest expected balance to the lowest, unknown costs and harms at their bound."""
        ranked_contenders = [contender for contender in self.by_id.values() if contender.ranked]
        return tuple(sorted(ranked_contenders, key=lambda contender: -contender.lower.mean))

    @property
    def choice(self) -> Contender | None:
        """The best, or the lightest of those that are equal to it; None where nothing can be chosen.

        A lighter one goes first only where it is as clear of doing nothing as the best is.
        """
        if not self.ranking:
            return None
        highest_contender, baseline_balances = self.ranking[0], self.nothing.known
        equal_contenders = [
            contender for contender in self.ranking if within_band(highest_contender.lower, contender.lower)
        ]
        if self.nothing.feasible and clear(highest_contender.lower, baseline_balances):
            equal_contenders = [
                contender for contender in equal_contenders if clear(contender.lower, baseline_balances)
            ]
        return min(equal_contenders, key=lambda contender: contender.lightness)

    @property
    def runner_up(self) -> Contender | None:
        """The best of the others in the ranking."""
        return next((contender for contender in self.ranking if contender is not self.choice), None)

    @property
    def payoffs(self) -> Array:
        """The balance of everything that can be chosen at each draw (contenders, draws), the best on average first."""
        return np.stack([contender.lower.npv for contender in self.ranking])

    @cached_property
    def perfect_information(self) -> Estimate:
        """What knowing every uncertain input before the choice would be worth (EUR); nothing where nothing is open."""
        if not self.ranking:
            return Estimate(0.0, 0.0)
        return evpi(self.payoffs, replicates=self.ranking[0].lower.replicates)

    def chance_best(self, name: str) -> Chance:
        """Chance that a contender is the best; the better the others turn out, the less likely it is.

        One without a rank has none. Its unknown costs and harms are unknowns of the others' chances too: where they
        turn out small, it may be the best. What is not the best in any draw with all that may speak for it moves none.
        """
        best_share = self._best_shares.get(name)
        if best_share is None:
            return UNTOLD if not self.by_id[name].bounded else Chance(None, reason=NO_CHOICE)
        unknown_by_id = {
            contender.id: contender.unknown if contender.feasible and self._may_win(contender) else ()
            for contender in self.by_id.values()
        }
        rises_with = unknown_by_id.pop(name)
        return bounded_chance(
            best_share,
            falls_with=[unknown for of_rival in unknown_by_id.values() for unknown in of_rival],
            rises_with=rises_with,
        )

    def _may_win(self, contender: Contender) -> bool:
        """Whether it is the best in some draw where all that may speak for it does."""
        rival_npvs = [rival.lower.npv for rival in self.ranking if rival is not contender]
        return not rival_npvs or bool(np.any(contender.upper.npv >= np.max(np.stack(rival_npvs), axis=0)))

    @cached_property
    def _best_shares(self) -> dict[str, Estimate]:
        """Share of the draws in which each ranked contender is the best; equals share a draw."""
        if not self.ranking:
            return {}
        largest_gross = max(contender.lower.gross for contender in self.ranking)
        share_by_draw = best_by_draw(self.payoffs, tolerance=ROUNDING * largest_gross)
        return {
            contender.id: share(shares_of_contender, contender.lower.replicates)
            for contender, shares_of_contender in zip(self.ranking, share_by_draw, strict=True)
        }


def contenders(study: Study) -> Contenders:
    """The contenders of a study."""
    return study.once("contenders", lambda: contenders_by(study, balances))


def ranked_choices(study: Study, perspective: str = SOCIETY) -> tuple[str, ...]:
    """What can be the best through a perspective, doing nothing included: feasible, no unknown against it unbounded."""
    unknown_lines = unknowns(study, perspective)
    return tuple(
        contender.id
        for contender in contenders(study).by_id.values()
        if contender.feasible and is_bounded(unknown_lines.get(contender.id, ()))
    )


def contenders_by(study: Study, balances_of: Balancing) -> Contenders:
    """The contenders of a study whose euros are weighed in a way of one's own, such as at another discount rate."""
    case, checks_by_id = study.case, checks_by_alternative(study.case)
    first_npv_draws = study.outcomes[SOCIETY, case.projects[0], "npv"]
    zero_balances = Balances(np.zeros_like(first_npv_draws), 0.0, replicates(study))
    is_feasible = case.alternatives[BASELINE].feasible
    baseline_contender = Contender(
        BASELINE, zero_balances, zero_balances, zero_balances, (), (), is_feasible, (-1.0,)
    )
    contender_by_id = {BASELINE: baseline_contender}
    for order_in_case, project_id in enumerate(case.projects):
        contender_by_id[project_id] = _contender(
            study, project_id, balances_of, checks_by_id[project_id], order_in_case
        )
    return Contenders(contender_by_id)


def _contender(
    study: Study, name: str, balances_of: Balancing, checks: tuple[Standing, ...], order: int
) -> Contender:
    alternative, unknown_lines = study.case.alternatives[name], unknowns(study)[name]
    known_balances = balances_of(study, name)
    unknown_harms = [unknown_line for unknown_line in unknown_lines if unknown_line.against]
    unknown_benefits = [unknown_line for unknown_line in unknown_lines if not unknown_line.against]
    upper_balances = known_balances
    if unknown_benefits:
        balances_at_bounds = _at_bounds(study, name, balances_of, unknown_benefits)
        upper_balances = balances_at_bounds or replace(
            known_balances, npv=np.full_like(known_balances.npv, np.inf)
        )
    has_personal_data = any(
        check.check.id == _PERSONAL and check.status != "not_applicable" for check in checks
    )
    mean_pv_costs = float(np.mean(study.outcomes[SOCIETY, name, "pv_costs"]))
    return Contender(
        name,
        known_balances,
        (_at_bounds(study, name, balances_of, unknown_harms) if unknown_harms else None) or known_balances,
        upper_balances,
        unknown_lines,
        checks,
        not any(check.vetoes for check in checks),
        (
            has_personal_data,
            alternative.role != "none",
            _CLASSES.index(alternative.risk_class),
            mean_pv_costs,
            order,
        ),
    )


def balances(study: Study, alternative: str) -> Balances:
    """The balance of an alternative to society, by draw, with what it is the balance of."""
    costs_by_draw, benefits_by_draw = (
        study.outcomes[SOCIETY, alternative, name] for name in ("pv_costs", "pv_benefits")
    )
    return Balances(
        study.outcomes[SOCIETY, alternative, "npv"], gross(costs_by_draw, benefits_by_draw), replicates(study)
    )


def _at_bounds(
    study: Study, alternative: str, balances_of: Balancing, unknown: Iterable[Unknown]
) -> Balances | None:
    """The balance with some unknowns at their bounds; None where one has none."""
    number_by_path = at_bounds(unknown)
    return None if number_by_path is None else balances_of(study.changed(number_by_path), alternative)


def replicates(study: Study) -> int:
    """Number of independent replicates of the draws."""
    return study.draws.plan.replicates
