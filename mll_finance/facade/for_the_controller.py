"""What a controller takes over from ``results.json``: the accrual budget with its cover, and who pays and who gains.

With the economic category of Iv3, the formation, what follows after the budget years, and the variant at the
omslagrente.
"""

from __future__ import annotations

from typing import Any

from mll_finance.engine.study import Study
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.municipal_budget.formation import formation
from mll_finance.municipal_budget.omslagrente import at_omslagrente
from mll_finance.municipal_budget.tail import budget_tail
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
                "iv3": [
                    {"category": part.iv3, "amounts": None if part.amounts is None else part.amounts.tolist()}
                    for part in line.parts
                ],
                "amounts": None if line.amounts is None else line.amounts.tolist(),
            }
            for line in budget.lines
        ],
        "costs": budget.total("costs").tolist(),
        "benefits": budget.total("benefits").tolist(),
        "balance": budget.total().tolist(),
        "pm": list(budget.pm),
        "formation": _formation(study, alternative),
        "after": _after(study, alternative),
        "omslagrente": _at_omslagrente(study, alternative),
    }


def _formation(study: Study, alternative: str) -> dict[str, Any]:
    """Own staff (fte of each year), project minus baseline; null where the hours of a line are not known."""
    staff_formation = formation(study, alternative)
    return {
        "structural": staff_formation.structural.tolist(),
        "incidental": staff_formation.incidental.tolist(),
        "lines": {
            line.line: None if line.fte is None else line.fte.tolist() for line in staff_formation.lines
        },
        "unknown": list(staff_formation.unknown),
    }


def _after(study: Study, alternative: str) -> dict[str, Any]:
    """What the budget carries after its years (EUR of each year, positive is favourable)."""
    later_budget = budget_tail(study, alternative)
    return {
        "years": list(later_budget.years),
        "structural": later_budget.structural.tolist(),
        "incidental": later_budget.incidental.tolist(),
        "goes_on": later_budget.goes_on,
        "left_to_charge": later_budget.left_to_charge,
    }


def _at_omslagrente(study: Study, alternative: str) -> dict[str, Any] | None:
    """The balance with every capital charge at the omslagrente (EUR of each year); null where the case names none."""
    omslagrente_variant = at_omslagrente(study, alternative)
    if omslagrente_variant is None:
        return None
    return {
        "rate": omslagrente_variant.rate,
        "balance": omslagrente_variant.balance.tolist(),
        "lines": list(omslagrente_variant.lines),
        "present_value": omslagrente_variant.present_value,
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
