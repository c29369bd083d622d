"""The effect on the weerstandsvermogen: the risk of the project as municipalities count it, chance times amount.

The amount is how much worse the four-year budget is at the chosen certainty than as budgeted; the chance is that of a
budget worse than budgeted, moved up to the next class of chance. That is on the prudent side: a smaller overrun is more
likely than the full amount. Classes and certainty stand in ``data/budget_rules.csv``.

References
----------
BBV art. 11 (available capacity against risks). Gemeente Noordenveld (2025), Begroting 2026 (classes of chance).
Gemeente Ede (2018), Jaarverslag 2017 (certainty of 90%). Gemeente Zevenaar (2017), Begroting 2018 (classes of ratio).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.inputs.method.budget import BudgetSettings, Resilience
from mll_finance.inputs.tables.table import Table
from mll_finance.municipal_budget.budget import budget_table

RULES = "budget_rules"


@dataclass(frozen=True)
class Effect:
    """What an alternative does to the weerstandsvermogen (EUR, four years together)."""

    budgeted: float
    """Balance of the four-year budget in the central case."""
    at_risk: float
    """Balance at the chosen certainty: the chance of a worse one is one minus the certainty."""
    certainty: float
    probability: float
    """Share of the draws with a worse balance than budgeted, of what has an amount."""
    chance: float
    """Class of chance that it falls in."""
    before: Resilience | None

    @property
    def amount(self) -> float:
        """How much worse than budgeted it may get; never below zero."""
        return max(0.0, self.budgeted - self.at_risk)

    @property
    def risk(self) -> float:
        """Chance times amount: what is added to the required capacity."""
        return self.chance * self.amount

    @property
    def ratio_before(self) -> float | None:
        """Available over required capacity without the project; None where it is not known."""
        return None if self.before is None else self.before.available / self.before.required

    @property
    def ratio_after(self) -> float | None:
        """The same with the risk of the project added to the required capacity."""
        return None if self.before is None else self.before.available / (self.before.required + self.risk)


def rules(study: Study) -> Table:
    """The rules of municipal budgets, with the case's own laid over them."""
    return study.case.tables.table(RULES)


def chance_class(probability: float, table: Table) -> float:
    """The lowest class of chance that is not below a probability, else the highest."""
    class_upper_bounds = sorted(row.value for row in table.rows if row.id.startswith("chance_class_"))
    return (
        next((chance for chance in class_upper_bounds if chance >= probability), class_upper_bounds[-1])
        if probability > 0
        else 0.0
    )


def ratio_class(ratio: float, table: Table) -> str:
    """The letter of the class that a ratio falls in."""
    class_bounds = sorted(
        ((row.value, row.id) for row in table.rows if row.id.startswith("ratio_class_")), reverse=True
    )
    return next(class_id for bound, class_id in class_bounds if ratio >= bound).rsplit("_", 1)[1].upper()


def risk_certainty(study: Study) -> float:
    """The certainty at which a setback of the budget is measured."""
    return rules(study).find("risk_certainty").value


def budgeted(study: Study, alternative: str) -> float:
    """Balance of the four-year budget in the central case (EUR)."""
    return float(budget_table(study, alternative).total().sum())


def is_worse(balances: npt.NDArray[np.float64], budgeted_total: float) -> npt.NDArray[np.bool_]:
    """Whether balances (draws,) are worse than budgeted; one that differs by rounding only is not."""
    return np.asarray(balances < budgeted_total - 1e-9 * max(1.0, abs(budgeted_total)))


def resilience(study: Study, alternative: str) -> Effect:
    """The effect of an alternative on the weerstandsvermogen."""
    budget_rules_of_case = rules(study)
    required_certainty = risk_certainty(study)
    drawn_balances = study.by_draw.budget[alternative]
    budgeted_total = budgeted(study, alternative)
    probability_worse = float(np.mean(is_worse(drawn_balances, budgeted_total)))
    budget_section = study.case.section(BudgetSettings)
    resilience_before = budget_section.resilience if budget_section is not None else None
    amount_at_risk = float(np.percentile(drawn_balances, 100.0 * (1.0 - required_certainty)))
    return Effect(
        budgeted_total,
        amount_at_risk,
        required_certainty,
        probability_worse,
        chance_class(probability_worse, budget_rules_of_case),
        resilience_before,
    )
