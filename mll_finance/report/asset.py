"""Scripts and styles of the pages, as they lie in the package."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """The text of a file of this folder, such as ``html/page.js``; read once.

    Examples
    --------
    >>> asset("what_if/evaluate.js").startswith("//")
    True
    """
    return (_HERE / name).read_text(encoding="utf-8")
