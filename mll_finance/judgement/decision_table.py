"""The decision table: for each alternative the first rule that applies gives the advice and its reasons.

The rules, their names and their words are those of docs/advies.md. A further rule is a function and a row of ``RULES``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.preconditions import Standing
from mll_finance.inputs.reference_data.phases import not_before
from mll_finance.judgement.checks import vetoes_first
from mll_finance.judgement.comparison import Balances, clear, within_band
from mll_finance.judgement.contenders import Contender, Contenders

Kind = Literal["go", "pilot_first", "uncertain", "not_yet", "choose_other", "no_go", "stop"]
KINDS: tuple[Kind, ...] = ("go", "pilot_first", "uncertain", "not_yet", "choose_other", "no_go", "stop")
Reason = Literal[
    "veto",
    "loses_to_nothing",
    "loses_to_rival",
    "equal",
    "pm_cost",
    "pm_harm",
    "pm_decisive",
    "pilot_pays",
    "sign_open",
    "rank_open",
    "tie_no_spread",
    "checks",
    "cover_open",
    "risk_capacity",
    "checks_before_rollout",
    "clear",
]


@dataclass(frozen=True)
class Finances:
    """What the municipality can bear of an alternative."""

    uncovered: bool
    """Whether a structural deficit has no structural cover."""
    beyond_capacity: bool
    """Whether a setback is larger than the free capacity to bear risk."""


@dataclass(frozen=True)
class Situation:
    """One alternative in the field in which it stands."""

    contender: Contender
    field: Contenders
    assessed: bool
    finances: Callable[[str], Finances]
    pilot_pays: Callable[[str], bool]
    """Whether a pilot of an alternative is worth more than its price and the wait."""

    @property
    def is_choice(self) -> bool:
        """Whether it is the choice itself."""
        return self.field.choice is self.contender

    @property
    def against_nothing(self) -> bool:
        """Whether doing nothing is a choice, so that there is something to beat."""
        return self.field.nothing.feasible

    def settled(self, balances: Balances) -> bool:
        """Whether a balance is clearly other than doing nothing."""
        baseline_balances = self.field.nothing.known
        return clear(balances, baseline_balances) or clear(baseline_balances, balances)


Rule = Callable[[Situation], tuple[Kind, tuple[Reason, ...]] | None]


def veto(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """A refused veto or a prohibited use."""
    return None if situation.contender.feasible else ("stop", ("veto",))


def loses(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """The choice is another, and clearly better than even the upper."""
    choice_contender = situation.field.choice
    if (
        choice_contender is None
        or situation.is_choice
        or not clear(choice_contender.lower, situation.contender.upper)
    ):
        return None
    return (
        ("no_go", ("loses_to_nothing",))
        if choice_contender.id == BASELINE
        else ("choose_other", ("loses_to_rival",))
    )


def equal(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """Equal to the choice, whatever its unknowns turn out to be."""
    choice_contender = situation.field.choice
    if (
        choice_contender is None
        or not _alike(situation)
        or clear(situation.contender.upper, choice_contender.lower)
    ):
        return None
    return "choose_other", ("equal",)


def _alike(situation: Situation) -> bool:
    """Within the band of the choice, which is lighter, and both clearly better than doing nothing."""
    choice_contender, assessed_contender = situation.field.choice, situation.contender
    if (
        choice_contender is None
        or situation.is_choice
        or choice_contender.id == BASELINE
        or not assessed_contender.bounded
    ):
        return False
    if not within_band(choice_contender.lower, assessed_contender.lower):
        return False
    baseline_balances = situation.field.nothing.known
    are_both_better = clear(choice_contender.lower, baseline_balances) and clear(
        assessed_contender.lower, baseline_balances
    )
    return are_both_better or not situation.against_nothing


def pm_against(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """Unknown costs or harm that can turn the sign or the choice: without a bound, or turned at it."""
    assessed_contender, choice_contender = situation.contender, situation.field.choice
    if not assessed_contender.against:
        return None
    is_turned = situation.against_nothing and assessed_contender.lower.mean <= 0
    if choice_contender is not None and choice_contender.id != BASELINE and not situation.is_choice:
        is_turned = is_turned or clear(assessed_contender.known, choice_contender.lower)
    if assessed_contender.bounded and not is_turned:
        return None
    directions_against = {unknown.direction for unknown in assessed_contender.against}
    reasons: list[Reason] = ["pm_cost"] if "cost" in directions_against else []
    return "not_yet", (*reasons, *(("pm_harm",) if "harm" in directions_against else ()))


def pm_decisive(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """Clearly loses without its unknown benefits, or is then equal to the choice; not at its upper."""
    choice_contender, assessed_contender = situation.field.choice, situation.contender
    if choice_contender is None or situation.is_choice or not assessed_contender.benefits:
        return None
    is_behind_or_alike = clear(choice_contender.lower, assessed_contender.lower) or _alike(situation)
    return ("not_yet", ("pm_decisive",)) if is_behind_or_alike else None


def pilot(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """A pilot is worth more than it costs, whatever the choice is now; checks from before it may have to be met."""
    assessed_contender = situation.contender
    if not assessed_contender.ranked or not situation.pilot_pays(assessed_contender.id):
        return None
    is_waiting = bool(before_pilot(assessed_contender.checks)) or not situation.assessed
    return ("not_yet", ("pilot_pays", "checks")) if is_waiting else ("pilot_first", ("pilot_pays",))


def open_outcome(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """Not clear against doing nothing, or against the choice or the next where they differ by more than the band."""
    assessed_contender, all_contenders = situation.contender, situation.field
    contender_compared_with = all_contenders.runner_up if situation.is_choice else all_contenders.choice
    open_comparisons: list[tuple[Contender, Reason]] = []
    if situation.against_nothing and not situation.settled(assessed_contender.lower):
        open_comparisons.append((all_contenders.nothing, "sign_open"))
    elif (
        contender_compared_with is not None
        and not within_band(assessed_contender.lower, contender_compared_with.lower)
        and not _ordered(assessed_contender, contender_compared_with)
    ):
        open_comparisons.append((contender_compared_with, "rank_open"))
    if not open_comparisons and situation.is_choice:
        return None
    if not open_comparisons:  # equal to a choice that is not clear itself
        return "uncertain", ("rank_open",)
    close_rival, reason = open_comparisons[0]
    npv_lead = assessed_contender.lower.npv - close_rival.lower.npv
    is_lead_certain = bool(
        abs(npv_lead - npv_lead[0]).max()
        <= 1e-9 * max(assessed_contender.lower.gross, close_rival.lower.gross)
    )
    if is_lead_certain and assessed_contender.benefits:  # not research but what is unknown decides
        return "not_yet", ("pm_decisive",)
    return "uncertain", ("tie_no_spread" if is_lead_certain else reason,)


def _ordered(contender: Contender, rival: Contender) -> bool:
    return clear(contender.lower, rival.lower) or clear(rival.lower, contender.lower)


def checks(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """Checks not assessed, or one from before the pilot open."""
    waiting_checks = before_pilot(situation.contender.checks)
    return ("not_yet", ("checks",)) if waiting_checks or not situation.assessed else None


def before_pilot(standing: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """Checks that must be met before the pilot begins, and refused ones; vetoes first."""
    return vetoes_first(
        check
        for check in standing
        if check.blocks and (check.status == "refused" or not_before("pilot", check.check.text.before))
    )


def cover(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """A structural deficit without cover, or a setback above the free capacity to bear risk."""
    budget_position = situation.finances(situation.contender.id)
    reasons: list[Reason] = ["cover_open"] if budget_position.uncovered else []
    reasons += ["risk_capacity"] if budget_position.beyond_capacity else []
    return ("not_yet", tuple(reasons)) if reasons else None


def rollout(situation: Situation) -> tuple[Kind, tuple[Reason, ...]] | None:
    """Only checks from before the roll-out open."""
    is_blocked = any(check.blocks for check in situation.contender.checks)
    return ("pilot_first", ("checks_before_rollout",)) if is_blocked else None


def the_rest(_: Situation) -> tuple[Kind, tuple[Reason, ...]]:
    """Clearly the best and nothing in the way: only the choice gets here."""
    return "go", ("clear",)


RULES: tuple[Rule, ...] = (
    veto,
    loses,
    equal,
    pm_against,
    pm_decisive,
    pilot,
    open_outcome,
    checks,
    cover,
    rollout,
    the_rest,
)
"""In the order in which they are asked."""


def advise(situation: Situation) -> tuple[Kind, tuple[Reason, ...]]:
    """The advice on one alternative and its reasons."""
    return next(
        kind_and_reasons for advice_rule in RULES if (kind_and_reasons := advice_rule(situation)) is not None
    )
