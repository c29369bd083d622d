"""How wide text is and where a line of it ends, without a font: the widths of Helvetica and its like.

References
----------
Adobe Systems (1997), "Core 14 AFM files": widths of Helvetica in thousandths of the size.
"""

from __future__ import annotations

import unicodedata

_WIDTHS = {
    **dict.fromkeys("ijl'", 222),
    **dict.fromkeys(" !,./:;I[\\]ft|", 278),
    **dict.fromkeys("()-r`", 333),
    **dict.fromkeys('"*', 370),
    **dict.fromkeys("ckJsvxyz^", 500),
    **dict.fromkeys("+<=>~FTZ−±", 611),
    **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833),
    **dict.fromkeys("%", 889),
    **dict.fromkeys("W@—→…", 1000),
}
_ELSE = 556
"""Width of figures and of most small letters."""
_ROOM = 1.18
"""The letters of other systems, such as Verdana and DejaVu, are up to a sixth wider."""
_BOLD = 1.08


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text [px], rather too wide than too narrow.

    Examples
    --------
    >>> text_width("1.000", 10) < text_width("1.000", 10, bold=True) < text_width("10.000", 10, bold=True)
    True
    """
    letters_and_accents = unicodedata.normalize("NFD", text)
    thousandths = sum(
        _WIDTHS.get(letter_or_accent, _ELSE)
        for letter_or_accent in letters_and_accents
        if not unicodedata.combining(letter_or_accent)
    )
    return thousandths * size * _ROOM * (_BOLD if bold else 1.0) / 1000


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Text in lines no wider than the room [px]; a word that is wider itself is broken.

    Examples
    --------
    >>> wrapped("kosten van de coordinator", 14, 120)
    ['kosten van de', 'coordinator']
    >>> wrapped("schuldhulpverleningstraject", 14, 110)
    ['schuldhulpverl', 'eningstraject']
    """
    wrapped_lines = [""]
    for word in text.split():
        longer_line = f"{wrapped_lines[-1]} {word}".strip()
        if text_width(longer_line, size) <= room:
            wrapped_lines[-1] = longer_line
            continue
        if wrapped_lines[-1]:
            wrapped_lines.append("")
        for letter in word:
            if wrapped_lines[-1] and text_width(wrapped_lines[-1] + letter, size) > room:
                wrapped_lines.append("")
            wrapped_lines[-1] += letter
    return wrapped_lines
