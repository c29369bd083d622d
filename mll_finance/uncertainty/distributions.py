"""Probability distributions of assumptions, by the word that a case writes.

A distribution is one frozen dataclass with ``ppf``, ``mean``, ``support`` and ``scaled``; its fields are the keys that
a case writes. A new distribution is one class, listed here. The special functions are scipy's (``scipy.special``),
which loads in a fraction of the time that ``scipy.stats`` takes.

References
----------
Clark, C.E. (1962), "The PERT model for the distribution of an activity time", Operations Research 10(3): 405-406.
Kotz, S. and Van Dorp, J.R. (2004), Beyond Beta, World Scientific, ch. 1 (triangular).
Johnson, N.L., Kotz, S., Balakrishnan, N. (1994), Continuous Univariate Distributions, 2nd ed. (lognormal, gamma, beta).
Flyvbjerg, B. et al. (2025), Project Management Journal, doi 10.1177/87569728251340590 (the tail of cost overruns).
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from mll_finance.uncertainty.bounded import Beta, Fixed, Pert, Triangular, Uniform
from mll_finance.uncertainty.distribution import Continuous, Distribution, DistributionError
from mll_finance.uncertainty.fat_tail import FatTail
from mll_finance.uncertainty.mixture import Mixture, Part
from mll_finance.uncertainty.observed import Discrete, Empirical
from mll_finance.uncertainty.truncated import Truncated
from mll_finance.uncertainty.unbounded import Gamma, Interval, Lognormal, Normal

__all__ = [
    "KINDS",
    "Beta",
    "Discrete",
    "Distribution",
    "DistributionError",
    "Empirical",
    "FatTail",
    "Fixed",
    "Gamma",
    "Interval",
    "Lognormal",
    "Mixture",
    "Normal",
    "Part",
    "Pert",
    "Triangular",
    "Truncated",
    "Uniform",
    "can_truncate",
    "choices",
    "lists",
    "mixed",
    "parameters",
    "required",
    "scaled",
    "unitless",
    "written",
]

_CLASSES = (
    Fixed,
    Uniform,
    Triangular,
    Pert,
    Beta,
    Normal,
    Lognormal,
    Gamma,
    Interval,
    Discrete,
    Empirical,
    FatTail,
    Mixture,
)
KINDS: dict[str, type] = {distribution.kind: distribution for distribution in _CLASSES}


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


def can_truncate(kind: str) -> bool:
    """Whether a distribution can be cut off with ``truncate``."""
    return issubclass(KINDS[kind], Continuous)


def scaled(distribution: Distribution, factor: float) -> Distribution:
    """The distribution of ``factor`` times the variable, for a factor above 0.

    Examples
    --------
    >>> scaled(Uniform(1.0, 2.0), 10.0)
    Uniform(low=10.0, high=20.0)
    """
    return distribution.scaled(factor)


def written(distribution: Distribution) -> dict[str, Any]:
    """A distribution as a case would write it.

    Examples
    --------
    >>> written(Truncated(Normal(mean=3.0, sd=1.0), low=0.0))
    {'kind': 'normal', 'mean': 3.0, 'sd': 1.0, 'truncate': {'low': 0.0}}
    """
    if isinstance(distribution, Truncated):
        cut_offs = {"low": distribution.low, "high": distribution.high}
        written_cut_offs = {name: cut_off for name, cut_off in cut_offs.items() if cut_off is not None}
        return {**written(distribution.of), "truncate": written_cut_offs}
    if isinstance(distribution, Mixture):
        parts = [
            {"weight": mixture_part.weight, **written(mixture_part.of)} for mixture_part in distribution.parts
        ]
        return {"kind": distribution.kind, "parts": parts}
    parameters_held = {name: getattr(distribution, name) for name in parameters(distribution.kind)}
    plain_parameters = {
        name: list(parameter) if isinstance(parameter, tuple) else parameter
        for name, parameter in parameters_held.items()
    }
    return {"kind": distribution.kind, **plain_parameters}
