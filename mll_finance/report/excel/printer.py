"""The printer: nodes of the graph as Excel formulas.

A formula goes back from a node to what has a cell of its own: an input, or a year of a named row. The formulas are
therefore the model's own arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mll_finance.engine.graph.nodes import INPUT, NUMBER, ROW, TAKE, Node, Slot
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

EXCEL: dict[str, Callable[..., Formula]] = {
    "add": plus,
    "subtract": infix("-", PLUS),
    "multiply": infix("*", TIMES),
    "divide": infix("/", TIMES),
    "power": power,
    "negative": negative,
    "less": infix("<", COMPARE),
    "less_equal": infix("<=", COMPARE),
    "greater": infix(">", COMPARE),
    "greater_equal": infix(">=", COMPARE),
    "equal": infix("=", COMPARE),
    "not_equal": infix("<>", COMPARE),
    "minimum": call("MIN"),
    "maximum": call("MAX"),
    "absolute": call("ABS"),
    # INT rounds down, also below zero; ROUNDUP would round a small negative number away from zero.
    "ceil": lambda number: negative(call("INT")(negative(number))),
    "exp": call("EXP"),
    "log": call("LN"),
    "sqrt": call("SQRT"),
    "where": call("IF"),
}
"""The text of each operation of the graph."""


class Printer:
    """Nodes of a graph as formulas.

    Parameters
    ----------
    nodes : sequence of Node
        The graph.
    cells : mapping of Slot to list of str
        Cells of each input, one or one for each year.
    """

    def __init__(self, nodes: Sequence[Node], cells: Mapping[Slot, Sequence[str]]) -> None:
        self.nodes, self.inputs = nodes, cells
        self.rows: dict[tuple[int, int], str] = {}
        """Cell of each named row and year that was written."""
        self._known: dict[tuple[int, int], Formula] = {}

    def formula(self, node: int, year: int) -> Formula:
        """The formula of a node in a year, counted from 0."""
        year = year if self.nodes[node].years > 1 else 0
        if (node, year) not in self._known:
            self._known[node, year] = self._printed(self.nodes[node], year)
        return self._known[node, year]

    def _printed(self, node: Node, year: int) -> Formula:
        if node.operation == NUMBER:
            return literal(node.detail[year])
        if node.operation == INPUT:
            cell_addresses = self.inputs[node.detail]
            return Formula(cell_addresses[year if len(cell_addresses) > 1 else 0])
        if node.operation == ROW:
            row_number, first_column = node.detail
            return Formula(self.rows[row_number, first_column + year])
        if node.operation == TAKE:
            argument_index, source_year = node.detail[year]
            return self.formula(node.arguments[argument_index], source_year)
        return EXCEL[node.operation](*(self.formula(argument, year) for argument in node.arguments))
