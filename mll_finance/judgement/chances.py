"""The results of a study as they may be told: no chance where costs or harms are unknown and have no bound."""

from __future__ import annotations

from typing import Any, Literal

from mll_finance.engine.criteria import PROBABILITY
from mll_finance.engine.study import Study
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.contenders import contenders

RAREST = threshold("chance_rarest")
REASON = "unknown costs or harms have no bound"


def results(study: Study) -> list[dict[str, Any]]:
    """The long table of results; the chance of a negative balance is None where no one can tell it."""
    by_id = contenders(study).by_id
    return [
        {**row, "mean": None, "mcse": None, "reason": REASON}
        if row["criterion"] == PROBABILITY and not by_id[row["alternative"]].bounded
        else row
        for row in study.rows
    ]


def chance_negative(study: Study, perspective: str, alternative: str) -> float | None:
    """Chance that the balance of an alternative is negative; None where unknown costs or harms have no bound."""
    if not contenders(study).by_id[alternative].bounded:
        return None
    probability: float = study.value(perspective, alternative, PROBABILITY)["mean"]
    return probability


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
