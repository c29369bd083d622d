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
            for perspective_id in context.study.case.perspectives
            for block in (empty_perspective(context, perspective_id) or (_table(context, perspective_id),))
        ),
    ]


def _figure(context: Context) -> Figure:
    study = context.study
    case_years = list(study.case.years)
    asked_id = advice(study).about
    trajectories = [
        charts.Trajectory(
            context.title("alternatives", alternative_id),
            [float(amount) for amount in study.stream("society", alternative_id).cumulative[:, 0]],
        )
        for alternative_id in study.case.projects
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
        Row(trajectory.name, tuple(context.amount(amount) for amount in trajectory.central))
        for trajectory in trajectories
    )
    data_table = Table(
        context.say("running_total"), tuple(map(str, case_years)), rows, corner=context.word("alternative")
    )
    end_amounts_text = "; ".join(
        f"{trajectory.name}: {context.number(trajectory.central[-1], 'euro')} ({case_years[-1]})"
        for trajectory in trajectories
    )
    cumulative_chart = charts.cumulative(case_years, trajectories, context.language)
    return Figure(
        title_sentence, cumulative_chart, end_amounts_text, data_table, anchor="figure-years", frame="ledger"
    )


def _phases(context: Context) -> list[Block]:
    """Costs by phase of the project, where the case names phases."""
    study = context.study
    if all(line.phase is None for line in study.case.lines.values()):
        return []
    project_ids = study.case.projects
    costs_by_alternative = {project_id: costs_by_phase(study, project_id) for project_id in project_ids}
    rows = [
        Row(
            context.word(phase) if phase is not None else context.say("no_phase"),
            tuple(context.amount(costs_by_alternative[project_id][phase]) for project_id in project_ids),
        )
        for phase in (*PHASES, None)
        if any(costs_by_alternative[project_id][phase] for project_id in project_ids)
    ]
    pv_costs_by_project = [
        study.value("society", project_id, "pv_costs")["central"] for project_id in project_ids
    ]
    rows.append(
        Row(
            context.word("pv_costs"),
            tuple(context.amount(pv_of_costs) for pv_of_costs in pv_costs_by_project),
            total=True,
        )
    )
    alternative_titles = tuple(context.title("alternatives", project_id) for project_id in project_ids)
    return [
        Table(
            context.say("costs_by_phase"),
            alternative_titles,
            tuple(rows),
            corner=context.word("phase"),
            note=context.say("phase_note"),
            anchor="table-phases",
        )
    ]


def _table(context: Context, perspective: str) -> Table:
    study = context.study
    project_ids = study.case.projects
    line_values_by_alternative = {
        project_id: {
            line_value.line: line_value for line_value in line_values(study, project_id, perspective)
        }
        for project_id in project_ids
    }
    rows = []
    for side in SIDES:
        line_ids_of_side = [
            line_id
            for line_id in study.case.lines
            if any(
                line_id in value_by_line and value_by_line[line_id].side == side
                for value_by_line in line_values_by_alternative.values()
            )
        ]
        for line_id in line_ids_of_side:
            value_cells = tuple(
                _cell(context, line_values_by_alternative[project_id].get(line_id))
                for project_id in project_ids
            )
            rows.append(Row(context.title("lines", line_id), value_cells))
        side_total_by_project = [
            side_total(study, project_id, perspective, side) for project_id in project_ids
        ]
        rows.append(
            Row(
                context.word(side),
                tuple(context.amount(line_value) for line_value in side_total_by_project),
                total=True,
            )
        )
    npv_by_project = [study.value(perspective, project_id, "npv")["central"] for project_id in project_ids]
    rows.append(
        Row(
            context.word("npv"),
            tuple(context.amount(line_value) for line_value in npv_by_project),
            total=True,
        )
    )
    return Table(
        context.say("lines_of", perspective=context.title("perspectives", perspective)),
        tuple(context.title("alternatives", project_id) for project_id in project_ids),
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
