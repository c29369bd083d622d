"""What each party gains on balance, one column an alternative."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.parties.incidence import PartyBalance, incidence
from mll_finance.parties.material import gained_together, small_parties
from mll_finance.report.blocks import Row, Table
from mll_finance.report.context import Context


def party_table(context: Context, anchor: str) -> Table:
    """The welfare total of every alternative divided over the parties; small ones together, untouched ones left out."""
    study = context.study
    names = study.case.projects
    balances_by_party: dict[str, list[PartyBalance]] = {}
    for name in names:
        for balance in incidence(study, name):
            balances_by_party.setdefault(balance.party, []).append(balance)
    small = small_parties(balances_by_party)
    rows = [
        Row(
            context.title("parties", party) + (" + PM" if any(balance.pm for balance in balances) else ""),
            tuple(context.amount(balance.npv) for balance in balances),
        )
        for party, balances in balances_by_party.items()
        if party not in small and any(balance.npv or balance.pm for balance in balances)
    ]
    if small:
        of_small = [balances_by_party[party] for party in small]
        sums = [gained_together(of_alternative) for of_alternative in zip(*of_small, strict=True)]
        title_text = context.say("parties_small", count=len(small))
        rows.append(Row(title_text, tuple(context.amount(amount) for amount in sums)))
    total_cells = tuple(context.amount(study.value(SOCIETY, name, "npv")["central"]) for name in names)
    rows.append(Row(context.title("perspectives", SOCIETY), total_cells, total=True))
    return Table(
        context.say("who_gains"),
        tuple(context.title("alternatives", name) for name in names),
        tuple(rows),
        corner=context.word("party"),
        note=context.say("parties_note"),
        anchor=anchor,
    )
