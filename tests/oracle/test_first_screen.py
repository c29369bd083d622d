"""What the first screen of a summary claims holds: each sentence against figures counted otherwise.

The cases are those of the advice by hand, which between them reach every sentence, and generated ones with years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from advice_cases import compact_cases
from advice_cases import study_of as by_hand

from mll_finance.drivers.expected_switching import expected_switching_values
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.judgement.advice import advice
from mll_finance.report.blocks import Briefs, Table
from mll_finance.report.context import Context
from mll_finance.report.page import section
from mll_finance.report.pieces.answer.advice import advice_lines, headline
from mll_finance.report.pieces.answer.must_be_true import must_be_true
from mll_finance.report.pieces.answer.next_step import next_step

CASES = compact_cases()
YEARS = """
case: {{id: years, base_year: 2026, horizon: 5, draws: 512, seed: {seed}, about: one}}
alternatives: {{baseline: {{}}, one: {{title: One, role: deployer, risk_class: high}}, two: {{title: Two}}}}
lines:
  outlay: {{kind: cash_flow, alternative: one, payer: municipality, receiver: resources, duration: incidental,
    years: 2026, amounts: {{value: {outlay}, {known}}}}}
  running: {{kind: cash_flow, alternative: one, payer: municipality, receiver: resources, duration: structural,
    years: {{from: 2027, until: 2031}}, amounts: {{value: 40,
    distribution: {{kind: pert, low: 20, mode: 40, high: {high}}},
    unit: EUR/yr, price_year: 2026, source: x, quality: B}}}}
  gain: {{kind: product, alternative: one, payer: welfare, receiver: residents, years: {{from: 2027, until: 2031}},
    factors: {{price: {{value: {price}, {known}}}, number: {{value: 2,
    distribution: {{kind: uniform, low: 1, high: 3}}, unit: "1", source: x, quality: B}}}}}}
  open: {{kind: cash_flow, alternative: one, payer: municipality, receiver: residents, duration: structural,
    years: {{from: 2027, until: 2031}}, amounts: {{pm: not known}}}}
  other: {{kind: cash_flow, alternative: two, payer: municipality, receiver: resources, duration: incidental,
    years: 2026, amounts: {{value: 60, {known}}}}}
"""
KNOWN = "unit: EUR, price_year: 2026, source: x, quality: B"
GENERATED = [(seed, 50 + 37 * seed, 45 + 21 * seed, 15 + 9 * seed) for seed in range(1, 7)]
"""Seed, outlay, highest running cost and price: from a clear gain to a clear loss."""


@cache
def generated(seed: int, outlay: int, high: int, price: int) -> Study:
    text = YEARS.format(seed=seed, outlay=outlay, high=high, price=price, known=KNOWN)
    return appraise(case_from_text(text))


@dataclass(frozen=True)
class Told:
    """The first screen of a study in English."""

    title: str
    text: str
    others: tuple[str, ...]
    whole: str


def told(study: Study) -> Told:
    """What it says, put together once for a study: each test reads another part of it."""
    return study.once("told by the first screen", lambda: _told(study))


def _told(study: Study) -> Told:
    """The first screen of a study, put together."""
    context, case_advice = Context(study, "en"), advice(study)
    title, text = headline(context, case_advice)
    blocks = section("summary", study, "en")
    panels = [panel for block in blocks if isinstance(block, Briefs) for panel in block.items]
    told_parts = [*blocks, *panels]
    words = " ".join(f"{getattr(part, 'title', '')} {getattr(part, 'text', '')}" for part in told_parts)
    return Told(title, text, advice_lines(context, case_advice)[1:], words)


def amounts(text: str) -> list[float]:
    """The euros of a text."""
    found = re.findall(r"(−?)€([\d,]+)", text)
    return [float(digits.replace(",", "")) * (-1 if minus else 1) for minus, digits in found]


def within_rounding(shown: float, exact: float) -> bool:
    """Three figures: half a unit of the third of the exact amount."""
    return abs(shown - exact) <= max(0.5, 0.0051 * abs(exact))


INCOME = """
  income: {kind: cash_flow, alternative: one, payer: state, receiver: municipality, duration: structural,
    years: {from: 2028, until: 2031}, amounts: {value: 30, unit: EUR/yr, price_year: 2026, source: x, quality: B}}
