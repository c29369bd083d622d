"""The words of the page itself: what a writer says around the blocks, in both languages."""

from __future__ import annotations

from mll_finance.terms import Language, sentences

_PREFIX = "page_"


def words(language: Language) -> dict[str, str]:
    """Every word of the page in one language; a word with values has their places in braces.

    Examples
    --------
    >>> words("nl")["contents"], words("en")["contents"]
    ('Inhoud', 'Contents')
    """
    phrases = sentences().items()
    return {name.removeprefix(_PREFIX): both[language] for name, both in phrases if name.startswith(_PREFIX)}
