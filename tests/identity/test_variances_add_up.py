"""The causes of a variance add up to it, whatever is known; what is timing adds up to nothing over the years."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mll_finance.formulas.variances import made_up_for, variances
from mll_finance.uncertainty.calibration import calibration

EUROS = st.floats(-1e6, 1e6)


@st.composite
def years(draw: st.DrawFn) -> tuple[np.ndarray, ...]:
    count = draw(st.integers(1, 6))
    amounts = [np.array(draw(st.lists(EUROS, min_size=count, max_size=count))) for _ in range(4)]
    truths = [np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count))) for _ in range(2)]
    return (*amounts, *truths)


@given(years())
def test_causes_add_up(made: tuple[np.ndarray, ...]) -> None:
    actual, expected, at_volume, at_price, is_counted, is_priced = made
    parts = variances(
        actual, expected=expected, at_volume=at_volume, at_price=at_price, known=(is_counted, is_priced)
    )
    np.testing.assert_allclose(parts.total, actual - expected, atol=1e-6)
    assert abs(parts.timing.sum()) < 1e-6
    # What is known by count and price leaves nothing that nobody can tell, where they explain the whole.
    whole = variances(
        at_price, expected=expected, at_volume=at_volume, at_price=at_price, known=(is_counted, is_priced)
    )
    np.testing.assert_array_equal(whole.other, 0.0)


@given(st.lists(EUROS, min_size=1, max_size=8))
def test_what_is_made_up_for_is_of_one_sign_with_it_and_no_larger(written: list[float]) -> None:
    differences = np.array(written)
    moved = made_up_for(differences)
    assert np.all(moved * differences >= 0) and np.all(np.abs(moved) <= np.abs(differences) * (1 + 1e-12))
    left = differences - moved
    # Nothing is left that another year could still make up for.
    assert not (np.any(left > 1e-6) and np.any(left < -1e-6))
    assert abs(moved.sum()) < 1e-6


@given(st.integers(0, 60), st.floats(0.5, 0.99))
def test_a_record_expects_its_share(count: int, share: float) -> None:
    record = calibration(0, count, share=share, sureness=0.95)
    assert record.low <= record.expected <= record.high or count == 0
    assert 0 <= record.low <= record.high <= count