"""


@pytest.mark.parametrize("income", [0, 30])
@pytest.mark.parametrize("numbers", GENERATED)
def test_what_it_costs_a_year_is_the_budget_before_its_benefits_and_once_after_them(
    numbers: tuple[int, ...], income: int
) -> None:
    seed, outlay, high, price = numbers
    text = YEARS.format(seed=seed, outlay=outlay, high=high, price=price, known=KNOWN)
    study = appraise(case_from_text(text + (INCOME if income else "")))
    (sentence,) = re.findall(r"Costs a year to the municipality: .*?\.", told(study).text)
    # By hand: the outlay in 2026, then 40 a year, in euros of each year as prices rise by 2%; income from 2028.
    cost = (outlay + sum(40 * 1.02**year for year in (1, 2, 3))) / 4
    after = cost - sum(income * 1.02**year for year in (2, 3)) / 4
    shown = amounts(sentence)
    assert "budget 2026-2029" in sentence and "+ PM" in sentence  # what it pays residents has no amount
    assert len(shown) == (2 if income else 1), sentence
    assert all(within_rounding(amount, exact) for amount, exact in zip(shown, (cost, after), strict=False))
    assert "What has no amount yet is not in that: open" in told(study).text
    assert not re.search("same amount each year|present value", told(study).text)


@pytest.mark.parametrize("numbers", GENERATED)
def test_who_loses_and_gains_most_is_so_on_average(numbers: tuple[int, ...]) -> None:
    study = generated(*numbers)
    means = {
        party: float(draws.mean()) for (name, party), draws in study.by_draw.parties.items() if name == "one"
    }
    sentence = next(part for part in told(study).text.split(". ") if part.startswith("Largest loss"))
    titles = {party: Context(study, "en").title("parties", party) for party in means}
    loser, gainer = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    # A standard party within a sentence in small letters; the municipality by its own words.
    titles = {party: title[:1].lower() + title[1:] for party, title in titles.items()}
    titles["municipality"] = "the municipality itself"
    assert f"Largest loss: {titles[loser]} (" in sentence
    assert f"largest gain: {titles[gainer]} (" in sentence
    assert "expected, 2026-2031 together" in sentence
    wanted = [abs(means[party]) for party in (loser, gainer)]
    shown = amounts(sentence)
    assert len(shown) == len(wanted)
    assert all(within_rounding(amount, mean) for amount, mean in zip(shown, wanted, strict=True))


@pytest.mark.parametrize("numbers", GENERATED)
def test_at_a_turning_value_the_mean_over_the_draws_is_zero(numbers: tuple[int, ...]) -> None:
    study = generated(*numbers)
    switches = expected_switching_values(study, "one")
    assert switches
    gross = float(study.outcomes["society", "one", "pv_benefits"].mean())
    for switch in switches:
        there = appraise(study.case.with_({switch.input.path: switch.value}))
        assert abs(float(there.outcomes["society", "one", "npv"].mean())) < 1e-6 * gross
        draws = study.draws.uncertain
        drawn = switch.input.path in draws
        expected = study.draws.of_path(switch.input.path).mean() if drawn else switch.input.central
        assert switch.expected == pytest.approx(expected)


def test_the_mean_has_a_turning_value_where_its_sign_is_not_that_of_the_central_case() -> None:
    drawn = "{value: 210, distribution: {kind: pert, low: 20, mode: 210, high: 230}"
    text = YEARS.format(seed=3, outlay=200, high=230, price=25, known=KNOWN)
    study = appraise(case_from_text(text.replace("{value: 25", drawn)))
    study = appraise(study.case.with_({"lines.outlay.amounts": 1700}))
    assert float(study.stream("society", "one").npv[0]) > 0 > study.outcomes["society", "one", "npv"].mean()
    (block,) = must_be_true(Context(study, "en"))
    assert "the expected balance" in block.text and block.items


@pytest.mark.parametrize("compact_id", CASES)
def test_the_first_screen_says_nothing_twice(compact_id: str) -> None:
    words = told(by_hand(compact_id)).whole
    sentences = [part.strip() for part in re.split(r"(?<=[.:?]) ", words) if len(part.strip()) > 25]
    assert len(sentences) == len(set(sentences)), [part for part in sentences if sentences.count(part) > 1]


@pytest.mark.parametrize("compact_id", CASES)
def test_what_turns_the_answer_is_always_said(compact_id: str) -> None:
    """Numbers, or why there are none: a refused check, a duty, or none that does so alone."""
    (block,) = must_be_true(Context(by_hand(compact_id), "en"))
    assert block.items or any(why in block.text for why in ("No number", "no number", "not possible"))


@pytest.mark.parametrize("compact_id", CASES)
def test_open_checks_are_named_whatever_decides(compact_id: str) -> None:
    study = by_hand(compact_id)
    case_advice = advice(study)
    asked, text = case_advice.of(case_advice.about), told(study).text
    if asked.kind == "stop":
        return
    for check in asked.before_pilot[:3] if "checks" in asked.reasons else asked.blocking[:3]:
        assert check.check.text.title.text("en") in text
    if not asked.assessed:
        assert text.count("no go can be advised") == 1


@pytest.mark.parametrize("compact_id", CASES)
def test_a_bound_that_counts_is_printed_with_the_balance_at_it(compact_id: str) -> None:
    study, compact = by_hand(compact_id), CASES[compact_id]
    case_advice = advice(study)
    lines = dict(
        zip(
            (o.alternative for o in case_advice.in_order),
            advice_lines(Context(study, "en"), case_advice),
            strict=True,
        )
    )
    for name, alternative in compact["alternatives"].items():
        opinion = case_advice.of(name)
        # What passes between two parties of society has no direction: it does not count here.
        unpriced = [unknown for unknown in alternative.get("pm", []) if "direction" in unknown]
        bounded = [unknown for unknown in unpriced if "at_most" in unknown]
        if opinion.kind == "stop" or len(bounded) < len(unpriced) or not bounded:
            continue
        for unknown in bounded:
            assert f"at most €{unknown['at_most']:,}" in lines[name]
        against = any(unknown.get("direction") != "benefit" for unknown in unpriced)
        end = opinion.contender.lower if against else opinion.contender.upper
        assert any(within_rounding(shown, end.mean) for shown in amounts(lines[name]))


@pytest.mark.parametrize("compact_id", [name for name, compact in CASES.items() if compact.get("duty")])
def test_under_a_duty_the_next_step_says_what_is_done_now(compact_id: str) -> None:
    study = by_hand(compact_id)
    now, text = advice(study).do_now, next_step(Context(study, "en")).text
    assert (now is None and "another alternative is needed" in text) or (now is not None and now in text)


@pytest.mark.parametrize("compact_id", CASES)
def test_a_chance_in_the_headline_is_counted_over_the_draws(compact_id: str) -> None:
    study = by_hand(compact_id)
    case_advice = advice(study)
    asked = case_advice.of(case_advice.about)
    match = re.search(
        r"The chance that (.+) turns out at least as good(?: as (.+))? is (< |> )?(\d+)%", told(study).text
    )
    if match is None:
        return
    npv = {"changing nothing": np.zeros(1)} | {
        name: (contender.upper if asked.beaten_by and name == asked.alternative else contender.lower).npv
        for name, contender in asked.field.by_id.items()
        if name != "baseline"
    }
    other, winner = match[1].strip("'"), (match[2] or asked.alternative).strip("'")
    gross = max(contender.lower.gross for contender in asked.field.by_id.values())
    share = float(np.mean(npv[other] >= npv[winner] - 1e-9 * gross))
    shown = float(match[4]) / 100
    assert {"< ": share < 0.01, "> ": share > 0.99}.get(match[3] or "", abs(share - shown) <= 0.00501)


@pytest.mark.parametrize("numbers", GENERATED)
def test_nine_of_ten_calculations_lie_in_the_range(numbers: tuple[int, ...]) -> None:
    study = generated(*numbers)
    sentence = next(part for part in told(study).whole.split(". ") if "In 9 of 10" in part)
    low, high = amounts(sentence)
    npv = study.outcomes["society", "one", "npv"]
    slack = 0.0051 * max(abs(low), abs(high)) + 0.5
    inside = float(np.mean((npv >= low - slack) & (npv <= high + slack)))
    assert 0.88 <= inside <= 0.95


@pytest.mark.parametrize("numbers", GENERATED)
def test_the_choices_have_the_mean_their_range_and_the_gross_cost_a_year(numbers: tuple[int, ...]) -> None:
    study = generated(*numbers)
    table = next(b for b in section("summary", study, "en") if isinstance(b, Table))
    assert [row.head for row in table.rows] == ["Changing nothing", "One", "Two"]
    balance, cost, *_ = table.rows[1].cells
    npv = study.outcomes["society", "one", "npv"]
    assert balance.value == pytest.approx(npv.mean())
    assert balance.range == pytest.approx(tuple(np.quantile(npv, (0.05, 0.95))), rel=1e-3)
    assert balance.pm == bool(study.stream("society", "one").pm)
    # The outlay in 2026 and three years of 40, in euros of each year: prices rise by 2% a year.
    running = sum(40 * 1.02**year for year in (1, 2, 3))
    assert cost.value == pytest.approx((numbers[1] + running) / 4, rel=1e-4) and cost.pm
