"""What each party is expected to gain on balance, one column an alternative."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.parties.incidence import expected_balances, incidence
from mll_finance.parties.material import gained_together, small_parties, told_from
from mll_finance.report.blocks import Cell, Row, Table
from mll_finance.report.context import Context


def party_table(context: Context, anchor: str) -> Table:
    """The expected welfare total of every alternative divided over the parties.

    Small parties stand together; parties that nothing touches are left out.
    """
    study = context.study
    projects = study.case.projects
    expected_by_alternative = [expected_balances(study, id_) for id_ in projects]
    gains_by_party = {
        party: [gain_by_party[party] for gain_by_party in expected_by_alternative]
        for party in study.case.perspectives[SOCIETY].parties
    }
    pm_by_alternative = [
        {balance.party for balance in incidence(study, id_) if balance.pm} for id_ in projects
    ]
    pm_parties = set().union(*pm_by_alternative)
    small_party_ids, least_gain = small_parties(gains_by_party, pm_parties), told_from(gains_by_party)
    rows = [
        Row(
            context.title("parties", party),
            tuple(
                Cell(gain or None, "amount", pm=party in pm_ids, told_from=least_gain)
                if party in pm_ids
                else Cell(gain, "amount", told_from=least_gain)
                for gain, pm_ids in zip(gains, pm_by_alternative, strict=True)
            ),
        )
        for party, gains in gains_by_party.items()
        if party not in small_party_ids and (any(gains) or party in pm_parties)
    ]
    if small_party_ids:
        small_gains = [gains_by_party[party] for party in small_party_ids]
        sum_cells = [gained_together(gains) for gains in zip(*small_gains, strict=True)]
        small_text = context.say("parties_small", count=len(small_party_ids))
        rows.append(
            Row(small_text, tuple(Cell(amount, "amount", told_from=least_gain) for amount in sum_cells))
        )
    total_cells = tuple(
        Cell(study.value(SOCIETY, id_, "npv")["mean"], "amount", pm=bool(study.stream(SOCIETY, id_).pm))
        for id_ in projects
    )
    rows.append(Row(context.title("perspectives", SOCIETY), total_cells, total=True))
    has_netted_pm = any(
        parties and not total.pm for parties, total in zip(pm_by_alternative, total_cells, strict=True)
    )
    has_small = any(0 < abs(cell.value or 0.0) < least_gain for row in rows[:-1] for cell in row.cells)
    notes = [
        context.say("parties_note"),
        *([context.say("parties_small_amount", amount=context.number(least_gain, "number"))] * has_small),
        *([context.say("parties_pm_netted")] if has_netted_pm else []),
    ]
    return Table(
        context.say("who_gains", first=study.case.years[0], last=study.case.years[-1]),
        tuple(context.title("alternatives", id_) for id_ in projects),
        tuple(rows),
        corner=context.word("party"),
        note=" ".join(notes),
        anchor=anchor,
    )
