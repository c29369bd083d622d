"""Charts over the years of a case: bars by group, a budget, and the line that shows when it pays back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mll_finance.report.charts.style import (
    FONT_SIZE,
    GAIN,
    GRID,
    INK,
    LOSS,
    PALETTE,
    PAPER,
    QUIET,
    Chart,
    euro_axis,
    label,
    layout,
    note,
    rounded,
)
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language, term

_LABELLED = 6
"""Number of years up to which the net amount is written at each point; more would not fit a telephone."""
_HATCHES = ("", "/", ".", "x")


@dataclass(frozen=True)
class Trajectory:
    """An amount by year (years,) with, where it is uncertain, its P5 and P95 [EUR]."""

    name: str
    central: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def stacked_years(
    years: Sequence[int], groups: Mapping[str, Sequence[float]], *, net: Sequence[float], language: Language
) -> Chart:
    """Bars by year, one colour per group, costs below zero and benefits above, with the net amount as a line.

    Parameters
    ----------
    years : sequence of int
        Calendar years (years,).
    groups : mapping of str to sequence of float
        Signed amounts (years,) by the group's name [EUR].
    net : sequence of float
        Sum of the groups (years,) [EUR], as the study gives it.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.

    Examples
    --------
    >>> made = stacked_years([2026, 2027], {"kosten": [-900, -100], "baten": [0, 400]}, net=[-900, 300], language="nl")
    >>> [trace["name"] for trace in made["data"]]
    ['kosten', 'baten', 'saldo']
    """
    scale = euro_scale([*net, *(amount for values in groups.values() for amount in values)], language)
    bar_traces = [
        _bars(name, years, values, scale=scale, marker=_marker(place), language=language)
        for place, (name, values) in enumerate(groups.items())
    ]
    traces = [*bar_traces, _net_line(years, net, scale, language)]
    chart_layout = _years_layout(years, scale, language, entries=len(traces))
    return {
        "data": traces,
        "layout": {**chart_layout, "annotations": _net_labels(years, net, scale, language)},
    }


def budget_years(
    years: Sequence[int],
    lasten: Sequence[float],
    *,
    baten: Sequence[float],
    balance: Sequence[float],
    language: Language,
) -> Chart:
    """Outlays (lasten) and income (baten) of each budget year, with the balance.

    Parameters
    ----------
    years : sequence of int
        Budget years (years,).
    lasten, baten, balance : sequence of float
        Amounts (years,) [EUR] signed as in the budget table: outlays negative, income positive.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.

    Examples
    --------
    >>> made = budget_years([2026], [-90_000], baten=[20_000], balance=[-70_000], language="en")
    >>> made["data"][2]["y"], made["layout"]["yaxis"]["title"]["text"]
    ([-70.0], 'thousand euros')
    """
    scale = euro_scale([*lasten, *baten, *balance], language)
    traces = [
        _bars(
            term("lasten", language), years, lasten, scale=scale, marker={"color": LOSS}, language=language
        ),
        _bars(term("baten", language), years, baten, scale=scale, marker={"color": GAIN}, language=language),
        _net_line(years, balance, scale, language),
    ]
    chart_layout = _years_layout(years, scale, language, entries=len(traces))
    return {
        "data": traces,
        "layout": {**chart_layout, "annotations": _net_labels(years, balance, scale, language)},
    }


def cumulative(years: Sequence[int], trajectories: Sequence[Trajectory], language: Language) -> Chart:
    """Amounts added up over the years, each with its P5 to P95 band where it has one; a crossing of zero is payback.

    Parameters
    ----------
    years : sequence of int
        Calendar years (years,).
    trajectories : sequence of Trajectory
        Cumulative amounts (years,) [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure; one is labelled at its end, several by a legend.

    Examples
    --------
    >>> made = cumulative([2026, 2027], [Trajectory("AI", [-900, 100], low=[-950, -400], high=[-850, 500])], "nl")
    >>> [trace.get("fill", "line") for trace in made["data"]]
    ['toself', 'line']
    """
    scale = euro_scale(
        [
            amount
            for trajectory in trajectories
            for amount in (*trajectory.central, *trajectory.low, *trajectory.high)
        ],
        language,
    )
    band_traces = [
        _band(years, trajectory, scale, PALETTE[place % len(PALETTE)])
        for place, trajectory in enumerate(trajectories)
        if trajectory.low and trajectory.high
    ]
    lines = [
        _line(years, trajectory, place, scale=scale, language=language)
        for place, trajectory in enumerate(trajectories)
    ]
    chart_layout = _years_layout(
        years, scale, language, entries=len(trajectories) if len(trajectories) > 1 else 0
    )
    if len(trajectories) == 1:
        single = trajectories[0]
        label_text = f"<b>{label(single.name, 30)}: {show_scaled(single.central[-1], scale, language)}</b>"
        chart_layout["annotations"] = [
            _beside(label_text, years[-1], single.central[-1], scale, xanchor="right", align="right")
        ]
    return {"data": [*band_traces, *lines], "layout": chart_layout}


def _marker(place: int) -> dict[str, Any]:
    hatch_shape = _HATCHES[(place // len(PALETTE)) % len(_HATCHES)]
    marker: dict[str, Any] = {"color": PALETTE[place % len(PALETTE)], "line": {"color": PAPER, "width": 1}}
    return {**marker, "pattern": {"shape": hatch_shape}} if hatch_shape else marker


def _bars(
    name: str,
    years: Sequence[int],
    values: Sequence[float],
    *,
    scale: Scale,
    marker: dict[str, Any],
    language: Language,
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": label(name, 30),
        "x": list(years),
        "y": [rounded(amount, scale) for amount in values],
        "marker": marker,
        "hoverinfo": "text",
        "hovertext": _hover(name, years, values, scale=scale, language=language),
    }


def _net_line(
    years: Sequence[int], values: Sequence[float], scale: Scale, language: Language
) -> dict[str, Any]:
    name = term("balance", language)
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers",
        "x": list(years),
        "y": [rounded(amount, scale) for amount in values],
        "line": {"color": INK, "width": 2, "dash": "dot"},
        "marker": {"color": INK, "size": 11, "symbol": "diamond", "line": {"color": PAPER, "width": 2}},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": _hover(name, years, values, scale=scale, language=language),
    }


def _net_labels(
    years: Sequence[int], values: Sequence[float], scale: Scale, language: Language
) -> list[dict[str, Any]]:
    if len(years) > _LABELLED:
        return []
    return [
        _beside(show_scaled(amount, scale, language), year, amount, scale)
        for year, amount in zip(years, values, strict=True)
    ]


def _beside(text: str, year: int, value: float, scale: Scale, **more: Any) -> dict[str, Any]:
    label_shift = {"yanchor": "bottom", "yshift": 9} if value >= 0 else {"yanchor": "top", "yshift": -9}
    return note(text, year, rounded(value, scale), **label_shift, **more)


def _line(
    years: Sequence[int], trajectory: Trajectory, place: int, *, scale: Scale, language: Language
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": label(trajectory.name, 30),
        "mode": "lines+markers",
        "x": list(years),
        "y": [rounded(amount, scale) for amount in trajectory.central],
        "line": {
            "color": PALETTE[place % len(PALETTE)],
            "width": 3,
            "dash": ("solid", "dash", "dot")[place % 3],
        },
        "marker": {"size": 7},
        "hoverinfo": "text",
        "hovertext": _hover(trajectory.name, years, trajectory.central, scale=scale, language=language),
    }


def _band(years: Sequence[int], trajectory: Trajectory, scale: Scale, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*years, *reversed(years)],
        "y": [rounded(amount, scale) for amount in (*trajectory.high, *reversed(trajectory.low))],
        "fill": "toself",
        "fillcolor": f"{colour}2E",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _hover(
    name: str, years: Sequence[int], values: Sequence[float], *, scale: Scale, language: Language
) -> list[str]:
    return [
        f"{label(name)}<br>{year}: {show_scaled(amount, scale, language)} {scale.unit}"
        for year, amount in zip(years, values, strict=True)
    ]


def _years_layout(years: Sequence[int], scale: Scale, language: Language, *, entries: int) -> dict[str, Any]:
    # At most six or seven years are written: more would not fit a telephone.
    year_step = next(
        year_step for year_step in (1, 2, 5, 10, 20, 50) if len(years) <= 6 * year_step or year_step == 50
    )
    legend = {
        "orientation": "h",
        "x": 0,
        "y": 1.02,
        "yanchor": "bottom",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": FONT_SIZE},
    }
    return layout(
        language,
        340 + 22 * entries,
        xaxis={
            "tickmode": "linear",
            "tick0": years[0],
            "dtick": year_step,
            "tickformat": "d",
            "tickfont": {"size": FONT_SIZE - 2},
            "gridcolor": GRID,
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "tickcolor": QUIET,
            "fixedrange": True,
            "automargin": True,
        },
        yaxis=euro_axis(scale, rangemode="tozero"),
        barmode="relative",
        bargap=0.35,
        hovermode="closest",
        showlegend=entries > 1,
        legend=legend,
    )
