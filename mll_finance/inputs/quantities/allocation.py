"""Insight that moves a given budget to where it does more."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Allocation(Quantity):
    """Better use of the same capacity, without selecting people: effect = places x (effect here + moved x difference).

    A neighbourhood forecast or a policy insight lets a municipality move a share of its places (visits, hours, beds)
    from where they do little to where they do more. Give ``moved`` by_alternative, 0 in the baseline: only the
    difference counts, and no person is scored.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"effect": "count_per_year", "places_moved": "count_per_year"}
    SHARES: ClassVar[tuple[str, ...]] = ("moved",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("places",)

    kind: Literal["allocation"]
    """Insight that moves a given budget to where it does more."""
    places: Assumption
    """Places, visits or hours that the given budget pays for, a year."""
    moved: Assumption
    """Share of them that moves on the insight."""
    effect_here: Assumption
    """Effect of a place where it is now."""
    effect_there: Assumption
    """Effect of a place where the insight sends it."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        places_moved = values.places * values.moved
        return {
            "effect": values.places * values.effect_here
            + places_moved * (values.effect_there - values.effect_here),
            "places_moved": places_moved,
        }
