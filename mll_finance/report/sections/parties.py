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
    expected_balance_by_party = expected_balances(context.study, asked)
    balances_by_amount = sorted(
        (
            party_balance
            for party_balance in incidence(context.study, asked)
            if expected_balance_by_party[party_balance.party] or party_balance.pm
        ),
        key=lambda balance: expected_balance_by_party[balance.party],
        reverse=True,
    )
    drawn_shares = [
        charts.Share(
            context.title("parties", party_balance.party),
            expected_balance_by_party[party_balance.party],
            bool(party_balance.pm),
        )
        for party_balance in balances_by_amount
    ]
    alternative_title = context.title("alternatives", asked)
    largest_amount = drawn_shares[0].amount if drawn_shares else None
    if largest_amount is not None and largest_amount > 0:
        amount_text = context.number(largest_amount, "euro")
        title_sentence = context.say(
            "gains_most",
            party=party_in_sentence(context, balances_by_amount[0].party),
            alternative=alternative_title,
            amount=amount_text,
        )
    else:
        title_sentence = context.say("nobody_gains", alternative=alternative_title)
    amounts_text = "; ".join(
        f"{drawn_share.name}: {context.number(drawn_share.amount, 'euro')}" for drawn_share in drawn_shares
    )
    data_table = Table(
        context.say("npv_by_party", alternative=alternative_title),
        (context.say("column_expected"),),
        tuple(Row(drawn_share.name, (context.amount(drawn_share.amount),)) for drawn_share in drawn_shares),
        corner=context.word("party"),
    )
    return Figure(
        title_sentence,
        charts.parties(drawn_shares, context.language),
        amounts_text,
        data_table,
        anchor="figure-parties",
        frame="expected_parties",
    )
