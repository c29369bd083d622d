"""Published capital charges and interest rates of municipalities."""

import numpy as np
import pytest

from mll_finance.formulas.capital import (
    annuity_charges,
    annuity_factor,
    linear_charges,
    omslagrente,
    round_omslagrente,
)


def test_annuity_schedule():
    # WisFaq 49718 (17-3-2007): 50,000 at 4% in 10 years; annuity 6.164,547; table in cents.
    charges = annuity_charges(50_000.0, rate=0.04, years=10)
    assert charges.charge == pytest.approx(np.full(10, 6164.547), abs=5e-4)
    assert charges.charge.sum() == pytest.approx(61_645.47, abs=0.005)
    assert charges.interest.sum() == pytest.approx(11_645.47, abs=0.005)
    assert charges.interest[:2] == pytest.approx([2000.00, 1833.42], abs=0.01)
    assert charges.repayment[:2] == pytest.approx([4164.55, 4331.13], abs=0.01)
    assert charges.balance[:2] == pytest.approx([45_835.45, 41_504.32], abs=0.01)


def test_annuity_factor():
    # PV-WAVE / IMSL NET_PRES_VALUE manual: 20 times 500,000 at 6% is 5.73496e+06.
    assert 500_000.0 * annuity_factor(0.06, 20) == pytest.approx(5.73496e6, abs=5.0)
    assert annuity_factor(0.0, 7) == 7.0
    assert annuity_factor([0.0, 0.06], 1) == pytest.approx([1.0, 1 / 1.06])


def test_annuity_without_interest():
    # numpy-financial, tests/test_financial.py, TestPmt: pmt(0, 60, 15000) = -250.
    charges = annuity_charges(15_000.0, rate=0.0, years=60)
    assert charges.charge == pytest.approx(np.full(60, 250.0))
    assert charges.interest == pytest.approx(np.zeros(60), abs=1e-9)


def test_linear_schedule_by_hand():
    # By hand: 1,200 in 3 years at 2% over the book value on 1 January (1,200; 800; 400).
    charges = linear_charges(1200.0, rate=0.02, years=3)
    assert charges.repayment.tolist() == [400.0, 400.0, 400.0]
    assert charges.interest == pytest.approx([24.0, 16.0, 8.0])
    assert charges.balance == pytest.approx([800.0, 400.0, 0.0])
    assert charges.charge == pytest.approx([424.0, 416.0, 408.0])


def test_half_of_the_charges_in_the_first_year():
    # Rule of De Fryske Marren (Perspectiefnota 2023): 50% of the capital charge in the year of investment. By
    # hand: book values on 1 January 1,200; 1,000; 600; 200.
    charges = linear_charges(1200.0, rate=0.02, years=3, first_year_fraction=0.5)
    full = linear_charges(1200.0, rate=0.02, years=3)
    assert charges.charge[0] == pytest.approx(full.charge[0] / 2.0)
    assert charges.repayment == pytest.approx([200.0, 400.0, 400.0, 200.0])
    assert charges.interest == pytest.approx([12.0, 20.0, 12.0, 4.0])
    assert charges.balance == pytest.approx([1000.0, 600.0, 200.0, 0.0], abs=1e-12)


def test_charges_that_start_a_year_later():
    # By hand: a first-year share of zero moves the whole schedule one year.
    charges = linear_charges(1200.0, rate=0.02, years=3, first_year_fraction=0.0)
    assert charges.charge == pytest.approx([0.0, 424.0, 416.0, 408.0])


def test_interest_to_allocate_of_rheden():
    # Gemeente Rheden, begroting 2025 (x 1,000): 2,464 - 349 - 5 + 561 + 171 = 2,842; omslag 2,242%. The book
    # value is not printed; 126.76 million is the value that the printed rate implies.
    to_allocate = 2464 - 349 - 5 + 561 + 171
    assert to_allocate == 2842
    assert omslagrente(to_allocate * 1e3, 126.76e6) == pytest.approx(0.02242, abs=5e-6)


def test_rounding_of_goirle():
    # Gemeente Goirle, begroting 2018: 1.87% becomes 2%.
    assert round_omslagrente(0.0187, step=0.005, mode="up") == 0.02
    assert round_omslagrente(0.0187, step=0.005, mode="nearest") == 0.02


def test_rounding_of_dordrecht():
    # Gemeente Dordrecht, begroting 2018: 2.60 / 2.54 / 2.54 / 2.40% become 3.00% in all years, "afgerond op
    # 0,5%".
    computed = [0.0260, 0.0254, 0.0254, 0.0240]
    assert round_omslagrente(computed[:3], step=0.005, mode="up").tolist() == [0.03, 0.03, 0.03]
    # Steps of half a point do not explain the last year; whole points do. Rounding to the nearest half
    # explains none.
    assert round_omslagrente(computed, step=0.01, mode="up").tolist() == [0.03] * 4
    assert round_omslagrente(computed, step=0.005, mode="nearest").tolist() == [0.025] * 4


@pytest.mark.parametrize("mode", ["up", "nearest", "down", "none"])
@pytest.mark.parametrize("rate", [0.0, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035])
def test_rates_on_a_step_stay(mode, rate):
    assert round_omslagrente(rate, step=0.005, mode=mode) == rate


def test_rounding_directions():
    assert round_omslagrente([0.0224, 0.0225], step=0.005, mode="nearest").tolist() == [0.02, 0.025]
    assert round_omslagrente([0.0249, 0.0299], step=0.005, mode="down").tolist() == [0.02, 0.025]
    assert round_omslagrente(0.02242, step=0.005, mode="none") == 0.02242


def test_wrong_input_is_refused():
    for call, message in (
        (lambda: round_omslagrente(0.02, step=0.005, mode="sideways"), "allowed are up, nearest, down, none"),
        (lambda: round_omslagrente(0.02, step=0.0, mode="up"), "above zero"),
        (lambda: omslagrente(10.0, 0.0), "above zero"),
        (lambda: annuity_charges(1.0, rate=0.02, years=0), "at least 1"),
        (lambda: annuity_charges(float("nan"), rate=0.02, years=3), "NaN"),
        (lambda: annuity_factor(-1.0, 3), "above -1"),
        (lambda: linear_charges(1.0, rate=0.02, years=3, first_year_fraction=1.2), "first_year_fraction"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
