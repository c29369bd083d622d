"""The results of a study as they may be told: no chance where costs or harms are unknown and have no bound."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.criteria import PROBABILITY
from mll_finance.engine.study import Study
from mll_finance.judgement.contenders import contenders

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
    chance: float = study.value(perspective, alternative, PROBABILITY)["mean"]
    return chance
