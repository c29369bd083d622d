"""The B-splines in which a conditional mean is written, beside those of scipy: equal to the last bit.

But for the sign of a zero: scipy writes -0 for some of the draws that lie on a knot.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import BSpline

from mll_finance.uncertainty.information.bases import INTERIOR_KNOTS, bases

DRAWS = 4096


def samples() -> dict[str, np.ndarray]:
    stream = np.random.default_rng(20261130)
    with_ties = np.round(stream.normal(size=DRAWS), 1)
    return {
        "normal": stream.normal(size=DRAWS),
        "skewed": stream.gamma(2.0, 3.0, size=DRAWS),
        "far from zero": 1e9 + stream.uniform(size=DRAWS),
        "with ties": with_ties,
        "half of them equal": np.where(stream.uniform(size=DRAWS) < 0.5, 0.0, with_ties),
    }


@pytest.mark.parametrize("name", samples())
def test_splines_are_those_of_scipy(name: str) -> None:
    draws = samples()[name]
    of_splines = list(bases(draws[None]))[2:]
    assert len(of_splines) == len(INTERIOR_KNOTS)
    for knot_count, columns in zip(INTERIOR_KNOTS, of_splines, strict=True):
        ends = np.unique(np.quantile(draws, np.linspace(0.0, 1.0, knot_count + 2)))
        knots = np.concatenate([[ends[0]] * 3, ends, [ends[-1]] * 3])
        expected = BSpline.design_matrix(draws, knots, 3).toarray()
        assert np.array_equal(columns, expected)
