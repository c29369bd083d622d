"""Charts of how likely outcomes are: cumulative probability, fan over the years, convergence, regret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mll_finance.report.charts.drivers import case_dot, legend, plain_axis
from mll_finance.report.charts.rows import rows_layout
from mll_finance.report.charts.style import (
    INK,
    LOSS,
    PALETTE,
    Chart,
    euro_axis,
    label,
    layout,
    note,
    rounded,
    span,
)
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language

_SHADES = ("2E", "52")
"""How dark the outer and the inner band of a fan are."""


def probability(
    values: Sequence[float], shares: Sequence[float], *, base: tuple[float, float, str], language: Language
) -> Chart:
    """Cumulative probability with the base case marked.

    Parameters
    ----------
    values : sequence of float
        Outcomes [EUR], rising.
    shares : sequence of float
        Probability that the outcome is at most that.
    base : tuple
        Outcome of the base case [EUR], its place as a share, and what to call it.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure; what lies below zero is shaded.
    """
    scale = euro_scale(values, language)
    npvs, percents = ([rounded(npv, scale) for npv in values], [rounded(100 * share) for share in shares])
    below_zero = [pair for pair in zip(npvs, percents, strict=True) if pair[0] <= 0]
    curve_trace = {
        "type": "scatter",
        "mode": "lines",
        "x": npvs,
        "y": percents,
        "line": {"color": PALETTE[0], "width": 3},
        "hovertemplate": "%{x} " + scale.unit + "<br>%{y:.0f}%<extra></extra>",
    }
    shade_trace = {
        "type": "scatter",
        "mode": "lines",
        "x": [pair[0] for pair in below_zero],
        "y": [pair[1] for pair in below_zero],
        "fill": "tozeroy",
        "fillcolor": f"{LOSS}2E",
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    amount, position, name = base
    dot_trace = case_dot(rounded(amount, scale), rounded(100 * position))
    label_shift = {"xanchor": "right", "xshift": -12} if position > 0.5 else {"xanchor": "left", "xshift": 12}
    label_text = f"<b>{label(name, 24)}: {show_scaled(amount, scale, language)}</b>"
    chart_layout = layout(
        language,
        360,
        xaxis=euro_axis(scale, range=span(npvs, room=0.04)),
        yaxis={**plain_axis(""), "range": [0, 103], "ticksuffix": "%", "title": None},
        annotations=[note(label_text, rounded(amount, scale), rounded(100 * position), **label_shift)],
        hovermode="closest",
    )
    return {"data": [*([shade_trace] if below_zero else []), curve_trace, dot_trace], "layout": chart_layout}


def fan(
    years: Sequence[int],
    percentiles: Sequence[Sequence[float]],
    *,
    central: Sequence[float],
    names: tuple[str, str, str],
    language: Language,
) -> Chart:
    """The running total by year: two bands around the median, and the central case.

    Parameters
    ----------
    years : sequence of int
        Calendar years.
    percentiles : sequence of sequence of float
        Five rows [EUR]: P5, P25, P50, P75 and P95 by year.
    central : sequence of float
        The central case by year [EUR].
    names : tuple of str
        Names of the outer band, the inner band and the central case.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.
    """
    scale = euro_scale([*central, *(amount for row in percentiles for amount in row)], language)
    rows = [[rounded(amount, scale) for amount in row] for row in percentiles]
    band_traces = [
        _band(years, rows[low], rows[high], name=name, shade=shade)
        for low, high, name, shade in ((0, 4, names[0], _SHADES[0]), (1, 3, names[1], _SHADES[1]))
    ]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label(names[2], 30),
        "x": list(years),
        "y": [rounded(amount, scale) for amount in central],
        "line": {"color": INK, "width": 2.5},
        "marker": {"size": 7},
        "hoverinfo": "text",
        "hovertext": [
            f"{year}: {show_scaled(amount, scale, language)} {scale.unit}"
            for year, amount in zip(years, central, strict=True)
        ],
    }
    year_step = max(1, -(-len(years) // 7))
    chart_layout = layout(
        language,
        400,
        xaxis={**plain_axis(""), "title": None, "tickformat": "d", "tick0": years[0], "dtick": year_step},
        yaxis=euro_axis(scale, rangemode="tozero"),
        showlegend=True,
        legend={**legend(), "y": 1.02},
        hovermode="closest",
    )
    return {"data": [*band_traces, line], "layout": chart_layout}


def _band(
    years: Sequence[int], low: Sequence[float], high: Sequence[float], *, name: str, shade: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label(name, 30),
        "x": [*years, *reversed(years)],
        "y": [*high, *reversed(low)],
        "fill": "toself",
        "fillcolor": f"{PALETTE[0]}{shade}",
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def convergence(
    draws: Sequence[int], mean: Sequence[float], *, error: Sequence[float], axis: str, language: Language
) -> Chart:
    """The mean with twice its Monte Carlo error as the number of draws grows.

    Parameters
    ----------
    draws : sequence of int
        Numbers of draws.
    mean, error : sequence of float
        Mean and Monte Carlo error [EUR] after these.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.
    """
    scale = euro_scale([*mean, *(m + 2 * e for m, e in zip(mean, error, strict=True))], language)
    draw_counts_as_text = [show_scaled(count, Scale(1, "", 0), language) for count in draws]
    points_trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": draw_counts_as_text,
        "y": [rounded(amount, scale) for amount in mean],
        "line": {"color": PALETTE[0], "width": 2},
        "marker": {"size": 9},
        "error_y": {
            "type": "data",
            "array": [rounded(2 * amount, scale) for amount in error],
            "color": PALETTE[0],
            "thickness": 1.5,
        },
        "hoverinfo": "text",
        "hovertext": [
            f"{name}: {show_scaled(m, scale, language)} ± {show_scaled(2 * e, scale, language)} {scale.unit}"
            for name, m, e in zip(draw_counts_as_text, mean, error, strict=True)
        ],
    }
    chart_layout = layout(
        language,
        340,
        xaxis={**plain_axis(axis), "type": "category", "tickangle": -45},
        yaxis=euro_axis(scale, rangemode="normal"),
        hovermode="closest",
    )
    return {"data": [points_trace], "layout": chart_layout}


def regrets(rows: Sequence[tuple[str, float, str]], *, axis: str, language: Language) -> Chart:
    """The largest regret of each choice, and the scenario in which it falls.

    Parameters
    ----------
    rows : sequence of tuple
        Name of the choice, its largest regret [EUR], and the scenario, from top to bottom.
    axis : str
        What the horizontal axis shows.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure.
    """
    scale = euro_scale([regret for _, regret, _ in rows], language)
    scaled_regrets = [rounded(regret, scale) for _, regret, _ in rows]
    regret_texts = [show_scaled(regret, scale, language) for _, regret, _ in rows]
    bar_trace = {
        "type": "bar",
        "orientation": "h",
        "x": scaled_regrets,
        "y": list(range(len(rows))),
        "width": 0.3,
        "marker": {"color": LOSS},
        "text": [f" {text}" for text in regret_texts],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [
            f"{label(name)}<br>{text} {scale.unit}<br>{label(scenario)}"
            for (name, _, scenario), text in zip(rows, regret_texts, strict=True)
        ],
    }
    names = [f"{name} ({scenario})" if scenario else name for name, _, scenario in rows]
    chart_layout = rows_layout(names, scaled_regrets, scale, language)
    chart_layout["xaxis"]["title"]["text"] = f"{axis} ({scale.unit})"
    return {"data": [bar_trace], "layout": chart_layout}
