"""Drawings as pictures, for a program that knows no SVG: Chromium draws many below each other at one start.

To start it takes as long as to draw some twenty.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from mll_finance.errors import RunError
from mll_finance.report.paper.chromium import first_screen

_SCALE = 2
"""Dots of a picture for one pixel of its drawing: sharp on paper 17 cm wide (about 190 dots to the inch)."""
_TALLEST = 6_000
"""Pixels of drawings below each other that one start draws: 12,000 dots, where Chromium's ground has 16,384."""
_LEAST = 500
"""Pixels that a screen has at least, across and down: of one lower than 150 Chromium leaves the lowest 87 white."""


@dataclass(frozen=True)
class Drawing:
    """An SVG document with its own size.

    Parameters
    ----------
    svg_text : str
        The document.
    width, height : float
        That size [px]; a picture has twice as many dots as the size in whole pixels.
    """

    svg_text: str
    width: float
    height: float

    @property
    def pixels(self) -> tuple[int, int]:
        """Its size in whole pixels."""
        return round(self.width), round(self.height)


def pictured(drawings: Sequence[Drawing]) -> list[bytes]:
    """Each drawing as PNG, on white, in their order.

    Raises
    ------
    RunError
        Chromium ended without a file, or with one that is too small.
    """
    return [png_bytes for drawing_sheet in _sheets(drawings) for png_bytes in _cut(drawing_sheet)]


def _sheets(drawings: Sequence[Drawing]) -> Iterator[list[Drawing]]:
    """Drawings that go below each other on one screen; one that is too tall has a screen of its own."""
    drawing_sheet: list[Drawing] = []
    for drawing in drawings:
        if (
            drawing_sheet
            and sum(drawing_above.pixels[1] for drawing_above in (*drawing_sheet, drawing)) > _TALLEST
        ):
            yield drawing_sheet
            drawing_sheet = []
        drawing_sheet.append(drawing)
    if drawing_sheet:
        yield drawing_sheet


def _cut(sheet: list[Drawing]) -> Iterator[bytes]:
    """The pictures of one screen, cut where each drawing ends."""
    sheet_width = max(_LEAST, *(drawing.pixels[0] for drawing in sheet))
    sheet_height = max(_LEAST, sum(drawing.pixels[1] for drawing in sheet))
    png_bytes = first_screen(_page(sheet), width=sheet_width, height=sheet_height, dots=_SCALE)
    with Image.open(io.BytesIO(png_bytes)) as screen_image:
        if screen_image.width < sheet_width * _SCALE or screen_image.height < sheet_height * _SCALE:
            raise RunError(
                f"Chromium drew {screen_image.width} by {screen_image.height} dots, less than was asked for"
            )
        drawing_top = 0
        for drawing in sheet:
            dots_across, dots_down = (pixel_count * _SCALE for pixel_count in drawing.pixels)
            png_buffer = io.BytesIO()
            screen_image.crop((0, drawing_top, dots_across, drawing_top + dots_down)).save(png_buffer, "PNG")
            yield png_buffer.getvalue()
            drawing_top += dots_down


def _page(sheet: list[Drawing]) -> str:
    """A page with the drawings below each other, each in a place of whole pixels."""
    divisions_html = "".join(
        f'<div style="width:{drawing.pixels[0]}px;height:{drawing.pixels[1]}px">{drawing.svg_text}</div>'
        for drawing in sheet
    )
    return f'<!DOCTYPE html><meta charset="utf-8"><style>body{{margin:0}}svg{{display:block}}</style>{divisions_html}'
