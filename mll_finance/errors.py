"""The errors that a user sees: what was found, what is allowed, what to do.

An :class:`InputError` carries every problem of the input at once; commands print them without a traceback and
end with exit code 2. A :class:`RunError` is a failure while running (exit code 1).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from mll_finance.plain_text import neutral, shortened
from mll_finance.resources import SHIPPED_DATA, shipped_rows

MOST_PROBLEMS = 100
"""Problems that a message lists; it counts the rest."""
LONGEST_SENTENCE = 2000
LONGEST_PLACE = 300
"""Signs of a sentence and of a place in a message: the longest list of allowed names has under two thousand."""


class Phrase(str):
    """A sentence in English that can be told in another language: it knows its key and what it names.

    Made by ``terms.phrase``, which looks the sentence up in ``data/sentences*.yaml``; told by ``terms.told``.
    """

    __slots__ = ("fields", "key")
    key: str
    fields: Mapping[str, object]

    def __new__(cls, text: str, key: str, fields: Mapping[str, object]) -> Phrase:
        phrase = super().__new__(cls, text)
        phrase.key, phrase.fields = key, fields
        return phrase

    @classmethod
    def of(cls, key: str, text: str, /, **fields: object) -> Phrase:
        """A phrase of a module that stands below the table of sentences: its English text is given, and in the table.

        Examples
        --------
        >>> Phrase.of("problem_did_you_mean", "did you mean '{guess}'?", guess="state")
        "did you mean 'state'?"
        """
        return cls(text.format(**fields), key, fields)

    def __getnewargs__(self) -> tuple[str, str, Mapping[str, object]]:  # type: ignore[override]
        """What a copy is made from."""
        return str(self), self.key, self.fields


class InBoth(str):
    """A text of a data table in English, that carries its Dutch as well; ``terms.told`` picks the language."""

    __slots__ = ("nl",)
    nl: str

    def __new__(cls, en: str, nl: str) -> InBoth:
        text_in_both = super().__new__(cls, en)
        text_in_both.nl = nl
        return text_in_both

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """What a copy is made from."""
        return str(self), self.nl


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input.

    Each of the three sentences is plain English, or a :class:`Phrase` that can be told in Dutch as well.

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
    id : str
        Which question it is, where it has a name, such as one of the second look.
    cell : str
        Sheet and cell of a form, such as ``Posten!E7``, where it was filled in as a workbook.
    """

    path: str
    found: str
    allowed: str
    remedy: str
    line: int | None = None
    id: str = ""
    cell: str = ""

    def __post_init__(self) -> None:
        """Let the remedy name no list that what is allowed has named."""
        if _is_listed(self.remedy, self.allowed):
            object.__setattr__(self, "remedy", Phrase.of("problem_use_one_of_those", "use one of those"))

    @classmethod
    def unknown(
        cls, path: str, finding: str, name: str, known: Iterable[str], *, allowed: str | None = None
    ) -> Problem:
        """A name that is not there: what is allowed are the known ones, and the remedy proposes the nearest.

        Examples
        --------
        >>> print(Problem.unknown("lines.a.payer", "unknown party 'stat'", "stat", ["municipality", "state"]))
        lines.a.payer: unknown party 'stat'; one of municipality, state; did you mean 'state'?
        """
        allowed_names = list(known)
        one_of_phrase = Phrase.of("problem_one_of", "one of {names}", names=", ".join(allowed_names))
        return cls(path, finding, allowed or one_of_phrase, suggestion(name, allowed_names))

    @property
    def fields(self) -> Mapping[str, object]:
        """What its sentences name, where they can be told in another language."""
        return self.found.fields if isinstance(self.found, Phrase) else {}

    def below(self, path: str) -> Problem:
        """The same problem of a part, at its place in the whole."""
        return replace(self, path=f"{path}.{self.path}" if self.path else path)

    def __str__(self) -> str:
        place_text = self.path or "the file"
        if self.cell:
            place_text = f"{self.path} ({self.cell})" if self.path else self.cell
        elif self.line is not None:
            place_text += f" (line {self.line})"
        sentences = (shortened(text, LONGEST_SENTENCE) for text in (self.found, self.allowed, self.remedy))
        return f"{shortened(place_text, LONGEST_PLACE)}: {'; '.join(sentences)}"


