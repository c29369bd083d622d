"""Costs and benefits by line, and the years in which they fall."""

from __future__ import annotations

from mll_finance.engine.criteria import BY_ID, NO_OUTLAY
from mll_finance.inputs.reference_data.phases import PHASES
from mll_finance.judgement.advice import advice
from mll_finance.parties.incidence import SIDES, LineValue, costs_by_phase, line_values, side_total
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
    trajectories = [
        charts.Trajectory(
            context.title("alternatives", name),
            [float(amount) for amount in study.stream("society", name).cumulative[:, 0]],
        )
        for name in study.case.projects
    ]
    alternative_title = context.title("alternatives", asked_id)
    payback_years = study.value("society", asked_id, "discounted_payback")["central"]
    if payback_years is not None:
        title_sentence = context.say(
            "pays_back", alternative=alternative_title, years=context.number(payback_years, "years")
        )
    elif BY_ID["discounted_payback"].why(study.stream("society", asked_id)) == NO_OUTLAY:
        title_sentence = context.say("nothing_to_pay_back", alternative=alternative_title)
    else:
        title_sentence = context.say("never_pays_back", alternative=alternative_title)
    rows = tuple(
        Row(line.name, tuple(context.amount(amount) for amount in line.central)) for line in trajectories
    )
    table = Table(
        context.say("running_total"), tuple(map(str, years)), rows, corner=context.word("alternative")
    )
    joined_text = "; ".join(
        f"{line.name}: {context.number(line.central[-1], 'euro')} ({years[-1]})" for line in trajectories
    )
    cumulative_chart = charts.cumulative(years, trajectories, context.language)
    return Figure(title_sentence, cumulative_chart, joined_text, table, anchor="figure-years", frame="ledger")


def _phases(context: Context) -> list[Block]:
    """Costs by phase of the project, where the case names phases."""
    study = context.study
    if all(line.phase is None for line in study.case.lines.values()):
        return []
    projects = study.case.projects
    costs_by_alternative = {name: costs_by_phase(study, name) for name in projects}
    rows = [
        Row(
            context.word(phase) if phase is not None else context.say("no_phase"),
            tuple(context.amount(costs_by_alternative[name][phase]) for name in projects),
        )
        for phase in (*PHASES, None)
        if any(costs_by_alternative[name][phase] for name in projects)
    ]
    pv_costs = [study.value("society", name, "pv_costs")["central"] for name in projects]
    rows.append(
        Row(context.word("pv_costs"), tuple(context.amount(amount) for amount in pv_costs), total=True)
    )
    columns = tuple(context.title("alternatives", name) for name in projects)
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
    projects = study.case.projects
    line_values_by_alternative = {
        name: {line_value.line: line_value for line_value in line_values(study, name, perspective)}
        for name in projects
    }
    rows = []
    for side in SIDES:
        side_lines = [
            line
            for line in study.case.lines
            if any(
                line in values and values[line].side == side for values in line_values_by_alternative.values()
            )
        ]
        for line in side_lines:
            cells = tuple(_cell(context, line_values_by_alternative[name].get(line)) for name in projects)
            rows.append(Row(context.title("lines", line), cells))
        side_totals = [side_total(study, name, perspective, side) for name in projects]
        rows.append(
            Row(
                context.word(side),
                tuple(context.amount(line_value) for line_value in side_totals),
                total=True,
            )
        )
    npvs = [study.value(perspective, name, "npv")["central"] for name in projects]
    rows.append(
        Row(context.word("npv"), tuple(context.amount(line_value) for line_value in npvs), total=True)
    )
    return Table(
        context.say("lines_of", perspective=context.title("perspectives", perspective)),
        tuple(context.title("alternatives", name) for name in projects),
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
