"""What an alternative saves a municipality is told as a saving, not as costs below zero; by hand, a year of three."""

from __future__ import annotations

import pytest

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.municipality import cost_text
from mll_finance.resources import resource

CASH = {"costs": "lines.investment.amounts", "benefits": "lines.savings.amounts"}


def told(costs: int, benefits: int) -> str:
    """The costs a year of the smallest case, with amounts in year 0 only, in Dutch."""
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    changes = {CASH["costs"]: {2026: costs}, CASH["benefits"]: {2026: benefits}}
    return cost_text(Context(appraise(case_from_text(text).with_(changes, accept=True)), "nl"), "project")


@pytest.mark.parametrize(
    ("costs", "benefits", "words"),
    [
        (3000, 600, "Kosten per jaar voor de gemeente: € 1.000 (begroting 2026-2028); na baten € 800."),
        (-3000, 0, "Besparing per jaar voor de gemeente: € 1.000 (begroting 2026-2028)."),
        (
            -3000,
            -600,
            "Besparing per jaar voor de gemeente: € 1.000 (begroting 2026-2028); na baten houdt zij € 800 over.",
        ),
        (
            -3000,
            -3600,
            "Besparing per jaar voor de gemeente: € 1.000 (begroting 2026-2028);"
            " met de baten die zij verliest kost het haar € 200.",
        ),
    ],
)
def test_costs_below_zero_are_a_saving(costs: int, benefits: int, words: str):
    assert told(costs, benefits).replace("\N{NO-BREAK SPACE}", " ") == words


def test_an_unknown_cost_comes_off_a_saving():
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    unknown = (
        "\n".join(line for line in text.splitlines() if line)
        + """
  upkeep:
    title: {nl: Onderhoud, en: Upkeep}
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {pm: not known yet}
"""
    )
    changes = {CASH["costs"]: {2026: -3000}, CASH["benefits"]: {2026: 0}}
    case = case_from_text(unknown).with_(changes, accept=True)
    assert "€\N{NO-BREAK SPACE}1.000 \N{MINUS SIGN} PM (begroting 2026-2028)." in cost_text(
        Context(appraise(case), "nl"), "project"
    )