def _is_listed(remedy: str, allowed: str) -> bool:
    """Whether a remedy is to use one of a list, and what is allowed holds every name of that list."""
    if not isinstance(remedy, Phrase) or remedy.key != "problem_use_one_of":
        return False
    return set(str(remedy.fields["names"]).split(", ")) <= set(re.split(r"[\s,;]+", allowed))


class InWordsError(Exception):
    """An error that a notebook shows as its message alone, without a traceback; the cell fails all the same."""

    notebook_text = ""
    """What a notebook shows in the place of the message, such as the message in the language of the case."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it."""
        return (self.notebook_text or str(self)).splitlines()


class InputError(InWordsError):
    """The input is wrong; holds every :class:`Problem` that was found (exit code 2)."""

    def __init__(self, problems: Iterable[Problem] | Problem, *, file: str | None = None) -> None:
        problem_tuple = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = tuple(sorted(problem_tuple, key=lambda p: (p.line or 0, p.path)))
        self.file = file
        super().__init__(str(self))

    def __str__(self) -> str:
        problem_count = len(self.problems)
        problem_count_text = (
            f"{self.file or 'input'}: {problem_count} problem{'s' if problem_count != 1 else ''}"
        )
        shown_texts = [f"  - {problem}" for problem in self.problems[:MOST_PROBLEMS]]
        more_count = problem_count - len(shown_texts)
        more_texts = [f"  - and {more_count} more"] if more_count else []
        return neutral("\n".join([problem_count_text, *shown_texts, *more_texts]))


class RunError(InWordsError):
    """Something failed while running; what is finished is kept (exit code 1)."""


class UnreadableFileError(RunError):
    """A file that cannot be searched: encrypted, damaged, or packed in a way that is not known."""


class UnregisteredError(RunError, TypeError):
    """A file of a folder whose files each register one thing lacks a part; says which and what to add."""


_LONGEST_NAME = 100
"""Signs of a word that are compared with the names that are known."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is meant: the same but for capitals, in English for Dutch, or nearest in its letters.

    Examples
    --------
    >>> nearest("recievr", ["payer", "receiver"])
    'receiver'
    >>> nearest("betaler", ["payer", "receiver"]), nearest("CPI", ["cpi", "wages"])
    ('payer', 'cpi')
    >>> nearest("xyz", ["payer", "receiver"]) is None
    True
    """
    known_words = list(known)
    word = word[:_LONGEST_NAME]
    folded_unknown_word = word.strip().casefold()
    equal_names = [name for name in known_words if name.casefold() == folded_unknown_word]
    meant_names = equal_names or [
        key for key in _keys_in_dutch().get(folded_unknown_word, ()) if key in known_words
    ]
    matching_names = meant_names or difflib.get_close_matches(word, known_words, n=1, cutoff=0.6)
    return matching_names[0] if matching_names else None


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _keys_in_dutch() -> Mapping[str, tuple[str, ...]]:
    """The keys and names of a case that a Dutch word may stand for."""
    return {row["word"]: tuple(row["keys"].split()) for row in shipped_rows("dutch_words.csv")}


def suggestion(word: str, known: Iterable[str]) -> Phrase:
    """The remedy for an unknown word: the nearest known one, or all of them.

    Examples
    --------
    >>> suggestion("munipality", ["municipality", "state"])
    "did you mean 'municipality'?"
    """
    known = sorted(known)
    nearest_name = nearest(word, known)
    if nearest_name is not None:
        return Phrase.of("problem_did_you_mean", "did you mean '{guess}'?", guess=nearest_name)
    if not known:
        return Phrase.of("problem_remove_it", "remove it")
    return Phrase.of("problem_use_one_of", "use one of: {names}", names=", ".join(known))
