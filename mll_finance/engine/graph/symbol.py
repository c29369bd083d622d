"""The tracer: a symbol that goes through a kind's arithmetic like an array and leaves a graph of nodes behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from mll_finance.engine.graph.nodes import Node, Nodes
from mll_finance.engine.graph.operations import NAMES


class Symbol(NDArrayOperatorsMixin):
    """An array (years, 1) of the model as a node of the graph; one year holds in every year.

    Parameters
    ----------
    node : Node
        The expression.
    nodes : Nodes
        The graph that it belongs to.

    Notes
    -----
    Convention: the first axis is the year. What is no operation of the graph raises a TypeError that names it.
    """

    def __init__(self, node: Node, nodes: Nodes) -> None:
        self.node, self.nodes = node, nodes

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array that it stands for."""
        return (self.node.years, 1)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return 2

    def __len__(self) -> int:
        return self.node.years

    def __getitem__(self, years: slice) -> Symbol:
        if not isinstance(years, slice):
            raise _untraceable(f"the index {years!r}", "take years with a slice, such as x[1:] or x[k:k+1]")
        return self._taken([(self.node.index, year) for year in range(*years.indices(len(self)))])

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Symbol:
        """The sum over the years, (1, 1)."""
        if axis != 0:
            raise _untraceable(f"sum over axis {axis}", "sum over the years: axis=0")
        sum_so_far = self[:1]
        for year_index in range(1, len(self)):
            sum_so_far = sum_so_far + self[year_index : year_index + 1]
        return sum_so_far

    def named(self, name: str) -> Symbol:
        """The same with a row of its own; see :func:`mll_finance.formulas.recursion.named`."""
        return Symbol(self.nodes.cell(self.nodes.open_row(name), self.node), self.nodes)

    def recorder(self, name: str) -> Callable[[int, Symbol], Symbol]:
        """A function (year, state) -> the cell that the state got; see ``scan``."""
        row_index = self.nodes.open_row(name)
        return lambda year, state: Symbol(
            self.nodes.cell(row_index, self._node_of(state), first=year), self.nodes
        )

    def _taken(self, places: list[tuple[int, int]]) -> Symbol:
        if not places:
            raise _untraceable("a slice without years", "take at least one year")
        return Symbol(self.nodes.take(places), self.nodes)

    def _node_of(self, operand: Any) -> Node:
        return operand.node if isinstance(operand, Symbol) else self.nodes.number(operand)

    def _operation(self, name: str, operands: Any) -> Symbol:
        argument_nodes = [self._node_of(operand) for operand in operands]
        year_counts_above_one = {node.years for node in argument_nodes} - {1}
        if len(year_counts_above_one) > 1:
            raise ValueError(
                f"{name}: found {sorted(year_counts_above_one)} years together; one year or all of them"
            )
        year_count = year_counts_above_one.pop() if year_counts_above_one else 1
        node_index = self.nodes.add(name, [node.index for node in argument_nodes], years=year_count)
        return Symbol(node_index, self.nodes)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Symbol:
        if ufunc is np.positive and method == "__call__" and not options:
            return self
        operation_name = NAMES.get(ufunc)
        if operation_name is None or method != "__call__" or options:
            raise _untraceable(
                f"np.{ufunc.__name__}{'' if method == '__call__' else '.' + method}"
                f"{' with ' + ', '.join(options) if options else ''}"
            )
        return self._operation(operation_name, inputs)

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
    return TypeError(f"{what} cannot be traced; {remedy}")


def _first_symbol(operands: Any) -> Symbol:
    return next(operand for operand in operands if isinstance(operand, Symbol))


def _where(condition: Any, chosen: Any, other: Any) -> Symbol:
    first_symbol = _first_symbol((condition, chosen, other))
    if isinstance(condition, Symbol):
        return first_symbol._operation("where", (condition, chosen, other))
    condition_by_year = np.asarray(condition, dtype=bool).ravel()
    node_if_true, node_if_false = first_symbol._node_of(chosen), first_symbol._node_of(other)
    year_count = max(condition_by_year.size, node_if_true.years, node_if_false.years)
    holds_by_year = np.broadcast_to(condition_by_year, year_count)
    node_by_year = [node_if_true if holds else node_if_false for holds in holds_by_year]
    return first_symbol._taken(
        [(node.index, year if node.years > 1 else 0) for year, node in enumerate(node_by_year)]
    )


def _clip(operand: Any, a_min: Any = None, a_max: Any = None) -> Any:
    raised_operand = operand if a_min is None else np.maximum(operand, a_min)
    return raised_operand if a_max is None else np.minimum(raised_operand, a_max)


def _sum(operand: Symbol, axis: int | None = None, *, keepdims: bool = False) -> Symbol:
    return operand.sum(axis=axis, keepdims=keepdims)


def _concatenate(arrays: Any, axis: int = 0) -> Symbol:
    if axis != 0:
        raise _untraceable(f"concatenate along axis {axis}", "concatenate years: axis=0")
    first_symbol = _first_symbol(arrays)
    part_nodes = [first_symbol._node_of(array) for array in arrays]
    return first_symbol._taken([(node.index, year) for node in part_nodes for year in range(node.years)])


def stretched(operand: Symbol, shape: Any) -> Symbol:
    """The same in every year, as ``np.broadcast_to`` does."""
    year_count, node = shape[0], operand.node
    if node.years not in (1, year_count):
        raise ValueError(f"found {node.years} years; {year_count} were asked for")
    return operand._taken([(node.index, year if node.years > 1 else 0) for year in range(year_count)])


_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.where: _where,
    np.clip: _clip,
    np.sum: _sum,
    np.concatenate: _concatenate,
    np.broadcast_to: stretched,
    np.shape: lambda operand: operand.shape,
    np.ndim: lambda operand: operand.ndim,
    np.zeros_like: lambda operand: np.zeros(operand.shape),
    np.ones_like: lambda operand: np.ones(operand.shape),
}
