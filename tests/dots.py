"""Pictures of a Word document as dots: a browser starts to draw them."""

from __future__ import annotations

import base64

import pytest

from mll_finance.report.word import printer

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one dot (PNG)."""


def draw_dots(patch: pytest.MonkeyPatch) -> None:
    """Have a dot in the place of each picture."""
    patch.setattr(printer, "pictured", lambda drawings: [DOT for _ in drawings])
