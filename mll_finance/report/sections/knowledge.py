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
    needs_of_case = needs(context.study)
    if not needs_of_case:
        return []
    section_blocks: list[Block] = [
        _conclusion(context, needs_of_case),
        _roles(context, needs_of_case),
    ]
    costs_of_options = option_costs(context.study)
    return (
        [*section_blocks, _ways(context), _options(context, costs_of_options)]
        if costs_of_options
        else section_blocks
    )


def _conclusion(context: Context, roles_needed: list[Need]) -> Callout:
    knowledge_section = context.study.case.given(Knowledge)
    needs_with_gap = [role_need for role_need in roles_needed if role_need.gap]
    sentence_key = "knowledge_gap_title" if needs_with_gap else "knowledge_no_gap_title"
    title_sentence = context.say(sentence_key, missing=len(needs_with_gap), needed=len(roles_needed))
    unassessed_role_titles = [
        context.words(roles()[role_need.role].title)
        for role_need in roles_needed
        if role_need.standing == "not_assessed"
    ]
    gap_sentence = context.say(
        "knowledge_gap_text",
        alternatives=", ".join(
            context.title("alternatives", alternative_id) for alternative_id in knowledge_section.alternatives
        ),
        open=", ".join(unassessed_role_titles) or context.say("knowledge_none"),
    )
    return Callout(title_sentence, gap_sentence, "caution" if needs_with_gap else "good")


def _roles(context: Context, roles_needed: list[Need]) -> Table:
    needs_with_gap_first = sorted(roles_needed, key=lambda need: not need.gap)
    column_keys = ("knowledge_standing", "knowledge_by", "knowledge_who")
    return Table(
        context.say("knowledge_roles"),
        tuple(context.say(column_key) for column_key in column_keys),
        tuple(_role(context, role_need) for role_need in needs_with_gap_first),
        corner=context.say("knowledge_role"),
        note=context.say("knowledge_roles_note"),
        anchor="table-roles",
    )


def _role(context: Context, need: Need) -> Row:
    needed_role = roles()[need.role]
    holder_text = context.words(need.state.who, "-") if need.state is not None else "-"
    role_cells = (
        Cell(context.say(f"knowledge_level_{need.standing}")),
        Cell(context.say(f"method_steps_phase_{needed_role.phase}")),
        Cell(holder_text),
    )
    return Row(context.words(needed_role.title), role_cells, note=context.words(needed_role.does))


def _ways(context: Context) -> Prose:
    """What each way brings, and what to mind."""
    sentences = tuple(
        context.say(
            "knowledge_way",
            option=context.words(knowledge_option.title),
            brings=context.words(knowledge_option.brings),
            mind=context.words(knowledge_option.mind),
        )
        for knowledge_option in knowledge_options().values()
    )
    return Prose(context.say("knowledge_ways"), sentences)


def _options(context: Context, costs: list[OptionCost]) -> Table:
    rows = []
    for role_id, costs_of_role in groupby(costs, key=lambda way: way.role):
        cost_list_of_role = list(costs_of_role)
        note_text = context.say("knowledge_from", year=cost_list_of_role[0].first_year)
        rows.append(Row(context.words(roles()[role_id].title), (Cell(""),) * 3, total=True, note=note_text))
        rows += [_option(context, option_cost) for option_cost in cost_list_of_role]
    column_keys = ("knowledge_cost", "knowledge_lead", "knowledge_decided")
    acceptor_text = context.words(context.study.case.given(Knowledge).accepted_by)
    return Table(
        context.say("knowledge_options"),
        tuple(context.say(column_key) for column_key in column_keys),
        tuple(rows),
        corner=context.say("knowledge_option"),
        note=context.say("knowledge_options_note", accepted_by=acceptor_text),
        anchor="table-knowledge-options",
    )


def _option(context: Context, way: OptionCost) -> Row:
    knowledge_option = knowledge_options()[way.option]
    fewest_months_text, usual_months_text, most_months_text = (
        context.number(month_count, "number") for month_count in way.lead_time
    )
    lead_time_text = context.say(
        "knowledge_lead_text", value=usual_months_text, low=fewest_months_text, high=most_months_text
    )
    if way.delay:
        lead_time_text = context.say(
            "knowledge_lead_waits" if way.chosen else "knowledge_lead_would",
            lead=lead_time_text,
            years=way.delay,
        )
    option_cells = (
        Cell(way.present_value, "euro", pm=way.present_value is None),
        Cell(lead_time_text),
        Cell(context.say("knowledge_chosen" if way.chosen else "knowledge_open")),
    )
    return Row(context.words(knowledge_option.title), option_cells, indent=1)
