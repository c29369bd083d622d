"""Numbers of a case that are no assumption of a line: discount rate, btw, interest, correlations, cover, capacity."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page
from test_what_if_arithmetic import close, evaluated, in_suite, tab

from mll_finance import load_case
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.judgement.admission import admitted
from mll_finance.judgement.advice import advice
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.report.what_if.panel import scenario_values
from mll_finance.report.what_if.script import script_of

__all__ = ["tab"]
pytestmark = pytest.mark.browser
TEXT = """
schema: 2
case: {id: settings, base_year: 2026, horizon: 5, draws: 256, seed: 3, discounting: {rate: 0.03},
  checklist: 2020-01-01}
alternatives:
  baseline: {title: now}
  a: {title: A}
  b: {title: B}
preconditions: {}
quantities:
  people:
    kind: per_inhabitant
    rate: {value: 1, unit: person/yr, source: own_estimate, quality: D, accepted_by: x}
    per: 100
    inhabitants: {value: 100000, unit: inhabitant, source: own_estimate, quality: D, accepted_by: x}
lines:
  outlay:
    kind: purchase
    payer: municipality
    receiver: resources
    alternative: [a]
    btw: {rate: 0.21, compensable: 0.5}
    nature: capital
    activation: {years: 4, source: own_estimate, first_year: 0.5}
    amount: {value: {2026: 900, 2028: 100}, unit: EUR, price_year: 2026, source: own_estimate, quality: D,
      accepted_by: x}
  licence:
    kind: subscription
    payer: municipality
    receiver: resources
    alternative: [a, b]
    timing: end_of_year
    btw: {rate: 0.21, compensable: 1}
    price: {value: 30, unit: EUR/yr, price_year: 2026, source: own_estimate, quality: D, accepted_by: x,
      distribution: {kind: uniform, low: 20, high: 40}}
  wages:
    kind: transfer
    payer: state
    receiver: municipality
    alternative: [b]
    index: wages
    amount: {value: 50, unit: EUR/yr, price_year: 2025, source: own_estimate, quality: D, accepted_by: x,
      distribution: {kind: interval, low: 30, high: 70, shape: lognormal}}
    growth: {value: 0.01, unit: fraction, source: own_estimate, quality: D, accepted_by: x}
  subsidy:
    kind: transfer
    payer: state
    receiver: municipality
    alternative: [b]
    basis: nominal
    delay: 1
    amount: {value: 9, unit: EUR/yr, source: own_estimate, quality: D, accepted_by: x}
  later:
    kind: purchase
    payer: municipality
    receiver: resources
    alternative: [b]
    btw: {rate: 0.21, compensable: 0}
    nature: capital
    activation: {years: 3, source: own_estimate, method: annuity, first_year: 0}
    amount: {value: {2027: 90}, unit: EUR, price_year: 2027, source: own_estimate, quality: D, accepted_by: x}
  gain:
    kind: product
    payer: welfare
    receiver: residents
    alternative: [a]
    factors:
      people: {ref: quantities.people.number}
      amount: {value: 0.56, unit: EUR/person, price_year: 2026, source: own_estimate, quality: D, accepted_by: x,
        distribution: {kind: pert, low: 0.34, mode: 0.56, high: 0.62}}
correlations:
  together: {between: [lines.licence.price, lines.gain.factors.amount], rank: 0.6, source: own_estimate, quality: D,
    accepted_by: x}
budget:
  omslagrente: {rate: 0.02, source: nota, quality: A}
  resilience: {available: 500, required: 100, source: nota, quality: A}
cover:
  existing: {alternative: all, kind: existing_budget, duration: structural, amounts: {2026: 50, 2029: 60},
    source: nota}
