"""Whether a colour can be read on its ground, and the nearest darker one that can.

References
----------
W3C (2018), WCAG 2.1, relative luminance and success criteria 1.4.3 (4.5:1 for text) and 1.4.11 (3:1 for parts of a
drawing); Dutch municipalities must meet level AA (Besluit digitale toegankelijkheid overheid).
"""

from __future__ import annotations

Colour = tuple[int, int, int]
"""Red, green and blue, each 0 to 255."""
TEXT = 4.5
"""Contrast that text must have (WCAG 1.4.3); above what a mark needs (3, WCAG 1.4.11)."""
GROUNDS: tuple[Colour, ...] = (
    (0xFF, 0xFF, 0xFF),
    (0xF4, 0xF6, 0xF9),
    (0xEE, 0xF2, 0xF9),
    (0xED, 0xF6, 0xF1),
    (0xFB, 0xF1, 0xED),
    (0xFD, 0xF5, 0xE6),
)
"""What text stands on: paper, the head of a table, and the four grounds of a callout, as in ``html/blocks.css``."""
_STEPS = 100


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 for black to 1 for white.

    Examples
    --------
    >>> luminance((255, 255, 255)), round(luminance((255, 0, 0)), 4)
    (1.0, 0.2126)
    """
    red, green, blue = (
        channel_share / 12.92 if channel_share <= 0.04045 else ((channel_share + 0.055) / 1.055) ** 2.4
        for channel_share in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Colour, second: Colour) -> float:
    """How much lighter one colour is than the other, 1 to 21.

    Examples
    --------
    >>> contrast((0, 0, 0), (255, 255, 255)), round(contrast((255, 204, 0), (255, 255, 255)), 2)
    (21.0, 1.51)
    """
    darker_luminance, lighter_luminance = sorted((luminance(first), luminance(second)))
    return (lighter_luminance + 0.05) / (darker_luminance + 0.05)


def least_contrast(colour: Colour) -> float:
    """The contrast with the ground on which it is read worst."""
    return min(contrast(colour, ground) for ground in GROUNDS)


def readable(colour: Colour) -> Colour:
    """The colour itself where it can be read on every ground, else as little darker as it takes: the hue stays.

    Examples
    --------
    >>> readable((23, 59, 136)), readable((255, 204, 0))
    ((23, 59, 136), (133, 106, 0))
    """
    darkened_colours = (
        (
            round(colour[0] * shade_step / _STEPS),
            round(colour[1] * shade_step / _STEPS),
            round(colour[2] * shade_step / _STEPS),
        )
        for shade_step in range(_STEPS, -1, -1)
    )
    return next(
        darkened_colour for darkened_colour in darkened_colours if least_contrast(darkened_colour) >= TEXT
    )
