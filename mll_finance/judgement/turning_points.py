"""What an unknown would have to be worth to turn the sign, or the choice; what a harm may be at most.

With A the worth of one a year of an unknown, the sum of A times its amounts has to reach the gap: minus the expected
balance against doing nothing, the balance of the choice minus its own against the choice (docs/advies.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.contenders import Contender, Contenders
from mll_finance.judgement.unknowns import Direction, Unknown


@dataclass(frozen=True)
class TurningPoint:
    """One unknown against one rival, the others counting as nothing."""

    unknown: Unknown
    against: str
    gap: float
    """What all unknowns together have to add to turn it (EUR of present value); below zero where they may cost that."""
    amount: float | None
    """What it has to be at least (a benefit) or may be at most (a cost, a harm), in the unit of the unknown; None where
    no amount turns it: a benefit is not needed, or no harm is small enough."""

    @property
    def direction(self) -> Direction:
        """benefit, cost or harm."""
        return self.unknown.direction

    def as_json(self) -> dict[str, Any]:
        """What ``results.json`` says of it.

        The line between what is unknown on both sides: the sum over the unknowns of ``present_value_of_one`` times
        their amounts is ``needed_together``; the present value is below zero for a cost or a harm.
        """
        return {
            "item": self.unknown.lines[0],
            "lines": list(self.unknown.lines),
            "direction": self.direction,
            "break_even": self.amount,
            "against": self.against,
            "unit": self.unknown.unit,
            "per": self.unknown.per,
            "present_value_of_one": self.unknown.worth,
            "needed_together": self.gap,
        }


def turning_points(contender: Contender, field: Contenders) -> tuple[TurningPoint, ...]:
    """Each unknown against doing nothing and against the choice."""
    return tuple(
        TurningPoint(unknown, alternative_against, gap, _amount(unknown, gap))
        for alternative_against, gap in _gaps(contender, field)
        for unknown in contender.unknown
    )


def joint_break_even(contender: Contender, field: Contenders) -> dict[str, float | None]:
    """The same amount for every unknown benefit together, by what it is held against; None where they count apart.

    Amounts a year, once, or for each of some things do not add up to one amount.
    """
    total_worth = sum(unknown.worth for unknown in contender.benefits)
    is_alike = len({(unknown.unit, unknown.per) for unknown in contender.benefits}) == 1
    return {
        against: gap / total_worth if is_alike and total_worth > 0 and gap > 0 else None
        for against, gap in _gaps(contender, field)
    }


def _gaps(contender: Contender, field: Contenders) -> Iterator[tuple[str, float]]:
    """What the unknowns have to add, by rival (EUR); below zero where they may cost so much."""
    if not contender.unknown:
        return
    if field.nothing.feasible:
        yield BASELINE, -contender.known.mean
    choice_contender = field.choice
    contender_compared_with = field.runner_up if choice_contender is contender else choice_contender
    if contender_compared_with is not None and contender_compared_with.id != BASELINE:
        yield contender_compared_with.id, contender_compared_with.lower.mean - contender.known.mean


def _amount(unknown: Unknown, gap: float) -> float | None:
    """The amount at which one unknown closes the gap; harms where there is room, benefits where there is a lack."""
    is_gain_needed = gap > 0
    return gap / unknown.worth if is_gain_needed != unknown.against else None
