"""A canvas that is as wide as its place: places across are shares of the width, letters keep their size.

A page draws the same file on a telephone and on a desk, so no letter shrinks with the width: a mark stands at a
percentage, a text beside it is moved by pixels. Lines through many points are stretched without stretching their
stroke. With a width given all places are numbers, for programs that know less of SVG.

References
----------
W3C (2018), Scalable Vector Graphics 2, sections 7.2 (nested ``svg`` and ``viewBox``) and 8.12 (non-scaling stroke).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from mll_finance.report.chart import Look
from mll_finance.report.charts.letters import text_width
from mll_finance.report.charts.style import COLOURS, FONT_SIZE

NARROW = 280.0
"""Narrowest width that every chart is laid out for [px]: a telephone of 320 between the margins of a page."""
_OPACITY = {"solid": "", "open": "", "pale": "0.32", "paler": "0.16"}
_PATHS = {
    "diamond": "M0-7 7 0 0 7-7 0z",
    "square": "M-5-5h10v10h-10z",
    "triangle": "M0-6.5 6.5 5-6.5 5z",
    "cross": "M-5-5 5 5M-5 5 5-5",
}
_RADII = {"circle": 6.5, "ring": 5.0, "dot": 3.0}
Position = tuple[float, float]


@dataclass(frozen=True)
class Letters:
    """How a text looks: its size [px], weight and the name of its colour."""

    size: float = FONT_SIZE
    bold: bool = False
    colour: str = "ink"


def number(pixels: float) -> str:
    """A coordinate with at most two decimals.

    Examples
    --------
    >>> number(12.0), number(0.333333), number(-0.001)
    ('12', '0.33', '0')
    """
    return f"{round(pixels, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


class Canvas:
    """Collects the elements of one picture.

    Parameters
    ----------
    width : float or None
        Width of the picture [px]; None lets it follow its place.
    colours : mapping of str to str, optional
        Colours by name, for those that are not the suite's own.
    name : str
        Name of the figure, unique on its page: ids within it begin with it.
    is_linked : bool
        Whether it stands in a page, to places of which it can lead.

    Attributes
    ----------
    room : float
        The narrowest width that the drawing must fit [px].
    """

    def __init__(
        self,
        width: float | None,
        colours: Mapping[str, str] | None = None,
        *,
        name: str = "figure",
        is_linked: bool = False,
    ) -> None:
        self.width, self.name, self.is_linked = width, name, is_linked
        self.room = width or NARROW
        self.elements: list[str] = []
        self._colours = {**COLOURS, **(colours or {})}

    def colour(self, name: str) -> str:
        """A colour as an attribute has it: on a page a custom property that a house style may set."""
        is_in_page = self.is_linked or not self.width
        return f"var(--mll-{name}, {self._colours[name]})" if is_in_page else self._colours[name]

    def text(
        self,
        share: float,
        height: float,
        text: str,
        *,
        shift: float = 0.0,
        anchor: str = "start",
        letters: Letters = Letters(),
        backed: bool = False,
    ) -> None:
        """A line of text with its baseline at a height; ``backed`` lays paper under it against lines."""
        if backed:
            letters_width = text_width(text, letters.size, bold=letters.bold) + 4
            backing_shift = (
                shift - {"start": 2.0, "middle": letters_width / 2, "end": letters_width - 2}[anchor]
            )
            self._backing(share, height - letters.size, backing_shift, letters_width, letters.size * 1.35)
        attributes = [self._across("x", share, shift, "dx"), f'y="{number(height)}"']
        attributes += [f'text-anchor="{anchor}"'] if anchor != "start" else []
        attributes += [f'font-size="{number(letters.size)}"'] if letters.size != FONT_SIZE else []
        attributes += ['font-weight="700"'] if letters.bold else []
        attributes += [f'fill="{self.colour(letters.colour)}"'] if letters.colour != "ink" else []
        self.elements.append(f"<text {' '.join(attributes)}>{escape(text, quote=False)}</text>")

    def _backing(self, share: float, top: float, start: float, wide: float, high: float) -> None:
        place_svg = self._across("x", share, start)
        size_svg = f'y="{number(top)}" width="{number(wide)}" height="{number(high)}"'
        self.elements.append(f'<rect {place_svg} {size_svg} fill="{self.colour("paper")}"/>')

    def _across(self, name: str, share: float, shift: float = 0.0, moved_by: str = "") -> str:
        if self.width:
            return f'{name}="{number(share * self.width + shift)}"'
        if share == 0:
            return f'{name}="{number(shift)}"'
        place_svg = f'{name}="{self._along(share)}"'
        if not shift:
            return place_svg
        return (
            f'{place_svg} {moved_by}="{number(shift)}"'
            if moved_by
            else f'{place_svg} transform="translate({number(shift)})"'
        )

    def _along(self, share: float) -> str:
        """A length across: pixels where the canvas has a width, else percents."""
        return number(share * self.width) if self.width else f"{number(100 * share)}%"

    def line(
        self,
        start: Position,
        end: Position,
        *,
        colour: str = "line",
        stroke: float = 1.0,
        dash: Sequence[float] = (),
        pixels: Position | None = None,
    ) -> None:
        """A straight line between two places (share, height); ``pixels`` counts both ends from the left, for a key."""
        if pixels:
            ends_svg = f'x1="{number(pixels[0])}" x2="{number(pixels[1])}"'
        else:
            ends_svg = f"{self._across('x1', start[0])} {self._across('x2', end[0])}"
        stroke_svg = f' stroke-width="{number(stroke)}"' if stroke != 1 else ""
        stroke_svg += f' stroke-dasharray="{" ".join(map(number, dash))}"' if dash else ""
        self.elements.append(
            f'<line {ends_svg} y1="{number(start[1])}" y2="{number(end[1])}" '
            f'stroke="{self.colour(colour)}"{stroke_svg}/>'
        )

    def bar(
        self, start: float, end: float, top: float, high: float, *, look: Look, hover_text: str = ""
    ) -> None:
        """A bar between two shares; one too short to be seen is as wide as a hair."""
        left_share, right_share = min(start, end), max(start, end)
        bar_width_svg = self._along(max(right_share - left_share, 0.003))
        bar_height_svg = number(max(high, 0.75))
        place_and_size_svg = (
            f'{self._across("x", left_share)} y="{number(top)}'
            f'" width="{bar_width_svg}" height="{bar_height_svg}"'
        )
        self.elements.append(
            self._hovered(f"<rect {place_and_size_svg} {self._filled(look)}", "rect", hover_text)
        )

    def tint(self, start: float, end: float, top: float, high: float, colour: str, opacity: float) -> None:
        """An area between two shares in a weak colour, with a rim of paper."""
        bar_width_svg = self._along(end - start)
        place_and_size_svg = (
            f'{self._across("x", start)} y="{number(top)}" width="{bar_width_svg}" height="{number(high)}"'
        )
        paint_svg = (
            f'fill="{self.colour(colour)}" fill-opacity="{number(opacity)}" stroke="{self.colour("paper")}"'
        )
        self.elements.append(f"<rect {place_and_size_svg} {paint_svg}/>")

    def swatch(self, start: float, top: float, wide: float, high: float, look: Look) -> None:
        """A bar of so many pixels from the left, for a key."""
        place_and_size_svg = (
            f'x="{number(start)}" y="{number(top)}" width="{number(wide)}" height="{number(high)}"'
        )
        self.elements.append(f"<rect {place_and_size_svg} {self._filled(look)}/>")

    def _filled(self, look: Look) -> str:
        fill_colour = self.colour(look.colour)
        if look.fill == "open":
            return f'fill="{self.colour("paper")}" stroke="{fill_colour}" stroke-width="1.75"'
        opacity_text = _OPACITY[look.fill]
        return f'fill="{fill_colour}"' + (f' fill-opacity="{opacity_text}"' if opacity_text else "")

    def point(
        self, share: float, height: float, look: Look, *, shift: float = 0.0, hover_text: str = ""
    ) -> None:
        """A point in the shape of a look, with a rim of paper."""
        point_colour, paper_colour = self.colour(look.colour), self.colour("paper")
        if look.shape == "ring":
            paint_svg = f'fill="{paper_colour}" stroke="{point_colour}" stroke-width="2.5"'
        elif look.shape == "cross":
            paint_svg = f'fill="none" stroke="{point_colour}" stroke-width="2.5"'
        elif look.shape == "dot":
            paint_svg = f'fill="{point_colour}" fill-opacity=".55"'
        else:
            paint_svg = f'fill="{point_colour}" stroke="{paper_colour}" stroke-width="1.5"'
        if look.shape in _RADII:
            radius_text = number(_RADII[look.shape])
            shape_svg = (
                f'<circle {self._across("cx", share, shift)} cy="'
                f'{number(height)}" r="{radius_text}" {paint_svg}'
            )
            self.elements.append(self._hovered(shape_svg, "circle", hover_text))
            return
        path_svg = f'd="{_PATHS[look.shape]}" {paint_svg}'
        if self.width:
            transform_svg = f'transform="translate({number(share * self.width + shift)} {number(height)})"'
            self.elements.append(self._hovered(f"<path {transform_svg} {path_svg}", "path", hover_text))
        else:
            place_svg = f'{self._across("x", share)} y="{number(height)}"'
            transform_svg = f'transform="translate({number(shift)})" ' if shift else ""
            shape_svg = self._hovered(f"<path {transform_svg}{path_svg}", "path", hover_text)
            self.elements.append(f'<svg {place_svg} overflow="visible">{shape_svg}</svg>')

    @staticmethod
    def _hovered(opening: str, name: str, hover_text: str) -> str:
        return (
            f"{opening}><title>{escape(hover_text, quote=False)}</title></{name}>"
            if hover_text
            else f"{opening}/>"
        )

    def stretched(self, paths: Iterable[tuple[Sequence[Position], Look, bool]]) -> None:
        """Lines, or areas where the last of a path is true, through places (share, height), as wide as the canvas."""
        paths_svg = "".join(self._path(path_points, look, is_area) for path_points, look, is_area in paths)
        if self.width:
            self.elements.append(paths_svg)
        elif paths_svg:
            frame_svg = 'viewBox="0 0 100 100" width="100%" height="100" preserveAspectRatio="none" overflow="visible"'
            self.elements.append(f"<svg {frame_svg}>{paths_svg}</svg>")

    def _path(self, points: Sequence[Position], look: Look, is_area: bool) -> str:
        drawing_width = self.width or 100.0
        path_route = "L".join(
            f"{number(point_share * drawing_width)} {number(point_height)}"
            for point_share, point_height in points
        )
        if is_area:
            return f'<path d="M{path_route}z" {self._filled(look)}/>'
        stroke_svg = (
            f'fill="none" stroke="{self.colour(look.colour)}" stroke-width="2.5" stroke-linejoin="round"'
        )
        stroke_svg += f' stroke-dasharray="{" ".join(map(str, look.dash))}"' if look.dash else ""
        stroke_svg += "" if self.width else ' vector-effect="non-scaling-stroke"'
        return f'<path d="M{path_route}" {stroke_svg}/>'
