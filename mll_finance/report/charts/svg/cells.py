"""A grid of two inputs: the amount in every cell, tinted by its sign, and a line between below and above zero."""

from __future__ import annotations

from mll_finance.report.chart import Cells
from mll_finance.report.charts.letters import text_width, wrapped
from mll_finance.report.charts.svg.axes import LINE, NOTE, QUIET, SMALL, TICK
from mll_finance.report.charts.svg.canvas import Canvas, Letters

_HIGH = 34.0
_WIDEST = 92.0
_SIZES = (13, 12, 11, 10, 9)


def draw_cells(chart: Cells, canvas: Canvas) -> float:
    """The grid on a canvas; gives the height [px]."""
    top_height = _draw_names(chart, canvas)
    names_width_share = (
        min(max(text_width(text, TICK) for text in chart.down.texts) + 18, _WIDEST) / canvas.room
    )
    column_share = (1.0 - names_width_share) / len(chart.across.texts)
    letter_size = _text_size(chart, column_share * canvas.room)
    for column_index, tick_text in enumerate(chart.across.texts):
        canvas.text(
            names_width_share + (column_index + 0.5) * column_share,
            top_height + 12,
            tick_text,
            anchor="middle",
            letters=Letters(size=min(TICK, letter_size), colour="quiet"),
        )
    top_height += 18
    central_column_share = names_width_share + (chart.across.central + 0.5) * column_share
    canvas.text(central_column_share, top_height + 11, "▼", anchor="middle", letters=Letters(size=TICK))
    top_height += 14
    for row_index, tick_text in enumerate(chart.down.texts):
        canvas.text(0.0, top_height + row_index * _HIGH + 21, tick_text, letters=QUIET)
    _draw_amounts(chart, names_width_share, column_share, top_height, letter_size, canvas)
    _draw_zero(chart, names_width_share, column_share, top_height, canvas)
    central_row_height = top_height + (chart.down.central + 0.5) * _HIGH
    canvas.text(
        names_width_share, central_row_height + 4, "▶", shift=-3, anchor="end", letters=Letters(size=TICK)
    )
    return top_height + _HIGH * len(chart.down.texts) + 4


def _draw_names(chart: Cells, canvas: Canvas) -> float:
    top_height = 0.0
    for direction_sign, axis_name in (
        ("→", chart.across.name),
        ("↓", chart.down.name),
        ("▼▶", chart.central_name),
    ):
        for text_line in wrapped(f"{direction_sign} {axis_name}", SMALL, canvas.room - 4):
            canvas.text(0.0, top_height + 13, text_line, letters=NOTE)
            top_height += LINE
    return top_height + 6


def _text_size(chart: Cells, room: float) -> float:
    shown_texts = [*(text for row in chart.texts for text in row), *chart.across.texts]
    sizes_that_fit = (
        letter_size
        for letter_size in _SIZES
        if all(text_width(text, letter_size) <= room - 2 for text in shown_texts)
    )
    return next(sizes_that_fit, _SIZES[-1])


def _draw_amounts(chart: Cells, left: float, room: float, top: float, size: float, canvas: Canvas) -> None:
    largest_amount = max(abs(amount) for row in chart.amounts for amount in row) or 1.0
    for row_index, amounts_of_row in enumerate(chart.amounts):
        for column_index, amount in enumerate(amounts_of_row):
            cell_start = left + column_index * room
            opacity = 0.08 + 0.34 * abs(amount) / largest_amount
            canvas.tint(
                cell_start,
                cell_start + room,
                top + row_index * _HIGH,
                _HIGH,
                "loss" if amount < 0 else "gain",
                opacity,
            )
            canvas.text(
                cell_start + room / 2,
                top + row_index * _HIGH + 21,
                chart.texts[row_index][column_index],
                anchor="middle",
                letters=Letters(size=size),
            )


def _draw_zero(chart: Cells, left: float, room: float, top: float, canvas: Canvas) -> None:
    """A dark line along every side between a cell below zero and one that is not."""
    for row_index, amounts_of_row in enumerate(chart.amounts):
        for column_index, amount in enumerate(amounts_of_row):
            cell_start, cell_top = left + column_index * room, top + row_index * _HIGH
            if column_index + 1 < len(amounts_of_row) and (amount < 0) != (
                amounts_of_row[column_index + 1] < 0
            ):
                canvas.line(
                    (cell_start + room, cell_top),
                    (cell_start + room, cell_top + _HIGH),
                    colour="ink",
                    stroke=2.5,
                )
            if row_index + 1 < len(chart.amounts) and (amount < 0) != (
                chart.amounts[row_index + 1][column_index] < 0
            ):
                canvas.line(
                    (cell_start, cell_top + _HIGH),
                    (cell_start + room, cell_top + _HIGH),
                    colour="ink",
                    stroke=2.5,
                )
