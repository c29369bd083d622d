"""A heatmap: rows by years, with the amount in every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mll_finance.report.charts.style import (
    FONT_SIZE,
    GAIN,
    INK,
    LOSS,
    PAPER,
    QUIET,
    Chart,
    label,
    layout,
    rounded,
)
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language

_WIDTH = 18
"""Characters of a row name beside the cells, so that a telephone keeps room for the years."""
_WHOLE = 10
"""Largest amount, in the unit of the figure, from which cells hold whole numbers."""
_DEEPEST = 0.6
"""Share of the full colour that the largest amount gets, so that dark figures are readable in every cell."""


def heatmap(years: Sequence[int], rows: Mapping[str, Sequence[float]], language: Language) -> Chart:
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
    ([[-90.0, 10.0]], ['−90', '10'])
    """
    all_amounts = [amount for values in rows.values() for amount in values]
    scale = euro_scale(all_amounts, language)
    largest_amount = max((abs(rounded(amount, scale)) for amount in all_amounts), default=0.0) or 1.0
    if largest_amount >= _WHOLE:
        scale = replace(scale, decimals=0)
    names = [label(name, _WIDTH) for name in rows]
    heatmap_trace = {
        "type": "heatmap",
        "x": list(range(len(years))),
        "y": list(range(len(names))),
        "z": [[rounded(amount, scale) for amount in values] for values in rows.values()],
        "zmin": rounded(-largest_amount / _DEEPEST),
        "zmax": rounded(largest_amount / _DEEPEST),
        "colorscale": [[0, LOSS], [0.5, PAPER], [1, GAIN]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }
    most_breaks = max((name.count("<br>") for name in names), default=0)
    unit = {"text": scale.unit, "standoff": 8, "font": {"size": FONT_SIZE - 1, "color": QUIET}}
    chart_layout = layout(
        language,
        90 + (36 + 12 * most_breaks) * len(names),
        annotations=_marks(rows, scale, language),
        xaxis=_axis([str(year) for year in years], title=unit),
        yaxis=_axis(names, range=[len(names) - 0.5, -0.5], automargin=True),
    )
    return {"data": [heatmap_trace], "layout": chart_layout}


def _marks(rows: Mapping[str, Sequence[float]], scale: Scale, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "x": column,
            "y": place,
            "text": show_scaled(amount, scale, language),
            "showarrow": False,
            "font": {"size": FONT_SIZE - 2, "color": INK},
        }
        for place, values in enumerate(rows.values())
        for column, amount in enumerate(values)
    ]


def _axis(names: Sequence[str], **more: Any) -> dict[str, Any]:
    # Places are numbers: a year as the name of a place would be read as a number.
    return {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"size": FONT_SIZE - 2},
        "tickangle": 0,
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        **more,
    }
