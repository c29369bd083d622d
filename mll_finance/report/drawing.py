"""A figure as SVG: inside a page, or by itself for a document, an image or a notebook.

Word shows an SVG where it also has a PNG to fall back on; Chromium, which prints the PDF, also makes that PNG of what
:func:`drawn_alone` gives, so that no other library has to.
"""

from __future__ import annotations

from mll_finance.report.blocks import Figure
from mll_finance.report.charts.svg import picture, picture_sheets, svg, svg_sheets


def drawn_in_page(figure: Figure, anchor: str) -> str:
    """The ``svg`` element for a page, with ids that begin with the anchor; behind it what paper shows in its place."""
    figure_svg = svg(figure.chart, title=figure.title, description=figure.alternative, name=anchor)
    sheet_svgs = svg_sheets(figure.chart, name=anchor, title=figure.title)
    return f'{figure_svg}\n<div class="sheets">{"".join(sheet_svgs)}</div>' if sheet_svgs else figure_svg


def drawn_for_document(figure: Figure) -> list[str]:
    """SVG documents for a document of pages: one, or of a figure that is too large for a page its parts."""
    anchor_or_figure = figure.anchor or "figure"
    return picture_sheets(
        figure.chart, title=figure.title, description=figure.alternative, name=anchor_or_figure
    )


def drawn_alone(figure: Figure) -> str:
    """An SVG document with its own size, letters and colours."""
    return picture(
        figure.chart, title=figure.title, description=figure.alternative, name=figure.anchor or "figure"
    )
