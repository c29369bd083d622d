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
    bridge_by_alternative = {name: bridge(study, name) for name in study.case.projects}
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
    society_stream = study.stream(SOCIETY, alternative)
    cash_budget = budget_table(study, alternative, accounting="cash", years=None)
    accrual_budget = budget_table(study, alternative, years=None)
    name_amounts_and_pm = (
        ("society", society_stream.yearly[:, 0], society_stream.pm),
        ("liquid", cash_budget.total(), cash_budget.pm),
        ("accrual", accrual_budget.total(), accrual_budget.pm),
    )
    rows = [
        Row(
            context.say(f"bridge_side_{name}", level=study.case.prices.level_year) + (" + PM" if pm else ""),
            tuple(context.amount(float(amount)) for amount in values),
        )
        for name, values, pm in name_amounts_and_pm
    ]
    return Table(
        context.say("bridge_side", alternative=context.title("alternatives", alternative)),
        tuple(map(str, study.case.years)),
        tuple(rows),
        note=context.say("bridge_side_note"),
        anchor="table-side-by-side",
    )


def _years(context: Context) -> dict[str, object]:
    years = context.study.case.years[:YEARS]
    return {"first": years[0], "last": years[-1]}


def _name(context: Context, item: Difference, form: str) -> str:
    party_title = context.title("parties", item.party) if item.party is not None else ""
    return context.say(f"bridge_{form}_{item.id}", party=party_title, **_years(context))


def _figure(context: Context, alternative: str, npv_bridge: Bridge) -> Figure:
    chart_steps = [charts.Step(context.say("bridge_short_society"), npv_bridge.society, balance=True)]
    chart_steps += [
        charts.Step(_name(context, step, "short"), step.amount) for step in npv_bridge.to_npv if step.lines
    ]
    chart_steps.append(
        charts.Step(context.say("bridge_short_municipality"), npv_bridge.municipality, balance=True)
    )
    chart_steps += [
        charts.Step(_name(context, step, "short"), step.amount) for step in npv_bridge.to_budget if step.lines
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
    joined_text = "; ".join(f"{step.name}: {context.number(step.amount, 'euro')}" for step in chart_steps)
    rows = tuple(Row(step.name, (context.amount(step.amount),), total=step.balance) for step in chart_steps)
    table = Table(context.say("bridge_table"), (alternative_title,), rows, corner=context.say("bridge_step"))
    return Figure(
        title_sentence,
        charts.waterfall(chart_steps, context.language),
        joined_text,
        table,
        anchor="figure-bridge",
        frame="bridge",
    )


def _table(context: Context, bridges: dict[str, Bridge]) -> Table:
    study, all_bridges = context.study, list(bridges.values())
    rows = [_balance(context, context.say("bridge_society"), "society", all_bridges)]
    for same_step in zip(*(alternative_bridge.to_npv for alternative_bridge in all_bridges), strict=True):
        # A party that no line touches has no row; every other step has one, also where it is zero.
        if same_step[0].party is None or any(step.lines or step.pm for step in same_step):
            rows.append(_item(context, same_step))
    rows.append(_balance(context, context.say("bridge_municipality"), "municipality", all_bridges))
    for same_step in zip(*(alternative_bridge.to_budget for alternative_bridge in all_bridges), strict=True):
        rows.append(_item(context, same_step))
    budget_label = context.say("bridge_budget", **_years(context))
    rows.append(_balance(context, budget_label, "budget", all_bridges))
    return Table(
        context.say("bridge_table"),
        tuple(context.title("alternatives", name) for name in study.case.projects),
        tuple(rows),
        corner=context.say("bridge_step"),
        note=context.say("bridge_note"),
        anchor="table-bridge",
    )


def _balance(context: Context, name: str, field: str, bridges: list[Bridge]) -> Row:
    return Row(name, tuple(context.amount(getattr(bridge, field)) for bridge in bridges), total=True)


def _item(context: Context, items: tuple[Difference, ...]) -> Row:
    pm_mark = " + PM" if any(step.pm for step in items) else ""
    cells = tuple(context.amount(step.amount) for step in items)
    return Row(_name(context, items[0], "item") + pm_mark, cells, indent=1)
