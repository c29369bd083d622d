"""What a controller takes over from ``results.json``: the accrual budget with its cover, and who pays and who gains."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.study import Study
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.parties.incidence import incidence


def budget_document(study: Study, alternative: str) -> dict[str, Any]:
    """The budget of an alternative by line (EUR of each year, positive is favourable); null where a line is PM."""
    budget = budget_table(study, alternative)
    return {
        "years": list(budget.years),
        "lines": [
            {
                "line": line.line,
                "side": line.side,
                "duration": line.duration,
                "taakveld": line.taakveld,
                "category": line.category,
                "programme": line.programme,
                "capital_charges": line.activated,
                "amounts": None if line.amounts is None else line.amounts.tolist(),
            }
            for line in budget.lines
        ],
        "costs": budget.total("costs").tolist(),
        "benefits": budget.total("benefits").tolist(),
        "balance": budget.total().tolist(),
        "pm": list(budget.pm),
    }


def cover_document(study: Study, alternative: str) -> dict[str, Any]:
    """What covers the budget of an alternative (EUR of each year), and what is left."""
    covered_table = covered_budget(study, alternative)
    return {
        "years": list(covered_table.years),
        "structural": covered_table.structural.tolist(),
        "incidental": covered_table.incidental.tolist(),
        "items": [
            {
                "id": item.id,
                "kind": item.cover.kind,
                "duration": item.cover.duration,
                "amounts": None if item.amounts is None else item.amounts.tolist(),
            }
            for item in covered_table.items
        ],
        "remaining": covered_table.remaining.tolist(),
        "closes": covered_table.closes,
    }


def parties_document(study: Study, alternative: str) -> dict[str, float]:
    """The central present value of each party (EUR); together the balance to society."""
    return {balance.party: balance.npv for balance in incidence(study, alternative)}
