"""What the numbers say about the choice: the ranking, how sure it is, and what stands beside the euros.

The baseline is one of the choices, at zero: an alternative is worth it only where it beats what happens anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.proposal import Proposal
from mll_finance.inputs.reference_data.thresholds import threshold

Sign = Literal["positive", "uncertain", "negative"]
"""Sign of a balance: above zero and sure of it, above zero and unsure, or not above zero."""

GO_LEAST = threshold("go_least_balance")
"""NPV that the central case and the 5th percentile must exceed for a go (EUR)."""


@dataclass(frozen=True)
class Ranked:
    """How one alternative stands in the ranking of one perspective (NPV and percentiles in EUR)."""

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
    def sign(self) -> Sign:
        """positive: the central NPV and its 5th percentile are above zero; negative: the central NPV is not."""
        if self.npv <= GO_LEAST:
            return "negative"
        return "positive" if self.p05 > GO_LEAST else "uncertain"


@dataclass(frozen=True)
class Decision:
    """The alternatives from best to worst, for society and for the municipality."""

    society: tuple[Ranked, ...]
    municipality: tuple[Ranked, ...]
    baseline_best: float
    """Probability that changing nothing is the best choice for society."""

    @property
    def best(self) -> Ranked:
        """The alternative with the highest central NPV for society."""
        return self.society[0]


def decision(study: Study) -> Decision:
    """The ranking of every alternative."""
    baseline_best = probability_best(study, SOCIETY)[BASELINE]
    return Decision(_ranking(study, SOCIETY), _ranking(study, MUNICIPALITY), baseline_best)


def council_proposal(study: Study) -> Proposal:
    """What the case says of the council proposal; nothing where it has no such section."""
    return study.case.section(Proposal) or Proposal()


def proposed_alternative(study: Study) -> str:
    """The alternative that is proposed: the one that the case names, else the best one for society."""
    return council_proposal(study).alternative or decision(study).best.alternative


def probability_best(study: Study, perspective: str) -> dict[str, float]:
    """Share of the draws in which each alternative has the highest NPV; the baseline counts as zero.

    A draw in which several are best counts for the first of them, the baseline before all.
    """
    alternatives = [BASELINE, *study.case.projects]
    drawn_npvs = [study.outcomes[perspective, alternative, "npv"] for alternative in study.case.projects]
    npv_by_draw = np.stack([np.zeros_like(drawn_npvs[0]), *drawn_npvs])
    shares = np.bincount(np.argmax(npv_by_draw, axis=0), minlength=len(alternatives)) / npv_by_draw.shape[1]
    return {alternative: float(share) for alternative, share in zip(alternatives, shares, strict=True)}


def _ranking(study: Study, perspective: str) -> tuple[Ranked, ...]:
    chance_best = probability_best(study, perspective)
    ranked = []
    for alternative in study.case.projects:
        row = study.value(perspective, alternative, "npv")
        chance_negative = study.value(perspective, alternative, "probability_npv_negative")["mean"]
        ranked.append(
            Ranked(
                alternative,
                row["central"],
                row["p05"],
                row["p95"],
                chance_negative,
                chance_best[alternative],
                tuple(row["pm"]),
            )
        )
    return tuple(sorted(ranked, key=lambda alternative: -alternative.npv))
