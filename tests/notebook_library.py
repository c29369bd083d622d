"""Loaded by pytest before its plugins (``-p tests.notebook_library``), which then find the library of notebooks there.

Without it each process of the tests compiles the grammars that :func:`notebook_library` tells of.
"""

from __future__ import annotations

from mll_finance.batch.notebook_library import notebook_library

notebook_library()
