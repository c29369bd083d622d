"""Whole numbers in words, in Dutch and English, written together: as a search finds them once spaces are gone."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_DUTCH = _words(
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_DUTCH_TENS = _words("- - twintig dertig veertig vijftig zestig zeventig tachtig negentig")
_ENGLISH = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS = _words("- - twenty thirty forty fifty sixty seventy eighty ninety")


def in_words(number: float) -> tuple[str, ...]:
    """The words for a whole number, spaces and hyphens left out; none for a fraction or beyond a milliard.

    Examples
    --------
    >>> in_words(250000)
    ('tweehonderdvijftigduizend', 'twohundredandfiftythousand', 'twohundredfiftythousand')
    >>> in_words(73219)[0]
    'drieënzeventigduizendtweehonderdnegentien'
    """
    if number != int(number) or not 0 < number < 1e9:
        return ()
    whole_number = int(number)
    english_text = _english(whole_number, "and")
    return tuple(dict.fromkeys((_dutch(whole_number), english_text, _english(whole_number, ""))))


def _dutch(number: int) -> str:
    if number < 20:
        return _DUTCH[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        joint = "ën" if ones in (2, 3) else "en"
        return (f"{_DUTCH[ones]}{joint}" if ones else "") + _DUTCH_TENS[tens]
    for size, word in ((1_000_000, "miljoen"), (1_000, "duizend"), (100, "honderd")):
        if number >= size:
            count, rest = divmod(number, size)
            count_text = "" if count == 1 and size < 1_000_000 else _dutch(count)
            return count_text + word + (_dutch(rest) if rest else "")
    raise AssertionError("a number below a hundred has been written")


def _english(number: int, joint: str) -> str:
    if number < 20:
        return _ENGLISH[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _ENGLISH_TENS[tens] + (_ENGLISH[ones] if ones else "")
    for size, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            count, rest = divmod(number, size)
            rest_joint = joint if size == 100 or rest < 100 else ""
            return _english(count, joint) + word + (rest_joint + _english(rest, joint) if rest else "")
    raise AssertionError("a number below a hundred has been written")
