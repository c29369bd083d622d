"""The text of an Excel formula with how tightly it binds, so that brackets stand where Excel needs them.

Excel reads ``-2^2`` as 4 and ``2^3^2`` as 64, both unlike Python: negative numbers always stand in brackets and so does
whatever is raised to a power or raises it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

COMPARE, PLUS, TIMES, POWER, ATOM = range(1, 6)
_LONGEST_TEXT = 120
"""Characters of a text in a formula: Excel takes 255, quotes that are written twice among them."""


@dataclass(frozen=True)
class Formula:
    """One Excel expression, without the leading ``=``.

    Parameters
    ----------
    text : str
        The expression.
    binding : int
        How tightly its outermost operator binds; ATOM for a cell, a number, a function or a bracket.
    """

    text: str
    binding: int = ATOM

    def within(self, binding: int) -> str:
        """The text, in brackets where it binds less tightly than asked."""
        return self.text if self.binding >= binding else f"({self.text})"


def literal(value: Any) -> Formula:
    """A number as Excel reads it back exactly.

    Examples
    --------
    >>> literal(0.1).text, literal(3.0).text, literal(-2.5).text, literal(1e-12).text
    ('0.1', '3', '(-2.5)', '1E-12')
    """
    number_as_float = float(value)
    if not math.isfinite(number_as_float):
        raise ValueError(f"{number_as_float} cannot stand in an Excel formula; every number must be finite")
    unsigned_text = repr(abs(number_as_float)).removesuffix(".0").upper()
    return Formula(f"(-{unsigned_text})" if number_as_float < 0 else unsigned_text)


def quoted(text: str) -> str:
    """A text as it stands in a formula; a long one in pieces, since Excel takes no longer ones.

    Examples
    --------
    >>> quoted('no "go" yet')
    '"no ""go"" yet"'
    """
    text_pieces = [
        text[piece_start : piece_start + _LONGEST_TEXT] for piece_start in range(0, len(text), _LONGEST_TEXT)
    ] or [""]
    return "&".join('"' + text_piece.replace('"', '""') + '"' for text_piece in text_pieces)


def infix(sign: str, binding: int) -> Callable[[Formula, Formula], Formula]:
    """An operator that groups from the left, as + - * / do.

    Examples
    --------
    >>> minus = infix("-", PLUS)
    >>> minus(Formula("A1"), minus(Formula("B1"), Formula("C1"))).text
    'A1-(B1-C1)'
    """
    return lambda left, right: Formula(f"{left.within(binding)}{sign}{right.within(binding + 1)}", binding)


def power(base: Formula, exponent: Formula) -> Formula:
    """A power, with both sides in brackets unless they are atoms."""
    return Formula(f"{base.within(ATOM)}^{exponent.within(ATOM)}", POWER)


def negative(operand: Formula) -> Formula:
    """The opposite, always in brackets."""
    return Formula(f"(-{operand.within(ATOM)})")


def call(function: str) -> Callable[..., Formula]:
    """A worksheet function.

    Examples
    --------
    >>> call("MIN")(Formula("A1"), Formula("B1+C1", PLUS)).text
    'MIN(A1,B1+C1)'
    """
    return lambda *arguments: Formula(f"{function}({','.join(argument.text for argument in arguments)})")


def plus(left: Formula, right: Formula) -> Formula:
    """A sum of two."""
    return _PLUS(left, right)


_PLUS = infix("+", PLUS)
