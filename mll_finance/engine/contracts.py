"""What is bought of an alternative, as contracts: which lines go to the market together."""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import MUNICIPALITY, OUTSIDE
from mll_finance.inputs.method.proposal import Proposal

BOUGHT = ("purchase", "subscription")
"""The kinds that are bought whoever sells."""
EVERYTHING = "everything"


@dataclass(frozen=True)
class Contract:
    """Lines that are put to the market as one contract."""

    id: str
    kind: str
    lines: tuple[str, ...]


def contracts(case: Case, alternative: str) -> list[Contract]:
    """The contracts of an alternative; without a division, everything that is bought counts as one."""
    line_ids = {name for name, line in case.lines.items() if alternative in line.alternative}
    proposal_section = case.section(Proposal)
    if proposal_section is not None and proposal_section.contracts:
        contracts_of_case = [
            Contract(name, contract.kind, tuple(line for line in contract.lines if line in line_ids))
            for name, contract in proposal_section.contracts.items()
        ]
        return [contract for contract in contracts_of_case if contract.lines]
    bought_line_ids = tuple(name for name, line in case.lines.items() if name in line_ids and _bought(line))
    return [Contract(EVERYTHING, "services", bought_line_ids)] if bought_line_ids else []


def _bought(line: Line) -> bool:
    """Whether the municipality buys it: by its kind, or because it carries btw, which own labour does not."""
    is_from_market = line.kind in BOUGHT or (line.btw is not None and line.receiver in OUTSIDE)
    return is_from_market and line.payer == MUNICIPALITY
