"""Charts with one row per alternative or party: the name above the mark, so that a telephone shows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mll_finance.report.charts.style import (
    GAIN,
    GRID,
    LOSS,
    PALETTE,
    PAPER,
    Chart,
    euro_axis,
    label,
    layout,
    note,
    rounded,
    span,
)
from mll_finance.report.numbers import PM, Scale, euro_scale, show_scaled
from mll_finance.terms import Language

_ROOM = 0.36
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


def intervals(rows: Sequence[Interval], language: Language) -> Chart:
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
    >>> intervals([Interval("AI", -20_000_000, 5_000_000, 30_000_000)], "nl")["layout"]["xaxis"]["title"]["text"]
    'miljoen euro'
    """
    all_ends = [end for row in rows for end in (row.low, row.central, row.high)]
    scale = euro_scale(all_ends, language)
    bar_traces = [_bar(row, place, scale, language) for place, row in enumerate(rows)]
    dot_trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [rounded(row.central, scale) for row in rows],
        "y": list(range(len(rows))),
        "cliponaxis": False,
        "marker": {"size": 15, "color": PALETTE[0], "line": {"color": PAPER, "width": 2}},
        "hoverinfo": "skip",
    }
    scaled_ends = [rounded(end, scale) for end in all_ends]
    chart_layout = rows_layout([row.name for row in rows], scaled_ends, scale, language)
    chart_layout["annotations"] += [
        mark for place, row in enumerate(rows) for mark in _numbers(row, place, scale, language)
    ]
    return {"data": [*bar_traces, dot_trace], "layout": chart_layout}


def _bar(row: Interval, place: int, scale: Scale, language: Language) -> dict[str, Any]:
    low_text, central_text, high_text = (
        show_scaled(amount, scale, language) for amount in (row.low, row.central, row.high)
    )
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [rounded(row.low, scale), rounded(row.high, scale)],
        "y": [place, place],
        "line": {"color": PALETTE[4], "width": 9},
        "hoverinfo": "text",
        "hovertext": f"{label(row.name)}<br>{central_text} ({low_text} – {high_text}) {scale.unit}",
    }


def _numbers(row: Interval, place: int, scale: Scale, language: Language) -> list[dict[str, Any]]:
    low_text, central_text, high_text = (
        show_scaled(amount, scale, language) for amount in (row.low, row.central, row.high)
    )
    left_end, right_end = min(row.low, row.central), max(row.high, row.central)
    central_note = note(
        f"<b>{central_text}</b>", rounded(row.central, scale), place, yanchor="top", yshift=-9
    )
    if row.low == row.high == row.central:
        return [central_note]
    return [
        note(low_text, rounded(left_end, scale), place, xanchor="right", xshift=-9),
        note(high_text, rounded(right_end, scale), place, xanchor="left", xshift=9),
        central_note,
    ]


