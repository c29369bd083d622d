"""Quantiles read from one sort against those of numpy, to the last bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mll_finance.uncertainty.quantiles import quantiles, quantiles_in_order

Array = npt.NDArray[np.float64]
SHARES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=5)
DRAWS = arrays(
    np.float64,
    st.tuples(st.integers(1, 3), st.integers(1, 40)),
    elements=st.floats(-1e9, 1e9).map(lambda draw: draw + 0.0),
)


@given(DRAWS, SHARES)
def test_quantiles_are_those_of_numpy(draws: Array, shares: list[float]) -> None:
    np.testing.assert_array_equal(quantiles(draws, shares), np.quantile(draws, shares, axis=1))
    np.testing.assert_array_equal(quantiles(draws[0], shares), np.quantile(draws[0], shares))


def test_quantiles_of_many_draws_are_those_of_numpy() -> None:
    draws = np.random.default_rng(3).normal(scale=1e6, size=(4, 8192))
    shares = [0.0, 0.05, 0.1, 1 / 3, 0.5, 0.9, 0.95, 1.0]
    np.testing.assert_array_equal(quantiles(draws, shares), np.quantile(draws, shares, axis=1))
    np.testing.assert_array_equal(
        quantiles_in_order(np.sort(draws, axis=1), shares), np.quantile(draws, shares, axis=1)
    )
