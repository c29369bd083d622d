"""Criteria of one cash flow or of many draws of it, from flows by year and discount factors.

A flow is positive when money comes in and negative when it goes out; year 0 is the first element.
"""

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, by_year, finite, over_years, paired, unwrap

# A cumulative flow below this part of the gross flows is rounding, not money: three times 0.3 repays 0.9.
CUMULATIVE_ROUNDING = 1e-12


def present_value(flows: npt.ArrayLike, factors: npt.ArrayLike) -> FloatArray:
    """Return the present value of the flows.

    Parameters
    ----------
    flows : array (years,) or (years, draws)
        Amounts by year (euro), year 0 first.
    factors : array (years,) or (years, draws)
        Discount factors (1) of the same years; the timing is in the factors.

    Returns
    -------
    number or ndarray (draws,)
        Euro of the base year, in the price basis for which the factors were made.

    Notes
    -----
    Convention: sign as in the flows.
    ``PV = sum(flow_t * DF_t)``

    References
    ----------
    Boardman, Greenberg, Vining, Weimer (2018), Cost-Benefit Analysis, 5th ed., ch. 9.

    Examples
    --------
    >>> round(float(present_value([-100.0, 110.0], [1.0, 0.9])), 6)
    -1.0
    """
    flow_array, factor_array = paired(by_year(flows, "flows"), factors)
    return unwrap(np.sum(flow_array * factor_array, axis=0))


def benefit_cost_ratio(pv_benefits: npt.ArrayLike, pv_costs: npt.ArrayLike) -> FloatArray:
    """Return the present value of benefits per euro of costs, NaN where the costs are not above zero.

    Parameters
    ----------
    pv_benefits, pv_costs : number or array (draws,)
        Present values (euro), both positive in the ordinary case.

    Returns
    -------
    number or ndarray (draws,)

    Notes
    -----
    Convention: the caller names the denominator; a saving on costs belongs in the costs, not in the benefits.
    ``BCR = PV(benefits) / PV(costs)``

    References
    ----------
    HM Treasury (2018), The Green Book, 5.55-5.56.

    Examples
    --------
    >>> float(benefit_cost_ratio(150.0, 100.0))
    1.5
    """
    return _ratio(finite(pv_benefits, "pv_benefits"), finite(pv_costs, "pv_costs"))


def annual_equivalent(
    npv: npt.ArrayLike, factors: npt.ArrayLike, *, first: int = 1, last: int | None = None
) -> FloatArray:
    """Return the equal yearly amount over the years first..last with the same present value.

    Parameters
    ----------
    npv : number or array (draws,)
        Net present value (euro).
    factors : array (years,) or (years, draws)
        Discount factors of the years 0..horizon.
    first, last : int
        Years of the yearly amount; from year 1, after an outlay in year 0, to the horizon unless given.

    Returns
    -------
    number or ndarray (draws,)
        Euro a year; NaN where there is no such year.

    Notes
    -----
    Convention: the timing of the yearly amount is that of the factors.
    ``AE = NPV / sum(DF_t, t = first..last)``

    References
    ----------
    Brigham, Ehrhardt (2014), Financial Management: Theory and Practice, 14th ed., ch. 10 (equivalent annual
    annuity).

    Examples
    --------
    >>> round(float(annual_equivalent(100.0, [1.0, 1 / 1.1, 1 / 1.21])), 4)
    57.619
    """
    factor_array = by_year(factors, "factors")
    end_year = factor_array.shape[0] if last is None else last + 1
    return _ratio(finite(npv, "npv"), factor_array[first:end_year].sum(axis=0))


def profitability_index(npv: npt.ArrayLike, first_flow: npt.ArrayLike) -> FloatArray:
    """Return the present value earned per euro of the outlay of year 0, NaN where year 0 has no outlay.

    Parameters
    ----------
    npv : number or array (draws,)
        Net present value (euro).
    first_flow : number or array (draws,)
        Net flow of year 0 (euro), undiscounted, negative when it is an outlay.

    Returns
    -------
    number or ndarray (draws,)

    Notes
    -----
    Convention: the outlay is the net flow of year 0 only.
    ``PI = 1 + NPV / outlay``

    References
    ----------
    Brigham, Ehrhardt (2014), Financial Management: Theory and Practice, 14th ed., ch. 10.

    Examples
    --------
    >>> float(profitability_index(25.0, -100.0))
    1.25
    """
    return unwrap(1.0 + _ratio(finite(npv, "npv"), -finite(first_flow, "first_flow")))


