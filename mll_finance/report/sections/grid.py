"""On request: the two largest drivers together, with the line where the balance is zero."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.sensitivity import tornado
from mll_finance.drivers.sweeps import Grid, grid
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import measured, text
from mll_finance.report.section import section

_EVERY = 6
"""Of the values of the grid, which the figure and its table show."""


@section(nl="Twee aannamen samen", en="Two assumptions together", anchor="grid")
def blocks(context: Context) -> list[Block]:
    """One figure."""
    asked_id = asked_alternative(context.study)
    asked_tornado = tornado(context.study, asked_id)
    if len(asked_tornado.bars) < 2:
        return [Prose(context.say("pair_too_few"))]
    npv_grid = grid(context.study, asked_id, (asked_tornado.bars[0].input, asked_tornado.bars[1].input))
    return [_figure(context, npv_grid, asked_id, asked_tornado.central)]


def _figure(context: Context, npv_grid: Grid, alternative: str, central: float) -> Figure:
    alternative_title = context.title("alternatives", alternative)
    first_axis, second_axis = (
        charts.Varied(
            measured(context, axis_input),
            axis_values[::_EVERY].tolist(),
            [text(context, axis_input, float(axis_value)) for axis_value in axis_values[::_EVERY]],
            axis_input.central,
        )
        for axis_input, axis_values in (
            (npv_grid.first, npv_grid.first_values),
            (npv_grid.second, npv_grid.second_values),
        )
    )
    grid_chart = charts.grid(
        first_axis,
        second_axis,
        npv=npv_grid.npv[::_EVERY, ::_EVERY].tolist(),
        central_name=context.say("base_case"),
        language=context.language,
    )
    share_not_negative = npv_grid.not_negative
    share_text = context.number(share_not_negative, "percent")
    title_sentence = context.say(
        "grid_title" if 0 < share_not_negative < 1 else "grid_none",
        alternative=alternative_title,
        share=share_text,
    )
    grid_sentence = context.say(
        "grid_text",
        alternative=alternative_title,
        first=first_axis.name,
        second=second_axis.name,
        npv=context.number(central, "euro"),
    )
    rows = tuple(
        Row(
            second_value_text,
            tuple(context.amount(float(npv)) for npv in npv_by_first_value[::_EVERY]),
        )
        for second_value_text, npv_by_first_value in zip(
            second_axis.texts, npv_grid.npv[::_EVERY], strict=True
        )
    )
    data_table = Table(
        context.say("grid_data", alternative=alternative_title, first=first_axis.name),
        tuple(first_axis.texts),
        rows,
        corner=second_axis.name,
    )
    return Figure(title_sentence, grid_chart, grid_sentence, data_table, anchor="figure-grid")
