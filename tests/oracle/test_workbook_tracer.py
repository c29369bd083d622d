"""Each operation of the tracer on random numbers: what the spreadsheet makes of it is what numpy makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from spreadsheet import WRONG, Recalculate

from mll_finance.engine.graph.central import central_values
from mll_finance.engine.graph.folding import Folding
from mll_finance.engine.graph.nodes import Nodes, Slot
from mll_finance.engine.graph.operations import OPERATIONS as GRAPH_OPERATIONS
from mll_finance.engine.graph.program import Program
from mll_finance.engine.graph.symbol import Symbol
from mll_finance.formulas.recursion import named, scan
from mll_finance.report.excel.printer import EXCEL, Printer

YEARS = 6
X, Y = (np.random.default_rng(7).normal(0.0, 3.0, (YEARS, 1)) for _ in range(2))
Y[2] = X[2]  # a tie, for the comparisons
SINGLE = np.array([[1.7]])
PER_YEAR = np.array([[-2.0], [0.5], [3.0], [-1e-7], [1e15], [0.1 + 0.2]])
ODD = (np.arange(YEARS) % 2 == 1)[:, None]

OPERATIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "add": lambda x, y, s: x + y + s,
    "subtract_groups_from_the_left": lambda x, y, s: x - (y - s) - (x - y),
    "multiply_before_add": lambda x, y, s: (x + y) * (s - x) * 2.0,
    "divide_groups_from_the_left": lambda x, y, s: x / (y / s) / 3.0,
    "divide_of_product": lambda x, y, s: x / (y * s),
    "power_of_negative_number": lambda x, y, s: (-2.0) ** (0.0 * x + 2.0),
    "opposite_of_power": lambda x, y, s: -(x**2),
    "power_of_opposite": lambda x, y, s: (-x) ** 2,
    "negative_constant_squared": lambda x, y, s: np.array([[-2.0]]) ** 2 + x - 3.0 ** (s * -1.0),
    "power_of_power": lambda x, y, s: 2.0 ** (s**2.0),
    "power_of_power_from_the_left": lambda x, y, s: (s**2.0) ** 3.0,
    "power_of_quotient": lambda x, y, s: (s / 3.0) ** (y / 2.0),
    "subtract_a_negative_constant": lambda x, y, s: x - PER_YEAR,
    "multiply_by_constants_per_year": lambda x, y, s: PER_YEAR * x * y,
    "constant_first": lambda x, y, s: PER_YEAR / s - np.float64(2.5) * x,
    "unary_minus": lambda x, y, s: -(-x) - -y,
    "unary_plus": lambda x, y, s: +x,
    "less": lambda x, y, s: (x < y) * 1.0,
    "less_equal": lambda x, y, s: (x <= y) * 1.0,
    "greater": lambda x, y, s: (x > y) * 1.0,
    "greater_equal": lambda x, y, s: (x >= y) * 1.0,
    "equal": lambda x, y, s: (x == y) * 1.0,
    "not_equal": lambda x, y, s: (x != y) * 1.0,
    "minimum": lambda x, y, s: np.minimum(x, y) + np.minimum(x, 0.5),
    "maximum": lambda x, y, s: np.maximum(x, y) - np.maximum(s, PER_YEAR),
    "where_on_a_symbol": lambda x, y, s: np.where(x > y, x * 2.0, s),
    "where_on_a_constant": lambda x, y, s: np.where(ODD, x - y, 0.0) * 2.0,
    "where_within_where": lambda x, y, s: np.where(x > 0, np.where(y > 0, 1.0, 2.0), x),
    "clip_both": lambda x, y, s: np.clip(x, -1.0, 2.0),
    "clip_one": lambda x, y, s: np.clip(x, 0.0, None) + np.clip(y, None, s),
    "exp": lambda x, y, s: np.exp(x / 3.0),
    "log": lambda x, y, s: np.log(np.abs(x) + 1.0),
    "sqrt": lambda x, y, s: np.sqrt(abs(y)),
    "ceil": lambda x, y, s: np.ceil(x) - np.ceil(-y * s) + np.ceil(0.0 * x - 1e-9),
    "sum": lambda x, y, s: np.sum(x * y, axis=0) * PER_YEAR,
    "sum_keeping_axes": lambda x, y, s: x / np.sum(x, axis=0, keepdims=True),
    "sum_as_method": lambda x, y, s: y - (x + 1.0).sum(axis=0),
    "later_years": lambda x, y, s: np.concatenate([np.zeros((2, 1)), x[:-2]]),
    "differences": lambda x, y, s: np.concatenate([x[:1], x[1:] - x[:-1]], axis=0),
    "one_year": lambda x, y, s: x[3:4] * y,
    "broadcast": lambda x, y, s: np.broadcast_to(s, (YEARS, 1)) - x,
    "like": lambda x, y, s: np.zeros_like(x) + np.ones_like(y) * s,
    "bool_in_arithmetic": lambda x, y, s: (x > 0) + (y > 0) * s,
    "scan": lambda x, y, s: scan(lambda left, inflow, rate: left * (1.0 - rate) + inflow, 4.0, x, s / 10.0),
    "scan_of_one_input": lambda x, y, s: scan(
        lambda left, flow: np.maximum(left + flow, 0.0), SINGLE, x, name="stock"
    ),
    "scan_from_a_symbol": lambda x, y, s: (
        scan(lambda left, grow: left * (1.0 + grow), s, PER_YEAR[:3] / 10.0)[:1] * x
    ),
    "named": lambda x, y, s: named(x * y - s, "between") * 2.0 + named(s + 1.0, "constant"),
}


COLUMNS = [chr(ord("A") + column) for column in range(YEARS)]
NUMBERS = {"x": X, "y": Y, "s": SINGLE}
SLOTS = {name: Slot("leaf", name) for name in NUMBERS}
CELLS = {SLOTS["x"]: [f"{c}1" for c in COLUMNS], SLOTS["y"]: [f"{c}2" for c in COLUMNS], SLOTS["s"]: ["$A$3"]}


def traced(operation: Callable[[Any, Any, Any], Any]) -> tuple[Nodes, Symbol]:
    """The graph of an operation and its result."""
    nodes = Nodes()
    symbols = (Symbol(nodes.input(SLOTS[name], len(NUMBERS[name])), nodes) for name in NUMBERS)
    return nodes, operation(*symbols)


def central(nodes: Nodes) -> list[Any]:
    return central_values(nodes.nodes, {SLOTS[name]: numbers[:, 0] for name, numbers in NUMBERS.items()})


@pytest.fixture(scope="module")
def calculated(recalculate: Recalculate, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What LibreOffice makes of each operation, with wrong cached values everywhere."""
    path = tmp_path_factory.mktemp("tracer") / "operations.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, place, rows = book.add_worksheet("S"), 3, {}
    for row, numbers in enumerate(NUMBERS.values()):
        for column, number in enumerate(numbers[:, 0]):
            sheet.write_number(row, column, number)
    for name, operation in OPERATIONS.items():
        nodes, made = traced(operation)
        printer = Printer(nodes.nodes, CELLS)
        for number, row in enumerate(nodes.rows):
            for year, (node, its_year) in enumerate(row.cells):
                sheet.write_formula(place, year, "=" + printer.formula(node, its_year).text, None, WRONG)
                printer.rows[number, year] = f"{COLUMNS[year]}{place + 1}"
            place += 1
        for year in range(YEARS):
            sheet.write_formula(place, year, "=" + printer.formula(made.node.index, year).text, None, WRONG)
        rows[name] = place
        place += 1
    book.close()
    found = recalculate([path])["operations.xlsx"]
    return {name: [found["S", f"{column}{row + 1}"] for column in COLUMNS] for name, row in rows.items()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_means_the_same_in_the_graph(name: str) -> None:
    nodes, made = traced(OPERATIONS[name])
    expected = np.broadcast_to(OPERATIONS[name](X, Y, SINGLE), (YEARS, 1))[:, 0].astype(float)
    found = np.broadcast_to(central(nodes)[made.node.index], YEARS)
    np.testing.assert_allclose(found, expected, rtol=1e-15)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("drawn", [("x",), ("s",), ("x", "y"), ("x", "y", "s")], ids="".join)
def test_an_operation_means_the_same_when_its_numbers_are_drawn(name: str, drawn: tuple[str, ...]) -> None:
    """A draw is the factor on a number by year, and the number itself where it holds in every year."""
    nodes, made = traced(OPERATIONS[name])
    folding = Folding(nodes.nodes, nodes.slots, central(nodes), {SLOTS[each]: 2.0 for each in drawn})
    polynomial = folding.polynomial(made.node.index)
    draws = np.array([1.0, 0.7, 1.3])
    factors = {each: draws * (1.7 if each == "s" else 1.0) for each in drawn}
    program = Program(folding.atoms, polynomial.monomials, polynomial.coefficients)
    found = program.evaluate({SLOTS[each]: factor for each, factor in factors.items()}, 3)
    for draw, factor in enumerate(draws):
        numbers = [each * factor if name in drawn else each for name, each in NUMBERS.items()]
        with np.errstate(all="ignore"):
            expected = np.broadcast_to(OPERATIONS[name](*numbers), (YEARS, 1))[:, 0].astype(float)
        size = np.abs(expected[np.isfinite(expected)]).max(initial=1.0)
        np.testing.assert_allclose(
            np.broadcast_to(found[:, draw], YEARS), expected, rtol=1e-11, atol=1e-13 * size
        )


def test_each_operation_has_a_text_in_the_workbook() -> None:
    assert set(EXCEL) == set(GRAPH_OPERATIONS)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_means_the_same_in_the_spreadsheet(calculated: Any, name: str) -> None:
    expected = np.broadcast_to(OPERATIONS[name](X, Y, SINGLE), (YEARS, 1))[:, 0]
    np.testing.assert_allclose(calculated[name], expected.astype(float), rtol=1e-9, atol=1e-12)


_NODES = Nodes()
SYMBOL = Symbol(_NODES.input(SLOTS["x"], 3), _NODES)


@pytest.mark.parametrize(
    ("use", "named_as"),
    [
        (lambda x: np.cumsum(x, axis=0), "np.cumsum"),
        (lambda x: np.interp(x, [0.0, 1.0], [0.0, 1.0]), "np.interp"),
        (lambda x: np.sin(x), "np.sin"),
        (lambda x: np.add.accumulate(x), "np.add.accumulate"),
        (lambda x: np.add(x, x, where=True), "np.add with where"),
        (lambda x: np.sum(x), "sum over axis None"),
        (lambda x: np.concatenate([x, x], axis=1), "concatenate along axis 1"),
        (lambda x: float(x), r"float\(\)"),
        (lambda x: 1.0 if x > 0 else 0.0, "'if'"),
        (lambda x: np.asarray(x), "a conversion to an array"),
        (lambda x: x[0], "the index 0"),
        (lambda x: (x > 0) & (x < 2), "np.bitwise_and"),
    ],
)
def test_what_cannot_be_traced_is_named(use: Callable[[Any], Any], named_as: str) -> None:
    with pytest.raises(TypeError, match=f"{named_as}.* cannot be traced"):
        use(SYMBOL)


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        SYMBOL * np.inf


@pytest.mark.parametrize("shape", [(5,), (5, 1), (5, 3)])
def test_scan_on_arrays_is_the_loop(shape: tuple[int, ...]) -> None:
    inflow = np.random.default_rng(1).random(shape)
    stock, expected = np.zeros(shape[1:]), []
    for year in range(5):
        stock = 0.9 * stock + inflow[year]
        expected.append(stock)
    np.testing.assert_array_equal(scan(lambda left, flow: 0.9 * left + flow, 0.0, inflow), np.array(expected))


def test_scan_broadcasts_states_that_grow_a_draw_axis() -> None:
    drawn = np.array([[0.1, 0.2]])
    made = scan(
        lambda left, flow, rate: left * (1.0 - rate) + flow, np.array([[10.0]]), np.ones((2, 1)), drawn
    )
    np.testing.assert_allclose(made, [[10.0, 9.0], [10.0, 8.2]])


def test_scan_without_values_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one gives the years"):
        scan(lambda state: state, 0.0)
