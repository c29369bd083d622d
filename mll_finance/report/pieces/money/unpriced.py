"""With which sign "PM" stands behind an amount of the budget: an unknown cost raises costs and lowers what is left."""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.engine.study import Study
from mll_finance.judgement.unknowns import Unknown, unknowns_of_budget
from mll_finance.municipal_budget.budget import BudgetTable
from mll_finance.report.numbers import PM

_SIGNS = {frozenset({True}): "+", frozenset({False}): "\N{MINUS SIGN}", frozenset({True, False}): "±"}
"""The sign by whether what has no amount raises the amount before it; both where one does and another does not."""


def of_costs(study: Study, alternative: str, budget: BudgetTable, *, is_saving: bool) -> str:
    """The mark behind the costs of a budget, or behind what is saved on them: of what is a cost itself."""
    cost_lines = {line.line for line in budget.lines if line.side == "costs"}
    unknown_costs = _in_table(study, alternative, cost_lines.intersection(budget.pm))
    return _mark(unknown.against != is_saving for unknown in unknown_costs)


def of_balance(study: Study, alternative: str, budget: BudgetTable, *, is_gain: bool) -> str:
    """The mark behind the balance of a budget: written as what is left (``is_gain``), or as what it costs."""
    return _mark(unknown.against != is_gain for unknown in _in_table(study, alternative, set(budget.pm)))


def _in_table(study: Study, alternative: str, lines: set[str]) -> list[Unknown]:
    """What has no amount and would move the table, as far as it stands in some lines."""
    if not lines:
        return []
    return [
        unknown for unknown in unknowns_of_budget(study, alternative) if not lines.isdisjoint(unknown.lines)
    ]


def _mark(raises: Iterable[bool]) -> str:
    """What stands behind an amount, by whether each unknown raises it; nothing where there is none."""
    sign = _SIGNS.get(frozenset(raises))
    return "" if sign is None else f" {sign} {PM}"
