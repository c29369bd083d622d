"""What every draw gives beside the criteria: each party's NPV, the four-year budget, the value of a contract.

One pass over the draws, made only when something asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.contracts import contracts
from mll_finance.engine.draws import Draws
from mll_finance.engine.ledger import Ledger, factors
from mll_finance.engine.lens import view
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY

Array = npt.NDArray[np.float64]
Key = tuple[str, str]
YEARS = 4


@dataclass(frozen=True)
class Drawn:
    """Outcomes per draw (draws,), in EUR."""

    parties: dict[Key, Array]
    """NPV of a party under the lens of society, by alternative and party."""
    budget: dict[str, Array]
    """Balance of the four-year accrual budget, by alternative."""
    contracts: dict[Key, Array]
    """Value of a contract ex btw over all years, in euros of each year, by alternative and contract."""

    def loses(self, alternative: str, party: str) -> float:
        """Share of the draws in which a party loses."""
        return float(np.mean(self.parties[alternative, party] < 0))


def drawn(case: Case, draws: Draws) -> Drawn:
    """Everything per draw, block by block."""
    parts: dict[tuple[str, ...], list[Array]] = {}
    for block in draws.blocks():
        ledger = Ledger(case, block)
        size = next(iter(block.values())).shape[0] if block else 1
        for alternative in case.projects:
            for key, found in _block(ledger, alternative):
                parts.setdefault(key, []).append(np.broadcast_to(found, (size,)))
    whole = {key: np.concatenate(found) for key, found in parts.items()}
    return Drawn(
        {(key[1], key[2]): found for key, found in whole.items() if key[0] == "party"},
        {key[1]: found for key, found in whole.items() if key[0] == "budget"},
        {(key[1], key[2]): found for key, found in whole.items() if key[0] == "contract"},
    )


def _block(ledger: Ledger, alternative: str) -> Iterator[tuple[tuple[str, ...], Array]]:
    case = ledger.case
    society, municipality = case.perspectives[SOCIETY], case.perspectives[MUNICIPALITY]
    gains: dict[str, Array] = {party: np.zeros(1) for party in society.parties}
    for name, line in case.lines.items():
        difference = ledger.difference(name, alternative)
        if difference is None:
            continue
        present = factors(case, society, line.timing or case.settings.timing) @ difference
        for party, gained in gains.items():
            look = view(line, society.model_copy(update={"parties": (party,)}))
            if look is not None:
                gains[party] = gained + look.net * present
    for party, found in gains.items():
        yield ("party", alternative, party), found
    balance = np.zeros(1)
    for seen in ledger.seen_by(municipality, alternative, accounting="budget"):
        balance = balance + seen.nominal[:YEARS].sum(axis=0)
    yield ("budget", alternative), balance
    for contract in contracts(case, alternative):
        value = np.zeros(1)
        for name in contract.lines:
            euros = ledger.euros(name, alternative)
            if euros is not None:
                years = np.broadcast_to(euros, (len(case.years), euros.shape[1]))
                value = value + (years * ledger.inflation(case.lines[name].index)[:, None]).sum(axis=0)
        yield ("contract", alternative, contract.id), value
