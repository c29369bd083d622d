"""What a case fills the inputs of its graph with."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.nodes import Slot
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.price_index import CPI

Array = npt.NDArray[np.float64]


def filled_by(case: Case, slots: Iterable[Slot]) -> dict[Slot, Array]:
    """The central values of inputs, each (1,) or (years,).

    An assumption that takes a value of its own in one alternative has 0 until it is drawn.
    """
    return {slot: _FILLED_BY_KIND[slot.kind](case, slot.key) for slot in slots}


def count_of(case: Case, path: str) -> float:
    """A whole number of a quantity, such as ``quantities.users.per``."""
    _, quantity_name, field_name = path.split(".")
    return float(getattr(case.quantities[quantity_name], field_name))


def coordinate_of(case: Case, path: str) -> float:
    """A number of a point of a quantity, such as ``quantities.model.curve.0.1``; points in their order."""
    _, quantity_name, field_name, point_index, axis_index = path.split(".")
    return float(getattr(case.quantities[quantity_name], field_name)[int(point_index)][int(axis_index)])


def by_year(leaf: Leaf, span: range) -> Array:
    """The central value of a number before price conversion: (1,), or (years,) for a map by year."""
    central_number = leaf.assumption.central
    if not isinstance(central_number, dict):
        return np.array([central_number], dtype=float)
    if leaf.literal:
        return np.array([central_number.get(year, 0.0) for year in span], dtype=float)
    year_in_force_by_year = [
        max((named for named in central_number if named <= year), default=min(central_number))
        for year in span
    ]
    return np.array([central_number[year] for year in year_in_force_by_year], dtype=float)


def to_level(case: Case, leaf: Leaf) -> float:
    """Factor that moves a number to the price level of the case; 1 for what is not money of a price year."""
    assumption = leaf.assumption
    if not assumption.is_money or leaf.nominal or assumption.price_year is None:
        return 1.0
    return case.prices.to_level(assumption.index or CPI, assumption.price_year)


_FILLED_BY_KIND: dict[str, Callable[[Case, str], Array]] = {
    "years": lambda case, key: np.array(case.years, dtype=float),
    "deflator": lambda case, index: np.array(
        [1.0 / case.prices.to_nominal(index, year) for year in case.years]
    ),
    "real_index": lambda case, index: np.array([case.prices.to_real(index, year) for year in case.years]),
    "count": lambda case, path: np.array([count_of(case, path)]),
    "point": lambda case, path: np.array([coordinate_of(case, path)]),
    "given": lambda case, key: np.zeros(1),
    "leaf": lambda case, path: by_year(case.graph.leaves[path], case.years),
    "to_level": lambda case, path: np.array([to_level(case, case.graph.leaves[path])]),
}
"""The central value of an input, by the kind of its slot, from the case and the key of the slot."""
