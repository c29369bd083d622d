"""Who pays and who gains: parties by year, by line and by draw; the wrong pocket; groups of residents."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.chances import chance_negative, chance_of_loss, chance_of_wrong_pocket
from mll_finance.judgement.decision import proposed_alternative
from mll_finance.parties.incidence import (
    IncidenceTable,
    group_gains,
    incidence_table,
    party_range,
    wrong_pocket,
)
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Callout, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.chances import chance_cell, chance_note
from mll_finance.report.pieces.names import party_in_sentence
from mll_finance.report.section import section


@section(
    nl="Saldo per partij: per jaar en per post",
    en="Balance of each party: by year and by line",
    anchor="incidence",
)
def blocks(context: Context) -> list[Block]:
    """A heatmap for the proposed alternative, then the tables of every alternative."""
    study = context.study
    table_by_alternative = {
        alternative_id: incidence_table(study, alternative_id) for alternative_id in study.case.projects
    }
    proposed_id = proposed_alternative(study)
    section_blocks: list[Block] = [
        Prose(context.say("incidence_intro")),
        _figure(context, proposed_id, table_by_alternative[proposed_id]),
        *_pockets(context),
    ]
    for alternative_id, table_of_alternative in table_by_alternative.items():
        section_blocks += [
            _years(context, alternative_id, table_of_alternative),
            _draws(context, alternative_id, table_of_alternative),
            _lines(context, alternative_id, table_of_alternative),
        ]
        group_table = _groups(context, alternative_id)
        if group_table is not None:
            section_blocks.append(group_table)
    return section_blocks


def _touched(context: Context, table: IncidenceTable) -> list[str]:
    """The parties that a line touches; the others have nothing but zeros."""
    return [party for party in table.parties if table.by_line[party]]


def _figure(context: Context, alternative: str, table: IncidenceTable) -> Figure:
    touched_party_ids = _touched(context, table)
    case_years, alternative_title = context.study.case.years, context.title("alternatives", alternative)
    amount_by_year_by_party = {
        context.title("parties", party_id): [float(amount) for amount in table.by_year[party_id]]
        for party_id in touched_party_ids
    }
    worst_party_id = min(touched_party_ids, key=table.npv, default=None)
    if worst_party_id is not None and table.npv(worst_party_id) < 0:
        amount_text = context.number(table.npv(worst_party_id), "euro")
        title_sentence = context.say(
            "incidence_figure_pays",
            party=party_in_sentence(context, worst_party_id),
            alternative=alternative_title,
            amount=amount_text,
        )
        if any(None in table.by_line[party_id].values() for party_id in touched_party_ids):
            title_sentence = context.say("of_what_is_known", sentence=title_sentence)
    else:
        title_sentence = context.say("incidence_figure_none", alternative=alternative_title)
    npvs_text = "; ".join(
        f"{context.title('parties', party_id)}: {context.number(table.npv(party_id), 'euro')}"
        for party_id in touched_party_ids
    )
    amounts_table = Table(
        context.say("incidence_years", alternative=alternative_title),
        tuple(map(str, case_years)),
        tuple(
            Row(party_id, tuple(context.amount(yearly_amount) for yearly_amount in amount_by_year))
            for party_id, amount_by_year in amount_by_year_by_party.items()
        ),
        corner=context.word("party"),
    )
    parties_chart = charts.parties_by_year(case_years, amount_by_year_by_party, context.language)
    return Figure(
        title_sentence, parties_chart, npvs_text, amounts_table, anchor="figure-incidence", frame="incidence"
    )


def _years(context: Context, alternative: str, table: IncidenceTable) -> Table:
    rows = [
        Row(
            _party(context, table, party_id),
            _amounts(context, [*table.by_year[party_id], table.npv(party_id)]),
        )
        for party_id in _touched(context, table)
    ]
    rows.append(
        Row(context.word("total"), _amounts(context, [*table.total_by_year(), table.total()]), total=True)
    )
    return Table(
        context.say("incidence_years", alternative=context.title("alternatives", alternative)),
        (*map(str, context.study.case.years), context.word("total")),
        tuple(rows),
        corner=context.word("party"),
        note=context.say("incidence_years_note"),
        anchor=f"table-incidence-years-{alternative}",
    )


def _draws(context: Context, alternative: str, table: IncidenceTable) -> Table:
    study = context.study
    rows, chances = [], [chance_negative(study, SOCIETY, alternative)]
    for party_id in _touched(context, table):
        low_npv, high_npv = party_range(study, alternative, party_id)
        party_chance = chance_of_loss(study, alternative, party_id)
        chances.append(party_chance)
        party_cells = (
            *_amounts(context, [table.npv(party_id), low_npv, high_npv]),
            chance_cell(context, party_chance),
        )
        rows.append(Row(_party(context, table, party_id), party_cells))
    society_npv_statistics = study.value(SOCIETY, alternative, "npv")
    party_cells = (
        *_amounts(
            context,
            [society_npv_statistics["central"], society_npv_statistics["p05"], society_npv_statistics["p95"]],
        ),
        chance_cell(context, chances[0]),
    )
    rows.append(Row(context.title("perspectives", SOCIETY), party_cells, total=True))
    return Table(
        context.say("incidence_draws", alternative=context.title("alternatives", alternative)),
        (context.word("npv"), context.word("p05"), context.word("p95"), context.say("loses")),
        tuple(rows),
        corner=context.word("party"),
        note=" ".join(filter(None, (context.say("incidence_draws_note"), chance_note(context, chances)))),
        anchor=f"table-incidence-draws-{alternative}",
    )


def _party(context: Context, table: IncidenceTable, party: str) -> str:
    pm_mark = " + PM" if None in table.by_line[party].values() else ""
    return context.title("parties", party) + pm_mark


def _amounts(context: Context, values: list[float]) -> tuple[Cell, ...]:
    return tuple(context.amount(float(amount)) for amount in values)


def _lines(context: Context, alternative: str, table: IncidenceTable) -> Table:
    touched_party_ids = _touched(context, table)
    total_by_line = table.total_by_line()
    rows = []
    for line_id in context.study.case.lines:
        amount_by_line_by_party = [table.by_line[party_id] for party_id in touched_party_ids]
        if not any(line_id in amount_by_line for amount_by_line in amount_by_line_by_party):
            continue
        has_pm = any(amount_by_line.get(line_id, 0.0) is None for amount_by_line in amount_by_line_by_party)
        line_cells = [_amount(context, amount_by_line, line_id) for amount_by_line in amount_by_line_by_party]
        total_cell = context.pm() if has_pm else context.amount(total_by_line[line_id])
        rows.append(Row(context.title("lines", line_id), (*line_cells, total_cell)))
    npv_by_party = [table.npv(party_id) for party_id in touched_party_ids]
    line_cells = [context.amount(npv) for npv in (*npv_by_party, table.total())]
    rows.append(Row(context.word("total"), tuple(line_cells), total=True))
    return Table(
        context.say("incidence_lines", alternative=context.title("alternatives", alternative)),
        (*(context.title("parties", party_id) for party_id in touched_party_ids), context.word("total")),
        tuple(rows),
        corner=context.word("line"),
        note=context.say("incidence_lines_note"),
        anchor=f"table-incidence-lines-{alternative}",
    )


def _amount(context: Context, amounts: dict[str, float | None], line: str) -> Cell:
    if line not in amounts:
        return Cell("")
    line_amount = amounts[line]
    return context.pm() if line_amount is None else context.amount(line_amount)


def _pockets(context: Context) -> list[Block]:
    section_blocks: list[Block] = []
    rows, chances_of_wrong_pocket = [], []
    for alternative_id in context.study.case.projects:
        pocket_result = wrong_pocket(context.study, alternative_id)
        chances_of_wrong_pocket.append(chance_of_wrong_pocket(context.study, alternative_id))
        alternative_title = context.title("alternatives", alternative_id)
        pocket_amounts = (
            pocket_result.society,
            pocket_result.paid,
            pocket_result.received,
            pocket_result.municipality,
            pocket_result.gap,
        )
        pocket_cells = tuple(context.amount(amount) for amount in pocket_amounts)
        rows.append(
            Row(alternative_title, (*pocket_cells, chance_cell(context, chances_of_wrong_pocket[-1])))
        )
        if pocket_result.wrong:
            wrong_sentence = context.say(
                "pocket_wrong",
                alternative=alternative_title,
                society=context.number(pocket_result.society, "euro"),
                municipality=context.number(pocket_result.bears, "euro"),
                gap=context.number(pocket_result.gap, "euro"),
            )
            section_blocks.append(Callout(context.say("pocket_wrong_title"), wrong_sentence, "caution"))
    column_titles = (
        context.say("npv_society"),
        context.say("pocket_paid"),
        context.say("pocket_received"),
        context.say("pocket_own"),
        context.say("pocket_gap"),
        context.say("pocket_chance"),
    )
    pocket_table = Table(
        context.say("pocket_table"),
        column_titles,
        tuple(rows),
        corner=context.word("alternative"),
        note=" ".join(
            filter(None, (context.say("pocket_note"), chance_note(context, chances_of_wrong_pocket)))
        ),
        anchor="table-pocket",
    )
    return [*section_blocks, pocket_table]


def _groups(context: Context, alternative: str) -> Table | None:
    gains_by_group = group_gains(context.study, alternative)
    if not gains_by_group.groups:
        return None
    weight_by_group = context.study.case.settings.weights
    rows = []
    for group_gain in gains_by_group.groups:
        group_weight = weight_by_group.get(group_gain.group or "")
        group_title = context.words(
            group_weight.title if group_weight else None, group_gain.group or context.say("no_group")
        )
        gain_cells = (
            context.amount(group_gain.gain),
            Cell(group_gain.weight, "ratio"),
            context.amount(group_gain.weighted),
        )
        rows.append(Row(group_title, gain_cells))
    total_cells = (context.amount(gains_by_group.gain), Cell(""), context.amount(gains_by_group.weighted))
    rows.append(Row(context.word("total"), total_cells, total=True))
    column_titles = (context.say("group_plain"), context.say("group_weight"), context.say("group_weighted"))
    return Table(
        context.say("groups_table", alternative=context.title("alternatives", alternative)),
        column_titles,
        tuple(rows),
        corner=context.say("group"),
        note=context.say("groups_note"),
        anchor=f"table-groups-{alternative}",
    )
