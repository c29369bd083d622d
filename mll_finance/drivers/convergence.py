"""How sure the figures are: convergence with the number of draws, and whether the ranking stands.

The draws come in independent replicates; the first n of each replicate are themselves draws in replicates, so the
figures at a smaller number of draws are read from the same draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import special

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.uncertainty.summary import Estimate, between, summarise

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
    values_by_replicate = study.outcomes[perspective, alternative, criterion].reshape(replicates, -1)
    if not np.isfinite(values_by_replicate).all():
        raise ValueError(f"{criterion} does not exist in every draw, so its convergence cannot be shown")
    convergence_steps, draws_per_replicate = [], 1
    while draws_per_replicate <= values_by_replicate.shape[1]:
        summary = summarise(values_by_replicate[:, :draws_per_replicate].ravel(), replicates)
        convergence_steps.append(Step(draws_per_replicate * replicates, summary.mean, *summary.percentiles))
        draws_per_replicate *= 2
    return convergence_steps


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

    @property
    def stands(self) -> bool:
        """Whether more draws will hardly change the order."""
        return all(lead.stands for lead in self.leads)


def ranking(study: Study, perspective: str, choices: Sequence[str] | None = None) -> Ranking:
    """The ranking by mean NPV through a perspective, and whether more draws could change it.

    Parameters
    ----------
    study, perspective
        The study and the perspective.
    choices : sequence of str
        What has a rank; every alternative and the baseline where it is not given.
    """
    replicates = study.draws.plan.replicates
    zero_by_draw = np.zeros(study.draws.plan.total)
    npv_by_alternative = {
        name: zero_by_draw if name == BASELINE else study.outcomes[perspective, name, "npv"]
        for name in (BASELINE, *study.case.projects)
        if choices is None or name in choices
    }
    alternative_ids_by_mean = sorted(
        npv_by_alternative, key=lambda name: -float(npv_by_alternative[name].mean())
    )
    leads = []
    for alternative_ahead, alternative_behind in pairwise(alternative_ids_by_mean):
        lead_by_draw = npv_by_alternative[alternative_ahead] - npv_by_alternative[alternative_behind]
        mean_lead = Estimate(
            float(lead_by_draw.mean()), between(lead_by_draw.reshape(replicates, -1).mean(axis=1))
        )
        npv_scale = float(
            np.abs(npv_by_alternative[alternative_ahead]).max()
            + np.abs(npv_by_alternative[alternative_behind]).max()
        )
        is_lead_certain = abs(mean_lead.value) > _ROUNDING * npv_scale and _beyond(mean_lead, replicates)
        leads.append(Lead(alternative_ahead, alternative_behind, mean_lead, is_lead_certain))
    return Ranking(tuple(leads))


def _beyond(lead: Estimate, replicates: int) -> bool:
    """Whether a lead is beyond its confidence interval (Student's t over the replicates)."""
    if replicates == 1:
        return True
    t_quantile = float(special.stdtrit(replicates - 1, (1 + SURE) / 2))
    return lead.error is not None and abs(lead.value) > t_quantile * lead.error