"""
SAME: list[dict[str, Any]] = [
    {"case.discounting.rate": 0.06},
    {"case.discounting": {"rate": -0.01}},
    {"case.discounting": "uk_green_book"},
    {"case.discounting": "nl_2025", "lines.gain.factors.amount": 0.09},
    {"lines.outlay.btw.rate": 0.09},
    {"lines.licence.btw.compensable": 0.25, "case.discounting.rate": 0.05},
    {"lines.outlay.btw": {"rate": 0, "compensable": 0}},
    {"lines.outlay.activation.interest": 0.07},
    {"budget.omslagrente.rate": 0.5},
    {"budget.omslagrente.step": 0.015},
    {"budget.omslagrente.interest": 5},
    {"budget.omslagrente.step": 0.015, "budget.omslagrente.mode": "up"},
    {"budget.omslagrente": {"step": 0.015, "mode": "down", "rate": 0.0449999}},
    {"lines.later.activation.interest": 0.07},
    {"lines.later.activation.interest": 0},
    {"lines.later.activation.first_year": 1},
    {"lines.outlay.activation.first_year": 0.25},
    {"quantities.people.per": 120},
    {"case.inflation": {"rate": 0.05}},
    {"case.kadernota": {"wages": 0.06, "source": "p. 8"}},
    {"case.kadernota": {"wages": {"2027": 0.05, "2029": -0.02}, "prices": 0.01, "source": "p. 8"}},
    {"case.inflation": {"rate": -0.01}, "case.kadernota": {"wages": 0, "source": "p. 8"}},
    {"lines.gain.factors.amount.value": 0.4},
    {"lines.gain.factors.amount.distribution.high": 0.7, "lines.gain.factors.amount.distribution.mode": 0.6},
    {"lines.licence.price.distribution.low": 25},
    {"lines.wages.amount.distribution.low": 10},
    {"lines.outlay.amount.value.2028": 400},
    {"correlations.together.rank": -0.4},
    {"cover.existing.amounts": {"2027": 1000, "2029": 1}},
    {"cover.existing.amounts.2029": 5000},
    {"cover.existing.amounts": 300},
    {"budget.resilience.available": 101},
    {"budget.resilience": {"required": 499.5}},
]
REFUSED: list[dict[str, Any]] = [
    {"case.discounting.rate": -1},
    {"case.discounting.rate": -0.11},
    {"case.discounting": {"rate": -0.2}},
    {"case.inflation": {"rate": -1}},
    {"case.inflation": {"rate": 1.5}},
    {"case.inflation.rate": 0.05},
    {"case.inflation": {"rate": 0.05}, "case.kadernota": {"prices": 0.01, "source": "p. 8"}},
    {"case.kadernota": {"wages": 0.05}},
    {"case.kadernota": {"source": "p. 8"}},
    {"case.kadernota": {"wages": 2, "source": "p. 8"}},
    {"budget.omslagrente.step": 0},
    {"budget.omslagrente.mode": "sideways"},
    {"budget.omslagrente": {"interest": 5, "book_value": 100}},
    {"budget.omslagrente": {"interest": 5, "book_value": 0}},
    {"budget.omslagrente.rate": 1.2},
    {"lines.later.activation.first_year": 0.5},
    {"lines.outlay.activation.first_year": 1.5},
    {"quantities.people.per": 0},
    {"quantities.people.per": 1.5},
    {"lines.licence.price.value": 60},
    {"lines.licence.price.distribution.low": 45},
    {"lines.licence.price.distribution.middle": 45},
    {"lines.licence.price.distribution": 5},
    {"lines.outlay.amount.value.2020": 400},
    {"lines.outlay.amount.value": {"times": 2}},
    {"case.discounting.rate": 2},
    {"case.discounting.rate": {"times": 2}},
    {"case.discounting": "a_schedule_that_is_not_there"},
    {"case.discounting": {"rate": "3%"}},
    {"case.discounting": "nl_2025", "case.discounting.rate": 0.05},
    {"lines.outlay.btw.rate": 1.5},
    {"lines.gain.btw.rate": 0.21},
    {"correlations.together.rank": 1},
    {"cover.existing.amounts": {"2050": 1}},
    {"cover.existing.amounts.2027": 5},
    {"budget.resilience.required": 0},
    {"budget.resilience.available": -1},
]


@pytest.fixture(scope="module")
def case() -> Case:
    return case_from_text(TEXT)


def test_a_setting_gives_the_numbers_of_the_suite(tab: Page, case: Case) -> None:
    told_advice = set()
    for change, answer in zip(SAME, evaluated(tab, WhatIf(appraise(case)), SAME), strict=True):
        changed_case = in_suite(case, change)
        assert changed_case is not None and "error" not in answer, (change, answer)
        study = appraise(changed_case)
        for perspective in case.perspectives:
            for alternative in case.projects:
                row = study.value(perspective, alternative, "npv")
                assert close(row["central"], answer["npv"][perspective][alternative]), change
                assert close(row["mean"], answer["mean"][perspective][alternative]), change
        amounts_by_line = {(line["alternative"], line["line"]): line["amounts"] for line in answer["budget"]}
        for alternative in case.projects:
            for line in budget_table(study, alternative).lines:
                if line.amounts is not None and line.amounts.any():
                    own_amounts = amounts_by_line.pop((alternative, line.line))
                    assert all(map(close, line.amounts.tolist(), own_amounts)), (
                        change,
                        alternative,
                        line.line,
                    )
        assert not any(any(amounts) for amounts in amounts_by_line.values()), change
        opinions = advice(study).as_json()["alternatives"]
        for alternative in case.projects:
            own = answer["advice"]["alternatives"][alternative]
            assert own["reasons"] == opinions[alternative]["reasons"], (change, alternative)
            told_advice.add((alternative, *own["reasons"]))
    assert {("a", "clear"), ("a", "cover_open"), ("a", "cover_open", "risk_capacity")} <= told_advice


def test_a_rate_that_is_calculated_from_interest_and_book_value(tab: Page, case: Case) -> None:
    computed = case_from_text(
        TEXT.replace("{rate: 0.02, source", "{interest: 21, book_value: 1000, step: 0.005, source")
    )
    changes: list[dict[str, Any]] = [
        {},
        {"budget.omslagrente.interest": 34},
        {"budget.omslagrente.book_value": 700},
        {"budget.omslagrente.step": 0.001, "budget.omslagrente.interest": 33.5},
    ]
    refused: list[dict[str, Any]] = [{"budget.omslagrente.rate": 0.02}, {"budget.omslagrente.book_value": 10}]
    what_if = WhatIf(appraise(computed))
    *answers, both, too_high = evaluated(tab, what_if, [*changes, *refused])
    for change, answer in zip(changes, answers, strict=True):
        line = budget_table(appraise(computed.with_(change)), "a").lines[0]
        own = next(
            each for each in answer["budget"] if (each["alternative"], each["line"]) == ("a", line.line)
        )
        assert line.amounts is not None and all(map(close, line.amounts.tolist(), own["amounts"])), change
    assert all(in_suite(computed, change) is None for change in refused)
    assert "error" in both and "error" in too_high


def test_a_setting_that_cannot_be_is_refused_by_both(tab: Page, case: Case) -> None:
    for change, answer in zip(REFUSED, evaluated(tab, WhatIf(appraise(case)), REFUSED), strict=True):
        assert in_suite(case, change) is None, change
        assert set(answer) == {"error"} and "undefined" not in answer["error"], change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"case.horizon": 9}, "in which years"),
        ({"case.draws": 4096}, "how draws are made"),
        ({"lines.outlay.activation.years": 9}, "in which years"),
        ({"lines.gain.payer": "residents"}, "set-up"),
    ],
    ids=str,
)
def test_what_alters_the_structure_says_why_it_needs_a_run(
    tab: Page, case: Case, change: dict[str, Any], reason: str
) -> None:
    (answer,) = evaluated(tab, WhatIf(appraise(case)), [change])
    assert set(answer) == {"error"} and reason in answer["error"]


def test_a_scenario_with_another_row_of_a_table_is_its_values(tab: Page) -> None:
    case = load_case("dakloosheid_preventie").with_({"case.draws": 256})
    values = scenario_values(case, "cebeon")
    assert len(values) == 3 and all(isinstance(number, float) for number in values.values())
    (answer,) = evaluated(tab, WhatIf(appraise(case)), [dict(values)])
    study = appraise(case.in_scenario("cebeon"))
    for alternative in case.projects:
        row = study.value("society", alternative, "npv")
        assert close(row["central"], answer["npv"]["society"][alternative])
        assert close(row["mean"], answer["mean"]["society"][alternative])


def test_a_scenario_that_points_elsewhere_stays_as_it_is_asked() -> None:
    case = load_case("dakloosheid_preventie")
    asked = scenario_values(case, "los_angeles_letterlijk")
    assert asked["quantities.approach.precision.buy"]["value"] == 0.297


def test_a_large_script_leaves_out_draws_then_parties_and_never_a_number(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    what_if = WhatIf(appraise(case))

    def largest(size: int) -> str:
        monkeypatch.setattr("mll_finance.report.what_if.script.LARGEST", size)
        return script_of(what_if, "en") or ""

    whole = largest(10**9)
    without_draws = largest(len(whole.encode()) - 1)
    without_parties = largest(len(without_draws.encode()) - 1)
    for script, has_draws, has_parties in (
        (whole, "true", "true"),
        (without_draws, "false", "true"),
        (without_parties, "false", "false"),
    ):
        assert f'"hasDraws":{has_draws},"hasParties":{has_parties}' in script
        paths = [path for path, leaf in case.graph.leaves.items() if leaf.assumption.ref is None]
        assert all(f'"{path}":' in script for path in [*paths, "quantities.people.per", "case.discounting"])
    assert largest(len(without_parties.encode()) - 1) == ""


CALCULATED = """
schema: 2
case: {id: calculated, base_year: 2026, horizon: 1, draws: 256, seed: 3}
alternatives:
  baseline: {title: now}
  a: {title: A}
