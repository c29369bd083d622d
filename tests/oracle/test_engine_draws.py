"""The draws: the same bits whatever the blocks, even over (0, 1), distributions as scipy has them, an honest error."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.uncertainty import sampling
from mll_finance.uncertainty.distributions.fixed import Fixed
from mll_finance.uncertainty.distributions.lognormal import Lognormal
from mll_finance.uncertainty.distributions.normal import Normal
from mll_finance.uncertainty.distributions.pert import Pert
from mll_finance.uncertainty.distributions.triangular import Triangular
from mll_finance.uncertainty.distributions.uniform import Uniform
from mll_finance.uncertainty.sampling import Plan, plan, replicate_error

LINE = """
  {name}:
    kind: quantity_price
    alternative: all
    payer: municipality
    receiver: resources
    growth: {{distribution: {{kind: normal, mean: 0.01, sd: 0.003}}, unit: 1/yr, source: x, quality: B}}
    quantity:
      by_alternative: {{baseline: 2, default: {{distribution: {{kind: pert, low: 1, mode: 2, high: 5}}}}}}
      unit: visit/yr
      source: x
      quality: B
    price:
      distribution: {{kind: lognormal, mean: 80, sd: 20}}
      unit: EUR/visit
      price_year: 2024
      source: x
      quality: B
