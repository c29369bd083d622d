"""Which price index a line follows where it names none: own staff and its hours follow wages, the rest prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.quantities import quantity_kinds


def default_index(kind: type[Line], line: Raw, quantities: Raw) -> str | None:
    """The index that a raw line follows by its kind, or by that of a quantity that it values; None: prices."""
    quantity_classes = [
        quantity_kinds().get(str(quantities[name].get("kind")))
        for name in _named(_refs(line), "quantities")
        if isinstance(quantities.get(name), dict)
    ]
    return kind.INDEX or next(
        (quantity.INDEX for quantity in quantity_classes if quantity and quantity.INDEX), None
    )


def with_default_index(lines: Mapping[str, Line], quantities: Mapping[str, Quantity]) -> dict[str, Line]:
    """The lines, each with the index that it follows; what follows from a form follows what it passes on."""
    index_by_line = {name: _index(line, quantities) for name, line in lines.items()}
    for name, line in lines.items():
        if index_by_line[name] is None and line.made_by is not None:
            passed_indices = (index_by_line.get(source) for source in _named(_line_refs(line), "lines"))
            index_by_line[name] = next((index for index in passed_indices if index is not None), None)
    return {
        name: line
        if index_by_line[name] == line.index
        else line.model_copy(update={"index": index_by_line[name]})
        for name, line in lines.items()
    }


def _index(line: Line, quantities: Mapping[str, Quantity]) -> str | None:
    """The index of a line; a nominal line without one is deflated by prices."""
    if line.index is not None or line.basis == "nominal":
        return line.index
    raw_quantities = (quantities.get(name) for name in _named(_line_refs(line), "quantities"))
    return line.INDEX or next((source.INDEX for source in raw_quantities if source and source.INDEX), None)


def _line_refs(line: Line) -> Iterator[str]:
    for path, number in assumptions(line, ""):
        yield from (leaf.ref for _, leaf in number.leaves(path) if leaf.ref is not None)


def _refs(node: Any) -> Iterator[str]:
    """Every reference in a raw part."""
    if isinstance(node, dict):
        if isinstance(node.get("ref"), str):
            yield node["ref"]
        for child in node.values():
            yield from _refs(child)


def _named(refs: Iterator[str], section: str) -> list[str]:
    """The parts of a section that references point at."""
    ref_parts = [ref.split(".") for ref in refs]
    return [part[1] for part in ref_parts if part[0] == section and len(part) > 1]
