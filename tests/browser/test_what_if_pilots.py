"""A pilot decides in the page as it does in the suite, also after other numbers have changed; in Chromium."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from conftest import patient
from playwright.sync_api import Browser, Page
from test_what_if_arithmetic import evaluated, in_suite

from mll_finance import Case
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.judgement.advice import advice
from mll_finance.judgement.what_if.programs import WhatIf

CASE = """
case: {id: pilots, base_year: 2030, horizon: 1, price_level: 2030, discounting: {rate: 0}, inflation: {rate: 0},
  language: en, draws: 512, about: ai}
alternatives: {baseline: {}, ai: {sourcing: buy, role: deployer, risk_class: limited}, rule: {sourcing: rule}}
lines:
  ai_cost: {kind: cash_flow, alternative: ai, payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {value: 1000, unit: EUR, price_year: 2030, source: invented, quality: B}}
  rule_cost: {kind: cash_flow, alternative: rule, payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {value: 400, unit: EUR, price_year: 2030, source: invented, quality: B}}
  ai_gain: {kind: product, alternative: ai, payer: welfare, receiver: residents, years: 2031, factors: {
    share: {distribution: {kind: beta, a: 4, b: 6}, unit: fraction, source: invented, quality: B},
    visits: {distribution: {kind: gamma, mean: 5, sd: 1.5}, unit: visit/yr, source: invented, quality: B},
    worth: {distribution: {kind: normal, mean: 500, sd: 120}, unit: EUR/visit, price_year: 2030, source: invented,
      quality: B}}}
  rule_gain: {kind: cash_flow, alternative: rule, payer: welfare, receiver: residents, years: 2031,
    amounts: {distribution: {kind: uniform, low: 200, high: 640}, unit: EUR/yr, price_year: 2030, source: invented,
      quality: B}}
pilots:
  trial: {alternative: ai, informs: INFORMED, OBSERVED, cost: {fixed: FIXED, per_case: 0.5}, weeks: 4,
    sizes: [5, 40, 300]}
"""


def case_of(informed: str, observed: str, fixed: float) -> Case:
    text = CASE.replace("INFORMED", informed).replace("OBSERVED", observed)
    return case_from_text(text.replace("FIXED", str(fixed)))


NUMBERS = ("share", "visits", "worth")


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = patient(browser, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("informed", "observed"),
    [("share", "data: binomial"), ("visits", "data: count"), ("worth", "data: normal, sd: 200")],
)
def test_a_pilot_pays_in_the_page_where_it_does_in_the_suite(tab: Page, informed: str, observed: str) -> None:
    source, advised = random.Random(informed), set()
    for fixed in (5, 60):
        case = case_of(f"lines.ai_gain.factors.{informed}", observed, fixed)
        changes: list[dict[str, object]] = [
            {},
            *(
                {f"lines.ai_gain.factors.{name}": {"times": source.uniform(0.6, 1.4)}}
                for name in NUMBERS * 3
                if (name, informed) != ("share", "share")
            ),
            {"lines.ai_cost.amounts": source.uniform(600, 1400)},
            {f"lines.ai_gain.factors.{informed}": 0.5},
            {"pilots.trial.cost.fixed": 65 - fixed},
            {"pilots.trial.cost.per_case": 30},
            {"pilots.trial.weeks": 40, "pilots.trial.cost.fixed": 0},
            *([{"pilots.trial.sd": 20}, {"pilots.trial.sd": 9000}] if "sd" in observed else []),
        ]
        for change, answer in zip(changes, evaluated(tab, WhatIf(appraise(case)), changes), strict=True):
            changed_case = in_suite(case, change)
            assert changed_case is not None
            for name, opinion in advice(appraise(changed_case)).as_json()["alternatives"].items():
                own = answer["advice"]["alternatives"][name]
                assert (own["advice"], own["reasons"]) == (opinion["advice"], opinion["reasons"]), change
                advised.add("pilot_pays" in opinion["reasons"])
    assert advised == {True, False}, "both answers must occur, or nothing was shown"


def test_a_page_says_that_the_suite_must_weigh_a_pilot_of_several_numbers(tab: Page) -> None:
    several = "[lines.ai_gain.factors.share, lines.ai_gain.factors.visits]"
    case = case_of(several, "data: normal, sd: 1", 5)
    (answer,) = evaluated(tab, WhatIf(appraise(case)), [{}])
    assert answer["advice"] is None
    assert answer["npv"]["society"]["ai"] == pytest.approx(
        appraise(case).value("society", "ai", "npv")["central"], rel=1e-9
    )


def test_what_a_pilot_cannot_cost_or_measure_is_refused(tab: Page) -> None:
    case = case_of("lines.ai_gain.factors.worth", "data: normal, sd: 200", 5)
    changes: list[dict[str, object]] = [
        {"pilots.trial.cost.fixed": -1},
        {"pilots.trial.cost.per_case": -0.5},
        {"pilots.trial.weeks": -4},
        {"pilots.trial.sd": 0},
    ]
    for change, answer in zip(changes, evaluated(tab, WhatIf(appraise(case)), changes), strict=True):
        assert "error" in answer and in_suite(case, change) is None, change
