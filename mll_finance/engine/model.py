"""The arithmetic of a case: quantities and lines, traced on symbols.

The model walks the case and calls its kinds; what they do to the symbols is the graph from which every result follows
(``structure.py``). It reads no number of the case, so one trace serves all cases of a structure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mll_finance.engine.graph.nodes import Nodes, Slot
from mll_finance.engine.graph.symbol import Symbol, stretched
from mll_finance.engine.modifiers.price_basis import outgrowing_index
from mll_finance.engine.modifiers.registry import LineInTime, Modifier, before, modifiers
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf, Output
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Model:
    """Traces the quantities and lines of a case.

    Parameters
    ----------
    case : Case
        A case of the structure.
    nodes : Nodes
        The graph that is made.
    given : tuple of (path, alternative)
        Assumptions that take a value of their own in one alternative, whatever the case says of them.
    """

    def __init__(self, case: Case, nodes: Nodes, *, given: tuple[tuple[str, str], ...] = ()) -> None:
        self.case, self.nodes, self.given = case, nodes, given
        self.time = Time(span=case.years, years=self._input(Slot("years", ""), len(case.years)))
        self._known: dict[tuple[str, str], Any] = {}

    def quantity(self, name: str, alternative: str) -> dict[str, Symbol]:
        """Outputs of a quantity in one alternative."""
        alternative_as_kept = place(self.case, f"quantities.{name}", alternative)
        values_by_output: dict[str, Symbol] = self._memo(
            (alternative_as_kept, f"quantities.{name}"), lambda: self._outputs(name, alternative_as_kept)
        )
        return values_by_output

    def line(self, name: str, alternative: str) -> Symbol:
        """Euros a year of a line in one alternative, ex btw, at the price level of the case."""
        alternative_as_kept = place(self.case, f"lines.{name}", alternative)
        euros_symbol: Symbol = self._memo(
            (alternative_as_kept, f"lines.{name}"), lambda: self._euros(name, alternative_as_kept)
        )
        return euros_symbol

    def assumption(self, path: str, alternative: str) -> Symbol:
        """An assumption in one alternative, references followed."""
        if (path, alternative) in self.given:
            return self._input(given_slot(path, alternative), 1)
        number_source = source_of(self.case, path, alternative)
        if isinstance(number_source, Output):
            return self.quantity(number_source.quantity, alternative)[number_source.name]
        if isinstance(number_source, str):
            return self.assumption(number_source, alternative)
        number_symbol: Symbol = self._memo(("", number_source.path), lambda: self._number(number_source))
        return number_symbol

    def _input(self, slot: Slot, years: int) -> Symbol:
        return Symbol(self.nodes.input(slot, years), self.nodes)

    def _number(self, leaf: Leaf) -> Symbol:
        is_year_map = isinstance(leaf.assumption.central, dict)
        number_symbol = self._input(Slot("leaf", leaf.path), len(self.case.years) if is_year_map else 1)
        return (
            number_symbol * self._input(Slot("to_level", leaf.path), 1) if is_moved(leaf) else number_symbol
        )

    def _memo(self, key: tuple[str, str], make: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _values(self, owner: str, part: Any, alternative: str) -> Values:
        values_by_field: dict[str, Any] = {}
        for path, _ in assumptions(part, owner):
            _, _, field_name, *key_parts = path.split(".")
            field_symbol = self.assumption(path, alternative)
            if field_name in part.INDEX_WITHIN:
                field_symbol = field_symbol * self._index_within(owner, path, alternative)
            if key_parts:
                values_by_field.setdefault(field_name, {})[key_parts[0]] = field_symbol
            else:
                values_by_field[field_name] = field_symbol
        for field_name in part.COUNTS:
            values_by_field[field_name] = self._input(Slot("count", f"{owner}.{field_name}"), 1)
        for field_name in part.POINTS:
            values_by_field[field_name] = [
                tuple(
                    self._input(Slot("point", f"{owner}.{field_name}.{point_index}.{axis_index}"), 1)
                    for axis_index in range(len(point))
                )
                for point_index, point in enumerate(getattr(part, field_name))
            ]
        return Values(values_by_field)

    def _outputs(self, name: str, alternative: str) -> dict[str, Symbol]:
        quantity_part, owner_path = self.case.quantities[name], f"quantities.{name}"
        with self.nodes.of(owner_path, alternative):
            symbol_by_output = quantity_part.outputs(
                self._values(owner_path, quantity_part, alternative), self.time
            )
            return {output: self._row(output, symbol) for output, symbol in symbol_by_output.items()}

    def _euros(self, name: str, alternative: str) -> Symbol:
        with self.nodes.of(f"lines.{name}", alternative):
            return self._row("euros", self._modified(name, alternative, modifiers()))

    def _row(self, name: str, symbol: Symbol) -> Symbol:
        """A row of its own for an output, one cell for each year of the case."""
        stretched_symbol = stretched(symbol, (len(self.case.years), 1))
        row_index = self.nodes.open_row(name, is_output=True)
        return Symbol(self.nodes.cell(row_index, stretched_symbol.node), self.nodes)

    def _modified(self, name: str, alternative: str, applied: tuple[Modifier, ...]) -> Any:
        """The euros of a line after some modifiers."""
        line_of_owner, owner_path = self.case.lines[name], f"lines.{name}"
        values_by_field = self._values(owner_path, line_of_owner, alternative)
        line_euros = line_of_owner.euros(values_by_field, self.time)
        line_in_time = self._in_time(name, alternative, values_by_field)
        for modifier in applied:
            line_euros = modifier.modified(line_euros, line_in_time)
        return line_euros

    def _index_within(self, owner: str, path: str, alternative: str) -> Any:
        """What brings an amount that goes into a line to the euros in which that line is written.

        Its own amounts are written so, but for its index; the amount of another line is in the euros of that line,
        real or nominal. Factors (years, 1), or 1. Those of a line that waits are of the later years in which its euros
        come to stand.
        """
        case = self.case
        line_of_owner, reference_target = (
            case.lines[owner.removeprefix("lines.")],
            source_of(case, path, alternative),
        )
        section_name, *target_names = (
            reference_target.split(".") if isinstance(reference_target, str) else ("",)
        )
        amount_line = case.lines[target_names[0]] if section_name == "lines" else line_of_owner
        index_factors = self._to_real(amount_line)
        if line_of_owner.basis == "nominal":
            if amount_line.basis == "nominal" or amount_line is line_of_owner:
                return 1.0
            index_factors = index_factors / self._to_real(line_of_owner)
        if isinstance(index_factors, float):
            return index_factors
        wait_years = min(case.graph.later.get((owner, alternative), 0), len(case.years) - 1)
        return (
            np.concatenate([index_factors[wait_years:], *([index_factors[-1:]] * wait_years)])
            if wait_years
            else index_factors
        )

    def _to_real(self, line: Line) -> Any:
        """What makes real euros of the amounts of a line as they are written: factors (years, 1), or 1."""
        deflator_name = self.case.prices.deflated_by(line.index)
        if line.basis == "nominal":
            return self._input(Slot("deflator", deflator_name), len(self.case.years))
        price_index_name = outgrowing_index(line, deflator_name)
        return (
            1.0
            if price_index_name is None
            else self._input(Slot("real_index", price_index_name), len(self.case.years))
        )

    def _in_time(self, name: str, alternative: str, values: Values) -> LineInTime:
        case, owner_path = self.case, f"lines.{name}"
        is_in_baseline = (
            BASELINE in case.lines[name].alternative and (owner_path, BASELINE) not in case.graph.pm
        )
        return LineInTime(
            line=case.lines[name],
            values=values,
            time=self.time,
            level_year=case.prices.level_year,
            adjusted=case.settings.adjusted,
            waits=case.graph.later.get((owner_path, alternative), 0),
            before=(lambda modifier: self._modified(name, BASELINE, before(modifier)))
            if is_in_baseline
            else None,
            deflated_by=case.prices.deflated_by(case.lines[name].index),
            deflator=lambda index: self._input(Slot("deflator", index), len(case.years)),
            real_index=lambda index: self._input(Slot("real_index", index), len(case.years)),
        )


def place(case: Case, owner: str, alternative: str) -> str:
    """The alternative under which a quantity or line is kept: the first that it is equal in."""
    if owner in case.graph.varies:
        return alternative
    section_name, _, part_name = owner.partition(".")
    return case.lines[part_name].alternative[0] if section_name == "lines" else case.graph.alternatives[0]


def source_of(case: Case, path: str, alternative: str) -> Leaf | Output | str:
    """What an assumption stands for in one alternative: a number, an output, or the path of another assumption."""
    leaf_of_number = case.graph.leaves[case.graph.leaf_for(path, alternative)]
    if leaf_of_number.assumption.ref is None:
        return leaf_of_number
    ref_target = case.graph.target(leaf_of_number.assumption.ref)
    return ref_target if isinstance(ref_target, Output) else str(ref_target)


def is_moved(leaf: Leaf) -> bool:
    """Whether a number is an amount that is moved to the price level of the case."""
    return leaf.assumption.is_money and not leaf.nominal and leaf.assumption.price_year is not None


def given_slot(path: str, alternative: str) -> Slot:
    """The input of an assumption that takes a value of its own in one alternative."""
    return Slot("given", f"{path}@{alternative}")
