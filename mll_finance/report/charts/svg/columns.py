"""Bars over years: one panel with a balance, or small panels under one another on one scale."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.report.chart import Columns, Look, Panel
from mll_finance.report.charts.letters import text_width, wrapped
from mll_finance.report.charts.ruler import marked_years
from mll_finance.report.charts.style import BALANCE, FONT_SIZE
from mll_finance.report.charts.svg.axes import LINE, NOTE, QUIET, SMALL, TICK, TOTAL, apart, draw_keys
from mll_finance.report.charts.svg.canvas import Canvas
from mll_finance.report.charts.svg.curves import ABOVE, PLOT, draw_ruler, ruler_width, scaled

_BROAD = 0.62
"""Share of a year's room that its bar takes."""
_TALLEST, _LOW = 84.0, 6.0
"""Height of the panel with the widest span, and what each panel keeps on either side of zero [px]."""


class _Years:
    """Where the bars of each year stand."""

    def __init__(self, chart: Columns, left: float, room: float) -> None:
        self.start = left / room
        self.room = (1.0 - self.start) / len(chart.years)
        self.first = chart.years[0]

    def of(self, year: float) -> float:
        return self.middle(round(year) - self.first)

    def middle(self, place: int) -> float:
        return self.start + (place + 0.5) * self.room

    def ends(self, place: int) -> tuple[float, float]:
        half_bar_width = self.room * _BROAD / 2
        return self.middle(place) - half_bar_width, self.middle(place) + half_bar_width


def draw_columns(chart: Columns, canvas: Canvas) -> float:
    """The bars on a canvas; gives the height [px]."""
    return (
        _draw_one(chart, canvas)
        if len(chart.panels) == 1 and chart.balance_name
        else _draw_panels(chart, canvas)
    )


def _draw_one(chart: Columns, canvas: Canvas) -> float:
    panel, ruler = chart.panels[0], chart.ruler
    plot_top = draw_keys(chart.keys, canvas) + ABOVE
    bottom = plot_top + PLOT
    height_of = scaled(ruler, bottom, plot_top)
    texts_width = max(ruler_width(ruler), text_width(chart.balance_name, TICK, bold=True)) + 10
    year_axis = _Years(chart, texts_width, canvas.room)
    draw_ruler(ruler, height_of, canvas)
    for year_index, _ in enumerate(chart.years):
        for start_amount, end_amount, look, hover_text in _piles(panel, chart.years, year_index):
            canvas.bar(
                *year_axis.ends(year_index),
                min(height_of(start_amount), height_of(end_amount)),
                abs(height_of(end_amount) - height_of(start_amount)),
                look=look,
                hover_text=hover_text,
            )
    canvas.line((0.0, height_of(0.0)), (1.0, height_of(0.0)), colour="ink", stroke=1.5)
    for year_index, amount in enumerate(panel.balance):
        canvas.point(
            year_axis.middle(year_index),
            height_of(amount),
            BALANCE,
            hover_text=f"{chart.years[year_index]}: {chart.texts[0][year_index]}",
        )
    bottom = _draw_years(chart, year_axis, bottom, canvas)
    return _draw_balances(chart, year_axis, bottom, canvas)


def _piles(panel: Panel, years: tuple[int, ...], place: int) -> Iterator[tuple[float, float, Look, str]]:
    """The bars of one year from zero outwards: start, end, look and what they are."""
    reached_amount_by_side = {True: 0.0, False: 0.0}
    for stack in panel.stacks:
        amount = stack.amounts[place]
        if amount:
            start_amount = reached_amount_by_side[amount > 0]
            reached_amount_by_side[amount > 0] = start_amount + amount
            yield start_amount, start_amount + amount, stack.looks[amount < 0], f"{stack.name} {years[place]}"


def _marks(chart: Columns, years: _Years, canvas: Canvas) -> list[tuple[float, str]]:
    """The years that are written below the bars."""
    return apart([(float(year), str(year)) for year in marked_years(chart.years)], years.of, canvas.room)


