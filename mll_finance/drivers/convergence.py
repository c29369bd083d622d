"""How sure the figures are: convergence with the number of draws, and whether the ranking stands.

The draws come in independent replicates; the first n of each replicate are themselves draws in replicates, so the
figures at a smaller number of draws are read from the same draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import special

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.uncertainty.summary import Estimate, between, share, summarise

Array = npt.NDArray[np.float64]
SURE = threshold("ranking_sureness")
"""Confidence with which a lead must differ from zero to stand."""
_ROUNDING = 1e-12
"""Part of the largest NPV below which a lead is rounding."""


@dataclass(frozen=True)
class Step:
    """The figures of a criterion at one number of draws; errors are None where they are not known."""

    draws: int
    mean: Estimate
    p05: Estimate
    p50: Estimate
    p95: Estimate

    @property
    def margin(self) -> float:
        """Half the width of the interval around the mean: two standard errors (EUR)."""
        return 2 * (self.mean.error or 0.0)


def convergence(study: Study, perspective: str, alternative: str, *, criterion: str = "npv") -> list[Step]:
    """Running mean and percentiles with their error, at 16, 32, 64, ... draws up to all of them.

    Parameters
    ----------
    study : Study
        The study.
    perspective, alternative, criterion : str
        What is looked at; draws in which the criterion does not exist are not allowed.
    """
    replicates = study.draws.plan.replicates
    parts = study.outcomes[perspective, alternative, criterion].reshape(replicates, -1)
    if not np.isfinite(parts).all():
        raise ValueError(f"{criterion} does not exist in every draw, so its convergence cannot be shown")
    steps, size = [], 1
    while size <= parts.shape[1]:
        summary = summarise(parts[:, :size].ravel(), replicates)
        steps.append(Step(size * replicates, summary.mean, *summary.percentiles))
        size *= 2
    return steps


@dataclass(frozen=True)
class Lead:
    """How far one alternative is ahead of the next by its mean NPV (EUR), draw by draw on the same draws."""

    ahead: str
    behind: str
    lead: Estimate
    stands: bool
    """Whether more draws will hardly change the order: the lead is beyond its 95% confidence interval."""


@dataclass(frozen=True)
class Ranking:
    """The alternatives by mean NPV, the baseline at zero among them."""

    leads: tuple[Lead, ...]
    """From the best down, each with the next."""
    best: dict[str, Estimate]
    """Probability that each has the highest NPV; a draw in which several are best counts for the first of them."""

    @property
    def stands(self) -> bool:
        """Whether more draws will hardly change the order."""
        return all(lead.stands for lead in self.leads)


def ranking(study: Study, perspective: str) -> Ranking:
    """The ranking by mean NPV through a perspective, and whether more draws could change it."""
    replicates = study.draws.plan.replicates
    drawn = {name: study.outcomes[perspective, name, "npv"] for name in study.case.projects}
    drawn = {BASELINE: np.zeros_like(next(iter(drawn.values()))), **drawn}
    order = sorted(drawn, key=lambda name: -float(drawn[name].mean()))
    leads = []
    for ahead, behind in pairwise(order):
        apart = drawn[ahead] - drawn[behind]
        mean_lead = Estimate(float(apart.mean()), between(apart.reshape(replicates, -1).mean(axis=1)))
        size = float(np.abs(drawn[ahead]).max() + np.abs(drawn[behind]).max())
        stands = abs(mean_lead.value) > _ROUNDING * size and _beyond(mean_lead, replicates)
        leads.append(Lead(ahead, behind, mean_lead, stands))
    winner = np.argmax(np.stack(list(drawn.values())), axis=0)
    best = {name: share(winner == place, replicates) for place, name in enumerate(drawn)}
    return Ranking(tuple(leads), best)


def _beyond(lead: Estimate, replicates: int) -> bool:
    """Whether a lead is beyond its confidence interval (Student's t over the replicates)."""
    if replicates == 1:
        return True
    factor = float(special.stdtrit(replicates - 1, (1 + SURE) / 2))
    return lead.error is not None and abs(lead.value) > factor * lead.error
