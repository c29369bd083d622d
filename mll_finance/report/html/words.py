"""The words of the page itself: what a writer says around the blocks, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from mll_finance.resources import SHIPPED_DATA
from mll_finance.terms import LANGUAGES, Language, sentences

_PREFIX = "page_"


@SHIPPED_DATA.kept
@lru_cache(maxsize=len(LANGUAGES))
def words(language: Language) -> Mapping[str, str]:
    """Every word of the page in one language; a word with values has their places in braces.

    Examples
    --------
    >>> words("nl")["contents"], words("en")["contents"]
    ('Inhoud', 'Contents')
    """
    texts_by_key = sentences().items()
    return MappingProxyType(
        {
            sentence_key.removeprefix(_PREFIX): text_by_language[language]
            for sentence_key, text_by_language in texts_by_key
            if sentence_key.startswith(_PREFIX)
        }
    )
