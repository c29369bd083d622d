"""Charts with one row per alternative or party: the name above the mark, so that a telephone shows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mll_finance.report.charts.style import (
    FONT_SIZE,
    GAIN,
    GRID,
    LOSS,
    PALETTE,
    Figure,
    euro_axis,
    label,
    layout,
    rounded,
    span,
)
from mll_finance.report.numbers import PM, Scale, euro_scale, show_scaled
from mll_finance.terms import Language

_ROOM = 0.2
"""Share of the axis kept free at an end for a number beside a mark."""


@dataclass(frozen=True)
class Interval:
    """An uncertain amount: its name, P5, the dot and P95 [EUR]."""

    name: str
    low: float
    central: float
    high: float


@dataclass(frozen=True)
class Share:
    """What a party gains on balance [EUR]; None where it is PM, ``pm`` where a part of it is."""

    name: str
    amount: float | None
    pm: bool = False


def intervals(rows: Sequence[Interval], language: Language) -> Figure:
    """One dot and its P5 to P95 bar per row, on one axis with zero.

    Parameters
    ----------
    rows : sequence of Interval
        In the order from top to bottom [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure. The dot may lie outside its bar: a central case is not a median.

    Examples
    --------
    >>> intervals([Interval("AI", -2_000_000, 500_000, 3_000_000)], "nl")["layout"]["xaxis"]["title"]["text"]
    'miljoen euro'
    """
    ends = [end for row in rows for end in (row.low, row.central, row.high)]
    scale = euro_scale(ends, language)
    bars: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        bars.append(_bar(row, place, scale, language))
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [rounded(row.central, scale) for row in rows],
        "y": list(range(len(rows))),
        "text": [f"<b>{show_scaled(row.central, scale, language)}</b>" for row in rows],
        "textposition": "bottom center",
        "cliponaxis": False,
        "marker": {"size": 15, "color": PALETTE[0], "line": {"color": "#FFFFFF", "width": 2}},
        "hoverinfo": "skip",
    }
    values = [rounded(end, scale) for end in ends]
    return {
        "data": [*bars, dots],
        "layout": _rows_layout([row.name for row in rows], values, scale, language),
    }


def _bar(row: Interval, place: int, scale: Scale, language: Language) -> dict[str, Any]:
    low, high = show_scaled(row.low, scale, language), show_scaled(row.high, scale, language)
    return {
        "type": "scatter",
        "mode": "lines+text",
        "x": [rounded(row.low, scale), rounded(row.high, scale)],
        "y": [place, place],
        "text": [f"{low} ", f" {high}"],
        "textposition": ["middle left", "middle right"],
        "cliponaxis": False,
        "line": {"color": PALETTE[4], "width": 9},
        "hoverinfo": "text",
        "hovertext": f"{label(row.name)}<br>{show_scaled(row.central, scale, language)} ({low} – {high}) {scale.unit}",
    }


def parties(rows: Sequence[Share], language: Language) -> Figure:
    """Who pays and who gains: a bar per party, the largest gain on top, the largest loss at the bottom.

    Parameters
    ----------
    rows : sequence of Share
        Amounts on balance [EUR]; positive is a gain for the party.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure; a party without any number stands last with PM beside the zero line.

    Examples
    --------
    >>> made = parties([Share("gemeente", -2e6), Share("inwoners", 3e6), Share("rijk", None, pm=True)], "nl")
    >>> made["data"][0]["x"], made["data"][0]["text"]
    ([3.0, -2.0, 0.0], [' 3,00', '−2,00 ', ' PM'])
    """
    ordered = sorted(rows, key=lambda row: (row.amount is None, -(row.amount or 0.0)))
    known = [row.amount for row in ordered if row.amount is not None]
    scale = euro_scale(known, language)
    values = [rounded(row.amount or 0.0, scale) for row in ordered]
    texts = [_amount(row, scale, language) for row in ordered]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": list(range(len(ordered))),
        "width": 0.34,
        "text": [f"{text} " if value < 0 else f" {text}" for text, value in zip(texts, values, strict=True)],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": [LOSS if value < 0 else GAIN for value in values]},
        "hoverinfo": "text",
        "hovertext": [
            f"{label(row.name)}<br>{text} {scale.unit}" for row, text in zip(ordered, texts, strict=True)
        ],
    }
    return {"data": [bars], "layout": _rows_layout([row.name for row in ordered], values, scale, language)}


def _amount(row: Share, scale: Scale, language: Language) -> str:
    if row.amount is None:
        return PM
    return show_scaled(row.amount, scale, language) + (f" + {PM}" if row.pm else "")


def _rows_layout(
    names: Sequence[str], values: Sequence[float], scale: Scale, language: Language
) -> dict[str, Any]:
    heads = [
        {
            "text": label(name),
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place,
            "yanchor": "bottom",
            "yshift": 10,
            "align": "left",
            "showarrow": False,
            "bgcolor": "rgba(255,255,255,0.85)",
            "font": {"size": FONT_SIZE},
        }
        for place, name in enumerate(names)
    ]
    longest = max((label(name).count("<br>") for name in names), default=0)
    side = {
        "range": [len(names) - 0.45, -0.75],
        "showticklabels": False,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    return layout(
        language,
        80 + (70 + 18 * longest) * len(names),
        annotations=heads,
        xaxis=euro_axis(scale, range=span(values, room=_ROOM), gridcolor=GRID),
        yaxis=side,
        hovermode="closest",
    )
