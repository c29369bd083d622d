"""Where a word too long for its column may be broken."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LONGEST = 20
"""Letters of a word beyond which it may be broken; Dutch compounds up to this length stay whole."""
_SEAM = re.compile(
    r"(?<=[a-z]{4})(?=beoordeling|beveiliging|effect|overeenkomst|registratie|verantwoordelijk|verlening|verwerking|voorziening)"
)
"""Where a long Dutch compound is broken first, with a hyphen: before a part that many of them end in."""


def breakable(text: str) -> Markup:
    """Text in which a word too long for a column, such as a path, may be broken after a sign or every so many letters.

    Examples
    --------
    >>> breakable("lines.coordinator.wage & 1.000")
    Markup('lines.<wbr>coordinator.<wbr>wage &amp; 1.000')
    >>> breakable("Grondrechtenbeoordeling")
    Markup('Grondrechten&shy;beoordeling')
    """
    space_separated_words = text.split(" ")
    if len(max(space_separated_words, key=len)) <= _LONGEST:
        return escape(text)
    return Markup(" ").join(
        _broken(separate_word) if len(separate_word) > _LONGEST else escape(separate_word)
        for separate_word in space_separated_words
    )


_NEGATIVE = re.compile("\N{MINUS SIGN}€[0-9.,]+[0-9]")
"""An amount below zero as English has it; a browser would end a line between the minus and the sign of the euro."""


def unbroken(text: str) -> Markup:
    """Prose in which an amount stays on one line.

    Examples
    --------
    >>> unbroken("from −€1,200 & up")
    Markup('from <span class="key">−€1,200</span> &amp; up')
    """
    negative_amounts = [
        Markup('<span class="key">{}</span>').format(negative_amount)
        for negative_amount in _NEGATIVE.findall(text)
    ]
    texts_between = [escape(text_between) for text_between in _NEGATIVE.split(text)]
    return texts_between[0] + Markup("").join(
        negative_amount + text_between
        for negative_amount, text_between in zip(negative_amounts, texts_between[1:], strict=True)
    )


def _broken(word: str) -> Markup:
    parts_between_seams = _SEAM.split(word)
    return Markup("&shy;").join(_pieces(word_part) for word_part in parts_between_seams)


def _pieces(part: str) -> Markup:
    word_pieces = re.findall(rf"[^\W_]{{1,{_LONGEST}}}[\W_]*|[\W_]+", part)
    return Markup("<wbr>").join(escape(word_piece) for word_piece in word_pieces)
