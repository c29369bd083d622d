"""What every chart shares: colours, type, axes, and numbers that compare across machines.

References
----------
Okabe, M. and Ito, K. (2008), "Color Universal Design", https://jfly.uni-koeln.de/color/: the hues of the palette.
Machado, G., Oliveira, M. and Fernandes, L. (2009), IEEE TVCG 15(6), 1291-1298: the simulation of colour blindness with
which each hue was adapted, so that any two colours differ by more than 20 (CIE 1976) to every reader.
W3C (2018), WCAG 2.1, success criterion 1.4.11: 3:1 against the background, which the original hues miss on white.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Iterable
from typing import Any

from mll_finance.report.numbers import SEPARATORS, Scale
from mll_finance.terms import Language

Chart = dict[str, Any]

PALETTE = ("#173B88", "#CE7F05", "#007C4F", "#6F5572", "#3295FF", "#972A00")
"""Blue, ochre, green, plum, sky, rust."""
GAIN, LOSS = PALETTE[0], PALETTE[5]
INK = "#1B2430"
QUIET = "#56606D"
GRID = "#DCE1E8"
PAPER = "#FFFFFF"
FONT = 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif'
FONT_SIZE = 14
_SIGNIFICANT = 6


def rounded(value: float, scale: Scale | None = None) -> float:
    """A number for the figure's data, in the unit of the scale, to six significant digits.

    Machines differ in the last bits of a sum; a stored figure must not.

    Examples
    --------
    >>> rounded(1234567.891), rounded(0.0), rounded(2_500_000, Scale(1_000_000, "miljoen euro", 1))
    (1234570.0, 0.0, 2.5)
    """
    number = float(value) / (scale.divisor if scale else 1)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} cannot be drawn: leave the point out and say why it does not exist")
    if number == 0:
        return 0.0
    return round(number, _SIGNIFICANT - 1 - math.floor(math.log10(abs(number))))


def label(text: str, width: int = 38) -> str:
    """Text for inside a figure: signs that plotly would read as markup stay signs, long text is broken over lines.

    Examples
    --------
    >>> label("schuld < 100 <b>")
    'schuld &lt; 100 &lt;b&gt;'
    """
    lines = textwrap.wrap(text, width, break_long_words=True) or [""]
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def span(values: Iterable[float], *, room: float = 0.0) -> list[float]:
    """Range of an axis that holds zero and every value, with room beyond each value for its label.

    The room is a fraction of the length; a value just below zero has its label beyond zero.

    Examples
    --------
    >>> span([1.0, 3.0], room=0.1), span([-3.0, -0.1], room=0.1)
    ([0.0, 3.3], [-3.3, 0.2])
    """
    value_list = list(values)
    value_range = (max([0.0, *value_list]) - min([0.0, *value_list])) or 1.0
    span_start, span_end = (
        min(value_list, default=0.0) - room * value_range,
        max(value_list, default=0.0) + room * value_range,
    )
    return [rounded(min(span_start, 0.0)), rounded(max(span_end, 0.0))]


def euro_axis(scale: Scale, **more: Any) -> dict[str, Any]:
    """A quiet axis in euros with its unit as title and a clear zero line."""
    return {
        "title": {"text": scale.unit, "standoff": 8, "font": {"size": FONT_SIZE - 1, "color": QUIET}},
        "tickformat": ",~f",
        "nticks": 6,
        "tickfont": {"size": FONT_SIZE - 2},
        "gridcolor": GRID,
        "zeroline": True,
        "zerolinecolor": INK,
        "zerolinewidth": 1.5,
        "automargin": True,
        "fixedrange": True,
        **more,
    }


def note(text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """Text at a point of the figure, on paper of its own so that lines behind it do not run through it."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "bgcolor": "rgba(255,255,255,0.9)",
        "borderpad": 1,
        "font": {"size": FONT_SIZE, "color": INK},
        **more,
    }


def layout(language: Language, height: int, **more: Any) -> dict[str, Any]:
    """Layout of a figure: no title, no legend unless asked for, nothing that traps a scrolling finger."""
    return {
        "autosize": True,
        "height": height,
        "margin": {"l": 12, "r": 12, "t": 12, "b": 48, "pad": 4},
        "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "separators": SEPARATORS[language],
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": QUIET,
            "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
        },
        "showlegend": False,
        **more,
    }
