"""Costs and benefits by line, and the years in which they fall."""

from __future__ import annotations

from mll_finance.engine.criteria import BY_ID, NO_OUTLAY
from mll_finance.judgement.advice import advice
from mll_finance.parties.incidence import PHASES, SIDES, LineValue, costs_by_phase, line_values, side_total
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.nothing_crosses import empty_perspective
from mll_finance.report.section import section


@section(
    nl="Kosten en baten per post en per jaar", en="Costs and benefits by line and by year", anchor="cash-flow"
)
def blocks(context: Context) -> list[Block]:
    """The net flow by year of what was asked, and the present value of every line."""
    return [
        Prose(context.say("cash_flow_intro")),
        _figure(context),
        *_phases(context),
        *(
            block
            for name in context.study.case.perspectives
            for block in (empty_perspective(context, name) or (_table(context, name),))
        ),
    ]


def _figure(context: Context) -> Figure:
    study = context.study
    years = list(study.case.years)
    asked_id = advice(study).about
    lines = [
        charts.Trajectory(
            context.title("alternatives", name),
            [float(amount) for amount in study.stream("society", name).cumulative[:, 0]],
        )
        for name in study.case.projects
    ]
    alternative_title = context.title("alternatives", asked_id)
    back = study.value("society", asked_id, "discounted_payback")["central"]
    if back is not None:
        title_sentence = context.say(
            "pays_back", alternative=alternative_title, years=context.number(back, "years")
        )
    elif BY_ID["discounted_payback"].why(study.stream("society", asked_id)) == NO_OUTLAY:
        title_sentence = context.say("nothing_to_pay_back", alternative=alternative_title)
    else:
        title_sentence = context.say("never_pays_back", alternative=alternative_title)
    rows = tuple(Row(line.name, tuple(context.amount(amount) for amount in line.central)) for line in lines)
    table = Table(
        context.say("running_total"), tuple(map(str, years)), rows, corner=context.word("alternative")
    )
    joined_text = "; ".join(
        f"{line.name}: {context.number(line.central[-1], 'euro')} ({years[-1]})" for line in lines
    )
    figure = charts.cumulative(years, lines, context.language)
    return Figure(title_sentence, figure, joined_text, table, anchor="figure-years")


def _phases(context: Context) -> list[Block]:
    """Costs by phase of the project, where the case names phases."""
    study = context.study
    if all(line.phase is None for line in study.case.lines.values()):
        return []
    names = study.case.projects
    by_phase = {name: costs_by_phase(study, name) for name in names}
    rows = [
        Row(
            context.word(phase) if phase is not None else context.say("no_phase"),
            tuple(context.amount(by_phase[name][phase]) for name in names),
        )
        for phase in (*PHASES, None)
        if any(by_phase[name][phase] for name in names)
    ]
    total = [study.value("society", name, "pv_costs")["central"] for name in names]
    rows.append(Row(context.word("pv_costs"), tuple(context.amount(amount) for amount in total), total=True))
    columns = tuple(context.title("alternatives", name) for name in names)
    return [
        Table(
            context.say("costs_by_phase"),
            columns,
            tuple(rows),
            corner=context.word("phase"),
            note=context.say("phase_note"),
            anchor="table-phases",
        )
    ]


def _table(context: Context, perspective: str) -> Table:
    study = context.study
    names = study.case.projects
    by_line = {
        name: {line_value.line: line_value for line_value in line_values(study, name, perspective)}
        for name in names
    }
    rows = []
    for side in SIDES:
        lines = [
            line
            for line in study.case.lines
            if any(line in values and values[line].side == side for values in by_line.values())
        ]
        for line in lines:
            cells = tuple(_cell(context, by_line[name].get(line)) for name in names)
            rows.append(Row(context.title("lines", line), cells))
        totals = [side_total(study, name, perspective, side) for name in names]
        rows.append(
            Row(context.word(side), tuple(context.amount(line_value) for line_value in totals), total=True)
        )
    net = [study.value(perspective, name, "npv")["central"] for name in names]
    rows.append(Row(context.word("npv"), tuple(context.amount(line_value) for line_value in net), total=True))
    return Table(
        context.say("lines_of", perspective=context.title("perspectives", perspective)),
        tuple(context.title("alternatives", name) for name in names),
        tuple(rows),
        corner=context.word("line"),
        note=context.say("lines_note"),
        anchor=f"table-lines-{perspective}",
    )


def _cell(context: Context, line_value: LineValue | None) -> Cell:
    """The value of a line; a dash where it does not stand in the alternative or changes nothing."""
    if line_value is None:
        return context.amount(None)
    return context.pm() if line_value.present_value is None else context.amount(line_value.present_value)