def _draw_years(chart: Columns, years: _Years, bottom: float, canvas: Canvas) -> float:
    canvas.line((years.start, bottom), (1.0, bottom), colour="quiet")
    for year_position, year_text in _marks(chart, years, canvas):
        canvas.text(years.of(year_position), bottom + 16, year_text, anchor="middle", letters=QUIET)
    return bottom + 22


def _draw_balances(chart: Columns, years: _Years, bottom: float, canvas: Canvas) -> float:
    """The balance below each year, where there is room for all that are marked."""
    marked_year_indices = [chart.years.index(int(year)) for year, _ in _marks(chart, years, canvas)]
    width_between_marks = (
        years.room
        * canvas.room
        * (marked_year_indices[1] - marked_year_indices[0] if len(marked_year_indices) > 1 else 1)
    )
    if (
        max(text_width(chart.texts[0][year_index], TICK, bold=True) for year_index in marked_year_indices)
        > width_between_marks - 2
    ):
        return bottom
    canvas.text(0.0, bottom + 12, chart.balance_name, letters=TOTAL)
    for year_index in marked_year_indices:
        canvas.text(
            years.middle(year_index), bottom + 12, chart.texts[0][year_index], anchor="middle", letters=TOTAL
        )
    return bottom + 18


def _draw_panels(chart: Columns, canvas: Canvas) -> float:
    amount_spans = [_span(panel) for panel in chart.panels]
    height_per_amount = _TALLEST / (
        max((highest_amount - lowest_amount for lowest_amount, highest_amount in amount_spans), default=0.0)
        or 1.0
    )
    year_axis = _Years(chart, 2.0, canvas.room)
    panel_top = draw_keys(chart.keys, canvas)
    for panel, (lowest_amount, highest_amount), amount_texts in zip(
        chart.panels, amount_spans, chart.texts, strict=True
    ):
        for text_line in wrapped(panel.name, FONT_SIZE, canvas.room - 4):
            canvas.text(0.0, panel_top + 14, text_line)
            panel_top += LINE
        zero_height = panel_top + 16 + max(highest_amount * height_per_amount, _LOW)
        _draw_panel(chart, panel, amount_texts, year_axis, zero_height, height_per_amount, canvas)
        panel_top = zero_height + max(-lowest_amount * height_per_amount, _LOW) + 16 + 8
    return _draw_years(chart, year_axis, panel_top - 4, canvas)


def _span(panel: Panel) -> tuple[float, float]:
    amounts = [amount for stack in panel.stacks for amount in stack.amounts]
    return min([0.0, *amounts]), max([0.0, *amounts])


def _draw_panel(
    chart: Columns,
    panel: Panel,
    texts: tuple[str, ...],
    years: _Years,
    zero: float,
    unit: float,
    canvas: Canvas,
) -> None:
    amount_by_year = panel.stacks[0].amounts
    canvas.line((0.0, zero), (1.0, zero), colour="ink", stroke=1.5)
    for year_index, amount in enumerate(amount_by_year):
        if amount:
            bar_look = panel.stacks[0].looks[amount < 0]
            column_top = zero - max(amount, 0.0) * unit
            hover_text = f"{panel.name} {chart.years[year_index]}: {texts[year_index]}"
            canvas.bar(
                *years.ends(year_index), column_top, abs(amount) * unit, look=bar_look, hover_text=hover_text
            )
    # The largest gain and the largest loss are written.
    for extreme_amount in (max(0.0, *amount_by_year), min(0.0, *amount_by_year)):
        if extreme_amount:
            year_index = amount_by_year.index(extreme_amount)
            _draw_extreme(extreme_amount, texts[year_index], years.middle(year_index), zero, unit, canvas)


def _draw_extreme(amount: float, text: str, middle: float, zero: float, unit: float, canvas: Canvas) -> None:
    half_width = text_width(text, SMALL) / 2 / canvas.room
    text_share = min(max(middle, half_width), 1.0 - half_width)
    text_height = zero - amount * unit + (-4 if amount > 0 else 13)
    canvas.text(text_share, text_height, text, anchor="middle", letters=NOTE)