def mirr(flows: npt.ArrayLike, factors: npt.ArrayLike, *, horizon_factor: float | FloatArray) -> FloatArray:
    """Return the modified internal rate of return at the discount schedule.

    Parameters
    ----------
    flows : array (years,) or (years, draws)
        Net flows by year (euro), year 0 first.
    factors : array (years,) or (years, draws)
        Discount factors of the same years, in the timing of the flows.
    horizon_factor : number or array (draws,)
        Start-of-year discount factor of the last year, which carries values on to the horizon.

    Returns
    -------
    number or ndarray (draws,)
        Rate (1/year); NaN without a positive or without a negative flow, and for horizon 0.

    Notes
    -----
    Convention: finance and reinvestment both at the schedule; n is the horizon. All factors enter as a ratio,
    so a timing that shifts every flow alike at one rate does not change the result.
    ``MIRR = (PV(positive) / (DF(n) * PV(negative))) ** (1/n) - 1``

    References
    ----------
    Brigham, Ehrhardt (2014), Financial Management: Theory and Practice, 14th ed., ch. 10.

    Examples
    --------
    >>> round(float(mirr([-100.0, 0.0, 144.0], [1.0, 1 / 1.1, 1 / 1.21], horizon_factor=1 / 1.21)), 6)
    0.2
    """
    flow_array, factor_array = paired(by_year(flows, "flows"), factors)
    future_inflows = np.sum(np.maximum(flow_array, 0.0) * factor_array, axis=0) / finite(
        horizon_factor, "horizon_factor"
    )
    present_outlays = np.sum(np.maximum(-flow_array, 0.0) * factor_array, axis=0)
    return _growth_rate(future_inflows, present_outlays, flow_array.shape[0] - 1)


def mirr_two_rates(
    flows: npt.ArrayLike, *, finance_rate: npt.ArrayLike, reinvest_rate: npt.ArrayLike
) -> FloatArray:
    """Return the modified internal rate of return with a finance rate and a reinvestment rate.

    Parameters
    ----------
    flows : array (years,) or (years, draws)
        Net flows (euro), one year apart, the first at moment 0.
    finance_rate, reinvest_rate : number or array
        Rates (1/year); arrays of the shape of the result, (pairs,) for one cash flow or (draws,).

    Returns
    -------
    number or ndarray
        Rate (1/year); NaN without a positive or without a negative flow.

    Notes
    -----
    Convention: positive flows grow to the horizon at the reinvestment rate, negative flows are discounted to
    moment 0 at the finance rate.
    ``MIRR = (FV(positive) / PV(negative)) ** (1/n) - 1``

    References
    ----------
    numpy-financial 1.0, ``mirr``; Microsoft Excel, MIRR.

    Examples
    --------
    >>> round(float(mirr_two_rates([-100.0, 50.0, 70.0], finance_rate=0.08, reinvest_rate=0.05)), 6)
    0.106797
    """
    flow_array = by_year(flows, "flows")
    last_year_number = flow_array.shape[0] - 1
    year_numbers = np.arange(last_year_number + 1.0)
    finance_rate_array, reinvest_rate_array = (
        finite(finance_rate, "finance_rate"),
        finite(reinvest_rate, "reinvest_rate"),
    )
    if (finance_rate_array <= -1.0).any() or (reinvest_rate_array <= -1.0).any():
        raise ValueError("finance_rate, reinvest_rate: a rate must be above -1 (-100%)")
    year_numbers, flow_array = (
        over_years(year_numbers, finance_rate_array, reinvest_rate_array, flow_array[0]),
        over_years(flow_array, finance_rate_array, reinvest_rate_array),
    )
    future_inflows = np.sum(
        np.maximum(flow_array, 0.0) * (1.0 + reinvest_rate_array) ** (last_year_number - year_numbers), axis=0
    )
    present_outlays = np.sum(
        np.maximum(-flow_array, 0.0) * (1.0 + finance_rate_array) ** -year_numbers, axis=0
    )
    return _growth_rate(future_inflows, present_outlays, last_year_number)


