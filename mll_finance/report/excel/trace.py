"""The tracer: a symbol that goes through a kind's arithmetic like an array and comes out as Excel formulas.

A symbol holds the numbers of the central case and, of the same shape, one formula for each of them. Every operation is
done on both, so the cached value of a cell is the model's own number and its formula is the model's own arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from mll_finance.report.excel.formula import (
    COMPARE,
    PLUS,
    TIMES,
    Formula,
    call,
    infix,
    literal,
    negative,
    plus,
    power,
)

Objects = npt.NDArray[np.object_]

_UFUNCS: dict[np.ufunc, Callable[..., Formula]] = {
    np.add: plus,
    np.subtract: infix("-", PLUS),
    np.multiply: infix("*", TIMES),
    np.divide: infix("/", TIMES),
    np.power: power,
    np.negative: negative,
    np.positive: lambda same: same,
    np.less: infix("<", COMPARE),
    np.less_equal: infix("<=", COMPARE),
    np.greater: infix(">", COMPARE),
    np.greater_equal: infix(">=", COMPARE),
    np.equal: infix("=", COMPARE),
    np.not_equal: infix("<>", COMPARE),
    np.minimum: call("MIN"),
    np.maximum: call("MAX"),
    np.absolute: call("ABS"),
    np.exp: call("EXP"),
    np.log: call("LN"),
    np.sqrt: call("SQRT"),
}
_IF = np.frompyfunc(call("IF"), 3, 1)
_PLUS = np.frompyfunc(plus, 2, 1)


class Place(Protocol):
    """Where named results get a row: the calculation sheet."""

    def recorder(self, name: str) -> Callable[[int, Traced], Traced]:
        """A new row, as a function that writes one year's formula and gives that cell."""
        ...


