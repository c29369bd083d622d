"""A heatmap: rows by years, with the amount in every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mll_finance.report.charts.style import (
    FONT_SIZE,
    GAIN,
    INK,
    LOSS,
    PAPER,
    Figure,
    label,
    layout,
    rounded,
)
from mll_finance.report.numbers import euro_scale, show_scaled
from mll_finance.terms import Language

_WIDTH = 16
"""Characters of a row name beside the cells, so that a telephone keeps room for the years."""
_PALE = 0.55
"""Share of the largest amount above which a cell is dark enough for white figures."""


def heatmap(years: Sequence[int], rows: Mapping[str, Sequence[float]], language: Language) -> Figure:
    """Amounts of each row in each year: losses and gains in two colours, paler where they are smaller.

    Parameters
    ----------
    years : sequence of int
        Calendar years (years,).
    rows : mapping of str to sequence of float
        Amounts (years,) by the row's name, from top to bottom [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure; the unit stands at the foot, the amounts in the cells.

    Examples
    --------
    >>> made = heatmap([2026, 2027], {"gemeente": [-90_000, 10_000]}, "nl")
    >>> made["data"][0]["z"], [mark["text"] for mark in made["layout"]["annotations"]]
    ([[-90.0, 10.0]], ['−90,0', '10,0'])
    """
    every = [value for values in rows.values() for value in values]
    scale = euro_scale(every, language)
    most = max((abs(rounded(value, scale)) for value in every), default=0.0) or 1.0
    names = [label(name, _WIDTH) for name in rows]
    trace = {
        "type": "heatmap",
        "x": [str(year) for year in years],
        "y": names,
        "z": [[rounded(value, scale) for value in values] for values in rows.values()],
        "zmin": -most,
        "zmax": most,
        "colorscale": [[0, LOSS], [0.5, PAPER], [1, GAIN]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }
    marks = [
        {
            "x": str(year),
            "y": name,
            "text": show_scaled(value, scale, language),
            "showarrow": False,
            "font": {
                "size": FONT_SIZE - 2,
                "color": PAPER if abs(rounded(value, scale)) > _PALE * most else INK,
            },
        }
        for name, values in zip(names, rows.values(), strict=True)
        for year, value in zip(years, values, strict=True)
    ]
    deepest = max((name.count("<br>") for name in names), default=0)
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "tickfont": {"size": FONT_SIZE - 2}}
    return {
        "data": [trace],
        "layout": layout(
            language,
            90 + (36 + 12 * deepest) * len(names),
            annotations=marks,
            xaxis={**axis, "type": "category", "title": {"text": scale.unit, "standoff": 8}, "tickangle": 0},
            yaxis={**axis, "type": "category", "autorange": "reversed", "automargin": True},
        ),
    }
