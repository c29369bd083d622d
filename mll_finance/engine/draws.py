"""The draws of a case: path to array, the same for every alternative and for everything that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mll_finance.engine.draw_cache import DRAW_CACHE
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.method.correlations import Correlation, ranks
from mll_finance.uncertainty.correlation import Copula, copulas
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
    copulas : tuple of Copula
        Numbers that move together.
    fixed : dict of str to float
        What a change of the case fixed, by path. It keeps its place among what is drawn, so that the graph is folded
        once for whatever it is fixed at.
    """

    plan: Plan
    uncertain: dict[str, Distribution]
    copulas: tuple[Copula, ...] = ()
    fixed: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, *, draws: int | None = None) -> Draws:
        """The draws of a case, so many as it says unless given; a case without uncertain numbers has one draw."""
        distribution_by_path = {
            path: leaf.assumption.distribution
            for path, leaf in case.graph.leaves.items()
            if leaf.assumption.distribution is not None
        }
        case_settings = case.settings
        if not distribution_by_path:
            return cls(Plan(seed=case_settings.seed, replicates=1, per_replicate=1), distribution_by_path)
        draw_plan = plan(
            draws or case_settings.draws or DEFAULT_DRAWS,
            seed=case_settings.seed,
            method=case_settings.sampling,
        )
        rank_by_pair = ranks(case.parts(Correlation))
        return cls(draw_plan, distribution_by_path, tuple(copulas(rank_by_pair)), _fixed(case))

    def block(self, start: int, stop: int) -> dict[str, Array]:
        """Draws ``start`` to ``stop`` of every uncertain number, and what is fixed, each (stop - start,); read only."""
        uniforms_by_copula: dict[str, Array] = {}
        draws_by_path = {
            path: self._drawn(path, start, stop, tied=uniforms_by_copula) for path in self.uncertain
        }
        return draws_by_path | {
            path: np.broadcast_to(number, stop - start) for path, number in self.fixed.items()
        }

    def _drawn(self, path: str, start: int, stop: int, *, tied: dict[str, Array]) -> Array:
        """One number's draws, kept from an earlier study where they are the same."""
        own_copula = next((candidate for candidate in self.copulas if path in candidate.names), None)

        def make() -> Array:
            return self.uncertain[path].ppf(self._uniforms(path, start, stop, copula=own_copula, tied=tied))

        if not DRAW_CACHE.fits(8 * self.plan.total * len(self.uncertain)):
            return make()
        copula_key = None if own_copula is None else (own_copula.names, own_copula.root.tobytes())
        return DRAW_CACHE.get((path, self.uncertain[path], self.plan, start, stop, copula_key), make)

    def _uniforms(
        self, path: str, start: int, stop: int, *, copula: Copula | None, tied: dict[str, Array]
    ) -> Array:
        """One number's uniforms; those of numbers that move together are made at once and noted in ``tied``."""
        if copula is None:
            return self.plan.uniforms(path, start, stop)
        if path not in tied:
            tied.update(
                copula.uniforms({name: self.plan.uniforms(name, start, stop) for name in copula.names})
            )
        return tied[path]

    def blocks(self) -> Iterator[dict[str, Array]]:
        """Every draw, a block at a time."""
        for first_draw, end_draw in self.plan.blocks():
            yield self.block(first_draw, end_draw)

    def of_path(self, path: str) -> Array:
        """Every draw of one number, (draws,)."""
        draws_by_block = [self._drawn(path, start, stop, tied={}) for start, stop in self.plan.blocks()]
        return np.concatenate(draws_by_block)


def _fixed(case: Case) -> dict[str, float]:
    """The numbers that were uncertain before a change of the case fixed them."""
    number_by_path = {}
    for path in dict.fromkeys(override.path for override in case.overrides if override.fixes):
        number_leaf = case.graph.leaves.get(path)
        if (
            number_leaf is not None
            and number_leaf.assumption.distribution is None
            and not number_leaf.assumption.pm
        ):
            central_number = number_leaf.assumption.central
            if not isinstance(central_number, dict):
                number_by_path[path] = float(central_number)
    return number_by_path