"""
HEAD = """
case: {id: drawn, base_year: 2026, horizon: 6, timing: mid_year, draws: 1024, seed: 7}
alternatives: {baseline: {}, project: {}, other: {}}
lines:"""


def study(*names: str, per_draw: tuple[str, ...] = (), changes: dict | None = None):
    case = case_from_text(HEAD + "".join(LINE.format(name=name) for name in names))
    return appraise(case.with_(changes or {}), per_draw=per_draw)


def same_bits(one, other) -> bool:
    return one.outcomes.keys() == other.outcomes.keys() and all(
        one.outcomes[key].tobytes() == other.outcomes[key].tobytes() for key in one.outcomes
    )


# --- Reproducible -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [16, 64, 256, 2**20])
def test_blocks_do_not_change_a_bit(monkeypatch, block):
    usual = study("visits", "calls", per_draw=("irr", "payback"))
    assert usual.outcomes["society", "project", "npv"].shape == (1024,)
    monkeypatch.setattr(sampling, "BLOCK", block)
    assert len(list(usual.draws.plan.blocks())) == max(1024 // block, 1)
    assert same_bits(usual, study("visits", "calls", per_draw=("irr", "payback")))


def test_more_draws_than_a_block():
    made = study("visits", changes={"case.draws": 2 * sampling.BLOCK})
    parts = list(made.draws.blocks())
    path = "lines.visits.price"
    assert [len(part[path]) for part in parts] == [sampling.BLOCK] * 2
    assert made.draws.of_path(path).tobytes() == np.concatenate([part[path] for part in parts]).tobytes()


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    assert same_bits(study("visits"), study("visits"))
    other = study("visits", changes={"case.seed": 8}).outcomes["society", "project", "npv"]
    assert not np.any(other == study("visits").outcomes["society", "project", "npv"])


def test_an_input_more_leaves_the_draws_of_the_others():
    # Ruling 11, whatever the place of the new input.
    alone = study("visits")
    for names in (("visits", "calls"), ("calls", "visits"), ("a", "visits", "z")):
        among = study(*names)
        for path in alone.draws.uncertain:
            assert among.draws.of_path(path).tobytes() == alone.draws.of_path(path).tobytes(), path


def test_a_fixed_input_leaves_the_draws_of_the_others():
    usual, fixed = study("visits", "calls"), study("visits", "calls", changes={"lines.calls.price": 80})
    assert set(usual.draws.uncertain) - set(fixed.draws.uncertain) == {"lines.calls.price"}
    for path in fixed.draws.uncertain:
        assert fixed.draws.of_path(path).tobytes() == usual.draws.of_path(path).tobytes(), path


def test_alternatives_share_their_draws():
    # Common random numbers: two equal alternatives never differ.
    made = study("visits")
    ours, theirs = (made.outcomes["society", name, "npv"] for name in ("project", "other"))
    assert ours.tobytes() == theirs.tobytes() and ours.std() > 0


@pytest.mark.parametrize(
    ("asked", "made"), [(1, 16), (16, 16), (17, 32), (1000, 1024), (8192, 8192), (8193, 16_384)]
)
def test_numbers_of_draws_are_rounded_up(asked, made):
    assert plan(asked, seed=1).total == made
    assert study("visits", changes={"case.draws": asked}).fingerprint["draws"] == made


# --- Even ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 64, 4096])
def test_each_replicate_is_stratified(size):
    # A scrambled Sobol' coordinate of 2^k points has exactly one in each interval of length 2^-k.
    made = Plan(seed=3, replicates=4, per_replicate=size)
    for name in ("lines.a.price", "lines.b.fte", "quantities.c.rate"):
        draws = made.uniforms(name, 0, made.total).reshape(4, size)
        assert np.all((draws > 0) & (draws < 1))
        for replicate in draws:
            assert np.array_equal(np.sort((replicate * size).astype(int)), np.arange(size))


def test_replicates_and_inputs_are_independent():
    # 4,096 pairs: a correlation beyond 4 / sqrt(n) would be chance once in 16,000 times.
    made = Plan(seed=3, replicates=2, per_replicate=4096)
    first, second = made.uniforms("lines.a.price", 0, 8192).reshape(2, 4096)
    other = made.uniforms("lines.b.price", 0, 4096)
    for one, two in ((first, second), (first, other)):
        assert abs(np.corrcoef(one, two)[0, 1]) < 4 / math.sqrt(4096)


# --- Distributions ------------------------------------------------------------------------------------------------

SHAPE = math.sqrt(math.log1p(0.25**2))
PAIRS = [
    (Uniform(low=-2.0, high=6.0), stats.uniform(-2, 8)),
    (Triangular(low=1.0, mode=2.0, high=5.0), stats.triang(0.25, 1, 4)),
    (Triangular(low=1.0, mode=1.0, high=5.0), stats.triang(0, 1, 4)),
    (Triangular(low=1.0, mode=5.0, high=5.0), stats.triang(1, 1, 4)),
    # PERT: beta on (low, high) with shapes 1 + 4 (mode - low) / range and 1 + 4 (high - mode) / range (Clark 1962).
    (Pert(low=1.0, mode=2.0, high=5.0), stats.beta(2, 4, 1, 4)),
    (Pert(low=-3.0, mode=-3.0, high=1.0), stats.beta(1, 5, -3, 4)),
    (Normal(mean=-4.0, sd=3.0), stats.norm(-4, 3)),
    # A lognormal with mean m and sd s has sigma^2 = ln(1 + (s/m)^2) and median m / sqrt(1 + (s/m)^2).
    (Lognormal(mean=8.0, sd=2.0), stats.lognorm(SHAPE, scale=8 / math.sqrt(1 + 0.25**2))),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda found: getattr(found, "kind", ""))
def test_distribution_against_scipy(ours, theirs):
    u = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 2001), [2.0**-33, 1 - 2.0**-33]])
    assert ours.ppf(u) == pytest.approx(theirs.ppf(u), rel=1e-9, abs=1e-9)
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12)
    assert ours.support == pytest.approx(theirs.support())
    assert np.all(np.diff(ours.ppf(np.sort(u))) >= 0)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda found: getattr(found, "kind", ""))
def test_moments_of_the_draws(ours, theirs):
    # One stratified replicate: the midpoint rule, so far closer than independent draws.
    draws = ours.ppf(Plan(seed=5, replicates=1, per_replicate=2**14).uniforms("x", 0, 2**14))
    assert draws.mean() == pytest.approx(theirs.mean(), abs=2e-3 * theirs.std())
    assert draws.std() == pytest.approx(theirs.std(), rel=1e-2)
    low, high = ours.support
    assert low <= draws.min() and draws.max() <= high


def test_a_fixed_number_does_not_vary():
    # Every other kind is judged in test_uncertainty_distributions.py.
    assert Fixed(value=3.0).ppf(np.array([0.1, 0.9])).tolist() == [3.0, 3.0] and Fixed(value=3.0).mean == 3.0


# --- The error ----------------------------------------------------------------------------------------------------


def test_the_error_covers_the_truth_as_often_as_it_says():
    # 3 N(1, 1) + 2 U(0, 1) - T(0, 1, 2) has mean 3; over 300 seeds the 95% interval of Student's t with 15 degrees of
    # freedom must hold it in about 285. The bounds are three standard deviations of that count.
    parts = {
        "a": (3, Normal(mean=1.0, sd=1.0)),
        "b": (2, Uniform(low=0.0, high=1.0)),
        "c": (-1, Triangular(0.0, 1.0, 2.0)),
    }
    covered = 0
    for seed in range(300):
        made = Plan(seed=seed, replicates=16, per_replicate=32)
        draws = sum(
            factor * spread.ppf(made.uniforms(name, 0, 512)) for name, (factor, spread) in parts.items()
        )
        error = replicate_error(draws, 16)
        covered += abs(draws.mean() - 3) <= stats.t(15).ppf(0.975) * error
    assert 285 - 3 * math.sqrt(300 * 0.95 * 0.05) <= covered <= 285 + 3 * math.sqrt(300 * 0.95 * 0.05)


def test_the_error_against_its_definition():
    draws = np.array([1.0, 3.0, 2.0, 6.0, 5.0, 1.0, 0.0, 2.0])
    means = [2.0, 4.0, 3.0, 1.0]
    expected = stats.sem(means)
    assert replicate_error(draws, 4) == pytest.approx(expected, rel=1e-14)


def test_the_error_of_a_study_is_that_of_its_replicates():
    made = study("visits")
    row = made.value("society", "project", "npv")
    means = made.outcomes["society", "project", "npv"].reshape(16, 64).mean(axis=1)
    assert row["mcse"] == pytest.approx(stats.sem(means), rel=1e-12)
    assert row["mcse"] < row["sd"] / math.sqrt(1024)
