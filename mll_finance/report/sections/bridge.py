"""The bridge from MKBA to municipal budget, as a waterfall and a table."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.decision import proposed_alternative
from mll_finance.municipal_budget.budget import YEARS, budget_table
from mll_finance.parties.bridge import Bridge, Difference, bridge
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Van MKBA naar gemeentebegroting", en="From MKBA to municipal budget", anchor="bridge")
def blocks(context: Context) -> list[Block]:
    """The waterfall of the proposed alternative, and the steps of all alternatives side by side."""
    study = context.study
    bridge_by_alternative = {
        alternative_id: bridge(study, alternative_id) for alternative_id in study.case.projects
    }
    proposed_id = proposed_alternative(study)
    return [
        Prose(context.say("bridge_intro")),
        _side_by_side(context, proposed_id),
        _figure(context, proposed_id, bridge_by_alternative[proposed_id]),
        _table(context, bridge_by_alternative),
    ]


def _side_by_side(context: Context, alternative: str) -> Table:
    """The MKBA and both budget tables of the proposed alternative, year by year."""
    study = context.study
    society_net_flow = study.stream(SOCIETY, alternative)
    cash_budget = budget_table(study, alternative, accounting="cash", years=None)
    accrual_budget = budget_table(study, alternative, years=None)
    names_amounts_and_pm = (
        ("society", society_net_flow.yearly[:, 0], society_net_flow.pm),
        ("liquid", cash_budget.total(), cash_budget.pm),
        ("accrual", accrual_budget.total(), accrual_budget.pm),
    )
    rows = [
        Row(
            context.say(f"bridge_side_{side_name}", level=study.case.prices.level_year)
            + (" + PM" if pm_line_ids else ""),
            tuple(context.amount(float(amount)) for amount in amount_by_year),
        )
        for side_name, amount_by_year, pm_line_ids in names_amounts_and_pm
    ]
    return Table(
        context.say("bridge_side", alternative=context.title("alternatives", alternative)),
        tuple(map(str, study.case.years)),
        tuple(rows),
        note=context.say("bridge_side_note"),
        anchor="table-side-by-side",
    )


def _years(context: Context) -> dict[str, object]:
    budget_years = context.study.case.years[:YEARS]
    return {"first": budget_years[0], "last": budget_years[-1]}


def _name(context: Context, item: Difference, form: str) -> str:
    party_title = context.title("parties", item.party) if item.party is not None else ""
    return context.say(f"bridge_{form}_{item.id}", party=party_title, **_years(context))


def _figure(context: Context, alternative: str, npv_bridge: Bridge) -> Figure:
    chart_steps = [charts.Step(context.say("bridge_short_society"), npv_bridge.society, balance=True)]
    chart_steps += [
        charts.Step(_name(context, bridge_step, "short"), bridge_step.amount)
        for bridge_step in npv_bridge.to_npv
        if bridge_step.lines
    ]
    chart_steps.append(
        charts.Step(context.say("bridge_short_municipality"), npv_bridge.municipality, balance=True)
    )
    chart_steps += [
        charts.Step(_name(context, bridge_step, "short"), bridge_step.amount)
        for bridge_step in npv_bridge.to_budget
        if bridge_step.lines
    ]
    budget_label = context.say("bridge_short_budget", **_years(context))
    chart_steps.append(charts.Step(budget_label, npv_bridge.budget, balance=True))
    alternative_title = context.title("alternatives", alternative)
    title_sentence = context.say(
        "bridge_figure",
        society=context.number(npv_bridge.society, "euro"),
        budget=context.number(npv_bridge.budget, "euro"),
        alternative=alternative_title,
    )
    steps_text = "; ".join(
        f"{bridge_step.name}: {context.number(bridge_step.amount, 'euro')}" for bridge_step in chart_steps
    )
    rows = tuple(
        Row(bridge_step.name, (context.amount(bridge_step.amount),), total=bridge_step.balance)
        for bridge_step in chart_steps
    )
    data_table = Table(
        context.say("bridge_table"), (alternative_title,), rows, corner=context.say("bridge_step")
    )
    return Figure(
        title_sentence,
        charts.waterfall(chart_steps, context.language),
        steps_text,
        data_table,
        anchor="figure-bridge",
        frame="bridge",
    )


def _table(context: Context, bridges: dict[str, Bridge]) -> Table:
    study, all_bridges = context.study, list(bridges.values())
    rows = [_balance(context, context.say("bridge_society"), "society", all_bridges)]
    for step_per_alternative in zip(
        *(alternative_bridge.to_npv for alternative_bridge in all_bridges), strict=True
    ):
        # A party that no line touches has no row; every other step has one, also where it is zero.
        if step_per_alternative[0].party is None or any(
            bridge_step.lines or bridge_step.pm for bridge_step in step_per_alternative
        ):
            rows.append(_item(context, step_per_alternative))
    rows.append(_balance(context, context.say("bridge_municipality"), "municipality", all_bridges))
    for step_per_alternative in zip(
        *(alternative_bridge.to_budget for alternative_bridge in all_bridges), strict=True
    ):
        rows.append(_item(context, step_per_alternative))
    budget_label = context.say("bridge_budget", **_years(context))
    rows.append(_balance(context, budget_label, "budget", all_bridges))
    return Table(
        context.say("bridge_table"),
        tuple(context.title("alternatives", alternative_id) for alternative_id in study.case.projects),
        tuple(rows),
        corner=context.say("bridge_step"),
        note=context.say("bridge_note"),
        anchor="table-bridge",
    )


def _balance(context: Context, name: str, field: str, bridges: list[Bridge]) -> Row:
    return Row(name, tuple(context.amount(getattr(bridge, field)) for bridge in bridges), total=True)


def _item(context: Context, items: tuple[Difference, ...]) -> Row:
    pm_mark = " + PM" if any(bridge_step.pm for bridge_step in items) else ""
    amount_cells = tuple(context.amount(bridge_step.amount) for bridge_step in items)
    return Row(_name(context, items[0], "item") + pm_mark, amount_cells, indent=1)
