"""Places that were left to be filled in: a text such as NOG IN TE VULLEN, which a template puts there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_MARK = re.compile(r"\b(NOG IN TE VULLEN|NOG INVULLEN|TO BE FILLED IN|TO FILL IN|TODO|TBD)\b")
"""Marks within a text, in capitals: in small letters they may be part of a sentence."""
_WHOLE = re.compile(
    r"\W*(nog in te vullen|nog invullen|in te vullen|to be filled in|to fill in|todo|tbd)\W*", re.IGNORECASE
)


def is_placeholder(written: Any) -> bool:
    """Whether a text still has to be filled in.

    Examples
    --------
    >>> is_placeholder("Opdracht van NOG IN TE VULLEN"), is_placeholder("nog in te vullen"), is_placeholder("director")
    (True, True, False)
    >>> is_placeholder("a form to fill in at home")
    False
    """
    return isinstance(written, str) and bool(_MARK.search(written) or _WHOLE.fullmatch(written))


def placeholders(raw: Any, path: str = "") -> Iterator[str]:
    """Paths of every text that still has to be filled in, in the order of the file.

    Examples
    --------
    >>> list(placeholders({"case": {"owner": "TO FILL IN", "title": {"nl": "x", "en": "TODO"}}}))
    ['case.owner', 'case.title.en']
    """
    if isinstance(raw, dict):
        for key, child_node in raw.items():
            yield from placeholders(child_node, f"{path}.{key}" if path else str(key))
    elif isinstance(raw, list):
        for part_index, child_node in enumerate(raw):
            yield from placeholders(child_node, f"{path}.{part_index}")
    elif is_placeholder(raw):
        yield path
