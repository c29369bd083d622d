"""The errors that a user sees: what was found, what is allowed, what to do.

An :class:`InputError` carries every problem of the input at once; commands print them without a traceback and
end with exit code 2. A :class:`RunError` is a failure while running (exit code 1).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input.

    Parameters
    ----------
    path : str
        Place in the case, such as ``lines.coordinator.wage``; empty for the file as a whole.
    found : str
        What was found there.
    allowed : str
        What is allowed there.
    remedy : str
        What to do about it.
    line : int or None
        Line in the file, counted from 1.
    """

    path: str
    found: str
    allowed: str
    remedy: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.path or "the file"
        if self.line is not None:
            place += f" (line {self.line})"
        return f"{place}: {self.found}; {self.allowed}; {self.remedy}"


class InputError(Exception):
    """The input is wrong; holds every :class:`Problem` that was found (exit code 2)."""

    def __init__(self, problems: Iterable[Problem] | Problem, *, file: str | None = None) -> None:
        listed = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = tuple(sorted(listed, key=lambda p: (p.line or 0, p.path)))
        self.file = file
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{self.file or 'input'}: {count} problem{'s' if count != 1 else ''}"
        return "\n".join([head, *(f"  - {problem}" for problem in self.problems)])


class RunError(Exception):
    """Something failed while running; what is finished is kept (exit code 1)."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to a misspelt one.

    Examples
    --------
    >>> nearest("recievr", ["payer", "receiver"])
    'receiver'
    >>> nearest("xyz", ["payer", "receiver"]) is None
    True
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: the nearest known one, or all of them.

    Examples
    --------
    >>> suggestion("munipality", ["municipality", "state"])
    "did you mean 'municipality'?"
    """
    known = sorted(known)
    guess = nearest(word, known)
    if guess is not None:
        return f"did you mean '{guess}'?"
    return f"use one of: {', '.join(known)}" if known else "remove it"
