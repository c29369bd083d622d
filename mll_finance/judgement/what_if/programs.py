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

from mll_finance.engine.ledger import Ledger, factors
from mll_finance.engine.lens import view
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.method.budget import BudgetSettings
from mll_finance.judgement.contenders import contenders
from mll_finance.judgement.decision_table import before_pilot
from mll_finance.judgement.what_if.open_case import OpenCase, OpenProgram, RowKey
from mll_finance.municipal_budget.budget import YEARS
from mll_finance.municipal_budget.resilience import rules

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

    @property
    def risk_certainty(self) -> float:
        """The certainty at which a setback of the budget is measured."""
        return rules(self.study).find("risk_certainty").value

    @property
    def free_reserve(self) -> float | None:
        """The capacity to bear risk that is free before the decision (EUR); None where the case does not say."""
        settings = self.study.case.section(BudgetSettings)
        if settings is None or settings.resilience is None:
            return None
        return max(0.0, settings.resilience.available - settings.resilience.required)


def _drawn_rows(ledger: Ledger, alternative: str) -> dict[RowKey, Array]:
    parties = {(PARTY, party): row for party, row in _parties(ledger, alternative).items()}
    return _balance_rows(ledger, alternative) | parties


def _balance_rows(ledger: Ledger, alternative: str) -> dict[RowKey, Array]:
    row_by_key: dict[RowKey, Array] = {}
    for perspective, viewpoint in ledger.case.perspectives.items():
        costs, benefits = np.zeros(ledger.columns), np.zeros(ledger.columns)
        for seen in ledger.seen_by(viewpoint, alternative):
            present_value = seen.present_value(ledger.factors(viewpoint, seen.timing))
            if seen.view.side == "costs":
                costs -= present_value
            else:
                benefits += present_value
        row_by_key[COSTS, perspective], row_by_key[BENEFITS, perspective] = costs, benefits
    row_by_key[BUDGET,] = _total(_budget_rows(ledger, alternative), ledger.columns)
    return row_by_key


def _parties(ledger: Ledger, alternative: str) -> dict[str, Array]:
    """The NPV of each party under the lens of society."""
    case = ledger.case
    society = case.perspectives[SOCIETY]
    npv_by_party = {party: np.zeros(ledger.columns) for party in society.parties}
    for party in society.parties:
        through_party = society.model_copy(update={"parties": (party,)})
        for name, line in case.lines.items():
            if ledger.lines is not None and name not in ledger.lines:
                continue
            line_view, euros_difference = view(line, through_party), ledger.difference(name, alternative)
            if line_view is not None and euros_difference is not None:
                weights = factors(case, society, line.timing or case.settings.timing)
                npv_by_party[party] += line_view.net * (euros_difference * weights[:, None]).sum(axis=0)
    return npv_by_party


def _budget_rows(ledger: Ledger, alternative: str) -> dict[RowKey, Array]:
    """Nominal euros of the accrual budget by line, side and year."""
    municipality = ledger.case.perspectives[MUNICIPALITY]
    return {
        (seen.line, seen.view.side, str(year)): amounts
        for seen in ledger.seen_by(municipality, alternative, accounting="budget")
        for year, amounts in enumerate(seen.nominal[:YEARS])
    }


def _total(rows: Mapping[RowKey, Array], columns: int) -> Array:
    return np.sum(list(rows.values()), axis=0) if rows else np.zeros(columns)
