"""What a page needs to work out a case anew after a change: its programs, and what the advice rests on.

The programs hold every number of the case as an input (``open_case.py``). What no number moves is given as it
is: the checks, the cover, the weight of an alternative, the plan of the draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.by_draw import budget_balance, party_balances
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import flows
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.judgement.contenders import contenders
from mll_finance.judgement.decision_table import before_pilot
from mll_finance.judgement.what_if.open_case import OpenCase, OpenProgram, RowKey
from mll_finance.municipal_budget.budget import YEARS

Array = npt.NDArray[np.float64]
COSTS, BENEFITS, PARTY, BUDGET = "pv_costs", "pv_benefits", "party", "budget"
"""What a row of the program of draws is: a present value through a perspective, the NPV of a party, the balance of the
four-year budget."""


@dataclass(frozen=True)
class Unmoved:
    """What decides between equals and what stands in the way of one alternative, whatever the numbers are."""

    lightness: tuple[float, ...]
    """The part of ``Contender.lightness`` that no number moves: before the costs."""
    is_stopped: bool
    """Whether a refused check forbids it."""
    waits_before_pilot: bool
    waits: bool
    """Whether any check keeps a phase from beginning."""


class WhatIf:
    """The programs of a study with every number open.

    Parameters
    ----------
    study : Study
        The study as it was delivered.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.open_case = OpenCase(study.case)

    @cached_property
    def drawn(self) -> OpenProgram:
        """What is worked out for every draw: present values, the NPV of each party, the balance of the budget."""
        return self.open_case.program(_drawn_rows)

    @cached_property
    def balances(self) -> OpenProgram:
        """The same without the parties, for a case of which they would take too much room."""
        return self.open_case.program(_balance_rows)

    @cached_property
    def budget(self) -> OpenProgram:
        """The budget by line and year in the central case: keys (line, side, place of the year)."""
        return self.open_case.program(_budget_rows)

    def unmoved(self) -> Mapping[str, Unmoved]:
        """What no number moves, by alternative."""
        field = contenders(self.study)
        unmoved_by_alternative = {}
        for name in self.study.case.projects:
            contender = field.by_id[name]
            *before_costs, _, _ = contender.lightness
            unmoved_by_alternative[name] = Unmoved(
                tuple(float(part) for part in before_costs),
                not contender.feasible,
                bool(before_pilot(contender.checks)),
                any(check.blocks for check in contender.checks),
            )
        return unmoved_by_alternative


def _drawn_rows(ledger: Ledger, alternative: str) -> dict[RowKey, Array]:
    parties = {(PARTY, party): row for party, row in party_balances(ledger, alternative).items()}
    return _balance_rows(ledger, alternative) | parties


def _balance_rows(ledger: Ledger, alternative: str) -> dict[RowKey, Array]:
    row_by_key: dict[RowKey, Array] = {(BUDGET,): budget_balance(ledger, alternative)}
    for perspective, viewpoint in ledger.case.perspectives.items():
        through_viewpoint = flows(ledger, viewpoint, alternative)
        row_by_key[COSTS, perspective] = through_viewpoint.pv_costs
        row_by_key[BENEFITS, perspective] = through_viewpoint.pv_benefits
    return row_by_key


def _budget_rows(ledger: Ledger, alternative: str) -> dict[RowKey, Array]:
    """Nominal euros of the accrual budget by line, side and year."""
    municipality = ledger.case.perspectives[MUNICIPALITY]
    return {
        (seen.line, seen.view.side, str(year)): amounts
        for seen in ledger.seen_by(municipality, alternative, accounting="budget")
        for year, amounts in enumerate(seen.nominal[:YEARS])
    }
