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
    table_by_alternative = {name: incidence_table(study, name) for name in study.case.projects}
    proposed_id = proposed_alternative(study)
    section_blocks: list[Block] = [
        Prose(context.say("incidence_intro")),
        _figure(context, proposed_id, table_by_alternative[proposed_id]),
        *_pockets(context),
    ]
    for name, table in table_by_alternative.items():
        section_blocks += [
            _years(context, name, table),
            _draws(context, name, table),
            _lines(context, name, table),
        ]
        group_blocks = _groups(context, name)
        if group_blocks is not None:
            section_blocks.append(group_blocks)
    return section_blocks


def _touched(context: Context, table: IncidenceTable) -> list[str]:
    """The parties that a line touches; the others have nothing but zeros."""
    return [party for party in table.parties if table.by_line[party]]


def _figure(context: Context, alternative: str, table: IncidenceTable) -> Figure:
    parties = _touched(context, table)
    years, alternative_title = context.study.case.years, context.title("alternatives", alternative)
    rows = {
        context.title("parties", party): [float(amount) for amount in table.by_year[party]]
        for party in parties
    }
    worst_party = min(parties, key=table.npv, default=None)
    if worst_party is not None and table.npv(worst_party) < 0:
        amount_text = context.number(table.npv(worst_party), "euro")
        title_sentence = context.say(
            "incidence_figure_pays",
            party=party_in_sentence(context, worst_party),
            alternative=alternative_title,
            amount=amount_text,
        )
        if any(None in table.by_line[party].values() for party in parties):
            title_sentence = context.say("of_what_is_known", sentence=title_sentence)
    else:
        title_sentence = context.say("incidence_figure_none", alternative=alternative_title)
    joined_text = "; ".join(
        f"{context.title('parties', party)}: {context.number(table.npv(party), 'euro')}" for party in parties
    )
    amounts_table = Table(
        context.say("incidence_years", alternative=alternative_title),
        tuple(map(str, years)),
        tuple(Row(party, tuple(context.amount(npv) for npv in values)) for party, values in rows.items()),
        corner=context.word("party"),
    )
    figure = charts.parties_by_year(years, rows, context.language)
    return Figure(
        title_sentence, figure, joined_text, amounts_table, anchor="figure-incidence", frame="incidence"
    )


def _years(context: Context, alternative: str, table: IncidenceTable) -> Table:
    rows = [
        Row(_party(context, table, party), _amounts(context, [*table.by_year[party], table.npv(party)]))
        for party in _touched(context, table)
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
    for party in _touched(context, table):
        low_npv, high_npv = party_range(study, alternative, party)
        party_chance = chance_of_loss(study, alternative, party)
        chances.append(party_chance)
        cells = (
            *_amounts(context, [table.npv(party), low_npv, high_npv]),
            chance_cell(context, party_chance),
        )
        rows.append(Row(_party(context, table, party), cells))
    society_npv = study.value(SOCIETY, alternative, "npv")
    cells = (
        *_amounts(context, [society_npv["central"], society_npv["p05"], society_npv["p95"]]),
        chance_cell(context, chances[0]),
    )
    rows.append(Row(context.title("perspectives", SOCIETY), cells, total=True))
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
    parties = _touched(context, table)
    totals_by_line = table.total_by_line()
    rows = []
    for name in context.study.case.lines:
        amounts_by_party = [table.by_line[party] for party in parties]
        if not any(name in amounts for amounts in amounts_by_party):
            continue
        is_pm = any(amounts.get(name, 0.0) is None for amounts in amounts_by_party)
        cells = [_amount(context, amounts, name) for amounts in amounts_by_party]
        total_cell = context.pm() if is_pm else context.amount(totals_by_line[name])
        rows.append(Row(context.title("lines", name), (*cells, total_cell)))
    npvs = [table.npv(party) for party in parties]
    cells = [context.amount(amount) for amount in (*npvs, table.total())]
    rows.append(Row(context.word("total"), tuple(cells), total=True))
    return Table(
        context.say("incidence_lines", alternative=context.title("alternatives", alternative)),
        (*(context.title("parties", party) for party in parties), context.word("total")),
        tuple(rows),
        corner=context.word("line"),
        note=context.say("incidence_lines_note"),
        anchor=f"table-incidence-lines-{alternative}",
    )


def _amount(context: Context, amounts: dict[str, float | None], line: str) -> Cell:
    if line not in amounts:
        return Cell("")
    amount = amounts[line]
    return context.pm() if amount is None else context.amount(amount)


def _pockets(context: Context) -> list[Block]:
    section_blocks: list[Block] = []
    rows, chances = [], []
    for name in context.study.case.projects:
        pocket_result = wrong_pocket(context.study, name)
        chances.append(chance_of_wrong_pocket(context.study, name))
        alternative_title = context.title("alternatives", name)
        pocket_amounts = (
            pocket_result.society,
            pocket_result.paid,
            pocket_result.received,
            pocket_result.municipality,
            pocket_result.gap,
        )
        cells = tuple(context.amount(amount) for amount in pocket_amounts)
        rows.append(Row(alternative_title, (*cells, chance_cell(context, chances[-1]))))
        if pocket_result.wrong:
            sentence = context.say(
                "pocket_wrong",
                alternative=alternative_title,
                society=context.number(pocket_result.society, "euro"),
                municipality=context.number(pocket_result.bears, "euro"),
                gap=context.number(pocket_result.gap, "euro"),
            )
            section_blocks.append(Callout(context.say("pocket_wrong_title"), sentence, "caution"))
    columns = (
        context.say("npv_society"),
        context.say("pocket_paid"),
        context.say("pocket_received"),
        context.say("pocket_own"),
        context.say("pocket_gap"),
        context.say("pocket_chance"),
    )
    table = Table(
        context.say("pocket_table"),
        columns,
        tuple(rows),
        corner=context.word("alternative"),
        note=" ".join(filter(None, (context.say("pocket_note"), chance_note(context, chances)))),
        anchor="table-pocket",
    )
    return [*section_blocks, table]


def _groups(context: Context, alternative: str) -> Table | None:
    gains_of_groups = group_gains(context.study, alternative)
    if not gains_of_groups.groups:
        return None
    weights = context.study.case.settings.weights
    rows = []
    for group in gains_of_groups.groups:
        weight = weights.get(group.group or "")
        title = context.words(weight.title if weight else None, group.group or context.say("no_group"))
        cells = (context.amount(group.gain), Cell(group.weight, "ratio"), context.amount(group.weighted))
        rows.append(Row(title, cells))
    total_cells = (context.amount(gains_of_groups.gain), Cell(""), context.amount(gains_of_groups.weighted))
    rows.append(Row(context.word("total"), total_cells, total=True))
    columns = (context.say("group_plain"), context.say("group_weight"), context.say("group_weighted"))
    return Table(
        context.say("groups_table", alternative=context.title("alternatives", alternative)),
        columns,
        tuple(rows),
        corner=context.say("group"),
        note=context.say("groups_note"),
        anchor=f"table-groups-{alternative}",
    )
