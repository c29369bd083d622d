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
    cost_sharing = sharing(context.study)
    if cost_sharing is None:
        return []
    section_blocks: list[Block] = [
        *_intro(context, cost_sharing),
        _figure(context, cost_sharing),
        _keys(context, cost_sharing),
    ]
    if cost_sharing.leaving:
        section_blocks.append(_leaving(context, cost_sharing))
    return [*section_blocks, _steps(context, cost_sharing)]


def _intro(context: Context, division: Shared) -> list[Block]:
    sharing_section = context.study.case.given(Sharing)
    titles_text = ", ".join(
        context.title("lines", name) for name in (*sharing_section.development, *sharing_section.fixed)
    )
    sentence = context.say(
        "sharing_intro",
        count=len(division.members),
        alternative=context.title("alternatives", sharing_section.alternative),
        lines=titles_text,
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
    return [Prose(f"{sentence} {lens_sentence}{year_text}"), Prose(break_even_sentence)]


def _figure(context: Context, division: Shared) -> Figure:
    rows = [
        charts.Pair(member_name(context, member.name), member.alone, member.net)
        for member in division.members
    ]
    title_sentence = context.say(
        "sharing_title",
        better=division.better_off,
        count=len(division.members),
        lose=division.losing,
    )
    joined_text = " ".join(
        context.say(
            "sharing_text",
            municipality=row.name,
            alone=context.number(row.first, "euro"),
            together=context.number(row.second, "euro"),
        )
        for row in rows
    )
    pairs_chart = charts.pairs(
        rows, (context.say("sharing_alone"), context.say("sharing_together")), context.language
    )
    return Figure(
        title_sentence, pairs_chart, joined_text, _members(context, division), anchor="figure-sharing"
    )


def _members(context: Context, division: Shared) -> Table:
    has_shapley = any(member.shapley is not None for member in division.members)
    column_heads = ["sharing_size", "sharing_gain", "sharing_alone", "sharing_pays", "sharing_together"]
    columns = tuple(map(context.say, [*column_heads, *(["sharing_shapley"] if has_shapley else [])]))
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
            Row(member_name(context, member.name), tuple(context.amount(amount) for amount in member_amounts))
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
    total_cells = tuple(Cell("") if amount is None else context.amount(amount) for amount in total_amounts)
    rows.append(Row(context.word("total"), total_cells, total=True))
    return Table(
        context.say("sharing_members", key=key_text(context)),
        columns,
        tuple(rows),
        corner=context.title("parties", "municipality"),
        note=context.say("sharing_shapley_note") if has_shapley else "",
        anchor="table-sharing",
    )


def _keys(context: Context, division: Shared) -> Table:
    rows = [
        Row(
            member_name(context, member.name),
            tuple(context.amount(paid[place]) for paid in division.keys.values()),
        )
        for place, member in enumerate(division.members)
    ]
    rows.append(
        Row(
            context.word("total"),
            tuple(context.amount(paid) for paid in division.paid_by_key.values()),
            total=True,
        )
    )
    chosen_key = context.study.case.given(Sharing).key
    columns = tuple(
        capital(context.say(KEYS[key])) + (" *" if key == chosen_key else "") for key in division.keys
    )
    return Table(
        context.say("sharing_keys"),
        columns,
        tuple(rows),
        corner=context.title("parties", "municipality"),
        note=context.say("sharing_keys_note"),
        anchor="table-keys",
    )


def _leaving(context: Context, division: Shared) -> Table:
    columns = tuple(
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
    row, name = term_value("exit_years", context.study.case.tables), member_name(context, division.leaver)
    return Table(
        context.say("sharing_leaving", municipality=name),
        columns,
        rows,
        corner=context.title("parties", "municipality"),
        note=context.say(
            "sharing_leaving_note",
            municipality=name,
            years=context.number(row.value, "number"),
            source=context.reference(row.source),
        ),
        anchor="table-leaving",
    )


def _steps(context: Context, division: Shared) -> Table:
    columns = tuple(
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
        columns,
        rows,
        corner=context.title("parties", "municipality"),
        note=context.say("sharing_lost_note"),
        anchor="table-steps",
    )
