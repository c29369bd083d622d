"""Municipalities that share common costs: keys, who is better off, who leaves, from one to n."""

from __future__ import annotations

from mll_finance.inputs.method.sharing import Sharing
from mll_finance.inputs.reference_data.partnerships import term_value
from mll_finance.parties.sharing import Shared, sharing
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.sharing_words import KEYS, key_text, member_name
from mll_finance.report.section import section
from mll_finance.terms import capital


@section(nl="Samen met andere gemeenten", en="Together with other municipalities", anchor="sharing")
def blocks(context: Context) -> list[Block]:
    """A figure and the tables of sharing; nothing where the case does not share."""
    shared_costs = sharing(context.study)
    if shared_costs is None:
        return []
    section_blocks: list[Block] = [
        *_intro(context, shared_costs),
        _figure(context, shared_costs),
        _keys(context, shared_costs),
    ]
    if shared_costs.leaving:
        section_blocks.append(_leaving(context, shared_costs))
    return [*section_blocks, _steps(context, shared_costs)]


def _intro(context: Context, division: Shared) -> list[Block]:
    sharing_section = context.study.case.given(Sharing)
    line_titles_text = ", ".join(
        context.title("lines", line_id) for line_id in (*sharing_section.development, *sharing_section.fixed)
    )
    intro_sentence = context.say(
        "sharing_intro",
        count=len(division.members),
        alternative=context.title("alternatives", sharing_section.alternative),
        lines=line_titles_text,
        common=context.number(division.common, "euro"),
    )
    lens_sentence = context.say(
        "sharing_perspective", perspective=context.title("perspectives", sharing_section.perspective)
    )
    year_text = "" if division.year is None else " " + context.say("sharing_year", year=division.year)
    if division.break_even is None:
        break_even_sentence = context.say("sharing_never")
    else:
        break_even_sentence = context.say("sharing_break_even", count=division.break_even)
    return [Prose(f"{intro_sentence} {lens_sentence}{year_text}"), Prose(break_even_sentence)]


def _figure(context: Context, division: Shared) -> Figure:
    drawn_pairs = [
        charts.Pair(member_name(context, member.name), member.alone, member.net)
        for member in division.members
    ]
    title_sentence = context.say(
        "sharing_title",
        better=division.better_off,
        count=len(division.members),
        lose=division.losing,
    )
    pairs_text = " ".join(
        context.say(
            "sharing_text",
            municipality=drawn_pair.name,
            alone=context.number(drawn_pair.first, "euro"),
            together=context.number(drawn_pair.second, "euro"),
        )
        for drawn_pair in drawn_pairs
    )
    pairs_chart = charts.pairs(
        drawn_pairs, (context.say("sharing_alone"), context.say("sharing_together")), context.language
    )
    return Figure(
        title_sentence, pairs_chart, pairs_text, _members(context, division), anchor="figure-sharing"
    )


def _members(context: Context, division: Shared) -> Table:
    has_shapley = any(member.shapley is not None for member in division.members)
    column_keys = ["sharing_size", "sharing_gain", "sharing_alone", "sharing_pays", "sharing_together"]
    column_titles = tuple(map(context.say, [*column_keys, *(["sharing_shapley"] if has_shapley else [])]))
    rows = []
    for member in division.members:
        member_amounts = [
            member.size,
            member.gain,
            member.alone,
            member.pays,
            member.net,
            *([member.shapley] if has_shapley else []),
        ]
        rows.append(
            Row(
                member_name(context, member.name),
                tuple(context.amount(member_amount) for member_amount in member_amounts),
            )
        )
    group_totals = division.totals
    total_amounts = [
        group_totals.size,
        group_totals.gain,
        None,
        group_totals.pays,
        group_totals.net,
        *([group_totals.shapley] if has_shapley else []),
    ]
    total_cells = tuple(
        Cell("") if member_amount is None else context.amount(member_amount)
        for member_amount in total_amounts
    )
    rows.append(Row(context.word("total"), total_cells, total=True))
    return Table(
        context.say("sharing_members", key=key_text(context)),
        column_titles,
        tuple(rows),
        corner=context.title("parties", "municipality"),
        note=context.say("sharing_shapley_note") if has_shapley else "",
        anchor="table-sharing",
    )


def _keys(context: Context, division: Shared) -> Table:
    rows = [
        Row(
            member_name(context, member.name),
            tuple(context.amount(paid_by_member[member_index]) for paid_by_member in division.keys.values()),
        )
        for member_index, member in enumerate(division.members)
    ]
    rows.append(
        Row(
            context.word("total"),
            tuple(context.amount(paid_by_member) for paid_by_member in division.paid_by_key.values()),
            total=True,
        )
    )
    key_of_case_id = context.study.case.given(Sharing).key
    column_titles = tuple(
        capital(context.say(KEYS[key_id])) + (" *" if key_id == key_of_case_id else "")
        for key_id in division.keys
    )
    return Table(
        context.say("sharing_keys"),
        column_titles,
        tuple(rows),
        corner=context.title("parties", "municipality"),
        note=context.say("sharing_keys_note"),
        anchor="table-keys",
    )


def _leaving(context: Context, division: Shared) -> Table:
    column_titles = tuple(
        map(
            context.say,
            ("sharing_paid_before", "sharing_pays_after", "sharing_left_before", "sharing_left_after"),
        )
    )
    rows = tuple(
        Row(
            member_name(context, member.name),
            tuple(map(context.amount, (member.paid, member.pays, member.was, member.net))),
        )
        for member in division.leaving
    )
    exit_years_row, leaver_name = (
        term_value("exit_years", context.study.case.tables),
        member_name(context, division.leaver),
    )
    return Table(
        context.say("sharing_leaving", municipality=leaver_name),
        column_titles,
        rows,
        corner=context.title("parties", "municipality"),
        note=context.say(
            "sharing_leaving_note",
            municipality=leaver_name,
            years=context.number(exit_years_row.value, "number"),
            source=context.reference(exit_years_row.source),
        ),
        anchor="table-leaving",
    )


def _steps(context: Context, division: Shared) -> Table:
    column_titles = tuple(
        map(context.say, ("sharing_number", "sharing_common_each", "sharing_net_all", "sharing_lost"))
    )
    rows = tuple(
        Row(
            ("+ " if step.participants > 1 else "") + member_name(context, step.name),
            (
                Cell(step.participants, "number"),
                context.amount(step.common_each),
                context.amount(step.net),
                context.amount(step.lost),
            ),
        )
        for step in division.steps
    )
    return Table(
        context.say("sharing_steps", count=len(division.steps)),
        column_titles,
        rows,
        corner=context.title("parties", "municipality"),
        note=context.say("sharing_lost_note"),
        anchor="table-steps",
    )
