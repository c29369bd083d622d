"""Sums of coefficients times monomials of atoms: what is left of a node when all that is not drawn is folded.

An atom is a drawn number, or an expression of drawn numbers that is kept as it stands. A polynomial has coefficients by
year and monomials that do not know the year, so that any weighted sum over years and lines is a weighted sum of the
same monomials.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Monomial = tuple[tuple[int, int], ...]
"""Atoms with their whole powers, in the order of the atoms; empty for 1."""
Scalar = tuple[tuple[Monomial, float], ...]
"""A polynomial of one year: monomials with their coefficients, none of them zero."""
ONE: Monomial = ()


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Monomials with coefficients (years, monomials); one row holds in every year."""

    monomials: tuple[Monomial, ...]
    coefficients: Array

    @property
    def years(self) -> int:
        """Number of rows."""
        return int(self.coefficients.shape[0])

    def year(self, year: int) -> Scalar:
        """The polynomial of one year."""
        row = self.coefficients[year if self.years > 1 else 0].tolist()
        return tuple((monomial, c) for monomial, c in zip(self.monomials, row, strict=True) if c != 0.0)

    @property
    def is_constant(self) -> bool:
        """Whether no atom is in it."""
        return self.monomials in ((ONE,), ())


def constant(values: Array) -> Polynomial:
    """What does not depend on a drawn number, (years,) or (1,)."""
    return Polynomial((ONE,), values[:, None])


def collected(monomials: Iterable[Monomial], coefficients: Array) -> Polynomial:
    """Equal monomials added up, those without a coefficient left out."""
    places: dict[Monomial, int] = {}
    columns = [places.setdefault(monomial, len(places)) for monomial in monomials]
    if len(places) < len(columns):
        summed = np.zeros((coefficients.shape[0], len(places)))
        for place, column in zip(columns, coefficients.T, strict=True):
            summed[:, place] += column
        coefficients = summed
    return _used(tuple(places), coefficients)


def _used(monomials: tuple[Monomial, ...], coefficients: Array) -> Polynomial:
    if coefficients.all():
        return Polynomial(monomials, coefficients)
    used: npt.NDArray[np.bool_] = np.any(coefficients != 0.0, axis=0)
    if used.all():
        return Polynomial(monomials, coefficients)
    return Polynomial(
        tuple(monomial for monomial, use in zip(monomials, used, strict=True) if use), coefficients[:, used]
    )


def added(first: Polynomial, second: Polynomial, sign: float = 1.0) -> Polynomial:
    """The sum, or the difference with sign -1."""
    left, right = first.coefficients, second.coefficients
    if first.years != second.years:
        years = max(first.years, second.years)
        left = np.broadcast_to(left, (years, left.shape[1]))
        right = np.broadcast_to(right, (years, right.shape[1]))
    whole = np.concatenate([left, right if sign == 1.0 else sign * right], axis=1)
    return collected((*first.monomials, *second.monomials), whole)


def scaled(polynomial: Polynomial, factors: Array) -> Polynomial:
    """Times a number, (1,), or one of each year, (years,)."""
    return _used(polynomial.monomials, polynomial.coefficients * factors[:, None])


def product(first: Monomial, second: Monomial) -> Monomial:
    """The product of two monomials."""
    if not first or not second:
        return first or second
    powers = dict(first)
    for atom, power in second:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted((atom, power) for atom, power in powers.items() if power))


def to_power(monomial: Monomial, exponent: int) -> Monomial:
    """A monomial to a whole power."""
    return tuple((atom, power * exponent) for atom, power in monomial) if exponent else ONE


def multiplied(first: Polynomial, second: Polynomial) -> Polynomial:
    """The product, every monomial of the one with every monomial of the other."""
    years = max(first.years, second.years)
    coefficients = first.coefficients[:, :, None] * second.coefficients[:, None, :]
    monomials = [product(left, right) for left in first.monomials for right in second.monomials]
    return collected(monomials, coefficients.reshape(years, -1))
