"""Cost keys worked out by hand, with participants of size zero and on the edges of what is allowed."""

from __future__ import annotations

import numpy as np
import pytest

from mll_finance.formulas.sharing import (
    break_even_participants,
    equal_shares,
    fixed_and_variable_shares,
    founders_and_joiners,
    weighted_shares,
)


def test_one_participant_bears_all() -> None:
    assert equal_shares(1).tolist() == [1.0]
    assert weighted_shares([7.0]).tolist() == [1.0]


@pytest.mark.parametrize("participants", [0, -1])
def test_nobody_bears_nothing(participants: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        equal_shares(participants)


def test_a_participant_of_size_zero_pays_nothing_by_size() -> None:
    assert weighted_shares([0.0, 1.0, 3.0]).tolist() == [0.0, 0.25, 0.75]


def test_a_participant_of_size_zero_pays_the_equal_part() -> None:
    # 0.3 over three is 0.1 each; 0.7 by size is 0, 0.175 and 0.525.
    shares = fixed_and_variable_shares([0.0, 1.0, 3.0], equal_part=0.3)
    assert shares.tolist() == pytest.approx([0.1, 0.275, 0.625])


@pytest.mark.parametrize("weights", [[], [0.0], [0.0, 0.0], [-1.0, 2.0], [-1.0, -2.0], [[1.0, 2.0]], 3.0])
def test_sizes_that_divide_nothing_are_refused(weights: object) -> None:
    with pytest.raises(ValueError, match="sizes of 0 or more are needed, one of them above 0"):
        weighted_shares(weights)  # type: ignore[arg-type]


@pytest.mark.parametrize("part", [-0.01, 1.01])
def test_a_part_is_a_share(part: float) -> None:
    with pytest.raises(ValueError, match="equal_part"):
        fixed_and_variable_shares([1.0, 2.0], equal_part=part)


def test_joiners_with_a_founder_of_size_zero() -> None:
    # Spent so far: 90, 120, 120. Sizes 2, 0 and, from year 1, 1: the first bears 90, then 80; the third 40.
    payments = founders_and_joiners([90.0, 30.0, 0.0], [2.0, 0.0, 1.0], joins=[0, 0, 1])
    assert payments == pytest.approx(np.array([[90.0, 0.0, 0.0], [-10.0, 0.0, 40.0], [0.0, 0.0, 0.0]]))


def test_a_joiner_of_size_zero_changes_nothing() -> None:
    payments = founders_and_joiners([90.0, 30.0], [2.0, 1.0, 0.0], joins=[0, 0, 1])
    assert payments == pytest.approx(np.array([[60.0, 30.0, 0.0], [20.0, 10.0, 0.0]]))


@pytest.mark.parametrize(
    ("weights", "joins"),
    [
        ([1.0, 1.0], [1, 2]),  # nobody in year 0
        ([0.0, 1.0], [0, 1]),  # only somebody of size zero in year 0
        ([2.0, -1.0], [0, 0]),
        ([2.0, -1.0], [0, 1]),
        ([1.0, 1.0], [0]),
    ],
)
def test_who_joins_must_be_known_and_somebody_must_begin(weights: list[float], joins: list[int]) -> None:
    with pytest.raises(ValueError, match="present in year 0"):
        founders_and_joiners([90.0, 30.0, 0.0], weights, joins=joins)


@pytest.mark.parametrize(
    ("fixed", "gain", "participants"),
    [
        (100.0, 100.0, 1),
        (100.0, 99.0, 2),
        (100.0, 50.0, 2),
        (100.0, 40.0, 3),
        (0.1 + 0.2, 0.1, 3),  # 3.0000000000000004 in doubles
        (150.0 * (1 + 8e-13), 50.0, 3),  # whole but for rounding: within 1e-12
        (150.0 * (1 + 2e-12), 50.0, 4),
        (100.0 * (1 + 1e-9), 50.0, 3),
        (100.0, 1000.0, 1),
        (5e-324, 1e10, 1),  # the quotient is too small for a double
        (0.0, 0.0, 1),
        (-5.0, 0.0, 1),
        (0.0, 5.0, 1),
        (-5.0, 5.0, 1),
        (1.0, 0.0, None),
        (1.0, -1.0, None),
        (0.0, -1.0, None),
        (-5.0, -1.0, None),
    ],
)
def test_least_number_of_participants(fixed: float, gain: float, participants: int | None) -> None:
    assert break_even_participants(fixed, gain) == participants


@pytest.mark.parametrize(("fixed", "gain"), [(float("nan"), 1.0), (1.0, float("inf")), (float("inf"), 1.0)])
def test_break_even_needs_numbers(fixed: float, gain: float) -> None:
    with pytest.raises(ValueError, match="finite numbers are needed"):
        break_even_participants(fixed, gain)
