"""The knowledge gap: roles that the case needs, which are there, and what each way to get the others costs."""

from __future__ import annotations

from itertools import groupby

from mll_finance.inputs.method.knowledge import Knowledge
from mll_finance.inputs.reference_data.prose_tables import knowledge_options, roles
from mll_finance.judgement.knowledge import Need, OptionCost, needs, option_costs
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Kennis en rollen", en="Knowledge and roles", anchor="knowledge")
def blocks(context: Context) -> list[Block]:
    """The gap first, then the options with cost and lead time; nothing where the case has no such section."""
    found = needs(context.study)
    if not found:
        return []
    content: list[Block] = [
        _conclusion(context, found),
        _roles(context, found),
    ]
    costs = option_costs(context.study)
    return [*content, _ways(context), _options(context, costs)] if costs else content


def _conclusion(context: Context, found: list[Need]) -> Callout:
    section = context.study.case.given(Knowledge)
    missing = [need for need in found if need.gap]
    key = "knowledge_gap_title" if missing else "knowledge_no_gap_title"
    title = context.say(key, missing=len(missing), needed=len(found))
    unseen = [context.words(roles()[need.role].title) for need in found if need.standing == "not_assessed"]
    text = context.say(
        "knowledge_gap_text",
        alternatives=", ".join(context.title("alternatives", name) for name in section.alternatives),
        open=", ".join(unseen) or context.say("knowledge_none"),
    )
    return Callout(title, text, "caution" if missing else "good")


def _roles(context: Context, found: list[Need]) -> Table:
    gaps_first = sorted(found, key=lambda need: not need.gap)
    columns = ("knowledge_standing", "knowledge_by", "knowledge_who")
    return Table(
        context.say("knowledge_roles"),
        tuple(context.say(name) for name in columns),
        tuple(_role(context, need) for need in gaps_first),
        corner=context.say("knowledge_role"),
        note=context.say("knowledge_roles_note"),
        anchor="table-roles",
    )


def _role(context: Context, need: Need) -> Row:
    role = roles()[need.role]
    who = context.words(need.state.who, "-") if need.state is not None else "-"
    cells = (
        Cell(context.say(f"knowledge_level_{need.standing}")),
        Cell(context.say(f"method_steps_phase_{role.phase}")),
        Cell(who),
    )
    return Row(context.words(role.title), cells, note=context.words(role.does))


def _ways(context: Context) -> Prose:
    """What each way brings, and what to mind."""
    items = tuple(
        context.say(
            "knowledge_way",
            option=context.words(one.title),
            brings=context.words(one.brings),
            mind=context.words(one.mind),
        )
        for one in knowledge_options().values()
    )
    return Prose(context.say("knowledge_ways"), items)


def _options(context: Context, costs: list[OptionCost]) -> Table:
    rows = []
    for role, options in groupby(costs, key=lambda one: one.role):
        found = list(options)
        note = context.say("knowledge_from", year=found[0].first_year)
        rows.append(Row(context.words(roles()[role].title), (Cell(""),) * 3, total=True, note=note))
        rows += [_option(context, one) for one in found]
    columns = ("knowledge_cost", "knowledge_lead", "knowledge_decided")
    accepted = context.study.case.given(Knowledge).accepted_by
    return Table(
        context.say("knowledge_options"),
        tuple(context.say(name) for name in columns),
        tuple(rows),
        corner=context.say("knowledge_option"),
        note=context.say("knowledge_options_note", accepted_by=accepted),
        anchor="table-knowledge-options",
    )


def _option(context: Context, one: OptionCost) -> Row:
    found = knowledge_options()[one.option]
    low, value, high = (context.number(months, "number") for months in one.lead_time)
    lead = context.say("knowledge_lead_text", value=value, low=low, high=high)
    if one.delay:
        lead = context.say(
            "knowledge_lead_waits" if one.chosen else "knowledge_lead_would", lead=lead, years=one.delay
        )
    cells = (
        Cell(one.present_value, "euro", pm=one.present_value is None),
        Cell(lead),
        Cell(context.say("knowledge_chosen" if one.chosen else "knowledge_open")),
    )
    return Row(context.words(found.title), cells, indent=1)