def payback(flows: npt.ArrayLike) -> FloatArray:
    """Return the years from year 0 until the outlays are earned back for good.

    Parameters
    ----------
    flows : array (years,) or (years, draws)
        Net flows by year (euro), year 0 first; multiply by the discount factors for the discounted payback.

    Returns
    -------
    number or ndarray (draws,)
        Years; 0 where the cumulative flow is never negative though some flow is; NaN where it is negative at the
        end and where no flow is negative.

    Notes
    -----
    Convention: the last moment at which the cumulative flow reaches zero after it was negative, so that it stays
    there; a flow of year t runs evenly from t - 1 to t.
    ``payback = t - 1 + (-C_(t-1)) / flow_t`` with ``C_(t-1) < 0 <= C_s`` for every ``s >= t``

    References
    ----------
    Brigham, Ehrhardt (2014), Financial Management: Theory and Practice, 14th ed., ch. 10.

    Examples
    --------
    >>> round(float(payback([-100.0, 40.0, 40.0, 40.0])), 6)
    2.5
    >>> float(payback([-100.0, 150.0, -200.0]))
    nan
    """
    flow_array = by_year(flows, "flows")
    cumulative_flows = cumulative_flow(flow_array)
    is_negative = cumulative_flows < 0.0
    year_numbers = over_years(np.arange(flow_array.shape[0] * 1.0), flow_array[0])
    last_negative = np.max(np.where(is_negative, year_numbers, -1.0), axis=0)
    # The year of the last negative balance is the only one left; the flow after it brings the balance to zero or above.
    is_before_crossing = (is_negative & (year_numbers == last_negative))[:-1]
    moment_of_crossing = year_numbers[:-1] + np.divide(
        -cumulative_flows[:-1],
        flow_array[1:],
        out=np.zeros_like(cumulative_flows[:-1]),
        where=is_before_crossing,
    )
    years_needed = np.sum(np.where(is_before_crossing, moment_of_crossing, 0.0), axis=0)
    is_earned_back = ~is_negative[-1] & (flow_array < 0.0).any(axis=0)
    return unwrap(np.where(is_earned_back, years_needed, np.nan))


def cumulative_flow(flows: npt.ArrayLike) -> FloatArray:
    """Return the running total of the flows, zero where it is zero but for rounding.

    Parameters
    ----------
    flows : array (years,) or (years, draws)
        Net flows by year (euro), year 0 first.

    Returns
    -------
    ndarray of the shape of the flows
        Euro.

    Notes
    -----
    Convention: what is smaller than 1e-12 of the gross flows is rounding.
    ``C_t = sum(flow_s, s = 0..t)``

    References
    ----------
    Brigham, Ehrhardt (2014), Financial Management: Theory and Practice, 14th ed., ch. 10.

    Examples
    --------
    >>> cumulative_flow([-0.9, 0.3, 0.3, 0.3])[-1].item()
    0.0
    """
    flow_array = by_year(flows, "flows")
    cumulative_flows = np.cumsum(flow_array, axis=0)
    rounding_by_year = CUMULATIVE_ROUNDING * np.sum(np.abs(flow_array), axis=0)
    return np.asarray(np.where(np.abs(cumulative_flows) <= rounding_by_year, 0.0, cumulative_flows))


def _growth_rate(gained: FloatArray, invested: FloatArray, years: int) -> FloatArray:
    total_growth_factor = _ratio(np.asarray(gained), np.asarray(invested))
    if years == 0:
        return unwrap(np.full_like(total_growth_factor, np.nan))
    return unwrap(np.where(np.asarray(gained) > 0.0, total_growth_factor ** (1.0 / years) - 1.0, np.nan))


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    shape = np.broadcast_shapes(numerator.shape, denominator.shape)
    is_defined = np.broadcast_to(denominator > 0.0, shape)
    return unwrap(np.divide(numerator, denominator, out=np.full(shape, np.nan), where=is_defined))
