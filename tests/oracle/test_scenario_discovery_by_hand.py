"""Boxes of the patient rule induction method, worked out by hand.

The balance of coverage and density is their harmonic mean, with h failures in a box of s draws and F failures in all
2 h / (F + s). Each peel takes what lies below the 5% quantile (or above the 95% quantile) of one input; the quantile
lies between two draws in the usual way (Hyndman and Fan, type 7).
"""

from __future__ import annotations

import numpy as np
import pytest

from mll_finance.uncertainty.scenario_discovery import Box, Limit, inside, judged, prim

HUNDRED = np.arange(100.0)


def grid() -> np.ndarray:
    """Two inputs of 0 to 9, each pair once."""
    return np.array([[x, y] for x in range(10) for y in range(10)], dtype=float).T


def counted(*groups: tuple[float, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """One input by groups of equal draws: its value, how many draws, how many of these fail."""
    values = [value for value, size, _ in groups for _ in range(size)]
    failed = [place < fails for _, size, fails in groups for place in range(size)]
    return np.array([values]), np.array(failed)


def test_both_ends_of_a_limit_lie_inside() -> None:
    limits = (Limit(0, True, 2.0), Limit(0, False, 3.0))
    assert inside(limits, np.array([[1.0, 2.0, 2.5, 3.0, 4.0]])).tolist() == [False, True, True, True, False]


def test_coverage_density_and_support() -> None:
    # Of 100 draws 20 fail; the box holds 50 draws, 10 of which fail.
    box = judged((Limit(0, True, 50.0),), HUNDRED[None], failed=(HUNDRED >= 40) & (HUNDRED < 60))
    assert (box.coverage, box.density, box.support) == (0.5, 0.2, 0.5)
    assert box.quality == pytest.approx(2 * 10 / (20 + 50))


def test_an_empty_box_and_a_case_without_failures_are_worth_nothing() -> None:
    nothing = judged((Limit(0, True, 200.0),), HUNDRED[None], failed=HUNDRED >= 40)
    assert (nothing.coverage, nothing.density, nothing.support, nothing.quality) == (0.0, 0.0, 0.0, 0.0)
    assert prim(HUNDRED[None], HUNDRED < 0, smallest=0.1, most=3) == Box((), 0.0, 0.0, 1.0)


def test_where_all_draws_fail_there_is_no_condition() -> None:
    assert prim(HUNDRED[None], HUNDRED >= 0, smallest=0.1, most=3) == Box((), 1.0, 1.0, 1.0)


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_path_of_peeling(mirrored: bool) -> None:
    # 100, 95, 90, 85, 80, 76, 72, 68, 64, 60, 57, 54, 51, 48 draws stay: below the quantile lie 5, then 4, then 3.
    # Of 54 draws (46 to 99) the quantile is 46 + 0.05 x 53 = 48.65; the 51 above it hold all 50 failures, a balance of
    # 100 / 101. The next 48 all fail, but the balance is 96 / 98.
    inputs = (99.0 - HUNDRED if mirrored else HUNDRED)[None]
    box = prim(inputs, HUNDRED >= 50, smallest=0.05, most=3)
    (limit,) = box.limits
    assert (limit.input, limit.at_least) == (0, not mirrored)
    assert limit.value == pytest.approx(99 - 48.65 if mirrored else 48.65)
    assert (box.coverage, box.density, box.support) == (1.0, 50 / 51, 0.51)


@pytest.mark.parametrize(
    ("smallest", "size"), [(0.05, 2), (0.10, 2), (0.11, 3), (0.15, 3), (0.16, 4), (0.5, 10), (0.51, 11)]
)
def test_a_box_as_small_as_may_be_is_kept_and_a_smaller_one_is_not(smallest: float, size: int) -> None:
    # Of 20 draws the last 2 fail and every peel takes one draw, so the best box is the smallest that may be.
    box = prim(np.arange(20.0)[None], np.arange(20) >= 18, smallest=smallest, most=3)
    assert (box.coverage, box.density, box.support) == (1.0, pytest.approx(2 / size), size / 20)
    assert [limit.at_least for limit in box.limits] == [True]


def test_of_two_boxes_that_are_as_good_the_larger_one_is_kept() -> None:
    # Above 1: 4 of 8 fail, 8 / 12. Above 2: 3 of 5 fail, 6 / 9.
    inputs, failed = counted((0.0, 12, 0), (1.0, 3, 1), (2.0, 5, 3))
    assert prim(inputs, failed, smallest=0.1, most=3) == Box((Limit(0, True, 1.0),), 1.0, 0.5, 0.4)


def test_a_failing_middle_is_cut_off_on_both_sides() -> None:
    # Of equal draws the whole end value comes off. First the side that leaves the densest rest: the high one, 4 of 10.
    inputs, failed = counted((0.0, 6, 0), (1.0, 4, 4), (2.0, 10, 0))
    box = prim(inputs, failed, smallest=0.1, most=3)
    assert box == Box((Limit(0, False, 1.0), Limit(0, True, 1.0)), 1.0, 1.0, 0.2)


def test_limits_beyond_what_a_reader_can_hold_go_the_least_useful_first() -> None:
    # Fails where x >= 5 and y >= 8. Without y >= 8 it is 10 of 50, 20 / 60; without x >= 5 it is 10 of 20, 20 / 30.
    inputs = grid()
    failed = (inputs[0] >= 5) & (inputs[1] >= 8)
    both = (Limit(0, True, 5.0), Limit(1, True, 8.0))
    assert prim(inputs, failed, smallest=0.05, most=3) == Box(both, 1.0, 1.0, 0.1)
    assert prim(inputs, failed, smallest=0.05, most=2) == Box(both, 1.0, 1.0, 0.1)
    assert prim(inputs, failed, smallest=0.05, most=1) == Box(both[1:], 1.0, 0.5, 0.2)
    assert prim(inputs, failed, smallest=0.05, most=0) == Box((), 1.0, 0.1, 1.0)


@pytest.mark.parametrize(("below", "kept"), [(55, False), (70, True)])
def test_a_limit_must_add_a_hundredth_to_the_balance(below: int, kept: bool) -> None:
    # 100 of 1,000 fail, 200 / 1,100 = 0.1818. Without 55 draws 200 / 1,045 = 0.1914, without 70 200 / 1,030 = 0.1942.
    inputs, failed = counted((0.0, below, 0), (1.0, 1000 - below, 100))
    box = prim(inputs, failed, smallest=0.1, most=3)
    limits = (Limit(0, True, 1.0),) if kept else ()
    assert box.limits == limits
    assert box.support == ((1000 - below) / 1000 if kept else 1.0)


def test_inputs_and_failures_of_different_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="99 draws; the inputs have 100"):
        prim(HUNDRED[None], HUNDRED[:99] > 5, smallest=0.1, most=3)
