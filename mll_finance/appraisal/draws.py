"""The draws of a case: path to array, the same for every alternative and for everything that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.inputs.case import Case
from mll_finance.uncertainty.distributions import Distribution
from mll_finance.uncertainty.sampling import Plan, plan

Array = npt.NDArray[np.float64]
DEFAULT_DRAWS = 2**13


@dataclass(frozen=True)
class Draws:
    """The uncertain numbers of a case and the plan by which they are drawn.

    Parameters
    ----------
    plan : Plan
        Seed, replicates and number of draws.
    uncertain : dict of str to Distribution
        Distribution by path.
    """

    plan: Plan
    uncertain: dict[str, Distribution]

    @classmethod
    def of(cls, case: Case) -> Draws:
        """The draws of a case; a case without uncertain numbers has one draw."""
        uncertain = {
            path: leaf.assumption.distribution
            for path, leaf in case.graph.leaves.items()
            if leaf.assumption.distribution is not None
        }
        settings = case.settings
        if not uncertain:
            return cls(Plan(seed=settings.seed, replicates=1, per_replicate=1), uncertain)
        return cls(plan(settings.draws or DEFAULT_DRAWS, seed=settings.seed), uncertain)

    def block(self, start: int, stop: int) -> dict[str, Array]:
        """Draws ``start`` to ``stop`` of every uncertain number, each (stop - start,)."""
        return {
            path: made.ppf(self.plan.uniforms(path, start, stop)) for path, made in self.uncertain.items()
        }

    def blocks(self) -> Iterator[dict[str, Array]]:
        """Every draw, a block at a time."""
        for start, stop in self.plan.blocks():
            yield self.block(start, stop)

    def of_path(self, path: str) -> Array:
        """Every draw of one number, (draws,)."""
        uniforms = [self.plan.uniforms(path, start, stop) for start, stop in self.plan.blocks()]
        return np.concatenate([self.uncertain[path].ppf(part) for part in uniforms])
