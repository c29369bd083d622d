"""The annuity functions of numpy-financial and pyxirr on published values, and ours against theirs."""

import numpy as np
import numpy_financial as npf
import pytest
import pyxirr

from mll_finance.formulas.capital import annuity_charges, annuity_factor
from mll_finance.formulas.criteria import mirr, mirr_two_rates, present_value
from mll_finance.formulas.discounting import discount_factors

FLOWS = [-40_000.0, 5_000.0, 8_000.0, 12_000.0, 30_000.0]


@pytest.mark.parametrize("library", [npf, pyxirr], ids=["numpy_financial", "pyxirr"])
def test_time_value_of_money_on_published_values(library):
    # numpy-financial, tests/test_financial.py; the same values in the tests of pyxirr.
    assert library.fv(0.075, 20, -2000, 0) == pytest.approx(86609.362673042924, rel=1e-12)
    assert library.fv(0.05 / 12, 120, -100, -100) == pytest.approx(15692.9288943357, rel=1e-12)
    assert library.pv(0.07, 20, 12000, 0) == pytest.approx(-127128.1709461939, rel=1e-12)
    assert library.pv(0.05 / 12, 120, -100) == pytest.approx(9428.1350328234, rel=1e-12)
    assert library.pmt(0.08 / 12, 60, 15000) == pytest.approx(-304.1459143262052, rel=1e-12)
    assert library.pmt(0.0, 60, 15000) == pytest.approx(-250.0)
    assert library.pmt(0.075 / 12, 180, 200000) == pytest.approx(-1854.0247200054619, rel=1e-12)
    assert library.ppmt(0.1 / 12, 1, 60, 55000) == pytest.approx(-710.2541257864218, rel=1e-11)
    assert library.nper(0.075, -2000, 0, 100000) == pytest.approx(21.544944197323336, rel=1e-12)
    with np.errstate(divide="ignore"):  # numpy-financial divides by the payment of zero on the way
        assert library.nper(0.1, 0, -500, 1500) == pytest.approx(11.52670461, abs=5e-9)
    assert library.nper(0.0, -2000, 0, 100000) == pytest.approx(50.0)
    assert library.rate(10, 0, -3500, 10000) == pytest.approx(0.11069085371426893, rel=1e-9)


def test_payments_at_the_beginning_of_a_period():
    # numpy-financial, tests/test_financial.py, TestFinancial with when="begin".
    assert npf.fv(0.075, 20, -2000, 0, when="begin") == pytest.approx(93105.064874, abs=5e-7)
    assert npf.fv(0.05 / 12, 120, -100, -100, when="begin") == pytest.approx(15757.6298441047, rel=1e-12)
    assert npf.pv(0.05 / 12, 120, -100, 15692.93) == pytest.approx(-100.0006713162, abs=5e-10)
    assert npf.pv(0.05 / 12, 120, -100, 15692.93, when="begin") == pytest.approx(-60.71677534615, abs=5e-10)
    assert npf.ppmt(0.1 / 12, 1, 60, 55000, when="begin") == pytest.approx(-1158.929712, abs=5e-7)
    interest = npf.ipmt(0.001988079518355057, [1, 2, 3], 360, 300000, when="begin")
    assert interest == pytest.approx([0.0, -594.107158, -592.971592], abs=5e-7)


def test_rates_of_growth_and_undefined_cases():
    # numpy-financial, tests/test_financial.py, TestRate and TestIpmt; eight decimals.
    present = [-593.06, -4725.38, -662.05, -428.78, -13.65]
    future = [214.07, 4509.97, 224.11, 686.29, -329.67]
    printed = [-0.39920185, -0.02305873, -0.41818459, 0.26513414, np.nan]
    # One by one: on arrays numpy-financial 1.0 gives NaN for all as soon as one does not converge.
    found = [npf.rate(2, 0, pv, fv) for pv, fv in zip(present, future, strict=True)]
    assert found == pytest.approx(printed, abs=5e-9, nan_ok=True)
    assert np.isnan(npf.rate(12, 400, 10000, 5000))


def test_parts_of_a_payment():
    # numpy-financial, tests/test_financial.py, TestPpmt and TestIpmt; eight decimals.
    periods = np.arange(1, 5)
    principal = [-75.62318601, -76.25337923, -76.88882405, -77.52956425]
    assert npf.ppmt(0.1 / 12, periods, 24, 2000) == pytest.approx(principal, abs=5e-9)
    interest = [-16.66666667, -16.03647345, -15.40102862, -14.76028842]
    assert npf.ipmt(0.1 / 12, periods, 24, 2000) == pytest.approx(interest, abs=5e-9)
    ours = annuity_charges(2000.0, rate=0.1 / 12, years=24)
    assert -ours.repayment[:4] == pytest.approx(principal, abs=5e-9)
    assert -ours.interest[:4] == pytest.approx(interest, abs=5e-9)


