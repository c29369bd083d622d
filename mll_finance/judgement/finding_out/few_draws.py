"""The draws from which a mean given some numbers is fitted: as many as serve, of each replicate the first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study

Array = npt.NDArray[np.float64]
FITTED_DRAWS = 2**14
"""Draws from which a mean given some inputs is fitted, at most: more change no figure that is shown."""


def few(study: Study, draws: Array) -> Array:
    """The first draws of each replicate, as many as serve."""
    replicates = study.draws.plan.replicates
    draws_by_replicate = draws.reshape(replicates, -1)
    return np.asarray(draws_by_replicate[:, : max(1, FITTED_DRAWS // replicates)].ravel())


def drawn(study: Study, paths: tuple[str, ...]) -> Array:
    """Draws of some numbers (inputs, draws)."""
    return np.stack([few(study, study.draws.of_path(path)) for path in paths])


def moving_with(study: Study, paths: tuple[str, ...]) -> set[str]:
    """Some numbers and those that are correlated with them."""
    tied_names = [copula.names for copula in study.draws.copulas if set(copula.names) & set(paths)]
    return set(paths).union(*tied_names)


def independent_of(study: Study, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The uncertain numbers that move with none of these and are none of them."""
    correlated_paths = moving_with(study, paths)
    return tuple(path for path in study.draws.uncertain if path not in correlated_paths)
