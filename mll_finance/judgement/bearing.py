"""Whether the municipality can bear an alternative: cover for structural deficits, reserves for setbacks."""

from __future__ import annotations

from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.method.budget import BudgetSettings
from mll_finance.judgement.decision_table import Finances
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.municipal_budget.cover import HALF_A_EURO, covered_budget
from mll_finance.municipal_budget.resilience import resilience


def finances_of(study: Study, alternative: str) -> Finances:
    """What the municipality can bear of an alternative."""
    return Finances(structural_gap(study, alternative) >= HALF_A_EURO, _beyond_capacity(study, alternative))


def structural_gap(study: Study, alternative: str) -> float:
    """Structural charges without structural cover in the last year of the budget (EUR of that year); zero without.

    A line that does not say whether it is structural is so where it comes back: in the last year and one before.
    """
    budget_with_cover = covered_budget(study, alternative)
    last_balance = budget_with_cover.cover("structural")[-1]
    for line in budget_table(study, alternative).lines:
        if line.amounts is None:
            continue
        is_recurring = len(budget_with_cover.years) > 1 and bool(line.amounts[:-1].any())
        if line.duration == "structural" or (line.duration is None and is_recurring):
            last_balance += line.amounts[-1]
    return max(0.0, -float(last_balance))


def _beyond_capacity(study: Study, alternative: str) -> bool:
    """Whether a setback of the four-year budget is larger than the capacity that is free before this decision."""
    reserve_euros = free_reserve(study.case)
    return reserve_euros is not None and resilience(study, alternative).amount > reserve_euros


def free_reserve(case: Case) -> float | None:
    """The capacity to bear risk that is free before the decision (EUR); None where the case does not say."""
    budget_settings = case.section(BudgetSettings)
    if budget_settings is None or budget_settings.resilience is None:
        return None
    return max(0.0, budget_settings.resilience.available - budget_settings.resilience.required)
