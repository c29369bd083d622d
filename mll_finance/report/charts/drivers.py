"""Charts of what drives the result: tornado, spider, and two inputs together with their break-even line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mll_finance.report.charts.rows import rows_layout
from mll_finance.report.charts.style import (
    FONT_SIZE,
    GRID,
    INK,
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
from mll_finance.terms import Language

LOW, HIGH = PALETTE[1], PALETTE[0]
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


@dataclass(frozen=True)
class Driver:
    """One bar of a tornado: the input, its two values in words, and the outcome at each [EUR]."""

    name: str
    low: str
    high: str
    at_low: float
    at_high: float


def tornado(drivers: Sequence[Driver], central: float, *, ends: tuple[str, str], language: Language) -> Chart:
    """Bars from the central outcome to the outcome at each end of an input, the longest on top.

    Parameters
    ----------
    drivers : sequence of Driver
        From top to bottom [EUR].
    central : float
        Outcome of the central case [EUR].
    ends : tuple of str
        What the low and the high end are, for the legend.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure; the value of the input stands at each end of its bar.

    Examples
    --------
    >>> made = tornado([Driver("effect", "5%", "15%", -2e5, 3e5)], 5e4, ends=("P10", "P90"), language="nl")
    >>> [trace["name"] for trace in made["data"]], made["data"][0]["x"]
    (['P10', 'P90'], [-250.0])
    """
    all_npvs = [central, *(end for driver in drivers for end in (driver.at_low, driver.at_high))]
    scale = euro_scale(all_npvs, language)
    chart_layout = rows_layout(
        [driver.name for driver in drivers], [rounded(amount, scale) for amount in all_npvs], scale, language
    )
    chart_layout["annotations"] += [
        mark for place, driver in enumerate(drivers) for mark in _ends(driver, place, scale)
    ]
    chart_layout["shapes"] += [_upright(rounded(central, scale))]
    chart_layout |= {
        "barmode": "overlay",
        "showlegend": True,
        "legend": legend(),
        "height": chart_layout["height"] + 24,
    }
    bar_traces = _bars(drivers, rounded(central, scale), ends, scale, language)
    return {"data": bar_traces, "layout": chart_layout}


def _bars(
    drivers: Sequence[Driver], middle: float, ends: tuple[str, str], scale: Scale, language: Language
) -> list[dict[str, Any]]:
    """The bars from the central outcome to that at the low end, and those to that at the high end."""
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "base": [middle] * len(drivers),
            "x": [rounded(amount, scale) - middle for amount in outcomes],
            "y": list(range(len(drivers))),
            "width": 0.3,
            "marker": {"color": colour},
            "hoverinfo": "text",
            "hovertext": [
                f"{label(driver.name)}: {label(text)}<br>{show_scaled(amount, scale, language)} {scale.unit}"
                for driver, text, amount in zip(drivers, texts, outcomes, strict=True)
            ],
        }
        for name, colour, texts, outcomes in (
            (ends[0], LOW, [driver.low for driver in drivers], [driver.at_low for driver in drivers]),
            (ends[1], HIGH, [driver.high for driver in drivers], [driver.at_high for driver in drivers]),
        )
    ]


def _ends(driver: Driver, place: int, scale: Scale) -> list[dict[str, Any]]:
    """The value of the input beside each end; a value whose bar does not stick out stands at the other side."""
    left_label, right_label = (
        (driver.low, driver.high) if driver.at_low <= driver.at_high else (driver.high, driver.low)
    )
    lowest, highest = min(driver.at_low, driver.at_high), max(driver.at_low, driver.at_high)
    return [
        note(label(left_label), rounded(lowest, scale), place, xanchor="right", xshift=-5),
        note(label(right_label), rounded(highest, scale), place, xanchor="left", xshift=5),
    ]


def _upright(x: float) -> dict[str, Any]:
    line = {"color": QUIET, "width": 1.5, "dash": "dot"}
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": line,
    }


def legend() -> dict[str, Any]:
    """A legend above the figure that cannot be clicked away."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 1.0,
        "yanchor": "bottom",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": FONT_SIZE},
    }


def spider(
    percentiles: Sequence[float], lines: Mapping[str, Sequence[float]], *, axis: str, language: Language
) -> Chart:
    """A line per input: the outcome as the input moves from low to high.

    Parameters
    ----------
    percentiles : sequence of float
        Place in the input's distribution, as a fraction.
    lines : mapping of str to sequence of float
        Outcomes [EUR] by input.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.
    """
    chart_layout = {**plain_axis(axis), "tickprefix": "P", "dtick": 10}
    return _lines([100 * share for share in percentiles], lines, axis=chart_layout, language=language)


