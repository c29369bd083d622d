"""Confidential numbers in the files of a public version, however they are spelt.

A number stands in a text as figures, with dots, commas, apostrophes or any kind of space between the thousands, with a
word for thousands or millions behind it, as a power of ten, as a percentage, rounded, in words, or in an unusual way
(1k2, 73/219, 0x11e03). A number of so many figures that it is no coincidence is certain; one that is round, or a
rounded spelling of a confidential number, may be another, as two numbers with a stroke between them may be a range: a
person has to look. So it is with a small number: it is looked for where money or a share is meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unicodedata import combining, normalize

from mll_finance.batch.file_texts import texts
from mll_finance.batch.number_words import in_words
from mll_finance.errors import UnreadableFileError
from mll_finance.inputs.reference_data.thresholds import threshold, whole_threshold

_TELLING = whole_threshold("confidential_figures")
"""Significant figures from which a number found in a file is no coincidence."""
_SMALLEST = threshold("confidential_smallest")
"""Round numbers below this stand in any text; they are not looked for."""
_ROUNDED = threshold("confidential_rounded")
"""Half the place of a last figure, as a share of the number, below which a rounded spelling may be that number."""
CLOSED = "?"
"""Stands for a path where a file cannot be searched."""
_IN_WORDS = threshold("confidential_in_words")
"""The same for a spelling with a word for thousands or millions, or in words."""
_SPACES = "\u0020\u00a0\u2000-\u200a\u202f\u205f\u3000"
_MARKS = rf"[.,'’_·∙⋅{_SPACES}]"
_FIGURES = re.compile(rf"(?<!\d)(?<!\d[.,])\d+(?:{_MARKS}\d+)*", re.UNICODE)
_STROKE = r"/\u2010-\u2015-"
_JOINED = re.compile(
    rf"(?<![\w.,{_STROKE}])(\d{{1,3}}([{_STROKE}])\d{{3}}(?:\2\d{{3}})*)(?:[.,]\d\d?)?(?!\w|[.,{_STROKE}]\w)"
)
"""Thousands with a stroke or a hyphen between them: a date has two figures or four, a range may look like it."""
_SIGN_AS_POINT = re.compile(r"(?<![\w.,])(\d{1,3})([kKM])(\d{1,3})(?!\w)")
"""1k2 is 1200; of a million with a capital alone, as 12m2 is an area."""
_HEXADECIMAL = re.compile(r"(?<!\w)0[xX]([0-9a-fA-F]{2,12})(?!\w)")
_POWER = re.compile(r"[eE]([+-]?\d{1,2})(?![\w])")
_THOUSANDS = ("k", "duizend", "dzd", "thousand", "mille")
_MILLIONS = ("m", "mln", "mio", "miljoen", "million")
_SCALES_BY_WORD = {
    **dict.fromkeys(_THOUSANDS, (1e3,)),
    **dict.fromkeys(_MILLIONS, (1e6,)),
    **dict.fromkeys(("mld", "miljard", "billion", "bn"), (1e9,)),
    **dict.fromkeys(("%", "procent", "percent", "pct"), (1e-2,)),
    **dict.fromkeys(("cent", "cents", "eurocent"), (1e-2,)),
    **dict.fromkeys(("honderd", "hundred"), (1e2,)),
    "ton": (1e5, 1e3),
}
"""A Dutch ton is a hundred thousand euro, or a weight."""
_SCALE = re.compile(
    rf"[{_SPACES}]?({'|'.join(sorted(_SCALES_BY_WORD, key=len, reverse=True))})(?![a-z0-9])", re.IGNORECASE
)
_MONEY = r"(?:€|eur(?:o(?:'?s)?)?|k€|keur|t€|m€)"
_MONEY_BEFORE = re.compile(rf"{_MONEY}[{_SPACES}]?$", re.IGNORECASE)
_MONEY_AFTER = re.compile(rf"(?:,-+)?[{_SPACES}]?{_MONEY}(?![a-z])|,-", re.IGNORECASE)
_SCALE_BEFORE = re.compile(rf"(?:k€|keur|t€)[{_SPACES}]?$", re.IGNORECASE)
_LONGEST_MONEY = 6


class NumberShown(NamedTuple):
    """A number that figures in a text may stand for."""

    number: float
    half_place: float
    """Half the place of its last figure."""
    is_scaled: bool = False
    """Whether a word or sign behind it says thousands, millions or hundredths."""
    is_money: bool = False
    """Whether it stands beside a sign or word for euros."""
    may_be_two: bool = False
    """Whether it may as well be two numbers, or a range: finding it is never certain."""


@dataclass(frozen=True)
class Sighting:
    """A place where a confidential number may stand.

    Parameters
    ----------
    path : str
        Path of the number in the case.
    file : str
        Name of the file.
    is_certain : bool
        Whether it is no coincidence.
    """

    path: str
    file: str
    is_certain: bool


def sightings(
    numbers_by_path: Mapping[str, Iterable[float]],
    folder: Path,
    *,
    leave: Iterable[str],
    marks: Iterable[str] = (),
    common: Collection[float] = (),
) -> list[Sighting]:
    """Where confidential numbers stand in the files of a folder, whatever kind these are.

    Parameters
    ----------
    numbers_by_path : dict
        The confidential numbers, by their path in the case.
    folder : Path
        Folder with the files.
    leave : iterable of str
        Names of files that hold hashes only.
    marks : iterable of str
        Hashes that the suite writes in the files itself: what figures stand in one by chance is no number.
    common : collection of float
        Numbers that also stand in the files for another reason: finding one is never certain.
    """
    number_paths = {(number, path) for path, numbers in numbers_by_path.items() for number in numbers}
    longest_first = sorted(marks, key=len, reverse=True)
    marks_pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
    found_sightings: set[Sighting] = set()
    for public_file in sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name not in leave
    ):
        for readable_text in _readable(texts(public_file), public_file.name, found_sightings):
            text_without_marks = (
                readable_text if marks_pattern is None else marks_pattern.sub(" ", readable_text)
            )
            readings_shown = dict.fromkeys(readings(text_without_marks))
            text_without_accents = "".join(
                sign for sign in normalize("NFKD", text_without_marks.lower()) if not combining(sign)
            )
            text_without_blanks = re.sub(r"[\s-]+", "", text_without_accents)
            for confidential_number, path in number_paths:
                is_certain = _standing(confidential_number, readings_shown, text_without_blanks)
                if is_certain is not None:
                    found_sightings.add(
                        Sighting(path, public_file.name, is_certain and confidential_number not in common)
                    )
    return sorted(
        found_sightings, key=lambda sighting: (not sighting.is_certain, sighting.path, sighting.file)
    )


def _readable(parts: Iterator[str], file: str, seen: set[Sighting]) -> Iterator[str]:
    """The texts of a file; where it is closed, somebody has to look."""
    try:
        yield from parts
    except UnreadableFileError:
        seen.add(Sighting(CLOSED, file, is_certain=False))


def readings(text: str) -> Iterator[NumberShown]:
    """Each number that figures in a text may stand for.

    Examples
    --------
    >>> [(reading.number, reading.half_place) for reading in sorted(set(readings("73,2 duizend")))[-2:]]
    [(73200.0, 50.0), (732000.0, 500.0)]
    """
    for figure_match in _FIGURES.finditer(text):
        text_before = text[max(0, figure_match.start() - _LONGEST_MONEY) : figure_match.start()]
        power_match, scale_match = (
            _POWER.match(text, figure_match.end()),
            _SCALE.match(text, figure_match.end()),
        )
        scales_to_try: tuple[float, ...] = (1.0,)
        if power_match is not None:
            scales_to_try = (10.0 ** int(power_match[1]),)
        elif scale_match is not None:
            scales_to_try = (1.0, *_SCALES_BY_WORD[scale_match[1].lower()])
        elif _SCALE_BEFORE.search(text_before):
            scales_to_try = (1.0, 1e3)
        number_end = figure_match.end() if scale_match is None else scale_match.end()
        is_money = bool(_MONEY_BEFORE.search(text_before) or _MONEY_AFTER.match(text, number_end))
        for number_text in _spellings(figure_match[0]):
            decimal_count = len(number_text.partition(".")[2])
            for scale_divisor in scales_to_try:
                is_scaled = scale_divisor != 1.0 and power_match is None
                number_read = float(f"{float(number_text) * scale_divisor:.12g}")
                yield NumberShown(
                    number_read, 0.5 * 10.0**-decimal_count * scale_divisor, is_scaled, is_money
                )
    yield from _unusual(text)


def _unusual(text: str) -> Iterator[NumberShown]:
    """The numbers in ways of writing that somebody reads back with some thought: 1k2, 1-234, 1/234 and 0x4d2."""
    for sign_match in _SIGN_AS_POINT.finditer(text):
        word_scale = _SCALES_BY_WORD[sign_match[2].lower()][0]
        number_read = float(f"{float(f'{sign_match[1]}.{sign_match[3]}') * word_scale:.12g}")
        yield NumberShown(number_read, 0.5 * 10.0 ** -len(sign_match[3]) * word_scale, is_scaled=True)
    for sign_match in _JOINED.finditer(text):
        yield NumberShown(float(re.sub(r"\D", "", sign_match[1])), 0.0, may_be_two=True)
    for sign_match in _HEXADECIMAL.finditer(text):
        yield NumberShown(float(int(sign_match[1], 16)), 0.0)


def _spellings(figures: str) -> Iterator[str]:
    """Figures as a plain number: marks between thousands gone, the last mark a decimal one or not; and each part."""
    digit_groups = re.split(_MARKS, figures)
    yield "".join(digit_groups)
    if len(digit_groups) > 1:
        yield f"{''.join(digit_groups[:-1])}.{digit_groups[-1]}"
        # A list of numbers: "73219, 41873" and "12 73 219" hold numbers that begin or end in the middle.
        for start_group in range(len(digit_groups)):
            for end_group in range(start_group + 1, len(digit_groups) + 1):
                if end_group - start_group < len(digit_groups):
                    yield "".join(digit_groups[start_group:end_group])


def _standing(number: float, shown: Iterable[NumberShown], words_text: str) -> bool | None:
    """Whether a number stands in a text for certain (True), perhaps (False) or not (None)."""
    size_of_number = abs(number)
    is_telling = len(f"{size_of_number:.12g}".replace(".", "").strip("0")) >= _TELLING
    is_looked_for = is_telling or size_of_number >= _SMALLEST
    is_near = False
    for number_reading in shown:
        if abs(number_reading.number - size_of_number) <= 1e-9 * size_of_number:
            if is_looked_for and not number_reading.may_be_two:
                return is_telling
            is_near |= is_looked_for or number_reading.is_scaled or number_reading.is_money
        elif size_of_number >= _SMALLEST and _is_rounding(number_reading, size_of_number):
            finest_share = _IN_WORDS if number_reading.is_scaled else _ROUNDED
            is_near |= _half_place(number_reading) < size_of_number * finest_share
    if is_near or (is_looked_for and any(words in words_text for words in _in_words(size_of_number))):
        return False
    return None


def _half_place(reading: NumberShown) -> float:
    """Half the place of the last figure that tells something: the zeros of a round amount of money do not."""
    if not reading.is_money or reading.is_scaled or reading.number != int(reading.number):
        return reading.half_place
    figures_text = str(int(reading.number))
    return max(reading.half_place, 0.5 * 10.0 ** (len(figures_text) - len(figures_text.rstrip("0"))))


def _is_rounding(reading: NumberShown, size: float) -> bool:
    """Whether a reading rounds a number, or cuts it off: 1234k is 1.234.567 too."""
    half_place = _half_place(reading)
    is_cut_off = reading.is_scaled and 0 <= size - reading.number < 2 * half_place
    return is_cut_off or abs(reading.number - size) <= half_place


def _in_words(size: float) -> Iterator[str]:
    """The words for a number, and for what it is rounded to where that is close."""
    yield from in_words(size)
    if size < _SMALLEST:
        return
    for figure_count in (1, 2, 3):
        rounded_size = float(f"{size:.{figure_count}g}")
        if rounded_size != size and abs(rounded_size - size) < _IN_WORDS * size:
            yield from in_words(rounded_size)
