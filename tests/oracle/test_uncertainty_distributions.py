"""Every distribution against scipy.stats or a sum: quantiles, mean, cut-offs, scaling; and the table of quantiles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from mll_finance.inputs.text.ranges import distribution
from mll_finance.uncertainty.distributions import (
    KINDS,
    DistributionError,
    Part,
    Truncated,
    can_truncate,
    scaled,
    written,
)
from mll_finance.uncertainty.distributions.beta import Beta
from mll_finance.uncertainty.distributions.discrete import Discrete
from mll_finance.uncertainty.distributions.empirical import Empirical
from mll_finance.uncertainty.distributions.fat_tail import FatTail
from mll_finance.uncertainty.distributions.fixed import Fixed
from mll_finance.uncertainty.distributions.gamma import Gamma
from mll_finance.uncertainty.distributions.interval import Interval
from mll_finance.uncertainty.distributions.lognormal import Lognormal
from mll_finance.uncertainty.distributions.mixture import Mixture
from mll_finance.uncertainty.distributions.normal import Normal
from mll_finance.uncertainty.distributions.pert import Pert
from mll_finance.uncertainty.distributions.triangular import Triangular
from mll_finance.uncertainty.distributions.uniform import Uniform
from mll_finance.uncertainty.quantile_table import ALLOWED_ERROR, beta_table, gamma_table

U = np.concatenate(
    [
        np.linspace(1e-6, 1 - 1e-6, 4001),
        2.0 ** -np.linspace(1, 33, 2000),
        1 - 2.0 ** -np.linspace(1, 33, 2000),
        [2.0**-33, 0.5, 0.25, 1 - 2.0**-33],
    ]
)
SIGMA = math.sqrt(math.log1p(0.25**2))
# (log 10 - log 3) / (2 x 1.6448536) is the spread of the logarithm of a value that lies in 3..10 for 90%.
LOG = (math.log(10) - math.log(3)) / 2 / 1.6448536269514722
CONTINUOUS = [
    (Uniform(-2.0, 6.0), stats.uniform(-2, 8)),
    (Triangular(1.0, 2.0, 5.0), stats.triang(0.25, 1, 4)),
    (Triangular(1.0, 1.0, 5.0), stats.triang(0, 1, 4)),
    (Pert(1.0, 2.0, 5.0), stats.beta(2, 4, 1, 4)),
    (Beta(2.5, 0.7), stats.beta(2.5, 0.7)),
    (Beta(0.4, 0.4, -1.0, 3.0), stats.beta(0.4, 0.4, -1, 4)),
    (Beta(3.0, 1.5, 10.0, 20.0), stats.beta(3, 1.5, 10, 10)),
    (Normal(-4.0, 3.0), stats.norm(-4, 3)),
    (Lognormal(8.0, 2.0), stats.lognorm(SIGMA, scale=8 / math.sqrt(1 + 0.25**2))),
    (Gamma(6.0, 2.0), stats.gamma(9, scale=2 / 3)),
    (Gamma(2.0, 6.0), stats.gamma(1 / 9, scale=18)),
    (Interval(3.0, 10.0), stats.norm(6.5, 3.5 / 1.6448536269514722)),
    (Interval(3.0, 10.0, 0.9, "lognormal"), stats.lognorm(LOG, scale=math.sqrt(30))),
]


def name(found: object) -> str:
    return getattr(found, "kind", "")


@pytest.mark.parametrize(("ours", "theirs"), CONTINUOUS, ids=name)
def test_quantiles_mean_and_support(ours, theirs):
    width = theirs.std()
    assert ours.ppf(U) == pytest.approx(theirs.ppf(U), rel=1e-9, abs=1e-9 * width)
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12)
    assert ours.support == pytest.approx(theirs.support())


@pytest.mark.parametrize(("ours", "theirs"), CONTINUOUS, ids=name)
def test_probabilities_and_partial_means(ours, theirs):
    for u in (0.01, 0.3, 0.62, 0.99):
        x = float(theirs.ppf(u))
        assert ours.cdf(x) == pytest.approx(u, rel=1e-9)
        partial, _ = integrate.quad(lambda v: float(theirs.ppf(v)), 0, u, limit=400)
        assert ours.partial_mean(x) == pytest.approx(partial, rel=1e-6, abs=1e-8 * theirs.std())


@pytest.mark.parametrize(("ours", "theirs"), CONTINUOUS, ids=name)
def test_cut_off(ours, theirs):
    low, high = (float(theirs.ppf(share)) for share in (0.2, 0.9))
    for cut, start, stop in (((low, None), 0.2, 1.0), ((None, high), 0.0, 0.9), ((low, high), 0.2, 0.9)):
        made = Truncated(ours, *cut)
        u = np.linspace(0.001, 0.999, 501)
        width = theirs.std()
        assert made.ppf(u) == pytest.approx(
            theirs.ppf(start + (stop - start) * u), rel=1e-8, abs=1e-8 * width
        )
        mean, _ = integrate.quad(lambda v: float(theirs.ppf(v)), start, stop, limit=400)
        assert made.mean == pytest.approx(mean / (stop - start), rel=1e-6, abs=1e-7 * width)
        below, above = made.support
        assert np.all((made.ppf(U) >= below) & (made.ppf(U) <= above))


def test_cut_off_normal_against_scipys_own():
    ours, theirs = Truncated(Normal(3.0, 2.0), low=0.0), stats.truncnorm(-1.5, np.inf, 3, 2)
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12)
    assert ours.ppf(U) == pytest.approx(theirs.ppf(U), rel=1e-7, abs=1e-7)


def test_discrete_against_a_count():
    # 1 with 1/4, 2 with 1/2, 5 with 1/4: of 8 even draws two, four and two.
    made = Discrete(values=(5.0, 1.0, 2.0), weights=(1.0, 1.0, 2.0))
    assert made.ppf((np.arange(8) + 0.5) / 8).tolist() == [1, 1, 2, 2, 2, 2, 5, 5]
    assert made.mean == 2.5
    assert made.support == (1, 5)


def test_empirical_against_numpy():
    values = (4.0, 1.0, 3.0, 3.0, 9.0)
    made = Empirical(values)
    u = np.linspace(0.001, 0.999, 997)
    assert made.ppf(u).tolist() == np.quantile(values, u, method="inverted_cdf").tolist()
    assert made.mean == 4.0


@pytest.mark.parametrize("alpha", [0.7, 1.0, 1.6])
def test_fat_tail_against_its_parts(alpha):
    # research: 82% triangular(-0.10, 0.10, 0.50), 18% Pareto from 0.5, capped.
    made = FatTail(-0.1, 0.1, 0.5, 0.18, alpha, 4.0)
    body, tail = stats.triang(1 / 3, -0.1, 0.6), stats.pareto(alpha, scale=0.5)
    u = np.array([0.01, 0.4, 0.8, 0.83, 0.9, 0.97, 0.999999])
    expected = [
        body.ppf(x / 0.82) if x < 0.82 else min(float(tail.ppf((x - 0.82) / 0.18)), 4.0) for x in u.tolist()
    ]
    assert made.ppf(u) == pytest.approx(expected, rel=1e-9)
    # E min(X, c) = integral of the survival function up to c.
    beyond, _ = integrate.quad(tail.sf, 0, 4.0, points=[0.5])
    assert made.mean == pytest.approx(0.82 * body.mean() + 0.18 * beyond, rel=1e-9)
    assert np.all(np.diff(made.ppf(np.sort(U))) >= 0)


CUT = Truncated(Normal(10.0, 3.0), low=7.0)
MIXTURES = [
    # Weights need not add up to 1.
    (
        Mixture((Part(82, Triangular(-0.1, 0.1, 0.5)), Part(18, Lognormal(1.5, 1.0)))),
        [
            (0.82, stats.triang(1 / 3, -0.1, 0.6)),
            (0.18, stats.lognorm(math.sqrt(math.log1p(4 / 9)), scale=1.5 / math.sqrt(1 + 4 / 9))),
        ],
    ),
    # A gap between the parts.
    (
        Mixture((Part(0.3, Uniform(0.0, 1.0)), Part(0.7, Pert(5.0, 6.0, 9.0)))),
        [(0.3, stats.uniform(0, 1)), (0.7, stats.beta(2, 4, 5, 4))],
    ),
    (
        Mixture((Part(1, Gamma(6.0, 2.0)), Part(1, CUT), Part(2, Normal(-4.0, 3.0)))),
        [
            (0.25, stats.gamma(9, scale=2 / 3)),
            (0.25, stats.truncnorm(-1, np.inf, 10, 3)),
            (0.5, stats.norm(-4, 3)),
        ],
    ),
]


@pytest.mark.parametrize(("ours", "theirs"), MIXTURES)
def test_mixture_against_root_finding_on_the_weighted_sum(ours, theirs):
    def cdf(x: float) -> float:
        return sum(share * float(one.cdf(x)) for share, one in theirs)

    for u in (1e-6, 0.01, 0.2, 0.29, 0.31, 0.5, 0.8, 0.83, 0.95, 0.999, 1 - 1e-6):
        ends = [float(one.ppf(u)) for _, one in theirs]
        expected = optimize.brentq(lambda x, u=u: cdf(x) - u, min(ends) - 1, max(ends) + 1, xtol=1e-14)
        assert float(ours.ppf(np.array([u]))[0]) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert float(ours.cdf(expected)) == pytest.approx(u, rel=1e-9)
    assert ours.mean == pytest.approx(sum(share * one.mean() for share, one in theirs), rel=1e-9)
    supports = [one.support() for _, one in theirs]
    assert ours.support == (min(low for low, _ in supports), max(high for _, high in supports))


def test_a_mixture_with_a_value_that_is_certain():
    # In one case of four nothing at all, else 1 to 3: 0 up to u = 1/4, then 1 + 2 (u - 1/4) / (3/4).
    made = Mixture((Part(1, Fixed(0.0)), Part(3, Uniform(1.0, 3.0))))
    u = np.array([0.1, 0.24, 0.25, 0.26, 0.625, 0.99])
    expected = [0.0, 0.0, 0.0, *(1 + 2 * (u[3:] - 0.25) / 0.75)]
    assert made.ppf(u) == pytest.approx(expected, abs=1e-12)
    assert made.mean == pytest.approx(1.5)


def test_each_quantile_of_a_mixture_has_the_same_bits_whatever_its_neighbours():
    made = MIXTURES[0][0]
    assert made.ppf(U)[17:300].tobytes() == made.ppf(U[17:300]).tobytes()


def test_a_mixture_as_a_case_writes_it():
    text = {"kind": "mixture", "parts": [{"weight": 1.0, "kind": "uniform", "low": 0.0, "high": 1.0}]}
    text["parts"].append({"weight": 3.0, "kind": "normal", "mean": 2.0, "sd": 1.0, "truncate": {"low": 0.0}})
    made = distribution(text)
    assert made == Mixture((Part(1.0, Uniform(0.0, 1.0)), Part(3.0, Truncated(Normal(2.0, 1.0), low=0.0))))
    assert written(made) == text


OTHERS = [
    Discrete(values=(1.0, 2.0), weights=(1.0, 3.0)),
    Empirical((1.0, 4.0, 2.0)),
    FatTail(-0.1, 0.1, 0.5, 0.18, 1.0, 4.0),
    Truncated(Normal(3.0, 2.0), low=0.0, high=5.0),
    Truncated(Gamma(3.0, 2.0), high=5.0),
    Mixture((Part(0.8, Pert(1.0, 2.0, 5.0)), Part(0.2, Lognormal(8.0, 2.0)))),
]


@pytest.mark.parametrize("made", [ours for ours, _ in CONTINUOUS] + OTHERS, ids=name)
def test_scaled_is_the_factor_times_the_variable(made):
    u = np.linspace(0.01, 0.99, 99)
    assert scaled(made, 2.5).ppf(u) == pytest.approx(2.5 * made.ppf(u), rel=1e-9)
    assert scaled(made, 2.5).mean == pytest.approx(2.5 * made.mean, rel=1e-12)


def test_every_kind_is_judged_here():
    judged = {type(ours).kind for ours, _ in CONTINUOUS} | {type(ours).kind for ours in OTHERS}
    assert judged - {"truncated"} | {"fixed"} == set(KINDS)
    assert {kind for kind in KINDS if can_truncate(kind)} == {type(ours).kind for ours, _ in CONTINUOUS}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Beta(0.0, 1.0),
        lambda: Beta(1.0, 1.0, 2.0, 2.0),
        lambda: Beta(1.0, 0.0),
        lambda: Uniform(1.0, 1.0),
        lambda: Triangular(1.0, 0.5, 2.0),
        lambda: Triangular(1.0, 1.0, 1.0),
        lambda: Pert(1.0, 2.5, 2.0),
        lambda: Pert(1.0, 1.0, 1.0),
        lambda: Normal(1.0, 0.0),
        lambda: Lognormal(0.0, 1.0),
        lambda: Lognormal(1.0, 0.0),
        lambda: Gamma(-1.0, 1.0),
        lambda: Gamma(0.0, 1.0),
        lambda: Gamma(1.0, 0.0),
        lambda: Interval(1.0, 1.0),
        lambda: Interval(1.0, 2.0, 0.0),
        lambda: Discrete((), ()),
        lambda: FatTail(-0.1, 0.1, 0.5, 0.0, 1.0, 4.0),
        lambda: FatTail(-0.1, 0.1, 0.5, 1.0, 1.0, 4.0),
        lambda: FatTail(-0.1, 0.1, 0.5, 0.18, 0.0, 4.0),
        lambda: FatTail(-0.2, -0.1, 0.0, 0.18, 1.0, 4.0),
        lambda: FatTail(-0.1, 0.1, 0.5, 0.18, 1.0, 0.5),
        lambda: FatTail(0.5, 0.5, 0.5, 0.18, 1.0, 4.0),
        lambda: Interval(0.0, 2.0, 0.9, "lognormal"),
        lambda: Interval(1.0, 2.0, 1.0),
        lambda: Discrete((1.0, 2.0), (1.0,)),
        lambda: Discrete((1.0, 2.0), (1.0, 0.0)),
        lambda: Empirical(()),
        lambda: FatTail(-0.1, 0.1, 0.5, 0.18, 1.0, 0.4),
        lambda: Truncated(Discrete((1.0,), (1.0,)), low=0.0),
        lambda: Mixture((Part(1.0, Uniform(0.0, 1.0)),)),
        lambda: Mixture((Part(1.0, Uniform(0.0, 1.0)), Part(0.0, Uniform(0.0, 2.0)))),
        lambda: Mixture((Part(1.0, Uniform(0.0, 1.0)), Part(1.0, Empirical((1.0, 2.0))))),
        lambda: Truncated(Uniform(0.0, 1.0), low=2.0),
        lambda: Truncated(Normal(0.0, 1.0), low=9.0),
    ],
)
def test_contradictions_are_refused(make):
    with pytest.raises(DistributionError):
        make()


# --- The table of quantiles ---------------------------------------------------------------------------------------

SHAPES = [(2.0, 4.0), (1.0, 5.0), (5.0, 1.0), (3.0, 3.0), (1.0, 1.0), (1.0001, 4.9999), (3.3, 2.7)]
EXTREME = [(1000.0, 1000.0), (1.0, 1000.0), (1000.0, 1.0), (300.0, 4.0), (1.5, 1e3), (0.5, 0.5), (0.3, 2.0)]


@pytest.mark.parametrize("shapes", SHAPES + EXTREME)
def test_table_of_the_beta_is_no_further_off_than_it_says(shapes):
    table = beta_table(*shapes)
    assert table is not None
    off = np.abs(table.ppf(U, lambda u: special.betaincinv(*shapes, u)) - special.betaincinv(*shapes, U))
    assert off.max() <= 1.05 * table.error + 4e-16
    assert table.error <= ALLOWED_ERROR < 1e-9
    # Also against the spread, which for large shapes is a small part of the width.
    assert off.max() / stats.beta(*shapes).std() < 1e-9


def test_pert_shapes_all_have_a_table():
    # PERT: first shape 1 to 5, the two add up to 6.
    errors = [beta_table(first, 6.0 - first).error for first in np.linspace(1, 5, 81).tolist()]
    assert max(errors) < 2e-11


def test_a_shape_that_the_table_cannot_follow_is_left_to_scipy():
    assert beta_table(0.05, 0.05) is None
    assert Beta(0.05, 0.05).ppf(U) == pytest.approx(special.betaincinv(0.05, 0.05, U), rel=1e-15)


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.5, 9.0, 100.0, 1e4])
def test_table_of_the_gamma(shape):
    table = gamma_table(shape)
    assert table is not None
    off = np.abs(table.ppf(U, lambda u: special.gammaincinv(shape, u)) - stats.gamma(shape).ppf(U))
    assert off.max() / math.sqrt(shape) < 1e-9


def test_beyond_the_table_the_function_itself():
    u = np.array([2.0**-60, 0.3, 1 - 2.0**-53])
    assert Pert(0.0, 1.0, 4.0).ppf(u) == pytest.approx(4 * special.betaincinv(2, 4, u), rel=1e-9)
