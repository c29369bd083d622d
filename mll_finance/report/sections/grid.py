"""On request: the two largest drivers together, with the line where the balance is zero."""

from __future__ import annotations

from mll_finance.drivers.sensitivity import best_alternative, tornado
from mll_finance.drivers.sweeps import Grid, grid
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import is_percent, measured, text
from mll_finance.report.section import section

_EVERY = 6
"""Of the values of the grid, which the table shows."""


@section(nl="Twee aannamen samen", en="Two assumptions together", anchor="grid")
def blocks(context: Context) -> list[Block]:
    """One figure."""
    alternative = best_alternative(context.study)
    found = tornado(context.study, alternative)
    if len(found.bars) < 2:
        return [Prose(context.say("pair_too_few"))]
    made = grid(context.study, alternative, (found.bars[0].input, found.bars[1].input))
    return [_figure(context, made, alternative, found.central)]


def _figure(context: Context, found: Grid, alternative: str, central: float) -> Figure:
    title = context.title("alternatives", alternative)
    first, second = (
        charts.Axis(measured(context, one), values.tolist(), is_percent(one), one.central)
        for one, values in ((found.first, found.first_values), (found.second, found.second_values))
    )
    figure = charts.contour(first, second, npv=found.npv.tolist(), language=context.language)
    above = found.not_negative
    share = context.number(above, "percent")
    message = context.say("grid_title" if 0 < above < 1 else "grid_none", alternative=title, share=share)
    said = context.say(
        "grid_text",
        alternative=title,
        first=first.name,
        second=second.name,
        npv=context.number(central, "euro"),
    )
    rows = tuple(
        Row(
            text(context, found.second, float(value)),
            tuple(context.amount(float(one)) for one in row[::_EVERY]),
        )
        for value, row in zip(found.second_values[::_EVERY], found.npv[::_EVERY], strict=True)
    )
    data = Table(
        context.say("grid_data", alternative=title, first=first.name),
        tuple(text(context, found.first, float(value)) for value in found.first_values[::_EVERY]),
        rows,
        corner=second.name,
    )
    return Figure(message, figure, said, data, anchor="figure-grid")
