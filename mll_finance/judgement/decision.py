"""What the numbers say about the choice: the ranking, how sure it is, and what stands beside the euros.

The baseline is one of the choices, at zero: an alternative is worth it only where it beats what happens anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.case.graph import BASELINE
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY

Verdict = Literal["positive", "uncertain", "negative"]


@dataclass(frozen=True)
class Standing:
    """How one alternative stands through one perspective."""

    alternative: str
    npv: float
    p05: float
    p95: float
    negative: float
    """Probability that the NPV is below zero."""
    best: float
    """Probability that it is the best choice, the baseline included."""
    pm: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """positive: the central NPV and its 5th percentile are above zero; negative: the central NPV is not."""
        if self.npv <= 0:
            return "negative"
        return "positive" if self.p05 > 0 else "uncertain"


@dataclass(frozen=True)
class Decision:
    """The alternatives from best to worst, for society and for the municipality."""

    society: tuple[Standing, ...]
    municipality: tuple[Standing, ...]
    baseline_best: float
    """Probability that changing nothing is the best choice for society."""

    @property
    def best(self) -> Standing:
        """The alternative with the highest central NPV for society."""
        return self.society[0]


def decision(study: Study) -> Decision:
    """The standing of every alternative."""
    nothing = probability_best(study, SOCIETY)[BASELINE]
    return Decision(_standings(study, SOCIETY), _standings(study, MUNICIPALITY), nothing)


def probability_best(study: Study, perspective: str) -> dict[str, float]:
    """Share of the draws in which each alternative has the highest NPV; the baseline counts as zero.

    A draw in which several are best counts for the first of them, the baseline before all.
    """
    names = [BASELINE, *study.case.projects]
    drawn = [study.outcomes[perspective, name, "npv"] for name in study.case.projects]
    table = np.stack([np.zeros_like(drawn[0]), *drawn])
    wins = np.bincount(np.argmax(table, axis=0), minlength=len(names)) / table.shape[1]
    return {name: float(share) for name, share in zip(names, wins, strict=True)}


def _standings(study: Study, perspective: str) -> tuple[Standing, ...]:
    best = probability_best(study, perspective)
    made = []
    for alternative in study.case.projects:
        row = study.value(perspective, alternative, "npv")
        negative = study.value(perspective, alternative, "probability_npv_negative")["mean"]
        made.append(
            Standing(
                alternative,
                row["central"],
                row["p05"],
                row["p95"],
                negative,
                best[alternative],
                tuple(row["pm"]),
            )
        )
    return tuple(sorted(made, key=lambda standing: -standing.npv))
