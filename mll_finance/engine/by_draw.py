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

Array = npt.NDArray[np.float64]
YEARS = 4


@dataclass(frozen=True)
class ByDraw:
    """Outcomes per draw (draws,), in EUR."""

    parties: dict[tuple[str, str], Array]
    """NPV of a party under the lens of society, by alternative and party."""
    budget: dict[str, Array]
    """Balance of the four-year accrual budget, by alternative."""
    contracts: dict[tuple[str, str], Array]
    """Value of a contract ex btw over all years, in euros of each year, by alternative and contract."""

    def loses(self, alternative: str, party: str) -> float:
        """Share of the draws in which a party loses."""
        return float(np.mean(self.parties[alternative, party] < 0))


def by_draw(evaluator: Evaluator, draws: Draws) -> ByDraw:
    """Everything per draw, block by block."""
    parts: dict[tuple[str, ...], list[Array]] = {}
    for block in draws.blocks():
        for key, amounts in evaluator.linear(_rows, block).items():
            parts.setdefault(key, []).append(amounts)
    whole = {key: np.concatenate(amounts) for key, amounts in parts.items()}
    return ByDraw(
        parties={(key[1], key[2]): amounts for key, amounts in whole.items() if key[0] == "party"},
        budget={key[1]: amounts for key, amounts in whole.items() if key[0] == "budget"},
        contracts={(key[1], key[2]): amounts for key, amounts in whole.items() if key[0] == "contract"},
    )


def _rows(ledger: Ledger) -> dict[tuple[str, ...], Array]:
    rows: dict[tuple[str, ...], Array] = {}
    for alternative in ledger.case.projects:
        for party, amounts in _by_party(ledger, alternative).items():
            rows["party", alternative, party] = amounts
        rows["budget", alternative] = _budget(ledger, alternative)
        for contract, amounts in _by_contract(ledger, alternative).items():
            rows["contract", alternative, contract] = amounts
    return rows


def _by_party(ledger: Ledger, alternative: str) -> dict[str, Array]:
    """The present value of each party's gain."""
    case = ledger.case
    society = case.perspectives[SOCIETY]
    alone = {party: society.model_copy(update={"parties": (party,)}) for party in society.parties}
    gains = {party: np.zeros(ledger.columns) for party in society.parties}
    for name, line in case.lines.items():
        difference = ledger.difference(name, alternative)
        if difference is None:
            continue
        present = factors(case, society, line.timing or case.settings.timing) @ difference
        for party, through in alone.items():
            look = view(line, through)
            if look is not None:
                gains[party] += look.net * present
    return gains


def _budget(ledger: Ledger, alternative: str) -> Array:
    """The balance of the first years of the accrual budget."""
    balance = np.zeros(ledger.columns)
    municipality = ledger.case.perspectives[MUNICIPALITY]
    for seen in ledger.seen_by(municipality, alternative, accounting="budget"):
        balance += seen.nominal[:YEARS].sum(axis=0)
    return balance


def _by_contract(ledger: Ledger, alternative: str) -> dict[str, Array]:
    """What each contract comes to over all years."""
    case = ledger.case
    worth = {}
    for contract in contracts(case, alternative):
        worth[contract.id] = np.zeros(ledger.columns)
        for name in contract.lines:
            euros = ledger.euros(name, alternative)
            if euros is not None:
                years = np.broadcast_to(euros, (len(case.years), ledger.columns))
                worth[contract.id] += ledger.inflation(case.lines[name].index) @ years
    return worth
