"""Who pays and who gains."""

from __future__ import annotations

from mll_finance.judgement.advice import advice
from mll_finance.parties.incidence import expected_balances, incidence
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import party_in_sentence
from mll_finance.report.section import section


@section(nl="Saldo per partij", en="Balance of each party", anchor="parties")
def blocks(context: Context) -> list[Block]:
    """The welfare total divided over the parties: of what was asked; the decision has the table of all."""
    study = context.study
    asked_id = advice(study).about
    return [
        Prose(context.say("parties_intro")),
        _figure(context, asked_id),
    ]


def _figure(context: Context, asked: str) -> Figure:
    balance_by_party = expected_balances(context.study, asked)
    shown_balances = sorted(
        (
            balance
            for balance in incidence(context.study, asked)
            if balance_by_party[balance.party] or balance.pm
        ),
        key=lambda balance: balance_by_party[balance.party],
        reverse=True,
    )
    rows = [
        charts.Share(
            context.title("parties", balance.party), balance_by_party[balance.party], bool(balance.pm)
        )
        for balance in shown_balances
    ]
    alternative_title = context.title("alternatives", asked)
    largest_amount = rows[0].amount if rows else None
    if largest_amount is not None and largest_amount > 0:
        amount_text = context.number(largest_amount, "euro")
        title_sentence = context.say(
            "gains_most",
            party=party_in_sentence(context, shown_balances[0].party),
            alternative=alternative_title,
            amount=amount_text,
        )
    else:
        title_sentence = context.say("nobody_gains", alternative=alternative_title)
    joined_text = "; ".join(f"{row.name}: {context.number(row.amount, 'euro')}" for row in rows)
    table = Table(
        context.say("npv_by_party", alternative=alternative_title),
        (context.say("column_expected"),),
        tuple(Row(row.name, (context.amount(row.amount),)) for row in rows),
        corner=context.word("party"),
    )
    return Figure(
        title_sentence,
        charts.parties(rows, context.language),
        joined_text,
        table,
        anchor="figure-parties",
        frame="expected_parties",
    )
