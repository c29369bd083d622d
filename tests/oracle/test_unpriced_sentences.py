"""What is said of an unknown that can only take off, where the balance is below zero already; by hand."""

from __future__ import annotations

import pytest
from advice_cases import case_text

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.judgement.advice import advice
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.unpriced import unpriced_text

COST = {"id": "upkeep", "direction": "cost"}
GAIN = {"id": "trust", "direction": "benefit"}
WHATEVER = "Ook als dat niets blijkt te zijn, is het verwachte saldo lager dan dat van"


def told(mean: float, unknown: list[dict[str, str]], rival: float | None = None) -> str:
    """The sentences on what is unknown of an AI whose balance is normal, sd 100, perhaps beside a sure rule."""
    ai = {"as": "ai", "benefit": {"normal": [1000 + mean, 100]}, "pm": unknown}
    alternatives = {"ai": ai} | ({} if rival is None else {"rule": {"as": "rule", "benefit": 1000 + rival}})
    study = appraise(case_from_text(case_text({"id": "unknown", "alternatives": alternatives})))
    return unpriced_text(Context(study, "nl"), advice(study).of("ai"))


@pytest.mark.parametrize(
    ("mean", "unknown", "rival", "end"),
    [
        (-30, [COST], None, f"{WHATEVER} niets veranderen."),
        (60, [COST], 90.0, f"{WHATEVER} 'rule'."),
        (30, [COST], None, "Om boven nul te blijven mag dit hoogstens zijn: 'ai upkeep' € 30 (eenmalig)."),
    ],
)
def test_a_cost_that_cannot_turn_the_sign_is_said_not_to(mean, unknown, rival, end):
    """That costs still come off was all that was said, as if the sum below zero could become one above it."""
    assert told(mean, unknown, rival).replace("\N{NO-BREAK SPACE}", " ") == end


def test_where_a_benefit_is_unknown_too_it_is_not_said():
    assert "Ook als dat niets" not in told(-30, [COST, GAIN])
