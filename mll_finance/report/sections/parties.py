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
    """The welfare total divided over the parties: of what was asked; the decision has the table of all."""
    study = context.study
    asked_id = advice(study).about
    return [
        Prose(context.say("parties_intro")),
        _figure(context, asked_id, incidence(study, asked_id)),
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
