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
    roles_needed = needs(context.study)
    if not roles_needed:
        return []
    section_blocks: list[Block] = [
        _conclusion(context, roles_needed),
        _roles(context, roles_needed),
    ]
    option_costs_of_case = option_costs(context.study)
    return (
        [*section_blocks, _ways(context), _options(context, option_costs_of_case)]
        if option_costs_of_case
        else section_blocks
    )


def _conclusion(context: Context, roles_needed: list[Need]) -> Callout:
    knowledge_section = context.study.case.given(Knowledge)
    missing_roles = [need for need in roles_needed if need.gap]
    sentence_key = "knowledge_gap_title" if missing_roles else "knowledge_no_gap_title"
    title_sentence = context.say(sentence_key, missing=len(missing_roles), needed=len(roles_needed))
    unseen_roles = [
        context.words(roles()[need.role].title) for need in roles_needed if need.standing == "not_assessed"
    ]
    sentence = context.say(
        "knowledge_gap_text",
        alternatives=", ".join(
            context.title("alternatives", name) for name in knowledge_section.alternatives
        ),
        open=", ".join(unseen_roles) or context.say("knowledge_none"),
    )
    return Callout(title_sentence, sentence, "caution" if missing_roles else "good")


def _roles(context: Context, roles_needed: list[Need]) -> Table:
    needs_by_gap = sorted(roles_needed, key=lambda need: not need.gap)
    columns = ("knowledge_standing", "knowledge_by", "knowledge_who")
    return Table(
        context.say("knowledge_roles"),
        tuple(context.say(name) for name in columns),
        tuple(_role(context, need) for need in needs_by_gap),
        corner=context.say("knowledge_role"),
        note=context.say("knowledge_roles_note"),
        anchor="table-roles",
    )


def _role(context: Context, need: Need) -> Row:
    role_words = roles()[need.role]
    holder_text = context.words(need.state.who, "-") if need.state is not None else "-"
    cells = (
        Cell(context.say(f"knowledge_level_{need.standing}")),
        Cell(context.say(f"method_steps_phase_{role_words.phase}")),
        Cell(holder_text),
    )
    return Row(context.words(role_words.title), cells, note=context.words(role_words.does))


def _ways(context: Context) -> Prose:
    """What each way brings, and what to mind."""
    sentences = tuple(
        context.say(
            "knowledge_way",
            option=context.words(option.title),
            brings=context.words(option.brings),
            mind=context.words(option.mind),
        )
        for option in knowledge_options().values()
    )
    return Prose(context.say("knowledge_ways"), sentences)


def _options(context: Context, costs: list[OptionCost]) -> Table:
    rows = []
    for role, options in groupby(costs, key=lambda way: way.role):
        option_list = list(options)
        note_text = context.say("knowledge_from", year=option_list[0].first_year)
        rows.append(Row(context.words(roles()[role].title), (Cell(""),) * 3, total=True, note=note_text))
        rows += [_option(context, way) for way in option_list]
    columns = ("knowledge_cost", "knowledge_lead", "knowledge_decided")
    accepted_by = context.words(context.study.case.given(Knowledge).accepted_by)
    return Table(
        context.say("knowledge_options"),
        tuple(context.say(name) for name in columns),
        tuple(rows),
        corner=context.say("knowledge_option"),
        note=context.say("knowledge_options_note", accepted_by=accepted_by),
        anchor="table-knowledge-options",
    )


def _option(context: Context, way: OptionCost) -> Row:
    option_words = knowledge_options()[way.option]
    fewest_months, usual_months, most_months = (context.number(months, "number") for months in way.lead_time)
    lead_time_text = context.say(
        "knowledge_lead_text", value=usual_months, low=fewest_months, high=most_months
    )
    if way.delay:
        lead_time_text = context.say(
            "knowledge_lead_waits" if way.chosen else "knowledge_lead_would",
            lead=lead_time_text,
            years=way.delay,
        )
    cells = (
        Cell(way.present_value, "euro", pm=way.present_value is None),
        Cell(lead_time_text),
        Cell(context.say("knowledge_chosen" if way.chosen else "knowledge_open")),
    )
    return Row(context.words(option_words.title), cells, indent=1)
