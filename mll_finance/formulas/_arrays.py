"""Checks and shapes shared by the formulas: the first axis is the year, the last axis is the draw."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def finite(values: npt.ArrayLike, what: str) -> FloatArray:
    """Return the values as floats; raise ValueError when one of them is NaN or infinite."""
    value_array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(value_array).all():
        not_finite_count = int(np.count_nonzero(~np.isfinite(value_array)))
        raise ValueError(
            f"{what}: found {not_finite_count} NaN or infinite of {value_array.size}; every number must be finite"
        )
    return value_array


def by_year(values: npt.ArrayLike, what: str) -> FloatArray:
    """Return finite values of shape (years,) or (years, draws) with at least one year."""
    value_array = finite(values, what)
    if value_array.ndim not in (1, 2) or value_array.shape[0] == 0:
        raise ValueError(f"{what}: found shape {value_array.shape}; allowed are (years,) and (years, draws)")
    return value_array


def over_years(vector: npt.ArrayLike, *operands: Any) -> FloatArray:
    """Give a vector over years a draw axis when one of the others has draws, so that they broadcast."""
    vector_array = np.asarray(vector, dtype=np.float64)
    return (
        vector_array[:, None]
        if vector_array.ndim == 1 and any(np.ndim(operand) for operand in operands)
        else vector_array
    )


def paired(flows: FloatArray, factors: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return flows and discount factors in shapes that multiply year by year."""
    factor_array = by_year(factors, "factors")
    if factor_array.shape[0] != flows.shape[0]:
        raise ValueError(f"factors: found {factor_array.shape[0]} years; the flows have {flows.shape[0]}")
    return over_years(flows, factor_array[0]), over_years(factor_array, flows[0])


def unwrap(values: npt.ArrayLike) -> FloatArray:
    """Return a number instead of an array without axes; leave other arrays as they are."""
    return cast(FloatArray, np.asarray(values)[()])


def require_shares(**shares: Any) -> None:
    """Raise ValueError when a share lies outside 0..1 or is NaN.

    Only numbers and arrays are looked at: the same arithmetic also runs on symbols, which have no value to
    check.
    """
    for argument, share_or_shares in shares.items():
        if isinstance(share_or_shares, (int, float, np.ndarray)) and not np.all(
            (share_or_shares >= 0.0) & (share_or_shares <= 1.0)
        ):
            raise ValueError(f"{argument}: found {share_or_shares}; allowed is a share from 0 to 1")
