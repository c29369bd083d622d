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
    alternative = asked_alternative(context.study)
    tornado_bars = tornado(context.study, alternative)
    if len(tornado_bars.bars) < 2:
        return [Prose(context.say("pair_too_few"))]
    npv_grid = grid(context.study, alternative, (tornado_bars.bars[0].input, tornado_bars.bars[1].input))
    return [_figure(context, npv_grid, alternative, tornado_bars.central)]


def _figure(context: Context, npv_grid: Grid, alternative: str, central: float) -> Figure:
    alternative_title = context.title("alternatives", alternative)
    first_axis, second_axis = (
        charts.Varied(
            measured(context, axis),
            values[::_EVERY].tolist(),
            [text(context, axis, float(number)) for number in values[::_EVERY]],
            axis.central,
        )
        for axis, values in (
            (npv_grid.first, npv_grid.first_values),
            (npv_grid.second, npv_grid.second_values),
        )
    )
    figure = charts.grid(
        first_axis,
        second_axis,
        npv=npv_grid.npv[::_EVERY, ::_EVERY].tolist(),
        central_name=context.say("base_case"),
        language=context.language,
    )
    share_above = npv_grid.not_negative
    share_text = context.number(share_above, "percent")
    title_sentence = context.say(
        "grid_title" if 0 < share_above < 1 else "grid_none", alternative=alternative_title, share=share_text
    )
    sentence = context.say(
        "grid_text",
        alternative=alternative_title,
        first=first_axis.name,
        second=second_axis.name,
        npv=context.number(central, "euro"),
    )
    rows = tuple(
        Row(
            text_of_value,
            tuple(context.amount(float(npv)) for npv in row[::_EVERY]),
        )
        for text_of_value, row in zip(second_axis.texts, npv_grid.npv[::_EVERY], strict=True)
    )
    table = Table(
        context.say("grid_data", alternative=alternative_title, first=first_axis.name),
        tuple(first_axis.texts),
        rows,
        corner=second_axis.name,
    )
    return Figure(title_sentence, figure, sentence, table, anchor="figure-grid")
