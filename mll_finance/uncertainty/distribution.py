"""What a distribution is: a class with ``ppf``, ``mean`` and ``support``; its fields are the keys of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from mll_finance.errors import Phrase

Array = npt.NDArray[np.float64]


class Distribution(Protocol):
    """What every distribution offers."""

    kind: ClassVar[str]

    def ppf(self, u: Array) -> Array:
        """Value below which the share ``u`` of the probability lies (same shape as ``u``)."""
        ...

    @property
    def mean(self) -> float:
        """Expected value."""
        ...

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        ...

    def scaled(self, factor: float) -> Distribution:
        """The distribution of ``factor`` times the variable, for a factor above 0."""
        ...


@dataclass(frozen=True)
class Part:
    """One of several distributions with its weight."""

    weight: float
    of: Distribution


def shares(parts: Sequence[Part]) -> tuple[float, ...]:
    """The weights of several distributions as probabilities."""
    total_weight = sum(part.weight for part in parts)
    return tuple(part.weight / total_weight for part in parts)


@runtime_checkable
class Summable(Protocol):
    """What a distribution offers that can be a part of a mixture."""

    def cdf(self, x: Array | float) -> Array:
        """Probability of a value of at most ``x`` (same shape as ``x``)."""
        ...


@runtime_checkable
class Continuous(Summable, Protocol):
    """What a distribution offers that can be cut off."""

    def partial_mean(self, x: float) -> float:
        """Expected value over the values below ``x``: the integral of the value times its density."""
        ...


Kind = TypeVar("Kind", bound=type)


def described(distribution: Kind) -> Kind:
    """Give the methods of a distribution the docstrings of the protocols that they fulfil."""
    for method, attribute in vars(distribution).items():
        for protocol in (Distribution, Summable, Continuous):
            explanation = getattr(vars(protocol).get(method), "__doc__", None)
            if explanation and hasattr(attribute, "__doc__") and not attribute.__doc__:
                attribute.__doc__ = explanation
    return distribution


class DistributionError(ValueError):
    """The parameters of a distribution contradict each other."""


def demand(condition: bool, message: Phrase) -> None:
    """Raise :class:`DistributionError` with the message unless the condition holds."""
    if not condition:
        raise DistributionError(message)
