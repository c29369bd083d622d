"""A chart as a plotly figure, for JupyterLab: JSON-ready data that needs no plotly to make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from mll_finance.report.chart import Cells, Chart, Columns, Curves, Edge, Lanes, Look, Mark, Panel, Ruler
from mll_finance.report.charts.letters import wrapped
from mll_finance.report.charts.style import BALANCE, COLOURS, FONT, FONT_SIZE

_SYMBOLS = {
    "circle": "circle",
    "diamond": "diamond",
    "square": "square",
    "triangle": "triangle-up",
    "ring": "circle-open",
    "cross": "x",
    "dot": "circle",
}
_ALPHA = {"solid": "", "open": "", "pale": "52", "paler": "2E"}
_NAME_ROOM = 290.0
Data = dict[str, Any]


def plotly_figure(chart: Chart) -> Data:
    """Plotly's ``data`` and ``layout`` of a chart; equal charts give equal data.

    Examples
    --------
    >>> from mll_finance.report.charts import Share, parties
    >>> plotly_figure(parties([Share("gemeente", -2e5)], "nl"))["data"][0]["x"]
    [-200.0]
    """
    return _FIGURE_OF[type(chart)](chart)


def is_drawn(chart: Chart) -> bool:
    """Whether plotly draws this form: it has no boxes with lines between them."""
    return type(chart) in _FIGURE_OF


def _words(text: str) -> str:
    """Text for inside a figure: signs that plotly would read as markup stay signs, long text is broken over lines."""
    return "<br>".join(escape(text_line, quote=False) for text_line in wrapped(text, FONT_SIZE, _NAME_ROOM))


def _lanes(chart: Lanes) -> Data:
    marks_with_lane_index = [
        (lane_index, mark) for lane_index, lane in enumerate(chart.lanes) for mark in lane.marks
    ]
    traces = [_mark(chart, lane_index, mark) for lane_index, mark in marks_with_lane_index]
    traces += [_key(key.name, key.look) for key in chart.keys]
    annotation_entries = [
        _note(
            _words(lane.name),
            0,
            lane_index,
            xref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=14,
            align="left",
        )
        for lane_index, lane in enumerate(chart.lanes)
    ]
    for lane_index, lane in enumerate(chart.lanes):
        for tag in lane.tags:
            tag_text = f"<b>{escape(tag.text)}</b>" if tag.bold else escape(tag.text)
            annotation_entries.append(_note(tag_text, tag.at, lane_index, **_BESIDE[tag.side]))
    upright_axis = {"range": [len(chart.lanes) - 0.5, -0.8], "visible": False, "fixedrange": True}
    layout = _layout(
        100 + 72 * len(chart.lanes), _axis(chart.ruler, room=0.3), upright_axis, has_key=bool(chart.keys)
    )
    if chart.reference is not None:
        layout["shapes"] = [_upright(chart.reference)]
    return {"data": traces, "layout": {**layout, "annotations": annotation_entries, "barmode": "overlay"}}


_BESIDE: dict[str, Data] = {
    "left": {"xanchor": "right", "xshift": -9},
    "right": {"xanchor": "left", "xshift": 9},
}


def _mark(chart: Lanes, place: int, mark: Mark) -> Data:
    marked_lane = chart.lanes[place]
    hover_text = (
        f"{_words(marked_lane.name)}<br>"
        + " / ".join(escape(tag.text) for tag in marked_lane.tags)
        + f" {chart.unit}"
    )
    shared_fields = {"y": [place], "hoverinfo": "text", "hovertext": hover_text, "showlegend": False}
    if mark.kind == "bar":
        bar_fields = {
            "type": "bar",
            "orientation": "h",
            "base": [mark.start],
            "x": [mark.end - mark.start],
            "width": 0.28,
        }
        return {**shared_fields, **bar_fields, "marker": _fill(mark.look)}
    if mark.kind == "point":
        return {
            **shared_fields,
            "type": "scatter",
            "mode": "markers",
            "x": [mark.end],
            "marker": _point(mark.look, 13),
        }
    stroke_fields = {"color": COLOURS[mark.look.colour], "width": 1.5}
    line_fields = {"x": [mark.start, mark.end], "y": [place, place], "line": stroke_fields}
    return {**shared_fields, **line_fields, "type": "scatter", "mode": "lines"}


def _key(name: str, look: Look) -> Data:
    """An entry of the key without a mark of its own."""
    is_open = look.fill == "open"
    marker_fields = {"size": 11, "symbol": "square", **_fill(look)} if is_open else _point(look, 11)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _words(name),
        "x": [None],
        "y": [None],
        "marker": marker_fields,
    }


def _curves(chart: Curves) -> Data:
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": _words(band.name),
            "x": [across_number for across_number, _, _ in band.points]
            + [across_number for across_number, _, _ in reversed(band.points)],
            "y": [high_amount for _, _, high_amount in band.points]
            + [low_amount for _, low_amount, _ in reversed(band.points)],
            "fill": "toself",
            "fillcolor": COLOURS[band.look.colour] + _ALPHA[band.look.fill],
            "line": {"width": 0},
            "hoverinfo": "skip",
            "showlegend": any(key.name == band.name and key.kind == "band" for key in chart.keys),
        }
        for band in chart.bands
    ]
    traces += [
        {
            "type": "scatter",
            "mode": "lines+markers" if curve.is_marked else "lines",
            "name": _words(curve.name),
            "x": [across_number for across_number, _ in curve.points],
            "y": [amount for _, amount in curve.points],
            "line": {"color": COLOURS[curve.look.colour], "width": 2.5, "dash": _dash(curve.look)},
            "marker": _point(curve.look, 8),
            "showlegend": any(key.name == curve.name for key in chart.keys),
        }
        for curve in chart.curves
    ]
    traces += [
        {
            "type": "scatter",
            "mode": "markers+text" if spot.is_named else "markers",
            "name": _words(spot.name),
            "x": [spot.at[0]],
            "y": [spot.at[1]],
            "text": [f"<b>{escape(spot.text)}</b>"],
            "textposition": "middle left" if spot.at[1] > 50 else "middle right",
            "marker": _point(spot.look, 13 if spot.is_named else 6),
        }
        for spot in chart.spots
    ]
    layout = _layout(
        360 + 20 * len(chart.keys), _axis(chart.across), _axis(chart.up), has_key=bool(chart.keys)
    )
    return {"data": traces, "layout": {**layout, "hovermode": "closest"}}


def _dash(look: Look) -> str:
    return ",".join(f"{pixels}px" for pixels in look.dash) if look.dash else "solid"


def _columns(chart: Columns) -> Data:
    traces = [
        trace for panel_index, panel in enumerate(chart.panels) for trace in _panel(chart, panel, panel_index)
    ]
    traces += [_key(key.name, key.look) for key in chart.keys]
    panel_count = len(chart.panels)
    figure_height = 400 if panel_count == 1 else 80 + 110 * panel_count
    across_axis = {
        "tickformat": "d",
        "dtick": 1 if len(chart.years) < 8 else 2,
        "showgrid": False,
        "fixedrange": True,
    }
    # The years stand below the lowest panel.
    across_axis |= {"anchor": f"y{panel_count}"} if panel_count > 1 else {}
    layout = _layout(figure_height, across_axis, _axis(chart.ruler), has_key=bool(chart.keys))
    annotation_entries = []
    for panel_index, panel in enumerate(chart.panels if panel_count > 1 else ()):
        top_share, bottom_share = 1 - panel_index / panel_count, 1 - (panel_index + 0.72) / panel_count
        axis_name = f"yaxis{panel_index + 1}" if panel_index else "yaxis"
        layout[axis_name] = {
            **_axis(chart.ruler),
            "domain": [bottom_share, top_share - 0.2 / panel_count],
            "title": {"text": ""},
        }
        annotation_entries.append(
            _note(_words(panel.name), 0, top_share, xref="paper", yref="paper", xanchor="left", yanchor="top")
        )
    return {"data": traces, "layout": {**layout, "barmode": "relative", "annotations": annotation_entries}}


def _panel(chart: Columns, panel: Panel, place: int) -> Iterator[Data]:
    axis_fields = {"yaxis": f"y{place + 1}"} if place else {}
    for stack in panel.stacks:
        colour_by_year = [COLOURS[stack.looks[amount < 0].colour] for amount in stack.amounts]
        bar_fields = {
            "type": "bar",
            "x": list(chart.years),
            "y": list(stack.amounts),
            "marker": {"color": colour_by_year},
        }
        yield {**bar_fields, **axis_fields, "name": _words(stack.name), "showlegend": False}
    if panel.balance:
        marker_fields = _point(BALANCE, 12)
        point_fields = {
            "type": "scatter",
            "mode": "markers",
            "x": list(chart.years),
            "y": list(panel.balance),
        }
        yield {
            **point_fields,
            "marker": marker_fields,
            "name": _words(chart.balance_name),
            "showlegend": False,
        }


def _cells(chart: Cells) -> Data:
    column_numbers, row_numbers = list(range(len(chart.across.texts))), list(range(len(chart.down.texts)))
    largest_amount = max(abs(amount) for row in chart.amounts for amount in row) or 1.0
    heatmap_fields = {
        "type": "heatmap",
        "x": column_numbers,
        "y": row_numbers,
        "z": [list(row) for row in chart.amounts],
        "zmin": -2 * largest_amount,
        "zmax": 2 * largest_amount,
        "colorscale": [[0, COLOURS["loss"]], [0.5, COLOURS["paper"]], [1, COLOURS["gain"]]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }
    annotation_entries = [
        _note(chart.texts[row_number][column_number], column_number, row_number, bgcolor="rgba(0,0,0,0)")
        for row_number in row_numbers
        for column_number in column_numbers
    ]
    case_fields = {
        "type": "scatter",
        "mode": "markers",
        "x": [chart.across.central],
        "y": [chart.down.central],
        "name": _words(chart.central_name),
        "marker": {**_point(Look("series-2"), 20), "symbol": "circle-open"},
    }
    across_axis = _side(chart.across, column_numbers)
    down_axis = {**_side(chart.down, row_numbers), "autorange": "reversed"}
    layout = _layout(160 + 44 * len(row_numbers), across_axis, down_axis, has_key=True)
    return {"data": [heatmap_fields, case_fields], "layout": {**layout, "annotations": annotation_entries}}


def _side(edge: Edge, places: list[int]) -> Data:
    title_fields = {
        "text": _words(edge.name),
        "standoff": 12,
        "font": {"size": FONT_SIZE - 1, "color": COLOURS["quiet"]},
    }
    tick_fields = {"tickvals": places, "ticktext": list(edge.texts), "tickfont": {"size": FONT_SIZE - 2}}
    return {**tick_fields, "title": title_fields, "automargin": True, "fixedrange": True}


def _fill(look: Look) -> Data:
    colour = COLOURS[look.colour]
    if look.fill == "open":
        return {"color": COLOURS["paper"], "line": {"color": colour, "width": 2}}
    return {"color": colour + _ALPHA[look.fill]}


def _point(look: Look, size: int) -> Data:
    rim_fields = {"color": COLOURS["paper"], "width": 1.5}
    return {"size": size, "color": COLOURS[look.colour], "symbol": _SYMBOLS[look.shape], "line": rim_fields}


def _axis(ruler: Ruler, room: float = 0.0) -> Data:
    range_length = ruler.high - ruler.low
    return {
        "range": [ruler.low - room * range_length, ruler.high + room * range_length],
        "tickvals": [tick_number for tick_number, _ in ruler.ticks],
        "ticktext": [tick_text for _, tick_text in ruler.ticks],
        "title": {
            "text": _words(ruler.title or ruler.unit),
            "font": {"size": FONT_SIZE - 1, "color": COLOURS["quiet"]},
        },
        "tickfont": {"size": FONT_SIZE - 2},
        "gridcolor": COLOURS["line"],
        "zeroline": bool(ruler.unit),
        "zerolinecolor": COLOURS["ink"],
        "zerolinewidth": 1.5,
        "automargin": True,
        "fixedrange": True,
    }


def _upright(at: float) -> Data:
    stroke_fields = {"color": COLOURS["quiet"], "width": 1.5, "dash": "dot"}
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": stroke_fields,
    }


def _note(text: str, across: float, up: float, **more: Any) -> Data:
    """Text at a point of the figure, on paper of its own so that lines behind it do not run through it."""
    font_fields = {"size": FONT_SIZE - 1, "color": COLOURS["ink"]}
    return {
        "text": text,
        "x": across,
        "y": up,
        "showarrow": False,
        "bgcolor": "rgba(255,255,255,0.9)",
        "font": font_fields,
        **more,
    }


def _layout(height: int, across: Data, up: Data, *, has_key: bool) -> Data:
    legend_fields = {
        "orientation": "h",
        "x": 0,
        "y": 1.02,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
    }
    return {
        "autosize": True,
        "height": height,
        "margin": {"l": 12, "r": 12, "t": 40 if has_key else 12, "b": 48, "pad": 4},
        "font": {"family": FONT, "size": FONT_SIZE, "color": COLOURS["ink"]},
        "paper_bgcolor": COLOURS["paper"],
        "plot_bgcolor": COLOURS["paper"],
        "dragmode": False,
        "showlegend": has_key,
        "legend": {**legend_fields, "traceorder": "normal"},
        "xaxis": across,
        "yaxis": up,
    }


_FIGURE_OF: dict[type, Callable[[Any], Data]] = {
    Lanes: _lanes,
    Curves: _curves,
    Columns: _columns,
    Cells: _cells,
}
