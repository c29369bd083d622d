"""The price index of amounts: where all euros of a line follow one index, the line follows it too.

A number names its index, or the row of a table that it comes from does in its column ``index``, as rows of
``data/unit_costs.csv``; empty, or a table without the column, is consumer prices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.inputs.tables.table import Row


class AmountIndices:
    """The indices of the amounts of a case.

    Parameters
    ----------
    lines, quantities : mapping
        The parts of the case, by id.
    tables : Tables
        The tables that it reads.
    municipality : str, optional
        The region whose rows go first.
    """

    def __init__(
        self,
        lines: Mapping[str, Line],
        quantities: Mapping[str, Quantity],
        tables: Tables,
        municipality: str | None,
    ) -> None:
        self.lines, self.quantities = lines, quantities
        self.tables, self.municipality = tables, municipality

    def of_line(self, name: str) -> str | None:
        """The index that all euros behind a line agree on; None where they do not, or name none."""
        line = self.lines[name]
        money_paths = [
            path
            for path, _ in assumptions(line, f"lines.{name}")
            if path.split(".")[2] in (*line.MONEY, *line.ADDED)
        ]
        indices = {index for path in money_paths for index in self._behind(path, set())}
        return indices.pop() if len(indices) == 1 else None

    def _behind(self, path: str, passed: set[str]) -> Iterator[str | None]:
        """The index of each amount of euros behind an assumption or an output of a quantity, references followed."""
        if path in passed:
            return
        passed.add(path)
        section_name, _, rest_of_path = path.partition(".")
        indexed_number = self._numbers.get(path)
        if (
            indexed_number is None
            and section_name == "quantities"
            and (part_name := rest_of_path.split(".")[0]) in self.quantities
        ):
            for inner_path, _ in assumptions(self.quantities[part_name], f"quantities.{part_name}"):
                yield from self._behind(inner_path, passed)
        for _, amount_leaf in () if indexed_number is None else indexed_number.leaves(path):
            if amount_leaf.ref is not None:
                yield from self._behind(amount_leaf.ref, passed)
            elif amount_leaf.table is not None:
                yield from self._of_row(amount_leaf)
            elif amount_leaf.is_money:
                yield amount_leaf.index

    def _of_row(self, number: Assumption) -> Iterator[str | None]:
        table_row = self._row(number)
        if (
            table_row is not None
            and number.model_copy(update={"unit": number.unit or table_row.unit}).is_money
        ):
            yield number.index or row_index(table_row)

    def _row(self, number: Assumption) -> Row | None:
        """The row of a number; None where it cannot be found, which is told where the number is filled in."""
        if number.table in self.tables.failed:
            return None
        try:
            return self.tables.table(str(number.table)).find(
                str(number.id), region=number.region, municipality=self.municipality, year=number.year
            )
        except TableLookupError:
            return None

    @cached_property
    def _numbers(self) -> dict[str, Assumption]:
        part_by_path = {f"lines.{name}": line for name, line in self.lines.items()} | {
            f"quantities.{name}": quantity for name, quantity in self.quantities.items()
        }
        return dict(entry for owner, part in part_by_path.items() for entry in assumptions(part, owner))


def row_index(row: Row) -> str | None:
    """The price index that a row names in its column ``index``; None where it names none."""
    return row.extra.get("index") or None
