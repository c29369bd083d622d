"""Draws kept between studies: the same bits as draws made anew, within bounds; part of an evaluator."""

from __future__ import annotations

import numpy as np
import pytest

from mll_finance.engine.draw_cache import DRAW_CACHE, DrawCache
from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

TEXT = """
case: {id: kept, base_year: 2026, horizon: 3, draws: 256, seed: 7}
alternatives: {baseline: {}, project: {}}
correlations:
  together: {between: [lines.a.factors.number, lines.a.factors.price], rank: 0.6, source: x, quality: B}
lines:
  a:
    kind: product
    alternative: project
    payer: municipality
    receiver: resources
    factors:
      number: {distribution: {kind: pert, low: 1, mode: 2, high: 5}, unit: count, source: x, quality: B}
      price: {distribution: {kind: lognormal, mean: 80, sd: 20}, unit: EUR, price_year: 2026, source: x, quality: B}
      share: {distribution: {kind: uniform, low: 0.2, high: 0.9}, unit: fraction, source: x, quality: B}
"""
NUMBER, PRICE, SHARE = (f"lines.a.factors.{name}" for name in ("number", "price", "share"))


def made_anew(case: Case) -> dict[str, bytes]:
    """The draws as the plan, the copula and the distributions make them, nothing kept."""
    draws = Draws.of(case)
    uniforms = {path: draws.plan.uniforms(path, 0, draws.plan.total) for path in draws.uncertain}
    for copula in draws.copulas:
        uniforms.update(copula.uniforms(uniforms))
    return {path: made.ppf(uniforms[path]).tobytes() for path, made in draws.uncertain.items()}


def of(case: Case) -> dict[str, bytes]:
    draws = Draws.of(case)
    block = draws.block(0, draws.plan.total)
    # What a change fixed stands beside what is drawn, at what it is fixed at.
    assert {path: set(block.pop(path)) for path in draws.fixed} == {
        path: {number} for path, number in draws.fixed.items()
    }
    return {path: values.tobytes() for path, values in block.items()}


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setattr(DRAW_CACHE, "limit", 2**20)
    DRAW_CACHE.clear()
    yield DRAW_CACHE
    DRAW_CACHE.clear()


CHANGES = [
    {},
    {"case.seed": 8},
    {"case.draws": 512},
    {"case.sampling": "plain"},
    {"correlations.together.rank": -0.3},
    {PRICE: {"times": 1.37}},
    {NUMBER: 3.0},
]


@pytest.mark.parametrize("first", CHANGES)
def test_whatever_was_drawn_before_the_bits_are_those_of_draws_made_anew(kept, first):
    case = case_from_text(TEXT)
    of(case.with_(first))
    for change in CHANGES:
        changed = case.with_(change)
        assert of(changed) == made_anew(changed)
        draws = Draws.of(changed)
        assert {path: draws.of_path(path).tobytes() for path in draws.uncertain} == made_anew(changed)


def test_a_changed_case_finds_the_draws_of_what_it_left_alone(kept):
    case = case_from_text(TEXT)
    before = Draws.of(case).block(0, 256)
    after = Draws.of(case.with_({SHARE: {"times": 1.05}})).block(0, 256)
    assert after[NUMBER] is before[NUMBER] and after[SHARE] is not before[SHARE]
    with pytest.raises(ValueError, match="read-only"):
        after[NUMBER][0] = 0.0


def test_what_is_kept_is_bounded_and_the_longest_unused_goes_first():
    kept, made = DrawCache(limit=800), []

    def ask(name: str) -> None:
        kept.get(name, lambda: (made.append(name), np.zeros(25))[1])

    for name in ("a", "b", "c", "d", "a", "e", "a", "b"):
        ask(name)
        assert kept.size <= 800
    # Four fit; e pushes out b, which was asked for longest ago, and b then c.
    assert made == ["a", "b", "c", "d", "e", "b"]
    ask("c")
    assert made[-1] == "c"


def test_a_study_too_large_to_keep_is_drawn_anew(kept):
    draws = Draws.of(case_from_text(TEXT).with_({"case.draws": 2**15}))
    draws.block(0, 2**14)
    assert kept.size == 0


@pytest.mark.parametrize("name", ["two_years", "vroegsignalering_eindhoven"])
def test_a_part_of_an_evaluator_is_one_made_for_it(name):
    case = load_case(resource("parameters", f"{name}.yaml")).with_({"case.draws": 64})
    drawn = appraise(case).draws.block(0, appraise(case).draws.plan.total)
    whole = Evaluator(case)
    for perspective in case.perspectives:
        for alternative in case.projects:
            part = whole.only((perspective,), (alternative,)).sums(drawn)
            own = Evaluator(case, (perspective,), (alternative,)).sums(drawn)
            assert part.keys() == own.keys() == {(perspective, alternative)}
            for pair, sums in own.items():
                for field in ("pv_costs", "pv_benefits", "first_flow"):
                    # Lines may be added in another order.
                    ours, theirs = getattr(part[pair], field), getattr(sums, field)
                    assert np.abs(ours - theirs).max() <= 1e-13 * (np.abs(sums.pv_costs).max() + 1.0)
