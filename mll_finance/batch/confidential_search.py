"""Confidential numbers in the files of a public version, however they are spelt.

A number stands in a text as figures, with dots, commas, apostrophes or any kind of space between the thousands, with a
word for thousands or millions behind it, as a percentage, rounded, or in words. A number of so many figures that it is
no coincidence is certain; one that is round, or a rounded spelling of a confidential number, may be another: a person
has to look.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mll_finance.batch.number_words import in_words
from mll_finance.inputs.reference_data.thresholds import threshold, whole_threshold

_TELLING = whole_threshold("confidential_figures")
"""Significant figures from which a number found in a file is no coincidence."""
_SMALLEST = threshold("confidential_smallest")
"""Round numbers below this stand in any text; they are not looked for."""
_ROUNDED = threshold("confidential_rounded")
"""Half the place of a last figure, as a share of the number, below which a rounded spelling may be that number."""
_SPACES = "\u0020\u00a0\u2000-\u200a\u202f\u205f\u3000"
_MARKS = rf"[.,'’_{_SPACES}]"
_FIGURES = re.compile(rf"(?<![\d.,])\d+(?:{_MARKS}\d+)*", re.UNICODE)
_SCALE_BY_WORD = {
    **dict.fromkeys(("k", "duizend", "dzd", "thousand", "mille", "ton"), 1e3),
    **dict.fromkeys(("m", "mln", "mio", "miljoen", "million"), 1e6),
    **dict.fromkeys(("mld", "miljard", "billion", "bn"), 1e9),
    **dict.fromkeys(("%", "procent", "percent", "pct"), 1e-2),
}
_SCALE = re.compile(
    rf"[{_SPACES}]?({'|'.join(sorted(_SCALE_BY_WORD, key=len, reverse=True))})(?![a-z0-9])", re.IGNORECASE
)
_HIDDEN_TEXT = re.compile(r"(?s)<(script|style)\b.*?</\1>")
_INLINE_TAG = re.compile(
    r"</?(?:b|i|em|strong|span|sup|sub|a|small|wbr)\b[^>]*>|&(?:shy|zwnj|zwj);|[\u00ad\u200b-\u200d\u2060]"
)


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
    common : collection of float
        Numbers that also stand in the files for another reason: finding one is never certain.
    """
    pairs = {(number, path) for path, numbers in numbers_by_path.items() for number in numbers}
    found_sightings: set[Sighting] = set()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in leave):
        for text in texts(file):
            readings_shown = dict.fromkeys(readings(text))
            lowered_text = re.sub(rf"[{_SPACES}-]+", "", text.lower())
            for number, path in pairs:
                is_certain = _standing(number, readings_shown, lowered_text)
                if is_certain is not None:
                    found_sightings.add(Sighting(path, file.name, is_certain and number not in common))
    return sorted(
        found_sightings, key=lambda sighting: (not sighting.is_certain, sighting.path, sighting.file)
    )


def texts(file: Path) -> Iterator[str]:
    """What a reader can see in a file: its text, or that of the parts of a zipped one, such as a workbook."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield _visible(archive.read(name).decode("utf-8", errors="replace"))
        return
    yield _visible(file.read_bytes().decode("utf-8", errors="replace"))


def _visible(text: str) -> str:
    return html.unescape(_INLINE_TAG.sub("", _HIDDEN_TEXT.sub(" ", text)))


def readings(text: str) -> Iterator[tuple[float, float]]:
    """Each number that figures in a text may stand for, with half the place of its last figure.

    Examples
    --------
    >>> sorted(set(readings("73,2 duizend")))[-2:]
    [(73200.0, 50.0), (732000.0, 500.0)]
    """
    for match in _FIGURES.finditer(text):
        scale_match = _SCALE.match(text, match.end())
        scales = (1.0,) if scale_match is None else (1.0, _SCALE_BY_WORD[scale_match[1].lower()])
        for number_text in _spellings(match[0]):
            decimals = len(number_text.partition(".")[2])
            for scale in scales:
                yield float(f"{float(number_text) * scale:.12g}"), 0.5 * 10.0**-decimals * scale


def _spellings(figures: str) -> Iterator[str]:
    """Figures as a plain number: marks between thousands gone, the last mark a decimal one or not; and each part."""
    parts = re.split(_MARKS, figures)
    yield "".join(parts)
    if len(parts) > 1:
        yield f"{''.join(parts[:-1])}.{parts[-1]}"
        # A list of numbers: "73219, 41873" and "12 73 219" hold numbers that begin or end in the middle.
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                if end - start < len(parts):
                    yield "".join(parts[start:end])


def _standing(number: float, shown: dict[tuple[float, float], None], words_text: str) -> bool | None:
    """Whether a number stands in a text for certain (True), perhaps (False) or not (None)."""
    figure_count = len(f"{abs(number):.12g}".replace(".", "").strip("0"))
    is_telling = figure_count >= _TELLING
    size = abs(number)
    if not is_telling and size < _SMALLEST:
        return None
    if any(abs(reading - size) <= 1e-9 * size for reading, _ in shown):
        return is_telling
    if any(words in words_text for words in in_words(size)):
        return False
    if size < _SMALLEST:
        return None
    is_rounded = any(
        half_place < size * _ROUNDED and abs(reading - size) <= half_place for reading, half_place in shown
    )
    return False if is_rounded else None
