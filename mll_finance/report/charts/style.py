"""What every figure shares: colours that a house style may replace, looks that differ without colour, and rounding.

References
----------
Okabe, M. and Ito, K. (2008), "Color Universal Design", https://jfly.uni-koeln.de/color/: the hues of the palette.
Machado, G., Oliveira, M. and Fernandes, L. (2009), IEEE TVCG 15(6), 1291-1298: the simulation of colour blindness with
which each hue was adapted, so that any two colours differ by more than 20 (CIE 1976) to every reader.
W3C (2018), WCAG 2.1, success criterion 1.4.11: 3:1 against the background, which the original hues miss on white.
"""

from __future__ import annotations

import math

from mll_finance.report.chart import Look, Shape
from mll_finance.report.numbers import Scale

PALETTE = ("#173B88", "#CE7F05", "#007C4F", "#6F5572", "#3295FF", "#972A00")
"""Blue, ochre, green, plum, sky, rust."""
COLOURS: dict[str, str] = {
    "ink": "#1B2430",
    "quiet": "#56606D",
    "line": "#DCE1E8",
    "paper": "#FFFFFF",
    "gain": PALETTE[0],
    "loss": PALETTE[5],
    "total": PALETTE[3],
    **{f"series-{place}": colour for place, colour in enumerate(PALETTE, start=1)},
}
"""Every colour of a figure by its name; on a page it is the CSS custom property ``--mll-<name>``."""
FONT = 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif'
FONT_SIZE = 14
_SIGNIFICANT = 6

_SHAPES: tuple[Shape, ...] = ("circle", "diamond", "square", "triangle", "ring", "cross")
_DASHES = ((), (8, 4), (2, 3), (10, 3, 2, 3), (14, 4), (5, 2, 1, 2, 1, 2))


GAIN, LOSS, TOTAL = Look("gain"), Look("loss"), Look("total")
LOW, HIGH = Look("series-2", "open"), Look("series-1")
FIRST, SECOND = Look("series-1"), Look("series-2", shape="diamond")
LINK = Look("quiet")
CASE = Look("series-2", shape="diamond")
BALANCE = Look("ink", shape="diamond")
OUTER, INNER, BELOW = Look("series-1", "paler"), Look("series-1", "pale"), Look("loss", "pale")


def series(place: int) -> Look:
    """The look of one line among several: colour, dashes and points all differ.

    Examples
    --------
    >>> series(0) == series(6), series(0).shape == series(1).shape
    (True, False)
    """
    palette_index = place % len(PALETTE)
    return Look(f"series-{palette_index + 1}", dash=_DASHES[palette_index], shape=_SHAPES[palette_index])


def rounded(value: float, scale: Scale | None = None) -> float:
    """A number for the figure's data, in the unit of the scale, to six significant digits.

    Machines differ in the last bits of a sum; a stored figure must not.

    Examples
    --------
    >>> rounded(1234567.891), rounded(0.0), rounded(2_500_000, Scale(1_000_000, "miljoen euro", 1))
    (1234570.0, 0.0, 2.5)
    """
    scaled_value = float(value) / (scale.divisor if scale else 1)
    if not math.isfinite(scaled_value):
        raise ValueError(f"{value!r} cannot be drawn: leave the point out and say why it does not exist")
    if scaled_value == 0:
        return 0.0
    return round(scaled_value, _SIGNIFICANT - 1 - math.floor(math.log10(abs(scaled_value))))
