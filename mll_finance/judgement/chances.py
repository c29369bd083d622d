"""The results of a study as they may be told: no chance where costs or harms are unknown and have no bound.

What is unknown counts in the perspectives that it belongs to (docs/advies.md).
"""

from __future__ import annotations

from typing import Any, Literal

from mll_finance.engine.criteria import PROBABILITY
from mll_finance.engine.study import Study
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.unknowns import at_bounds, unknowns

RAREST = threshold("chance_rarest")
REASON = "unknown costs or harms have no bound"


def results(study: Study) -> list[dict[str, Any]]:
    """The long table of results; the chance of a negative balance is None where no one can tell it."""
    return [
        chance_row(study, row["perspective"], row["alternative"]) if row["criterion"] == PROBABILITY else row
        for row in study.rows
    ]


def chance_negative(study: Study, perspective: str, alternative: str) -> float | None:
    """Chance that the balance of an alternative is negative; None where unknown costs or harms have no bound."""
    probability: float | None = chance_row(study, perspective, alternative)["mean"]
    return probability


def chance_row(study: Study, perspective: str, alternative: str) -> dict[str, Any]:
    """The row of that chance: with the unknown costs and harms of its own perspective at the most that they can be.

    What is unknown to others only does not count, nor what nets out inside the fence.
    """
    own_row = study.value(perspective, alternative, PROBABILITY)
    against = [unknown for unknown in unknowns(study, perspective)[alternative] if unknown.against]
    number_by_path = at_bounds(against)
    if number_by_path is None:
        return {**own_row, "mean": None, "mcse": None, "reason": REASON}
    if not number_by_path:
        return own_row
    row_at_bounds = study.changed(number_by_path).value(perspective, alternative, PROBABILITY)
    return {**own_row, "mean": row_at_bounds["mean"], "mcse": row_at_bounds["mcse"]}


def told_chance(probability: float) -> tuple[Literal["below", "above", "is"], float]:
    """A chance from draws as a reader is told it: below or above a share that so few draws can still tell.

    Examples
    --------
    >>> told_chance(0.004), told_chance(0.31), told_chance(0.999)
    (('below', 0.01), ('is', 0.31), ('above', 0.99))
    """
    if probability < RAREST:
        return "below", RAREST
    return ("above", 1 - RAREST) if probability > 1 - RAREST else ("is", probability)
