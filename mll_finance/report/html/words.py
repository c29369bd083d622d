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
    phrases = sentences().items()
    return MappingProxyType(
        {name.removeprefix(_PREFIX): both[language] for name, both in phrases if name.startswith(_PREFIX)}
    )
