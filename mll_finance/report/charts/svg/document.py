"""A whole picture: the drawing of its form, with a title and a description that a screen reader reads out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from mll_finance.report.chart import Cells, Chart, Columns, Curves, Lanes
from mll_finance.report.charts.style import FONT, FONT_SIZE
from mll_finance.report.charts.svg.canvas import Canvas, number
from mll_finance.report.charts.svg.cells import draw_cells
from mll_finance.report.charts.svg.columns import draw_columns
from mll_finance.report.charts.svg.curves import draw_curves
from mll_finance.report.charts.svg.lanes import draw_lanes

WIDE = 640.0
"""Width of a picture that stands by itself [px]: the text of an A4 at 96 pixels to the inch."""
_DRAWN_BY: dict[type, Callable[[Any, Canvas], float]] = {
    Lanes: draw_lanes,
    Curves: draw_curves,
    Columns: draw_columns,
    Cells: draw_cells,
}


def svg(chart: Chart, *, title: str, description: str, name: str) -> str:
    """A chart for inside a page: as wide as its place, in the page's letters, recoloured by ``--mll-...``.

    Parameters
    ----------
    chart : Chart
        What it shows.
    title, description : str
        The message, and what somebody who cannot see it needs to know.
    name : str
        Name of the figure, unique on the page: its ids begin with it.

    Returns
    -------
    str
        The ``svg`` element; equal charts give equal bytes.
    """
    canvas = Canvas(None)
    height = _DRAWN_BY[type(chart)](chart, canvas)
    return _document(
        canvas, height, f'class="chart" width="100%" height="{number(height)}"', title, description, name
    )


def picture(
    chart: Chart, *, title: str, description: str, name: str, colours: Mapping[str, str] | None = None
) -> str:
    """A chart that stands by itself, for a document, an image or a notebook: with its own size, letters and colours.

    Parameters
    ----------
    chart : Chart
        What it shows.
    title, description : str
        The message, and what somebody who cannot see it needs to know.
    name : str
        Name of the figure, for its ids.
    colours : mapping of str to str, optional
        Colours of a house style by name (``ink``, ``gain``, ``series-1``), where it has them.

    Returns
    -------
    str
        An SVG document, 640 pixels wide; equal charts give equal bytes.
    """
    canvas = Canvas(WIDE, colours)
    height = _DRAWN_BY[type(chart)](chart, canvas)
    size = f'width="{number(WIDE)}" height="{number(height)}" viewBox="0 0 {number(WIDE)} {number(height)}"'
    size += f' font-family="{escape(FONT)}"'
    return _document(canvas, height, size, title, description, name)


def _document(canvas: Canvas, height: float, size: str, title: str, description: str, name: str) -> str:
    label = f'role="img" aria-labelledby="{escape(name)}-title {escape(name)}-desc"'
    words = (
        f'<title id="{escape(name)}-title">{escape(title, quote=False)}</title>'
        f'<desc id="{escape(name)}-desc">{escape(description, quote=False)}</desc>'
    )
    drawn = "\n".join(canvas.elements)
    letters = f'font-size="{FONT_SIZE}" fill="{canvas.colour("ink")}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {letters} {label}>{words}\n{drawn}\n</svg>'
