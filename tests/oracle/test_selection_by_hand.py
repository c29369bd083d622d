"""Net benefit, break-even precision and exact sample sizes against loops that share nothing with them."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from scipy import stats

from mll_finance.formulas.proof_size import binomial_tail, required_proof
from mll_finance.formulas.selection import net_benefit, precision_needed, selected_shares


def test_net_benefit_is_a_count_of_people() -> None:
    random = np.random.default_rng(7)
    is_right = random.random(4000) < 0.15
    score = np.where(is_right, random.beta(4, 4, 4000), random.beta(2, 6, 4000))
    for probability in (0.05, 0.2, 0.35, 0.6):
        is_selected = score >= probability
        benefit = 0.0
        for right, selected in zip(is_right, is_selected, strict=True):
            if selected:
                benefit += 1.0 if right else -probability / (1 - probability)
        precision = float(is_right[is_selected].mean())
        recall = float(is_selected[is_right].mean())
        shares = selected_shares(precision, recall, prevalence=float(is_right.mean()))
        assert float(net_benefit(*shares, threshold=probability)) == pytest.approx(benefit / 4000, abs=1e-12)


def brought(precision: float, recall: float, gain: float, loss: float, reach: float) -> float:
    """What a selection brings for each case that there is to find, one follow-up after the other."""
    flags = min(recall / precision, reach)
    return flags * precision * gain - flags * (1 - precision) * loss


@pytest.mark.parametrize(
    ("gain", "loss", "needed", "reach"),
    [
        (1000.0, 100.0, 200.0, 1.0),
        (1000.0, 0.0, 300.0, 2.0),
        (500.0, 400.0, 50.0, 8.0),
        (500.0, 400.0, 0.0, 0.5),
    ],
)
def test_the_precision_needed_is_where_a_scan_crosses(
    gain: float, loss: float, needed: float, reach: float
) -> None:
    recalls = np.linspace(0.021, 1.0, 50)
    found = precision_needed(recalls, gain=gain, loss=loss, needed=needed, reach=reach)
    scanned = np.linspace(1e-4, 1.0, 20001)
    some_without = 0
    for recall, precision in zip(recalls, found, strict=True):
        worth = np.array([brought(p, recall, gain, loss, reach) for p in scanned[::20]])
        enough = scanned[::20][worth >= needed - 1e-9 * gain]
        if np.isnan(precision):
            some_without += 1
            assert enough.size == 0
        else:
            assert enough.size and enough[0] - precision == pytest.approx(0.0, abs=1.1e-3)
    assert needed == 0 or some_without > 0


def test_beyond_the_capacity_recall_is_worth_nothing() -> None:
    found = precision_needed(np.array([0.6, 0.8, 1.0]), gain=900.0, loss=90.0, needed=150.0, reach=1.0)
    assert found.tolist() == [found[0]] * 3


def fewest(demanded: float, true: float, power: float) -> tuple[int, int]:
    """The first size that serves, size after size."""
    cases = 1
    while True:
        right = int(stats.binom.isf(0.05, cases, demanded)) + 1
        if stats.binom.sf(right - 1, cases, true) >= power and right <= cases:
            assert stats.binom.sf(right - 1, cases, demanded) <= 0.05
            return cases, right
        cases += 1


@pytest.mark.parametrize(
    ("demanded", "true"),
    [
        (0.2, 0.4),
        (0.9, 0.95),
        (0.05, 0.2),
        (0.1, 0.13),
        (0.104, 0.115),
        (0.5, 0.999),
        (0.01, 0.02),
        (0.6, 0.65),
    ],
)
@pytest.mark.parametrize("power", [0.5, 0.8, 0.9])
def test_the_exact_size_is_the_first_of_a_loop(demanded: float, true: float, power: float) -> None:
    cases, right = fewest(demanded, true, power)
    assert required_proof(demanded, true, significance=0.05, power=power) == (cases, right)


def test_tails_by_counting() -> None:
    for cases in (1, 7, 30):
        for share in (0.0, 0.03, 0.5, 0.97, 1.0):
            for least in range(-1, cases + 2):
                counted = sum(
                    comb(cases, k) * share**k * (1 - share) ** (cases - k)
                    for k in range(max(least, 0), cases + 1)
                )
                assert binomial_tail(least, cases, share=share) == pytest.approx(counted, abs=1e-12)
    assert binomial_tail(100_500, 1_000_000, share=0.1) == pytest.approx(
        float(stats.binom.sf(100_499, 1_000_000, 0.1)), rel=1e-7
    )