def parties(rows: Sequence[Share], language: Language) -> Chart:
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
    >>> made = parties([Share("gemeente", -2e5), Share("inwoners", 3e5), Share("rijk", None, pm=True)], "nl")
    >>> made["data"][0]["x"], made["data"][0]["text"]
    ([300.0, -200.0, 0.0], [' 300', '−200 ', ' PM'])
    """
    sorted_rows = sorted(rows, key=lambda row: (row.amount is None, -(row.amount or 0.0)))
    known_amounts = [row.amount for row in sorted_rows if row.amount is not None]
    scale = euro_scale(known_amounts, language)
    scaled_amounts = [rounded(row.amount or 0.0, scale) for row in sorted_rows]
    amount_texts = [_amount(row, scale, language) for row in sorted_rows]
    bar_trace = {
        "type": "bar",
        "orientation": "h",
        "x": scaled_amounts,
        "y": list(range(len(sorted_rows))),
        "width": 0.34,
        "text": [
            f"{text} " if amount < 0 else f" {text}"
            for text, amount in zip(amount_texts, scaled_amounts, strict=True)
        ],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": [LOSS if amount < 0 else GAIN for amount in scaled_amounts]},
        "hoverinfo": "text",
        "hovertext": [
            f"{label(_head(row))}<br>{text} {scale.unit}"
            for row, text in zip(sorted_rows, amount_texts, strict=True)
        ],
    }
    return {
        "data": [bar_trace],
        "layout": rows_layout([_head(row) for row in sorted_rows], scaled_amounts, scale, language),
    }


def _amount(row: Share, scale: Scale, language: Language) -> str:
    return PM if row.amount is None else show_scaled(row.amount, scale, language)


def _head(row: Share) -> str:
    # With the name, not with the number: beside a long bar a telephone has room for a number only.
    return f"{row.name} + {PM}" if row.pm and row.amount is not None else row.name


def rows_layout(
    names: Sequence[str], values: Sequence[float], scale: Scale, language: Language
) -> dict[str, Any]:
    """Layout of a chart with one row per name: the name above its mark, one axis in euros."""
    name_notes = [
        note(label(name), 0, place, xref="paper", xanchor="left", yanchor="bottom", yshift=15, align="left")
        for place, name in enumerate(names)
    ]
    separator_lines = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": place - 0.62,
            "y1": place - 0.62,
            "layer": "below",
            "line": {"color": GRID, "width": 1},
        }
        for place in range(1, len(names))
    ]
    most_breaks = max((label(name).count("<br>") for name in names), default=0)
    vertical_axis = {
        "range": [len(names) - 0.5, -0.7],
        "showticklabels": False,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    return layout(
        language,
        80 + (72 + 18 * most_breaks) * len(names),
        annotations=name_notes,
        shapes=separator_lines,
        xaxis=euro_axis(scale, range=span(values, room=_ROOM), tickangle=0),
        yaxis=vertical_axis,
        hovermode="closest",
    )


@dataclass(frozen=True)
class Step:
    """One row of a waterfall: an amount that is added, or a balance that is reached [EUR]."""

    name: str
    amount: float
    balance: bool = False


def waterfall(steps: Sequence[Step], language: Language) -> Chart:
    """From one balance to another, item by item, from top to bottom; each bar starts where the last one ended.

    Parameters
    ----------
    steps : sequence of Step
        The first is a balance; a later balance is drawn from zero [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.

    Examples
    --------
    >>> made = waterfall([Step("a", 30_000, True), Step("b", -10_000), Step("c", 20_000, True)], "nl")
    >>> made["data"][0]["base"], made["data"][0]["x"]
    ([0.0, 30.0, 0.0], [30.0, -10.0, 20.0])
    """
    start_amounts, running_total = [], 0.0
    for step in steps:
        start_amounts.append(0.0 if step.balance else running_total)
        running_total = step.amount if step.balance else running_total + step.amount
    end_amounts = [start + step.amount for start, step in zip(start_amounts, steps, strict=True)]
    scale = euro_scale([*start_amounts, *end_amounts], language)
    scaled_steps = [rounded(step.amount, scale) for step in steps]
    step_texts = [show_scaled(step.amount, scale, language) for step in steps]
    bar_trace = {
        "type": "bar",
        "orientation": "h",
        "x": scaled_steps,
        "base": [rounded(start, scale) for start in start_amounts],
        "y": list(range(len(steps))),
        "width": 0.4,
        "marker": {
            "color": [PALETTE[3] if step.balance else LOSS if step.amount < 0 else GAIN for step in steps]
        },
        "hoverinfo": "text",
        "hovertext": [
            f"{label(s.name)}<br>{text} {scale.unit}" for s, text in zip(steps, step_texts, strict=True)
        ],
    }
    scaled_reach = [rounded(amount, scale) for amount in (*start_amounts, *end_amounts)]
    chart_layout = rows_layout([step.name for step in steps], scaled_reach, scale, language)
    chart_layout["height"] = 80 + 50 * len(steps)
    chart_layout["annotations"] += [
        note(
            f"<b>{text}</b>" if step.balance else text,
            rounded(min(start, end) if end < 0 else max(start, end), scale),
            place,
            xanchor="right" if end < 0 else "left",
            xshift=-5 if end < 0 else 5,
        )
        for place, (step, start, end, text) in enumerate(
            zip(steps, start_amounts, end_amounts, step_texts, strict=True)
        )
    ]
    return {"data": [bar_trace], "layout": chart_layout}
