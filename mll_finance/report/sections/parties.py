"""Who pays and who gains."""

from __future__ import annotations

from mll_finance.judgement.advice import advice
from mll_finance.parties.incidence import PartyBalance, incidence
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Saldo per partij", en="Balance of each party", anchor="parties")
def blocks(context: Context) -> list[Block]:
    """The welfare total divided over the parties: a figure for what was asked, a table for all."""
    study = context.study
    shares_by_alternative = {name: incidence(study, name) for name in study.case.projects}
    asked_id = advice(study).about
    return [
        Prose(context.say("parties_intro")),
        _figure(context, asked_id, shares_by_alternative[asked_id]),
        _table(context, shares_by_alternative),
    ]


def _figure(context: Context, asked: str, shares: list[PartyBalance]) -> Figure:
    rows = [
        charts.Share(context.title("parties", balance.party), balance.npv, bool(balance.pm))
        for balance in shares
        if balance.npv or balance.pm
    ]
    rows.sort(key=lambda row: row.amount or 0.0, reverse=True)
    alternative_title = context.title("alternatives", asked)
    largest_amount = rows[0].amount if rows else None
    if largest_amount is not None and largest_amount > 0:
        amount_text = context.number(largest_amount, "euro")
        title_sentence = context.say(
            "gains_most", party=rows[0].name, alternative=alternative_title, amount=amount_text
        )
    else:
        title_sentence = context.say("nobody_gains", alternative=alternative_title)
    joined_text = "; ".join(f"{row.name}: {context.number(row.amount, 'euro')}" for row in rows)
    table = Table(
        context.say("npv_by_party", alternative=alternative_title),
        (context.word("npv"),),
        tuple(Row(row.name, (context.amount(row.amount),)) for row in rows),
        corner=context.word("party"),
    )
    return Figure(
        title_sentence,
        charts.parties(rows, context.language),
        joined_text,
        table,
        anchor="figure-parties",
        frame="parties",
    )


def _table(context: Context, shares: dict[str, list[PartyBalance]]) -> Table:
    study = context.study
    names = study.case.projects
    cells_by_party = {balance.party: [] for balance in next(iter(shares.values()))}  # type: ignore[var-annotated]
    for name in names:
        for balance in shares[name]:
            cells_by_party[balance.party].append(balance)
    rows = []
    for party, balances in cells_by_party.items():
        if not any(balance.npv or balance.pm for balance in balances):
            continue
        pm_mark = " + PM" if any(balance.pm for balance in balances) else ""
        rows.append(
            Row(
                context.title("parties", party) + pm_mark,
                tuple(context.amount(balance.npv) for balance in balances),
            )
        )
    total_cells = tuple(context.amount(study.value("society", name, "npv")["central"]) for name in names)
    rows.append(Row(context.title("perspectives", "society"), total_cells, total=True))
    return Table(
        context.say("who_gains"),
        tuple(context.title("alternatives", name) for name in names),
        tuple(rows),
        corner=context.word("party"),
        note=context.say("parties_note"),
        anchor="table-parties",
    )
