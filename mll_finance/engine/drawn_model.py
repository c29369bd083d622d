"""The model on draws, for an evaluator: what no drawn number touches comes from the central model."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.engine.model import ArrayModel, by_year, price_factor
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf, Output
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.values import Values

Array = npt.NDArray[np.float64]


class Layout:
    """Where the numbers of a case come from, found out once: fields by owner, and what stands behind a path."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._fields: dict[str, list[tuple[str, str, str]]] = {}
        self._sources: dict[tuple[str, str], Leaf | Output] = {}

    def fields(self, owner: str) -> list[tuple[str, str, str]]:
        """Field, key and path of each assumption of a quantity or line."""
        if owner not in self._fields:
            section, _, name = owner.partition(".")
            part = self.case.quantities[name] if section == "quantities" else self.case.lines[name]
            parts = [(path.split("."), path) for path, _ in assumptions(part, owner)]
            self._fields[owner] = [(words[2], ".".join(words[3:]), path) for words, path in parts]
        return self._fields[owner]

    def source(self, path: str, alternative: str) -> Leaf | Output:
        """The number or the output that a path stands for in one alternative, references followed."""
        if (path, alternative) not in self._sources:
            graph = self.case.graph
            leaf = graph.leaves[graph.leaf_for(path, alternative)]
            target = leaf if leaf.assumption.ref is None else graph.target(leaf.assumption.ref)
            found = target if isinstance(target, (Leaf, Output)) else self.source(str(target), alternative)
            self._sources[path, alternative] = found
        return self._sources[path, alternative]


class DrawnModel(ArrayModel):
    """The model on draws, in which what no drawn number touches comes from the central model."""

    def __init__(
        self, layout: Layout, drawn: dict[str, Array], central: ArrayModel, touched: frozenset[str]
    ) -> None:
        super().__init__(layout.case, drawn)
        self.layout, self.central, self.touched = layout, central, touched

    def assumption(self, path: str, alternative: str) -> Any:
        source = self.layout.source(path, alternative)
        if isinstance(source, Output):
            return self.quantity(source.quantity, alternative)[source.name]
        if source.path not in self.drawn:
            return self.central.assumption(source.path, alternative)
        return self._memo(("", source.path), lambda: self.number(source))

    def number(self, leaf: Leaf) -> Array:
        # A map by year takes a drawn number as a factor on the whole map.
        if leaf.path in self.drawn and isinstance(leaf.assumption.central, dict):
            whole = by_year(leaf, self.case.years) * self.drawn[leaf.path][None, :]
            return np.asarray(whole * price_factor(self.case, leaf))
        return super().number(leaf)

    def quantity(self, name: str, alternative: str) -> dict[str, Any]:
        if f"quantities.{name}" not in self.touched:
            return self.central.quantity(name, alternative)
        return super().quantity(name, alternative)

    def values(self, owner: str, alternative: str) -> Values:
        """The numbers of a quantity or line in one alternative."""
        fields: dict[str, Any] = {}
        for field, key, path in self.layout.fields(owner):
            value = self.assumption(path, alternative)
            if key:
                fields.setdefault(field, {})[key] = value
            else:
                fields[field] = value
        return Values(fields)

    def _values(self, owner: str, part: Any, alternative: str) -> Values:
        return self.values(owner, alternative)
