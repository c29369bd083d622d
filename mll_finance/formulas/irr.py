"""All internal rates of return of a cash flow.

With d = ln(1 + r) the net present value is f(d) = sum(c_i * exp(-d * t_i)), and every rate above -100% is a
real d. Between the terms where the flows change sign lies an exponent k for which exp(k * d) * f(d) has a
derivative with one sign change fewer. Its zeros, found in the same way, cut the line into pieces on which
exp(k * d) * f(d) is monotone, so each piece holds one zero at the most: no zero is missed, and Descartes'
rule of signs is the proof. A zero of the derivative at which f vanishes too is a multiple root.

Most flows need none of this. There are at most as many rates above zero as sign changes in the running total of the
flows from the first on, and at most as many below zero as in the running total from the last on back (Norstrom, and
its mirror in time). Where neither changes more than once, there is one rate on that side for one change, none for none.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import BoolArray, FloatArray, IntArray, by_year, finite, unwrap

ALL_ZERO = "all flows are zero"
ALL_POSITIVE = "no sign change: all flows are positive"
ALL_NEGATIVE = "no sign change: all flows are negative"
NO_REAL_ROOT = "no real root above -100%"

# Part of the largest discounted flow below which the net present value counts as touching zero. Flows in
# doubles cannot tell a double root from two roots closer than the square root of this.
TOUCHES_ZERO = 1e-13
# Smaller flows, relative to the largest, are left out: the rates they imply overflow a double.
NEGLIGIBLE_FLOW = 1e-120
# Part of the flows in a running total that it must exceed for its sign to be sure: far above rounding.
SURE_SIGN = 1e-9
MAX_STEPS = 400
# A root nearer to -100% than a double can hold is given as the next number above it.
LOWEST_RATE = float(np.nextafter(-1.0, 0.0))


@dataclass(frozen=True)
class Roots:
    """The real roots of the net present value above -100%.

    Attributes
    ----------
    rates : tuple of float
        Distinct roots (1/year), ascending.
    multiplicities : tuple of int
        How often each root counts; an even number means that the net present value touches zero without
        changing sign.
    sign_changes : int
        Sign changes of the flows, an upper bound of the number of roots.
    reason : str or None
        Why there is no root; None when there is one.
    """

    rates: tuple[float, ...]
    multiplicities: tuple[int, ...]
    sign_changes: int
    reason: str | None


def irr_roots(flows: npt.ArrayLike, *, times: npt.ArrayLike | None = None) -> Roots:
    """Return every internal rate of return of one cash flow.

    Parameters
    ----------
    flows : array (moments,)
        Net flows (euro).
    times : array (moments,), optional
        Moments of the flows (years, multiples of one half, increasing); 0, 1, 2, ... unless given.

    Returns
    -------
    Roots

    Notes
    -----
    Convention: all real roots above -1; a rate does not depend on the scale, the sign or a shift in time of
    the flows. Two roots closer than about 1e-6 are reported as one double root.
    ``sum(flow_i * (1 + r) ** -t_i) = 0``

    References
    ----------
    Norstrom (1972), A sufficient condition for a unique nonnegative internal rate of return, Journal of
    Financial and Quantitative Analysis 7(3), 1835-1839 (sign changes of the running total bound the number of rates).
    Polya, Szego (1976), Problems and Theorems in Analysis II, part V, ch. 1 (Descartes' rule of signs).

    Examples
    --------
    >>> [round(rate, 6) for rate in irr_roots([-100.0, 100.0, 0.0, -7.0]).rates]
    [-0.678894, -0.0833]
    >>> irr_roots([-100.0, 220.0, -121.0]).multiplicities
    (2,)
    """
    flow_array = finite(flows, "flows")
    if flow_array.ndim != 1 or flow_array.size == 0:
        raise ValueError(f"flows: found shape {flow_array.shape}; one cash flow has shape (moments,)")
    rates, multiplicities = _all_rates(flow_array[None, :], _moments(times, flow_array.size))
    is_root = multiplicities[0] > 0
    flow_signs = np.sign(_scaled(flow_array[None, :])[0])
    return Roots(
        rates=tuple(rates[0, is_root].tolist()),
        multiplicities=tuple(multiplicities[0, is_root].tolist()),
        sign_changes=int(_changes(flow_signs[flow_signs != 0.0]).size),
        reason=None if is_root.any() else _reason(flow_signs),
    )


def irr_unique(flows: npt.ArrayLike, *, times: npt.ArrayLike | None = None) -> tuple[FloatArray, IntArray]:
    """Return per draw the internal rate of return where there is exactly one.

    Parameters
    ----------
    flows : array (years,) or (years, draws)
        Net flows (euro), year 0 first.
    times : array (years,), optional
        Moments of the flows (years, multiples of one half, increasing); 0, 1, 2, ... unless given.

    Returns
    -------
    rates : number or ndarray (draws,)
        Rate (1/year), NaN where there is no root or more than one.
    counts : number or ndarray (draws,) of int
        Number of distinct roots above -1.

    Notes
    -----
    Convention: as irr_roots, which runs the same code on one draw.

    References
    ----------
    See irr_roots.

    Examples
    --------
    >>> rates, counts = irr_unique([[-100.0, -100.0], [110.0, 220.0], [0.0, -121.0]])
    >>> rates.round(6).tolist(), counts.tolist()
    ([0.1, 0.1], [1, 1])
    """
    flow_array = by_year(flows, "flows")
    flows_by_draw = np.ascontiguousarray(flow_array.reshape(flow_array.shape[0], -1).T)
    rates, multiplicities = _all_rates(flows_by_draw, _moments(times, flow_array.shape[0]))
    root_counts = (multiplicities > 0).sum(axis=1)
    unique_rate = (
        np.where(root_counts == 1, rates[:, 0], np.nan)
        if rates.shape[1]
        else np.full(root_counts.shape, np.nan)
    )
    draw_shape = flow_array.shape[1:]
    return unwrap(unique_rate.reshape(draw_shape)), root_counts.reshape(draw_shape)[()]


def _all_rates(rows: FloatArray, times: FloatArray) -> tuple[FloatArray, IntArray]:
    """Roots and multiplicities (draws, most roots), ascending from the left; multiplicity 0 means none."""
    relative_flows = _scaled(rows)
    flow_signs = np.sign(relative_flows).astype(np.int8)
    if (flow_signs == flow_signs[:1]).all():
        sign_patterns, pattern_of_row = flow_signs[:1], np.zeros(len(flow_signs), dtype=np.intp)
    else:
        sign_patterns, pattern_of_row = np.unique(flow_signs, axis=0, return_inverse=True)
    most_roots = max([1, *(_changes(pattern[pattern != 0]).size for pattern in sign_patterns)])
    rates = np.full((rows.shape[0], most_roots), np.nan)
    multiplicities = np.zeros((rows.shape[0], most_roots), dtype=np.int64)
    # Draws with the same signs share exponents and sign changes, so they are solved together.
    for pattern_index, sign_pattern in enumerate(sign_patterns):
        draws_of_pattern = np.flatnonzero(pattern_of_row.reshape(-1) == pattern_index)
        nonzero_years = np.flatnonzero(sign_pattern)
        if _changes(sign_pattern[nonzero_years]).size == 0:
            continue
        moments_after_first = times[nonzero_years] - times[nonzero_years[0]]
        log_rates, multiplicity = _log_rates(
            np.ascontiguousarray(relative_flows[np.ix_(draws_of_pattern, nonzero_years)]), moments_after_first
        )
        # Adding zero turns the rate -0.0 into 0.0.
        rates_of_pattern = np.where(
            multiplicity > 0, np.maximum(np.expm1(log_rates), LOWEST_RATE) + 0.0, np.nan
        )
        rates[draws_of_pattern, : rates_of_pattern.shape[1]] = rates_of_pattern
        multiplicities[draws_of_pattern, : multiplicity.shape[1]] = multiplicity
    return rates, multiplicities


def _log_rates(flows: FloatArray, times: FloatArray) -> tuple[FloatArray, IntArray]:
    """Zeros d = ln(1 + r) of rows with the same signs and no zero flow, with their multiplicities."""
    sign_change_years = _changes(np.sign(flows[0]))
    zeros = np.zeros((flows.shape[0], sign_change_years.size))
    multiplicities = np.zeros(zeros.shape, dtype=np.int64)
    if sign_change_years.size == 0:
        return zeros, multiplicities
    middle_change = sign_change_years[sign_change_years.size // 2]
    centred_times = times - (times[middle_change] + times[middle_change + 1]) / 2.0
    lowest_log_rate, highest_log_rate = _bounds(flows, times)
    is_apart, has_root_below, has_root_above = _rates_apart(flows)
    rows_below, rows_above = np.flatnonzero(has_root_below), np.flatnonzero(has_root_above)
    if rows_below.size or rows_above.size:
        root_rows, root_columns = (
            np.concatenate([rows_below, rows_above]),
            np.concatenate([0 * rows_below, has_root_below[rows_above]]),
        )
        bracket_ends = (
            np.concatenate([lowest_log_rate[rows_below], 0.0 * rows_above]),
            np.concatenate([0.0 * rows_below, highest_log_rate[rows_above]]),
        )
        zeros[root_rows, root_columns] = _zero_between(flows[root_rows], centred_times, *bracket_ends)
        multiplicities[root_rows, root_columns] = 1
    unsolved_draws = np.flatnonzero(~is_apart)
    if unsolved_draws.size:
        turning_log_rates, turning_orders = _log_rates(flows[unsolved_draws] * centred_times, times)
        lowest_log_rate, highest_log_rate = (
            lowest_log_rate[unsolved_draws, None],
            highest_log_rate[unsolved_draws, None],
        )
        turning_log_rates = np.where(
            turning_orders > 0,
            np.clip(turning_log_rates, lowest_log_rate, highest_log_rate),
            highest_log_rate,
        )
        turning_points = np.concatenate([lowest_log_rate, turning_log_rates, highest_log_rate], axis=1)
        balances_at_points = np.stack(
            [_balance(flows[unsolved_draws], times, points)[0] for points in turning_points.T], axis=1
        )
        balances_at_points = np.where(np.abs(balances_at_points) <= TOUCHES_ZERO, 0.0, balances_at_points)
        zeros[unsolved_draws], multiplicities[unsolved_draws] = _collect(
            flows[unsolved_draws], centred_times, turning_points, balances_at_points, turning_orders
        )
    return zeros, multiplicities


def _rates_apart(flows: FloatArray) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Whether each row surely has one rate at most on either side of zero; if so, whether one below and one above."""
    sign_changes_above, is_above_sure = _total_changes(flows)
    sign_changes_below, is_below_sure = _total_changes(flows[:, ::-1])
    is_apart = is_above_sure & is_below_sure & (sign_changes_above <= 1) & (sign_changes_below <= 1)
    return is_apart, is_apart & (sign_changes_below == 1), is_apart & (sign_changes_above == 1)


def _total_changes(flows: FloatArray) -> tuple[IntArray, BoolArray]:
    """Sign changes of the running total of each row, and whether all of its signs are sure."""
    running_total, gross_total = np.cumsum(flows, axis=1), np.cumsum(np.abs(flows), axis=1)
    is_positive = running_total > 0.0
    change_count = np.count_nonzero(is_positive[:, 1:] != is_positive[:, :-1], axis=1)
    return change_count, np.all(np.abs(running_total) > SURE_SIGN * gross_total, axis=1)


def _collect(
    flows: FloatArray, shifted: FloatArray, points: FloatArray, balances: FloatArray, orders: IntArray
) -> tuple[FloatArray, IntArray]:
    """Walk over the turning points from left to right and keep the zeros on and between them."""
    draw_count, interval_count = flows.shape[0], points.shape[1] - 1
    is_crossed = balances[:, :-1] * balances[:, 1:] < 0.0
    crossed_rows, crossed_intervals = np.nonzero(is_crossed)
    crossing_log_rates = np.zeros(is_crossed.shape)
    if crossed_rows.size:
        bracket_ends = points[crossed_rows, crossed_intervals], points[crossed_rows, crossed_intervals + 1]
        crossing_log_rates[is_crossed] = _zero_between(flows[crossed_rows], shifted, *bracket_ends)
    zeros, multiplicities = (
        np.zeros(crossing_log_rates.shape),
        np.zeros(crossing_log_rates.shape, dtype=np.int64),
    )
    zero_counts = np.zeros(draw_count, dtype=np.int64)
    for interval_index in range(interval_count):
        crossing_rows = np.flatnonzero(is_crossed[:, interval_index])
        zeros[crossing_rows, zero_counts[crossing_rows]] = crossing_log_rates[crossing_rows, interval_index]
        multiplicities[crossing_rows, zero_counts[crossing_rows]] = 1
        zero_counts[crossing_rows] += 1
        if interval_index == interval_count - 1:
            break
        touching_rows = np.flatnonzero(
            (balances[:, interval_index + 1] == 0.0) & (orders[:, interval_index] > 0)
        )
        rows_with_same_root = touching_rows[balances[touching_rows, interval_index] == 0.0]
        rows_with_new_root = touching_rows[balances[touching_rows, interval_index] != 0.0]
        # Turning points with nothing but zeros between them are one root of higher multiplicity.
        multiplicities[rows_with_same_root, zero_counts[rows_with_same_root] - 1] += orders[
            rows_with_same_root, interval_index
        ]
        zeros[rows_with_new_root, zero_counts[rows_with_new_root]] = points[
            rows_with_new_root, interval_index + 1
        ]
        multiplicities[rows_with_new_root, zero_counts[rows_with_new_root]] = (
            orders[rows_with_new_root, interval_index] + 1
        )
        zero_counts[rows_with_new_root] += 1
    return zeros, multiplicities


def _zero_between(flows: FloatArray, shifted: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Find a zero between low and high of rows that differ in sign at the ends; it is the only one in monotone rows."""
    log_rate = (low + high) / 2.0
    last_step = high - low
    is_falling = _balance(flows, shifted, low)[0] > 0.0
    unfinished_rows = np.arange(flows.shape[0])
    for _ in range(MAX_STEPS):
        trial_log_rate = log_rate[unfinished_rows]
        balance, slope = _balance(flows[unfinished_rows], shifted, trial_log_rate)
        is_below_root = (balance > 0.0) == is_falling[unfinished_rows]
        low[unfinished_rows] = np.where(is_below_root, trial_log_rate, low[unfinished_rows])
        high[unfinished_rows] = np.where(is_below_root, high[unfinished_rows], trial_log_rate)
        newton_step = -np.divide(balance, slope, out=np.full_like(balance, np.inf), where=slope != 0.0)
        # Newton only while it stays inside and at least halves its step; otherwise bisection.
        is_step_inside = (trial_log_rate + newton_step > low[unfinished_rows]) & (
            trial_log_rate + newton_step < high[unfinished_rows]
        )
        is_newton_taken = is_step_inside & (np.abs(newton_step) <= last_step[unfinished_rows] / 2.0)
        next_rate = np.where(
            is_newton_taken,
            trial_log_rate + newton_step,
            (low[unfinished_rows] + high[unfinished_rows]) / 2.0,
        )
        is_exact = np.abs(balance) <= np.finfo(np.float64).eps
        log_rate[unfinished_rows] = np.where(is_exact, trial_log_rate, next_rate)
        last_step[unfinished_rows] = np.abs(next_rate - trial_log_rate)
        unfinished_rows = unfinished_rows[
            ~is_exact & (last_step[unfinished_rows] > 4.0 * np.spacing(np.abs(trial_log_rate)))
        ]
        if unfinished_rows.size == 0:
            break
    return log_rate


def _balance(flows: FloatArray, times: FloatArray, log_rate: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Sum of the discounted flows and its derivative to the log rate, per largest discounted flow."""
    exponents = -log_rate[:, None] * times
    # The largest term is divided out before the exponential, which would overflow at extreme rates.
    largest_exponent = np.max(np.log(np.abs(flows)) + exponents, axis=1, keepdims=True)
    scaled_terms = flows * np.exp(exponents - largest_exponent)
    return scaled_terms.sum(axis=1), -(scaled_terms * times).sum(axis=1)


def _bounds(flows: FloatArray, times: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log rates outside which the last, respectively the first flow outweighs all others together."""
    absolute_flows = np.abs(flows)
    absolute_sum = absolute_flows.sum(axis=1)
    lowest_log_rate = -np.maximum(np.log(2.0 * absolute_sum / absolute_flows[:, -1]), 0.0) / (
        times[-1] - times[-2]
    )
    highest_log_rate = np.maximum(np.log(2.0 * absolute_sum / absolute_flows[:, 0]), 0.0) / (
        times[1] - times[0]
    )
    return lowest_log_rate, highest_log_rate


def _scaled(rows: FloatArray) -> FloatArray:
    """Flows relative to the largest of their row, negligible ones set to zero."""
    largest_flow = np.max(np.abs(rows), axis=1, keepdims=True)
    relative_flows = rows / np.where(largest_flow > 0.0, largest_flow, 1.0)
    return np.where(np.abs(relative_flows) < NEGLIGIBLE_FLOW, 0.0, relative_flows)


def _changes(signs: npt.NDArray[np.generic]) -> IntArray:
    return np.flatnonzero(signs[:-1] != signs[1:])


def _moments(times: npt.ArrayLike | None, count: int) -> FloatArray:
    if times is None:
        return np.arange(count, dtype=np.float64)
    moment_array = finite(times, "times")
    if moment_array.shape != (count,):
        raise ValueError(f"times: found shape {moment_array.shape}; the flows have {count} moments")
    if (np.diff(moment_array) <= 0.0).any():
        raise ValueError("times: the moments must increase; add up flows of the same moment first")
    if (2.0 * moment_array != np.round(2.0 * moment_array)).any():
        raise ValueError("times: every moment must be a multiple of half a year")
    return moment_array


def _reason(signs: FloatArray) -> str:
    if not signs.any():
        return ALL_ZERO
    if (signs >= 0.0).all():
        return ALL_POSITIVE
    return ALL_NEGATIVE if (signs <= 0.0).all() else NO_REAL_ROOT
