"""Texts that only say something: signs that steer a terminal or turn a line around, and words without end.

A case, its tables and its form come from somebody else as often as not, and what they hold is printed, in messages and
in reports. An escape sequence would clear the screen or hide a word; a sign that turns the direction of writing shows
another text than the one that is read.
"""

from __future__ import annotations

import re

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters but for tab and line end, signs that turn the direction of writing, halves of a sign, and the two
numbers that are no sign, which no file of Word can hold."""
LONGEST_TEXT = 20_000
"""Signs of the longest text that an input holds in one place: the longest of the example cases has under a thousand."""


def steering_sign(text: str) -> str | None:
    r"""The number of the first sign that steers, as Unicode writes it; None where there is none.

    Examples
    --------
    >>> steering_sign("red \x1b[31m"), steering_sign("a line\nand the next, \u20ac 5")
    ('U+001B', None)
    """
    steering_match = _STEERING.search(text)
    return None if steering_match is None else f"U+{ord(steering_match.group()):04X}"


def neutral(text: str) -> str:
    r"""The text with a question mark for every sign that steers.

    Examples
    --------
    >>> neutral("red \x1b[31m\n")
    'red ?[31m\n'
    """
    return _STEERING.sub("?", text)


def shortened(text: str, most: int) -> str:
    """The text, or its beginning where it is longer than a reader needs.

    Examples
    --------
    >>> shortened("coordinator", 20), shortened("coordinator", 5)
    ('coordinator', 'coord...')
    """
    return text if len(text) <= most else f"{text[:most]}..."