def test_cumulative_parts():
    # pyxirr tests of cumprinc and cumipmt (the example of the Excel manual): 125,000 at 9%/12 over 360
    # months.
    assert pyxirr.cumprinc(0.09 / 12, 360, 125000, 13, 24) == pytest.approx(-934.1071234, abs=5e-8)
    assert pyxirr.cumprinc(0.09 / 12, 360, 125000, 1, 1) == pytest.approx(-68.27827118, abs=5e-9)
    assert pyxirr.cumipmt(0.09 / 12, 360, 125000, 13, 24) == pytest.approx(-11135.23213075, abs=5e-9)
    ours = annuity_charges(125_000.0, rate=0.09 / 12, years=360)
    assert -ours.repayment[12:24].sum() == pytest.approx(-934.1071234, abs=5e-8)
    assert -ours.repayment[0] == pytest.approx(-68.27827118, abs=5e-9)
    assert -ours.interest[12:24].sum() == pytest.approx(-11135.23213075, abs=5e-9)
    assert -ours.interest[0] == pytest.approx(-937.5)


@pytest.mark.parametrize("rate", [-0.02, 1e-4, 0.018, 0.04, 0.25])
@pytest.mark.parametrize("years", [1, 2, 10, 40])
def test_annuity_schedule_against_numpy_financial(rate, years):
    periods = np.arange(1, years + 1)
    ours = annuity_charges(125_000.0, rate=rate, years=years)
    assert ours.charge == pytest.approx(np.full(years, -npf.pmt(rate, years, 125_000.0)), rel=1e-10)
    assert ours.interest == pytest.approx(-npf.ipmt(rate, periods, years, 125_000.0), rel=1e-9, abs=1e-6)
    assert ours.repayment == pytest.approx(-npf.ppmt(rate, periods, years, 125_000.0), rel=1e-9, abs=1e-6)
    assert ours.balance == pytest.approx(-npf.fv(rate, periods, ours.charge * -1.0, 125_000.0), abs=1e-5)
    assert annuity_factor(rate, years) == pytest.approx(-npf.pv(rate, years, 1.0), rel=1e-10)


def test_net_present_value_counts_the_first_flow_at_zero():
    # pyxirr, tests: npv(0.08, ...) 3065.222668179, and 2838.169137203 when the first flow lies one period
    # away (Excel).
    start = discount_factors(np.full(5, 0.08))
    end = discount_factors(np.full(5, 0.08), timing=1.0)
    assert present_value(FLOWS, start) == pytest.approx(3065.222668179, abs=1e-9)
    assert present_value(FLOWS, end) == pytest.approx(2838.169137203, abs=1e-9)
    assert present_value(FLOWS, start) == pytest.approx(npf.npv(0.08, FLOWS), rel=1e-13)
    assert present_value(FLOWS, end) == pytest.approx(
        pyxirr.npv(0.08, FLOWS, start_from_zero=False), rel=1e-13
    )
    assert present_value(FLOWS, discount_factors(np.zeros(5))) == 15_000.0


def test_net_present_value_and_net_future_value_on_published_values():
    # numpy-financial TestNpv: 122.89 (1e-2). pyxirr test_nfv: nfv(0.03, 6, ...) = 5750.16.
    flows = [-15000.0, 1500.0, 2500.0, 3500.0, 4500.0, 6000.0]
    assert present_value(flows, discount_factors(np.full(6, 0.05))) == pytest.approx(122.89, rel=1e-2)
    start = discount_factors(np.full(7, 0.03))
    future = present_value([0.0, 1050.0, 1350.0, 1350.0, 1450.0], start[:5]) / start[6]
    assert future == pytest.approx(5750.16, abs=0.01)
    assert future == pytest.approx(pyxirr.nfv(0.03, 6, [1050, 1350, 1350, 1450]), rel=1e-12)


@pytest.mark.parametrize("finance", [0.0, 0.03, 0.12])
@pytest.mark.parametrize("reinvest", [0.0, 0.05, 0.2])
def test_mirr_against_both_libraries(finance, reinvest):
    flows = [-4500.0, -800.0, 800.0, 0.0, 600.0, 600.0, -800.0, 3000.0]
    ours = mirr_two_rates(flows, finance_rate=finance, reinvest_rate=reinvest)
    assert ours == pytest.approx(npf.mirr(flows, finance, reinvest), rel=1e-11)
    assert ours == pytest.approx(pyxirr.mirr(flows, finance, reinvest), rel=1e-11)


@pytest.mark.parametrize("timing", [0.0, 0.5, 1.0])
def test_mirr_at_the_schedule_does_not_depend_on_the_timing(timing):
    rates = np.full(5, 0.08)
    ours = mirr(FLOWS, discount_factors(rates, timing=timing), horizon_factor=discount_factors(rates)[-1])
    assert ours == pytest.approx(npf.mirr(FLOWS, 0.08, 0.08), rel=1e-12)
