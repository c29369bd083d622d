"""The script of "try it yourself" gives the numbers of the suite: draws, balances and advice, in Chromium."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import patient
from playwright.sync_api import Browser, Page

from mll_finance import Case, load_case
from mll_finance.engine.graph.operations import OPERATIONS
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.judgement.admission import admitted
from mll_finance.judgement.advice import advice
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.report.what_if.printer import JAVASCRIPT
from mll_finance.report.what_if.script import script_of
from mll_finance.uncertainty import distributions
from mll_finance.uncertainty.sampling import Plan

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "parameters").glob("*.yaml") if "scan" not in path.stem)
CHANGES = 24
HANDS = (1, 2, 3, 5, 6)
"""How many numbers a change has: all numbers of the case are dealt out, so that each is moved by one of the changes."""
ADVISED = 3
"""Of each so many changes the advice is compared for one: the suite takes as long for it as for all numbers."""
DRAWS = 1024
WORDS = (
    "advice",
    "reasons",
    "against",
    "beaten_by",
    "probability_negative_bound",
    "probability_best_bound",
)
SETTINGS: list[dict[str, Any]] = [
    {"case.inflation": {"rate": 0.04}},
    {"case.kadernota": {"wages": {"2028": 0.06, "2030": 0.01}, "prices": -0.005, "source": "test"}},
    {"case.discounting": {"rate": 0.01}, "case.kadernota": {"wages": 0.05, "source": "test"}},
]
"""Changes that any case takes."""
TOLD = """'error' in answer ? answer
  : {draws: answer.draws, npv: answer.npv, mean: answer.mean, advice: answer.advice}"""
"""What is compared of an answer: all but the tables of the parties and of the budget, most of its length."""
CLOSE = 1e-9
"""Relative difference that two ways of adding up may have."""


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = patient(browser, offline=True)
    yield context.new_page()
    context.close()


@lru_cache(maxsize=2)
def opened(name: str) -> tuple[Case, WhatIf]:
    # Fewer draws are as much of a test: each goes the same way.
    case = load_case(name)
    if case.settings.draws != DRAWS:
        case = case.with_({"case.draws": DRAWS})
    return case, WhatIf(appraise(case))


def with_script(tab: Page, what_if: WhatIf) -> Page:
    """An empty page with nothing but the script of a case."""
    tab.goto("about:blank")
    script = script_of(what_if, "en")
    assert script is not None
    tab.evaluate(script)
    return tab


def evaluated(
    tab: Page, what_if: WhatIf, changes: list[dict[str, Any]], *, told: str = "answer"
) -> list[dict[str, Any]]:
    """What the page answers to each change, or what is told of it: to bring a whole answer over takes long."""
    answers: list[dict[str, Any]] = with_script(tab, what_if).evaluate(
        f"(changes) => changes.map(window.mll.evaluate).map((answer) => ({told}))", changes
    )
    return answers


def random_change(what_if: WhatIf, path: str, source: random.Random) -> Any:
    """A change of one number as somebody might try: another value, a factor, a map by year, a number for a PM."""
    case = what_if.study.case
    if case.graph.leaves[path].assumption.pm is not None:
        return source.choice([100.0, 2500.0, 0.3])
    central = case.graph.leaves[path].assumption.central
    if isinstance(central, dict):
        by_year = {str(year): number * source.uniform(0.5, 1.5) for year, number in central.items()}
        return source.choice([by_year, {"times": source.uniform(0.5, 2.0)}])
    return source.choice([central * source.uniform(0.3, 1.7), {"times": source.uniform(0.5, 2.0)}])


def random_changes(what_if: WhatIf, least: int, seed: int) -> list[dict[str, Any]]:
    """Changes in which every number of the case is moved, as often as it takes to make so many."""
    source, changes = random.Random(seed), list[dict[str, Any]]()
    paths = sorted({number.path for number in what_if.open_case.numbers})
    while len(changes) < least:
        left = source.sample(paths, len(paths))
        while left:
            dealt = [left.pop() for _ in range(min(len(left), source.choice(HANDS)))]
            changes.append({path: random_change(what_if, path, source) for path in dealt})
    return changes


def in_suite(case: Case, changes: dict[str, Any]) -> Case | None:
    """The case with these changes; None where the suite refuses them."""
    with_years = {
        path: {int(year): number for year, number in change.items()}
        if isinstance(change, dict) and all(key.isdigit() for key in change)
        else change
        for path, change in changes.items()
    }
    try:
        changed_case = case.with_(with_years, accept=True)
        # The gate asks its question of every scenario too, of which the page says nothing: seven cases for one.
        admitted(replace(changed_case, scenarios={}))
    except InputError:
        return None
    return changed_case


def close(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return abs(first - second) <= CLOSE * max(1.0, abs(first))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_gives_the_numbers_of_the_suite(tab: Page, name: str) -> None:
    case, what_if = opened(name)
    changes = [{}, *SETTINGS, *random_changes(what_if, CHANGES, seed=20261129)]
    refused = 0
    answers = evaluated(tab, what_if, changes, told=TOLD)
    for place, (change, answer) in enumerate(zip(changes, answers, strict=True)):
        changed_case = in_suite(case, change)
        if changed_case is None or "error" in answer:
            assert changed_case is None and "error" in answer, (change, answer.get("error"))
            refused += 1
            continue
        study = appraise(changed_case)
        assert answer["draws"] == study.draws.plan.total
        for perspective in changed_case.perspectives:
            for alternative in changed_case.projects:
                row = study.value(perspective, alternative, "npv")
                assert close(row["central"], answer["npv"][perspective][alternative]), change
                assert close(row["mean"], answer["mean"][perspective][alternative]), change
        if place > len(SETTINGS) and place % ADVISED:
            continue
        expected, given = advice(study).as_json(), answer["advice"]
        assert {key: given[key] for key in ("choice", "about", "overall", "fallback", "do_now")} == {
            key: expected[key] for key in ("choice", "about", "overall", "fallback", "do_now")
        }, change
        for alternative, opinion in expected["alternatives"].items():
            own = given["alternatives"][alternative]
            for key in WORDS:
                assert own[key] == opinion[key], (change, alternative, key)
            for key in ("mean", "probability_negative", "probability_best", "expected_loss", "band"):
                assert close(opinion[key], own[key]), (change, alternative, key)
    assert refused < CHANGES / 2


def test_a_number_of_a_partnership_is_that_of_its_lines(tab: Page) -> None:
    case, what_if = opened("samenwerking_naar_werk")
    changes: list[dict[str, Any]] = [
        {"partnership.terms.outcome_price": 61000},
        {"partnership.terms.outcome_price.value": 30000},
    ]
    for change, answer in zip(changes, evaluated(tab, what_if, changes), strict=True):
        study = appraise(case.with_(change))
        for alternative in case.projects:
            row = study.value("municipality", alternative, "npv")
            assert close(row["mean"], answer["mean"]["municipality"][alternative]), change


def test_parties_and_budget_are_those_of_the_suite(tab: Page) -> None:
    case, what_if = opened("fraude_selectie_bijstand")
    (answer,) = evaluated(tab, what_if, [{}])
    by_draw = what_if.study.by_draw
    for alternative in case.projects:
        for party, mean in answer["parties"][alternative].items():
            assert close(float(np.mean(by_draw.parties[alternative, party])), mean), (alternative, party)


ODD = """
schema: 2
case: {id: odd, base_year: 2026, horizon: 3, draws: 256, seed: 3}
alternatives:
  baseline: {title: now}
  a: {title: A}
  b: {title: B}
