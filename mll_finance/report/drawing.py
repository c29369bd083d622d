"""A figure as SVG: inside a page, or by itself for a document, an image or a notebook.

Word shows an SVG where it also has a PNG to fall back on; Chromium, which prints the PDF, also makes that PNG of what
:func:`drawn_alone` gives, so that no other library has to.
"""

from __future__ import annotations

from mll_finance.report.blocks import Figure
from mll_finance.report.charts.svg import picture, svg


def drawn_in_page(figure: Figure, anchor: str) -> str:
    """The ``svg`` element for a page, with ids that begin with the anchor."""
    return svg(figure.chart, title=figure.title, description=figure.alternative, name=anchor)


def drawn_alone(figure: Figure) -> str:
    """An SVG document with its own size, letters and colours."""
    return picture(
        figure.chart, title=figure.title, description=figure.alternative, name=figure.anchor or "figure"
    )
