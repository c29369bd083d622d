"""The standard sensitivities as a decision reads them: balances, choice and advice under each row that applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mll_finance.drivers.standard_sensitivities import (
    PresentValues,
    Variation,
    Weigh,
    present_values,
    standard_rows,
    variation,
)
from mll_finance.engine.study import Study
from mll_finance.errors import InputError
from mll_finance.inputs.tables.table import Row
from mll_finance.judgement.advice import Advice, advice, advice_among
from mll_finance.judgement.comparison import Balances, gross
from mll_finance.judgement.contenders import Balancing, balances, contenders_by, replicates
from mll_finance.judgement.decision_table import Kind
from mll_finance.judgement.finding_out.investigation import Investigation

_ROUNDING = 1e-9
"""Part of the gross present values within which two balances are the same."""


@dataclass(frozen=True)
class StandardSensitivity:
    """One row that applies to a case, beside the case as it is."""

    row: Row
    advised: Advice
    """The advice if the row holds."""
    usual: Advice
    """The advice of the case as it is."""
    until: Mapping[str, int]
    """Last calendar year in which an alternative counts, where that is not left to the case."""
    amount: float
    """What the row takes, such as the number of years; in the unit of the row where it has no other."""

    @property
    def npv(self) -> dict[str, float]:
        """Mean NPV to society of every alternative (EUR)."""
        return {
            alternative_advice.alternative: alternative_advice.mean
            for alternative_advice in self.advised.by_alternative
        }

    @property
    def cut_off(self) -> dict[str, float]:
        """What the years after its use are worth (EUR): the NPV of the case less that of the row."""
        return {name: self.usual.of(name).mean - self.npv[name] for name in self.until}

    def ends_sooner(self, alternative: str) -> bool:
        """Whether an alternative loses years to the others."""
        return abs(self.cut_off[alternative]) > _ROUNDING * self.usual.of(alternative).contender.known.gross

    @property
    def changes_choice(self) -> bool:
        """Whether another alternative is the choice."""
        return self.advised.choice != self.usual.choice

    @property
    def changed_advice(self) -> dict[str, tuple[Kind, Kind]]:
        """Alternatives on which the advice is another: what it is, and what it becomes."""
        usual_kind_by_alternative = {
            alternative_advice.alternative: alternative_advice.kind
            for alternative_advice in self.usual.by_alternative
        }
        return {
            name: (kind, self.advised.of(name).kind)
            for name, kind in usual_kind_by_alternative.items()
            if self.advised.of(name).kind != kind
        }

    def as_json(self) -> dict[str, Any]:
        """What ``results.json`` says of it."""
        return {
            "id": self.row.id,
            "kind": self.row.extra["kind"],
            "value": self.amount,
            "unit": self.row.unit,
            "source": self.row.source,
            "quality": self.row.quality,
            "npv": self.npv,
            "choice": self.advised.choice,
            "changes_choice": self.changes_choice,
            "advice": {
                alternative_advice.alternative: alternative_advice.kind
                for alternative_advice in self.advised.by_alternative
            },
            "changed_advice": sorted(self.changed_advice),
            "until": dict(self.until),
            "cut_off": self.cut_off,
        }


def standard_sensitivities(study: Study) -> tuple[StandardSensitivity, ...]:
    """Every row of the table that applies to a case and moves a balance, in its order."""
    return study.once("standard_sensitivities", lambda: tuple(_applied(study)))


def _applied(study: Study) -> list[StandardSensitivity]:
    advice_now, base_year = advice(study), study.case.settings.base_year
    applied_sensitivities = []
    for sensitivity_row in standard_rows():
        row_variation = variation(study, sensitivity_row)
        varied_advice = None if row_variation is None else _advised(study, row_variation)
        if row_variation is None or varied_advice is None:
            continue
        last_year_by_alternative = {
            name: base_year + last_year_number for name, last_year_number in row_variation.until.items()
        }
        row_amount = sensitivity_row.value if row_variation.amount is None else row_variation.amount
        applied_sensitivities.append(
            StandardSensitivity(
                sensitivity_row, varied_advice, advice_now, last_year_by_alternative, row_amount
            )
        )
    return applied_sensitivities


def _advised(study: Study, varied: Variation) -> Advice | None:
    """The advice under a variation; None where it moves no balance, or where the case refuses it."""
    try:
        changed_study = study.changed(varied.changes) if varied.changes else study
        balances_of: Balancing = balances if varied.weigh is None else _Weighed(varied.weigh)
        usual_balances_by_alternative = {name: balances(study, name) for name in study.case.projects}
        if all(
            _is_same(usual_balances, balances_of(changed_study, name))
            for name, usual_balances in usual_balances_by_alternative.items()
        ):
            return None
        if varied.weigh is None:
            return advice(changed_study)
        return advice_among(Investigation(changed_study, contenders_by(changed_study, balances_of)))
    except InputError:
        return None


def _is_same(usual: Balances, varied: Balances) -> bool:
    """Whether a balance stays: the case is calculated so already, or nothing in it depends on the row."""
    return abs(usual.mean - varied.mean) <= _ROUNDING * usual.gross


class _Weighed:
    """Balances of studies whose euros are weighed in one way, worked out once for all alternatives of a study."""

    def __init__(self, weigh: Weigh) -> None:
        self.weigh = weigh
        self._known: dict[int, tuple[Study, dict[str, PresentValues]]] = {}

    def __call__(self, study: Study, alternative: str) -> Balances:
        if id(study) not in self._known:
            # The study is kept, so that its identity stays its own.
            self._known[id(study)] = study, present_values(study, self.weigh)
        summed_balances = self._known[id(study)][1][alternative]
        return Balances(
            summed_balances.npv, gross(summed_balances.costs, summed_balances.benefits), replicates(study)
        )
