"""What a path of an actual stands for in a case: a line, a number, or an output of a quantity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mll_finance.errors import Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf, Output
from mll_finance.terms import phrase

EURO = "EUR"
_SECTION = "lines."


@dataclass(frozen=True)
class Observable:
    """One thing of a case of which an actual can be known.

    Parameters
    ----------
    alternative : str
        The alternative.
    unit : str
        Its unit; of a line euros.
    line : str or None
        Id of the line.
    leaf : Leaf or None
        The number, references followed; it is the same for every alternative that shares it.
    output : Output or None
        The output of a quantity.
    """

    alternative: str
    unit: str
    line: str | None = None
    leaf: Leaf | None = None
    output: Output | None = None

    @property
    def other_units(self) -> tuple[str, ...]:
        """Other ways in which its unit may be written."""
        return ("EUR/yr", "euro", "€") if self.line is not None else ()

    def takes(self, unit: str) -> bool:
        """Whether a written unit is its own; what is merely counted may be counted in any name."""
        if self.unit == "count/yr" and self.output is not None:
            return unit.endswith("/yr") and not unit.startswith(EURO)
        return unit == self.unit or unit in self.other_units

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.line is not None or self.unit.startswith(EURO)

    @property
    def identity(self) -> tuple[object, ...]:
        """What it is, whichever path or alternative leads to it."""
        if self.leaf is not None:
            return ("number", self.leaf.path)
        if self.output is not None:
            return ("output", self.output.quantity, self.output.name, self.alternative)
        return ("line", self.line, self.alternative)


def known_paths(case: Case) -> list[str]:
    """Every path of which an actual may be given: lines, assumptions, and outputs of quantities."""
    single_output_paths = [
        f"quantities.{name}" for name, quantity in case.quantities.items() if len(quantity.units()) == 1
    ]
    return [*(f"{_SECTION}{name}" for name in case.lines), *case.graph.targets(), *single_output_paths]


def place_of(case: Case, path: str, alternative: str) -> Observable | Problem:
    """What a known path stands for in an alternative, references followed; a problem where it is not there."""
    line = path.removeprefix(_SECTION)
    if path.startswith(_SECTION) and line in case.lines:
        if alternative not in case.lines[line].alternative:
            return Problem(
                path,
                phrase("actuals_line_elsewhere", alternative=alternative),
                phrase("problem_one_of", names=", ".join(case.lines[line].alternative)),
                phrase("actuals_line_elsewhere_write"),
            )
        return Observable(alternative, EURO, line=line)
    output_or_path: str | Output | None = path
    while isinstance(output_or_path, str):
        output_or_path = case.graph.target(output_or_path)
        if not isinstance(output_or_path, str):
            break
        number_leaf = case.graph.leaves[case.graph.leaf_for(output_or_path, alternative)]
        if number_leaf.assumption.ref is None:
            return Observable(alternative, number_leaf.assumption.unit or "", leaf=number_leaf)
        output_or_path = number_leaf.assumption.ref
    assert isinstance(output_or_path, Output)
    quantity = case.quantities[output_or_path.quantity]
    unit_by_output = quantity.units()
    own_unit = quantity.unit if len(unit_by_output) == 1 else None
    return Observable(
        alternative, own_unit or _written(unit_by_output[output_or_path.name]), output=output_or_path
    )


def _written(unit: str) -> str:
    """The unit of an output as a case would write it: ``hour/yr`` for hours per year."""
    counted_unit, marker, _ = unit.partition("_per_year")
    return f"{counted_unit.removesuffix('s')}/yr" if marker else unit


def refused_place(place: Observable, path: str, kind: str) -> Iterator[Problem]:
    """A kind that does not fit what the path stands for."""
    fitting_kinds = ("amount",) if place.line is not None else ("price",) if place.is_money else ("quantity",)
    if kind not in fitting_kinds:
        yield Problem(
            path,
            phrase("actuals_kind", kind=kind),
            phrase("problem_one_of", names=", ".join(fitting_kinds)),
            phrase("actuals_kind_write", kind=fitting_kinds[0]),
        )
