"""What every draw gives beside the criteria: each party's NPV, the four-year budget, the value of a contract.

One pass over the draws, made only when something asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.contracts import contracts
from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.ledger import Ledger, factors
from mll_finance.engine.lens import view
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.reference_data.thresholds import whole_threshold

Array = npt.NDArray[np.float64]
YEARS = whole_threshold("budget_years")


@dataclass(frozen=True)
class ByDraw:
    """Outcomes per draw (draws,), in EUR."""

    parties: dict[tuple[str, str], Array]
    """NPV of a party under the lens of society, by alternative and party."""
    budget: dict[str, Array]
    """Balance of the four-year accrual budget, by alternative."""
    contracts: dict[tuple[str, str], Array]
    """Value of a contract ex btw over all years, in euros of each year, by alternative and contract."""


def by_draw(evaluator: Evaluator, draws: Draws) -> ByDraw:
    """Everything per draw, block by block."""
    amounts_by_block: dict[tuple[str, ...], list[Array]] = {}
    for draws_block in draws.blocks():
        for key, amount_by_draw in evaluator.linear(_rows, draws_block).items():
            amounts_by_block.setdefault(key, []).append(amount_by_draw)
    amounts_by_key = {key: np.concatenate(amount_by_draw) for key, amount_by_draw in amounts_by_block.items()}
    return ByDraw(
        parties={
            (key[1], key[2]): amount_by_draw
            for key, amount_by_draw in amounts_by_key.items()
            if key[0] == "party"
        },
        budget={
            key[1]: amount_by_draw for key, amount_by_draw in amounts_by_key.items() if key[0] == "budget"
        },
        contracts={
            (key[1], key[2]): amount_by_draw
            for key, amount_by_draw in amounts_by_key.items()
            if key[0] == "contract"
        },
    )


def _rows(ledger: Ledger) -> dict[tuple[str, ...], Array]:
    row_by_key: dict[tuple[str, ...], Array] = {}
    for alternative in ledger.case.projects:
        for party, amount_by_draw in party_balances(ledger, alternative).items():
            row_by_key["party", alternative, party] = amount_by_draw
        row_by_key["budget", alternative] = budget_balance(ledger, alternative)
        for contract, amount_by_draw in _by_contract(ledger, alternative).items():
            row_by_key["contract", alternative, contract] = amount_by_draw
    return row_by_key


def party_balances(ledger: Ledger, alternative: str) -> dict[str, Array]:
    """The NPV of each party (columns,) under the lens of society."""
    case = ledger.case
    society = case.perspectives[SOCIETY]
    viewpoint_by_party = {party: society.around(party) for party in society.parties}
    npv_by_party = {party: np.zeros(ledger.columns) for party in society.parties}
    for line_id, line in case.lines.items():
        euros_difference = ledger.difference(line_id, alternative)
        if euros_difference is None:
            continue
        # Year by year and no matrix product, of which the last digits hang on the processor.
        discount_weights = factors(case, society, line.timing or case.settings.timing)
        pv_by_draw = (euros_difference * discount_weights[:, None]).sum(axis=0)
        for party, party_viewpoint in viewpoint_by_party.items():
            line_view = view(line, party_viewpoint)
            if line_view is not None:
                npv_by_party[party] += line_view.net * pv_by_draw
    return npv_by_party


def budget_balance(ledger: Ledger, alternative: str) -> Array:
    """The balance of the first years of the accrual budget (columns,)."""
    balance_by_draw = np.zeros(ledger.columns)
    municipality_viewpoint = ledger.case.perspectives[MUNICIPALITY]
    for seen_line in ledger.each_seen_by(municipality_viewpoint, alternative, accounting="budget"):
        balance_by_draw += seen_line.nominal[:YEARS].sum(axis=0)
    return balance_by_draw


def _by_contract(ledger: Ledger, alternative: str) -> dict[str, Array]:
    """What each contract comes to over all years."""
    case = ledger.case
    value_by_contract = {}
    for contract in contracts(case, alternative):
        value_by_contract[contract.id] = np.zeros(ledger.columns)
        for line_id in contract.lines:
            line_euros = ledger.euros(line_id, alternative)
            if line_euros is not None:
                euros_by_year = np.broadcast_to(line_euros, (len(case.years), ledger.columns))
                value_by_contract[contract.id] += ledger.inflation_of(line_id) @ euros_by_year
    return value_by_contract