quantities:
  lost:
    kind: product
    unit: fraction
    factors:
      base: {value: 0.5, unit: fraction, source: own_estimate, quality: D, accepted_by: x,
        distribution: {kind: uniform, low: 0.4, high: 0.6}}
      worse: {value: 1.2, unit: "1", source: own_estimate, quality: D, accepted_by: x}
  helped:
    kind: additional
    of: {value: 100, unit: person, source: own_estimate, quality: D, accepted_by: x}
    deadweight: {ref: quantities.lost}
lines:
  gain:
    kind: product
    payer: state
    receiver: municipality
    alternative: [a]
    factors:
      helped: {ref: quantities.helped.net}
      price: {value: 80, unit: EUR/person, price_year: 2026, source: own_estimate, quality: D, accepted_by: x}
"""


def test_a_share_that_is_calculated_and_leaves_its_limits_in_a_draw_is_refused(tab: Page) -> None:
    case = case_from_text(CALCULATED)
    path = "quantities.lost.factors.worse"
    changes: list[dict[str, Any]] = [{path: 1.6}, {path: 1.7}, {path: {"times": 2}}]
    within, *beyond = evaluated(tab, WhatIf(appraise(case)), changes)
    row = appraise(case.with_(changes[0])).value("society", "a", "npv")
    assert close(row["mean"], within["mean"]["society"]["a"])
    for change, answer in zip(changes[1:], beyond, strict=True):
        with pytest.raises(InputError, match="in the draws"):
            admitted(case.with_(change))
        assert set(answer) == {"error"} and "in a draw" in answer["error"]
