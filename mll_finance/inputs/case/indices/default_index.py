"""Which price index a line follows where it names none: what is wages follows wages, the rest prices.

What is wages, on both sides of the balance: own staff and its hours by their kind; where a case has one deflator also
benefits that are linked to wages, production, and amounts that name that index (``amount_index.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.inputs.case.indices.amount_index import AmountIndices
from mll_finance.inputs.case.price_index import CPI, WAGES
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.grammar.sections import Settings
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.tables.in_force import Tables

PRODUCTION = "production"
"""Effect or category of a line that is what people produce, valued at what their work costs: it follows wages."""


def default_index(kind: type[Line], line: Raw, quantities: Raw) -> str | None:
    """The index that a raw line of own staff follows by its kind, or by that of a quantity that it values."""
    quantity_classes = [
        quantity_kinds().get(str(quantities[name].get("kind")))
        for name in _named(_refs(line), "quantities")
        if isinstance(quantities.get(name), dict)
    ]
    return kind.INDEX or next(
        (quantity.INDEX for quantity in quantity_classes if quantity and quantity.INDEX), None
    )


def with_default_index(
    lines: Mapping[str, Line], quantities: Mapping[str, Quantity], settings: Settings, tables: Tables
) -> dict[str, Line]:
    """The lines, each with the index that it follows; what follows from a form follows what it passes on.

    Parameters
    ----------
    lines, quantities : mapping
        The parts of the case, by id.
    settings : Settings
        Of the case; where each line has a deflator of its own only own staff follows wages.
    tables : Tables
        The tables that the case reads.
    """
    index_by_line = {name: _index(line, quantities) for name, line in lines.items()}
    amount_indices = AmountIndices(lines, quantities, tables, settings.municipality)
    # What the case says itself comes first: a line that follows from a form passes on another.
    for line_id in sorted(lines, key=lambda name: lines[name].made_by is not None):
        line = lines[line_id]
        if index_by_line[line_id] is None and line.made_by is not None:
            passed_indices = (index_by_line.get(source_id) for source_id in _named(_line_refs(line), "lines"))
            index_by_line[line_id] = next((index for index in passed_indices if index is not None), None)
        if index_by_line[line_id] is None and line.basis == "real" and settings.deflator == CPI:
            is_production = PRODUCTION in (line.effect, line.category)
            index_by_line[line_id] = line.LINKED or (
                WAGES if is_production else amount_indices.of_line(line_id)
            )
    return {
        name: line
        if index_by_line[name] == line.index
        else line.model_copy(update={"index": index_by_line[name]})
        for name, line in lines.items()
    }


def _index(line: Line, quantities: Mapping[str, Quantity]) -> str | None:
    """The index that a line names, or that own staff follows; a nominal line has none but its own."""
    if line.index is not None or line.basis == "nominal":
        return line.index
    raw_quantities = (quantities.get(name) for name in _named(_line_refs(line), "quantities"))
    return line.INDEX or next(
        (
            source_quantity.INDEX
            for source_quantity in raw_quantities
            if source_quantity and source_quantity.INDEX
        ),
        None,
    )


def _line_refs(line: Line) -> Iterator[str]:
    for path, assumption in assumptions(line, ""):
        yield from (leaf.ref for _, leaf in assumption.leaves(path) if leaf.ref is not None)


def _refs(node: Any) -> Iterator[str]:
    """Every reference in a raw part."""
    if isinstance(node, dict):
        if isinstance(node.get("ref"), str):
            yield node["ref"]
        for child_node in node.values():
            yield from _refs(child_node)


def _named(refs: Iterator[str], section: str) -> list[str]:
    """The parts of a section that references point at."""
    ref_parts = [ref.split(".") for ref in refs]
    return [part[1] for part in ref_parts if part[0] == section and len(part) > 1]
