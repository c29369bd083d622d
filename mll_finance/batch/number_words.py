"""Whole numbers in words, in Dutch and English, written together: as a search finds them once spaces are gone."""

from __future__ import annotations

from collections.abc import Iterator


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
_BY_NAME = {
    250_000: ("kwartmiljoen", "tweeeneenhalveton", "quarterofamillion", "quartermillion"),
    500_000: ("halfmiljoen", "halvemiljoen", "vijfton", "halfamillion"),
    750_000: ("driekwartmiljoen", "threequartersofamillion"),
    1_500_000: ("anderhalfmiljoen",),
    150_000: ("anderhalveton", "anderhalfton"),
    50_000: ("halveton",),
    1_500: ("anderhalfduizend",),
}
_ENGLISH_TENS = _words("- - twenty thirty forty fifty sixty seventy eighty ninety")


def in_words(number: float) -> tuple[str, ...]:
    """The words for a whole number, spaces, hyphens and accents left out; none for a fraction or beyond a milliard.

    Examples
    --------
    >>> in_words(250000)[:3]
    ('tweehonderdvijftigduizend', 'twohundredandfiftythousand', 'twohundredfiftythousand')
    >>> in_words(73219)[0], in_words(12500)[-1], in_words(2500)[-2:]
    ('drieenzeventigduizendtweehonderdnegentien', 'twaalfenhalfduizend', ('vijfentwintighonderd', 'twentyfivehundred'))
    """
    if number != int(number) or not 0 < number < 1e9:
        return ()
    whole_number = int(number)
    english_text = _english(whole_number, "and")
    usual_wordings = (
        _dutch(whole_number),
        english_text,
        _english(whole_number, ""),
        *_otherwise(whole_number),
    )
    return tuple(dict.fromkeys(words.replace("ë", "e") for words in usual_wordings))


def _otherwise(number: int) -> Iterator[str]:
    """How people say it too: halves and quarters of a million, a half thousand, and so many hundreds."""
    yield from _BY_NAME.get(number, ())
    for word_value, dutch_word, english_word in (
        (1_000_000, "miljoen", "million"),
        (1_000, "duizend", "thousand"),
    ):
        word_count, remainder = divmod(number, word_value)
        if remainder == word_value // 2 and 0 < word_count < 1_000:
            yield f"{_english(word_count, 'and')}andahalf{english_word}"
            yield f"{_dutch(word_count)}eneenhalf{dutch_word}"
            yield f"{_dutch(word_count)}enhalf{dutch_word}"
    millions, remainder = divmod(number, 1_000_000)
    for place_value, digit_count in ((100_000, 1), (10_000, 2)):
        if (
            millions
            and remainder
            and remainder % place_value == 0
            and remainder // place_value < 10**digit_count
        ):
            yield f"{_dutch(millions)}komma{_dutch(remainder // place_value)}miljoen"
            yield f"{_english(millions, 'and')}point{_figures(remainder // place_value, digit_count)}million"
    if 1_000 < number < 10_000 and number % 100 == 0 and number % 1_000:
        yield f"{_dutch(number // 100)}honderd"
        yield f"{_english(number // 100, 'and')}hundred"


def _figures(number: int, digits: int) -> str:
    """What is read figure by figure, as behind an English point."""
    return "".join(_ENGLISH[int(figure)] for figure in f"{number:0{digits}d}")


def _dutch(number: int) -> str:
    if number < 20:
        return _DUTCH[number]
    if number < 100:
        tens, units = divmod(number, 10)
        joining_word = "ën" if units in (2, 3) else "en"
        return (f"{_DUTCH[units]}{joining_word}" if units else "") + _DUTCH_TENS[tens]
    for word_value, number_word in ((1_000_000, "miljoen"), (1_000, "duizend"), (100, "honderd")):
        if number >= word_value:
            word_count, remainder = divmod(number, word_value)
            count_text = "" if word_count == 1 and word_value < 1_000_000 else _dutch(word_count)
            return count_text + number_word + (_dutch(remainder) if remainder else "")
    raise AssertionError("a number below a hundred has been written")


def _english(number: int, joint: str) -> str:
    if number < 20:
        return _ENGLISH[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return _ENGLISH_TENS[tens] + (_ENGLISH[units] if units else "")
    for word_value, number_word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= word_value:
            word_count, remainder = divmod(number, word_value)
            rest_joint = joint if word_value == 100 or remainder < 100 else ""
            return (
                _english(word_count, joint)
                + number_word
                + (rest_joint + _english(remainder, joint) if remainder else "")
            )
    raise AssertionError("a number below a hundred has been written")
