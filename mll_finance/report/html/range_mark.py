"""A range with its expected value as a small drawing in a cell, to the scale of its column."""

from __future__ import annotations

from markupsafe import Markup

_WIDTH, _EDGE = 240, 8
"""Pixels of the drawing, and from its ends to where the scale begins."""
_DRAWING = (
    '<svg class="range" viewBox="0 0 {width} 26" width="{width}" height="26" aria-hidden="true" focusable="false">'
    '<path class="zero" d="M{zero} 1V25"/><path class="reach" d="M{low} 13H{high}M{low} 7V19M{high} 7V19"/>'
    '<circle class="expected" cx="{mean}" cy="13" r="5.5"/></svg>'
)


def range_mark(mean: float, ends: tuple[float, float], span: tuple[float, float]) -> Markup:
    """The drawing: a line from low to high, a dot at the expected value, a line at zero.

    Parameters
    ----------
    mean : float
        The expected value.
    ends : tuple of float
        Lowest and highest value of the range.
    span : tuple of float
        Values at the left and the right edge; zero lies between them.

    Returns
    -------
    Markup
        SVG that a reader of the text beside it does not need.

    Examples
    --------
    >>> 'cx="120"' in range_mark(0.0, (-1.0, 1.0), (-1.0, 1.0))
    True
    """
    scale_start, scale_end = span
    width_of_one = (_WIDTH - 2 * _EDGE) / (scale_end - scale_start) if scale_end > scale_start else 0.0

    def place(number: float) -> str:
        return f"{_EDGE + (number - scale_start) * width_of_one:.1f}".removesuffix(".0")

    low_end, high_end = ends
    return Markup(
        _DRAWING.format(
            width=_WIDTH, zero=place(0.0), low=place(low_end), high=place(high_end), mean=place(mean)
        )
    )
