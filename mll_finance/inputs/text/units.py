"""What kind of thing a unit counts: its family, and whether it has numbers with three decimals (``data/units.csv``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mll_finance.resources import SHIPPED_DATA, shipped_rows

_WORD = re.compile(r"[^\W\d_][\w\-]*|[€$£%]")
_SIGNS = {
    "€": "EUR",
    "euros": "EUR",
    "$": "USD",
    "£": "GBP",
    "%": "percent",
    "uren": "hour",
    "minuten": "min",
}
_PURE = re.compile(r"\s*1?\s*(/\s*(yr|year|jaar|jr|month|maand))?\s*$")
"""A number without a unit, or a rate per year: 1, 1/yr."""


@dataclass(frozen=True)
class UnitWord:
    """One word of a unit."""

    token: str
    family: str
    """What it counts: money, people, thing, hour, minute, share and so on."""
    three_decimals: bool
    """Whether a dot before three decimals is a decimal point; where not, it may separate thousands."""


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _words() -> dict[str, UnitWord]:
    """The words of units by their form in either language, in lower case."""
    word_by_token: dict[str, UnitWord] = {}
    for unit_row in shipped_rows("units.csv"):
        unit_word = UnitWord(unit_row["token"], unit_row["family"], unit_row["three_decimals"] == "decimal")
        for unit_spelling in (unit_row["token"], unit_row["nl"], unit_row["en"]):
            word_by_token.setdefault(unit_spelling.lower(), unit_word)
    for sign, token in _SIGNS.items():
        word_by_token[sign] = word_by_token[token.lower()]
    return word_by_token


def unit_words(unit: str) -> tuple[tuple[UnitWord | None, ...], tuple[UnitWord | None, ...]]:
    """The words of a unit that are counted, and those that it is counted per; None for a word of the user's own.

    Examples
    --------
    >>> counted, per = unit_words("EUR/fte/yr")
    >>> [word.family for word in counted], [word.family for word in per]
    (['money'], ['fte', 'year'])
    """
    text_before_per, _, text_after_per = unit.partition("/")
    return _read(text_before_per), _read(text_after_per)


def token(word: str) -> str:
    """A word of a unit as ``data/units.csv`` calls it, whichever language it is in; a word of the user's own as it is.

    Examples
    --------
    >>> token("uur"), token("uren"), token("huisbezoekje")
    ('hour', 'hour', 'huisbezoekje')
    """
    known_word = _words().get(word.lower())
    return word if known_word is None else known_word.token


def family(word: str) -> str | None:
    """What a word of a unit counts, whichever language it is in; None for a word of the user's own.

    Examples
    --------
    >>> family("uur"), family("huishouden"), family("huisbezoekje")
    ('hour', 'people', None)
    """
    unit_word = _words().get(word.lower())
    return None if unit_word is None else unit_word.family


def _read(text: str) -> tuple[UnitWord | None, ...]:
    word_by_token = _words()
    return tuple(word_by_token.get(word.lower()) for word in _WORD.findall(text))


@SHIPPED_DATA.kept
@lru_cache(maxsize=1024)
def has_three_decimals(unit: str | None) -> bool:
    """Whether 1.250 of this unit is one and a quarter; where it may be 1250 (euros, people, things, minutes) not.

    Examples
    --------
    >>> [has_three_decimals(unit) for unit in ("fraction", "uur/zaak", "1/yr", "fte", "EUR/hour", "gesprek/jr", None)]
    [True, True, True, True, False, False, False]
    """
    if not isinstance(unit, str):
        return False
    if _PURE.match(unit):
        return True
    counted_words, _ = unit_words(unit)
    return bool(counted_words) and all(word is not None and word.three_decimals for word in counted_words)
