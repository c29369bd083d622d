"""The library of notebooks, quickly."""

from __future__ import annotations

import sys
from typing import Any


def notebook_library() -> Any:
    """``nbformat``, without what takes nine tenths of the time to import it: 38 grammars of web addresses.

    It checks notebooks with ``jsonschema``, which does without these grammars where they are not installed. No notebook
    needs them, so for as long as the import lasts they are said not to be there.
    """
    grammars = "rfc3987_syntax"
    has_grammars = grammars in sys.modules
    if not has_grammars:
        sys.modules[grammars] = None  # type: ignore[assignment]
    try:
        import nbformat
    finally:
        if not has_grammars:
            del sys.modules[grammars]
    return nbformat
