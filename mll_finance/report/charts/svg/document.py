"""A whole picture: the drawing of its form, with a title and a description that a screen reader reads out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from mll_finance.report.chart import Cells, Chart, Columns, Curves, Forks, Lanes, Wiring
from mll_finance.report.charts.style import COLOURS, FONT, FONT_SIZE
from mll_finance.report.charts.svg.canvas import Canvas, number
from mll_finance.report.charts.svg.cells import draw_cells
from mll_finance.report.charts.svg.columns import draw_columns
from mll_finance.report.charts.svg.curves import draw_curves
from mll_finance.report.charts.svg.forks import draw_forks
from mll_finance.report.charts.svg.lanes import draw_lanes
from mll_finance.report.charts.svg.wiring import draw_wiring, draw_with_sheets
from mll_finance.report.charts.svg.wiring import wide as wide_of_wiring

WIDE = 640.0
"""Width of a picture that stands by itself [px]: the text of an A4 at 96 pixels to the inch."""
_DRAWN_BY: dict[type, Callable[[Any, Canvas], float]] = {
    Lanes: draw_lanes,
    Curves: draw_curves,
    Columns: draw_columns,
    Cells: draw_cells,
    Wiring: draw_wiring,
    Forks: draw_forks,
}
_WIDTH_OF: dict[type, Callable[[Any], float]] = {Wiring: wide_of_wiring}
"""The width of forms that are as wide as they are wherever they stand [px]."""


def has_own_width(chart: Chart) -> bool:
    """Whether a chart does not follow the width of its place, so that a narrow screen shows a part of it."""
    return type(chart) in _WIDTH_OF


def _own_width(chart: Chart) -> float | None:
    return _WIDTH_OF[type(chart)](chart) if has_own_width(chart) else None


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
    width_of_chart = _own_width(chart)
    canvas = Canvas(width_of_chart, name=name, is_linked=width_of_chart is not None)
    drawing_height = _DRAWN_BY[type(chart)](chart, canvas)
    size_svg = f'class="chart" width="100%" height="{number(drawing_height)}"'
    if width_of_chart is not None:
        size_svg = f'class="chart own-width" {_sized(width_of_chart, drawing_height)}'
    return _document(canvas, drawing_height, size_svg, title, description, name)


def svg_sheets(chart: Chart, *, name: str, title: str) -> list[str]:
    """For paper the parts of a chart that is too large for one sheet, each a window on the figure in the page.

    Parameters
    ----------
    chart : Chart
        What it shows.
    name : str
        Name of the figure in the page, on which the windows are.
    title : str
        The message.
    """
    sheet_parts = _parts(chart, Canvas(_own_width(chart), name=name))
    return (
        [
            _windows(
                chart,
                sheet_part,
                f'<use href="#{escape(name)}-whole"/>',
                f"{title} ({sheet_number}/{len(sheet_parts)})",
            )
            for sheet_number, sheet_part in enumerate(sheet_parts, start=1)
        ]
        if len(sheet_parts) > 1
        else []
    )


def picture_sheets(
    chart: Chart, *, title: str, description: str, name: str, colours: Mapping[str, str] | None = None
) -> list[str]:
    """Pictures that stand by themselves, as :func:`picture` gives: of what is too large for a sheet one for each."""
    canvas = Canvas(_own_width(chart) or WIDE, colours, name=name)
    sheet_parts = _parts(chart, canvas)
    if len(sheet_parts) < 2:
        return [picture(chart, title=title, description=description, name=name, colours=colours)]
    elements_svg = "\n".join(canvas.elements)
    return [
        _windows(
            chart,
            sheet_part,
            elements_svg,
            f"{title} ({sheet_number}/{len(sheet_parts)}). {description}",
            is_alone=True,
        )
        for sheet_number, sheet_part in enumerate(sheet_parts, start=1)
    ]


_Part = tuple[float, list[tuple[float, float, float]]]


def _parts(chart: Chart, canvas: Canvas) -> list[_Part]:
    return draw_with_sheets(chart, canvas).parts() if isinstance(chart, Wiring) else []


def _windows(chart: Chart, part: _Part, drawn: str, label: str, *, is_alone: bool = False) -> str:
    """A sheet: pieces of a drawing below each other."""
    width_svg, (sheet_height, sheet_pieces) = number(_own_width(chart) or WIDE), part
    windows_svg = "".join(
        f'<svg y="{number(piece_top)}" width="{width_svg}" height="{number(piece_height)}" '
        f'viewBox="0 {number(source_top)} {width_svg} {number(piece_height)}">{drawn}</svg>'
        for piece_top, source_top, piece_height in sheet_pieces
    )
    ink_colour = COLOURS["ink"] if is_alone else f"var(--mll-ink, {COLOURS['ink']})"
    letters_svg = f' font-family="{escape(FONT)}"' if is_alone else ' class="sheet"'
    size_and_letters_svg = f"{_sized(float(width_svg), sheet_height)}{letters_svg}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size_and_letters_svg}'
        f' font-size="{FONT_SIZE}" fill="{ink_colour}" role="img" '
        f'aria-label="{escape(label)}">{windows_svg}</svg>'
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
        An SVG document, 640 pixels wide unless its form has a width of its own; equal charts give equal bytes.
    """
    canvas = Canvas(_own_width(chart) or WIDE, colours, name=name)
    drawing_height = _DRAWN_BY[type(chart)](chart, canvas)
    size_and_font_svg = f'{_sized(canvas.room, drawing_height)} font-family="{escape(FONT)}"'
    return _document(canvas, drawing_height, size_and_font_svg, title, description, name)


def _sized(width: float, height: float) -> str:
    return f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}"'


def _document(canvas: Canvas, height: float, size: str, title: str, description: str, name: str) -> str:
    # What leads somewhere is more than an image to who hears it.
    aria_role = "group" if canvas.is_linked else "img"
    role_and_label_svg = f'role="{aria_role}" aria-labelledby="{escape(name)}-title {escape(name)}-desc"'
    title_and_description_svg = (
        f'<title id="{escape(name)}-title">{escape(title, quote=False)}</title>'
        f'<desc id="{escape(name)}-desc">{escape(description, quote=False)}</desc>'
    )
    elements_svg = "\n".join(canvas.elements)
    if canvas.is_linked:
        # On paper parts of it are shown, each a window on the whole.
        elements_svg = f'<g id="{escape(name)}-whole">{elements_svg}</g>'
    letters_svg = f'font-size="{FONT_SIZE}" fill="{canvas.colour("ink")}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {letters_svg} '
        f"{role_and_label_svg}>{title_and_description_svg}\n{elements_svg}\n</svg>"
    )
