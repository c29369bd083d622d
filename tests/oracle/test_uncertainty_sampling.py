"""Latin hypercube, plain draws and correlations: even, independent, reproducible, and as correlated as was asked."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.method.correlations import Correlation
from mll_finance.uncertainty import sampling
from mll_finance.uncertainty.correlation import (
    Copula,
    copulas,
    culprits,
    nearest_ranks,
    normal_correlation,
    possible,
    rank_correlation,
)
from mll_finance.uncertainty.sampling import Plan, plan
from mll_finance.uncertainty.summary import Ordered, share, summarise

METHODS = ("sobol", "latin_hypercube", "plain")
HEAD = """
case: {id: drawn, base_year: 2026, horizon: 4, draws: 4096, seed: 7}
alternatives: {baseline: {}, project: {}, other: {}}
lines:
  visits:
    kind: product
    alternative: [project, other]
    payer: municipality
    receiver: resources
    growth: {distribution: {kind: normal, mean: 0.01, sd: 0.003}, unit: 1/yr, source: x, quality: B}
    factors:
      number: {distribution: {kind: pert, low: 1, mode: 2, high: 5}, unit: visit/yr, source: x, quality: B}
      price: {distribution: {kind: lognormal, mean: 80, sd: 20}, unit: EUR, price_year: 2026, source: x, quality: B}
      share: {distribution: {kind: uniform, low: 0, high: 1}, unit: fraction, source: x, quality: B}