lines:
  grant:
    kind: cash_flow
    payer: municipality
    receiver: resources
    alternative: [a, b]
    amounts: {value: {2026: 100, 2027: 50}, unit: EUR, price_year: 2026, source: own_estimate, quality: D,
      accepted_by: x}
  licence:
    kind: transfer
    payer: municipality
    receiver: residents
    alternative: [a]
    amount: {value: 30, unit: EUR/yr, price_year: 2026, source: own_estimate, quality: D, accepted_by: x,
      distribution: {kind: normal, mean: 30, sd: 5, truncate: {low: 0}}}
  gain:
    kind: transfer
    payer: state
    receiver: municipality
    alternative: [a, b]
    amount: {value: 80, unit: EUR/yr, price_year: 2026, source: own_estimate, quality: D, accepted_by: x,
      distribution: {kind: pert, low: 20, mode: 80, high: 160}}
  harm:
    kind: cash_flow
    payer: residents
    receiver: welfare
    alternative: [b]
    cash: false
    amounts: {pm: not counted}
correlations:
  together: {between: [lines.licence.amount, lines.gain.amount], rank: 0.6, source: own_estimate, quality: D,
    accepted_by: x}
"""


def test_numbers_that_move_together_and_a_pm_that_gets_a_number(tab: Page) -> None:
    case = case_from_text(ODD)
    changes: list[dict[str, Any]] = [
        {},
        {"lines.gain.amount": 90},
        {"lines.gain.amount": {"times": 1.5}},
        {"lines.harm.amounts": 20},
        {"lines.grant.amounts": {"2026": 10, "2028": 70}},
        {"lines.grant.amounts.2027": 5},
    ]
    for change, answer in zip(changes, evaluated(tab, WhatIf(appraise(case)), changes), strict=True):
        changed_case = in_suite(case, change)
        assert changed_case is not None and "error" not in answer, (change, answer)
        study = appraise(changed_case)
        for alternative in case.projects:
            row = study.value("society", alternative, "npv")
            assert close(row["mean"], answer["mean"]["society"][alternative]), change
            assert (
                answer["advice"]["alternatives"][alternative]["advice"] == advice(study).of(alternative).kind
            ), change


@pytest.mark.parametrize(
    "change",
    [
        {"lines.nobody.amount": 1},
        {"lines.licence.amount": {"2026": 1}},
        {"lines.grant.amounts": 5},
        {"lines.licence.amount": {"times": 0}},
        {"lines.licence.amount": -5},
        {"lines.licence.amount": "a lot"},
        {"case.horizon": 9},
        {"lines.harm.amounts": {"times": 2}},
    ],
    ids=str,
)
def test_what_alters_the_structure_or_cannot_be_is_an_error_in_words(
    tab: Page, change: dict[str, Any]
) -> None:
    (answer,) = evaluated(tab, WhatIf(appraise(case_from_text(ODD))), [change])
    assert set(answer) == {"error"}
    assert next(iter(change)).removesuffix(".2027") in answer["error"]


def test_an_operation_has_its_text_in_both_languages() -> None:
    assert set(JAVASCRIPT) == set(OPERATIONS)


# --- Draws and distributions ------------------------------------------------------------------------------------
DISTRIBUTIONS: list[dict[str, Any]] = [
    {"kind": "beta", "a": 0.5, "b": 0.7},
    {"kind": "beta", "a": 0.1, "b": 3},
    {"kind": "beta", "a": 30, "b": 200, "low": -1, "high": 2},
    {"kind": "discrete", "values": [3.0, 1.0, 2.0], "weights": [1.0, 2.0, 1.0]},
    {"kind": "empirical", "values": [5.0, 1.0, 2.0, 7.0]},
    {"kind": "fat_tail", "low": 0.8, "mode": 1, "start": 1.3, "tail": 0.1, "alpha": 0.9, "cap": 5},
    {"kind": "fixed", "value": 4},
    {"kind": "gamma", "mean": 3, "sd": 1},
    {"kind": "gamma", "mean": 1, "sd": 4},
    {"kind": "gamma", "mean": 3, "sd": 1, "truncate": {"high": 4}},
    {"kind": "interval", "low": 1, "high": 4},
    {"kind": "interval", "low": 1, "high": 4, "level": 0.8, "shape": "lognormal"},
    {"kind": "lognormal", "mean": 3, "sd": 2},
    {"kind": "lognormal", "mean": 3, "sd": 2, "truncate": {"low": 1, "high": 9}},
    {
        "kind": "mixture",
        "parts": [
            {"weight": 2, "kind": "pert", "low": 0, "mode": 1, "high": 4},
            {"weight": 1, "kind": "fixed", "value": 2.0},
            {"weight": 1, "kind": "normal", "mean": 3, "sd": 1, "truncate": {"low": 2}},
        ],
    },
    {"kind": "normal", "mean": 3, "sd": 2},
    {"kind": "normal", "mean": 0, "sd": 1, "truncate": {"low": 1}},
    {"kind": "pert", "low": 0, "mode": 1, "high": 4},
    {"kind": "pert", "low": 0, "mode": 0, "high": 1},
    {"kind": "pert", "low": 0, "mode": 1, "high": 4, "truncate": {"low": 0.5, "high": 2}},
    {"kind": "triangular", "low": 0, "mode": 1, "high": 4},
    {"kind": "triangular", "low": 0, "mode": 1, "high": 4, "truncate": {"high": 2}},
    {"kind": "uniform", "low": 2, "high": 3},
]
WITHOUT_A_CASE = ("sampling.js", "special.js", "distributions.js")
"""The files of the script that read nothing of a case."""
PLAN = Plan(seed=7, replicates=16, per_replicate=64)
NAME = "lines.licence.price"


@pytest.fixture(scope="module")
def script_parts(tab: Page) -> Page:
    folder = ROOT / "mll_finance" / "report" / "what_if"
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in WITHOUT_A_CASE)
    names = "shake256, uniforms, distributionOf, scaledDistribution, DISTRIBUTIONS"
    tab.goto("about:blank")
    tab.evaluate(f"(() => {{\n{text}\nwindow.parts = {{ {names} }};\n}})()")
    return tab


def test_the_hash_is_shake_256(script_parts: Page) -> None:
    for text, length in (("", 32), ("a" * 135, 300), ("a" * 136, 136), ("één \u20ac", 272)):
        digest = script_parts.evaluate(
            "([text, length]) =>"
            " Array.from(new Uint8Array(window.parts.shake256(text, length).buffer)).slice(0, length)",
            [text, length],
        )
        assert bytes(digest) == hashlib.shake_256(text.encode()).digest(length)


def test_the_draws_are_those_of_the_suite_to_the_bit(script_parts: Page) -> None:
    plan = {"seed": PLAN.seed, "replicates": PLAN.replicates, "perReplicate": PLAN.per_replicate}
    draws = script_parts.evaluate(
        "([name, plan]) => Array.from(window.parts.uniforms(name, plan))", [NAME, plan]
    )
    assert draws == PLAN.uniforms(NAME, 0, PLAN.total).tolist()


def test_every_distribution_of_the_suite_is_in_the_page(script_parts: Page) -> None:
    kinds = script_parts.evaluate("Object.keys(window.parts.DISTRIBUTIONS)")
    assert set(kinds) == set(distributions.KINDS) == {written["kind"] for written in DISTRIBUTIONS}


@pytest.mark.parametrize(
    "written", DISTRIBUTIONS, ids=lambda written: "-".join(map(str, written.values()))[:60]
)
def test_quantiles_and_means_are_those_of_the_suite(script_parts: Page, written: dict[str, Any]) -> None:
    own = distribution_of(written)
    probabilities = PLAN.uniforms(NAME, 0, PLAN.total)
    quantiles, mean, scaled_mean = script_parts.evaluate(
        "([written, probabilities]) => {"
        "  const { distributionOf, scaledDistribution } = window.parts, distribution = distributionOf(written);"
        "  const scaled = distributionOf(scaledDistribution(written, 1.7));"
        "  return [probabilities.map(distribution.quantiles()), distribution.mean, scaled.mean]; }",
        [written, probabilities.tolist()],
    )
    expected = np.asarray(own.ppf(probabilities), dtype=float)
    width = float(np.ptp(expected)) or 1.0
    assert np.abs(expected - np.array(quantiles)).max() <= 1e-9 * width
    assert close(own.mean, mean)
    assert close(distributions.scaled(own, 1.7).mean, scaled_mean)


def distribution_of(written: dict[str, Any]) -> distributions.Distribution:
    """The suite's distribution as a case writes it."""
    parameters = {name: part for name, part in written.items() if name not in ("kind", "truncate", "weight")}
    if written["kind"] == "mixture":
        parts = tuple(
            distributions.Part(part["weight"], distribution_of(part)) for part in parameters["parts"]
        )
        parameters = {"parts": parts}
    parameters = {name: tuple(part) if isinstance(part, list) else part for name, part in parameters.items()}
    inner: distributions.Distribution = distributions.KINDS[written["kind"]](**parameters)
    return distributions.Truncated(inner, **written["truncate"]) if "truncate" in written else inner
