"""Optimism bias of the Green Book guidance."""

import numpy as np
import pytest

from mll_finance.formulas.bias import adjusted, combined_upper_bound


def test_combined_project():
    # HM Treasury (2003), Supplementary Green Book Guidance: Optimism Bias: 30% non-standard and 70% standard
    # building give 32.1% on capital costs and 14.5% on works duration.
    assert combined_upper_bound([0.3, 0.7], [0.51, 0.24]) == pytest.approx(0.321)
    assert combined_upper_bound([0.3, 0.7], [0.39, 0.04]) == pytest.approx(0.145)
    assert combined_upper_bound([0.3, 0.7], [[0.51, 0.39], [0.24, 0.04]]) == pytest.approx([0.321, 0.145])


def test_adjusted_estimate():
    # Same guidance: estimate x (1 + upper bound x (1 - mitigation)); by hand, equipment and development 200%.
    assert adjusted(100.0, bias=2.0) == 300.0
    assert adjusted(100.0, bias=2.0, mitigation=1.0) == 100.0
    assert adjusted(np.array([100.0, 50.0]), bias=0.4, mitigation=0.5).tolist() == [120.0, 60.0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: combined_upper_bound([0.3, 0.6], [0.5, 0.2]), "sum to 0.9"),
        (lambda: combined_upper_bound([1.3, -0.3], [0.5, 0.2]), "shares"),
        (lambda: combined_upper_bound([0.3, 0.7], [0.5]), "one bound for each share"),
        (lambda: adjusted(1.0, bias=0.4, mitigation=1.5), "mitigation"),
    ],
)
def test_wrong_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