"""
NUMBER, PRICE, SHARE = (f"lines.visits.factors.{name}" for name in ("number", "price", "share"))


def tied(*pairs: tuple[str, str, float]) -> str:
    """The case with correlations."""
    made = [
        f"  pair_{place}: {{between: [{one}, {two}], rank: {rank}, source: x, quality: B}}"
        for place, (one, two, rank) in enumerate(pairs)
    ]
    return HEAD + "correlations:\n" + "\n".join(made) + "\n"


# --- Latin hypercube and plain ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [1, 2, 8, 1024])
def test_any_stretch_of_draws_is_that_of_the_whole(method, size):
    made = Plan(seed=3, replicates=4, per_replicate=size, method=method)
    whole = made.uniforms("a", 0, made.total)
    assert np.all((whole > 0) & (whole < 1))
    for step in {1, size, min(size, 4)}:
        parts = [made.uniforms("a", start, start + step) for start in range(0, made.total, step)]
        assert np.concatenate(parts).tobytes() == whole.tobytes()


@pytest.mark.parametrize("size", [2, 64, 4096])
def test_a_latin_hypercube_has_one_draw_in_each_stratum(size):
    made = Plan(seed=3, replicates=4, per_replicate=size, method="latin_hypercube")
    for name in ("a", "b"):
        for replicate in made.uniforms(name, 0, made.total).reshape(4, size):
            assert np.array_equal(np.sort((replicate * size).astype(int)), np.arange(size))


@pytest.mark.parametrize("method", ["latin_hypercube", "plain"])
def test_inputs_replicates_and_neighbours_are_independent(method):
    # 4,096 pairs: a correlation beyond 4 / sqrt(n) would be chance once in 16,000 times.
    made = Plan(seed=3, replicates=2, per_replicate=4096, method=method)
    first, second = made.uniforms("a", 0, 8192).reshape(2, 4096)
    other = made.uniforms("b", 0, 4096)
    for one, two in ((first, second), (first, other), (first[1:], first[:-1]), (first[2:], first[:-2])):
        assert abs(np.corrcoef(one, two)[0, 1]) < 4 / math.sqrt(4096)


def test_plain_draws_are_uniform():
    draws = plan(2**14, seed=5, method="plain").uniforms("a", 0, 2**14)
    assert stats.kstest(draws, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("method", METHODS)
def test_the_method_of_a_case_keeps_its_bits_in_blocks(monkeypatch, method):
    case = case_from_text(tied((NUMBER, PRICE, 0.6), (PRICE, SHARE, -0.3))).with_({"case.sampling": method})
    usual = appraise(case).outcomes["society", "project", "npv"]
    for block in (16, 256, 2**20):
        monkeypatch.setattr(sampling, "BLOCK", block)
        assert appraise(case).outcomes["society", "project", "npv"].tobytes() == usual.tobytes()


def test_the_methods_agree_and_even_draws_are_surer():
    case = case_from_text(HEAD)
    rows = {m: appraise(case.with_({"case.sampling": m})).value("society", "project", "npv") for m in METHODS}
    for method in METHODS[1:]:
        apart = abs(rows[method]["mean"] - rows["sobol"]["mean"])
        assert apart < 4 * math.hypot(rows[method]["mcse"], rows["sobol"]["mcse"])
    assert max(rows[method]["mcse"] for method in METHODS[:2]) < rows["plain"]["mcse"] / 2
    # The textbook error holds for plain draws; it is known to a fifth over 16 replicates, three times that is allowed.
    assert rows["plain"]["mcse"] == pytest.approx(rows["plain"]["sd"] / math.sqrt(4096), rel=0.6)


# --- Correlations -------------------------------------------------------------------------------------------------


def test_rank_and_normal_correlation_are_each_others_inverse():
    ranks = np.linspace(-0.99, 0.99, 67)
    assert rank_correlation(normal_correlation(ranks)) == pytest.approx(ranks, abs=1e-12)
    # Kruskal (1958): 6/pi arcsin(rho / 2).
    assert float(rank_correlation(np.array(0.5))) == pytest.approx(6 / math.pi * math.asin(0.25), rel=1e-14)


@pytest.mark.parametrize("rank", [-0.9, -0.3, 0.6, 0.95])
@pytest.mark.parametrize("method", METHODS)
def test_the_correlation_asked_for_is_reached(method, rank):
    case = case_from_text(tied((NUMBER, PRICE, rank))).with_({"case.sampling": method})
    draws = appraise(case).draws
    found = [
        stats.spearmanr(draws.of_path(NUMBER)[part], draws.of_path(PRICE)[part])[0]
        for part in np.split(np.arange(4096), 16)
    ]
    # The spread between 16 replicates; their mean within four standard errors (and the bias of 256 pairs, below 1/256).
    assert np.mean(found) == pytest.approx(rank, abs=4 * stats.sem(found) + 1 / 256)


def test_three_at_once():
    asked = {(NUMBER, PRICE): 0.6, (PRICE, SHARE): -0.5, (NUMBER, SHARE): 0.1}
    case = case_from_text(tied(*((*pair, rank) for pair, rank in asked.items())))
    draws = appraise(case.with_({"case.draws": 2**15})).draws
    for (one, two), rank in asked.items():
        found = stats.spearmanr(draws.of_path(one), draws.of_path(two))[0]
        assert found == pytest.approx(rank, abs=0.01)


def test_each_number_keeps_its_distribution_and_the_others_their_draws():
    alone, made = case_from_text(HEAD), case_from_text(tied((NUMBER, PRICE, 0.8)))
    before, after = appraise(alone).draws, appraise(made).draws
    for path in ("lines.visits.growth", SHARE, NUMBER):
        # NUMBER is first of its group in the alphabet, so it leads and the other follows.
        assert after.of_path(path).tobytes() == before.of_path(path).tobytes()
    prices = after.of_path(PRICE)
    sigma = math.sqrt(math.log1p(0.25**2))
    theirs = stats.lognorm(sigma, scale=80 / math.sqrt(1 + 0.25**2))
    assert stats.kstest(prices, theirs.cdf).statistic < 1.63 / math.sqrt(4096)
    assert prices.tobytes() == np.concatenate([part[PRICE] for part in after.blocks()]).tobytes()


def test_correlation_moves_the_spread_as_it_should():
    # x + y with x, y standard normal and correlation r: variance 2 + 2 r.
    (made,) = copulas({("x", "y"): float(rank_correlation(np.array(0.5)))})
    drawn = plan(2**16, seed=4)
    u = made.uniforms({name: drawn.uniforms(name, 0, 2**16) for name in ("x", "y")})
    total = stats.norm.ppf(u["x"]) + stats.norm.ppf(u["y"])
    assert total.var() == pytest.approx(3.0, rel=0.01)


CLASH = np.array([[1.0, 0.9, 0.9, 0.2], [0.9, 1.0, -0.5, 0.0], [0.9, -0.5, 1.0, 0.0], [0.2, 0.0, 0.0, 1.0]])


def test_the_culprits_are_the_fewest_that_clash():
    assert not possible(CLASH)
    assert culprits(CLASH) == (0, 1, 2)
    for left_out in range(3):
        kept = [place for place in range(3) if place != left_out]
        assert possible(CLASH[np.ix_(kept, kept)])


def test_the_nearest_is_possible_and_nearer_than_shrinking():
    near = nearest_ranks(CLASH)
    assert possible(normal_correlation(near))
    assert np.allclose(np.diag(near), 1)
    # Shrinking all correlations by one factor until they are possible is a valid repair too: the nearest is no further.
    factors = [
        f for f in np.linspace(1, 0, 1001) if possible(normal_correlation(f * CLASH + (1 - f) * np.eye(4)))
    ]
    shrunk = factors[0] * CLASH + (1 - factors[0]) * np.eye(4)
    assert np.linalg.norm(near - CLASH) < np.linalg.norm(shrunk - CLASH)


def test_what_is_possible_is_left_alone():
    fine = np.array([[1.0, 0.5, 0.25], [0.5, 1.0, 0.5], [0.25, 0.5, 1.0]])
    assert nearest_ranks(fine) == pytest.approx(fine, abs=1e-12)


def test_a_copula_of_one_pair_against_numpy():
    made = Copula(("a", "b"), np.linalg.cholesky(np.array([[1.0, 0.6], [0.6, 1.0]])))
    a, b = np.array([0.2, 0.7]), np.array([0.6, 0.9])
    found = made.uniforms({"a": a, "b": b})
    assert found["a"].tolist() == a.tolist()
    assert found["b"] == pytest.approx(stats.norm.cdf(0.6 * stats.norm.ppf(a) + 0.8 * stats.norm.ppf(b)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (tied((NUMBER, "lines.visits.factors.prize", 0.3)), "did you mean 'lines.visits.factors.price'"),
        (HEAD.replace("{kind: uniform, low: 0, high: 1}", "{kind: uniform, low: 0, high: 1}, value: 0.5")
         .replace("distribution: {kind: lognormal, mean: 80, sd: 20}", "value: 80")
         + f"correlations: {{one: {{between: [{NUMBER}, {PRICE}], rank: 0.4, source: x, quality: B}}}}\n",
         f"'{PRICE}' is certain"),
        (tied((NUMBER, PRICE, 1)), "ends excluded"),
        (tied((NUMBER, NUMBER, 0.2)), "two different numbers"),
        (tied((NUMBER, PRICE, 0.2), (PRICE, NUMBER, 0.2)), "the same pair as pair_0"),
        (tied((NUMBER, PRICE, 0.9), (NUMBER, SHARE, 0.9), (PRICE, SHARE, -0.5)),
         "pair_0, pair_1, pair_2 cannot hold together"),
    ],
)  # fmt: skip
def test_wrong_correlations_are_told(text, said):
    with pytest.raises(InputError) as found:
        case_from_text(text)
    assert said in str(found.value)
    assert "correlations." in str(found.value)


def test_what_the_message_proposes_is_accepted():
    clash = tied((NUMBER, PRICE, 0.9), (NUMBER, SHARE, 0.9), (PRICE, SHARE, -0.5))
    with pytest.raises(InputError) as found:
        case_from_text(clash)
    proposed = str(found.value).split("the nearest that can: ")[1].split("\n")[0]
    ranks = [float(part.split()[1]) for part in proposed.split(", ")]
    assert len(ranks) == 3
    case_from_text(tied((NUMBER, PRICE, ranks[0]), (NUMBER, SHARE, ranks[1]), (PRICE, SHARE, ranks[2])))


def test_a_number_made_certain_leaves_its_correlation():
    case = case_from_text(tied((NUMBER, PRICE, 0.5), (PRICE, SHARE, 0.2)))
    fixed = case.with_({NUMBER: 2})
    assert list(fixed.parts(Correlation)) == ["pair_1"]
    alone = case_from_text(tied((PRICE, SHARE, 0.2)))
    assert appraise(fixed).draws.of_path(SHARE).tobytes() == appraise(alone).draws.of_path(SHARE).tobytes()


# --- The error of figures -----------------------------------------------------------------------------------------


def test_summary_against_numpy():
    draws = np.random.default_rng(3).gamma(2.0, size=16 * 64)
    made, parts = summarise(draws, 16), draws.reshape(16, 64)
    assert made.mean.value == pytest.approx(draws.mean(), rel=1e-14)
    assert made.sd.value == pytest.approx(draws.std(ddof=1), rel=1e-13)
    assert made.sd.error == pytest.approx(stats.sem(parts.std(axis=1, ddof=1)), rel=1e-12)
    for place, level in enumerate((5, 50, 95)):
        assert made.percentiles[place].value == pytest.approx(np.percentile(draws, level), rel=1e-13)
        expected = stats.sem(np.percentile(parts, level, axis=1))
        assert made.percentiles[place].error == pytest.approx(expected, rel=1e-12)
    assert share(draws < 1, 16).value == pytest.approx(np.mean(draws < 1))
    assert Ordered(draws, 16).place_of(draws[5]).value == pytest.approx(
        stats.percentileofscore(draws, draws[5], kind="mean") / 100
    )


@pytest.mark.parametrize("figure", ["p05", "p50", "p95", "sd", "probability"])
def test_the_errors_cover_the_truth_as_often_as_they_say(figure):
    # N(1, 1) drawn plainly; over 200 seeds the 95% interval of Student's t (15) must hold the truth in about 190. The
    # bounds are four standard deviations of that count; a percentile of 128 draws is slightly biased.
    truth = {"p05": -0.6448536, "p50": 1.0, "p95": 2.6448536, "sd": 1.0, "probability": stats.norm.cdf(-1)}[
        figure
    ]
    covered = 0
    for seed in range(200):
        u = Plan(seed=seed, replicates=16, per_replicate=128, method="plain").uniforms("x", 0, 2048)
        draws = 1 + stats.norm.ppf(u)
        made = summarise(draws, 16)
        figures = dict(zip(("p05", "p50", "p95"), made.percentiles, strict=True))
        found = {**figures, "sd": made.sd, "probability": share(draws < 0, 16)}[figure]
        covered += abs(found.value - truth) <= stats.t(15).ppf(0.975) * found.error
    assert abs(covered - 190) <= 4 * math.sqrt(200 * 0.95 * 0.05)
