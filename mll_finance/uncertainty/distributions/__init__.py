"""Distributions by the word that a case writes: one file each, found by this folder.

A distribution is one frozen dataclass with a ``kind`` (the name of its file), ``ppf``, ``mean``, ``support`` and
``scaled``; its fields are the keys that a case writes. The special functions are scipy's (``scipy.special``), which
loads in a fraction of the time that ``scipy.stats`` takes.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import MISSING, fields
from types import ModuleType
from typing import Any

from mll_finance.errors import UnregisteredError
from mll_finance.uncertainty.distribution import Continuous, Distribution, DistributionError, Part, shares
from mll_finance.uncertainty.truncated import Truncated

__all__ = [
    "KINDS",
    "Distribution",
    "DistributionError",
    "Part",
    "Truncated",
    "can_truncate",
    "choices",
    "from_file",
    "lists",
    "mixed",
    "parameters",
    "required",
    "scaled",
    "shares",
    "unitless",
    "written",
]


def _registered(module: ModuleType) -> type:
    """The distribution that a file of the folder holds: its only class with a ``kind``, named as the file is."""
    file_stem = module.__name__.rpartition(".")[2]
    kinds = [
        member
        for member in vars(module).values()
        if isinstance(member, type) and member.__module__ == module.__name__ and hasattr(member, "kind")
    ]
    if [kind.kind for kind in kinds] != [file_stem]:
        kind_names = ", ".join(str(kind.kind) for kind in kinds) or "none"
        raise UnregisteredError(
            f"{module.__name__} registers {kind_names}; one file registers one distribution, of the kind {file_stem!r}"
        )
    return kinds[0]


KINDS: dict[str, type] = {
    member.name: _registered(importlib.import_module(f"{__name__}.{member.name}"))
    for member in pkgutil.iter_modules(__path__)
}


def parameters(kind: str) -> tuple[str, ...]:
    """Names of what a distribution asks for.

    Examples
    --------
    >>> parameters("pert")
    ('low', 'mode', 'high')
    """
    return tuple(field.name for field in fields(KINDS[kind]))


def required(kind: str) -> tuple[str, ...]:
    """Of these, what cannot be left out.

    Examples
    --------
    >>> required("interval")
    ('low', 'high')
    """
    return tuple(field.name for field in fields(KINDS[kind]) if field.default is MISSING)


def lists(kind: str) -> tuple[str, ...]:
    """Of these, what is a list of numbers."""
    return tuple(getattr(KINDS[kind], "LISTS", ()))


def mixed(kind: str) -> tuple[str, ...]:
    """Of these, what is a list of distributions with a weight."""
    return tuple(getattr(KINDS[kind], "PARTS", ()))


def unitless(kind: str) -> tuple[str, ...]:
    """Of these, what has no unit: shapes, weights and probabilities.

    Examples
    --------
    >>> unitless("beta"), unitless("pert")
    (('a', 'b'), ())
    """
    return tuple(getattr(KINDS[kind], "UNITLESS", ()))


def choices(kind: str) -> dict[str, tuple[str, ...]]:
    """Of these, what is a word, with the words there are."""
    return dict(getattr(KINDS[kind], "CHOICES", {}))


def from_file(kind: str) -> str | None:
    """Of these, what a case may have read from a CSV instead; None where nothing can be."""
    file_field: str | None = getattr(KINDS.get(kind), "FILE", None)
    return file_field


def can_truncate(kind: str) -> bool:
    """Whether a distribution can be cut off with ``truncate``."""
    return issubclass(KINDS[kind], Continuous)


def scaled(distribution: Distribution, factor: float) -> Distribution:
    """The distribution of ``factor`` times the variable, for a factor above 0.

    Examples
    --------
    >>> from mll_finance.uncertainty.distributions.uniform import Uniform
    >>> scaled(Uniform(1.0, 2.0), 10.0)
    Uniform(low=10.0, high=20.0)
    """
    return distribution.scaled(factor)


def written(distribution: Distribution) -> dict[str, Any]:
    """A distribution as a case would write it.

    Examples
    --------
    >>> from mll_finance.uncertainty.distributions.normal import Normal
    >>> written(Truncated(Normal(mean=3.0, sd=1.0), low=0.0))
    {'kind': 'normal', 'mean': 3.0, 'sd': 1.0, 'truncate': {'low': 0.0}}
    """
    if isinstance(distribution, Truncated):
        cut_offs = {"low": distribution.low, "high": distribution.high}
        written_cut_offs = {name: cut_off for name, cut_off in cut_offs.items() if cut_off is not None}
        return {**written(distribution.of), "truncate": written_cut_offs}
    distribution_kind = distribution.kind
    return {
        "kind": distribution_kind,
        **{name: _written_as(getattr(distribution, name)) for name in parameters(distribution_kind)},
    }


def _written_as(parameter: Any) -> Any:
    """One parameter as a case writes it: a list for several, and a distribution with its weight as one mapping."""
    if isinstance(parameter, tuple):
        return [_written_as(each) for each in parameter]
    return {"weight": parameter.weight, **written(parameter.of)} if isinstance(parameter, Part) else parameter