def rates(
    rates: Sequence[float], lines: Mapping[str, Sequence[float]], *, axis: str, language: Language
) -> Chart:
    """A line per alternative: the outcome at each discount rate; a zero is an internal rate of return.

    Parameters
    ----------
    rates : sequence of float
        Rates, as fractions.
    lines : mapping of str to sequence of float
        Outcomes [EUR] by alternative.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.
    """
    axis_layout = plain_axis(axis, percent=True)
    return _lines([100 * rate for rate in rates], lines, axis=axis_layout, language=language)


def _lines(
    x: Sequence[float], lines: Mapping[str, Sequence[float]], *, axis: dict[str, Any], language: Language
) -> Chart:
    scale = euro_scale([amount for values in lines.values() for amount in values], language)
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": label(name, 34),
            "x": [rounded(amount) for amount in x],
            "y": [rounded(amount, scale) for amount in values],
            "line": {
                "color": PALETTE[place % len(PALETTE)],
                "width": 2.5,
                "dash": _DASHES[place % len(_DASHES)],
            },
            "marker": {"size": 5},
            "hoverinfo": "text",
            "hovertext": [
                f"{label(name)}<br>{show_scaled(amount, scale, language)} {scale.unit}" for amount in values
            ],
        }
        for place, (name, values) in enumerate(lines.items())
    ]
    rows = sum(1 + label(name, 34).count("<br>") for name in lines)
    chart_layout = layout(
        language,
        360 + 22 * rows,
        xaxis=axis,
        yaxis=euro_axis(scale, rangemode="tozero"),
        showlegend=True,
        legend={**legend(), "y": 1.02, "orientation": "v"},
        hovermode="closest",
    )
    return {"data": traces, "layout": chart_layout}


@dataclass(frozen=True)
class Axis:
    """One input along the side of a grid: its name, its values, whether they are fractions, its central value."""

    name: str
    values: Sequence[float]
    percent: bool
    central: float

    def shown(self, value: float) -> float:
        """A value in the unit of the axis."""
        return rounded(100 * value if self.percent else value)


def contour(first: Axis, second: Axis, *, npv: Sequence[Sequence[float]], language: Language) -> Chart:
    """The outcome over two inputs: coloured on each side of the line where it is zero, with the central case.

    Parameters
    ----------
    first, second : Axis
        The inputs along the horizontal and the vertical axis.
    npv : sequence of sequence of float
        Outcomes [EUR], one row for each value of the second input.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.
    """
    all_npvs = [amount for row in npv for amount in row]
    scale = euro_scale(all_npvs, language)
    largest_npv = max(abs(rounded(amount, scale)) for amount in all_npvs) or 1.0
    grid_trace = {
        "x": [first.shown(amount) for amount in first.values],
        "y": [second.shown(amount) for amount in second.values],
        "z": [[rounded(amount, scale) for amount in row] for row in npv],
    }
    contour_trace = {
        **grid_trace,
        "type": "contour",
        "colorscale": [[0, "#C9552B"], [0.5, PAPER], [1, "#3B62B5"]],
        "zmin": -largest_npv,
        "zmax": largest_npv,
        "contours": {"showlabels": True, "labelfont": {"size": FONT_SIZE - 2, "color": INK}},
        "line": {"width": 0.5, "color": GRID},
        "showscale": False,
        "hovertemplate": "%{x} / %{y}<br>%{z} " + scale.unit + "<extra></extra>",
    }
    zero_trace = {
        **grid_trace,
        "type": "contour",
        "contours": {"type": "constraint", "operation": "=", "value": 0, "showlabels": False},
        "line": {"width": 3.5, "color": INK},
        "showscale": False,
        "hoverinfo": "skip",
    }
    dot_trace = case_dot(first.shown(first.central), second.shown(second.central))
    chart_layout = layout(
        language,
        460,
        xaxis=plain_axis(first.name, percent=first.percent),
        yaxis={**plain_axis(second.name, percent=second.percent), "automargin": True},
        hovermode="closest",
    )
    return {"data": [contour_trace, zero_trace, dot_trace], "layout": chart_layout}


def case_dot(x: float, y: float) -> dict[str, Any]:
    """The mark of the central case."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "marker": {"size": 14, "color": PALETTE[1], "line": {"color": PAPER, "width": 2}},
        "hoverinfo": "skip",
    }


def plain_axis(title: str, *, percent: bool = False) -> dict[str, Any]:
    """A quiet axis with a name."""
    return {
        "title": {"text": label(title, 44), "standoff": 8, "font": {"size": FONT_SIZE - 1, "color": QUIET}},
        "ticksuffix": "%" if percent else "",
        "tickfont": {"size": FONT_SIZE - 2},
        "gridcolor": GRID,
        "zeroline": False,
        "nticks": 6,
        "automargin": True,
        "fixedrange": True,
    }
