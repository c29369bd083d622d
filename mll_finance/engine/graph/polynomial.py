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
        year_coefficients = self.coefficients[year if self.years > 1 else 0].tolist()
        return tuple(
            (monomial, coefficient)
            for monomial, coefficient in zip(self.monomials, year_coefficients, strict=True)
            if coefficient != 0.0
        )

    @property
    def is_constant(self) -> bool:
        """Whether no atom is in it."""
        return self.monomials in ((ONE,), ())


def constant(values: Array) -> Polynomial:
    """What does not depend on a drawn number, (years,) or (1,)."""
    return Polynomial((ONE,), values[:, None])


def collected(monomials: Iterable[Monomial], coefficients: Array) -> Polynomial:
    """Equal monomials added up, those without a coefficient left out."""
    column_by_monomial: dict[Monomial, int] = {}
    column_indices = [
        column_by_monomial.setdefault(monomial, len(column_by_monomial)) for monomial in monomials
    ]
    if len(column_by_monomial) < len(column_indices):
        summed_coefficients = np.zeros((coefficients.shape[0], len(column_by_monomial)))
        for column_index, coefficients_by_year in zip(column_indices, coefficients.T, strict=True):
            summed_coefficients[:, column_index] += coefficients_by_year
        coefficients = summed_coefficients
    return used(tuple(column_by_monomial), coefficients)


def used(monomials: tuple[Monomial, ...], coefficients: Array) -> Polynomial:
    """Monomials that are all different, those without a coefficient left out."""
    if np.count_nonzero(coefficients) == coefficients.size:
        return Polynomial(monomials, coefficients)
    is_used: npt.NDArray[np.bool_] = np.asarray(coefficients.any(axis=0))
    if np.count_nonzero(is_used) == is_used.size:
        return Polynomial(monomials, coefficients)
    return Polynomial(
        tuple(monomial for monomial, use in zip(monomials, is_used, strict=True) if use),
        coefficients[:, is_used],
    )


def added(first: Polynomial, second: Polynomial, sign: float = 1.0) -> Polynomial:
    """The sum, or the difference with sign -1."""
    first_coefficients, second_coefficients = first.coefficients, second.coefficients
    if first.years != second.years:
        year_count = max(first.years, second.years)
        first_coefficients = np.broadcast_to(first_coefficients, (year_count, first_coefficients.shape[1]))
        second_coefficients = np.broadcast_to(second_coefficients, (year_count, second_coefficients.shape[1]))
    coefficient_table = np.concatenate(
        [first_coefficients, second_coefficients if sign == 1.0 else sign * second_coefficients], axis=1
    )
    return collected((*first.monomials, *second.monomials), coefficient_table)


def scaled(polynomial: Polynomial, factors: Array) -> Polynomial:
    """Times a number, (1,), or one of each year, (years,)."""
    return used(polynomial.monomials, polynomial.coefficients * factors[:, None])


def product(first: Monomial, second: Monomial) -> Monomial:
    """The product of two monomials."""
    if not first or not second:
        return first or second
    power_by_atom = dict(first)
    for atom_index, power in second:
        power_by_atom[atom_index] = power_by_atom.get(atom_index, 0) + power
    return tuple(sorted((atom_index, power) for atom_index, power in power_by_atom.items() if power))


def to_power(monomial: Monomial, exponent: int) -> Monomial:
    """A monomial to a whole power."""
    return tuple((atom, power * exponent) for atom, power in monomial) if exponent else ONE


def multiplied(first: Polynomial, second: Polynomial) -> Polynomial:
    """The product, every monomial of the one with every monomial of the other."""
    year_count = max(first.years, second.years)
    coefficient_products = first.coefficients[:, :, None] * second.coefficients[:, None, :]
    monomials = [product(left, right) for left in first.monomials for right in second.monomials]
    return collected(monomials, coefficient_products.reshape(year_count, -1))
