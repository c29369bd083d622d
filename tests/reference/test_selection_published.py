"""Published net benefits by threshold and exact sample sizes of one share.

Net benefit: a model for hepatocellular carcinoma in cirrhotic patients with AFP below 400 ug/l, PMC6993280, table 4
(three decimals): three of ten patients have it, and the table gives the net benefit of treating all, that of the model
and the interventions avoided per 100 patients, each by threshold.

Sample sizes: A'Hern, R.P. (2001), Statistics in Medicine 20: 859-866, at a significance of 5 %: 12 of 35 for 20 against
40 % (recalled; the loop of tests/oracle/test_selection_by_hand.py is independent of it).
"""

from __future__ import annotations

import numpy as np
import pytest

from mll_finance.formulas.proof_size import binomial_tail, required_proof
from mll_finance.formulas.selection import net_benefit, selected_shares, worthwhile_from

TREAT_ALL = {
    0.03: 0.278,
    0.05: 0.263,
    0.08: 0.239,
    0.10: 0.222,
    0.20: 0.125,
    0.30: 0.000,
    0.40: -0.167,
    0.50: -0.400,
    0.60: -0.750,
    0.70: -1.333,
    0.80: -2.500,
    0.90: -6.000,
}


@pytest.mark.parametrize(("threshold", "published"), TREAT_ALL.items())
def test_the_net_benefit_of_treating_all(threshold: float, published: float) -> None:
    found, wrong = selected_shares(0.3, 1.0, prevalence=0.3)
    assert net_benefit(found, wrong, threshold=threshold) == pytest.approx(published, abs=5.1e-4)


def test_a_whole_row_of_thresholds_at_once() -> None:
    rows = net_benefit(0.3, 0.7, threshold=np.array(list(TREAT_ALL)))
    assert rows == pytest.approx(list(TREAT_ALL.values()), abs=5.1e-4)


def test_the_threshold_is_where_both_errors_weigh_the_same() -> None:
    # Same table: treating all is worth nothing at the prevalence, 30 %, where 7 wrong are worth as much as 3 right.
    assert worthwhile_from(7.0, 3.0) == pytest.approx(0.3)


def test_twelve_of_thirty_five() -> None:
    assert required_proof(0.2, 0.4, significance=0.05, power=0.8) == (35, 12)
    assert required_proof(0.1, 0.3, significance=0.05, power=0.8) == (25, 6)
    assert binomial_tail(12, 35, share=0.2) <= 0.05 < binomial_tail(11, 35, share=0.2)


def test_what_cannot_be_shown_or_asked() -> None:
    assert required_proof(0.3, 0.3, significance=0.05, power=0.8) is None
    assert required_proof(0.4, 0.3, significance=0.05, power=0.8) is None
    with pytest.raises(ValueError, match="significance"):
        required_proof(0.2, 0.4, significance=0.0, power=0.8)
    with pytest.raises(ValueError, match="demanded, true"):
        required_proof(0.2, 1.4, significance=0.05, power=0.8)
    with pytest.raises(ValueError, match="threshold"):
        net_benefit(0.1, 0.1, threshold=1.0)
    with pytest.raises(ValueError, match="precision"):
        selected_shares(0.0, 0.5, prevalence=0.1)
