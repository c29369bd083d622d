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


UNKNOWN = """
  {name}:
    title: {{nl: Onbekend {name}, en: Unknown {name}}}
    kind: cash_flow
    alternative: {alternative}
    payer: {payer}
    receiver: {receiver}
    amounts: {{pm: not known yet}}
"""
COST = {"payer": "municipality", "receiver": "resources", "alternative": "project"}
GAIN = {"payer": "resources", "receiver": "municipality\n    cash: true", "alternative": "project"}
SPARED = {**COST, "alternative": "baseline"}
"""A cost of now that the project ends: no number either, and a gain."""


def told_with(unknown: list[dict[str, str]], costs: int, benefits: int, language: str = "nl") -> str:
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    text += "".join(UNKNOWN.format(name=f"u{place}", **part) for place, part in enumerate(unknown))
    changes = {CASH["costs"]: {2026: costs}, CASH["benefits"]: {2026: benefits}}
    case = case_from_text(text).with_(changes, accept=True)
    words = cost_text(Context(appraise(case), language), "project")
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("unknown", "costs", "benefits", "kept"),
    [
        ([COST], 3000, 3600, "€ 1.000 + PM (begroting 2026-2028); na baten houdt zij € 200 - PM over."),
        ([GAIN], 3000, 3600, "€ 1.000 (begroting 2026-2028); na baten houdt zij € 200 + PM over."),
        ([COST, GAIN], 3000, 3600, "€ 1.000 + PM (begroting 2026-2028); na baten houdt zij € 200 ± PM over."),
        ([SPARED], 3000, 3600, "€ 1.000 - PM (begroting 2026-2028); na baten houdt zij € 200 + PM over."),
        (
            [SPARED, COST],
            3000,
            3600,
            "€ 1.000 ± PM (begroting 2026-2028); na baten houdt zij € 200 ± PM over.",
        ),
        ([COST], 3000, 600, "€ 1.000 + PM (begroting 2026-2028); na baten € 800 + PM."),
        ([GAIN], 3000, 600, "€ 1.000 (begroting 2026-2028); na baten € 800 - PM."),
        ([COST, GAIN], 3000, 600, "€ 1.000 + PM (begroting 2026-2028); na baten € 800 ± PM."),
        ([GAIN], -3000, 0, "€ 1.000 (begroting 2026-2028); na baten houdt zij € 1.000 + PM over."),
        (
            [COST],
            -3000,
            -3600,
            "€ 1.000 - PM (begroting 2026-2028); met de baten die zij verliest kost het haar € 200 + PM.",
        ),
        ([], 3000, 3600, "€ 1.000 (begroting 2026-2028); na baten houdt zij € 200 over."),
    ],
)
def test_an_unknown_stands_with_the_sign_by_which_it_moves_the_amount(unknown, costs, benefits, kept):
    assert told_with(unknown, costs, benefits).endswith(kept)


def test_an_unknown_beyond_the_years_of_the_budget_moves_no_amount_of_it():
    later = [{**COST, "payer": "municipality\n    years: {from: 2030}"}]
    text = (
        resource("parameters", "two_years.yaml")
        .read_text(encoding="utf-8")
        .replace("horizon: 2", "horizon: 6")
    )
    text += UNKNOWN.format(name="u", **later[0])
    words = cost_text(Context(appraise(case_from_text(text)), "nl"), "project")
    assert "PM" not in words


def test_the_sign_of_an_unknown_is_the_same_in_english():
    assert told_with([COST], 3000, 3600, "en").endswith("after benefits it keeps €200 - PM.")
