"""Published sample sizes for two proportions.

R Core Team, manual page of ``stats::power.prop.test`` (R 4), section Examples: the results stand in the comments there.
Same normal approximation, pooled variance under no difference, no continuity correction.
"""

from __future__ import annotations

import pytest

from mll_finance.formulas.sample_size import detectable_share, detection_power, required_sample


def test_power_of_fifty_in_each_group() -> None:
    # The page: n = 50, p1 = .50, p2 = .75 gives power = 0.740.
    found = detection_power(0.50, 0.75, per_group=50, significance=0.05)
    assert found == pytest.approx(0.740, abs=5e-4)


def test_sample_for_power_ninety() -> None:
    # The page: p1 = .50, p2 = .75, power = .90 gives n = 76.7, so 77 people.
    assert required_sample(0.50, 0.75, significance=0.05, power=0.90) == 77


def test_smallest_share_that_fifty_can_show() -> None:
    # The page: n = 50, p1 = .5, power = .90 gives p2 = 0.8026.
    found = detectable_share(0.5, per_group=50, significance=0.05, power=0.90)
    assert found == pytest.approx(0.8026, abs=5e-5)


def test_sample_for_a_tiny_difference() -> None:
    # The page: p1 = .5, p2 = 0.501, sig.level = .001, power = 0.90 gives n = 10451937.
    found = required_sample(0.5, 0.501, significance=0.001, power=0.90)
    assert found == pytest.approx(10451937, abs=1)


def test_an_impossible_comparison() -> None:
    # Same page: "there is no proportion p2 between p1 = 0.9 and 1, as you'd need a sample size of at least n = 74".
    assert detectable_share(0.9, per_group=30, significance=0.05, power=0.8) is None
    assert detectable_share(0.9, per_group=74, significance=0.05, power=0.8) is not None


def test_a_difference_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="difference of zero"):
        required_sample(0.2, 0.2, significance=0.05, power=0.8)
    with pytest.raises(ValueError, match="first"):
        required_sample(1.2, 0.2, significance=0.05, power=0.8)