class Traced(NDArrayOperatorsMixin):
    """An array of the model as Excel formulas.

    Parameters
    ----------
    value : array
        The numbers, such as (years, 1), or (1, 1) for what holds in every year.
    formulas : array of Formula, shape of value
        The expression of each number.
    place : Place, optional
        Where :meth:`named` results and the states of a ``scan`` get a row; without it they stay within the formula.

    Notes
    -----
    Convention: the first axis is the year. What has no Excel formula raises a TypeError that names the function.
    """

    def __init__(self, value: npt.ArrayLike, formulas: Objects, place: Place | None = None) -> None:
        self.value, self.formulas, self.place = np.asarray(value), formulas, place
        if self.value.shape != formulas.shape:
            raise ValueError(f"formulas: found shape {formulas.shape}; the values have {self.value.shape}")

    @classmethod
    def of_cells(cls, value: npt.ArrayLike, cells: list[str], place: Place | None = None) -> Traced:
        """Cells of one row, the first year first, as an array (years, 1)."""
        formulas = np.array([Formula(cell) for cell in cells], dtype=object)[:, None]
        return cls(np.asarray(value, dtype=float).reshape(-1, 1), formulas, place)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array that it stands for."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.value.ndim

    def __len__(self) -> int:
        return len(self.value)

    def __getitem__(self, years: slice) -> Traced:
        if not isinstance(years, slice):
            raise _untraceable(f"the index {years!r}", "take years with a slice, such as x[1:] or x[k:k+1]")
        return self._like(self.value[years], self.formulas[years])

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Traced:
        """The sum over the years."""
        if axis != 0:
            raise _untraceable(f"sum over axis {axis}", "sum over the years: axis=0")
        value = self.value.sum(axis=0, keepdims=keepdims)
        return self._like(value, _PLUS.reduce(self.formulas, axis=0, keepdims=keepdims))

    def named(self, name: str) -> Traced:
        """The same with a row of its own; see :func:`mll_finance.formulas.recursion.named`."""
        write = self.recorder(name)
        written = [write(year, self[year : year + 1]) for year in range(len(self))]
        return concatenated(written)

    def recorder(self, name: str) -> Callable[[int, Traced], Traced]:
        """A function (year, state) -> the cell that the state got; see ``scan``."""
        return self.place.recorder(name) if self.place is not None else lambda year, state: state

    def _like(self, value: Any, formulas: Any) -> Traced:
        return Traced(value, formulas, self.place)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Traced:
        write = _UFUNCS.get(ufunc)
        if write is None or method != "__call__" or options:
            raise _untraceable(
                f"np.{ufunc.__name__}{'' if method == '__call__' else '.' + method}"
                f"{' with ' + ', '.join(options) if options else ''}"
            )
        formulas = np.frompyfunc(write, ufunc.nin, 1)(*(_formulas(each) for each in inputs))
        return _made(ufunc(*(_value(each) for each in inputs)), formulas, inputs)

    def __array_function__(self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
        if func not in _FUNCTIONS:
            raise _untraceable(f"np.{func.__name__}")
        return _FUNCTIONS[func](*args, **kwargs)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise _untraceable("a conversion to an array (np.asarray, item assignment)")

    def __float__(self) -> float:
        raise _untraceable("float()")

    def __bool__(self) -> bool:
        raise _untraceable("'if' or 'and' on a value", "choose with np.where")

    __hash__ = None  # type: ignore[assignment]


def _untraceable(
    what: str,
    remedy: str = "use + - * / **, comparisons, minimum, maximum, where, clip, exp, log, sqrt, abs, "
    "sum, concatenate, slices over years or scan",
) -> TypeError:
    return TypeError(f"{what} cannot be traced to an Excel formula; {remedy}")


def _value(operand: Any) -> Any:
    return operand.value if isinstance(operand, Traced) else operand


def _formulas(operand: Any) -> Objects:
    if isinstance(operand, Traced):
        return operand.formulas
    numbers = np.asarray(operand)
    made = np.empty(numbers.shape, dtype=object)
    for index in np.ndindex(numbers.shape):
        made[index] = literal(numbers[index])
    return made


def _made(value: Any, formulas: Any, operands: Any) -> Traced:
    places = (each.place for each in operands if isinstance(each, Traced) and each.place is not None)
    whole = np.empty(np.shape(value), dtype=object)
    whole[...] = formulas
    return Traced(value, whole, next(places, None))


def _where(condition: Any, chosen: Any, other: Any) -> Traced:
    value = np.where(_value(condition), _value(chosen), _value(other))
    if isinstance(condition, Traced):
        formulas = _IF(condition.formulas, _formulas(chosen), _formulas(other))
    else:
        formulas = np.where(condition, _formulas(chosen), _formulas(other))
    return _made(value, formulas, (condition, chosen, other))


def _clip(operand: Any, a_min: Any = None, a_max: Any = None) -> Any:
    low = operand if a_min is None else np.maximum(operand, a_min)
    return low if a_max is None else np.minimum(low, a_max)


def _sum(operand: Traced, axis: int | None = None, *, keepdims: bool = False) -> Traced:
    return operand.sum(axis=axis, keepdims=keepdims)


def concatenated(arrays: Any, axis: int = 0) -> Traced:
    """Years one after the other, as ``np.concatenate`` does."""
    if axis != 0:
        raise _untraceable(f"concatenate along axis {axis}", "concatenate years: axis=0")
    value = np.concatenate([_value(each) for each in arrays])
    return _made(value, np.concatenate([_formulas(each) for each in arrays]), arrays)


def stretched(operand: Traced, shape: Any) -> Traced:
    """The same in every year, as ``np.broadcast_to`` does."""
    return operand._like(np.broadcast_to(operand.value, shape), np.broadcast_to(operand.formulas, shape))


_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.where: _where,
    np.clip: _clip,
    np.sum: _sum,
    np.concatenate: concatenated,
    np.broadcast_to: stretched,
    np.shape: lambda operand: operand.shape,
    np.ndim: lambda operand: operand.ndim,
    np.zeros_like: lambda operand: np.zeros(operand.shape),
    np.ones_like: lambda operand: np.ones(operand.shape),
}
